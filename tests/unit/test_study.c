/* SPDX-License-Identifier: MIT
 *
 * A study that uses every key of the format, read and compared with what it says, in SI; models
 * alone; overrides, shared and local parameters; and the reference cases.
 */
#include "input/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study_text.h"

#define STUDY "tests/unit/data/study/study.yaml"
#define MODEL "tests/unit/data/study/model.yaml"

/* A relative tolerance for numbers that were read: round-off of a unit's factor. */
static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-13 * fabs(expected))) {
        print_error("%.17g is not %.17g\n", value, expected);
        fail();
    }
}

static struct lp_study *read_or_fail(const char *path)
{
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = NULL;
    if (lp_study_read(path, &study, diag) != LP_OK) {
        char *text = lp_diag_render(diag, false);
        print_error("%s", text);
        free(text);
    }
    lp_diag_free(diag);
    assert_non_null(study);
    return study;
}

static int setup(void **state)
{
    *state = read_or_fail(STUDY);
    return 0;
}

static int teardown(void **state)
{
    lp_study_free(*state);
    return 0;
}

static const struct lp_parameter *parameter(const struct lp_study *study, const char *name)
{
    size_t i = lp_parameters_find(&study->parameters, name);
    if (i == LP_NONE)
        fail_msg("no parameter '%s'", name);
    return &study->parameters.item[i];
}

static void head_is_read(void **state)
{
    const struct lp_study *study = *state;
    assert_string_equal(study->title, "LGPS-PEO(LiTFSI), 70 wt% LGPS");
    assert_int_equal(study->seed, 7);
    assert_close(study->threshold, 0.15);
    assert_int_equal(study->i_report, 1);
    assert_close(study->report_temperature_K, 313.15);
    assert_int_equal(study->n_experiments, 4);
    assert_string_equal(study->experiments[2].name, "experiment-3");
    assert_true(study->is_synthetic); /* wide.csv says so */
}

static void inputs_are_recorded(void **state)
{
    static const char *const names[] = {"study.yaml",     "model.yaml", "enrichment.csv",
                                        "covariance.csv", "cycler.csv", "wide.csv"};
    const struct lp_study *study = *state;
    assert_int_equal(study->n_inputs, 6);
    for (size_t i = 0; i < 6; i++) {
        const char *slash = strrchr(study->inputs[i].path, '/');
        assert_string_equal(slash + 1, names[i]);
        assert_int_equal(strlen(study->inputs[i].sha256), 64);
    }
}

static void parameters_have_scales_and_bounds(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_parameter *p = parameter(study, "phi_el_salt");
    assert_true(p->is_fitted && p->is_used);
    assert_int_equal(p->dimension, LP_DIM_FLOW);
    assert_int_equal(p->scale, LP_SCALE_LOG1P);
    assert_close(p->value, 5e-11);
    assert_true(p->min == 0.0);
    assert_close(p->max, 1e-6);
    p = parameter(study, "phi_lgps_int");
    assert_false(p->is_fitted);
    assert_close(p->value, 8e-11);
    p = parameter(study, "D_salt");
    assert_int_equal(p->scale, LP_SCALE_LOG10);
    assert_int_equal(p->prior.kind, LP_PRIOR_LOG10NORMAL);
    assert_close(p->prior.centre, -12.0);
    assert_close(p->prior.sd, 1.0);
    assert_close(p->min, 1e-18); /* median x 1e-6 */
    assert_close(p->max, 5e-7);  /* start x 1e6 */
    p = parameter(study, "ratio");
    assert_int_equal(p->scale, LP_SCALE_LOGIT);
    assert_int_equal(p->prior.kind, LP_PRIOR_NORMAL);
    assert_close(p->prior.sd, 0.1);
    p = parameter(study, "k_loss"); /* overridden by the study */
    assert_close(p->value, 2e-8);
    assert_false(p->is_fitted);
    p = parameter(study, "scale@cell-2");
    assert_int_equal(p->scale, LP_SCALE_LINEAR);
    assert_close(p->min, 1.0);
    assert_close(p->max, 1e4);
}

static void arrhenius_parameters_refer_to_their_energy(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_parameter *p = parameter(study, "phi_ci");
    assert_close(p->reference_temperature_K, 298.15);
    assert_int_equal(p->i_activation, lp_parameters_find(&study->parameters, "phi_ci.activation"));
    p = parameter(study, "phi_ci.activation");
    assert_int_equal(p->dimension, LP_DIM_ENERGY);
    assert_int_equal(p->scale, LP_SCALE_LINEAR);
    assert_close(p->value, 0.3 * LP_ELEMENTARY_CHARGE_C);
    assert_close(p->max, 1.5 * LP_ELEMENTARY_CHARGE_C);
}

static void model_is_read(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_model *m = study->experiments[0].model;
    assert_close(m->cell.area_m2.constant, 1e-4);
    assert_close(m->cell.transference.constant, 0.2);
    assert_int_equal(m->n_compartments, 6);
    assert_int_equal(m->i_first, 0);
    assert_int_equal(m->i_second, 1);
    assert_false(m->compartments[0].inventory_mol.is_given);
    assert_close(m->compartments[1].inventory_mol.constant, 150e-6);
    assert_close(m->compartments[2].enrichment.constant, 0.0759);
    assert_string_equal(m->compartments[3].role, "interface");
    assert_int_equal(m->compartments[4].diffusivity_m2_per_s.i_parameter,
                     lp_parameters_find(&study->parameters, "D_salt"));
    const struct lp_growth *growth = &m->compartments[5].growth;
    assert_true(growth->is_given);
    assert_close(growth->rate_m2_per_s.constant, 1e-19);
    assert_close(growth->scale_m.constant, 1e-8);
    assert_int_equal(growth->i_source, 1);
    assert_int_equal(m->n_layers, 64);
    assert_close(m->depth_thickness_m.constant, 40e-6);
    assert_int_equal(m->n_edges, 6);
    assert_string_equal(m->edges[2].id, "lgps--interface");
    assert_true(m->edges[2].is_optional);
    assert_string_equal(m->edges[5].id, "salt->right");
    assert_true(m->edges[5].is_one_way);
    assert_close(m->edges[4].flow_mol_per_s.constant, 1e-13);
    assert_int_equal(m->n_components, 3);
    assert_int_equal(m->components[1].n_parts, 2);
    assert_close(m->components[1].parts[1].weight.constant, 0.2);
    assert_close(m->components[1].t1_s.constant, 1.3);
    assert_false(m->components[0].t1_s.is_given);
}

static void protocol_is_read(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_protocol *protocol = &study->experiments[0].protocol;
    assert_int_equal(protocol->n_blocks, 3);
    assert_int_equal(protocol->blocks[0].n_repeat, 120);
    assert_close(protocol->blocks[0].steps[0].current_A, 7.2e-6);
    assert_close(protocol->blocks[0].steps[1].current_A, -7.2e-6); /* x 1 cm2 */
    assert_false(protocol->blocks[2].steps[0].electrodes_on);
    protocol = &study->experiments[1].protocol; /* rest, 1 h, -0.5 h */
    assert_int_equal(protocol->n_blocks, 1);
    assert_int_equal(protocol->blocks[0].n_steps, 3);
    assert_true(protocol->blocks[0].steps[0].current_A == 0.0);
    assert_close(protocol->blocks[0].steps[0].duration_s, 1800.0);
    assert_close(protocol->blocks[0].steps[1].duration_s, 3600.0);
    assert_close(protocol->blocks[0].steps[2].current_A, -7.2e-6);
}

static void overrides_are_local(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *first = &study->experiments[0], *second = &study->experiments[1];
    assert_ptr_equal(first->model, study->experiments[2].model);
    assert_ptr_not_equal(first->model, second->model);
    const struct lp_parameter *local = parameter(study, "phi_ci@cell-2");
    assert_false(local->is_fitted);
    assert_close(local->value, 9e-11);
    assert_int_equal(second->model->edges[3].flow_mol_per_s.i_parameter,
                     local - study->parameters.item);
    assert_int_equal(second->model->edges[0].flow_mol_per_s.i_parameter,
                     first->model->edges[0].flow_mol_per_s.i_parameter);
    assert_close(second->model->compartments[4].inventory_mol.constant, 3e-6);
    assert_close(first->model->compartments[4].inventory_mol.constant, 2.5e-6);
    assert_string_equal(second->model->compartments[4].role, "salt");
}

static void conditions_and_cross_checks_are_read(void **state)
{
    const struct lp_study *study = *state;
    const struct lp_experiment *e = &study->experiments[0];
    assert_close(e->impedance.total_ohm, 510.0);
    assert_close(e->impedance.sigma_ohm, 10.0);
    assert_close(e->weighed_mol[2], 6.2e-6);
    assert_true(isnan(e->weighed_mol[3]));
    assert_close(e->areas_before[2], 40.0);
    assert_close(e->noise.relative, 0.03);
    assert_false(e->noise.is_estimated);
    e = &study->experiments[1];
    assert_int_equal(e->observable, LP_OBSERVE_AREA);
    assert_close(e->temperature_K, 333.15);
    assert_close(e->recycle_s, 10.0);
    assert_close(e->flip_rad, acos(-1.0) / 2.0);
    assert_true(e->noise.is_estimated);
    assert_close(e->noise.constant, 2.0);
    e = &study->experiments[2];
    assert_int_equal(e->observable, LP_OBSERVE_INCREASE);
    assert_close(e->temperature_K, 298.15);
    assert_close(e->reference_sigma_percent[0], 2.0);
    assert_true(isnan(e->reference_sigma_percent[1]));
    e = &study->experiments[3];
    assert_int_equal(e->n_rows, 0);
    assert_int_equal(e->n_times, 3); /* sorted, 1 h once */
    assert_close(e->times_s[0], 600.0);
    assert_close(e->times_s[2], 36000.0);
}

static void a_model_alone_is_a_study(void **state)
{
    (void)state;
    struct lp_study *study = read_or_fail(MODEL);
    assert_int_equal(study->n_experiments, 1);
    assert_string_equal(study->experiments[0].name, "model");
    assert_int_equal(study->experiments[0].n_rows, 0);
    assert_int_equal(study->seed, 1);
    assert_false(study->is_synthetic);
    double p[32];
    assert_true(study->parameters.n < 32);
    lp_study_start(study, p);
    assert_close(p[lp_parameters_find(&study->parameters, "phi_el_salt")], 5e-11);
    lp_study_free(study);
}

static void reference_cases_are_read(void **state)
{
    (void)state;
    for (int i = 1; i <= 18; i++) {
        char path[64];
        snprintf(path, sizeof path, "tests/ref/forward/case-%04d.yaml", i);
        struct lp_study *study = read_or_fail(path);
        bool is_driven = lp_protocol_is_driven(&study->experiments[0].protocol);
        assert_int_equal(study->experiments[0].n_times, 10);
        assert_int_equal(is_driven, i % 6 == 2 || i % 6 == 4);
        assert_int_equal(study->experiments[0].model->n_layers > 0, i % 6 == 3 || i % 6 == 4);
        lp_study_free(study);
    }
}

static void a_number_may_be_missing_for_the_pathway_only(void **state)
{
    (void)state;
    const char *path = "tests/bad/inventory-missing.yaml";
    struct lp_study *study = NULL;
    assert_int_equal(lp_study_read(path, &study, NULL), LP_EINPUT);
    assert_null(study);
    assert_int_equal(lp_study_read_for_pathway(path, &study, NULL), LP_OK);
    assert_false(study->experiments[0].model->compartments[2].inventory_mol.is_given);
    lp_study_free(study);
    assert_int_equal(lp_study_read_for_pathway("tests/bad/parameter-no-number.yaml", &study, NULL),
                     LP_OK);
    assert_true(isnan(parameter(study, "phi")->value));
    lp_study_free(study);
}

static void default_bounds_follow_the_dimension(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = study_from_text(
        "lipath: 1\nparameters:\n  phi: {start: 1e-10}\n  N: {start: 2 umol}\n"
        "  k: {start: 1e-6 1/s}\n  x: {start: 0.1}\n  h: {start: 0.5}\n"
        "  m: {prior: {median: 4e-6 mol, factor: 2}}\n"
        "compartments:\n  l: {kind: electrode, enrichment: x}\n  s: {inventory: N}\n"
        "  t: {inventory: m}\n"
        "exchange: [{between: [l, s], flow: phi, haven: h}, {from: s, to: t, rate: k}]\n",
        diag);
    assert_non_null(study);
    const struct lp_parameter *p = parameter(study, "phi"); /* a bare number: mol/s by its use */
    assert_int_equal(p->dimension, LP_DIM_FLOW);
    assert_true(p->min == 0.0);
    assert_close(p->max, 1e-4);
    p = parameter(study, "N");
    assert_int_equal(p->scale, LP_SCALE_LOG10);
    assert_close(p->min, 2e-12);
    assert_close(p->max, 2.0);
    assert_int_equal(parameter(study, "k")->scale, LP_SCALE_LOG10);
    p = parameter(study, "x"); /* used as a fraction */
    assert_int_equal(p->scale, LP_SCALE_LOGIT);
    assert_close(p->max, 1.0);
    p = parameter(study, "h");
    assert_int_equal(p->scale, LP_SCALE_LINEAR);
    assert_true(p->min > 0.0 && isinf(p->max));
    p = parameter(study, "m"); /* starts at the median */
    assert_true(p->is_fitted);
    assert_close(p->value, 4e-6);
    assert_int_equal(lp_diag_n_warnings(diag), 0);
    lp_study_free(study);
    lp_diag_free(diag);
}

static void an_overridden_parameter_is_replaced_whole(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = study_from_text(
        "lipath: 1\noverride: {parameters: {phi: {start: 2e-10 mol/s}}}\n"
        "model:\n  parameters: {phi: {value: 1e-10 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.9}, s: {inventory: 2 umol}}\n"
        "  exchange: [{between: [l, s], flow: phi}]\n"
        "experiments:\n  - {}\n  - {override: {parameters: {phi: {value: 3e-10 mol/s}}}}\n",
        diag);
    assert_non_null(study);
    assert_true(parameter(study, "phi")->is_fitted);
    assert_close(parameter(study, "phi")->value, 2e-10);
    assert_false(parameter(study, "phi@experiment-2")->is_fitted);
    lp_study_free(study);
    lp_diag_free(diag);
}

static void a_null_deletes(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study =
        study_from_text("lipath: 1\noverride: {components: {B: null}}\nsynthetic: true\n"
                        "model:\n  compartments: {s: {inventory: 2 umol}, t: {inventory: 1 umol}}\n"
                        "  exchange: [{between: [s, t], flow: 1e-12 mol/s}]\n"
                        "  components: {A: {s: 1}, B: {t: 1}}\n",
                        diag);
    assert_non_null(study);
    assert_int_equal(study->experiments[0].model->n_components, 1);
    assert_int_equal(study->experiments[0].model->i_first, LP_NONE);
    assert_true(study->is_synthetic);
    assert_string_equal(study->experiments[0].name, "experiment-1");
    lp_study_free(study);
    lp_diag_free(diag);
}

/* Two experiments, b without data at first; what lies at the start tells nothing of rates. */
static void a_single_time_is_one_after_the_start(void **state)
{
    (void)state;
    struct lp_row one[] = {{.t_s = 0}, {.t_s = 60}, {.t_s = 60, .i_component = 1}};
    struct lp_row two[] = {{.t_s = 60}, {.t_s = 90}};
    struct lp_experiment x[] = {{.n_rows = 3, .rows = one}, {.n_rows = 0, .rows = two}};
    struct lp_study study = {.n_experiments = 2, .experiments = x};
    assert_true(lp_study_is_single(&study));
    x[1].n_rows = 1;
    assert_true(lp_study_is_single(&study));
    x[1].n_rows = 2;
    assert_false(lp_study_is_single(&study));
    x[1].n_rows = 0;
    study.i_report = 1; /* nothing to tell of */
    assert_false(lp_study_is_single(&study));
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = NULL;
    assert_int_equal(lp_study_read("tests/unit/data/study/none.yaml", &study, diag), LP_EIO);
    assert_null(study);
    assert_int_equal(lp_diag_n_errors(diag), 1);
    lp_diag_free(diag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(head_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_are_recorded, setup, teardown),
        cmocka_unit_test_setup_teardown(parameters_have_scales_and_bounds, setup, teardown),
        cmocka_unit_test_setup_teardown(arrhenius_parameters_refer_to_their_energy, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(model_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(protocol_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(overrides_are_local, setup, teardown),
        cmocka_unit_test_setup_teardown(conditions_and_cross_checks_are_read, setup, teardown),
        cmocka_unit_test(a_model_alone_is_a_study),
        cmocka_unit_test(reference_cases_are_read),
        cmocka_unit_test(a_number_may_be_missing_for_the_pathway_only),
        cmocka_unit_test(default_bounds_follow_the_dimension),
        cmocka_unit_test(an_overridden_parameter_is_replaced_whole),
        cmocka_unit_test(a_null_deletes),
        cmocka_unit_test(a_single_time_is_one_after_the_start),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
