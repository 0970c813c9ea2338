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
#include <stdlib.h>
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
    struct lp_experiment *x = &study->experiments[0];
    for (size_t k = 0; k < x->n_rows; k++)
        x->rows[k].value = x->rows[k].i_component == x->rows[0].i_component ? 0.3 : 0.5;
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

/* A cell whose phases are written before its foils, with data as they stand. */
struct cell {
    const char *parameters;   /* beside phi: lines, or NULL */
    const char *x_a, *x_b;    /* enrichment of the phases at the start; NULL: 0.1 */
    const char *left, *right; /* of the foils; NULL: 0.95 */
    const char *exchange;     /* NULL: both phases between both foils, and a--b */
    const char *experiments;
};

static struct lp_study *cell(const struct cell *c)
{
    char text[2000];
    snprintf(text, sizeof text,
             "lipath: 1\nmodel:\n"
             "  parameters:\n    phi: {start: 1e-11 mol/s}\n%s"
             "  compartments:\n"
             "    a: {inventory: 1 umol, enrichment: %s}\n"
             "    b: {inventory: 1 umol, enrichment: %s}\n"
             "    left: {kind: electrode, enrichment: %s}\n"
             "    right: {kind: electrode, enrichment: %s}\n"
             "  exchange: [%s]\nexperiments:\n%s",
             c->parameters ? c->parameters : "", c->x_a ? c->x_a : "0.1", c->x_b ? c->x_b : "0.1",
             c->left ? c->left : "0.95", c->right ? c->right : "0.95",
             c->exchange ? c->exchange
                         : "{between: [left, a], flow: phi}, {between: [a, right], flow: phi}, "
                           "{between: [left, b], flow: phi}, {between: [b, right], flow: phi}, "
                           "{between: [a, b], flow: phi}",
             c->experiments);
    return fitmaker_from_text(text);
}

static enum lp_refusal_kind structure_of(const struct cell *c, size_t n, const char *const ids[])
{
    struct lp_study *study = cell(c);
    struct lp_arena *arena = lp_arena_new();
    enum lp_refusal_kind kind = structure(study, n, ids, arena).kind;
    lp_arena_free(arena);
    lp_study_free(study);
    return kind;
}

/* Whatever the order in which compartments and rows are written. */
static void structure_of_phases_written_first(void **state)
{
    (void)state;
    const char *const without_a[] = {"left--a", "a--right", "a--b"};
    const char *const crossed[] = {"left--a", "b--right", "a--b"};
    const char *const one_sided[] = {"left--a"};
    const struct cell plain = {.experiments = "  - {name: x, data: [[1 h, a, 0.3, 0.01]]}\n"};
    assert_int_equal(structure_of(&plain, 0, NULL), LP_REFUSAL_NONE);
    assert_int_equal(structure_of(&plain, 3, without_a), LP_REFUSAL_UNFED); /* by one row */
    /* left--b and a--right feed both and join nothing. */
    assert_int_equal(structure_of(&plain, 3, crossed), LP_REFUSAL_APART);
    /* b is fed by tracer alone; that feeds it, but would not join the foils. */
    const struct cell fed = {
        .exchange = "{between: [left, a], flow: phi}, {between: [a, right], flow: phi}, "
                    "{from: a, to: b, rate: 1e-6 1/s}",
        .experiments = "  - {name: x, data: [[1 h, a, 0.3, 0.01], [1 h, b, 0.1, 0.01]]}\n"};
    assert_int_equal(structure_of(&fed, 0, NULL), LP_REFUSAL_NONE);
    const struct cell joined = {
        .exchange = "{between: [left, a], flow: phi}, {from: a, to: b, rate: 1e-6 1/s}, "
                    "{between: [b, right], flow: phi}",
        .experiments = "  - {name: x, data: [[1 h, a, 0.3, 0.01]]}\n"};
    assert_int_equal(structure_of(&joined, 0, NULL), LP_REFUSAL_APART);
    /* One foil has nothing to be joined to. */
    struct lp_study *study = cell(&plain);
    struct lp_arena *arena = lp_arena_new();
    study->experiments[0].model->i_second = LP_NONE;
    assert_int_equal(structure(study, 1, one_sided, arena).kind, LP_REFUSAL_NONE);
    lp_arena_free(arena);
    lp_study_free(study);
}

/* What physics says against a cell without its contacts of a, so that b is a's only link; all
 * noise factors being `factor`. */
static struct lp_refusal against(struct lp_study *study, double factor)
{
    struct lp_problem *problem = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_edge_set set = {.n = 2, .ids = contacts_a};
    struct lp_refusal refusal;
    const double factors[2] = {factor, factor};
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    lp_refuse_physics(problem, factors, &set, arena, &refusal);
    lp_problem_free(problem);
    lp_arena_free(arena);
    return refusal;
}

static struct lp_refusal against_cell(const struct cell *c)
{
    struct lp_study *study = cell(c);
    struct lp_refusal refusal = against(study, 1.0);
    lp_study_free(study);
    return refusal;
}

static void near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-12 * fabs(expected)))
        fail_msg("%.17g, expected %.17g", found, expected);
}

/* One comparison counts by itself: 3 joint errors are enough, and exactly 3 are. */
static void the_excess_of_one_comparison(void **state)
{
    (void)state;
    /* errors 3/32 and 4/32, jointly 5/32; 15/32 apart */
    const struct cell three = {.experiments = "  - name: x\n    data: [[1 h, a, 0.59375, 0.09375], "
                                              "[1 h, b, 0.125, 0.125]]\n"};
    struct lp_refusal r = against_cell(&three);
    assert_int_equal(r.kind, LP_REFUSAL_PHYSICS);
    assert_true(r.contradiction.excess == 3.0);
    assert_true(r.contradiction.x_fed == 0.59375 && r.contradiction.x_link == 0.125);
    assert_true(r.contradiction.t_s == 3600.0);
    /* The other way round: a is no only link of b. */
    const struct cell other = {.experiments = "  - name: x\n    data: [[1 h, b, 0.59375, 0.09375], "
                                              "[1 h, a, 0.125, 0.125]]\n"};
    struct lp_study *study = cell(&other);
    struct lp_arena *arena = lp_arena_new();
    assert_true(refusal_of(study, contacts_b, arena).contradiction.excess == 3.0);
    assert_false(is_refused(study, contacts_a, arena));
    lp_arena_free(arena);
    lp_study_free(study);
    /* 3.1 would be by chance too often as the larger of two, and not as the one there is. */
    const struct cell one = {.experiments = "  - name: x\n    data: [[1 h, a, 0.531, 0.06], "
                                            "[1 h, b, 0.221, 0.08], [2 h, a, 0.3, 0.06]]\n"};
    r = against_cell(&one);
    assert_int_equal(r.kind, LP_REFUSAL_PHYSICS);
    near(r.contradiction.excess, 3.1);
    const struct cell two = {.experiments =
                                 "  - name: x\n    data: [[1 h, a, 0.531, 0.06], [1 h, b, 0.221, "
                                 "0.08], [2 h, a, 0.3, 0.06], [2 h, b, 0.3, 0.08]]\n"};
    assert_int_equal(against_cell(&two).kind, LP_REFUSAL_NONE);
    /* Of two alike the earlier is told. */
    const struct cell alike = {.experiments =
                                   "  - name: x\n    data: [[1 h, a, 0.5, 0.06], [1 h, b, 0.1, "
                                   "0.08], [2 h, a, 0.5, 0.06], [2 h, b, 0.1, 0.08]]\n"};
    r = against_cell(&alike);
    near(r.contradiction.excess, 4.0);
    assert_true(r.contradiction.t_s == 3600.0);
}

/* Another experiment's values are no comparison, be they the next in the list. */
static void experiments_are_not_compared(void **state)
{
    (void)state;
    static const char one[] = "  - {name: x, data: [[1 h, a, 0.3, 0.01], [1 h, b, 0.3, 0.01]]}\n";
    char text[400];
    for (int k = 0; k < 2; k++) {
        snprintf(text, sizeof text, "%s  - {name: y, data: [[1 h, %s, 0.01]]}\n", one,
                 k == 0 ? "a, 0.5" : "b, 0.1");
        const struct cell c = {.experiments = text};
        assert_int_equal(against_cell(&c).kind, LP_REFUSAL_NONE);
    }
}

/* Increases in per cent of the 0.1 at the start: 0.5 and 0.2, each to 0.04. */
static void increases_count_as_enrichments(void **state)
{
    (void)state;
    const struct cell c = {.experiments = "  - name: x\n    observable: increase\n"
                                          "    data: [[1 h, a, 400, 40], [1 h, b, 100, 40]]\n"};
    struct lp_refusal r = against_cell(&c);
    assert_int_equal(r.kind, LP_REFUSAL_PHYSICS);
    near(r.contradiction.x_fed, 0.5);
    near(r.contradiction.x_link, 0.2);
    near(r.contradiction.excess, 0.3 / (0.04 * sqrt(2.0)));
}

/* Where noise is estimated, sigma is the factor times what is given. */
static void estimated_noise_counts_by_its_factor(void **state)
{
    (void)state;
    const struct cell c = {.experiments = "  - name: x\n    data: [[1 h, a, 0.5], [1 h, b, 0.2], "
                                          "[2 h, a, 0.5], [2 h, b, 0.4]]\n"};
    struct lp_study *study = cell(&c);
    struct lp_problem *problem = NULL;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    double sigma_1 = 0.3 / 12.0 / sqrt(2.0), of_rows = problem->rows[0].sigma;
    for (size_t i = 0; i < problem->n_rows; i++) {
        assert_true(problem->rows[i].i_group != LP_NONE);
        assert_true(problem->rows[i].sigma == of_rows);
    }
    lp_problem_free(problem);
    near(against(study, sigma_1 / of_rows).contradiction.excess, 12.0);
    near(against(study, 2.0 * sigma_1 / of_rows).contradiction.excess, 6.0);
    assert_int_equal(against(study, 8.0 * sigma_1 / of_rows).kind, LP_REFUSAL_NONE);
    lp_study_free(study);
}

/* Two errors that both rows share, and a third row with its own: variances 0.03² + 0.04² of the
 * rows and (0.1 - 0.04)² + (-0.02 - 0.06)² of what is shared make 0.0125. */
static void shared_errors_count_by_their_difference(void **state)
{
    (void)state;
    const struct cell c = {.experiments =
                               "  - name: x\n    data: [[0.5 h, b, 0.2, 0.01], [1 h, a, 0.9, "
                               "0.03], [1 h, b, 0.2, 0.04], [2 h, b, 0.9, 0.01]]\n"};
    struct lp_study *study = cell(&c);
    struct lp_loading loadings[] = {{.i_row = 0, .i_nuisance = 0, .loading = 0.7},
                                    {.i_row = 0, .i_nuisance = 1, .loading = 0.5},
                                    {.i_row = 1, .i_nuisance = 0, .loading = 0.1},
                                    {.i_row = 1, .i_nuisance = 1, .loading = -0.02},
                                    {.i_row = 2, .i_nuisance = 0, .loading = 0.04},
                                    {.i_row = 2, .i_nuisance = 1, .loading = 0.06},
                                    {.i_row = 3, .i_nuisance = 0, .loading = 0.3},
                                    {.i_row = 3, .i_nuisance = 1, .loading = 0.9}};
    study->experiments[0].loadings = loadings;
    study->experiments[0].n_loadings = 8;
    study->n_nuisances = 2;
    struct lp_refusal r = against(study, 1.0);
    assert_int_equal(r.kind, LP_REFUSAL_PHYSICS);
    near(r.contradiction.excess, 0.7 / sqrt(0.0125));
    lp_study_free(study);
}

#define A_AHEAD  "  - {name: x, data: [[1 h, a, 0.7, 0.01], [1 h, b, 0.5, 0.01]]}\n"
#define A_BEHIND "  - {name: x, data: [[1 h, a, 0.3, 0.01], [1 h, b, 0.5, 0.01]]}\n"

/* On the way up a may not be ahead of its only link, on the way down not behind; a foil that is
 * as enriched as the film is no third way. */
static void the_way_is_that_of_the_foils(void **state)
{
    (void)state;
    static const struct {
        const char *left, *right;
        bool is_rising, is_falling;
    } ways[] = {{"0.95", "0.95", true, false},  {"0.95", "0.5", true, false},
                {"0.5", "0.95", true, false},   {"0.05", "0.05", false, true},
                {"0.05", "0.5", false, true},   {"0.5", "0.05", false, true},
                {"0.95", "0.05", false, false}, {"0.05", "0.95", false, false}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct cell c = {.x_a = "0.5",
                         .x_b = "0.5",
                         .left = ways[i].left,
                         .right = ways[i].right,
                         .experiments = A_AHEAD};
        assert_int_equal(against_cell(&c).kind == LP_REFUSAL_PHYSICS, ways[i].is_rising);
        c.experiments = A_BEHIND;
        struct lp_refusal r = against_cell(&c);
        assert_int_equal(r.kind == LP_REFUSAL_PHYSICS, ways[i].is_falling);
        assert_true(r.kind == LP_REFUSAL_NONE || r.contradiction.is_falling);
    }
}

/* The same start, whatever the fit does: a number, one parameter, or what is held. */
static void phases_start_alike(void **state)
{
    (void)state;
    static const char fitted[] = "    x: {start: 0.1, min: 0, max: 1}\n";
    static const char held[] = "    x: {value: 0.1}\n";
    static const struct {
        const char *parameters, *x_a, *x_b;
        bool speaks;
    } starts[] = {{NULL, "0.1", "0.1", true},
                  {NULL, "0.1", "0.2", false},
                  {NULL, "0.1", "0.1000000000005", true},  /* 5e-13 apart */
                  {NULL, "0.1", "0.1000000000015", false}, /* 1.5e-12 apart */
                  {fitted, "x", "x", true},
                  {fitted, "x", "0.1", false},
                  {fitted, "0.1", "x", false},
                  {held, "x", "0.1", true},
                  {held, "0.1", "x", true}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const struct cell c = {.parameters = starts[i].parameters,
                               .x_a = starts[i].x_a,
                               .x_b = starts[i].x_b,
                               .experiments = A_AHEAD};
        if ((against_cell(&c).kind == LP_REFUSAL_PHYSICS) != starts[i].speaks)
            fail_msg("from %s and %s", starts[i].x_a, starts[i].x_b);
    }
}

/* Each condition by itself makes one instant say nothing: layers, current, one way, growth, a pool
 * of plated lithium, a foil that is used up. */
static void each_condition_silences_it(void **state)
{
    (void)state;
    const struct cell c = {.experiments = A_AHEAD};
    const struct cell driven = {
        .experiments = "  - {name: x, protocol: [{duration: 2 h, current: 10 uA}], data: [[1 h, a, "
                       "0.7, 0.01], [1 h, b, 0.5, 0.01]]}\n"};
    struct lp_study *study = cell(&c);
    struct lp_model *m = study->experiments[0].model;
    struct lp_problem *problem = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_edge_set set = {.n = 2, .ids = contacts_a};
    struct lp_refusal r;
    const double factor[2] = {1.0, 1.0};
    size_t left = lp_model_find_compartment(m, "left"), a = lp_model_find_compartment(m, "a");
    bool *const conditions[] = {
        &m->edges[0].is_one_way, &m->edges[4].is_one_way, &m->compartments[a].growth.is_given,
        &m->compartments[left].surface_mol.is_given, &m->compartments[left].inventory_mol.is_given};
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        *conditions[i] = true;
        lp_refuse_physics(problem, factor, &set, arena, &r);
        assert_int_equal(r.kind, LP_REFUSAL_NONE);
        *conditions[i] = false;
    }
    m->n_layers = 1;
    lp_refuse_physics(problem, factor, &set, arena, &r);
    assert_int_equal(r.kind, LP_REFUSAL_NONE);
    m->n_layers = 0;

    /* Of what nothing feeds no other is the only link. */
    const char *const alone[] = {"left--a", "a--right", "a--b"};
    struct lp_edge_set cut = {.n = 3, .ids = alone};
    lp_refuse_physics(problem, factor, &cut, arena, &r);
    assert_int_equal(r.kind, LP_REFUSAL_NONE);
    /* It speaks otherwise, and keeps to its own memory: the sanitizers see what is read behind
     * the last compartment. */
    struct lp_compartment *const all = m->compartments;
    m->compartments = malloc(m->n_compartments * sizeof *all);
    memcpy(m->compartments, all, m->n_compartments * sizeof *all);
    unsigned char *before = lp_arena_alloc(arena, 16, 1);
    memset(before, 7, 16);
    lp_refuse_physics(problem, factor, &set, arena, &r);
    assert_int_equal(r.kind, LP_REFUSAL_PHYSICS);
    for (size_t i = 0; i < 16; i++)
        assert_int_equal(before[i], 7);
    assert_int_equal(structure(study, 2, contacts_a, arena).kind, LP_REFUSAL_NONE);
    free(m->compartments);
    m->compartments = all;
    lp_problem_free(problem);
    lp_arena_free(arena);
    lp_study_free(study);
    assert_int_equal(against_cell(&driven).kind, LP_REFUSAL_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(structure_names_what_is_missing),
                                       cmocka_unit_test(the_less_enriched_is_not_the_only_link),
                                       cmocka_unit_test(errors_and_other_conditions_silence_it),
                                       cmocka_unit_test(poorer_foils_turn_it_upside_down),
                                       cmocka_unit_test(many_comparisons_raise_the_limit),
                                       cmocka_unit_test(shared_errors_count),
                                       cmocka_unit_test(equal_by_chance_is_not_equal),
                                       cmocka_unit_test(structure_of_phases_written_first),
                                       cmocka_unit_test(the_excess_of_one_comparison),
                                       cmocka_unit_test(experiments_are_not_compared),
                                       cmocka_unit_test(increases_count_as_enrichments),
                                       cmocka_unit_test(estimated_noise_counts_by_its_factor),
                                       cmocka_unit_test(shared_errors_count_by_their_difference),
                                       cmocka_unit_test(the_way_is_that_of_the_foils),
                                       cmocka_unit_test(phases_start_alike),
                                       cmocka_unit_test(each_condition_silences_it)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
