/* SPDX-License-Identifier: MIT
 *
 * Plans: the closed form of a linear model, what splits twin curves, and that more data never tell
 * less.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inference/design.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <string.h>

/* y = a + b t at t = 0, 1, 2 with sigma 1 and flat ranges: var b = 1/sum (t - mean)² = 1/2; one
 * more value at t = 5: mean 2, sum of squares 14. */
static void a_line_gains_what_the_closed_form_says(void **state)
{
    (void)state;
    const double jacobian[] = {1, 0, 1, 1, 1, 2, 1, 5}, gradient[] = {0, 1}, wide[] = {1e6, 1e6};
    double sd = 0.0;
    assert_int_equal(lp_design_sd(2, 3, jacobian, gradient, wide, &sd), LP_OK);
    assert_true(fabs(sd * sd - 0.5) < 1e-9);
    assert_int_equal(lp_design_sd(2, 4, jacobian, gradient, wide, &sd), LP_OK);
    assert_true(fabs(sd * sd - 1.0 / 14.0) < 1e-9);
    /* a prior of sd w adds 1/w² to the slope: no data at all leave w */
    assert_int_equal(lp_design_sd(2, 0, jacobian, gradient, (double[]){3, 2}, &sd), LP_OK);
    assert_true(fabs(sd - 2.0) < 1e-12);
}

static void what_is_not_finite_is_refused(void **state)
{
    (void)state;
    const double jacobian[] = {NAN}, one[] = {1};
    double sd = 7.0;
    assert_int_equal(lp_design_sd(1, 1, jacobian, one, one, &sd), LP_ENUMERIC);
    assert_true(sd == 7.0);
}

/* Two phases that mix in 5 min, measured from 1 h on: twins. */
static const char *const twins = "  parameters:\n"
                                 "    phi_a: {start: 2e-10 mol/s}\n"
                                 "    phi_b: {start: 3e-10 mol/s}\n"
                                 "    phi_ab: {value: 3e-9 mol/s}\n"
                                 "  compartments:\n"
                                 "    left: {kind: electrode, enrichment: 0.95}\n"
                                 "    right: {kind: electrode, enrichment: 0.95}\n"
                                 "    a: {role: interface, inventory: 1.5 umol}\n"
                                 "    b: {role: salt, inventory: 2.5 umol}\n"
                                 "  exchange:\n"
                                 "    - {between: [left, a], flow: phi_a}\n"
                                 "    - {between: [a, right], flow: phi_a}\n"
                                 "    - {between: [left, b], flow: phi_b}\n"
                                 "    - {between: [b, right], flow: phi_b}\n"
                                 "    - {between: [a, b], flow: phi_ab}\n";

static struct lp_design *plan(struct lp_study *study, const char *name, size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_design *design = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.n_starts = 5;
    options.n_jobs = n_jobs;
    enum lp_status status = lp_design_run(study, name, &options, &design, diag);
    if (status != LP_OK)
        print_error("%s\n", lp_diag_first_error(diag));
    assert_int_equal(status, LP_OK);
    lp_diag_free(diag);
    return design;
}

static const struct lp_design_candidate *find(const struct lp_design *design, const char *name)
{
    for (size_t i = 0; i < design->n; i++)
        if (strcmp(design->candidates[i].name, name) == 0)
            return &design->candidates[i];
    fail_msg("no candidate %s", name);
    return NULL;
}

static struct lp_study *twin_study(double times[2])
{
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        twins, "a b", 10, 4e3, 2e4, NULL, .sigma = 0.01, .noise = 1, .seed = 5});
    study->design.times_s = times;
    study->design.n_times = 2;
    return study;
}

/* Only a spectrum before the phases have mixed tells which of them is fed. */
static void twins_are_split_by_an_early_spectrum(void **state)
{
    (void)state;
    double times[2] = {300, 4e5};
    struct lp_study *study = twin_study(times);
    struct lp_design *design = plan(study, NULL, 1);
    assert_true(design->is_share);
    const struct lp_design_candidate *early = find(design, "spectrum at 5 min");
    const struct lp_design_candidate *late = find(design, "spectrum at 4.63 d");
    print_message("now %.3f, early %.3f, late %.3f; first: %s %.3f, simulated %.3f for %.3f\n",
                  design->now.width, early->width, late->width, design->candidates[0].name,
                  design->candidates[0].width, design->candidates[0].simulated,
                  design->candidates[0].simulated_expected);
    assert_true(early->width < 0.8 * late->width);
    assert_true(late->width > 0.95 * design->now.width);
    for (size_t i = 0; i < design->n; i++)
        assert_true(!(design->candidates[i].width > 1.001 * design->now.width));
    assert_true(design->candidates[0].n_simulated > 0);
    lp_design_free(design);
    lp_study_free(study);
}

static void jobs_do_not_matter(void **state)
{
    (void)state;
    double times[2] = {300, 4e5};
    struct lp_study *study = twin_study(times);
    struct lp_design *one = plan(study, "phi_a", 1), *three = plan(study, "phi_a", 3);
    assert_false(one->is_share);
    assert_int_equal(one->n, three->n);
    for (size_t i = 0; i < one->n; i++) {
        assert_string_equal(one->candidates[i].name, three->candidates[i].name);
        assert_memory_equal(&one->candidates[i].width, &three->candidates[i].width, sizeof(double));
    }
    assert_memory_equal(&one->candidates[0].simulated, &three->candidates[0].simulated,
                        sizeof(double));
    lp_design_free(one);
    lp_design_free(three);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_gains_what_the_closed_form_says),
        cmocka_unit_test(what_is_not_finite_is_refused),
        cmocka_unit_test(twins_are_split_by_an_early_spectrum),
        cmocka_unit_test(jobs_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
