/* SPDX-License-Identifier: MIT
 *
 * Candidates: optional edges grouped by their parameter, subsets by number, the limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "topology/candidate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lp_study *two_phases(void)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 2,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01};
    return fitmaker_study(&series);
}

static void edges_of_one_parameter_are_one_candidate(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    struct lp_arena *arena = lp_arena_new();
    struct lp_candidates c;
    assert_int_equal(lp_candidates_find(study, arena, &c, NULL), LP_OK);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.n_topologies, 8);
    assert_int_equal(c.items[0].n, 2);
    assert_string_equal(c.items[0].ids[0], "left--a");
    assert_string_equal(c.items[0].ids[1], "a--right");
    assert_int_equal(c.items[2].n, 1);
    assert_int_equal(lp_candidates_absent(&c, 0, arena).n, 0);
    struct lp_edge_set set = lp_candidates_absent(&c, 5, arena); /* candidates 0 and 2 */
    assert_int_equal(set.n, 3);
    assert_true(lp_edge_set_has(&set, "a--b") && lp_edge_set_has(&set, "left--a"));
    assert_false(lp_edge_set_has(&set, "left--b"));
    lp_arena_free(arena);
    lp_study_free(study);
}

/* n optional edges of their own, each to a phase of its own. */
static struct lp_study *many(int n_edges)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);
    fprintf(file, "lipath: 1\nmodel:\n  compartments:\n"
                  "    left: {kind: electrode, enrichment: 0.95}\n"
                  "    right: {kind: electrode, enrichment: 0.95}\n"
                  "    p: {inventory: 1 umol}\n");
    for (int i = 0; i < n_edges; i++)
        fprintf(file, "    p%d: {inventory: 1 umol}\n", i);
    fprintf(file, "  exchange:\n    - {between: [p, right], flow: 1e-11 mol/s}\n"
                  "    - {between: [left, p], flow: 1e-11 mol/s}\n");
    for (int i = 0; i < n_edges; i++)
        fprintf(file, "    - {between: [left, p%d], flow: 1e-11 mol/s, optional: true}\n", i);
    fprintf(file, "experiments: [{name: x, noise: {constant: 0.01}, data: [[1 h, p, 0.1]]}]\n");
    fclose(file);
    struct lp_study *study = fitmaker_from_text(text);
    free(text);
    return study;
}

/* Sixty-three are refused, with the numbers in the message; sixty-two are not, and none is none. */
static void too_many_are_refused(void **state)
{
    (void)state;
    struct lp_study *study = many(63);
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    struct lp_candidates c;
    assert_int_equal(lp_candidates_find(study, arena, &c, diag), LP_EINPUT);
    assert_non_null(strstr(lp_diag_first_error(diag), "63 candidates"));
    assert_non_null(strstr(lp_diag_first_error(diag), "more than the 62"));
    lp_study_free(study);
    study = many(62);
    assert_int_equal(lp_candidates_find(study, arena, &c, NULL), LP_OK);
    assert_int_equal(c.n, 62);
    assert_true(c.n_topologies == (uint64_t)1 << 62);
    assert_int_equal(lp_candidates_absent(&c, c.n_topologies - 1, arena).n, 62);
    lp_study_free(study);
    study = many(0);
    assert_int_equal(lp_candidates_find(study, arena, &c, NULL), LP_OK);
    assert_int_equal(c.n, 0);
    assert_int_equal(c.n_topologies, 1);
    lp_study_free(study);
    lp_diag_free(diag);
    lp_arena_free(arena);
}

/* Candidates are by the first of their edges, whatever the order of the parameters: the first
 * parameter is the second edge's, and no reason to join that to the first. */
static void the_first_parameter_joins_only_its_own(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_from_text(
        "lipath: 1\nmodel:\n"
        "  parameters: {one: {start: 1e-11 mol/s}, two: {start: 1e-11 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: two, optional: true},\n"
        "    {between: [a, r], flow: one, optional: true}]\n"
        "experiments: [{name: x, data: [[1 h, a, 0.1, 0.01]]}]\n");
    struct lp_arena *arena = lp_arena_new();
    struct lp_candidates c;
    assert_int_equal(lp_candidates_find(study, arena, &c, NULL), LP_OK);
    assert_int_equal(c.n, 2);
    assert_string_equal(c.items[0].ids[0], "l--a");
    assert_string_equal(c.items[1].ids[0], "a--r");
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(edges_of_one_parameter_are_one_candidate),
                                       cmocka_unit_test(too_many_are_refused),
                                       cmocka_unit_test(the_first_parameter_joins_only_its_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
