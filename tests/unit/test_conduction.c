/* SPDX-License-Identifier: MIT
 *
 * The chain of conduction: science.md's closed formula, any one unknown back, published fixtures.
 */
#include "physics/conduction.h"

#include "base/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const double truth[LP_N_CONDUCTION] = {
    [LP_CONDUCTION_TRANSFERENCE] = 0.8, [LP_CONDUCTION_CARRIERS] = 2e28,
    [LP_CONDUCTION_HAVEN] = 0.4,        [LP_CONDUCTION_CORRELATION] = 0.7272,
    [LP_CONDUCTION_DISTANCE] = 2e-10,   [LP_CONDUCTION_ATTEMPT] = 1e13,
    [LP_CONDUCTION_ENTROPY] = 1.5,      [LP_CONDUCTION_ENTHALPY] = 4e-20};
static const enum lp_conduction_quantity basic[] = {
    LP_CONDUCTION_TRANSFERENCE, LP_CONDUCTION_CARRIERS, LP_CONDUCTION_HAVEN,
    LP_CONDUCTION_CORRELATION,  LP_CONDUCTION_DISTANCE, LP_CONDUCTION_ATTEMPT,
    LP_CONDUCTION_ENTROPY,      LP_CONDUCTION_ENTHALPY};
#define N_BASIC (sizeof basic / sizeof *basic)

/* science.md's formula with 1/b for 1/6. */
static double closed_form(double T, unsigned dimension)
{
    const double kT = LP_BOLTZMANN_J_PER_K * T, q = LP_ELEMENTARY_CHARGE_C;
    return 1.0 / (2.0 * dimension) * truth[LP_CONDUCTION_CORRELATION] / truth[LP_CONDUCTION_HAVEN] *
           truth[LP_CONDUCTION_CARRIERS] * q * q / kT * truth[LP_CONDUCTION_DISTANCE] *
           truth[LP_CONDUCTION_DISTANCE] * truth[LP_CONDUCTION_ATTEMPT] *
           exp(truth[LP_CONDUCTION_ENTROPY]) * exp(-truth[LP_CONDUCTION_ENTHALPY] / kT) /
           truth[LP_CONDUCTION_TRANSFERENCE];
}

static void give(struct lp_conduction *chain, enum lp_conduction_quantity k, double value)
{
    chain->of[k] = (struct lp_conduction_value){LP_CONDUCTION_GIVEN, value, 0.0, 0};
}

static void any_one_unknown_comes_back(void **state)
{
    (void)state;
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    for (unsigned dimension = 1; dimension <= 3; dimension++)
        for (size_t unknown = 0; unknown <= N_BASIC; unknown++) {
            struct lp_conduction chain = {.temperature_K = 310.0, .dimension = dimension};
            for (size_t i = 0; i < N_BASIC; i++)
                if (i != unknown)
                    give(&chain, basic[i], truth[basic[i]]);
            if (unknown < N_BASIC)
                give(&chain, LP_CONDUCTION_SIGMA, closed_form(310.0, dimension));
            lp_conduction_solve(&chain, checks);
            const enum lp_conduction_quantity k =
                unknown < N_BASIC ? basic[unknown] : LP_CONDUCTION_SIGMA;
            const double wanted = unknown < N_BASIC ? truth[k] : closed_form(310.0, dimension);
            assert_int_equal(chain.of[k].origin, LP_CONDUCTION_DERIVED);
            assert_true(fabs(chain.of[k].value / wanted - 1.0) < 1e-12);
        }
}

static void published_haven_ratios(void **state)
{
    (void)state;
    static const double rows[][4] = {{2.2e-12, 0.9, 2.09e28, 0.32},
                                     {1.8e-12, 0.7, 1.45e28, 0.23},
                                     {1.8e-12, 0.7, 2.18e28, 0.35},
                                     {1.4e-12, 0.4, 2.07e28, 0.45}};
    for (size_t i = 0; i < 4; i++) {
        struct lp_conduction chain = {.temperature_K = 298.0, .dimension = 3};
        struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
        give(&chain, LP_CONDUCTION_D_TRACER, rows[i][0]);
        give(&chain, LP_CONDUCTION_SIGMA, rows[i][1]);
        give(&chain, LP_CONDUCTION_CARRIERS, rows[i][2]);
        give(&chain, LP_CONDUCTION_TRANSFERENCE, 1.0);
        lp_conduction_solve(&chain, checks);
        assert_true(fabs(chain.of[LP_CONDUCTION_HAVEN].value - rows[i][3]) < 0.005);
    }
}

static void widths_add_and_contradictions_show(void **state)
{
    (void)state;
    struct lp_conduction chain = {.temperature_K = 298.0, .dimension = 3};
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    give(&chain, LP_CONDUCTION_DISTANCE, 1e-10);
    give(&chain, LP_CONDUCTION_RATE, 6e9);
    chain.of[LP_CONDUCTION_DISTANCE].width = 0.2;
    chain.of[LP_CONDUCTION_RATE].width = 0.3;
    lp_conduction_solve(&chain, checks);
    assert_true(fabs(chain.of[LP_CONDUCTION_D_RANDOM].value / 1e-11 - 1.0) < 1e-12);
    assert_true(fabs(chain.of[LP_CONDUCTION_D_RANDOM].width - 0.5) < 1e-12);
    assert_false(checks[3].is_checked);
    give(&chain, LP_CONDUCTION_D_RANDOM, 2e-11);
    lp_conduction_solve(&chain, checks);
    assert_true(checks[3].is_checked && fabs(checks[3].ratio - 2.0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_one_unknown_comes_back),
                                       cmocka_unit_test(published_haven_ratios),
                                       cmocka_unit_test(widths_add_and_contradictions_show)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
