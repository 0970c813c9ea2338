/* SPDX-License-Identifier: MIT
 *
 * Resistances in series by hand: R = (R_gas T/F²) 2/phi; Haven ratio, transference, film and sigma.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void total_and_haven_by_hand(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film(", transference: 0.5", "", "",
                                              "    impedance: {total: 1e6 ohm, bulk: 400 ohm}\n");
    const double R = maker.answer->pathway->resistance_ohm.value;
    const double F = LP_FARADAY_C_PER_MOL;
    const double by_hand =
        LP_GAS_R_J_PER_MOL_K * 298.15 / (F * F) * 2 / maker.answer->parameters[0].estimate.value;
    assert_true(fabs(R / by_hand - 1) < 1e-9);
    const struct lp_answer_check *total = checkmaker_find(&maker, "eis_total", "cell");
    assert_true(fabs(total->value.value / by_hand - 1) < 1e-9);
    assert_true(fabs(total->expected_high - 2.2e6) < 1e-3);
    assert_int_equal(total->status, LP_CHECK_FAIL);
    checkmaker_expect(&maker, "haven_ratio", "cell", 2e6 / R, LP_CHECK_FAIL);
    checkmaker_expect(&maker, "conductivity", "cell", 40e-6 / (1e-4 * 400), LP_CHECK_OK);
    assert_null(checkmaker_find(&maker, "film_resistance", "cell")); /* well mixed: none */
    checkmaker_clear(&maker);
}

static void film_is_what_lies_between_the_contacts(void **state)
{
    (void)state;
    /* One phase in series: contacts 2/phi, film L²/(D N), in units of R_gas T/F². */
    struct checkmaker maker =
        checkmaker_film("", ", diffusivity: 1e-12 m2/s, haven: 1", "  depth: {layers: 4}\n",
                        "    impedance: {total: 400 ohm, bulk: 300 ohm}\n");
    const double F = LP_FARADAY_C_PER_MOL;
    const double unit = LP_GAS_R_J_PER_MOL_K * 298.15 / (F * F);
    checkmaker_expect(&maker, "film_resistance", "cell", unit * 1.6e-9 / (1e-12 * 1e-6),
                      LP_CHECK_LOOK);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_and_haven_by_hand),
        cmocka_unit_test(film_is_what_lies_between_the_contacts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
