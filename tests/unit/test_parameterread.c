/* SPDX-License-Identifier: MIT
 *
 * Parameters: one dimension per name, locals of an experiment, and warnings that are due.
 */
#include "input/parameterread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

#define MODEL                                                                                      \
    "model:\n  parameters:\n    phi: 1e-10 mol/s\n    k: {start: 1e-11 mol/s}\n"                   \
    "  compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol},\n"            \
    "                 t: {inventory: 1 umol}}\n"                                                   \
    "  exchange: [{between: [l, s], flow: phi}, {between: [s, t], flow: k}]\n"

static void a_bare_quantity_is_fixed(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text("lipath: 1\n" MODEL, NULL);
    assert_false(study->parameters.item[0].is_fitted);
    assert_true(study->parameters.item[0].min == 1e-10 && study->parameters.item[0].max == 1e-10);
    assert_true(study->parameters.item[1].is_fitted);
    lp_study_free(study);
}

static void a_parameter_replaced_everywhere_is_not_called_unused(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study =
        study_from_text("lipath: 1\n" MODEL "experiments:\n"
                        "  - {name: a, override: {parameters: {phi: 2e-10 mol/s}}}\n"
                        "  - {name: b, override: {parameters: {phi: 3e-10 mol/s}}}\n",
                        diag);
    assert_int_equal(lp_diag_n_warnings(diag), 0);
    assert_int_equal(study->parameters.n, 4);
    assert_false(study->parameters.item[lp_parameters_find(&study->parameters, "phi")].is_used);
    size_t i = lp_parameters_find(&study->parameters, "phi@b");
    assert_true(study->parameters.item[i].value == 3e-10);
    lp_study_free(study);
    lp_diag_free(diag);
}

static void an_energy_may_be_shared(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text(
        "lipath: 1\ncell: {temperature: 40 degC}\n"
        "parameters:\n  phi: {value: 1e-10 mol/s, activation: Ea}\n"
        "  psi: {value: 2e-10 mol/s, at: 25 degC, activation: Ea}\n  Ea: {start: 0.4 eV}\n"
        "compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol},\n"
        "               t: {inventory: 1 umol}}\n"
        "exchange: [{between: [l, s], flow: phi}, {between: [s, t], flow: psi}]\n",
        NULL);
    const struct lp_parameter *item = study->parameters.item;
    assert_int_equal(study->parameters.n, 3);
    assert_true(item[0].i_activation == 2 && item[1].i_activation == 2);
    assert_true(item[0].reference_temperature_K == 313.15);
    assert_true(item[1].reference_temperature_K == 298.15);
    assert_true(item[2].is_used && item[2].min == 0.0 && isinf(item[2].max));
    lp_study_free(study);
}

static void a_parameter_may_stand_for_a_condition(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text(
        "lipath: 1\nmodel:\n  cell: {area: A, temperature: T}\n"
        "  parameters: {A: 2 cm2, T: 50 degC, I: 3 uA, t: 600 s}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol},\n"
        "                 r: {kind: electrode, enrichment: 0.9}}\n"
        "  exchange: [{between: [l, s], flow: 1e-10 mol/s}, {between: [r, s], flow: 1e-10 mol/s}]\n"
        "experiments:\n  - protocol: [{duration: t, current: I}, {duration: t, current: 1 "
        "uA/cm2}]\n"
        "    times: [t]\n",
        NULL);
    const struct lp_experiment *e = &study->experiments[0];
    assert_true(fabs(e->temperature_K - 323.15) < 1e-10);
    assert_true(fabs(e->protocol.blocks[0].steps[0].current_A - 3e-6) < 1e-18);
    assert_true(fabs(e->protocol.blocks[1].steps[0].current_A - 2e-6) < 1e-18);
    assert_true(e->times_s[0] == 600.0);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_quantity_is_fixed),
        cmocka_unit_test(a_parameter_replaced_everywhere_is_not_called_unused),
        cmocka_unit_test(an_energy_may_be_shared),
        cmocka_unit_test(a_parameter_may_stand_for_a_condition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
