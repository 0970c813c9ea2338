/* SPDX-License-Identifier: MIT
 *
 * The scatter of refits: that of the closed form, priors and shared errors included; threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/bootstrap.h"
#include "uncertainty/sample.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_REFITS = 1500 };

/* Small errors, so that the model is linear over the scatter. */
static struct fitmaker_series series(const char *experiment)
{
    return (struct fitmaker_series){.model = fitmaker_two_phases,
                                    .components = "a b",
                                    .n_times = 12,
                                    .first_s = 3e3,
                                    .last_s = 1e5,
                                    .experiment = experiment,
                                    .sigma = 1e-4,
                                    .noise = 1.0,
                                    .seed = 4};
}

static double *refit(const struct fitmaker_fit *fit, enum lp_bootstrap_kind kind, size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_bootstrap b = {
        .kind = kind, .problem = fit->problem, .best = fit->best, .n = N_REFITS};
    double *u = malloc(N_REFITS * fit->problem->n * sizeof(double));
    size_t n_done;
    options.n_jobs = n_jobs;
    assert_int_equal(lp_bootstrap_run(&b, &options, u, &n_done), LP_OK);
    assert_int_equal(n_done, N_REFITS);
    return u;
}

/* The marginal sd of linear theory against that of the refits; 1/sqrt(2 N) is 1.8 %. */
static void compare(const struct fitmaker_fit *fit, enum lp_bootstrap_kind kind, double factor,
                    double tolerance)
{
    struct lp_covariance *covariance;
    size_t n = fit->problem->n;
    double *u = refit(fit, kind, 1);
    assert_int_equal(
        lp_sample_covariance(fit->problem, fit->workers.objective[0], fit->best, &covariance),
        LP_OK);
    for (size_t j = 0; j < n; j++) {
        double sum = 0.0, square = 0.0;
        for (size_t i = 0; i < N_REFITS; i++) {
            double d = u[i * n + j] - fit->best->u[j];
            sum += d;
            square += d * d;
        }
        double sd = sqrt(square / N_REFITS);
        assert_true(fabs(sum / N_REFITS) < 0.15 * sd);
        assert_true(fabs(sd / covariance->sd[j] / factor - 1.0) < tolerance);
    }
    lp_covariance_free(covariance);
    free(u);
}

static void parametric_has_the_sd_of_the_closed_form(void **state)
{
    (void)state;
    struct fitmaker_series made = series(NULL);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    compare(&fit, LP_BOOTSTRAP_PARAMETRIC, 1.0, 0.08);
    fitmaker_clear(&fit);
}

/* Resampled residuals have the scatter of the data themselves. */
static void residual_has_the_scatter_of_the_residuals(void **state)
{
    (void)state;
    struct fitmaker_series made = series(NULL);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    double n = (double)fit.problem->n_rows, k = (double)fit.problem->n, mean = 0.0;
    for (size_t i = 0; i < fit.problem->n_rows; i++)
        mean += fit.r[i] / n;
    double scatter = sqrt((fit.best->likelihood.chi2 / n - mean * mean) * n / (n - k));
    compare(&fit, LP_BOOTSTRAP_RESIDUAL, scatter, 0.12);
    fitmaker_clear(&fit);
}

/* One more error that the rows of a share: M e has the covariance 1 + A A^T. */
static void shared_errors_are_drawn_with_their_covariance(void **state)
{
    (void)state;
    struct fitmaker_series made = series("    reference_sigma: {a: 2}\n    observable: increase\n");
    made.sigma = 0.05;
    struct fitmaker_fit fit = fitmaker_fit(&made);
    assert_true(fit.problem->n_nuisances > 0);
    compare(&fit, LP_BOOTSTRAP_PARAMETRIC, 1.0, 0.1);
    fitmaker_clear(&fit);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    struct fitmaker_series made = series(NULL);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    double *one = refit(&fit, LP_BOOTSTRAP_PARAMETRIC, 1);
    double *three = refit(&fit, LP_BOOTSTRAP_PARAMETRIC, 3);
    assert_memory_equal(one, three, N_REFITS * fit.problem->n * sizeof(double));
    free(one);
    free(three);
    fitmaker_clear(&fit);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parametric_has_the_sd_of_the_closed_form),
        cmocka_unit_test(residual_has_the_scatter_of_the_residuals),
        cmocka_unit_test(shared_errors_are_drawn_with_their_covariance),
        cmocka_unit_test(threads_change_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
