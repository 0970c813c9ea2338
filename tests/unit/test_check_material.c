/* SPDX-License-Identifier: MIT
 *
 * D and Ea of a class, near and far; k = phi/N of the exchange between phases.
 */
#include "checks/checks.h"
#include "network/material.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void diffusivity_against_its_class(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        double D;
        enum lp_check_status status;
    } cases[] = {
        {", diffusivity: 1e-12 m2/s, material: ceramic", 1e-12, LP_CHECK_OK},
        {", diffusivity: 1e-9 cm2/s, material: ceramic", 1e-13, LP_CHECK_OK},
        {", diffusivity: 5e-11 m2/s, material: ceramic", 5e-11, LP_CHECK_LOOK},
        {", diffusivity: 5e-10 m2/s, material: ceramic", 5e-10, LP_CHECK_FAIL},
        {", diffusivity: 5e-10 m2/s, material: liquid", 5e-10, LP_CHECK_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkmaker maker = checkmaker_film("", cases[i].a, "", "");
        checkmaker_expect(&maker, "diffusivity", "a", cases[i].D, cases[i].status);
        checkmaker_expect(&maker, "rate_constants", "", 1e-4, LP_CHECK_OK);
        checkmaker_clear(&maker);
    }
}

/* A phase with a given exchange to a neighbour of N = 1 umol, k = phi/N, and activation energy. */
static struct checkmaker between(const char *flow)
{
    char text[2048];

    snprintf(text, sizeof text,
             "lipath: 1\nmodel:\n"
             "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}, k: %s}\n"
             "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
             "    a: {inventory: 2 umol, material: polymer}, b: {inventory: 1 umol, material: "
             "polymer},\n"
             "    r: {kind: electrode, enrichment: 0.95}}\n"
             "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
             "    {between: [a, b], flow: k}]\n"
             "experiments: [{name: cell, data: [[1 h, a, 0.3, 0.01]]}]\n",
             flow);
    return checkmaker_fit(text);
}

static void activation_energy_against_its_class(void **state)
{
    static const struct {
        const char *flow;
        double eV;
        enum lp_check_status status;
    } cases[] = {
        {"{value: 1e-11 mol/s, activation: 0.9 eV}", 0.9, LP_CHECK_OK},
        {"{value: 1e-11 mol/s, activation: 86.836 kJ/mol}", 0.9, LP_CHECK_OK}, /* 96.485 each eV */
        {"{value: 1e-11 mol/s, activation: 0.5 eV}", 0.5, LP_CHECK_LOOK},
        {"{value: 1e-11 mol/s, activation: 0.3 eV}", 0.3, LP_CHECK_FAIL},
        {"{value: 1e-11 mol/s, activation: 2.2 eV}", 2.2, LP_CHECK_FAIL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkmaker maker = between(cases[i].flow);
        const struct lp_answer_check *check = checkmaker_find(&maker, "activation_energy", "a--b");
        assert_non_null(check);
        assert_true(fabs(check->value.value - cases[i].eV) < 1e-5);
        assert_int_equal(check->status, cases[i].status);
        assert_true(check->expected_low == 0.7 && check->expected_high == 1.4);
        checkmaker_clear(&maker);
    }
}

/* Between two classes: from the least of either to the most of either, whichever is first. */
static void two_classes_are_united(void **state)
{
    static const char *const classes[][2] = {{"ceramic", "polymer"}, {"polymer", "ceramic"}};
    const struct lp_material_class *polymer = lp_material_class(LP_MATERIAL_POLYMER);
    const struct lp_material_class *ceramic = lp_material_class(LP_MATERIAL_CERAMIC);
    (void)state;
    assert_true(ceramic->ea_low_eV < polymer->ea_low_eV);
    assert_true(ceramic->ea_high_eV < polymer->ea_high_eV);
    for (size_t i = 0; i < 2; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 "lipath: 1\nmodel:\n"
                 "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s},\n"
                 "    k: {value: 1e-11 mol/s, activation: 0.5 eV}}\n"
                 "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
                 "    a: {inventory: 2 umol, material: %s}, b: {inventory: 1 umol, material: %s},\n"
                 "    r: {kind: electrode, enrichment: 0.95}}\n"
                 "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
                 "    {between: [a, b], flow: k}]\n"
                 "experiments: [{name: cell, data: [[1 h, a, 0.3, 0.01]]}]\n",
                 classes[i][0], classes[i][1]);
        struct checkmaker maker = checkmaker_fit(text);
        const struct lp_answer_check *check = checkmaker_find(&maker, "activation_energy", "a--b");
        assert_non_null(check);
        assert_true(check->expected_low == ceramic->ea_low_eV);
        assert_true(check->expected_high == polymer->ea_high_eV);
        assert_int_equal(check->status, LP_CHECK_OK);
        checkmaker_clear(&maker);
    }
}

/* phi over the smaller inventory of the two. */
static void rates_below_jump_rates(void **state)
{
    static const struct {
        const char *flow;
        double k;
        enum lp_check_status status;
    } cases[] = {
        {"5e-11 mol/s", 5e-5, LP_CHECK_OK},
        {"5e-10 mol/s", 5e-4, LP_CHECK_LOOK},
        {"5e-8 mol/s", 5e-2, LP_CHECK_FAIL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct checkmaker maker = between(cases[i].flow);
        checkmaker_expect(&maker, "rate_constants", "", cases[i].k, cases[i].status);
        checkmaker_clear(&maker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diffusivity_against_its_class),
        cmocka_unit_test(activation_energy_against_its_class),
        cmocka_unit_test(two_classes_are_united),
        cmocka_unit_test(rates_below_jump_rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
