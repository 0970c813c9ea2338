/* SPDX-License-Identifier: MIT
 *
 * Charge by hand, 6Li that the electrodes gave against what the phases hold, a foil that keeps what
 * is left, at given parameters; none for a cell at rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/books.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/solution.h"

#include <math.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {value: 1e-10 mol/s}}\n"                                                  \
    "  compartments: {l: {kind: electrode, enrichment: 0.95, surface: 5 nmol},\n"                  \
    "    a: {inventory: 1 umol}, r: {kind: electrode, enrichment: 0.95, inventory: 9 umol}}\n"     \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"                   \
    "experiments:\n"                                                                               \
    "  - {name: rest, data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]}\n"
#define DRIVEN                                                                                     \
    "  - name: driven\n    data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]\n"                     \
    "    protocol: [{duration: 1 h, current: 5 uA}, {duration: 3 h, current: -3 uA}]\n"

struct made {
    struct lp_study *study;
    struct lp_inference_options options;
    double p[4];
    struct lp_solution s;
};

static void make(const char *text, struct made *m)
{
    *m = (struct made){.study = fitmaker_from_text(text), .options = fitmaker_options()};
    lp_study_start(m->study, m->p);
    m->s = (struct lp_solution){
        .arena = lp_arena_new(), .study = m->study, .options = &m->options, .p = m->p};
    assert_int_equal(lp_books_run(&m->s), LP_OK);
}

static void clear(struct made *m)
{
    lp_arena_free(m->s.arena);
    lp_study_free(m->study);
}

static void charge_and_lithium_balance(void **state)
{
    (void)state;
    struct made m;
    const double F = LP_FARADAY_C_PER_MOL, net = 3600 * 2e-6, throughput = 3600 * 8e-6;
    make(HEAD DRIVEN, &m);
    assert_int_equal(m.s.n_books, 1);
    const struct lp_experiment_books *b = &m.s.books[0];
    assert_string_equal(b->experiment->name, "driven");
    assert_true(b->t_s == 7200);
    assert_true(fabs(b->books.charge_C / net - 1) < 1e-12);
    assert_true(fabs(b->books.throughput_C / throughput - 1) < 1e-12);
    assert_true(fabs(b->imbalance) < 1e-9);
    assert_string_equal(b->electrode[0].compartment->name, "l");
    assert_string_equal(b->electrode[1].compartment->name, "r");
    /* The pool is at its set size after the first hour; the second plates 3 uA on it. */
    assert_true(fabs(b->electrode[0].inventory_mol / (5e-9 + 3600 * 3e-6 / F) - 1) < 1e-9);
    assert_true(fabs(b->electrode[1].inventory_mol / (9e-6 + net / F) - 1) < 1e-9);
    /* What the phases gained came from the two. */
    double given = b->books.electrode[0].li6_given_mol + b->books.electrode[1].li6_given_mol;
    assert_true(b->books.phases_li6_gained_mol > 1e-7);
    assert_true(fabs(given / b->books.phases_li6_gained_mol - 1) < 1e-9);
    clear(&m);
}

static void a_cell_at_rest_has_none(void **state)
{
    (void)state;
    struct made m;
    make(HEAD, &m);
    assert_int_equal(m.s.n_books, 0);
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(charge_and_lithium_balance),
                                       cmocka_unit_test(a_cell_at_rest_has_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
