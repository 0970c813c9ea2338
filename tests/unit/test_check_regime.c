/* SPDX-License-Identifier: MIT
 *
 * theta and Bi from the answer's own numbers; a gradient that a well-mixed model lacks; twin
 * curves.
 */
#include "checks/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void biot_of_a_well_mixed_model(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film("", ", diffusivity: 1e-16 m2/s", "", "");
    assert_int_equal(checkmaker_find(&maker, "biot", "a")->status, LP_CHECK_FAIL);
    assert_int_equal(checkmaker_find(&maker, "theta", "")->status, LP_CHECK_OK);
    assert_int_equal(checkmaker_find(&maker, "twin_curves", "b")->status, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

/* Bi = phi L²/(D N) by hand, the ends of its interval as those of phi (a profile). */
static void biot_has_the_interval_of_its_flow(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film("", ", diffusivity: 1e-12 m2/s", "", "");
    const struct lp_estimate *phi = &maker.answer->parameters[0].estimate;
    const struct lp_answer_check *biot = checkmaker_find(&maker, "biot", "a");
    const double per_phi = 1.6e-9 / (1e-12 * 1e-6);
    assert_true(fabs(biot->value.value / (phi->value * per_phi) - 1) < 1e-9);
    assert_true(fabs(biot->value.low / (phi->low * per_phi) - 1) < 0.05);
    assert_true(fabs(biot->value.high / (phi->high * per_phi) - 1) < 0.05);
    assert_int_equal(biot->status, LP_CHECK_LOOK); /* .1 to 1: G up to some 40 % off */
    checkmaker_clear(&maker);
}

/* One phase by hand: theta = (x - .0759)/(.95 - .0759), x of the fit's own curve. */
static void early_uptake_is_told(void **state)
{
    static const struct {
        double x;
        enum lp_check_status status;
    } cases[] = {{0.0959, LP_CHECK_LOOK}, {0.4, LP_CHECK_OK}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char text[2048];
        snprintf(
            text, sizeof text,
            "lipath: 1\nmodel:\n"
            "  parameters: {phi: {start: 1e-11 mol/s, max: 1e-8 mol/s}}\n"
            "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
            "    r: {kind: electrode, enrichment: 0.95}}\n"
            "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"
            "experiments: [{name: cell, data: [[1 h, a, %g, 0.002]]}]\n",
            cases[i].x);
        struct checkmaker maker = checkmaker_fit(text);
        const struct lp_answer_check *theta = checkmaker_find(&maker, "theta", "");
        assert_true(fabs(theta->value.value - (cases[i].x - 0.0759) / 0.8741) < 1e-6);
        /* sigma of x over the contrast */
        assert_true(fabs((theta->value.high - theta->value.low) / (2 * 1.96 * 0.002 / 0.8741) - 1) <
                    0.2);
        assert_int_equal(theta->status, cases[i].status);
        checkmaker_clear(&maker);
    }
}

/*
 * Foils poorer than the film: theta = (.95 - x)/(.95 - .0759), its ends by the other ends of x; of
 * two foils the one farther from the start counts, and without any contrast there is no theta. The
 * last case moves away from the farther foil: no sign of early uptake, but nothing contradictory.
 */
static void loss_has_its_theta(void **state)
{
    static const struct {
        double l, start, r, x, theta;
        enum lp_check_status status;
        bool is_early;
    } cases[] = {{0.0759, 0.95, 0.0759, 0.5, 0.45 / 0.8741, LP_CHECK_OK, false},
                 {0.0759, 0.95, 0.0759, 0.94, 0.01 / 0.8741, LP_CHECK_LOOK, true},
                 {0.3, 0.6, 0.5, 0.5, 0.1 / 0.3, LP_CHECK_OK, false},
                 {0.95, 0.4, 0.0759, 0.25, -0.15 / 0.55, LP_CHECK_LOOK, false}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 "lipath: 1\nmodel:\n"
                 "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"
                 "  compartments: {l: {kind: electrode, enrichment: %g},\n"
                 "    a: {inventory: 1 umol, enrichment: %g}, r: {kind: electrode, enrichment: "
                 "%g}}\n"
                 "  exchange: [{between: [l, a], flow: %s}, {between: [a, r], flow: phi}]\n"
                 "experiments: [{name: cell, data: [[1 h, a, %g, 0.002]]}]\n",
                 cases[i].l, cases[i].start, cases[i].r, i == 3 ? "1e-12 mol/s" : "phi",
                 cases[i].x);
        struct checkmaker maker = checkmaker_fit(text);
        const struct lp_answer_check *theta = checkmaker_find(&maker, "theta", "");
        const bool is_early = strstr(maker.answer->verdict.text, "uptake is linear") != NULL;
        const double contrast = (cases[i].x - cases[i].start) / cases[i].theta;
        const double error = 1.96 * 0.002 / fabs(contrast);
        assert_non_null(theta);
        assert_true(fabs(theta->value.value - cases[i].theta) < 1e-5);
        if (!(fabs(theta->value.low - (cases[i].theta - error)) < 0.2 * error &&
              fabs(theta->value.high - (cases[i].theta + error)) < 0.2 * error))
            fail_msg("%zu: [%g, %g], expected %g +- %g", i, theta->value.low, theta->value.high,
                     cases[i].theta, error);
        assert_int_equal(theta->status, cases[i].status);
        assert_int_equal(strstr(theta->reading, "uptake is linear") != NULL, cases[i].is_early);
        assert_int_equal(is_early, cases[i].is_early);
        checkmaker_clear(&maker);
    }
}

static void without_contrast_there_is_no_theta(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-11 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.0759}, a: {inventory: 1 umol},\n"
        "    r: {kind: electrode, enrichment: 0.0759}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"
        "experiments: [{name: cell, data: [[1 h, a, 0.0759, 0.002]]}]\n");
    assert_null(checkmaker_find(&maker, "theta", ""));
    assert_null(strstr(maker.answer->verdict.text, "uptake is linear"));
    checkmaker_clear(&maker);
}

/* Two phases fed alike and closely joined: d = |x_a - x_b|/sigma at the one time of data. */
static void twins_are_told(void **state)
{
    static const struct {
        double sigma;
        enum lp_check_status status;
        const char *words;
    } cases[] = {{0.01, LP_CHECK_OK, ""},
                 {0.022, LP_CHECK_LOOK, "29 % of simulated studies"},
                 {0.05, LP_CHECK_FAIL, "70 % of simulated studies"}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[2048];
        snprintf(
            text, sizeof text,
            "lipath: 1\nmodel:\n"
            "  parameters: {p: {start: 1e-11 mol/s, max: 1e-8 mol/s},\n"
            "    q: {start: 1e-11 mol/s, max: 1e-8 mol/s}}\n"
            "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
            "    b: {inventory: 1 umol, role: interface}, r: {kind: electrode, enrichment: "
            "0.95}}\n"
            "  exchange: [{between: [l, a], flow: p}, {between: [a, r], flow: p},\n"
            "    {between: [l, b], flow: q}, {between: [b, r], flow: q},\n"
            "    {between: [a, b], flow: 1e-11 mol/s}]\n"
            "experiments: [{name: cell, data: [[1 h, a, 0.4, %g], [1 h, b, 0.5, %g]]}]\n",
            cases[i].sigma, cases[i].sigma);
        struct checkmaker maker = checkmaker_fit(text);
        const struct lp_answer_check *twins = checkmaker_find(&maker, "twin_curves", "b");
        const double d = 0.1 / cases[i].sigma; /* the interface's own row is compared */
        if (!twins || !(fabs(twins->value.value / d - 1) < 1e-5))
            fail_msg("d %g, expected %g", twins ? twins->value.value : NAN, d);
        assert_int_equal(twins->status, cases[i].status);
        /* b is the fuller one: theta and its interval are those of b alone */
        const struct lp_estimate *theta = &checkmaker_find(&maker, "theta", "")->value;
        const double of_b = (0.5 - 0.0759) / 0.8741, error = 1.96 * cases[i].sigma / 0.8741;
        assert_true(fabs(theta->value - of_b) < 1e-5);
        assert_true(fabs(theta->low - (of_b - error)) < 0.2 * error);
        assert_true(fabs(theta->high - (of_b + error)) < 0.2 * error);
        assert_non_null(strstr(twins->reading, cases[i].words));
        checkmaker_clear(&maker);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(biot_of_a_well_mixed_model),
        cmocka_unit_test(biot_has_the_interval_of_its_flow),
        cmocka_unit_test(early_uptake_is_told),
        cmocka_unit_test(loss_has_its_theta),
        cmocka_unit_test(without_contrast_there_is_no_theta),
        cmocka_unit_test(twins_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
