/* SPDX-License-Identifier: MIT
 *
 * Topologies refused without a fit: nothing feeds a phase, nothing joins the electrodes, and the
 * falsifier at rest, which must hold its tongue where it does not apply.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "topology/refuse.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct lp_study *two_phases(const char *experiment, double sigma)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 3,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .experiment = experiment,
                                     .sigma = sigma,
                                     .seed = 1};
    return fitmaker_study(&series);
}

static const char *const contacts_a[] = {"left--a", "a--right"};
static const char *const contacts_b[] = {"left--b", "b--right"};
static const char *const b_alone[] = {"left--b", "b--right", "a--b"};
static const char *const right_only[] = {"a--right", "b--right"};

static struct lp_refusal structure(const struct lp_study *study, size_t n, const char *const ids[],
                                   struct lp_arena *arena)
{
    struct lp_edge_set set = {.n = n, .ids = ids};
    struct lp_refusal refusal;
    lp_refuse_structure(study, &set, arena, &refusal);
    assert_false(lp_arena_has_failed(arena));
    return refusal;
}

static void structure_names_what_is_missing(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    struct lp_arena *arena = lp_arena_new();
    assert_int_equal(structure(study, 0, NULL, arena).kind, LP_REFUSAL_NONE);
    struct lp_refusal refusal = structure(study, 3, b_alone, arena);
    assert_int_equal(refusal.kind, LP_REFUSAL_UNFED);
    assert_ptr_equal(refusal.model, study->experiments[0].model);
    assert_string_equal(refusal.model->compartments[refusal.i_unfed].name, "b");
    refusal = structure(study, 2, right_only, arena);
    assert_int_equal(refusal.kind, LP_REFUSAL_APART);
    assert_ptr_equal(refusal.model, study->experiments[0].model);
    assert_int_equal(structure(study, 2, contacts_b, arena).kind, LP_REFUSAL_NONE);
    /* A phase that no row measures may stay unfed. */
    struct lp_experiment *x = &study->experiments[0];
    size_t n_left = 0;
    for (size_t r = 0; r < x->n_rows; r++)
        if (strcmp(x->model->components[x->rows[r].i_component].name, "b") != 0)
            x->rows[n_left++] = x->rows[r];
    x->n_rows = n_left;
    assert_int_equal(structure(study, 3, b_alone, arena).kind, LP_REFUSAL_NONE);
    lp_arena_free(arena);
    lp_study_free(study);
}

/* The same with this enrichment of the phases at the start (a: x_a where parameters are given) and
 * of the electrodes. */
static struct lp_study *from_start(const char *start, const char *left, const char *right,
                                   const char *parameters)
{
    char model[1200];
    snprintf(model, sizeof model,
             "  parameters:\n"
             "    phi_a: {start: 5e-11 mol/s}\n"
             "    phi_b: {start: 2e-11 mol/s}\n"
             "    phi_ab: {start: 3e-11 mol/s}\n%s"
             "  compartments:\n"
             "    left: {kind: electrode, enrichment: %s}\n"
             "    right: {kind: electrode, enrichment: %s}\n"
             "    a: {role: interface, inventory: 1.5 umol, enrichment: %s}\n"
             "    b: {role: salt, inventory: 2.5 umol, enrichment: %s}\n"
             "  exchange:\n"
             "    - {between: [left, a], flow: phi_a, optional: true}\n"
             "    - {between: [a, right], flow: phi_a, optional: true}\n"
             "    - {between: [left, b], flow: phi_b, optional: true}\n"
             "    - {between: [b, right], flow: phi_b, optional: true}\n"
             "    - {between: [a, b], flow: phi_ab, optional: true}\n",
             parameters ? parameters : "", left, right, parameters ? "x_a" : start, start);
    struct fitmaker_series series = {.model = model,
                                     .components = "a b",
                                     .n_times = 3,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01,
                                     .seed = 1};
    return fitmaker_study(&series);
}

/* What physics says against a topology without these contacts. */
static struct lp_refusal refusal_of(struct lp_study *study, const char *const ids[2],
                                    struct lp_arena *arena)
{
    struct lp_problem *problem = NULL;
    struct lp_edge_set set = {.n = 2, .ids = ids};
    struct lp_refusal refusal;
    double factor[2] = {1.0, 1.0};
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    lp_refuse_physics(problem, factor, &set, arena, &refusal);
    assert_false(lp_arena_has_failed(arena));
    lp_problem_free(problem);
    assert_true(refusal.kind == LP_REFUSAL_NONE || refusal.kind == LP_REFUSAL_PHYSICS);
    return refusal;
}

static bool is_refused(struct lp_study *study, const char *const ids[2], struct lp_arena *arena)
{
    return refusal_of(study, ids, arena).kind == LP_REFUSAL_PHYSICS;
}

/* In truth a is filled faster than b: b cannot be a's only link, a may be b's. The excess is that
 * of the instant at which it is largest, both errors being 0.01. */
static void the_less_enriched_is_not_the_only_link(void **state)
{
    (void)state;
    struct lp_study *study = two_phases(NULL, 0.01);
    struct lp_arena *arena = lp_arena_new();
    struct lp_refusal refusal = refusal_of(study, contacts_a, arena);
    const struct lp_contradiction *c = &refusal.contradiction;
    const struct lp_experiment *x = &study->experiments[0];
    double largest = 0.0;
    assert_int_equal(refusal.kind, LP_REFUSAL_PHYSICS);
    assert_string_equal(refusal.model->compartments[c->i_link].name, "b");
    assert_string_equal(refusal.model->compartments[c->i_fed].name, "a");
    for (size_t k = 0; k + 1 < x->n_rows; k += 2) {
        assert_true(x->rows[k].t_s == x->rows[k + 1].t_s);
        largest = fmax(largest, fabs(x->rows[k].value - x->rows[k + 1].value));
        if (x->rows[k].t_s == c->t_s)
            assert_true(fabs(x->rows[k].value + x->rows[k + 1].value - c->x_fed - c->x_link) <
                        1e-15);
    }
    assert_true(fabs(c->x_fed - c->x_link - largest) < 1e-15);
    assert_true(fabs(c->excess - largest / (0.01 * sqrt(2.0))) < 1e-9);
    assert_false(c->is_falling);
    assert_false(is_refused(study, contacts_b, arena));
    lp_arena_free(arena);
    lp_study_free(study);
}

static void errors_and_other_conditions_silence_it(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *noisy = two_phases(NULL, 0.5);
    assert_false(is_refused(noisy, contacts_a, arena));
    lp_study_free(noisy);
    struct lp_study *stored = two_phases(
        "    protocol: [{duration: 10 h, current: 0 A}, {duration: 20 h, electrodes: off}]\n",
        0.01);
    assert_false(is_refused(stored, contacts_a, arena));
    lp_study_free(stored);
    struct lp_study *increase = two_phases("    observable: increase\n", 2.0);
    assert_true(is_refused(increase, contacts_a, arena));
    increase->experiments[0].model->compartments[2].enrichment.constant = 0.09; /* unequal start */
    assert_false(is_refused(increase, contacts_a, arena));
    lp_study_free(increase);
    lp_arena_free(arena);
}

/* Foils poorer than the film: what lies behind lags behind on the way down, and stays richer. */
static void poorer_foils_turn_it_upside_down(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = from_start("0.5", "0.05", "0.05", NULL);
    assert_false(is_refused(study, contacts_b, arena));
    struct lp_refusal refusal = refusal_of(study, contacts_a, arena);
    assert_int_equal(refusal.kind, LP_REFUSAL_PHYSICS);
    assert_true(refusal.contradiction.is_falling);
    assert_true(refusal.contradiction.x_fed < refusal.contradiction.x_link);
    assert_true(refusal.contradiction.excess > LP_FALSIFIED_SIGMAS);
    lp_study_free(study);
    /* Between a richer and a poorer foil a phase may turn back: nothing follows. */
    study = from_start("0.5", "0.95", "0.05", NULL);
    assert_false(is_refused(study, contacts_a, arena));
    assert_false(is_refused(study, contacts_b, arena));
    lp_study_free(study);
    lp_arena_free(arena);
}

/* The largest of many comparisons passes three sigma by chance more often than one does. */
static void many_comparisons_raise_the_limit(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = from_start("0.0759", "0.95", "0.95", NULL);
    struct lp_experiment *x = &study->experiments[0];
    for (size_t k = 0; k < x->n_rows; k++) {
        bool is_a = strcmp(x->model->components[x->rows[k].i_component].name, "a") == 0;
        x->rows[k].value = 0.3;
        x->rows[k].sigma = 0.01;
        if (is_a && k < 2)
            x->rows[k].value += 3.3 * 0.01 * sqrt(2.0);
    }
    assert_false(is_refused(study, contacts_a, arena)); /* 3 times: the limit is 3.32 */
    for (size_t k = 0; k < 2; k++)
        x->rows[k].value += x->rows[k].value > 0.3 ? 0.002 : 0.0;
    assert_true(is_refused(study, contacts_a, arena));
    lp_study_free(study);
    lp_arena_free(arena);
}

/* Errors that rows share: those of `covariance` count by what they do to the difference, and the
 * "before" spectra of two components add up. */
static void shared_errors_count(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    const char *const text = "    observable: increase\n    reference_sigma: {a: 60, b: 60}\n";
    struct lp_study *sure = two_phases("    observable: increase\n", 2.0);
    struct lp_study *unsure = two_phases(text, 2.0);
    assert_true(is_refused(sure, contacts_a, arena));
    assert_false(is_refused(unsure, contacts_a, arena));
    lp_study_free(sure);
    lp_study_free(unsure);

    /* One nuisance that moves all rows of a against all of b, then both alike. */
    struct lp_study *study = two_phases(NULL, 0.01);
    struct lp_experiment *x = &study->experiments[0];
    struct lp_loading loadings[6];
    assert_int_equal(x->n_rows, 6);
    for (size_t k = 0; k < 6; k++) {
        bool is_a = strcmp(x->model->components[x->rows[k].i_component].name, "a") == 0;
        loadings[k] = (struct lp_loading){.i_row = k, .loading = is_a ? 0.2 : -0.2};
    }
    x->loadings = loadings;
    x->n_loadings = 6;
    study->n_nuisances = 1;
    assert_false(is_refused(study, contacts_a, arena));
    for (size_t k = 0; k < 6; k++)
        loadings[k].loading = 0.2;
    assert_true(is_refused(study, contacts_a, arena));
    lp_study_free(study);
    lp_arena_free(arena);
}

/* Two fitted enrichments that merely start alike are no equal start. */
static void equal_by_chance_is_not_equal(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    const char *const two = "    x_a: {start: 0.0759, min: 0, max: 1}\n"
                            "    x_b: {start: 0.0759, min: 0, max: 1}\n";
    const char *const one = "    x_a: {start: 0.0759, min: 0, max: 1}\n";
    struct lp_study *study = from_start("x_b", "0.95", "0.95", two);
    assert_false(is_refused(study, contacts_a, arena));
    lp_study_free(study);
    study = from_start("x_a", "0.95", "0.95", one);
    assert_true(is_refused(study, contacts_a, arena));
    lp_study_free(study);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(structure_names_what_is_missing),
                                       cmocka_unit_test(the_less_enriched_is_not_the_only_link),
                                       cmocka_unit_test(errors_and_other_conditions_silence_it),
                                       cmocka_unit_test(poorer_foils_turn_it_upside_down),
                                       cmocka_unit_test(many_comparisons_raise_the_limit),
                                       cmocka_unit_test(shared_errors_count),
                                       cmocka_unit_test(equal_by_chance_is_not_equal)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
