/* SPDX-License-Identifier: MIT
 *
 * Distances of curves: none between phases that fill alike, in units of sigma else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/twin.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#define MODEL(PHI_B)                                                                               \
    "  parameters:\n    phi_a: {start: 3e-11 mol/s}\n    phi_b: {start: " PHI_B "}\n"              \
    "    phi_ab: {start: 1e-12 mol/s}\n  compartments:\n"                                          \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    a: {role: interface, inventory: 1.5 umol}\n    b: {role: salt, inventory: 3 umol}\n"      \
    "  exchange:\n    - {between: [left, a], flow: phi_a}\n"                                       \
    "    - {between: [a, right], flow: phi_a}\n    - {between: [left, b], flow: phi_b}\n"          \
    "    - {between: [b, right], flow: phi_b}\n    - {between: [a, b], flow: phi_ab}\n"

static double distance(const char *model, double sigma)
{
    struct fitmaker_series series = {.model = model,
                                     .components = "a b",
                                     .n_times = 10,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = sigma,
                                     .seed = 1};
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = fitmaker_options();
    double p[8], d = NAN;
    size_t i_interface, i_neighbour;
    struct lp_solution s = {.arena = fit.arena,
                            .study = fit.study,
                            .options = &options,
                            .report = &fit.study->experiments[0],
                            .problem = fit.problem,
                            .best = fit.best,
                            .p = p};
    assert_true(fit.study->parameters.n <= 8);
    lp_problem_values(fit.problem, fit.problem->start, p);
    assert_int_equal(lp_twin_nearest(&s, &d, &i_interface, &i_neighbour), LP_OK);
    assert_string_equal(s.report->model->compartments[i_interface].name, "a");
    assert_string_equal(s.report->model->compartments[i_neighbour].name, "b");
    fitmaker_clear(&fit);
    return d;
}

static void phases_that_fill_alike_are_twins(void **state)
{
    (void)state;
    assert_true(distance(MODEL("6e-11 mol/s"), 0.01) < 1e-6); /* phi/N the same */
}

static void distance_counts_in_sigmas(void **state)
{
    (void)state;
    double d = distance(MODEL("1e-11 mol/s"), 0.01);
    assert_true(d > LP_TWIN_DISTANCE);
    assert_true(fabs(distance(MODEL("1e-11 mol/s"), 0.02) / d - 0.5) < 1e-6);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_that_fill_alike_are_twins),
        cmocka_unit_test(distance_counts_in_sigmas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
