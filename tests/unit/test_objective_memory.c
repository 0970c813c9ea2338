/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free */
/*
 * Nothing is allocated inside the objective: while a fit goes on, its evaluations with and without
 * derivatives make no call to the allocator, whatever part of the exact engine serves them (at
 * rest, driven, in depth). The first evaluation may, for workspaces that depend on the values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/multistart.h"
#include "tests/support/allocations.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

struct counted {
    struct lp_least_squares inner;
    size_t n_evaluations, n_jacobians;
    long n_allocations;
};

static enum lp_status count(void *context, const double u[], double r[], double jacobian[])
{
    struct counted *counted = context;
    long before = allocations.n_made;
    enum lp_status status = counted->inner.evaluate(counted->inner.context, u, r, jacobian);
    if (counted->n_jacobians > 0)
        counted->n_allocations += allocations.n_made - before;
    counted->n_evaluations++;
    counted->n_jacobians += jacobian != NULL;
    return status;
}

static void check(const char *model, const char *components, const char *experiment)
{
    struct fitmaker_series series = {.model = model,
                                     .components = components,
                                     .n_times = 8,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = 0.01,
                                     .noise = 1.0,
                                     .seed = 5};
    struct lp_study *study = fitmaker_study(&series);
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_fit_result result;
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    double u[8];
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(lp_objective_new(problem, &engine, &objective, NULL), LP_OK);
    assert_int_equal(lp_objective_engine(objective), LP_ENGINE_EXACT);
    struct lp_objective_context context = {.objective = objective};
    struct counted counted = {.inner = lp_objective_least_squares(&context)};
    struct lp_least_squares outer = counted.inner;
    outer.context = &counted;
    outer.evaluate = count;
    assert_true(problem->n <= 8);
    for (size_t j = 0; j < problem->n; j++)
        u[j] = problem->start[j] + 1;
    assert_int_equal(lp_fit_local(&outer, &options, NULL, u, &result), LP_OK);
    assert_true(lp_stop_is_optimum(result.stop));
    assert_true(counted.n_jacobians > 3 && counted.n_evaluations > counted.n_jacobians + 3);
    assert_int_equal(counted.n_allocations, 0);
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_study_free(study);
}

static void at_rest(void **state)
{
    (void)state;
    check(fitmaker_problem_s, "lgps interface salt", NULL);
}

static void with_a_scale(void **state)
{
    (void)state;
    check(fitmaker_two_phases, "a b",
          "    observable: area\n    scale: {start: 1e6, min: 1, max: 1e12}\n");
}

static void driven(void **state)
{
    (void)state;
    check(fitmaker_two_phases, "a b",
          "    protocol: [{repeat: 3, steps: [{duration: 1 h, current: 3 uA}, {duration: 1 h, "
          "current: -3 uA}]}, {duration: 2 h, electrodes: off}]\n");
}

/* Two blocks and more steps than are kept at a time, walked and by powers. */
static void cycled(void **state)
{
    (void)state;
    check(
        fitmaker_two_phases, "a b",
        "    protocol:\n"
        "      - {repeat: 100, steps: [{duration: 2 min, current: 3 uA}, {duration: 2 min, "
        "current: -3 uA}, {duration: 30 s}]}\n"
        "      - {repeat: 50, steps: [{duration: 1 min, current: 2 uA}, {duration: 2 min, current: "
        "-1 uA}, {duration: 30 s}, {duration: 20 s, electrodes: off}, {duration: 10 s}, "
        "{duration: 1 min, current: 1 uA}]}\n");
}

static void in_depth(void **state)
{
    (void)state;
    check("  parameters:\n"
          "    phi: {start: 5e-11 mol/s}\n"
          "    D: {start: 1e-14 m2/s, min: 0 m2/s}\n"
          "  depth: {layers: 40, thickness: 100 um}\n"
          "  compartments:\n"
          "    left: {kind: electrode, enrichment: 0.95}\n"
          "    right: {kind: electrode, enrichment: 0.95}\n"
          "    a: {inventory: 1.5 umol, diffusivity: D}\n"
          "  exchange:\n"
          "    - {between: [left, a], flow: phi}\n"
          "    - {between: [a, right], flow: phi}\n",
          "a", "    protocol: [{duration: 3 h, current: 3 uA}, {duration: 4 h, current: -3 uA}]\n");
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_rest), cmocka_unit_test(with_a_scale), cmocka_unit_test(driven),
        cmocka_unit_test(cycled),  cmocka_unit_test(in_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
