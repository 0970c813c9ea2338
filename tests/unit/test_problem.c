/* SPDX-License-Identifier: MIT
 *
 * What is fitted: parameters of a topology, the smallest resolvable flow, noise groups and the
 * refusals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/problem.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <string.h>

static struct lp_study *two_phases(const char *experiment, double sigma)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 4,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = sigma,
                                     .seed = 1};
    return fitmaker_study(&series);
}

static void absent_edges_take_their_parameter_along(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    const char *ids[] = {"left--a", "a--right"};
    struct lp_edge_set absent = {.n = 2, .ids = ids};
    struct lp_problem *full = NULL, *part = NULL;
    assert_int_equal(lp_problem_new(study, NULL, &full, NULL), LP_OK);
    assert_int_equal(lp_problem_new(study, &absent, &part, NULL), LP_OK);
    assert_int_equal(full->n, 3);
    assert_int_equal(part->n, 2);
    size_t phi_a = lp_parameters_find(&study->parameters, "phi_a");
    assert_true(lp_problem_find(full, phi_a) != LP_NONE);
    assert_true(lp_problem_find(part, phi_a) == LP_NONE);
    assert_int_equal(full->n_rows, 8);
    double p[8];
    lp_problem_values(full, full->start, p);
    assert_true(fabs(p[phi_a] / 5e-11 - 1.0) < 1e-12);
    lp_problem_free(part);
    lp_problem_free(full);
    lp_study_free(study);
}

/* 0.3 sigma N/(t_max (x_el - x0)), N the smaller of the phases that an edge joins. */
static void smallest_flow_is_that_of_the_formula(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    double expected = 0.3 * 0.01 / (1e5 * (0.95 - 0.0759));
    size_t a = lp_parameters_find(&study->parameters, "phi_a");
    size_t b = lp_parameters_find(&study->parameters, "phi_b");
    size_t ab = lp_parameters_find(&study->parameters, "phi_ab");
    struct lp_problem *problem = NULL;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    const struct lp_transform *of = problem->transform;
    assert_true(fabs(of[lp_problem_find(problem, a)].s0 / (expected * 1.5e-6) - 1.0) < 1e-9);
    assert_true(fabs(of[lp_problem_find(problem, b)].s0 / (expected * 2.5e-6) - 1.0) < 1e-9);
    assert_true(fabs(of[lp_problem_find(problem, ab)].s0 / (expected * 1.5e-6) - 1.0) < 1e-9);
    lp_problem_free(problem);
    lp_study_free(study);
}

static void sigma_of_increase_is_an_enrichment(void **state)
{
    (void)state;
    struct lp_study *study = two_phases("    observable: increase\n", 2.0);
    struct lp_problem *problem = NULL;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_true(fabs(problem->typical_sigma - 0.0759 * 0.02) < 1e-12);
    lp_problem_free(problem);
    lp_study_free(study);
}

static void estimated_noise_makes_groups(void **state)
{
    (void)state;
    struct lp_study *study = two_phases("    noise: {estimate: true, constant: 0.01}\n", 0.0);
    struct lp_problem *problem = NULL;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(problem->n_groups, 2);
    assert_int_equal(problem->n_in_group[0], 4);
    assert_int_equal(lp_problem_n_estimated(problem), 5);
    lp_problem_free(problem);
    lp_study_free(study);
}

static void assert_refused(const struct lp_study *study, const char *words)
{
    struct lp_problem *problem = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(lp_problem_new(study, NULL, &problem, diag), LP_EINPUT);
    assert_non_null(strstr(lp_diag_first_error(diag), words));
    assert_null(problem);
    lp_diag_free(diag);
}

static void noise_of_one_value_is_refused(void **state)
{
    (void)state;
    struct lp_study *study = two_phases("    noise: {estimate: true}\n", 0.0);
    study->experiments[0].n_rows = 3; /* by time, then component: a, b, a */
    assert_refused(study, "has one value only");
    lp_study_free(study);
}

static void shared_errors_go_with_estimated_noise(void **state)
{
    (void)state;
    struct lp_problem *problem = NULL;
    struct lp_study *study = two_phases(
        "    observable: increase\n    reference_sigma: {a: 2}\n    noise: {constant: 2}\n", 0.0);
    study->experiments[0].noise.is_estimated = true;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(problem->n_nuisances, 1);
    assert_int_equal(problem->n_groups, 2);
    lp_problem_free(problem);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(absent_edges_take_their_parameter_along),
                                       cmocka_unit_test(smallest_flow_is_that_of_the_formula),
                                       cmocka_unit_test(sigma_of_increase_is_an_enrichment),
                                       cmocka_unit_test(estimated_noise_makes_groups),
                                       cmocka_unit_test(noise_of_one_value_is_refused),
                                       cmocka_unit_test(shared_errors_go_with_estimated_noise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
