/* SPDX-License-Identifier: MIT
 *
 * What a verdict rests on, ground by ground: each by a case worked out by hand, on either side of
 * what it turns on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/grounds.h"
#include "uncertainty/solution.h"

#include <math.h>
#include <stdio.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n  parameters:\n    fa: {start: 1e-11 mol/s}\n"                             \
    "    fb: {start: 1e-11 mol/s}\n    fc: {start: 1e-11 mol/s}\n"                                 \
    "    fi: {start: 1e-12 mol/s}\n  compartments:\n"                                              \
    "    left: {kind: electrode, enrichment: 0.9}\n"                                               \
    "    right: {kind: electrode, enrichment: 0.9}\n"                                              \
    "    a: {role: interface, inventory: 1 umol, enrichment: 0.1}\n"                               \
    "    b: {role: salt, inventory: 2 umol, enrichment: 0.1}\n  exchange:\n"                       \
    "    - {between: [left, a], flow: fa}\n    - {between: [a, right], flow: fa}\n"                \
    "    - {between: [left, b], flow: fb}\n    - {between: [b, right], flow: fc}\n"                \
    "    - {between: [a, b], flow: fi}\n"                                                          \
    "experiments:\n"
#define ONE_TIME  "  - {name: cell, data: [[1 h, a, 0.3, 0.01], [1 h, b, 0.2, 0.01]]}\n"
#define TWO_TIMES "  - {name: cell, data: [[1 h, a, 0.3, 0.01], [2 h, a, 0.4, 0.01]]}\n"
#define NO_A      "  - {name: cell, data: [[1 h, b, 0.2, 0.01]]}\n"

enum { LEFT, RIGHT, A, B, N_COMPARTMENTS };
enum { N = LP_SHARE_N_WHOLE + N_COMPARTMENTS * LP_SHARE_PER_COMPARTMENT + 5 * LP_SHARE_PER_EDGE };

/* A joined cell with an open verdict: 40 %, anything from 4 to 60 %, of a threshold of 10 %. */
struct made {
    struct lp_study *study;
    double p[4], numbers[N], p_top[2];
    struct lp_path paths[2];
    struct lp_solution s;
};

static void make(struct made *m, const char *experiment)
{
    char text[2048];

    snprintf(text, sizeof text, "%s%s", HEAD, experiment);
    *m = (struct made){.study = fitmaker_from_text(text),
                       .p = {3e-11, 2e-11, 5e-11, 1e-12},
                       .p_top = {0.8, 0.2},
                       .paths = {{.n = 3, .probability = 0.6}, {.n = 3, .probability = 0.4}}};
    assert_int_equal(m->study->parameters.n, 4);
    m->study->threshold = 0.1;
    for (size_t i = 0; i < N; i++)
        m->numbers[i] = NAN;
    m->s = (struct lp_solution){
        .arena = lp_arena_new(),
        .study = m->study,
        .report = &m->study->experiments[0],
        .is_joined = true,
        .p = m->p,
        .numbers = m->numbers,
        .paths = {.n = 2, .items = m->paths},
        .intervals = {.p_top = m->p_top},
        .verdict = {.share = {0.4, 0.04, 0.6}, .interface = LP_VERDICT_UNDETERMINED},
        .twins = {.is_known = true, .distance = 6.0, .i_interface = A, .i_neighbour = B}};
}

static void clear(struct made *m)
{
    lp_arena_free(m->s.arena);
    lp_study_free(m->study);
}

static struct lp_grounds grounds(struct made *m)
{
    m->s.grounds = NULL;
    lp_grounds_run(&m->s);
    assert_non_null(m->s.grounds);
    return *m->s.grounds;
}

static void what_is_said_of_the_leading_path(void **state)
{
    (void)state;
    struct made m;
    make(&m, ONE_TIME);
    assert_int_equal(grounds(&m).lead, LP_LEAD_OPEN);
    m.s.verdict.has_dominant = true;
    assert_int_equal(grounds(&m).lead, LP_LEAD_NAMED);
    m.s.verdict.has_dominant = false;
    m.paths[1].probability = 0.6 * (1 + 1e-10);
    assert_int_equal(grounds(&m).lead, LP_LEAD_OPEN); /* alike, but it leads in some draws */
    m.p_top[0] = 0.0;
    assert_int_equal(grounds(&m).lead, LP_LEAD_SHARED);
    m.paths[1].probability = 0.6 * (1 - 1e-8);
    assert_int_equal(grounds(&m).lead, LP_LEAD_OPEN);
    m.paths[1].probability = 0.6;
    m.s.paths.n = 1;
    assert_int_equal(grounds(&m).lead, LP_LEAD_OPEN);
    m.p_top[0] = NAN;
    assert_int_equal(grounds(&m).lead, LP_LEAD_UNKNOWN);
    m.p_top[0] = 1.0;
    m.paths[0].n = 0; /* the rest of the list is no path */
    assert_int_equal(grounds(&m).lead, LP_LEAD_UNKNOWN);
    m.s.paths.n = 0;
    assert_int_equal(grounds(&m).lead, LP_LEAD_UNKNOWN);
    m.s.is_joined = false;
    m.s.grounds = NULL;
    lp_grounds_run(&m.s);
    assert_null(m.s.grounds);
    clear(&m);
}

/* a has come (0.14 - 0.1)/(0.9 - 0.1) = 5 % of its way, b 2.5 %; b took more. */
static void how_far_uptake_has_come(void **state)
{
    (void)state;
    struct made m;
    make(&m, TWO_TIMES);
    assert_int_equal(grounds(&m).i_taker, LP_NONE);
    m.numbers[lp_shares_at_compartment(A, LP_SHARE_ENRICHMENT)] = 0.1399;
    m.numbers[lp_shares_at_compartment(B, LP_SHARE_ENRICHMENT)] = 0.12;
    m.numbers[lp_shares_at_compartment(A, LP_SHARE_UPTAKE_PART)] = 0.3;
    m.numbers[lp_shares_at_compartment(B, LP_SHARE_UPTAKE_PART)] = 0.7;
    m.numbers[lp_shares_at_compartment(B, LP_SHARE_UPTAKE)] = 1e-9;
    struct lp_grounds g = grounds(&m);
    assert_true(fabs(g.theta - 0.049875) < 1e-12 && g.is_early && !g.is_single);
    assert_true(g.i_taker == B && !g.is_loss);
    m.numbers[lp_shares_at_compartment(A, LP_SHARE_ENRICHMENT)] = 0.1401;
    m.numbers[lp_shares_at_compartment(B, LP_SHARE_UPTAKE)] = -1e-9;
    g = grounds(&m);
    assert_true(!g.is_early && g.is_loss);
    clear(&m);
}

/* Down from 40 to 10 % are 30 %, and the interval reaches 36 % that way. */
static void what_would_close_it(void **state)
{
    (void)state;
    struct made m;
    make(&m, ONE_TIME);
    struct lp_grounds g = grounds(&m);
    assert_true(g.is_single && g.n_unseen == 0);
    assert_int_equal(g.twins, LP_TWIN_APART);
    assert_int_equal(g.precision.reading, LP_PRECISION_DECIDES);
    assert_true(fabs(g.precision.way - 0.3) < 1e-12 && fabs(g.precision.arm - 0.36) < 1e-12);
    assert_true(fabs(g.precision.times_smaller - 1.2) < 1e-12);
    m.s.twins.distance = 5.999;
    m.s.verdict.share = (struct lp_estimate){0.08, 0.0, 0.18}; /* up by 2 %, of an arm of 10 % */
    g = grounds(&m);
    assert_int_equal(g.twins, LP_TWIN_ALIKE);
    assert_true(fabs(g.precision.times_smaller - 5.0) < 1e-12);
    m.s.verdict.share = (struct lp_estimate){0.1 - 0.9e-3, 0.0, 0.19}; /* 101 times the way */
    m.s.twins.distance = NAN;
    g = grounds(&m);
    assert_int_equal(g.twins, LP_TWIN_UNSAID);
    assert_int_equal(g.precision.reading, LP_PRECISION_HOPELESS);
    m.s.verdict.share = (struct lp_estimate){0.1 - 0.92e-3, 0.0, 0.19}; /* 98.8 times */
    assert_int_equal(grounds(&m).precision.reading, LP_PRECISION_DECIDES);
    m.s.verdict.share = (struct lp_estimate){0.4, 0.4, 0.6}; /* no arm */
    assert_int_equal(grounds(&m).precision.reading, LP_PRECISION_UNSAID);
    clear(&m);
}

static void what_more_precision_tells_nothing_of(void **state)
{
    (void)state;
    struct made m;
    make(&m, ONE_TIME);
    m.s.averaged.n = 1;
    struct lp_grounds g = grounds(&m);
    assert_true(g.twins == LP_TWIN_UNSAID && g.precision.reading == LP_PRECISION_UNSAID);
    m.s.averaged.n = 0;
    m.s.twins.is_known = false;
    g = grounds(&m);
    assert_true(g.twins == LP_TWIN_UNSAID && g.precision.reading == LP_PRECISION_UNSAID);
    m.s.twins.is_known = true;
    m.s.verdict.interface = LP_VERDICT_YES;
    g = grounds(&m);
    assert_true(g.twins == LP_TWIN_UNSAID && g.precision.reading == LP_PRECISION_UNSAID);
    clear(&m);

    make(&m, NO_A);
    g = grounds(&m);
    assert_true(g.n_unseen == 1 && g.unseen[0] == A);
    assert_true(g.twins == LP_TWIN_UNSAID && g.precision.reading == LP_PRECISION_UNSAID);
    m.s.verdict.interface = LP_VERDICT_YES;
    assert_int_equal(grounds(&m).n_unseen, 0);
    clear(&m);
}

/* fa stands for both contacts of a; b has fb on the left, fc on the right. */
static void both_sides_by_their_contacts(void **state)
{
    (void)state;
    struct made m;
    make(&m, ONE_TIME);
    struct lp_model *model = m.study->experiments[0].model;
    struct lp_grounds g = grounds(&m);
    assert_true(g.n_shared == 1 && g.shared[0] == 0);
    assert_int_equal(g.sides, LP_SIDES_OWN); /* 1 and 2.5 */
    m.p[2] = m.p[1];
    assert_int_equal(grounds(&m).sides, LP_SIDES_ALIKE);
    model->n_layers = 4;
    assert_int_equal(grounds(&m).sides, LP_SIDES_OWN);
    model->n_layers = 0;
    m.p[2] = m.p[1] * (1 + 2e-6);
    assert_int_equal(grounds(&m).sides, LP_SIDES_OWN);
    m.p[0] = 0.0; /* a touches nothing: b's ratio is the only one */
    m.p[2] = 2.5 * m.p[1];
    g = grounds(&m);
    assert_true(g.sides == LP_SIDES_SCALED && fabs(g.side_ratio - 2.5) < 1e-12);
    m.p[1] = 0.0; /* infinite */
    assert_int_equal(grounds(&m).sides, LP_SIDES_OWN);
    m.p[2] = 0.0; /* nothing touches */
    assert_int_equal(grounds(&m).sides, LP_SIDES_OWN);
    clear(&m);
}

/* Without b's contacts (1 to 3), or a's (4), all goes through the other; 3 was not fitted. */
static void chains_and_what_is_ruled_out(void **state)
{
    (void)state;
    struct made m;
    static const char *const no_b[] = {"left--b", "b--right"}, *const no_a[] = {"left--a",
                                                                                "a--right"};
    struct lp_optimum optima[] = {{.deviance = 1}, {.deviance = 5}, {.deviance = 4}};
    struct lp_topology items[] = {{.optimum = &optima[0]},
                                  {.absent = {.n = 2, .ids = no_b},
                                   .optimum = &optima[1],
                                   .refusal = {.kind = LP_REFUSAL_MISFIT}},
                                  {.absent = {.n = 2, .ids = no_b},
                                   .optimum = &optima[2],
                                   .refusal = {.kind = LP_REFUSAL_PHYSICS}},
                                  {.absent = {.n = 2, .ids = no_b}},
                                  {.absent = {.n = 2, .ids = no_a}, .optimum = &optima[1]}};
    make(&m, ONE_TIME);
    assert_false(grounds(&m).is_ruling);
    m.s.topologies = (struct lp_topologies){.n = 5,
                                            .items = items,
                                            .n_refused = {[LP_REFUSAL_NONE] = 2,
                                                          [LP_REFUSAL_UNFED] = 1,
                                                          [LP_REFUSAL_APART] = 2,
                                                          [LP_REFUSAL_PHYSICS] = 5,
                                                          [LP_REFUSAL_MISFIT] = 3}};
    struct lp_grounds g = grounds(&m);
    assert_true(!g.chains[LEFT] && !g.chains[RIGHT]);
    assert_ptr_equal(g.chains[A], &items[2]); /* neither is kept: the better one */
    assert_ptr_equal(g.chains[B], &items[4]);
    items[1].refusal.kind = LP_REFUSAL_NONE;
    assert_ptr_equal(grounds(&m).chains[A], &items[1]); /* kept, though it fits worse */
    assert_true(g.is_ruling && g.are_united && g.n_feasible == 2 && g.n_ruled_out == 8);
    m.s.topologies.has_weights = true;
    assert_false(grounds(&m).are_united);
    m.s.topologies.has_weights = false;
    m.s.topologies.n_refused[LP_REFUSAL_NONE] = 1;
    assert_false(grounds(&m).are_united);
    m.s.topologies.n = 1;
    assert_false(grounds(&m).is_ruling);
    clear(&m);
}

/* With b's contacts gone and no a--b, no electrode reaches it. */
static void what_no_electrode_reaches(void **state)
{
    (void)state;
    struct made m;
    make(&m, ONE_TIME);
    struct lp_model *model = m.study->experiments[0].model;
    lp_grounds_reach(&m.s);
    assert_int_equal(m.s.n_unreached, 0);
    model->n_edges = 2;
    lp_grounds_reach(&m.s);
    assert_true(m.s.n_unreached == 1 && m.s.unreached[0] == B);
    m.s.n_unreached = 0;
    model->i_first = LP_NONE;
    lp_grounds_reach(&m.s);
    assert_int_equal(m.s.n_unreached, 0);
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_said_of_the_leading_path),
                                       cmocka_unit_test(how_far_uptake_has_come),
                                       cmocka_unit_test(what_would_close_it),
                                       cmocka_unit_test(what_more_precision_tells_nothing_of),
                                       cmocka_unit_test(both_sides_by_their_contacts),
                                       cmocka_unit_test(chains_and_what_is_ruled_out),
                                       cmocka_unit_test(what_no_electrode_reaches)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
