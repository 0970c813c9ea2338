/* SPDX-License-Identifier: MIT
 *
 * Fractions by NMR and by weight, by hand: areas in proportion, and short by saturation.
 */
#include "checks/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

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
    assert_string_equal(checkmaker_find(&maker, "mass_balance", "cell: a")->reading,
                        "50 % of the lithium by NMR (not corrected for saturation: that takes "
                        "`recycle` and every T1), 62.5 % as weighed");
    checkmaker_clear(&maker);
}

/* Fitted over weighed: as it is up to 1.1, a failure from 1.5 on. */
static void weights_are_good_to_some_ten_per_cent(void **state)
{
    static const struct {
        const char *weighed;
        enum lp_check_status status;
    } cases[] = {{"2.8", LP_CHECK_OK},    {"3.25", LP_CHECK_OK},   {"2.65", LP_CHECK_LOOK},
                 {"2.05", LP_CHECK_LOOK}, {"1.95", LP_CHECK_FAIL}, {"4.6", LP_CHECK_FAIL}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[64];
        snprintf(text, sizeof text, "    weighed: {b: %s umol}\n", cases[i].weighed);
        struct checkmaker maker = checkmaker_film("", "", "", text);
        checkmaker_expect(&maker, "weighed_inventory", "cell: b", 3e-6, cases[i].status);
        assert_null(checkmaker_find(&maker, "weighed_inventory", "cell: a"));
        checkmaker_clear(&maker);
    }
}

/* One T1 alone corrects nothing; one area alone is no fraction. */
static void half_is_none(void **state)
{
    (void)state;
    struct checkmaker maker =
        checkmaker_film("", "", "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}}}\n",
                        "    recycle: 10 s\n    areas_before: {a: 10, b: 30}\n");
    checkmaker_expect(&maker, "mass_balance", "cell: a", 1, LP_CHECK_OK);
    checkmaker_clear(&maker);
    maker = checkmaker_film("", "", "", "    areas_before: {a: 10}\n");
    assert_null(checkmaker_find(&maker, "mass_balance", "cell: a"));
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
    /* corrected, more than a factor of 1.5 is a failure */
    maker = checkmaker_film(
        "", "", "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}, T1: 1 ms}}\n",
        "    recycle: 10 s\n    areas_before: {a: 13, b: 30}\n");
    const double more = 13 / (1 - exp(-1));
    checkmaker_expect(&maker, "mass_balance", "cell: a", more / (more + 30) / 0.25, LP_CHECK_FAIL);
    checkmaker_clear(&maker);
}

/* kappa = sin a (1 - E)/(1 - E cos a) at 30 degrees and E = 1/e: .5 x .632/(1 - .3679 x .8660) =
 * .4638; b relaxes at once and is seen by sin 30 = .5. Areas N kappa are then as they should be,
 * whatever the observable's own scale is. */
static void flip_angle_and_area_observable(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    b: {inventory: 3 umol, enrichment: 0.1518}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  components: {a: {of: {a: 1}, T1: 10 s}, b: {of: {b: 1}, T1: 1 ms}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [a, b], flow: 1e-10 mol/s}]\n"
        "experiments:\n"
        "  - {name: cell, observable: area, scale: {start: 1e8, min: 1e6, max: 1e10},\n"
        "     recycle: 10 s, flip: 30 degree, areas_before: {a: 0.46380, b: 3},\n"
        "     data: [[1 h, a, 16, 1], [4 h, a, 31, 1], [4 h, b, 30, 1]]}\n");
    /* b has twice the 6Li fraction of a: 3 umol of it have the area 3 x .5 x 2. */
    const double kappa = 0.5 * (1 - exp(-1)) / (1 - exp(-1) * sqrt(0.75));
    assert_true(fabs(kappa - 0.46380) < 1e-4);
    const double seen = 0.46380 / kappa / (0.46380 / kappa + 3);
    checkmaker_expect(&maker, "mass_balance", "cell: a", seen / 0.25, LP_CHECK_OK);
    checkmaker_expect(&maker, "mass_balance", "cell: b", (1 - seen) / 0.75, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

/* What is fitted moves: the fraction in the best fit has an interval, and so has the inventory. */
static void fitted_inventories_have_intervals(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s},\n"
        "    N: {start: 3 umol, min: 0.1 umol, max: 90 umol}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    b: {inventory: N}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [a, b], flow: 1e-10 mol/s}]\n"
        "experiments:\n"
        "  - {name: cell, areas_before: {a: 1, b: 3}, weighed: {b: 3 umol},\n"
        "     data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.55, 0.01], [2 h, b, 0.2, 0.01]]}\n");
    const struct lp_estimate *b = &checkmaker_find(&maker, "mass_balance", "cell: b")->value;
    const struct lp_estimate *N = &checkmaker_find(&maker, "weighed_inventory", "cell: b")->value;
    assert_string_equal(maker.answer->parameters[1].name, "N");
    assert_true(N->low == maker.answer->parameters[1].estimate.low);
    assert_true(N->high == maker.answer->parameters[1].estimate.high);
    assert_true(N->low < N->value && N->value < N->high);
    /* .75 over N/(1 + N): falls as N rises, and the profile of N is much like its draws */
    assert_true(fabs(b->value / (0.75 * (1 + 1e-6 / N->value)) - 1) < 1e-9);
    assert_true(fabs(b->high / (0.75 * (1 + 1e-6 / N->low)) - 1) < 0.2);
    assert_true(fabs(b->low / (0.75 * (1 + 1e-6 / N->high)) - 1) < 0.2);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_are_held_against_weights),
        cmocka_unit_test(weights_are_good_to_some_ten_per_cent),
        cmocka_unit_test(half_is_none),
        cmocka_unit_test(saturation_is_corrected),
        cmocka_unit_test(flip_angle_and_area_observable),
        cmocka_unit_test(fitted_inventories_have_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
