/* SPDX-License-Identifier: MIT
 *
 * Scales of the fit: there and back, bounds met exactly, slopes against differences, priors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/transform.h"

#include <math.h>

static struct lp_parameter parameter(enum lp_scale scale, double start, double min, double max)
{
    return (struct lp_parameter){
        .name = "p", .scale = scale, .value = start, .min = min, .max = max, .is_fitted = true};
}

static const struct {
    enum lp_scale scale;
    double start, min, max;
} cases[] = {{LP_SCALE_LOG1P, 5e-11, 0.0, 1e-6}, {LP_SCALE_LOG1P, 5e-11, 1e-13, 1e-9},
             {LP_SCALE_LOG10, 1e-6, 1e-12, 1.0}, {LP_SCALE_LOGIT, 0.3, 0.1, 0.9},
             {LP_SCALE_LINEAR, 250.0, 1.0, 1e4}, {LP_SCALE_LINEAR, -3.0, -INFINITY, INFINITY}};
enum { N_CASES = sizeof(cases) / sizeof(cases[0]) };

static struct lp_transform transform_of(size_t i)
{
    struct lp_parameter p = parameter(cases[i].scale, cases[i].start, cases[i].min, cases[i].max);
    return lp_transform_make(&p, cases[i].scale == LP_SCALE_LOG1P ? 1e-13 : NAN);
}

static void there_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        struct lp_transform t = transform_of(i);
        double u = lp_transform_u(&t, cases[i].start);
        assert_true(fabs(lp_transform_value(&t, u) / cases[i].start - 1.0) < 1e-12);
    }
}

static void bounds_are_met_exactly(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        struct lp_transform t = transform_of(i);
        assert_true(lp_transform_value(&t, t.lo) == cases[i].min);
        assert_true(lp_transform_value(&t, t.hi) == cases[i].max);
        assert_true(lp_transform_value(&t, t.lo - 1.0) == cases[i].min || isinf(t.lo));
        assert_true(lp_transform_u(&t, cases[i].min) == t.lo);
        assert_true(lp_transform_u(&t, cases[i].max) == t.hi);
        assert_true(isfinite(lp_transform_width(&t)));
        if (isfinite(t.lo)) /* continuous there */
            assert_true(fabs(lp_transform_value(&t, t.lo + 1e-9) - t.min) <=
                        2e-9 * lp_transform_slope(&t, t.lo));
    }
}

static void slopes_are_derivatives(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CASES; i++) {
        struct lp_transform t = transform_of(i);
        double u = lp_transform_u(&t, cases[i].start), h = 1e-5;
        double difference =
            (lp_transform_value(&t, u + h) - lp_transform_value(&t, u - h)) / (2.0 * h);
        assert_true(fabs(difference / lp_transform_slope(&t, u) - 1.0) < 1e-7);
    }
}

static void priors_are_residuals(void **state)
{
    (void)state;
    struct lp_parameter p = parameter(LP_SCALE_LOG10, 2e-6, 1e-12, 1.0);
    struct lp_transform t = lp_transform_make(&p, NAN);
    struct lp_prior prior = {LP_PRIOR_LOG10NORMAL, -6.0, 0.5};
    double slope;
    assert_true(fabs(lp_transform_prior(&t, &prior, -5.0, &slope) - 2.0) < 1e-12);
    assert_true(fabs(slope - 2.0) < 1e-12);
    struct lp_parameter f = parameter(LP_SCALE_LOGIT, 0.4, 0.0, 1.0);
    struct lp_transform tf = lp_transform_make(&f, NAN);
    struct lp_prior normal = {LP_PRIOR_NORMAL, 0.4, 0.1};
    double u = lp_transform_u(&tf, 0.6);
    assert_true(fabs(lp_transform_prior(&tf, &normal, u, &slope) - 2.0) < 1e-9);
    assert_true(fabs(slope - lp_transform_slope(&tf, u) / 0.1) < 1e-12);
}

static void starts_span_two_decades(void **state)
{
    (void)state;
    struct lp_transform t = transform_of(0);
    double from, to;
    lp_transform_start_range(&t, 5e-11, &from, &to);
    assert_true(fabs(lp_transform_value(&t, from) / 5e-13 - 1.0) < 1e-9);
    assert_true(fabs(lp_transform_value(&t, to) / 5e-9 - 1.0) < 1e-9);
    for (size_t i = 0; i < N_CASES; i++) {
        struct lp_transform other = transform_of(i);
        lp_transform_start_range(&other, cases[i].start, &from, &to);
        assert_true(from < to && from >= other.lo && to <= other.hi);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back), cmocka_unit_test(bounds_are_met_exactly),
        cmocka_unit_test(slopes_are_derivatives), cmocka_unit_test(priors_are_residuals),
        cmocka_unit_test(starts_span_two_decades)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
