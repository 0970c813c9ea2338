/* SPDX-License-Identifier: MIT
 *
 * Uptake at each topology's best fit: parts of the new 6Li add to one, and a phase that nothing
 * feeds takes none of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/quantify.h"
#include "uncertainty/uptake.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void parts_add_to_one(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    const struct lp_model *m = s.report->model;
    size_t n_known = 0;
    assert_int_equal(lp_quantify_fit(&s, NULL), LP_OK);
    assert_int_equal(lp_quantify_topologies(&s, NULL), LP_OK);
    assert_int_equal(lp_uptake_run(&s), LP_OK);
    for (size_t i = 0; i < s.topologies.n; i++) {
        const struct lp_uptake *u = &s.uptake[i];
        double sum = 0.0, most = 0.0;
        assert_true(u->is_known == (s.topologies.items[i].optimum != NULL));
        if (!u->is_known)
            continue;
        n_known++;
        for (size_t k = 0; k < m->n_compartments; k++) {
            assert_true(isnan(u->part[k]) == (m->compartments[k].kind == LP_ELECTRODE));
            sum += isnan(u->part[k]) ? 0.0 : u->part[k];
            most = fmax(most, u->part[k]);
        }
        assert_true(fabs(sum - 1.0) < 1e-9);
        assert_true(u->part[u->i_most] == most);
        assert_true(u->share >= 0.0 && u->share <= 1.0);
    }
    assert_true(n_known > 1);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    lp_study_free(study);
}

/* Two phases between two electrodes, each by itself; a, the interface, is the first of all. */
#define APART(N_A, N_B)                                                                            \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 3e-11 mol/s}}\n"                                                  \
    "  compartments: {a: {inventory: " N_A " umol, role: interface},\n"                            \
    "    l: {kind: electrode, enrichment: 0.95}, b: {inventory: " N_B " umol},\n"                  \
    "    r: {kind: electrode, enrichment: 0.95}}\n"                                                \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"                   \
    "    {between: [l, b], flow: phi}, {between: [b, r], flow: phi}]\n"                            \
    "experiments:\n  - {name: cell, data: [[1 h, a, 0.2, 0.01], [8 h, b, 0.2, 0.01]]}\n"

/* New 6Li of N umol that 3e-11 mol/s join to two electrodes at .95, from .0759 on, after 8 h. */
static double taken(double N_umol)
{
    return N_umol * (0.95 - 0.0759) * (1 - exp(-2 * 3e-11 * 8 * 3600 / (1e-6 * N_umol)));
}

/* With all edges, and without those of b; the rest of the list was not fitted, or has no value. */
static void expect_parts(const char *text, double N_a, double N_b, size_t i_most)
{
    static const char *const ids[] = {"l--b", "b--r"};
    struct lp_study *study = fitmaker_from_text(text);
    struct lp_inference_options options = fitmaker_options();
    double u[] = {0}, nothing[] = {NAN};
    struct lp_optimum optima[2] = {{.u = u}, {.u = nothing}};
    struct lp_topology items[] = {{.optimum = &optima[0]},
                                  {.absent = {.n = 2, .ids = ids}, .optimum = &optima[0]},
                                  {.optimum = NULL},
                                  {.optimum = &optima[1]}};
    const double part = taken(N_a) / (taken(N_a) + taken(N_b));
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = study,
                            .options = &options,
                            .report = &study->experiments[0],
                            .topologies = {.n = 4, .items = items}};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(lp_problem_new(study, &items[i].absent, &items[i].problem, NULL), LP_OK);
    u[0] = lp_transform_u(&items[0].problem->transform[0], 3e-11);
    assert_int_equal(lp_uptake_run(&s), LP_OK);
    assert_true(s.uptake[0].is_known && s.uptake[1].is_known);
    assert_false(s.uptake[2].is_known || s.uptake[3].is_known);
    assert_true(fabs(s.uptake[0].part[0] - part) < 1e-6);
    assert_true(fabs(s.uptake[0].part[2] - (1 - part)) < 1e-6);
    assert_true(isnan(s.uptake[0].part[1]) && isnan(s.uptake[0].part[3]));
    assert_int_equal(s.uptake[0].i_most, i_most);
    assert_true(fabs(s.uptake[0].share - 0.5) < 1e-9);
    assert_true(fabs(s.uptake[1].part[0] - 1) < 1e-6 && fabs(s.uptake[1].share - 1) < 1e-9);
    assert_int_equal(s.uptake[1].i_most, 0);
    for (size_t i = 0; i < 4; i++)
        lp_problem_free(items[i].problem);
    lp_arena_free(s.arena);
    lp_study_free(study);
}

static void parts_in_closed_form(void **state)
{
    (void)state;
    expect_parts(APART("3", "2"), 3, 2, 0);
    expect_parts(APART("2", "3"), 2, 3, 2);
    expect_parts(APART("2", "2"), 2, 2, 0); /* the first of equal ones */
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_in_closed_form),
                                       cmocka_unit_test(parts_add_to_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
