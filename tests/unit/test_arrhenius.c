/* SPDX-License-Identifier: MIT
 *
 * A regression solved by hand, coverage of the intervals by seeded simulation, T1 curves made with
 * known numbers, and flanks without a minimum.
 */
#include "inference/arrhenius.h"

#include "base/units.h"
#include "physics/relaxation.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define kB LP_BOLTZMANN_J_PER_K
#define eV LP_ELEMENTARY_CHARGE_C

/* x 1 2 3 4, y 2 4 5 8: slope 19/10, intercept 0; residual sum of squares 0.7, sxx 5. */
static void line_by_hand(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4}, y[] = {2, 4, 5, 8};
    struct lp_line line;
    assert_int_equal(lp_line_fit(4, x, y, NULL, &line), LP_OK);
    assert_true(fabs(line.slope - 1.9) < 1e-12 && fabs(line.intercept) < 1e-12);
    assert_true(fabs(line.slope_width - 4.302652729911275 * sqrt(0.35 / 5.0)) < 1e-9);
    const double same[] = {1, 1, 1, 1};
    assert_int_equal(lp_line_fit(4, same, y, NULL, &line), LP_EINPUT);
}

static void conductivity_times_temperature(void **state)
{
    (void)state;
    double T[5], s[5];
    struct lp_arrhenius fit;
    for (size_t i = 0; i < 5; i++) {
        T[i] = 250.0 + 25.0 * (double)i;
        s[i] = 3e4 / T[i] * exp(-0.3 * eV / (kB * T[i]));
    }
    assert_int_equal(lp_arrhenius_fit(5, T, s, NULL, true, 300.0, &fit), LP_OK);
    assert_true(fabs(fit.energy_J.value / eV - 0.3) < 1e-10);
    assert_true(fabs(fit.prefactor.value / 3e4 - 1.0) < 1e-9);
    assert_true(fabs(fit.value.value / s[2] - 1.0) < 1e-10);
    /* ln sigma alone is lower by about kB T. */
    assert_true(fabs((fit.energy_J.value - fit.plain_energy_J) / (kB * 300.0) - 1.0) < 0.05);
}

/* 95 % of 2000 intervals: 1.5 % is three standard errors. */
static void intervals_cover(void **state)
{
    (void)state;
    for (int given = 0; given < 2; given++) {
        gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
        size_t n_in = 0;
        for (int run = 0; run < 2000; run++) {
            double T[5], k[5], error[5];
            struct lp_arrhenius fit;
            for (size_t i = 0; i < 5; i++) {
                T[i] = 250.0 + 25.0 * (double)i;
                k[i] = 1e12 * exp(-0.3 * eV / (kB * T[i]) + gsl_ran_gaussian(rng, 0.05));
                error[i] = 0.05 * k[i];
            }
            assert_int_equal(lp_arrhenius_fit(5, T, k, given ? error : NULL, false, 300.0, &fit),
                             LP_OK);
            n_in += fit.energy_J.low <= 0.3 * eV && 0.3 * eV <= fit.energy_J.high;
        }
        gsl_rng_free(rng);
        assert_true(fabs((double)n_in / 2000.0 - 0.95) < 0.015);
    }
}

static void make_t1(size_t n, double first_K, double step_K, double T[], double t1[])
{
    for (size_t i = 0; i < n; i++) {
        T[i] = first_K + step_K * (double)i;
        const double log_tau = log(5e-10) + 0.25 * eV / kB * (1.0 / T[i] - 1.0 / 300.0);
        t1[i] = exp(-log(4e9) - lp_relaxation_log_density(log_tau, 1e9, 0.7));
    }
}

static void t1_curve_comes_back(void **state)
{
    (void)state;
    double T[14], t1[14];
    struct lp_t1_fit fit;
    make_t1(14, 180.0, 20.0, T, t1);
    assert_int_equal(lp_t1_fit(14, T, t1, NULL, 1e9, NAN, 300.0, &fit), LP_OK);
    assert_int_equal(fit.flank, LP_FLANK_BOTH);
    assert_true(fit.is_converged);
    assert_true(fabs(fit.rate_per_s.value / 2e9 - 1.0) < 1e-4);
    assert_true(fabs(fit.energy_J.value / eV - 0.25) < 1e-5);
    assert_true(fabs(fit.beta.value - 0.7) < 1e-4);
    assert_int_equal(lp_t1_fit(4, T + 4, t1 + 4, NULL, 1e9, NAN, 300.0, &fit), LP_EINPUT);
}

static void a_flank_gives_its_slope_alone(void **state)
{
    (void)state;
    double T[6], t1[6];
    struct lp_t1_fit fit;
    make_t1(6, 600.0, 20.0, T, t1);
    assert_int_equal(lp_t1_fit(6, T, t1, NULL, 1e9, NAN, 300.0, &fit), LP_OK);
    assert_int_equal(fit.flank, LP_FLANK_HOT);
    assert_true(fabs(fit.energy_J.value / eV - 0.25) < 0.01 && isnan(fit.rate_per_s.value));
    make_t1(6, 100.0, 5.0, T, t1);
    assert_int_equal(lp_t1_fit(6, T, t1, NULL, 1e9, NAN, 300.0, &fit), LP_OK);
    assert_int_equal(fit.flank, LP_FLANK_COLD);
    assert_true(fabs(fit.cold_J.value / eV - 0.175) < 1e-3 && isnan(fit.energy_J.value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_by_hand), cmocka_unit_test(conductivity_times_temperature),
        cmocka_unit_test(intervals_cover), cmocka_unit_test(t1_curve_comes_back),
        cmocka_unit_test(a_flank_gives_its_slope_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
