/* SPDX-License-Identifier: MIT
 *
 * What the data determine: full rank on a good series, left and right told apart never, draws with
 * the right spread, inside the box, and keeping the sum that is known.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/covariance.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#define N_DRAWS 2000

static struct fitmaker_series series(const char *model)
{
    return (struct fitmaker_series){.model = model,
                                    .components = "a b",
                                    .n_times = 12,
                                    .first_s = 1e3,
                                    .last_s = 2e5,
                                    .sigma = 0.003,
                                    .noise = 1.0,
                                    .seed = 11};
}

static struct lp_covariance *covariance_of(const struct fitmaker_fit *fit)
{
    struct lp_covariance *c = NULL;
    assert_int_equal(
        lp_covariance_new(fit->problem, fit->best->u, fit->n_residuals, fit->r, fit->jacobian, &c),
        LP_OK);
    return c;
}

/* Mean and sd of u over draws agree with the optimum and with (J^T J)^-1. */
static void draws_have_the_covariance_of_the_fit(void **state)
{
    (void)state;
    struct fitmaker_series made = series(fitmaker_two_phases);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_covariance *c = covariance_of(&fit);
    double mean[3] = {0}, square[3] = {0}, u[3], rise, mean_rise = 0.0;
    assert_int_equal(c->rank, 3);
    assert_int_equal(c->n_null, 0);
    for (size_t k = 0; k < N_DRAWS; k++) {
        assert_int_equal(lp_covariance_draw(c, 1, k, u, &rise), LP_OK);
        mean_rise += rise / N_DRAWS;
        for (size_t j = 0; j < 3; j++) {
            mean[j] += (u[j] - fit.best->u[j]) / N_DRAWS;
            square[j] += pow(u[j] - fit.best->u[j], 2) / N_DRAWS;
        }
    }
    for (size_t j = 0; j < 3; j++) {
        assert_true(c->sd[j] < 0.2);
        assert_true(fabs(mean[j]) < 0.15 * c->sd[j]);
        assert_true(fabs(sqrt(square[j]) / c->sd[j] - 1.0) < 0.1);
    }
    /* chi2 of three parameters: mean 3 */
    assert_true(fabs(mean_rise - 3.0) < 0.3);
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

static void only_the_sum_of_both_sides_is_known(void **state)
{
    (void)state;
    struct fitmaker_series made = series(fitmaker_sides);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_covariance *c = covariance_of(&fit);
    size_t left = 0, right = 1;
    double sum_best = lp_transform_value(&fit.problem->transform[left], fit.best->u[left]) +
                      lp_transform_value(&fit.problem->transform[right], fit.best->u[right]);
    assert_int_equal(c->rank, 3);
    assert_int_equal(c->n_null, 1);
    assert_true(c->is_trade[0]);
    const struct lp_direction d = lp_covariance_direction(c, 0);
    assert_int_equal(d.known, LP_KNOWN_SUM);
    assert_true(d.i == left && d.j == right);
    assert_true(fabs(d.sum / sum_best - 1.0) < 1e-9);
    double low = INFINITY, high = 0.0, spread = 0.0;
    for (size_t k = 0; k < 500; k++) {
        double u[4], rise;
        assert_int_equal(lp_covariance_draw(c, 1, k, u, &rise), LP_OK);
        double l = lp_transform_value(&fit.problem->transform[left], u[left]);
        double sum = l + lp_transform_value(&fit.problem->transform[right], u[right]);
        low = fmin(low, l / sum);
        high = fmax(high, l / sum);
        spread = fmax(spread, fabs(sum / sum_best - 1.0));
    }
    assert_true(low < 0.02 && high > 0.98); /* left alone: anything */
    assert_true(spread < 0.2);              /* the sum: as well as the data know it */
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

/* A parameter at its bound: draws hit it in many cases and never pass it. */
static void draws_stay_in_the_box(void **state)
{
    (void)state;
    struct fitmaker_series made = series(fitmaker_two_phases);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    size_t n_at_zero = 0;
    fit.best->u[2] = 0.0;
    for (size_t k = 0; k < fit.n_residuals; k++)
        fit.r[k] = 0.0;
    struct lp_covariance *c = covariance_of(&fit);
    for (size_t k = 0; k < 400; k++) {
        double u[3], rise;
        assert_int_equal(lp_covariance_draw(c, 1, k, u, &rise), LP_OK);
        for (size_t j = 0; j < 3; j++)
            assert_true(u[j] >= fit.problem->lo[j] && u[j] <= fit.problem->hi[j]);
        n_at_zero += u[2] == 0.0;
    }
    assert_true(n_at_zero > 130 && n_at_zero < 270); /* half of them */
    lp_covariance_free(c);
    fitmaker_clear(&fit);
}

static void refuses_what_is_not_finite(void **state)
{
    (void)state;
    struct fitmaker_series made = series(fitmaker_two_phases);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_covariance *c = NULL;
    fit.jacobian[1] = NAN;
    assert_int_equal(
        lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian, &c),
        LP_ENUMERIC);
    assert_null(c);
    fitmaker_clear(&fit);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(draws_have_the_covariance_of_the_fit),
                                       cmocka_unit_test(only_the_sum_of_both_sides_is_known),
                                       cmocka_unit_test(draws_stay_in_the_box),
                                       cmocka_unit_test(refuses_what_is_not_finite)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
