/* SPDX-License-Identifier: MIT
 *
 * Bi by its formula, and the warnings that hang on it, both ways.
 */
#include "checks/regime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"

/* Contacts of a: 2e-11 and 5e-11; c has none, b no diffusivity. */
#define MODEL(depth)                                                                               \
    "lipath: 1\nmodel:\n  cell: {thickness: 50 um}\n"                                              \
    "  parameters: {D: {start: 2e-13 m2/s, activation: 0.3 eV}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"                                   \
    "    a: {inventory: 2 umol, diffusivity: D}, b: {inventory: 1 umol},\n"                        \
    "    c: {inventory: 1 umol, diffusivity: 1e-13}, r: {kind: electrode, enrichment: 0.95}}\n"    \
    "  exchange: [{between: [l, a], flow: 2e-11}, {between: [r, a], flow: 5e-11},\n"               \
    "             {between: [a, b], flow: 9e-9}, {between: [a, c], flow: 9e-9}]\n" depth

#define ROWS "data: [[1 h, a, 0.1, 0.01]]"

static struct lp_study *study;
static double p[4];

static char *warnings_of(const char *text)
{
    struct lp_diag *diag = lp_diag_new();
    study = study_from_text(text, NULL);
    assert_non_null(study);
    lp_study_start(study, p);
    assert_int_equal(lp_regime_warn(study, p, diag), LP_OK);
    char *rendered = lp_diag_render(diag, false);
    assert_non_null(rendered);
    lp_diag_free(diag);
    return rendered;
}

static void bi_is_by_its_formula(void **state)
{
    (void)state;
    free(warnings_of(MODEL("") "experiments: [{times: [1 h]}]\n"));
    const struct lp_model *m = study->experiments[0].model;
    double bi = 5e-11 * 5e-5 * 5e-5 / (2e-13 * 2e-6);
    assert_true(isnan(lp_regime_biot(m, 0, p, 298.15)));
    assert_true(fabs(lp_regime_biot(m, 1, p, 298.15) / bi - 1) < 1e-12);
    assert_true(isnan(lp_regime_biot(m, 2, p, 298.15)));
    assert_true(lp_regime_biot(m, 3, p, 298.15) == 0);
    double faster =
        exp(-0.3 * LP_ELEMENTARY_CHARGE_C / LP_BOLTZMANN_J_PER_K * (1 / 353.15 - 1 / 298.15));
    assert_true(fabs(lp_regime_biot(m, 1, p, 353.15) * faster / bi - 1) < 1e-12);
    p[lp_parameters_find(&study->parameters, "D")] = 0;
    assert_true(isinf(lp_regime_biot(m, 1, p, 298.15)));
    lp_study_free(study);
}

static void a_phase_that_is_not_mixed_needs_depth(void **state)
{
    (void)state;
    char *text = warnings_of(MODEL("") "experiments: [{" ROWS "}]\n");
    assert_non_null(strstr(text, "'a' is taken as well mixed"));
    assert_non_null(strstr(text, "Bi 0.31"));
    assert_null(strstr(text, "'c'"));
    free(text);
    lp_study_free(study);
}

/* Once, with the largest Bi, however many experiments; warm, the same phase is mixed. */
static void all_experiments_count_and_each_phase_once(void **state)
{
    (void)state;
    char *text = warnings_of(MODEL("") "experiments:\n  - {name: warm, temperature: 90 degC, " ROWS
                                       "}\n  - {name: cold, temperature: 0 degC, " ROWS "}\n"
                                       "  - {name: rt, " ROWS "}\n");
    char *first = strstr(text, "'a' is taken");
    assert_non_null(first);
    assert_null(strstr(first + 1, "'a' is taken"));
    assert_non_null(strstr(text, "Bi 0.91"));
    free(text);
    lp_study_free(study);
    text = warnings_of(MODEL("") "experiments:\n  - {name: rt}\n"
                                 "  - {name: warm, temperature: 90 degC, " ROWS "}\n");
    assert_string_equal(text, "");
    free(text);
    lp_study_free(study);
}

static void a_mixed_film_needs_no_depth(void **state)
{
    (void)state;
    char *text =
        warnings_of(MODEL("  depth: {layers: 8}\n") "experiments:\n"
                                                    "  - {temperature: 90 degC, " ROWS "}\n");
    assert_non_null(strstr(text, "all phases are well mixed"));
    assert_non_null(strstr(text, "of 'a'"));
    free(text);
    lp_study_free(study);
    text = warnings_of(MODEL("  depth: {layers: 8}\n") "experiments: [{" ROWS "}]\n");
    assert_string_equal(text, "");
    free(text);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bi_is_by_its_formula),
        cmocka_unit_test(a_phase_that_is_not_mixed_needs_depth),
        cmocka_unit_test(all_experiments_count_and_each_phase_once),
        cmocka_unit_test(a_mixed_film_needs_no_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
