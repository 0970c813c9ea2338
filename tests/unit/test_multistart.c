/* SPDX-License-Identifier: MIT
 *
 * Many starts: a Latin hypercube, the best of all, optima at a bound that steps creep to, the
 * noise's maximum likelihood, and the same result however many workers there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/multistart.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static const struct fitmaker_series given = {.components = "a b",
                                             .n_times = 8,
                                             .first_s = 1e3,
                                             .last_s = 1e5,
                                             .sigma = 0.01,
                                             .noise = 1.0,
                                             .seed = 5};

static struct fitmaker_series series(void)
{
    struct fitmaker_series s = given;
    s.model = fitmaker_two_phases;
    return s;
}

static void starts_fill_every_stratum(void **state)
{
    (void)state;
    struct fitmaker_series made = series();
    struct lp_study *study = fitmaker_study(&made);
    struct lp_problem *problem = NULL;
    double points[10 * 3];
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(lp_multistart_points(problem, LP_RANDOM_STARTS, 7, 10, points), LP_OK);
    for (size_t j = 0; j < 3; j++) {
        bool hit[10] = {false};
        double from, to;
        lp_transform_start_range(&problem->transform[j],
                                 study->parameters.item[problem->i_parameter[j]].value, &from, &to);
        for (size_t i = 0; i < 10; i++) {
            double way = (points[i * 3 + j] - from) / (to - from);
            assert_true(way > 0.0 && way < 1.0);
            hit[(size_t)(10.0 * way)] = true;
        }
        for (size_t i = 0; i < 10; i++)
            assert_true(hit[i]);
    }
    lp_problem_free(problem);
    lp_study_free(study);
}

/* All starts of a study, with so many workers. */
static struct lp_multistart run(struct lp_study *study, size_t n_jobs, enum lp_engine_kind kind,
                                struct lp_arena *arena, double *u)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_problem *problem = NULL;
    struct lp_workers workers;
    struct lp_multistart result;
    options.n_starts = 6;
    options.n_jobs = n_jobs;
    options.engine.kind = kind;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(lp_workers_new(problem, &options, &workers, NULL), LP_OK);
    assert_int_equal(lp_multistart_run(problem, &workers, &options, arena, &result), LP_OK);
    assert_non_null(result.best);
    memcpy(u, result.best->u, problem->n * sizeof(double));
    lp_workers_clear(&workers);
    lp_problem_free(problem);
    return result;
}

/* Whatever an engine keeps from one evaluation to the next must not be seen in the next. */
static void does_not_depend_on_the_workers(void **state)
{
    (void)state;
    static const enum lp_engine_kind kinds[] = {LP_ENGINE_EXACT, LP_ENGINE_CVODES};
    static const char *const protocols[] = {
        NULL, "    protocol: [{repeat: 3, steps: [{duration: 2 h, current: 3 uA}, {duration: 2 h, "
              "current: -3 uA}]}, {duration: 6 h, electrodes: off}]\n"};
    for (size_t k = 0; k < 4; k++) {
        struct fitmaker_series made = series();
        made.experiment = protocols[k / 2];
        struct lp_study *study = fitmaker_study(&made);
        struct lp_arena *arena = lp_arena_new();
        double u1[3], u3[3];
        struct lp_multistart one = run(study, 1, kinds[k % 2], arena, u1);
        struct lp_multistart three = run(study, 3, kinds[k % 2], arena, u3);
        assert_int_equal(one.n, 6);
        assert_int_equal(one.n_at_best, 6);
        assert_int_equal(one.n_distinct, 1);
        assert_memory_equal(u1, u3, sizeof(u1)); /* to the last bit */
        for (size_t i = 0; i < 6; i++)
            assert_true(one.starts[i]->deviance == three.starts[i]->deviance);
        lp_arena_free(arena);
        lp_study_free(study);
    }
}

/* All of it in one call is what its parts give; after an error nothing is left to clear. */
static void a_study_is_fitted_in_one_call(void **state)
{
    (void)state;
    struct fitmaker_series made = series();
    struct fitmaker_fit parts = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    struct lp_problem *problem = NULL;
    struct lp_workers workers = {.n = 0};
    struct lp_multistart starts = {.n = 0};
    assert_int_equal(
        lp_multistart_study(parts.study, &options, arena, &problem, &workers, &starts, NULL),
        LP_OK);
    assert_int_equal(starts.n, options.n_starts);
    assert_int_equal(workers.n, 1);
    assert_true(lp_optimum_is_same(starts.best, parts.best));
    lp_workers_clear(&workers);
    lp_problem_free(problem);
    parts.study->experiments[0].rows[0].sigma = NAN; /* and no noise model either */
    assert_int_equal(
        lp_multistart_study(parts.study, &options, arena, &problem, &workers, &starts, NULL),
        LP_EINPUT);
    assert_int_equal(workers.n, 0);
    lp_arena_free(arena);
    fitmaker_clear(&parts);
}

static void noise_is_estimated_at_its_maximum(void **state)
{
    (void)state;
    struct fitmaker_series made = series();
    made.sigma = 0.0;
    made.experiment = "    noise: {estimate: true, constant: 0.005}\n";
    struct lp_study *study = fitmaker_study(&made);
    struct lp_arena *arena = lp_arena_new();
    double u[3];
    struct lp_multistart result = run(study, 1, LP_ENGINE_AUTO, arena, u);
    assert_true(fabs(result.best->likelihood.chi2 - 16.0) < 1e-3);
    /* 0.01 was added where 0.005 was said: the factors are near 2 */
    for (size_t g = 0; g < 2; g++)
        assert_true(result.best->factor[g] > 0.8 && result.best->factor[g] < 4.0);
    lp_arena_free(arena);
    lp_study_free(study);
}

#define CONTACTS(PHASE)                                                                            \
    "    - {between: [left, " PHASE "], flow: phi_" PHASE "}\n"                                    \
    "    - {between: [" PHASE ", right], flow: phi_" PHASE "}\n"

/* Phases that mix a hundred times faster than they are fed: two of the flows between them make up
 * for each other, and one of the two often fits best at zero. */
static const char *const fast_mixing =
    "  parameters:\n"
    "    phi_a: {start: 3e-11 mol/s}\n    phi_b: {start: 1e-11 mol/s}\n"
    "    phi_c: {start: 2e-11 mol/s}\n    phi_ab: {start: 2e-9 mol/s}\n"
    "    phi_ac: {start: 2e-9 mol/s}\n    phi_bc: {start: 2e-9 mol/s}\n"
    "  compartments:\n"
    "    left: {kind: electrode, enrichment: 0.95}\n"
    "    right: {kind: electrode, enrichment: 0.95}\n"
    "    a: {role: bulk, inventory: 7 umol}\n    b: {role: interface, inventory: 1.5 umol}\n"
    "    c: {role: salt, inventory: 3 umol}\n"
    "  exchange:\n" CONTACTS("a") CONTACTS("b") CONTACTS(
        "c") "    - {between: [a, b], flow: phi_ab}\n    - {between: [a, c], flow: phi_ac}\n"
             "    - {between: [b, c], flow: phi_bc}\n";

/* Steps that only shrink on the way to a bound end at the limit of steps: with these data all six
 * starts did. */
static void reaches_a_flow_of_zero(void **state)
{
    (void)state;
    static const uint64_t seeds[] = {6, 18, 24};
    for (size_t k = 0; k < 3; k++) {
        struct fitmaker_series made = {.model = fast_mixing,
                                       .components = "a b c",
                                       .n_times = 16,
                                       .first_s = 600.0,
                                       .last_s = 3.4e5,
                                       .sigma = 0.01,
                                       .noise = 1.0,
                                       .seed = seeds[k]};
        struct lp_study *study = fitmaker_study(&made);
        struct lp_arena *arena = lp_arena_new();
        double u[6], least;
        struct lp_multistart result = run(study, 1, LP_ENGINE_AUTO, arena, u);
        for (size_t i = 0; i < result.n; i++)
            assert_int_not_equal(result.starts[i]->stop, LP_STOP_LIMIT);
        assert_true(lp_stop_is_optimum(result.best->stop));
        least = fmin(u[3], fmin(u[4], u[5]));
        assert_true(least == 0.0); /* to the last bit */
        lp_arena_free(arena);
        lp_study_free(study);
    }
}

/* A parameter of NaN start cannot be evaluated: the start fails with a reason, nothing else does.
 */
static void a_failed_start_is_recorded(void **state)
{
    (void)state;
    struct fitmaker_series made = series();
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_optimum *o = lp_optimum_new(fit.arena, fit.problem);
    o->u[0] = NAN;
    assert_int_equal(
        lp_optimum_fit(fit.workers.objective[0], fit.problem, &options, NULL, fit.arena, o), LP_OK);
    assert_int_equal(o->stop, LP_STOP_FAILED);
    assert_true(isnan(o->deviance));
    fitmaker_clear(&fit);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(starts_fill_every_stratum),
                                       cmocka_unit_test(does_not_depend_on_the_workers),
                                       cmocka_unit_test(a_study_is_fitted_in_one_call),
                                       cmocka_unit_test(noise_is_estimated_at_its_maximum),
                                       cmocka_unit_test(reaches_a_flow_of_zero),
                                       cmocka_unit_test(a_failed_start_is_recorded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
