/* SPDX-License-Identifier: MIT
 *
 * Limits of the relaxation rate, the place of its maximum, and Stejskal and Tanner's b.
 */
#include "conduct/relaxation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void flanks_and_peak(void **state)
{
    (void)state;
    for (double beta = 0.2; beta <= 1.0; beta += 0.2) {
        const double omega = 1e9, hot = log(1e-14), cold = log(1e-2);
        const double up = lp_relaxation_log_density(hot + 1.0, omega, beta) -
                          lp_relaxation_log_density(hot, omega, beta);
        const double down = lp_relaxation_log_density(cold + 1.0, omega, beta) -
                            lp_relaxation_log_density(cold, omega, beta);
        assert_true(fabs(up - 1.0) < 1e-5);
        assert_true(fabs(down + beta) < 1e-5);
        for (unsigned n_terms = 1; n_terms <= 2; n_terms++) {
            const double peak = log(lp_relaxation_peak(beta, n_terms) / omega);
            const double top = lp_relaxation_log_rate(peak, omega, beta, n_terms);
            assert_true(top > lp_relaxation_log_rate(peak + 0.01, omega, beta, n_terms));
            assert_true(top > lp_relaxation_log_rate(peak - 0.01, omega, beta, n_terms));
        }
    }
    assert_true(fabs(lp_relaxation_log_density(log(1e-9), 1e9, 1.0) - log(1e-9)) < 1e-12);
    assert_true(isfinite(lp_relaxation_log_density(500.0, 1e9, 1.0)));
}

/* BPP: d/dx of x/(1+x²) + 4x/(1+4x²) is 0 at x = 0.6158; on the hot flank the rate is 5 J(0). */
static void two_terms_are_bpp(void **state)
{
    (void)state;
    assert_true(fabs(lp_relaxation_peak(1.0, 2) - 0.6158) < 5e-5);
    assert_true(fabs(lp_relaxation_peak(1.0, 1) - 1.0) < 1e-15);
    const double tau = 1e-9, omega = 0.7e9, x = tau * omega;
    const double rate = 2.0 * tau / (1.0 + x * x) + 8.0 * tau / (1.0 + 4.0 * x * x);
    assert_true(fabs(lp_relaxation_log_rate(log(tau), omega, 1.0, 2) - log(rate)) < 1e-12);
    assert_true(fabs(lp_relaxation_log_rate(log(1e-20), omega, 1.0, 2) - log(1e-19)) < 1e-9);
}

static void attenuation_by_hand(void **state)
{
    (void)state;
    assert_true(fabs(lp_relaxation_attenuation(1e8, 2.0, 3e-3, 0.101) / 3.6e10 - 1.0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flanks_and_peak),
                                       cmocka_unit_test(two_terms_are_bpp),
                                       cmocka_unit_test(attenuation_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
