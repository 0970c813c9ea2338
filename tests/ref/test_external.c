/* SPDX-License-Identifier: MIT
 *
 * Cases with published answers (tests/ref/external/README.md): the sum of squares within 1e-6 and
 * parameters within 1e-4, relative, from the study's start and five more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>

#define PER_DAY  (1.0 / 86400.0)
#define PER_HOUR (1.0 / 3600.0)

/* Fit a study of the folder. rtol 1e-10: at 1e-8 the integrator's error is 1e-5 of a small SSE. */
static struct lp_answer *fit(const char *name, struct lp_study **study)
{
    char path[200];
    struct lp_answer *answer = NULL;
    struct lp_inference_options options = lp_inference_options_default();
    snprintf(path, sizeof(path), "tests/ref/external/%s.yaml", name);
    options.n_starts = 6;
    options.engine.rtol = 1e-10;
    options.engine.atol = 1e-14;
    assert_int_equal(lp_study_read(path, study, NULL), LP_OK);
    assert_int_equal(lp_inference_fit(*study, &options, &answer, NULL), LP_OK);
    assert_true(answer->is_converged);
    return answer;
}

static void clear(struct lp_answer *answer, struct lp_study *study)
{
    lp_answer_free(answer);
    lp_study_free(study);
}

static double parameter(const struct lp_answer *answer, size_t i)
{
    return answer->parameters[i].estimate.value;
}

static void assert_close(double value, double expected, double tolerance)
{
    if (!(fabs(value / expected - 1.0) <= tolerance))
        fail_msg("%.12g is not %.12g (within %g)", value, expected, tolerance);
}

static void assert_sse(const struct lp_answer *answer, size_t n, double sse)
{
    assert_int_equal(answer->objective.n_data, n);
    assert_close(answer->objective.chi2, sse, 1e-6);
}

static void misra1a(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("misra1a", &study);
    assert_sse(a, 14, 0.12455138894);
    assert_close(parameter(a, 0), 5.5015643181e-4, 1e-4);
    assert_close(parameter(a, 1), 238.94212918, 1e-4);
    clear(a, study);
}

static void focus_a(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("focus2006-a", &study);
    assert_sse(a, 8, 221.8078002);
    assert_close(parameter(a, 0), 0.0372176752 * PER_DAY, 1e-4);
    assert_close(parameter(a, 1), 109.15316, 1e-4);
    clear(a, study);
}

/* k_out, k12, k21, M0 */
static void assert_reversible(const char *name, size_t n, double sse, const double expected[4])
{
    struct lp_study *study = NULL;
    struct lp_answer *a = fit(name, &study);
    assert_sse(a, n, sse);
    for (size_t i = 0; i < 3; i++)
        assert_close(parameter(a, i), expected[i] * PER_DAY, 1e-4);
    assert_close(parameter(a, 3), expected[3], 1e-4);
    clear(a, study);
}

static void focus_b_and_c(void **state)
{
    (void)state;
    const double b[4] = {0.0816844657, 0.00503337155, 0.0615858404, 99.650177};
    const double c[4] = {0.39504387, 0.0615987248, 0.0207636449, 85.0027362};
    assert_reversible("focus2006-b", 8, 28.55042607, b);
    assert_reversible("focus2006-c", 9, 4.362714232, c);
}

static void focus_d(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("focus2006-d", &study);
    double k = parameter(a, 1) + parameter(a, 2);
    assert_sse(a, 38, 371.2134299);
    assert_close(k, 0.0986977334 * PER_DAY, 1e-4);
    assert_close(parameter(a, 0), 0.00526065144 * PER_DAY, 1e-4);
    assert_close(parameter(a, 1) / k, 0.514475964, 1e-4); /* fraction to the metabolite */
    assert_close(parameter(a, 3), 99.5984831, 1e-4);
    clear(a, study);
}

/* The biexponential from the rates: C = S [(k21 - alpha) e^-alpha t - (k21 - beta) e^-beta t]/(beta
 * - alpha). */
/* A second exponential fitted to a single one: its rate and its part are anything. */
static void focus_a_double_is_not_identifiable(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("focus2006-a-double", &study);
    assert_int_equal(a->parameters[0].identifiable, LP_NOT_IDENTIFIED); /* k1 */
    assert_int_equal(a->parameters[2].identifiable, LP_NOT_IDENTIFIED); /* its part */
    assert_true(a->parameters[2].estimate.low == 0.0 && a->parameters[2].estimate.high == 1.0);
    clear(a, study);
}

static void assert_interval(const struct lp_answer *a, size_t i, double low, double high)
{
    assert_close(a->parameters[i].estimate.low, low, 2e-3);
    assert_close(a->parameters[i].estimate.high, high, 2e-3);
}

/* Intervals at sigma = 1: the same profiles of the sum of squares by bisection on the closed-form
 * solutions, in another language. */
static void focus_intervals(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("focus2006-c", &study);
    assert_interval(a, 0, 0.365743 * PER_DAY, 0.427038 * PER_DAY);
    assert_interval(a, 1, 0.0473587 * PER_DAY, 0.0791191 * PER_DAY);
    assert_interval(a, 2, 0.0138251 * PER_DAY, 0.0308955 * PER_DAY);
    assert_interval(a, 3, 83.1312, 86.8817);
    clear(a, study);
    a = fit("focus2006-d", &study);
    assert_interval(a, 0, 0.00482467 * PER_DAY, 0.00570338 * PER_DAY);
    assert_interval(a, 1, 0.0495051 * PER_DAY, 0.0520734 * PER_DAY);
    assert_interval(a, 2, 0.0456489 * PER_DAY, 0.0502329 * PER_DAY);
    assert_interval(a, 3, 98.6152, 100.585);
    clear(a, study);
}

static void indomethacin(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *a = fit("indometh-1", &study);
    double k10 = parameter(a, 0) / PER_HOUR, k12 = parameter(a, 1) / PER_HOUR;
    double k21 = parameter(a, 2) / PER_HOUR, scale = parameter(a, 3);
    double sum = k10 + k12 + k21, root = sqrt(sum * sum - 4.0 * k10 * k21);
    double alpha = 0.5 * (sum + root), beta = 0.5 * (sum - root);
    assert_sse(a, 11, 0.01178201394);
    assert_close(k10, 0.97335912, 1e-4);
    assert_close(k12, 0.67206892, 1e-4);
    assert_close(k21, 0.3068515, 1e-4);
    assert_close(alpha, exp(0.579389767), 1e-4);
    assert_close(beta, exp(-1.78778331), 1e-4);
    assert_close(scale * (alpha - k21) / (alpha - beta), 2.02927802, 1e-4);
    assert_close(scale * (k21 - beta) / (alpha - beta), 0.191547959, 1e-4);
    clear(a, study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(misra1a),
                                       cmocka_unit_test(focus_a),
                                       cmocka_unit_test(focus_b_and_c),
                                       cmocka_unit_test(focus_d),
                                       cmocka_unit_test(focus_a_double_is_not_identifiable),
                                       cmocka_unit_test(focus_intervals),
                                       cmocka_unit_test(indomethacin)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
