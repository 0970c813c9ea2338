/* SPDX-License-Identifier: MIT
 *
 * Distances of curves: none between phases that fill alike, in units of sigma else; of the nearest
 * of several by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/solution.h"
#include "uncertainty/twin.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MODEL(PHI_B)                                                                               \
    "  parameters:\n    phi_a: {start: 3e-11 mol/s}\n    phi_b: {start: " PHI_B "}\n"              \
    "    phi_ab: {start: 1e-12 mol/s}\n  compartments:\n"                                          \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    a: {role: interface, inventory: 1.5 umol}\n    b: {role: salt, inventory: 3 umol}\n"      \
    "  exchange:\n    - {between: [left, a], flow: phi_a}\n"                                       \
    "    - {between: [a, right], flow: phi_a}\n    - {between: [left, b], flow: phi_b}\n"          \
    "    - {between: [b, right], flow: phi_b}\n    - {between: [a, b], flow: phi_ab}\n"

static double distance(const char *model, double sigma)
{
    struct fitmaker_series series = {.model = model,
                                     .components = "a b",
                                     .n_times = 10,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = sigma,
                                     .seed = 1};
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = fitmaker_options();
    double p[8];
    struct lp_solution s = {.arena = fit.arena,
                            .study = fit.study,
                            .options = &options,
                            .report = &fit.study->experiments[0],
                            .problem = fit.problem,
                            .best = fit.best,
                            .p = p};
    assert_true(fit.study->parameters.n <= 8);
    lp_problem_values(fit.problem, fit.problem->start, p);
    assert_int_equal(lp_twin_find(&s), LP_OK);
    assert_true(s.twins.is_known);
    assert_string_equal(s.report->model->compartments[s.twins.i_interface].name, "a");
    assert_string_equal(s.report->model->compartments[s.twins.i_neighbour].name, "b");
    fitmaker_clear(&fit);
    return s.twins.distance;
}

static void phases_that_fill_alike_are_twins(void **state)
{
    (void)state;
    assert_true(distance(MODEL("6e-11 mol/s"), 0.01) < 1e-6); /* phi/N the same */
}

static void distance_counts_in_sigmas(void **state)
{
    (void)state;
    double d = distance(MODEL("1e-11 mol/s"), 0.01);
    assert_true(d > LP_TWIN_DISTANCE);
    assert_true(fabs(distance(MODEL("1e-11 mol/s"), 0.02) / d - 0.5) < 1e-6);
}

/* Four phases, each by itself between the two electrodes, as far as the numbers go: what they
 * exchange with one another (1e-24 mol/s) moves nothing. a is the interface; c fills nearly as fast
 * as it does, b slowly; d does too, but only gives to it. */
#define FOUR(EXPERIMENT)                                                                           \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 3e-11 mol/s}, tiny: {value: 1e-24 mol/s}}\n"                      \
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"                                   \
    "    a: {inventory: 1.5 umol, role: interface}, b: {inventory: 6 umol},\n"                     \
    "    c: {inventory: 2 umol}, d: {inventory: 1.5 umol}, r: {kind: electrode, enrichment: "      \
    "0.95}}\n"                                                                                     \
    "  components: {a: {of: {a: 1}}, b: {of: {b: 1}}, both: {of: {b: 1, a: 1}}}\n"                 \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"                   \
    "    {between: [l, b], flow: phi}, {between: [b, r], flow: phi},\n"                            \
    "    {between: [l, c], flow: phi}, {between: [c, r], flow: phi},\n"                            \
    "    {between: [l, d], flow: phi}, {between: [d, r], flow: phi},\n"                            \
    "    {between: [a, b], flow: tiny}, {between: [c, a], flow: tiny},\n"                          \
    "    {between: [b, c], flow: tiny}, {from: d, to: a, rate: 1e-24 1/s}]\n"                      \
    "experiments:\n  - {name: cell, " EXPERIMENT "}\n"

/* x = .95 - (.95 - .0759) exp(-2 phi t/N) of a phase that exchanges phi with two electrodes. */
static double enrichment(double N_umol, double t_s)
{
    return 0.95 - (0.95 - 0.0759) * exp(-2 * 3e-11 * t_s / (1e-6 * N_umol));
}

/* Copies of their own, so that a look beyond either end of rows or parts is noticed. */
struct copies {
    struct lp_row *rows;
    struct lp_component_part *parts[3];
};

static void *copy_of(const void *from, size_t size)
{
    void *copy = malloc(size);
    assert_non_null(copy);
    return memcpy(copy, from, size);
}

static struct copies copy(struct lp_experiment *e)
{
    struct copies c = {.rows = copy_of(e->rows, e->n_rows * sizeof *e->rows)};
    struct lp_component *components = e->model->components;
    assert_true(e->model->n_components <= 3);
    e->rows = c.rows;
    for (size_t i = 0; i < e->model->n_components; i++) {
        c.parts[i] = copy_of(components[i].parts, components[i].n_parts * sizeof *c.parts[i]);
        components[i].parts = c.parts[i];
    }
    return c;
}

/* Twins at the start values, every noise factor as given; neighbour NULL: none. */
static void expect_twins(const char *text, double factor, const char *neighbour, double expected)
{
    struct lp_study *study = fitmaker_from_text(text);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    struct lp_problem *problem = NULL;
    double p[8];
    struct copies copies = copy(&study->experiments[0]);
    assert_true(study->parameters.n <= 8);
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    struct lp_solution s = {.arena = arena,
                            .study = study,
                            .options = &options,
                            .report = &study->experiments[0],
                            .problem = problem,
                            .best = lp_optimum_new(arena, problem),
                            .p = p};
    for (size_t g = 0; g < problem->n_groups; g++)
        s.best->factor[g] = factor;
    lp_problem_values(problem, problem->start, p);
    assert_int_equal(lp_twin_find(&s), LP_OK);
    assert_true(s.twins.is_known);
    const double d = s.twins.distance;
    const size_t i = s.twins.i_interface, j = s.twins.i_neighbour;
    const struct lp_compartment *all = s.report->model->compartments;
    if (!neighbour)
        assert_true(i == LP_NONE && j == LP_NONE && isnan(d));
    else if (strcmp(all[i].name, "a") != 0 || strcmp(all[j].name, neighbour) != 0)
        fail_msg("%s is like %s", all[i].name, all[j].name);
    else if (!(fabs(d - expected) <= 1e-6 * expected))
        fail_msg("distance %.10g, expected %.10g", d, expected);
    lp_problem_free(problem);
    lp_arena_free(arena);
    lp_study_free(study);
    free(copies.rows);
    for (size_t k = 0; k < 3; k++)
        free(copies.parts[k]);
}

/* Of a from a neighbour of N. */
static double gap(double N_umol, double hours)
{
    return enrichment(1.5, 3600 * hours) - enrichment(N_umol, 3600 * hours);
}

/* Rows that see a count, alone or with others, each with its own sigma; rows of b alone do not. */
static void nearest_neighbour_by_hand(void **state)
{
    const double early = gap(2, 1), late = gap(2, 8);
    (void)state;
    expect_twins(FOUR("data: [[1 h, a, 0.2, 0.01], [1 h, both, 0.2, 0.02], [8 h, a, 0.5, 0.01],\n"
                      "    [8 h, b, 0.2, 0.001]]"),
                 7, /* of no row: none is estimated */
                 "c", sqrt(pow(early / 0.01, 2) + pow(early / 0.02, 2) + pow(late / 0.01, 2)));
}

/* Errors that the fit found to be twice those of the noise model. */
static void estimated_noise_counts(void **state)
{
    (void)state;
    expect_twins(FOUR("noise: {constant: 0.01, estimate: true},\n"
                      "    data: [[1 h, a, 0.2], [1 h, both, 0.2], [1 h, b, 0.2], [8 h, a, 0.5],\n"
                      "    [8 h, both, 0.5], [8 h, b, 0.2]]"),
                 2, "c", sqrt(2 * (pow(gap(2, 1), 2) + pow(gap(2, 8), 2))) / 0.02);
}

/* Errors that cannot be had make no distance. */
static void a_row_without_noise_counts_nothing(void **state)
{
    (void)state;
    expect_twins(FOUR("noise: {constant: 0.01, estimate: true},\n"
                      "    data: [[1 h, a, 0.2], [1 h, both, 0.2], [1 h, b, 0.2], [8 h, a, 0.5],\n"
                      "    [8 h, both, 0.5], [8 h, b, 0.2]]"),
                 NAN, "b", 0);
}

/* An increase by y per cent is x = x0 (1 + y/100). */
static void sigma_is_that_of_an_enrichment(void **state)
{
    (void)state;
    expect_twins(FOUR("observable: increase, data: [[1 h, a, 150, 20]]"), 1, "c",
                 gap(2, 1) / (20 * 0.0759 / 100));
}

/* Two phases, or one, beside two electrodes; the first is the interface. */
#define FEW(COMPARTMENTS, EXCHANGE, REST)                                                          \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 3e-11 mol/s}}\n"                                                  \
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"                                   \
    "    a: {inventory: 1.5 umol, role: interface}" COMPARTMENTS ",\n"                             \
    "    r: {kind: electrode, enrichment: 0.95}}\n"                                                \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}" EXCHANGE "]\n" REST

static void two_under_one_peak_are_twins(void **state)
{
    (void)state;
    expect_twins(FEW(", b: {inventory: 6 umol}", ", {between: [a, b], flow: phi}",
                     "  components: {both: {of: {a: 1, b: 1}}}\n"
                     "experiments:\n  - {name: cell, data: [[1 h, both, 0.2, 0.01]]}\n"),
                 1, "b", 0);
}

/* Of several that are as near the first is told. */
static void the_first_of_equals(void **state)
{
    (void)state;
    expect_twins(FEW(", b: {inventory: 6 umol}, c: {inventory: 6 umol}",
                     ", {between: [a, b], flow: phi}, {between: [c, a], flow: phi}",
                     "  components: {all: {of: {a: 1, b: 1, c: 1}}}\n"
                     "experiments:\n  - {name: cell, data: [[1 h, all, 0.2, 0.01]]}\n"),
                 1, "b", 0);
}

/* The pair's exchange is the only one that can count, and is written before all others. */
static void the_first_exchange_counts(void **state)
{
    (void)state;
    expect_twins(
        "lipath: 1\nmodel:\n"
        "  compartments: {a: {inventory: 1 umol, role: interface}, b: {inventory: 2 umol}}\n"
        "  exchange: [{between: [a, b], flow: 3e-11 mol/s}]\n"
        "  components: {both: {of: {a: 1, b: 1}}}\n"
        "experiments:\n  - {name: cell, data: [[1 h, both, 0.2, 0.01]]}\n",
        1, "b", 0);
}

/* Curves that cannot be computed: nothing is told, and nothing fails. */
static void unknown_without_curves(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = MODEL("6e-11 mol/s"),
                                     .components = "a b",
                                     .n_times = 4,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01};
    struct lp_study *study = fitmaker_study(&series);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    double p[] = {NAN, NAN, NAN};
    struct lp_solution s = {.arena = arena,
                            .study = study,
                            .options = &options,
                            .report = &study->experiments[0],
                            .p = p};
    assert_int_equal(study->parameters.n, 3);
    assert_int_equal(lp_twin_find(&s), LP_OK);
    assert_false(s.twins.is_known);
    assert_true(isnan(s.twins.distance) && s.twins.i_interface == LP_NONE);
    lp_arena_free(arena);
    lp_study_free(study);
}

static void electrodes_are_no_neighbours(void **state)
{
    (void)state;
    expect_twins(FEW("", "", "experiments:\n  - {name: cell, data: [[1 h, a, 0.2, 0.01]]}\n"), 1,
                 NULL, NAN);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phases_that_fill_alike_are_twins),
        cmocka_unit_test(distance_counts_in_sigmas),
        cmocka_unit_test(a_row_without_noise_counts_nothing),
        cmocka_unit_test(the_first_of_equals),
        cmocka_unit_test(the_first_exchange_counts),
        cmocka_unit_test(unknown_without_curves),
        cmocka_unit_test(nearest_neighbour_by_hand),
        cmocka_unit_test(estimated_noise_counts),
        cmocka_unit_test(sigma_is_that_of_an_enrichment),
        cmocka_unit_test(two_under_one_peak_are_twins),
        cmocka_unit_test(electrodes_are_no_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
