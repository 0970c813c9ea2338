/* SPDX-License-Identifier: MIT
 *
 * The books in the answer: charge by hand, 6Li that the electrodes gave against what the phases
 * hold, a foil that keeps what is left; none for a cell at rest.
 */
#include "answer/tellbooks.h"

#include "run/solve.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95, surface: 5 nmol},\n"                  \
    "    a: {inventory: 1 umol}, r: {kind: electrode, enrichment: 0.95, inventory: 9 umol}}\n"     \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"                   \
    "experiments:\n"                                                                               \
    "  - {name: rest, data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]}\n"
#define DRIVEN                                                                                     \
    "  - name: driven\n    data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]\n"                     \
    "    protocol: [{duration: 1 h, current: 5 uA}, {duration: 3 h, current: -3 uA}]\n"

static struct lp_answer *fitted(const char *text, struct lp_study **study)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    *study = fitmaker_from_text(text);
    assert_int_equal(lp_inference_fit(*study, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}

static void charge_and_lithium_balance(void **state)
{
    (void)state;
    struct lp_study *study;
    struct lp_answer *answer = fitted(HEAD DRIVEN, &study);
    assert_int_equal(answer->n_books, 1);
    const struct lp_answer_books *books = &answer->books[0];
    const double F = LP_FARADAY_C_PER_MOL, net = 3600 * 2e-6, throughput = 3600 * 8e-6;
    assert_string_equal(books->experiment, "driven");
    assert_true(books->t_s == 7200);
    assert_true(fabs(books->charge_C / net - 1) < 1e-12);
    assert_true(fabs(books->throughput_C / throughput - 1) < 1e-12);
    assert_true(fabs(books->imbalance) < 1e-9);
    const struct lp_answer_books_electrode *pool = &books->electrode[0], *foil = pool + 1;
    assert_string_equal(pool->kind, "pool");
    assert_string_equal(foil->kind, "foil");
    /* The pool is at N_set after the first hour; the second plates 3 uA on it. */
    assert_true(fabs(pool->inventory_mol / (5e-9 + 3600 * 3e-6 / F) - 1) < 1e-9);
    assert_true(fabs(foil->inventory_mol / (9e-6 + net / F) - 1) < 1e-9);
    assert_true(fabs(pool->foil_li6_mol / (0.95 * 3600 * 5e-6 / F) - 1) < 1e-9);
    double kept = 9e-6 * 0.95 - foil->li6_given_mol;
    assert_true(fabs(foil->inventory_mol * foil->enrichment / kept - 1) < 1e-9);
    lp_answer_free(answer);
    lp_study_free(study);
}

static void a_cell_at_rest_has_none(void **state)
{
    (void)state;
    struct lp_study *study;
    struct lp_answer *answer = fitted(HEAD, &study);
    assert_int_equal(answer->n_books, 0);
    lp_answer_free(answer);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(charge_and_lithium_balance),
                                       cmocka_unit_test(a_cell_at_rest_has_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
