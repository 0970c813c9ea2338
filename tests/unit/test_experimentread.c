/* SPDX-License-Identifier: MIT
 *
 * Experiments: defaults, noise where none is given, and scales.
 */
#include "input/experimentread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n  cell: {temperature: 60 degC}\n  parameters: {S: {start: 5, max: 50}}\n"  \
    "  compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol}}\n"            \
    "  exchange: [{between: [l, s], flow: 1e-10 mol/s}]\nexperiments:\n"

static void what_is_not_said_has_a_default(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text(
        MODEL "  - {times: [1 h]}\n  - {observable: area, times: [1 h], scale: S}\n", NULL);
    const struct lp_experiment *e = &study->experiments[0];
    assert_int_equal(e->observable, LP_OBSERVE_ENRICHMENT);
    assert_true(fabs(e->temperature_K - 333.15) < 1e-10);
    assert_true(fabs(study->report_temperature_K - 333.15) < 1e-10);
    assert_true(isnan(e->recycle_s) && fabs(e->flip_rad - acos(-1.0) / 2.0) < 1e-15);
    assert_true(e->scale.is_given && e->scale.constant == 1.0);
    assert_false(e->impedance.is_given);
    assert_null(e->weighed_mol);
    assert_null(e->reference_sigma_percent);
    assert_int_equal(e->protocol.n_blocks, 0);
    e = &study->experiments[1];
    assert_string_equal(study->parameters.item[e->scale.i_parameter].name, "S");
    assert_true(fabs(study->parameters.item[0].min - 5e-6) < 1e-18);
    lp_study_free(study);
}

static void noise_is_estimated_only_where_it_must_be(void **state)
{
    (void)state;
    static const struct {
        const char *experiment;
        bool is_estimated;
        size_t n_warnings;
    } cases[] = {
        {"  - {data: [[600, s, 0.1]]}\n", true, 1},
        {"  - {data: [[600, s, 0.1, 0.01]]}\n", false, 0},
        {"  - {noise: {constant: 0.01}, data: [[600, s, 0.1]]}\n", false, 0},
        {"  - {noise: {estimate: true}, data: [[600, s, 0.1]]}\n", true, 0},
        {"  - {noise: {estimate: true, relative: 0.1}, data: [[600, s, 0.1]]}\n", true, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048];
        snprintf(text, sizeof text, "%s%s", MODEL, cases[i].experiment);
        struct lp_diag *diag = lp_diag_new();
        struct lp_study *study = study_from_text(text, diag);
        const struct lp_noise *noise = &study->experiments[0].noise;
        assert_int_equal(noise->is_estimated, cases[i].is_estimated);
        assert_true(!noise->is_estimated || noise->constant + noise->relative > 0.0);
        /* one more: the scale parameter S is not used here */
        assert_int_equal(lp_diag_n_warnings(diag), cases[i].n_warnings + 1);
        lp_study_free(study);
        lp_diag_free(diag);
    }
}

static void an_experiment_may_be_another_composition(void **state)
{
    (void)state;
    struct lp_study *study = study_from_text(
        MODEL "  - {times: [1 h], observable: area, scale: S}\n"
              "  - {times: [1 h], override: {compartments: {t: {inventory: 1 umol}},\n"
              "     exchange: [{between: [l, t], flow: 1e-11 mol/s}]}}\n",
        NULL);
    assert_int_equal(study->experiments[0].model->n_compartments, 2);
    assert_int_equal(study->experiments[1].model->n_compartments, 3);
    assert_string_equal(study->experiments[1].model->edges[0].id, "l--t");
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_has_a_default),
        cmocka_unit_test(noise_is_estimated_only_where_it_must_be),
        cmocka_unit_test(an_experiment_may_be_another_composition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
