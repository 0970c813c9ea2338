/* SPDX-License-Identifier: MIT
 *
 * Resistances in series by hand: R = (R_gas T/F²) 2/phi; Haven ratio, transference, film and sigma.
 */
#include "checks/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

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

/* The pathway's own number; that of another experiment of the same kind is the same, by its own
 * evaluation: all topologies and all points that agree are in it. */
static void expect_intervals_of_the_pathway(bool is_run, double x_b)
{
    char text[2048];
    snprintf(
        text, sizeof text,
        "lipath: 1\nmodel:\n"
        "  cell: {area: 1 cm2, thickness: 40 um}\n"
        "  parameters: {p: {start: 1e-10 mol/s, max: 1e-8 mol/s},\n"
        "    q: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    b: {inventory: 3 umol, role: interface}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: p}, {between: [a, r], flow: p},\n"
        "    {between: [l, b], flow: q, optional: true}, {between: [b, r], flow: q, optional: "
        "true},\n"
        "    {between: [a, b], flow: 1e-10 mol/s}]\n"
        "experiments:\n"
        "  - {name: one, data: [[1 h, a, 0.4, 0.03], [2 h, b, %g, 0.03]], impedance: {total: 500 "
        "ohm}}\n"
        "  - {name: two, impedance: {total: 500 ohm}}\n",
        x_b);
    struct checkmaker maker = is_run ? checkmaker_run(text) : checkmaker_fit(text);
    const struct lp_estimate R = maker.answer->pathway->resistance_ohm;
    static const char *const names[] = {"one", "two"};
    assert_true(R.high > 1.2 * R.low);
    for (size_t i = 0; i < 2; i++) {
        const struct lp_estimate *own = &checkmaker_find(&maker, "eis_total", names[i])->value;
        const struct lp_estimate *h = &checkmaker_find(&maker, "haven_ratio", names[i])->value;
        assert_true(fabs(own->value / R.value - 1) < 1e-9);
        assert_true(fabs(own->low / R.low - 1) < 1e-9);
        assert_true(fabs(own->high / R.high - 1) < 1e-9);
        assert_true(fabs(h->low * R.high / 500 - 1) < 1e-9);
        assert_true(fabs(h->high * R.low / 500 - 1) < 1e-9);
    }
    checkmaker_clear(&maker);
}

static void intervals_are_those_of_the_pathway(void **state)
{
    (void)state;
    expect_intervals_of_the_pathway(true, 0.19);
    expect_intervals_of_the_pathway(false, 0.09); /* q may be nothing: the end of it is a point */
}

/* Flows of 1/h the tracer's carry h times the resistance: R = h R(1), and the ratio is of R(1). */
static void haven_ratio_is_of_the_bare_network(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi, haven: 0.5},\n"
        "    {between: [a, r], flow: phi, haven: 0.5}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[1 h, a, 0.40, 0.01]], impedance: {total: 1 kohm}}\n");
    const double R = maker.answer->pathway->resistance_ohm.value;
    const double F = LP_FARADAY_C_PER_MOL;
    const double bare =
        LP_GAS_R_J_PER_MOL_K * 298.15 / (F * F) * 2 / maker.answer->parameters[0].estimate.value;
    assert_true(fabs(R / (0.5 * bare) - 1) < 1e-9);
    checkmaker_expect(&maker, "eis_total", "cell", 0.5 * bare, LP_CHECK_LOOK);
    assert_true(fabs(checkmaker_find(&maker, "haven_ratio", "cell")->value.value / (1000 / bare) -
                     1) < 1e-9);
    checkmaker_clear(&maker);
}

/* phi(t) = phi/(1 + l/l_c), l = sqrt(l_s² + 2 kp t), at the experiment's own last datum. */
static void growth_is_aged(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    sei: {inventory: 0.3 umol, growth: {rate: 1e-21 m2/s, start: 2 nm, scale: 10 nm,\n"
        "      from: r}}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, sei], flow: 2e-10 mol/s},\n"
        "    {between: [sei, r], flow: 2e-10 mol/s}]\n"
        "experiments:\n"
        "  - {name: one, data: [[1 h, a, 0.4, 0.01]], impedance: {total: 3 kohm}}\n"
        "  - {name: two, data: [[9 h, a, 0.9, 0.01]], impedance: {total: 3 kohm}}\n");
    const double F = LP_FARADAY_C_PER_MOL, phi = maker.answer->parameters[0].estimate.value;
    const double unit = LP_GAS_R_J_PER_MOL_K * 298.15 / (F * F);
    static const double t_s[] = {3600, 9 * 3600};
    static const char *const names[] = {"one", "two"};
    for (size_t i = 0; i < 2; i++) {
        const double l = sqrt(4e-18 + 2e-21 * t_s[i]);
        const double by_hand = unit * (1 / phi + 2 * (1 + l / 10e-9) / 2e-10);
        const double own = checkmaker_find(&maker, "eis_total", names[i])->value.value;
        if (!(fabs(own / by_hand - 1) < 1e-9))
            fail_msg("%s: %.10g ohm, expected %.10g", names[i], own, by_hand);
    }
    checkmaker_clear(&maker);
}

/* A film that grows in its layers: its contacts are 2 (1 + l/l_c)/phi, its own resistance is
 * L²/(D N), N = N(0) l/l_s. Here l doubles from l_s = l_c: l² = l_s² + 2 kp t. */
static void film_grows(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  cell: {area: 1 cm2, thickness: 40 um}\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol,\n"
        "      diffusivity: 1e-12 m2/s, growth: {rate: 1.5e-20 m2/s, start: 6 nm, scale: 6 nm,\n"
        "      from: r}}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"
        "  depth: {layers: 4}\n"
        "experiments:\n"
        "  - {name: one, data: [[1 h, a, 0.6, 0.01]], impedance: {total: 3 kohm, bulk: 200 "
        "ohm}}\n");
    const double F = LP_FARADAY_C_PER_MOL, phi = maker.answer->parameters[0].estimate.value;
    const double unit = LP_GAS_R_J_PER_MOL_K * 298.15 / (F * F);
    const double film = unit * 1.6e-9 / (1e-12 * 2e-6);
    checkmaker_expect(&maker, "eis_total", "one", film + unit * 2 * 3 / phi,
                      checkmaker_find(&maker, "eis_total", "one")->status);
    checkmaker_expect(&maker, "film_resistance", "one", film, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(total_and_haven_by_hand),
        cmocka_unit_test(film_is_what_lies_between_the_contacts),
        cmocka_unit_test(intervals_are_those_of_the_pathway),
        cmocka_unit_test(haven_ratio_is_of_the_bare_network),
        cmocka_unit_test(growth_is_aged),
        cmocka_unit_test(film_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
