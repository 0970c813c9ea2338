/* SPDX-License-Identifier: MIT
 *
 * Draws of the pathway: percentiles, paths that are followed, and independence of the workers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/sample.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

static void intervals_are_percentiles(void **state)
{
    (void)state;
    double values[202], scratch[202];
    for (size_t i = 0; i < 101; i++) {
        values[2 * i] = (double)((i * 37) % 101); /* 0 .. 100 in some order */
        values[2 * i + 1] = -1.0;
    }
    struct lp_estimate e = lp_sample_interval(50.0, 101, values, 2, scratch);
    assert_true(fabs(e.low - 2.5) < 1e-12 && fabs(e.high - 97.5) < 1e-12);
    e = lp_sample_interval(99.0, 101, values, 2, scratch);
    assert_true(e.high == 99.0); /* widened to hold the estimate */
    double none[2] = {NAN, NAN};
    e = lp_sample_interval(1.0, 2, none, 1, scratch);
    assert_true(isnan(e.low) && isnan(e.high) && e.value == 1.0);
}

static void draws_do_not_depend_on_the_workers(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 6,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01,
                                     .noise = 1.0,
                                     .seed = 2};
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = fitmaker_options();
    struct lp_covariance *c = NULL;
    struct lp_sample one, three;
    const size_t via_a[] = {0, 2, 1};
    struct lp_path path = {.n = 3, .compartments = via_a, .probability = 5.0 / 7.0};
    struct lp_path_list paths = {.n = 1, .items = &path};
    assert_int_equal(
        lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian, &c),
        LP_OK);
    assert_int_equal(lp_sample_run(fit.problem, fit.best, c, &options, &paths, 60, 5, &one), LP_OK);
    options.n_jobs = 3;
    assert_int_equal(lp_sample_run(fit.problem, fit.best, c, &options, &paths, 60, 5, &three),
                     LP_OK);
    assert_memory_equal(one.numbers, three.numbers, 60 * one.n_numbers * sizeof(double));
    assert_memory_equal(one.top, three.top, 60 * sizeof(size_t));
    for (size_t i = 0; i < 60; i++) {
        const double *row = one.numbers + i * one.n_numbers;
        double visited = row[lp_shares_at_compartment(2, LP_SHARE_VISITED)];
        /* the only path through a carries what visits it */
        assert_true(fabs(one.probability[i] - visited) < 1e-9);
        assert_true(fabs(one.probability[i] + one.rest[i] - 1.0) < 1e-9);
        assert_true(isnan(row[lp_shares_at_compartment(2, LP_SHARE_UPTAKE)]) == (i >= 5));
        assert_true((one.top[i] == 0) == (visited > 0.5));
    }
    lp_sample_clear(&one);
    lp_sample_clear(&three);
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

/* One time point, inventories known to a factor: the linearised model is far off, and the draws
 * kept must still agree with what was measured, 27.2, 6.3, 1.2 and 8.7 per cent, 2.5 each. */
static void draws_agree_with_the_data(void **state)
{
    (void)state;
    static const double measured[] = {27.2, 6.3, 1.2, 8.7};
    struct lp_study *study = NULL;
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    options.n_starts = 4;
    assert_int_equal(lp_study_read("inputs/llzo-peo-2018/50wt.yaml", &study, NULL), LP_OK);
    assert_int_equal(lp_inference_fit(study, &options, &answer, NULL), LP_OK);
    for (size_t i = 0; i < 4; i++) {
        struct lp_estimate e = answer->pathway->compartments[2 + i].increase_percent;
        assert_true(fabs(e.value - measured[i]) < 0.1);
        assert_true(e.low > fmax(measured[i] - 3.0 * 2.5, -1e-9));
        assert_true(e.high > measured[i] + 1.0 * 2.5 && e.high < measured[i] + 3.0 * 2.5);
    }
    lp_answer_free(answer);
    lp_study_free(study);
}

/* Two phases that mix faster than they are fed: the sum of the contacts is known forty times better
 * than either. The model is all but linear in flows, so the share's interval has to be as wide as
 * the delta method says: draws on a bent scale leave the valley, are refused and halve it. */
static void a_narrow_valley_is_drawn_to_its_ends(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = "  parameters:\n"
                                              "    phi_a: {start: 2e-11 mol/s}\n"
                                              "    phi_b: {start: 2e-11 mol/s}\n"
                                              "    phi_ab: {start: 3e-10 mol/s}\n"
                                              "  compartments:\n"
                                              "    left: {kind: electrode, enrichment: 0.95}\n"
                                              "    right: {kind: electrode, enrichment: 0.95}\n"
                                              "    a: {role: interface, inventory: 0.6 umol}\n"
                                              "    b: {role: salt, inventory: 6 umol}\n"
                                              "  exchange:\n"
                                              "    - {between: [left, a], flow: phi_a}\n"
                                              "    - {between: [a, right], flow: phi_a}\n"
                                              "    - {between: [left, b], flow: phi_b}\n"
                                              "    - {between: [b, right], flow: phi_b}\n"
                                              "    - {between: [a, b], flow: phi_ab}\n",
                                     .components = "a b",
                                     .n_times = 12,
                                     .first_s = 3e3,
                                     .last_s = 3e5,
                                     .sigma = 0.003,
                                     .seed = 2};
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = fitmaker_options();
    struct lp_covariance *c = NULL;
    struct lp_sample sample;
    struct lp_path_list none = {.n = 0};
    double scratch[600], normal[9] = {0}, flow[3], slope[3];
    assert_int_equal(
        lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian, &c),
        LP_OK);
    assert_int_equal(lp_sample_run(fit.problem, fit.best, c, &options, &none, 600, 0, &sample),
                     LP_OK);

    /* The delta method in flows: variance g^T (J^T J)^-1 g of s = phi_a/(phi_a + phi_b). */
    for (size_t j = 0; j < 3; j++) {
        flow[j] = lp_transform_value(&fit.problem->transform[j], fit.best->u[j]);
        slope[j] = lp_transform_slope(&fit.problem->transform[j], fit.best->u[j]);
    }
    for (size_t i = 0; i < 9; i++)
        for (size_t k = 0; k < fit.n_residuals; k++)
            normal[i] += fit.jacobian[k * 3 + i / 3] * fit.jacobian[k * 3 + i % 3];
    double sum = flow[0] + flow[1];
    double g[3] = {slope[0] * flow[1] / (sum * sum), -slope[1] * flow[0] / (sum * sum), 0.0};
    gsl_matrix_view a = gsl_matrix_view_array(normal, 3, 3);
    gsl_vector_view b = gsl_vector_view_array(g, 3);
    double x[3];
    gsl_vector_view solved = gsl_vector_view_array(x, 3);
    assert_int_equal(gsl_linalg_cholesky_decomp1(&a.matrix), 0);
    gsl_linalg_cholesky_solve(&a.matrix, &b.vector, &solved.vector);
    double sd = sqrt(g[0] * x[0] + g[1] * x[1] + g[2] * x[2]);
    struct lp_estimate e =
        lp_sample_interval(flow[0] / sum, sample.n_draws, sample.numbers + LP_SHARE_INTERFACE,
                           sample.n_numbers, scratch);
    double ratio = (e.high - e.low) / (2.0 * 1.96 * sd);
    assert_true(ratio > 0.8 && ratio < 1.2);
    lp_sample_clear(&sample);
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

/* All in one is what its parts are: covariance at the best, its numbers, draws. */
static void around_an_optimum_is_all_in_one(void **state)
{
    (void)state;
    struct fitmaker_fit fit = fitmaker_fit(&(struct fitmaker_series){
        fitmaker_two_phases, "a b", 6, 1e3, 1e5, NULL, .sigma = 0.01, .noise = 1, .seed = 2});
    struct lp_inference_options options = fitmaker_options();
    const struct lp_path_list none = {.n = 0};
    struct lp_covariance *c = NULL;
    struct lp_sample one, parts;
    const struct lp_model *m = fit.study->experiments[0].model;
    double *numbers = lp_arena_alloc(fit.arena, lp_shares_n(m), sizeof *numbers);
    assert_int_equal(
        lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian, &c),
        LP_OK);
    assert_int_equal(lp_sample_run(fit.problem, fit.best, c, &options, &none, 40, 0, &parts),
                     LP_OK);
    assert_int_equal(lp_sample_around(fit.problem, fit.best, &options, &none, 40, 0, numbers, &one),
                     LP_OK);
    assert_int_equal(one.n_draws, parts.n_draws);
    assert_memory_equal(one.p, parts.p, 40 * fit.study->parameters.n * sizeof(double));
    double phi[2];
    for (size_t j = 0; j < 2; j++) /* phi_a, phi_b: contacts alike on both sides */
        phi[j] = lp_transform_value(&fit.problem->transform[j], fit.best->u[j]);
    assert_true(fabs(numbers[LP_SHARE_INTERFACE] - phi[0] / (phi[0] + phi[1])) < 1e-9);
    assert_true(isnan(numbers[lp_shares_at_compartment(2, LP_SHARE_UPTAKE)])); /* no states */
    lp_sample_clear(&one);
    assert_int_equal(lp_sample_around(fit.problem, fit.best, &options, &none, 10, 3, numbers, &one),
                     LP_OK);
    assert_true(numbers[lp_shares_at_compartment(2, LP_SHARE_UPTAKE)] > 0.0);
    assert_int_equal(one.n_states, 3);
    lp_sample_clear(&one);
    lp_sample_clear(&parts);
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_are_percentiles),
                                       cmocka_unit_test(draws_do_not_depend_on_the_workers),
                                       cmocka_unit_test(around_an_optimum_is_all_in_one),
                                       cmocka_unit_test(draws_agree_with_the_data),
                                       cmocka_unit_test(a_narrow_valley_is_drawn_to_its_ends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
