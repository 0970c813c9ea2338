/* SPDX-License-Identifier: MIT
 *
 * Models out of YAML: what is assumed where nothing is said, and what the rules between the parts
 * allow.
 */
#include "input/modelread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

/* The model of a study without faults and warnings. */
static struct lp_study *sound(const char *text)
{
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = study_from_text(text, diag);
    if (!study || lp_diag_n_warnings(diag)) {
        char *rendered = lp_diag_render(diag, false);
        print_error("%s", rendered);
        free(rendered);
        fail();
    }
    lp_diag_free(diag);
    return study;
}

static void defaults_are_filled_in(void **state)
{
    (void)state;
    struct lp_study *study = sound("lipath: 1\n"
                                   "compartments:\n"
                                   "  l: {kind: electrode, enrichment: natural, surface: 5 nmol}\n"
                                   "  s: {inventory: 2 umol}\n"
                                   "exchange: [{between: [s, l], flow: 1e-11 mol/s}]\n");
    const struct lp_model *m = study->experiments[0].model;
    assert_true(m->cell.temperature_K.constant == 298.15);
    assert_true(m->cell.transference.constant == 1.0);
    assert_false(m->cell.area_m2.is_given);
    assert_true(m->compartments[0].enrichment.constant == 0.0759);
    assert_true(fabs(m->compartments[0].surface_mol.constant - 5e-9) < 1e-22);
    assert_string_equal(m->compartments[1].role, "");
    assert_true(m->compartments[1].haven.constant == 1.0);
    assert_true(m->edges[0].haven.constant == 1.0);
    assert_string_equal(m->edges[0].id, "s--l");
    assert_int_equal(m->n_layers, 0);
    assert_int_equal(m->n_components, 1); /* one per phase, none for electrodes */
    assert_string_equal(m->components[0].name, "s");
    assert_int_equal(m->i_second, LP_NONE);
    lp_study_free(study);
}

static void natural_abundance_is_the_cells(void **state)
{
    (void)state;
    struct lp_study *study =
        sound("lipath: 1\ncell: {natural: lot}\n"
              "parameters: {lot: {start: 0.05, min: 0.02, max: 0.08}}\n"
              "compartments: {s: {inventory: 2 umol}, t: {inventory: 1 umol}}\n"
              "exchange: [{between: [s, t], flow: 1e-11 mol/s}]\n");
    assert_int_equal(study->experiments[0].model->compartments[1].enrichment.i_parameter, 0);
    assert_int_equal(study->parameters.item[0].scale, LP_SCALE_LOGIT);
    lp_study_free(study);
}

static void depth_takes_the_cells_thickness(void **state)
{
    (void)state;
    struct lp_study *study =
        sound("lipath: 1\ncell: {thickness: 40 um}\ndepth: {layers: 1}\n"
              "compartments:\n  l: {kind: electrode, enrichment: 0.9}\n"
              "  s: {inventory: 2 umol, diffusivity: 1e-8 cm2/s}\n  t: {inventory: 1 umol}\n"
              "exchange:\n  - {between: [s, l], flow: 1e-11 mol/s}\n"
              "  - {between: [s, t], flow: 1e-11 mol/s}\n");
    const struct lp_model *m = study->experiments[0].model;
    assert_true(fabs(m->depth_thickness_m.constant - 4e-5) < 1e-18);
    assert_true(fabs(m->compartments[1].diffusivity_m2_per_s.constant - 1e-12) < 1e-25);
    assert_int_equal(m->n_layers, 1);
    lp_study_free(study);
}

static void a_to_b_and_b_to_a_are_two_one_way_edges(void **state)
{
    (void)state;
    struct lp_study *study =
        sound("lipath: 1\n"
              "compartments: {s: {inventory: 2 umol}, t: {inventory: 1 umol}}\n"
              "exchange:\n  - {from: s, to: t, rate: 1 1/h}\n"
              "  - {from: t, to: s, rate: 2 1/h}\n"
              "  - {between: [s, t], flow: 1 nmol/s}\n");
    const struct lp_model *m = study->experiments[0].model;
    assert_int_equal(m->n_edges, 3);
    assert_string_equal(m->edges[1].id, "t->s");
    assert_true(fabs(m->edges[1].rate_per_s.constant - 2.0 / 3600.0) < 1e-18);
    lp_study_free(study);
}

static void weights_may_be_parameters(void **state)
{
    (void)state;
    struct lp_study *study =
        sound("lipath: 1\nparameters: {w: {start: 0.3, min: 0, max: 1}}\n"
              "compartments: {s: {inventory: 2 umol}, t: {inventory: 1 umol}}\n"
              "exchange: [{between: [s, t], flow: 1e-11 mol/s}]\n"
              "components: {S: {s: 1, t: w}}\n"); /* t has no sum to check */
    const struct lp_component *component = &study->experiments[0].model->components[0];
    assert_int_equal(component->parts[1].weight.i_parameter, 0);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_filled_in),
        cmocka_unit_test(natural_abundance_is_the_cells),
        cmocka_unit_test(depth_takes_the_cells_thickness),
        cmocka_unit_test(a_to_b_and_b_to_a_are_two_one_way_edges),
        cmocka_unit_test(weights_may_be_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
