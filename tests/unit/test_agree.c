/* SPDX-License-Identifier: MIT
 *
 * Points that agree with the data widen intervals: topologies kept within 3.84, ends of parameters
 * and other starts are inside every interval they bear on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/runmaker.h"
#include "uncertainty/agree.h"

#include <gsl/gsl_errno.h>
#include <math.h>

static void intervals_only_grow(void **state)
{
    (void)state;
    const double values[] = {0.5, 9.0, NAN, 9.0, 0.1, 9.0, 0.7, 9.0};
    struct lp_estimate e = {.value = 0.4, .low = 0.3, .high = 0.6};
    lp_agree_widen(0, values, 2, &e);
    assert_true(e.low == 0.3 && e.high == 0.6);
    lp_agree_widen(4, values, 2, &e);
    assert_true(e.low == 0.1 && e.high == 0.7 && e.value == 0.4);
    lp_agree_widen(1, &values[1], 1, &e);
    assert_true(e.low == 0.1 && e.high == 9.0);
}

/* Phases a and b between the electrodes, with a flow of its own each: a, the interface, has
 * phi_a/(phi_a + phi_b) of the current, b all else. */
struct made {
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_inference_options options;
    struct lp_paths paths; /* by b, by a */
    struct lp_optimum best, start[6], *starts[6];
    struct lp_identity identity[2];
    double u[15][2];
    struct lp_solution s;
    struct lp_topology topologies[5]; /* last, so that a look beyond is noticed */
};

#define FLOW 1e-11 /* mol/s: the unit of the tests' flows */

/* The next u of the fixture, at two flows. */
static double *at(const struct made *m, double u[2], double phi_a, double phi_b)
{
    u[0] = lp_transform_u(&m->problem->transform[0], FLOW * phi_a);
    u[1] = lp_transform_u(&m->problem->transform[1], FLOW * phi_b);
    return u;
}

static void make(struct made *m)
{
    const struct fitmaker_series series = {
        .model = "  parameters:\n"
                 "    phi_a: {start: 1e-11 mol/s}\n"
                 "    phi_b: {start: 3e-11 mol/s}\n" FITMAKER_CONTACTS,
        .components = "a b",
        .n_times = 4,
        .first_s = 1e3,
        .last_s = 1e4,
        .sigma = 0.01};
    struct lp_shares *shares = NULL;
    const double p[] = {FLOW, 3 * FLOW};
    bool joined = false;

    *m = (struct made){.study = fitmaker_study(&series), .options = fitmaker_options()};
    assert_int_equal(lp_problem_new(m->study, NULL, &m->problem, NULL), LP_OK);
    assert_int_equal(lp_shares_new(m->study, NULL, &m->options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_solve(shares, p, &joined, NULL), LP_OK);
    assert_int_equal(lp_paths_find(lp_shares_flow(shares), &m->paths), LP_OK);
    lp_shares_free(shares);
    assert_int_equal(m->paths.n, 2);
    m->best.deviance = 10;
    for (size_t i = 0; i < 6; i++)
        m->starts[i] = &m->start[i];
    m->s = (struct lp_solution){.arena = lp_arena_new(),
                                .study = m->study,
                                .options = &m->options,
                                .report = &m->study->experiments[0],
                                .problem = m->problem,
                                .starts = {.starts = m->starts},
                                .best = &m->best,
                                .identity = m->identity,
                                .topologies = {.items = m->topologies},
                                .followed = {.n = 2, .items = m->paths.items}};
}

static void clear(struct made *m)
{
    for (size_t i = 0; i < m->s.topologies.n; i++)
        lp_problem_free(m->topologies[i].problem);
    lp_paths_clear(&m->paths);
    lp_problem_free(m->problem);
    lp_arena_free(m->s.arena);
    lp_study_free(m->study);
}

/* NaN is NaN; else within 1e-9. */
static void expect(double found, double expected)
{
    if (isnan(expected) ? !isnan(found) : !(fabs(found - expected) <= 1e-9))
        fail_msg("%.12g, expected %.12g", found, expected);
}

/* Of N umol with phi to two electrodes at .95, from .0759 on, after 1e4 s. */
static double taken(double N_umol, double phi)
{
    return N_umol * (0.95 - 0.0759) * (1 - exp(-2 * FLOW * phi * 1e4 / (1e-6 * N_umol)));
}

/* Row k: the flows, and the share of a. */
static void expect_row(const struct made *m, size_t k, double phi_a, double phi_b, double share)
{
    const struct lp_agreeing *a = &m->s.agreeing;

    assert_true(k < a->n);
    expect(a->p[2 * k] / FLOW, phi_a);
    expect(a->p[2 * k + 1] / FLOW, phi_b);
    expect(a->numbers[k * a->n_numbers + LP_SHARE_INTERFACE], share);
    expect(a->probability[2 * k], 1 - share);
    expect(a->probability[2 * k + 1], share);
    expect(a->rest[k], isnan(share) ? NAN : 0);
}

/* Errors are given: a point agrees up to 3.8415 above the best. */
static void starts_that_agree(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.start[0] = (struct lp_optimum){.deviance = 10, .u = at(&m, m.u[0], 1, 3)};
    m.start[1] = (struct lp_optimum){.deviance = 13.8415, .u = at(&m, m.u[1], 5, 5)};
    m.start[2] = (struct lp_optimum){.deviance = NAN, .u = at(&m, m.u[2], 5, 5)};
    m.start[3] = (struct lp_optimum){.deviance = 10 + LP_IDENTIFY_CHI2, .u = at(&m, m.u[3], 3, 1)};
    m.start[4] = (struct lp_optimum){.deviance = 10, .u = m.u[4]}; /* cannot be evaluated */
    m.u[4][0] = m.u[4][1] = NAN;
    m.start[5] = (struct lp_optimum){.deviance = 9, .u = at(&m, m.u[5], 0, 0)}; /* joins nothing */
    m.s.starts.n = 6;
    assert_int_equal(lp_agree_collect(&m.s), LP_OK);
    assert_int_equal(m.s.agreeing.n, 3);
    expect_row(&m, 0, 1, 3, 0.25);
    expect_row(&m, 1, 3, 1, 0.75);
    expect_row(&m, 2, 0, 0, NAN);
    for (size_t k = 0; k < 3; k++)
        assert_null(m.s.agreeing.absent[k]);
    clear(&m);
}

/* Ends that the data leave open; of one path followed, what the other has is the rest. */
static void open_ends_agree(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.s.followed.n = 1; /* by b */
    m.identity[0] = (struct lp_identity){.is_open = {true, false},
                                         .u_end = {at(&m, m.u[0], 0, 2), at(&m, m.u[1], 7, 7)}};
    m.identity[1] = (struct lp_identity){.is_open = {false, true},
                                         .u_end = {at(&m, m.u[2], 7, 7), at(&m, m.u[3], 1, 4)}};
    assert_int_equal(lp_agree_collect(&m.s), LP_OK);
    const struct lp_agreeing *a = &m.s.agreeing;
    assert_true(a->n == 2 && a->n_paths == 1);
    expect(a->probability[0], 1);
    expect(a->rest[0], 0);
    expect(a->probability[1], 0.8);
    expect(a->rest[1], 0.2);
    expect(a->p[2] / FLOW, 1);
    clear(&m);
}

/* No point has more to it than there is room for, and none is left out. */
static void all_ends_are_open(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    for (size_t j = 0; j < 2; j++)
        m.identity[j] = (struct lp_identity){.is_open = {true, true},
                                             .u_end = {at(&m, m.u[2 * j], 1, 1 + (double)j),
                                                       at(&m, m.u[2 * j + 1], 4, 1 + (double)j)}};
    assert_int_equal(lp_agree_collect(&m.s), LP_OK);
    assert_int_equal(m.s.agreeing.n, 4);
    expect_row(&m, 0, 1, 1, 1.0 / 2);
    expect_row(&m, 1, 4, 1, 4.0 / 5);
    expect_row(&m, 2, 1, 2, 1.0 / 3);
    expect_row(&m, 3, 4, 2, 2.0 / 3);
    const size_t i = lp_model_find_compartment(m.s.report->model, "a");
    const double *last = m.s.agreeing.numbers + 3 * m.s.agreeing.n_numbers;
    expect(last[lp_shares_at_compartment(i, LP_SHARE_UPTAKE_PART)],
           taken(1.5, 4) / (taken(1.5, 4) + taken(2.5, 2)));
    clear(&m);
}

/* A topology without a, one way of refusing it at a time. */
static void topology(struct made *m, size_t i, double deviance)
{
    static const char *const ids[] = {"left--a", "a--right"};
    struct lp_topology *t = &m->topologies[i];

    t->absent = (struct lp_edge_set){.n = 2, .ids = ids};
    assert_int_equal(lp_problem_new(m->study, &t->absent, &t->problem, NULL), LP_OK);
    assert_int_equal(t->problem->n, 1);
    t->optimum = &m->start[i];
    t->optimum->deviance = deviance;
    t->optimum->u = m->u[i];
    m->u[i][0] = lp_transform_u(&t->problem->transform[0], 2 * FLOW);
}

static void topologies_that_agree(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    for (size_t i = 0; i < 5; i++)
        topology(&m, i, i == 2 ? 14 : 10);
    m.topologies[3].refusal.kind = LP_REFUSAL_MISFIT;
    m.topologies[4].optimum = NULL;
    m.s.topologies.n = 5;
    assert_int_equal(lp_agree_collect(&m.s), LP_OK);
    assert_int_equal(m.s.agreeing.n, 1); /* 0 is the full model, and one of the starts */
    expect_row(&m, 0, NAN, 2, 0);        /* a's flow is not fitted there */
    assert_ptr_equal(m.s.agreeing.absent[0], &m.topologies[1].absent);
    clear(&m);
}

static void there_is_room_for_all(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.start[5] = (struct lp_optimum){.deviance = 10, .u = at(&m, m.u[5], 1, 3)};
    m.starts[0] = &m.start[5];
    m.s.starts.n = 1;
    for (size_t j = 0; j < 2; j++)
        m.identity[j] = (struct lp_identity){
            .is_open = {true, true},
            .u_end = {at(&m, m.u[6 + 2 * j], 1, 1), at(&m, m.u[7 + 2 * j], 4, 1)}};
    for (size_t i = 0; i < 4; i++)
        topology(&m, i, 10);
    m.s.topologies.n = 4;
    assert_int_equal(lp_agree_collect(&m.s), LP_OK);
    assert_int_equal(m.s.agreeing.n, 1 + 4 + 3);
    expect_row(&m, 0, 1, 3, 0.25);
    expect_row(&m, 1, 1, 1, 0.5);
    expect_row(&m, 4, 4, 1, 0.8);
    expect_row(&m, 7, NAN, 2, 0);
    clear(&m);
}

/* Phases that mix far faster than they are fed: either contact alone fits as well as both, and
 * draws around the one optimum see little of the other. */
static const char twins[] = "  parameters:\n"
                            "    phi_a: {start: 2e-11 mol/s}\n"
                            "    phi_b: {start: 1e-11 mol/s}\n"
                            "  compartments:\n"
                            "    left: {kind: electrode, enrichment: 0.95}\n"
                            "    right: {kind: electrode, enrichment: 0.95}\n"
                            "    a: {role: interface, inventory: 1.5 umol}\n"
                            "    b: {role: salt, inventory: 2.5 umol}\n"
                            "  exchange:\n"
                            "    - {between: [left, a], flow: phi_a, optional: true}\n"
                            "    - {between: [a, right], flow: phi_a, optional: true}\n"
                            "    - {between: [left, b], flow: phi_b, optional: true}\n"
                            "    - {between: [b, right], flow: phi_b, optional: true}\n"
                            "    - {between: [a, b], flow: 4e-9 mol/s}\n";

static void kept_topologies_are_inside(void **state)
{
    (void)state;
    size_t n_inside = 0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct fitmaker_series series = {.model = twins,
                                         .components = "a b",
                                         .n_times = 8,
                                         .first_s = 1e3,
                                         .last_s = 2e5,
                                         .sigma = 0.05,
                                         .noise = 1.0,
                                         .seed = seed};
        struct runmaker run = runmaker_run(&series);
        const struct lp_answer *a = run.answer;
        for (size_t i = 1; i < a->n_topologies; i++) {
            const struct lp_answer_topology *t = &a->topologies[i];
            if (t->refusal != LP_REFUSAL_NONE || t->chi2 > a->objective.chi2 + 3.84)
                continue;
            assert_true(a->verdict.share.low <= t->share.value &&
                        a->verdict.share.high >= t->share.value);
            n_inside++;
        }
        runmaker_clear(&run);
    }
    assert_true(n_inside > 0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_only_grow),       cmocka_unit_test(starts_that_agree),
        cmocka_unit_test(open_ends_agree),           cmocka_unit_test(all_ends_are_open),
        cmocka_unit_test(topologies_that_agree),     cmocka_unit_test(there_is_room_for_all),
        cmocka_unit_test(kept_topologies_are_inside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
