/* SPDX-License-Identifier: MIT
 *
 * The nearest point of a box: against the conditions that make it one, on random problems.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "search/boxqp.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#define N 5

static void meets_the_conditions(void **state)
{
    (void)state;
    size_t n_at_bound = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct lp_random s = lp_random_stream(seed, LP_RANDOM_TESTS, 1);
        double b[N][N], a[N * N], c[N], lo[N], hi[N], x[N];
        for (size_t i = 0; i < N; i++) {
            for (size_t j = 0; j < N; j++)
                b[i][j] = lp_random_normal(&s);
            c[i] = 2.0 * lp_random_normal(&s);
            lo[i] = -1.0;
            hi[i] = 1.0;
        }
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < N; j++) {
                a[i * N + j] = i == j ? 0.01 : 0.0;
                for (size_t k = 0; k < N; k++)
                    a[i * N + j] += b[k][i] * b[k][j];
            }
        assert_int_equal(lp_boxqp_nearest(N, a, c, lo, hi, x), LP_OK);
        for (size_t i = 0; i < N; i++) {
            double g = 0.0;
            for (size_t j = 0; j < N; j++)
                g += a[i * N + j] * (x[j] - c[j]);
            assert_true(x[i] >= -1.0 && x[i] <= 1.0);
            if (x[i] == -1.0)
                assert_true(g > -1e-6);
            else if (x[i] == 1.0)
                assert_true(g < 1e-6);
            else
                assert_true(fabs(g) < 1e-6);
            n_at_bound += fabs(x[i]) == 1.0;
        }
    }
    assert_true(n_at_bound > 100);
}

static void leaves_an_inner_point_alone(void **state)
{
    (void)state;
    const double a[4] = {2.0, 1.0, 1.0, 2.0}, c[2] = {0.3, -0.2}, lo[2] = {-1, -1}, hi[2] = {1, 1};
    double x[2];
    assert_int_equal(lp_boxqp_nearest(2, a, c, lo, hi, x), LP_OK);
    assert_true(x[0] == 0.3 && x[1] == -0.2);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(meets_the_conditions),
                                       cmocka_unit_test(leaves_an_inner_point_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
