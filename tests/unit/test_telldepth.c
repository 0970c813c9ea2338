/* SPDX-License-Identifier: MIT
 *
 * What a fit and `flow` say of depth: Bi per phase at the report temperature, the change to twice
 * the layers in terms of the fitted noise, and their warnings in the answer.
 */
#include "answer/telldepth.h"

#include "run/given.h"
#include "run/solve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n  cell: {thickness: 50 um}\n"                                              \
    "  parameters: {phi: {start: 4e-10 mol/s}}\n"                                                  \
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"                                   \
    "    a: {inventory: 2 umol, diffusivity: 1e-13}, b: {inventory: 1 umol},\n"                    \
    "    r: {kind: electrode, enrichment: 0.95}}\n"                                                \
    "  exchange: [{between: [l, a], flow: phi}, {between: [r, a], flow: 1e-10},\n"                 \
    "             {between: [a, b], flow: 1e-10}]\n"
#define DATA                                                                                       \
    "experiments:\n  - noise: {constant: 0.01, estimate: true}\n"                                  \
    "    data: [[10 min, a, 0.17], [20 min, a, 0.24], [1 h, a, 0.37], [2 h, a, 0.53],\n"           \
    "           [1 h, b, 0.15], [4 h, b, 0.49], [8 h, b, 0.71]]\n"

static bool warns(const struct lp_answer *answer, const char *words)
{
    for (size_t i = 0; i < answer->n_warnings; i++)
        if (strstr(answer->warnings[i], words))
            return true;
    return false;
}

static void check_fit(const char *text, size_t n_layers)
{
    struct lp_study *study = study_from_text(text, NULL);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_non_null(study);
    options.n_starts = 1;
    assert_int_equal(lp_inference_fit(study, &options, &answer, diag), LP_OK);
    const struct lp_answer_depth *depth = answer->depth;
    assert_non_null(depth);
    assert_int_equal(depth->n_layers, n_layers);
    assert_int_equal(depth->n_phases, 2);
    assert_string_equal(depth->phases[0], "a");
    double phi = fmax(answer->parameters[0].estimate.value, 1e-10);
    assert_true(fabs(depth->biot[0] / (phi * 25e-10 / 2e-19) - 1) < 1e-9);
    assert_true(isnan(depth->biot[1]));
    assert_int_equal(depth->is_refined, n_layers > 0);
    if (n_layers > 0) {
        assert_int_equal(depth->refined_layers, 2 * n_layers);
        /* One phase carries all, at any number of layers. */
        assert_true(depth->change_sigma > 0 && depth->change_share >= 0 &&
                    depth->change_share < 1e-9);
    }
    assert_true(warns(answer, "too few layers") == (n_layers == 2));
    assert_true(warns(answer, "'a' is taken as well mixed") == (n_layers == 0));
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

static void a_fit_tells_of_depth(void **state)
{
    (void)state;
    check_fit(MODEL DATA, 0);
    check_fit(MODEL "  depth: {layers: 2}\n" DATA, 2);
    check_fit(MODEL "  depth: {layers: 16}\n" DATA, 16);
}

static void a_pathway_at_given_parameters_does_too(void **state)
{
    (void)state;
    struct lp_study *study =
        study_from_text(MODEL "  depth: {layers: 2}\nexperiments: [{}]\n", NULL);
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_non_null(study);
    assert_int_equal(lp_given_pathway(study, &engine, &answer, diag), LP_OK);
    assert_true(fabs(answer->depth->biot[0] / 5 - 1) < 1e-12);
    assert_true(answer->depth->is_refined && isnan(answer->depth->change_sigma));
    assert_int_equal(lp_diag_n_warnings(diag), answer->depth->change_share > 1e-3 ? 1 : 0);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

static void nothing_known_is_nothing_told(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(lp_study_read("tests/data/two-phases.yaml", &study, NULL), LP_OK);
    assert_int_equal(lp_given_pathway(study, &engine, &answer, diag), LP_OK);
    assert_null(answer->depth);
    assert_int_equal(lp_diag_n_warnings(diag), 0);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fit_tells_of_depth),
        cmocka_unit_test(a_pathway_at_given_parameters_does_too),
        cmocka_unit_test(nothing_known_is_nothing_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
