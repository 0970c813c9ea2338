/* SPDX-License-Identifier: MIT
 *
 * Limits of the relaxation rate, the place of its maximum, and Stejskal and Tanner's b.
 */
#include "physics/relaxation.h"

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
        const double peak = log(lp_relaxation_peak(beta) / omega);
        const double top = lp_relaxation_log_density(peak, omega, beta);
        assert_true(top > lp_relaxation_log_density(peak + 0.01, omega, beta));
        assert_true(top > lp_relaxation_log_density(peak - 0.01, omega, beta));
    }
    assert_true(fabs(lp_relaxation_log_density(log(1e-9), 1e9, 1.0) - log(1e-9)) < 1e-12);
    assert_true(isfinite(lp_relaxation_log_density(500.0, 1e9, 1.0)));
}

static void attenuation_by_hand(void **state)
{
    (void)state;
    assert_true(fabs(lp_relaxation_attenuation(1e8, 2.0, 3e-3, 0.101) / 3.6e10 - 1.0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(flanks_and_peak),
                                       cmocka_unit_test(attenuation_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
