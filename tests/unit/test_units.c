/* SPDX-License-Identifier: MIT
 *
 * Quantities: values against the SI's definitions, and every way to get a unit wrong.
 */
#include "base/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct lp_units *units;
static struct lp_diag *diag;

static int set_up(void **state)
{
    (void)state;
    units = lp_units_new();
    diag = lp_diag_new();
    return !units || !diag;
}

static int tear_down(void **state)
{
    (void)state;
    lp_units_free(units);
    lp_diag_free(diag);
    return 0;
}

static enum lp_status read(const char *text, enum lp_dimension dimension, double *value)
{
    return lp_quantity_read(units, text, strlen(text), dimension, lp_span_none(NULL), "flow 'x'",
                            value, diag);
}

static void quantities_become_si(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum lp_dimension dimension;
        double value;
    } cases[] = {
        {"6.0 umol", LP_DIM_AMOUNT, 6e-6},
        {"150 nmol", LP_DIM_AMOUNT, 150e-9},
        {"1 mol", LP_DIM_AMOUNT, 1},
        {"1e-8 cm2/s", LP_DIM_DIFFUSIVITY, 1e-12},
        {"1e-8 cm^2/s", LP_DIM_DIFFUSIVITY, 1e-12},
        {"1e-8 cm2 s-1", LP_DIM_DIFFUSIVITY, 1e-12},
        {"40 um", LP_DIM_LENGTH, 40e-6},
        {"40 \xC2\xB5m", LP_DIM_LENGTH, 40e-6},
        {"2 nm", LP_DIM_LENGTH, 2e-9},
        {"0.785 cm2", LP_DIM_AREA, 0.785e-4},
        {"5 min", LP_DIM_TIME, 300},
        {"2 h", LP_DIM_TIME, 7200},
        {"1 d", LP_DIM_TIME, 86400},
        {"3.6 umol/h", LP_DIM_FLOW, 1e-9},
        {"5e-11 mol/s", LP_DIM_FLOW, 5e-11},
        {"1e-8 1/s", LP_DIM_RATE, 1e-8},
        {"3.6 1/h", LP_DIM_RATE, 1e-3},
        {"3.6 1 / h", LP_DIM_RATE, 1e-3},
        {"25 degC", LP_DIM_TEMPERATURE, 298.15},
        {"-40 degC", LP_DIM_TEMPERATURE, 233.15},
        {"25 \xC2\xB0"
         "C",
         LP_DIM_TEMPERATURE, 298.15},
        {"25 K", LP_DIM_TEMPERATURE, 25},
        {"300", LP_DIM_TEMPERATURE, 300},
        {"7.2 uA", LP_DIM_CURRENT, 7.2e-6},
        {"-7.2 uA", LP_DIM_CURRENT, -7.2e-6},
        {"10 uA/cm2", LP_DIM_CURRENT_DENSITY, 0.1},
        {"1 mA/cm2", LP_DIM_CURRENT_DENSITY, 10},
        {"1 mAh", LP_DIM_CHARGE, 3.6},
        {"2 Ah", LP_DIM_CHARGE, 7200},
        {"1 C", LP_DIM_CHARGE, 1},
        {"1 eV", LP_DIM_ENERGY, 1.602176634e-19},
        {"155 meV", LP_DIM_ENERGY, 0.155 * 1.602176634e-19},
        {"1 electron_volt", LP_DIM_ENERGY, 1.602176634e-19},
        {"1 kJ/mol", LP_DIM_ENERGY, 1e3 / 6.02214076e23},
        {"1 kJ mol-1", LP_DIM_ENERGY, 1e3 / 6.02214076e23},
        {"2e-20 J", LP_DIM_ENERGY, 2e-20},
        {"90 degree", LP_DIM_ANGLE, 1.5707963267948966},
        {"1 rad", LP_DIM_ANGLE, 1},
        {"510 ohm", LP_DIM_RESISTANCE, 510},
        {"1.5 kohm", LP_DIM_RESISTANCE, 1500},
        {"7.6 percent", LP_DIM_ONE, 0.076},
        {"7.6 %", LP_DIM_ONE, 0.076},
        {"0.4 1", LP_DIM_ONE, 0.4},
        {"0.4", LP_DIM_ONE, 0.4},
        {"3.5e-11", LP_DIM_FLOW, 3.5e-11},
        {"  6  umol ", LP_DIM_AMOUNT, 6e-6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = NAN, si = cases[i].value;
        if (read(cases[i].text, cases[i].dimension, &value) != LP_OK)
            fail_msg("'%s': %s", cases[i].text, lp_diag_first_error(diag));
        /* A conversion is a product or two: a few units in the last place. */
        if (!(fabs(value - si) <= 4e-16 * fabs(si) * 4))
            fail_msg("'%s' is %.17g, expected %.17g", cases[i].text, value, si);
        assert_int_equal(lp_diag_n_errors(diag), 0);
    }
}

static void faults_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum lp_dimension dimension;
        const char *message;
    } cases[] = {
        {"5 1/h", LP_DIM_FLOW,
         "error: flow 'x' has unit 1/h (per time), expected amount per time\n"
         "note: accepted: mol/s, umol/h, nmol/s\n"},
        {"5 h", LP_DIM_RATE, "has unit h (time), expected per time"}, /* a reciprocal */
        {"5 s/mol", LP_DIM_FLOW, "has unit s/mol (s mol-1), expected amount per time"},
        {"5 m", LP_DIM_TIME, "has unit m (length), expected time"},
        {"5 kJ/mol", LP_DIM_AMOUNT, "(energy per amount), expected amount"},
        {"1 m3", LP_DIM_AREA, "has unit m3 (volume), expected area"},
        {"0.1 rad", LP_DIM_ONE, "has unit rad (angle), expected a plain number"},
        {"1 percent", LP_DIM_ANGLE, "has unit percent (a plain number), expected angle"},
        {"2 sr", LP_DIM_ANGLE, "expected angle"},
        {"5 Umol/h", LP_DIM_FLOW,
         "unknown unit 'Umol/h', expected amount per time\nnote: "
         "accepted: mol/s, umol/h, nmol/s; did you mean 'umol/h'?"},
        {"2x", LP_DIM_ONE, "has the unknown unit 'x'"},
        {"2 x y z", LP_DIM_TIME, "has the unknown unit 'x y z'"},
        {"5min", LP_DIM_TIME, "'5min' needs a space between number and unit\nnote: write '5 min'"},
        {"25", LP_DIM_TEMPERATURE, "25 K is below 100 K\nnote: did you mean '25 degC'?"},
        {"25 C", LP_DIM_TEMPERATURE,
         "has unit C (charge), expected temperature\nnote: degrees Celsius are written degC"},
        {"", LP_DIM_TIME, "flow 'x' is empty, expected time"},
        {"min", LP_DIM_TIME, "'min' is not a quantity, expected time"},
        {"inf s", LP_DIM_TIME, "'inf s' is not a quantity"},
        {"-.inf", LP_DIM_TIME, "'-.inf' is not a finite number"},
        {"NaN", LP_DIM_TIME, "'NaN' is not a finite number"},
        {"1e999 s", LP_DIM_TIME, "'1e999 s' is not a finite number"},
        {"1e308 km", LP_DIM_LENGTH, "'1e308 km' is not a finite number in m"},
        /* What UDUNITS-2 would take as factors, origins and logarithms. */
        {"5 3 h", LP_DIM_TIME, "unknown unit '3 h'"},
        {"5 h 3", LP_DIM_TIME, "unknown unit 'h 3'"},
        {"5 -3 h", LP_DIM_TIME, "unknown unit '-3 h'"},
        {"5 h/2", LP_DIM_TIME, "unknown unit 'h/2'"},
        {"5 1.5 h", LP_DIM_TIME, "unknown unit '1.5 h'"},
        {"5 10/h", LP_DIM_RATE, "unknown unit '10/h'"},
        {"5 h.3", LP_DIM_TIME, "unknown unit 'h.3'"},
        {"5 s @ 10", LP_DIM_TIME, "unknown unit 's @ 10'"},
        {"5 lg(re W)", LP_DIM_ONE, "expected a plain number"},
        {"5 s since 2000-01-01", LP_DIM_TIME, "unknown unit"},
        {"5 m^999999999", LP_DIM_LENGTH, "unknown unit"},
        {"5 ((((((((m", LP_DIM_LENGTH, "unknown unit"},
        {"5 mol/", LP_DIM_AMOUNT, "unknown unit 'mol/'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = -99;
        lp_diag_clear(diag);
        if (read(cases[i].text, cases[i].dimension, &value) != LP_EINPUT)
            fail_msg("'%s' was read as %g", cases[i].text, value);
        assert_true(value < -98 && value > -100);
        assert_int_equal(lp_diag_n_errors(diag), 1);
        char *text = lp_diag_render(diag, false);
        if (!strstr(text, cases[i].message))
            fail_msg("'%s' gave:\n%sexpected: %s", cases[i].text, text, cases[i].message);
        free(text);
    }
    lp_diag_clear(diag);
}

static void a_dimension_is_found_where_none_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum lp_dimension dimension;
    } cases[] = {{"5e-11 mol/s", LP_DIM_FLOW},    {"1 kJ/mol", LP_DIM_ENERGY},
                 {"0.3 eV", LP_DIM_ENERGY},       {"1 1/d", LP_DIM_RATE},
                 {"1 percent", LP_DIM_ONE},       {"1 degree", LP_DIM_ANGLE},
                 {"25 degC", LP_DIM_TEMPERATURE}, {"25", LP_N_DIMENSIONS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum lp_dimension found = LP_DIM_RESISTANCE;
        double value;
        assert_int_equal(lp_quantity_read_any(units, cases[i].text, strlen(cases[i].text),
                                              lp_span_none(NULL), "p", &found, &value, diag),
                         LP_OK);
        assert_int_equal(found, cases[i].dimension);
    }
    enum lp_dimension found = LP_DIM_RESISTANCE;
    double value;
    assert_int_equal(
        lp_quantity_read_any(units, "2 kg", 4, lp_span_none(NULL), "p", &found, &value, diag),
        LP_EINPUT);
    assert_string_equal(lp_diag_first_error(diag),
                        "p has unit kg (kg), expected a quantity of the model");
    lp_diag_clear(diag);
    assert_int_equal(
        lp_quantity_read_any(units, "2 Umol", 6, lp_span_none(NULL), "p", &found, &value, diag),
        LP_EINPUT);
    char *text = lp_diag_render(diag, false);
    assert_non_null(strstr(text, "note: did you mean 'umol'?\n"));
    free(text);
    lp_diag_clear(diag);
}

static void each_dimension_accepts_its_own_examples(void **state)
{
    (void)state;
    for (enum lp_dimension d = 0; d < LP_N_DIMENSIONS; d++) {
        char list[128], text[160];
        char *rest = NULL;
        snprintf(list, sizeof list, "%s, %s", lp_dimension_accepted(d), lp_dimension_unit(d));
        for (char *unit = strtok_r(list, ", ", &rest); unit; unit = strtok_r(NULL, ", ", &rest)) {
            double value, factor;
            snprintf(text, sizeof text, "200 %s", unit);
            if (read(text, d, &value) != LP_OK)
                fail_msg("%s: %s", unit, lp_diag_first_error(diag));
            if (strcmp(unit, "degC") != 0) {
                assert_int_equal(
                    lp_unit_factor(units, unit, d, lp_span_none(NULL), "column", &factor, diag),
                    LP_OK);
                assert_true(fabs(200 * factor / value - 1) < 1e-14);
            }
        }
    }
}

static void a_factor_has_no_offset(void **state)
{
    (void)state;
    double factor = -99;
    assert_int_equal(lp_unit_factor(units, "degC", LP_DIM_TEMPERATURE, lp_span_none(NULL), "column",
                                    &factor, diag),
                     LP_EINPUT);
    assert_int_equal(
        lp_unit_factor(units, "", LP_DIM_TIME, lp_span_none(NULL), "column", &factor, diag),
        LP_EINPUT);
    assert_int_equal(
        lp_unit_factor(units, "uA", LP_DIM_TIME, lp_span_none(NULL), "column", &factor, diag),
        LP_EINPUT);
    assert_true(factor < -98);
    lp_diag_clear(diag);
}

static void a_bare_temperature_may_be_checked_later(void **state)
{
    (void)state;
    assert_int_equal(lp_quantity_check_bare(25, LP_DIM_TEMPERATURE, lp_span_none(NULL), "T", diag),
                     LP_EINPUT);
    assert_int_equal(lp_quantity_check_bare(298, LP_DIM_TEMPERATURE, lp_span_none(NULL), "T", diag),
                     LP_OK);
    assert_int_equal(lp_quantity_check_bare(25, LP_DIM_TIME, lp_span_none(NULL), "t", diag), LP_OK);
    lp_diag_clear(diag);
}

static void constants_are_those_of_2019(void **state)
{
    (void)state;
    assert_true(fabs(LP_FARADAY_C_PER_MOL - 96485.33212331001) < 1e-9);
    assert_true(fabs(LP_GAS_R_J_PER_MOL_K - 8.31446261815324) < 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantities_become_si),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(a_dimension_is_found_where_none_is_asked_for),
        cmocka_unit_test(each_dimension_accepts_its_own_examples),
        cmocka_unit_test(a_factor_has_no_offset),
        cmocka_unit_test(a_bare_temperature_may_be_checked_later),
        cmocka_unit_test(constants_are_those_of_2019),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
