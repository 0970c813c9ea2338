/* SPDX-License-Identifier: MIT
 *
 * The other assumption on the electrodes: what is changed in the study and what is left alone, and
 * that data made under one assumption refuse the other.
 */
#include "checks/otherwise.h"

#include "run/solve.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}, pool: {start: 4 nmol}}\n"          \
    "  compartments: {l: {kind: electrode, enrichment: 0.95%s}, a: {role: interface, "             \
    "inventory: 1 umol},\n"                                                                        \
    "    b: {inventory: 0.1 umol%s}, r: {kind: electrode, enrichment: 0.95, inventory: 9 umol}}\n" \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"                   \
    "             {between: [b, r], flow: 1e-11}]\n%s"                                             \
    "experiments:\n  - data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]\n%s"
#define AREA   "  cell: {area: 2 cm2}\n"
#define DRIVEN "    protocol: [{duration: 1 h, current: 5 uA}, {duration: 1 h, current: -5 uA}]\n"

static struct lp_study *study_of(const char *surface, const char *growth, const char *area,
                                 const char *protocol)
{
    char text[2000];
    snprintf(text, sizeof text, HEAD, surface, growth, area, protocol);
    return fitmaker_from_text(text);
}

static const struct lp_compartment *other(const struct lp_study *study, struct lp_arena *arena,
                                          const char *name)
{
    double p[2] = {2e-10, 4e-9};
    struct lp_study *copy = lp_otherwise_study(study, p, arena);
    assert_non_null(copy);
    assert_true(copy->parameters.item[0].value == 2e-10);
    const struct lp_model *m = copy->experiments[0].model;
    assert_ptr_equal(m->parameters, &copy->parameters);
    return &m->compartments[lp_model_find_compartment(m, name)];
}

static void reservoirs_become_pools_by_area(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *with = study_of("", "", AREA, DRIVEN), *without = study_of("", "", "", DRIVEN);
    assert_true(lp_otherwise_applies(with));
    assert_true(fabs(other(with, arena, "l")->surface_mol.constant - 2e-9) < 1e-20);
    assert_true(other(without, arena, "r")->surface_mol.constant == 5e-9);
    assert_false(other(with, arena, "r")->inventory_mol.is_given);
    assert_true(other(with, arena, "a")->inventory_mol.is_given);
    const struct lp_model *m = with->experiments[0].model; /* as it was */
    assert_false(m->compartments[0].surface_mol.is_given);
    assert_true(m->compartments[3].inventory_mol.is_given);
    assert_true(with->parameters.item[0].value == 1e-10);
    lp_study_free(with);
    lp_study_free(without);
    lp_arena_free(arena);
}

static void pools_become_reservoirs(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = study_of(", surface: pool", "", "", DRIVEN);
    assert_false(other(study, arena, "l")->surface_mol.is_given);
    assert_true(other(study, arena, "r")->inventory_mol.is_given);
    lp_study_free(study);
    lp_arena_free(arena);
}

static void what_a_phase_grows_from_stays(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = study_of(
        "", ", growth: {rate: 1e-21 m2/s, start: 2 nm, scale: 10 nm, from: r}", "", DRIVEN);
    assert_true(other(study, arena, "l")->surface_mol.is_given);
    assert_false(other(study, arena, "r")->surface_mol.is_given);
    assert_true(other(study, arena, "r")->inventory_mol.is_given);
    lp_study_free(study);
    lp_arena_free(arena);
}

static struct lp_answer *fitted(const struct lp_study *study)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(lp_inference_fit(study, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}

static void the_answer_has_both(void **state)
{
    (void)state;
    struct lp_study *driven = study_of("", "", "", DRIVEN), *rest = study_of("", "", "", "");
    struct lp_answer *answer = fitted(driven), *resting = fitted(rest);
    const struct lp_answer_otherwise *o = answer->otherwise;
    assert_non_null(o);
    assert_non_null(strstr(o->assumption, "pool of 5 nmol"));
    assert_true(o->share.value == 1 && o->interface == LP_VERDICT_YES && !o->differs);
    /* 0.3 umol of 6Li cannot come out of two pools of 5 nmol and 0.2 umol of charge. */
    assert_true(o->chi2 > answer->objective.chi2 + 100);
    assert_non_null(strstr(o->text, "the data refuse that"));
    assert_null(resting->otherwise);
    lp_answer_free(answer);
    lp_answer_free(resting);
    lp_study_free(driven);
    lp_study_free(rest);
}

/*
 * a, the interface, and b fill from foils as 1 - exp(-k t) with k_a = 0.15/h, k_b = 0.46/h: a has a
 * quarter of the current. Pools of 5 nmol cannot give what was seen to both, and the best that they
 * can do leaves a out: no instead of yes, which the data refuse.
 */
static void another_verdict_is_found_and_told(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_from_text(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s},\n"
        "    psi: {start: 1e-12 mol/s, max: 1e-8 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {role: interface, inventory: "
        "1 umol},\n"
        "    b: {inventory: 1 umol}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [l, b], flow: psi}, {between: [b, r], flow: psi}]\n"
        "experiments:\n  - data: [[1 h, a, 0.2, 0.01], [2 h, a, 0.3, 0.01], [1 h, b, 0.4, 0.01],\n"
        "      [2 h, b, 0.6, 0.01]]\n" DRIVEN);
    struct lp_answer *answer = fitted(study);
    const struct lp_answer_otherwise *o = answer->otherwise;
    assert_non_null(o);
    assert_int_equal(answer->verdict.interface, LP_VERDICT_YES);
    assert_true(fabs(answer->verdict.share.value - 0.245) < 0.01);
    assert_int_equal(o->interface, LP_VERDICT_NO);
    assert_true(o->differs);
    assert_true(o->share.high < 0.01 && o->chi2 > answer->objective.chi2 + 1000.0);
    assert_non_null(strstr(answer->verdict.text, o->text));
    assert_string_equal(answer->warnings[0], o->text);
    lp_answer_free(answer);
    lp_study_free(study);
}

/* 3.84 in -2 ln L to either side; a verdict hangs on what differs and is not refused. */
static void which_one_the_data_like(void **state)
{
    (void)state;
    static const struct {
        double better;
        enum lp_preference preference;
        bool hangs;
    } cases[] = {{NAN, LP_PREFERS_NEITHER, false},  {3.85, LP_PREFERS_OTHER, true},
                 {3.83, LP_PREFERS_NEITHER, true},  {0.0, LP_PREFERS_NEITHER, true},
                 {-3.83, LP_PREFERS_NEITHER, true}, {-3.85, LP_PREFERS_OWN, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lp_otherwise o = {.better = cases[i].better, .differs = true};
        lp_otherwise_judge(&o);
        assert_int_equal(o.preference, cases[i].preference);
        assert_int_equal(o.hangs, cases[i].hangs);
        o.differs = false;
        lp_otherwise_judge(&o);
        assert_false(o.hangs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(which_one_the_data_like),
                                       cmocka_unit_test(reservoirs_become_pools_by_area),
                                       cmocka_unit_test(pools_become_reservoirs),
                                       cmocka_unit_test(what_a_phase_grows_from_stays),
                                       cmocka_unit_test(the_answer_has_both),
                                       cmocka_unit_test(another_verdict_is_found_and_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
