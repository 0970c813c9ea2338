/* SPDX-License-Identifier: MIT
 *
 * Bi by its formula, and which phases are not mixed as the model says, both ways.
 */
#include "checks/regime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "study_text.h"
#include "uncertainty/solution.h"

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

static struct lp_arena *arena;

static struct lp_mixing mixing_of(const char *text)
{
    struct lp_mixing mixing;
    arena = lp_arena_new();
    study = study_from_text(text, NULL);
    assert_non_null(study);
    lp_study_start(study, p);
    assert_int_equal(lp_regime_mixing(study, p, arena, &mixing), LP_OK);
    return mixing;
}

static void clear(void)
{
    lp_study_free(study);
    lp_arena_free(arena);
}

/* The phase of that name that needs a depth model, in the last mixing; NULL: it does not. */
static const struct lp_mixing_phase *unmixed(const struct lp_mixing *mixing, const char *name)
{
    for (size_t i = 0; i < mixing->n_phases; i++)
        if (strcmp(mixing->phases[i].name, name) == 0 && lp_regime_needs_depth(&mixing->phases[i]))
            return &mixing->phases[i];
    return NULL;
}

static void bi_is_by_its_formula(void **state)
{
    (void)state;
    struct lp_mixing mixing = mixing_of(MODEL("") "experiments: [{times: [1 h]}]\n");
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
    /* the report's, without data: at the report temperature, a and c alone */
    assert_true(isnan(mixing.biot[0]) && fabs(mixing.biot[1] / bi - 1) < 1e-12);
    assert_int_equal(mixing.n_phases, 2);
    assert_true(mixing.phases[0].biot == mixing.biot[1] && mixing.phases[1].biot == 0);
    clear();
}

static void a_phase_that_is_not_mixed_needs_depth(void **state)
{
    (void)state;
    struct lp_mixing mixing = mixing_of(MODEL("") "experiments: [{" ROWS "}]\n");
    assert_non_null(unmixed(&mixing, "a"));
    assert_true(fabs(unmixed(&mixing, "a")->biot - 0.3125) < 1e-9);
    assert_null(unmixed(&mixing, "c"));
    assert_null(lp_regime_needless(&mixing));
    clear();
}

/* Once, with the largest Bi, however many experiments; warm, the same phase is mixed. */
static void all_experiments_count_and_each_phase_once(void **state)
{
    (void)state;
    struct lp_mixing mixing =
        mixing_of(MODEL("") "experiments:\n  - {name: warm, temperature: 90 degC, " ROWS
                            "}\n  - {name: cold, temperature: 0 degC, " ROWS "}\n"
                            "  - {name: rt, " ROWS "}\n");
    assert_int_equal(mixing.n_phases, 2);
    assert_true(fabs(unmixed(&mixing, "a")->biot - 0.91) < 0.005);
    clear();
    mixing = mixing_of(MODEL("") "experiments:\n  - {name: rt}\n"
                                 "  - {name: warm, temperature: 90 degC, " ROWS "}\n");
    assert_null(unmixed(&mixing, "a"));
    clear();
}

static void a_mixed_film_needs_no_depth(void **state)
{
    (void)state;
    struct lp_mixing mixing =
        mixing_of(MODEL("  depth: {layers: 8}\n") "experiments:\n"
                                                  "  - {temperature: 90 degC, " ROWS "}\n");
    assert_non_null(lp_regime_needless(&mixing));
    assert_string_equal(lp_regime_needless(&mixing)->name, "a");
    clear();
    mixing = mixing_of(MODEL("  depth: {layers: 8}\n") "experiments: [{" ROWS "}]\n");
    assert_null(lp_regime_needless(&mixing));
    assert_null(unmixed(&mixing, "a")); /* its layers are there */
    clear();
}

static void a_solution_has_its_mixing(void **state)
{
    (void)state;
    struct lp_mixing mixing = mixing_of(MODEL("") "experiments: [{" ROWS "}]\n");
    struct lp_solution s = {.arena = arena, .study = study, .p = p};
    assert_int_equal(lp_regime_run(&s), LP_OK);
    assert_true(s.mixing->n_phases == mixing.n_phases && s.mixing->biot[1] == mixing.biot[1]);
    clear();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bi_is_by_its_formula),
        cmocka_unit_test(a_phase_that_is_not_mixed_needs_depth),
        cmocka_unit_test(all_experiments_count_and_each_phase_once),
        cmocka_unit_test(a_mixed_film_needs_no_depth),
        cmocka_unit_test(a_solution_has_its_mixing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
