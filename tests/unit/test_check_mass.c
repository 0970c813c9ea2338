/* SPDX-License-Identifier: MIT
 *
 * Fractions by NMR and by weight, by hand: areas in proportion, and short by saturation.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void areas_are_held_against_weights(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film(
        "", "", "", "    weighed: {a: 1 umol, b: 0.6 umol}\n    areas_before: {a: 10, b: 10}\n");
    /* .5 against 1/1.6; without T1 never a failure. 3 umol fitted, 0.6 weighed: one. */
    checkmaker_expect(&maker, "mass_balance", "cell: a", 0.8, LP_CHECK_LOOK);
    checkmaker_expect(&maker, "mass_balance", "cell: b", 4.0 / 3, LP_CHECK_LOOK);
    checkmaker_expect(&maker, "weighed_inventory", "cell: a", 1e-6, LP_CHECK_OK);
    checkmaker_expect(&maker, "weighed_inventory", "cell: b", 3e-6, LP_CHECK_FAIL);
    checkmaker_clear(&maker);
}

static void saturation_is_corrected(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film(
        "", "", "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}, T1: 1 ms}}\n",
        "    recycle: 10 s\n    areas_before: {a: 10, b: 30}\n");
    const double a = 10 / (1 - exp(-1));
    checkmaker_expect(&maker, "mass_balance", "cell: a", a / (a + 30) / 0.25, LP_CHECK_LOOK);
    checkmaker_clear(&maker);
    maker = checkmaker_film(
        "", "", "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}, T1: 1 ms}}\n",
        "    recycle: 10 s\n    areas_before: {a: 30, b: 30}\n");
    checkmaker_expect(&maker, "mass_balance", "cell: a", 4 / (1 + (1 - exp(-1))), LP_CHECK_FAIL);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_are_held_against_weights),
        cmocka_unit_test(saturation_is_corrected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
