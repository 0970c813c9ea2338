/* SPDX-License-Identifier: MIT
 *
 * Fits without their scales: the optimum of the whole problem, from any scale; a scale that its
 * bound holds; and the cases in which a scale must stay a parameter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/scales.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define MAX_N 8

struct both {
    struct lp_fit_result full, reduced;
    double u_full[MAX_N], u_reduced[MAX_N];
    size_t i_scale;                   /* of the first experiment, by the problem's word */
    double scale_full, scale_reduced; /* of the last parameter, SI */
};

/* Both ways from the same point: every flow threefold, the last parameter at `scale`. */
static struct both both_ways(const char *experiment, double scale)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 8,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = 0.5,
                                     .noise = 1.0,
                                     .seed = 5};
    struct lp_study *study = fitmaker_study(&series);
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct both both = {.i_scale = LP_NONE};
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(lp_objective_new(problem, &engine, &objective, NULL), LP_OK);
    struct lp_objective_context context = {.objective = objective};
    struct lp_least_squares full = lp_objective_least_squares(&context);
    struct lp_scales *scales = lp_scales_new(arena, problem);
    assert_non_null(scales);
    assert_true(problem->n >= 4 && problem->n <= MAX_N);
    for (size_t j = 0; j < problem->n; j++) {
        double p = study->parameters.item[problem->i_parameter[j]].value;
        bool is_scale = j + 1 == problem->n;
        both.u_full[j] = lp_transform_u(&problem->transform[j], is_scale ? scale : 3.0 * p);
        both.u_reduced[j] = both.u_full[j];
    }
    assert_int_equal(lp_fit_local(&full, &options, NULL, both.u_full, &both.full), LP_OK);
    assert_int_equal(
        lp_scales_fit(objective, problem, scales, &options, NULL, both.u_reduced, &both.reduced),
        LP_OK);
    const struct lp_transform *last = &problem->transform[problem->n - 1];
    both.i_scale = problem->i_scale[0];
    both.scale_full = lp_transform_value(last, both.u_full[problem->n - 1]);
    both.scale_reduced = lp_transform_value(last, both.u_reduced[problem->n - 1]);
    assert_true(lp_stop_is_optimum(both.reduced.stop));
    assert_true(fabs(both.reduced.cost - both.full.cost) < 1e-6 * both.full.cost);
    for (size_t j = 0; j < problem->n; j++)
        assert_true(fabs(both.u_full[j] - both.u_reduced[j]) < 1e-3);
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_study_free(study);
    lp_arena_free(arena);
    return both;
}

#define AREA "    observable: area\n"

/* Three decades below and two above the truth: the search over the flows is the same. */
static void the_optimum_is_the_same_from_any_scale(void **state)
{
    (void)state;
    const char *scale = AREA "    scale: {start: 1e8, min: 1e5, max: 1e11}\n";
    struct both below = both_ways(scale, 1e5), above = both_ways(scale, 1e10);
    assert_int_equal(below.i_scale, 3);
    assert_true(fabs(below.scale_reduced / 1e8 - 1) < 0.2);
    assert_int_equal(below.reduced.n_jacobians, above.reduced.n_jacobians);
    assert_true(fabs(below.scale_reduced / above.scale_reduced - 1) < 1e-6);
    assert_true(below.reduced.n_jacobians <= below.full.n_jacobians);
}

/* The data want 1e8; both must end at the bound, to the last bit. */
static void a_bound_holds_a_scale(void **state)
{
    (void)state;
    struct both both = both_ways(AREA "    scale: {start: 1e8, min: 1e5, max: 1.0001e8}\n", 1e6);
    assert_int_equal(both.i_scale, 3);
    assert_true(both.scale_reduced == both.scale_full);
    assert_true(both.scale_reduced == 1.0001e8);
}

static void a_prior_keeps_the_scale_a_parameter(void **state)
{
    (void)state;
    struct both both = both_ways(
        AREA "    scale: {start: 1e8, min: 1e5, max: 1e11, prior: {median: 2e8, factor: 2}}\n",
        1e7);
    assert_true(both.i_scale == LP_NONE);
    assert_int_equal(both.full.n_evaluations, both.reduced.n_evaluations);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_optimum_is_the_same_from_any_scale),
        cmocka_unit_test(a_bound_holds_a_scale),
        cmocka_unit_test(a_prior_keeps_the_scale_a_parameter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
