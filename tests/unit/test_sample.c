/* SPDX-License-Identifier: MIT
 *
 * Draws of the pathway: percentiles, paths that are followed, and independence of the workers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inference/sample.h"
#include "inference/solve.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(intervals_are_percentiles),
                                       cmocka_unit_test(draws_do_not_depend_on_the_workers),
                                       cmocka_unit_test(draws_agree_with_the_data)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
