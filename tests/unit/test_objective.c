/* SPDX-License-Identifier: MIT
 *
 * The misfit: Jacobian against differences, the likelihood of given, shared and estimated errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/objective.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

struct setup {
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_objective *objective;
    size_t n_residuals;
    double *r, *jacobian;
};

static struct setup setup_of(const char *experiment, double sigma, double noise)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 5,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = sigma,
                                     .noise = noise,
                                     .seed = 3};
    struct lp_inference_options options = fitmaker_options();
    struct setup s = {.study = fitmaker_study(&series)};
    assert_int_equal(lp_problem_new(s.study, NULL, &s.problem, NULL), LP_OK);
    assert_int_equal(lp_objective_new(s.problem, &options.engine, &s.objective, NULL), LP_OK);
    s.n_residuals = lp_objective_n_residuals(s.objective);
    s.r = calloc(s.n_residuals, sizeof(double));
    s.jacobian = calloc(s.n_residuals * s.problem->n, sizeof(double));
    return s;
}

static void clear(struct setup *s)
{
    free(s->r);
    free(s->jacobian);
    lp_objective_free(s->objective);
    lp_problem_free(s->problem);
    lp_study_free(s->study);
}

/* Central differences of every residual by every u, at a point off the optimum. */
static void assert_jacobian(struct setup *s)
{
    size_t n = s->problem->n, m = s->n_residuals;
    double *u = calloc(n, sizeof(double)), *up = calloc(m, sizeof(double)),
           *down = calloc(m, sizeof(double)), h = 1e-4;
    for (size_t j = 0; j < n; j++)
        u[j] = s->problem->start[j] - 0.3;
    assert_int_equal(lp_objective_evaluate(s->objective, u, s->r, s->jacobian, NULL), LP_OK);
    for (size_t j = 0; j < n; j++) {
        double centre = u[j];
        u[j] = centre + h;
        assert_int_equal(lp_objective_evaluate(s->objective, u, up, NULL, NULL), LP_OK);
        u[j] = centre - h;
        assert_int_equal(lp_objective_evaluate(s->objective, u, down, NULL, NULL), LP_OK);
        u[j] = centre;
        for (size_t k = 0; k < m; k++) {
            double difference = (up[k] - down[k]) / (2.0 * h);
            /* rtol 1e-8 of the integrator over 2h sigma leaves about 1e-2 at sigma 0.01 */
            assert_true(fabs(difference - s->jacobian[k * n + j]) < 0.02 + 1e-3 * fabs(difference));
        }
    }
    free(u);
    free(up);
    free(down);
}

static void jacobian_is_the_derivative(void **state)
{
    (void)state;
    struct setup s = setup_of(NULL, 0.01, 1.0);
    assert_jacobian(&s);
    clear(&s);
    struct setup shared =
        setup_of("    observable: increase\n    reference_sigma: {a: 5}\n", 2.0, 1.0);
    assert_int_equal(shared.problem->n_nuisances, 1);
    assert_jacobian(&shared);
    clear(&shared);
    struct setup area = setup_of("    observable: area\n"
                                 "    scale: {start: 1e8, min: 1e6, max: 1e10}\n",
                                 0.5, 1.0);
    assert_int_equal(area.problem->n, 4);
    assert_jacobian(&area);
    clear(&area);
}

/* chi2 and -1/2 (chi2 + sum ln 2 pi sigma²) written out. */
static void likelihood_has_all_constants(void **state)
{
    (void)state;
    struct setup s = setup_of(NULL, 0.02, 1.0);
    assert_int_equal(lp_objective_evaluate(s.objective, s.problem->start, s.r, NULL, NULL), LP_OK);
    const double *predicted = lp_objective_predicted(s.objective);
    double chi2 = 0.0;
    for (size_t i = 0; i < 10; i++)
        chi2 += pow((predicted[i] - s.problem->rows[i].value) / 0.02, 2);
    struct lp_likelihood l = lp_objective_likelihood(s.objective, s.r);
    assert_true(fabs(l.chi2 - chi2) < 1e-9 * chi2);
    assert_true(fabs(l.loglik + 0.5 * (chi2 + 10.0 * log(2.0 * pi * 4e-4))) < 1e-9);
    assert_true(l.prior == 0.0);
    clear(&s);
}

/*
 * A shared error of one component: d^T V^-1 d and ln det V by hand, with V = s² 1 + l l^T:
 * V^-1 d.d = (|d|² - (l.d)²/(s² + l.l))/s², det = s^2n (1 + l.l/s²).
 */
static void shared_errors_are_a_covariance(void **state)
{
    (void)state;
    struct setup s = setup_of("    observable: increase\n    reference_sigma: {a: 5}\n", 2.0, 1.0);
    assert_int_equal(lp_objective_evaluate(s.objective, s.problem->start, s.r, NULL, NULL), LP_OK);
    const double *predicted = lp_objective_predicted(s.objective);
    double dd = 0.0, ld = 0.0, ll = 0.0;
    for (size_t i = 0; i < 10; i++) {
        double d = predicted[i] - s.problem->rows[i].value;
        size_t component = s.study->experiments[0].rows[s.problem->rows[i].i_row].i_component;
        double l = component == 0 ? 0.05 * (100.0 + s.problem->rows[i].value) : 0.0;
        dd += d * d;
        ld += l * d;
        ll += l * l;
    }
    double chi2 = (dd - ld * ld / (4.0 + ll)) / 4.0;
    double ln_det = 10.0 * log(2.0 * pi * 4.0) + log(1.0 + ll / 4.0);
    struct lp_likelihood l = lp_objective_likelihood(s.objective, s.r);
    assert_true(fabs(l.chi2 / chi2 - 1.0) < 1e-9);
    assert_true(fabs(l.loglik + 0.5 * (chi2 + ln_det)) < 1e-8);
    clear(&s);
}

static void noise_is_the_root_mean_square(void **state)
{
    (void)state;
    struct setup s = setup_of("    noise: {estimate: true, constant: 0.01}\n", 0.0, 3.0);
    double factor[2];
    assert_int_equal(lp_objective_evaluate(s.objective, s.problem->start, s.r, NULL, NULL), LP_OK);
    lp_objective_noise(s.objective, factor);
    lp_objective_set_noise(s.objective, factor);
    assert_int_equal(lp_objective_evaluate(s.objective, s.problem->start, s.r, NULL, NULL), LP_OK);
    /* at the maximum of the likelihood over the factors chi2 is the number of values */
    assert_true(fabs(lp_objective_likelihood(s.objective, s.r).chi2 - 10.0) < 1e-9);
    assert_true(factor[0] > 1.0 && factor[0] < 8.0);
    clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(jacobian_is_the_derivative),
                                       cmocka_unit_test(likelihood_has_all_constants),
                                       cmocka_unit_test(shared_errors_are_a_covariance),
                                       cmocka_unit_test(noise_is_the_root_mean_square)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
