/* SPDX-License-Identifier: MIT
 *
 * Shares of the net current on networks whose answer is known by hand: series, parallel, a chain
 * with a bypass, dead ends, nodes at equal potential, parts that are cut off, films in depth.
 */
#include "../support/netmaker.h"
#include "pathway/flow.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FIRST = NET_FIRST, SECOND = NET_SECOND, A = NET_PHASE, B, C, D };

static struct lp_flow *solved(struct netmaker *maker, bool expect_joined)
{
    struct lp_flow *flow = NULL;
    bool joined = !expect_joined;
    assert_int_equal(lp_flow_new(netmaker_network(maker), &flow), LP_OK);
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_int_equal(joined, expect_joined);
    return flow;
}

static double visited(struct lp_flow *flow, size_t one)
{
    bool in_set[16] = {false};
    in_set[one] = true;
    return lp_flow_visited(flow, in_set);
}

static double without(struct lp_flow *flow, size_t one)
{
    bool in_set[16] = {false};
    in_set[one] = true;
    double share = -1;
    assert_int_equal(lp_flow_without(flow, in_set, &share), LP_OK);
    return share;
}

/* Series: every phase carries all, exactly. */
static void test_series(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(3, 0, 4);
    const size_t in = netmaker_edge(maker, FIRST, A, 3e-11);
    const size_t back = netmaker_edge(maker, B, A, 1e-13); /* written against the current */
    netmaker_edge(maker, B, C, 7e-9);
    netmaker_edge(maker, C, SECOND, 2e-11);
    struct lp_flow *flow = solved(maker, true);
    for (size_t i = A; i <= C; i++) {
        assert_true(visited(flow, i) == 1);
        assert_true(without(flow, i) == 1);
    }
    const double resistance = 1 / 3e-11 + 1 / 1e-13 + 1 / 7e-9 + 1 / 2e-11;
    net_assert_near(lp_flow_conductance(flow) * resistance, 1, 1e-15, "conductance");
    net_assert_near(lp_flow_resistance(flow),
                    8.31446261815324 * 298.15 / 96485.3321233100184 / 96485.3321233100184 *
                        resistance,
                    1e-12 * lp_flow_resistance(flow), "resistance");
    net_assert_near(lp_flow_edge_share(flow, in), 1, 1e-15, "edge share");
    net_assert_near(lp_flow_edge_share(flow, back), -1, 1e-15, "edge share against the current");
    net_assert_near(lp_flow_edge_dissipation(flow, back), 1e13 / resistance, 1e-15, "dissipation");
    assert_true(isnan(lp_flow_carried(flow, A))); /* well mixed */
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Parallel: visited = without = share of the conductance; sets add up. */
static void test_parallel(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(3, 0, 6);
    const double g[] = {6, 3, 1};
    for (size_t i = 0; i < 3; i++) {
        netmaker_edge(maker, FIRST, A + i, 2 * g[i]);
        netmaker_edge(maker, A + i, SECOND, 2 * g[i]);
    }
    struct lp_flow *flow = solved(maker, true);
    for (size_t i = 0; i < 3; i++) {
        net_assert_near(visited(flow, A + i), g[i] / 10, 1e-15, "visited");
        net_assert_near(without(flow, A + i), g[i] / 10, 1e-15, "without");
    }
    const bool two[] = {false, false, true, false, true};
    net_assert_near(lp_flow_visited(flow, two), 0.7, 1e-15, "visited by two");
    lp_flow_free(flow);
    netmaker_free(maker);
}

static void test_sets_of_all_and_none(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct netmaker *maker = netmaker_new(4, 0, 14);
    for (size_t i = A; i <= D; i++) {
        netmaker_edge(maker, FIRST, i, net_decades(&seed, 4));
        netmaker_edge(maker, i, SECOND, net_decades(&seed, 4));
        for (size_t k = A; k < i; k++)
            netmaker_edge(maker, k, i, net_decades(&seed, 4));
    }
    struct lp_flow *flow = solved(maker, true);
    const bool all[] = {true, true, true, true, true, true}; /* electrodes are ignored */
    const bool none[] = {true, true, false, false, false, false};
    double share = -1;
    assert_true(lp_flow_visited(flow, all) == 1);
    assert_true(lp_flow_visited(flow, none) == 0);
    assert_int_equal(lp_flow_without(flow, all, &share), LP_OK);
    assert_true(share == 1);
    assert_int_equal(lp_flow_without(flow, none, &share), LP_OK);
    assert_true(share == 0);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/*
 * Wheatstone's bridge with A above B: what enters B from A has visited A. With g = 2, 1 | 1, 3 and
 * 1 across: psi (first at 0.., second 0): 4 psi_A = 2 V + psi_B, 5 psi_B = V + psi_A, so
 * psi_A = 11/19 V, psi_B = 6/19 V; total 16 + 13 = 29 (1/19 V), across 5, A gets 16, B 13 + 5.
 */
static void test_bridge(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 0, 5);
    netmaker_edge(maker, FIRST, A, 2);
    netmaker_edge(maker, FIRST, B, 1);
    netmaker_edge(maker, A, SECOND, 1);
    netmaker_edge(maker, B, SECOND, 3);
    const size_t across = netmaker_edge(maker, B, A, 1);
    struct lp_flow *flow = solved(maker, true);
    net_assert_near(lp_flow_conductance(flow), 29. / 19, 1e-15, "conductance");
    net_assert_near(visited(flow, A), 16. / 29, 1e-15, "A");
    net_assert_near(visited(flow, B), 18. / 29, 1e-15, "B");
    net_assert_near(lp_flow_edge_share(flow, across), -5. / 29, 1e-15, "across");
    net_assert_near(without(flow, A), 1 - 0.75 / (29. / 19), 1e-15, "without A");
    net_assert_near(without(flow, B), 1 - (2. / 3) / (29. / 19), 1e-15, "without B");
    double dissipated = 0;
    for (size_t e = 0; e < 5; e++)
        dissipated += lp_flow_edge_dissipation(flow, e);
    net_assert_near(dissipated, 1, 1e-15, "dissipation");
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* A pool beside the foil, a ring on a phase, a phase that nothing reaches: exactly nothing. */
static void test_dead_ends_have_no_share(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(6, 0, 12);
    netmaker_edge(maker, FIRST, A, 1e-11);
    netmaker_edge(maker, A, SECOND, 3e-11);
    netmaker_edge(maker, FIRST, B, 1e-3); /* enriches fast, carries nothing */
    netmaker_edge(maker, A, C, 4e-5);
    netmaker_edge(maker, C, D, 7e-11);
    netmaker_edge(maker, D, A, 2e-8);
    netmaker_edge(maker, D + 1, D + 2, 1);
    netmaker_edge(maker, D + 1, A, 0); /* a candidate that is at zero */
    struct lp_flow *flow = solved(maker, true);
    assert_true(visited(flow, A) == 1);
    bool cut_off[D + 3];
    lp_flow_cut_off(flow, cut_off);
    for (size_t i = B; i <= D + 2; i++) {
        assert_true(visited(flow, i) == 0);
        assert_true(without(flow, i) == 0);
        assert_int_equal(cut_off[i], i > D);
    }
    for (size_t e = 2; e < 8; e++)
        assert_true(lp_flow_edge_share(flow, e) == 0 && lp_flow_edge_dissipation(flow, e) == 0);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/*
 * Phases joined so well that their potentials are equal to the last digit: the sweep must still
 * follow the flow A -> B -> C -> D, whatever the nodes are called.
 */
static void test_equal_potentials(void **state)
{
    (void)state;
    static const size_t order[][4] = {{A, B, C, D}, {D, C, B, A}, {C, A, D, B}, {B, D, A, C}};
    for (size_t k = 0; k < 4; k++) {
        const size_t *o = order[k];
        struct netmaker *maker = netmaker_new(4, 0, 7);
        netmaker_edge(maker, FIRST, o[0], 1);
        netmaker_edge(maker, o[0], o[1], 1e17);
        netmaker_edge(maker, o[2], o[1], 1e17);
        netmaker_edge(maker, o[2], o[3], 1e17);
        netmaker_edge(maker, o[3], SECOND, 3);
        netmaker_edge(maker, o[1], SECOND, 1);
        struct lp_flow *flow = solved(maker, true);
        net_assert_near(visited(flow, o[0]), 1, 0, "first");
        net_assert_near(visited(flow, o[1]), 1, 0, "second");
        net_assert_near(visited(flow, o[2]), 0.75, 1e-15, "third");
        net_assert_near(visited(flow, o[3]), 0.75, 1e-15, "fourth");
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

static void test_not_joined(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(3, 0, 3);
    netmaker_edge(maker, FIRST, A, 1);
    netmaker_edge(maker, B, SECOND, 1);
    netmaker_edge(maker, A, B, 0);
    struct lp_flow *flow = solved(maker, false);
    assert_true(lp_flow_conductance(flow) == 0);
    assert_true(isinf(lp_flow_resistance(flow)));
    assert_true(isnan(visited(flow, A)) && isnan(without(flow, A)));
    assert_true(isnan(lp_flow_edge_share(flow, 0)) && isnan(lp_flow_edge_dissipation(flow, 0)));
    bool cut_off[5];
    lp_flow_cut_off(flow, cut_off);
    const bool expected[] = {false, true, false, true, true};
    assert_memory_equal(cut_off, expected, sizeof expected);

    netmaker_network(maker)->g[2] = 1; /* the solver takes new values */
    bool joined = false;
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_true(joined);
    net_assert_near(lp_flow_conductance(flow), 1. / 3, 1e-15, "conductance");

    netmaker_network(maker)->g[2] = NAN; /* and a failure leaves no numbers behind */
    assert_int_equal(lp_flow_solve(flow, &joined), LP_ENUMERIC);
    assert_true(isnan(visited(flow, A)) && lp_flow_conductance(flow) == 0);
    lp_flow_free(flow);
    netmaker_free(maker);
}

static void test_fewer_than_two_electrodes(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 0, 1);
    netmaker_edge(maker, FIRST, A, 1);
    struct lp_model model = *netmaker_network(maker)->model;
    model.i_second = LP_NONE;
    netmaker_network(maker)->model = &model;
    struct lp_flow *flow = NULL;
    bool joined = true;
    assert_int_equal(lp_flow_new(netmaker_network(maker), &flow), LP_OK);
    assert_int_equal(lp_flow_solve(flow, &joined), LP_EINPUT);
    assert_true(isnan(visited(flow, A)));
    bool cut_off[B + 1];
    lp_flow_cut_off(flow, cut_off);
    assert_true(!cut_off[A] && cut_off[B]);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Two films side by side: carried is their share of the conductance, with or without layers. */
static void test_films_in_parallel(void **state)
{
    (void)state;
    for (size_t n_layers = 1; n_layers <= 64; n_layers *= 8) {
        struct netmaker *maker = netmaker_new(2, n_layers, 4);
        netmaker_film(maker, A, 3);
        netmaker_film(maker, B, 1);
        for (size_t i = A; i <= B; i++) {
            netmaker_edge(maker, FIRST, i, i == A ? 3e9 : 1e9);
            netmaker_edge(maker, i, SECOND, i == A ? 3e9 : 1e9);
        }
        struct lp_flow *flow = solved(maker, true);
        net_assert_near(lp_flow_carried(flow, A), 0.75, 1e-14, "carried by A");
        net_assert_near(lp_flow_carried(flow, B), 0.25, 1e-14, "carried by B");
        net_assert_near(visited(flow, A), 0.75, 1e-14, "visited");
        net_assert_near(without(flow, A), 0.75, 1e-14, "without");
        net_assert_near(lp_flow_conductance(flow), 4, 1e-8, "conductance");
        assert_true(isnan(lp_flow_carried(flow, FIRST)));
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

/*
 * A film A fed from the first electrode, B from which the second one draws, exchange u all along.
 * With equal film conductances c: q_A(x) falls from 1 to 0 symmetrically, so each carries half.
 * A alone carries from the first electrode and B into the second: both are visited by all, once,
 * and without either nothing is left. Re-entry is none, so layers do not matter.
 */
static void test_film_to_film(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 40, 3);
    netmaker_film(maker, A, 2);
    netmaker_film(maker, B, 2);
    netmaker_edge(maker, A, FIRST, 10);
    netmaker_edge(maker, B, SECOND, 10);
    const size_t across = netmaker_edge(maker, A, B, 5);
    struct lp_flow *flow = solved(maker, true);
    net_assert_near(lp_flow_edge_share(flow, across), 1, 1e-13, "across, layers summed");
    net_assert_near(lp_flow_edge_share(flow, 0), -1, 1e-13, "as written");
    net_assert_near(lp_flow_carried(flow, A), 0.5, 1e-13, "A");
    net_assert_near(lp_flow_carried(flow, B), 0.5, 1e-13, "B");
    assert_true(visited(flow, A) == 1 && visited(flow, B) == 1);
    assert_true(without(flow, A) == 1 && without(flow, B) == 1);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Carried converges as 1/Z²: the error falls 16-fold for four times the layers. */
static void test_carried_converges(void **state)
{
    (void)state;
    double carried[4];
    static const size_t layers[] = {8, 32, 128, 512};
    for (size_t k = 0; k < 4; k++) {
        struct netmaker *maker = netmaker_new(2, layers[k], 5);
        netmaker_film(maker, A, 1);
        netmaker_film(maker, B, 4);
        netmaker_edge(maker, FIRST, A, 8);
        netmaker_edge(maker, FIRST, B, 0.5);
        netmaker_edge(maker, A, SECOND, 5);
        netmaker_edge(maker, B, SECOND, 0.7);
        netmaker_edge(maker, A, B, 3);
        struct lp_flow *flow = solved(maker, true);
        carried[k] = lp_flow_carried(flow, A);
        net_assert_near(carried[k] + lp_flow_carried(flow, B), 1, 1e-12, "sum over phases");
        lp_flow_free(flow);
        netmaker_free(maker);
    }
    net_assert_near((carried[0] - carried[1]) / (carried[1] - carried[2]), 16, 1, "order");
    net_assert_near((carried[1] - carried[2]) / (carried[2] - carried[3]), 16, 0.2, "order");
}

/*
 * A link between equal potentials carries nothing and puts nothing in order: A and C lie at half
 * the potential, and C must still come after D, two steps behind B.
 */
static void test_link_at_rest(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(4, 0, 7);
    netmaker_edge(maker, FIRST, A, 1);
    netmaker_edge(maker, A, SECOND, 1);
    netmaker_edge(maker, A, C, 5);
    netmaker_edge(maker, FIRST, B, 3);
    netmaker_edge(maker, B, D, 3);
    netmaker_edge(maker, D, C, 3);
    netmaker_edge(maker, C, SECOND, 1);
    struct lp_flow *flow = solved(maker, true);
    assert_true(lp_flow_edge_share(flow, 2) == 0 && lp_flow_edge_dissipation(flow, 2) == 0);
    for (size_t i = A; i <= D; i++)
        net_assert_near(visited(flow, i), 0.5, 1e-14, "visited");
    net_assert_near(lp_flow_edge_share(flow, 0), 0.5, 1e-14, "first edge");
    net_assert_near(lp_flow_edge_dissipation(flow, 4), 0.25 / 3, 1e-14, "dissipation of B--D");
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* The second solution has nothing of the first in it, with new values and without an edge. */
static void test_solved_again(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 4, 5);
    netmaker_film(maker, A, 3);
    netmaker_film(maker, B, 1);
    for (size_t i = A; i <= B; i++) {
        netmaker_edge(maker, FIRST, i, 1e9);
        netmaker_edge(maker, i, SECOND, 1e9);
    }
    struct lp_network *net = netmaker_network(maker);
    struct lp_flow *flow = solved(maker, true);
    const double share = lp_flow_edge_share(flow, 0), carried = lp_flow_carried(flow, A);
    const double dissipation = lp_flow_edge_dissipation(flow, 0);
    net_assert_near(carried, 0.75, 1e-8, "carried");
    bool joined = false;
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_true(joined && lp_flow_edge_share(flow, 0) == share);
    assert_true(lp_flow_carried(flow, A) == carried);
    net_assert_near(lp_flow_carried(flow, B), 1 - carried, 1e-12, "carried by the other");
    assert_true(lp_flow_edge_dissipation(flow, 0) == dissipation);
    for (size_t l = 0; l < net->n_links; l++) /* A is no longer there */
        if (net->nodes[net->links[l].a].i_compartment == A ||
            net->nodes[net->links[l].b].i_compartment == A)
            net->g[l] = 0;
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    bool cut_off[4];
    lp_flow_cut_off(flow, cut_off);
    assert_true(joined && cut_off[A] && !cut_off[B]);
    assert_true(lp_flow_edge_share(flow, 0) == 0 && lp_flow_carried(flow, A) == 0);
    net_assert_near(lp_flow_carried(flow, B), 1, 1e-14, "carried alone");
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* The first electrode is reached by itself, and not by way of the first node of the network. */
static void test_cut_off_without_edges(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 0, 1);
    netmaker_edge(maker, B, SECOND, 1);
    struct lp_flow *flow = solved(maker, false);
    bool cut_off[4];
    lp_flow_cut_off(flow, cut_off);
    assert_false(cut_off[FIRST]);
    assert_true(cut_off[SECOND] && cut_off[A] && cut_off[B]);
    lp_flow_free(flow);
    netmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_parallel),
        cmocka_unit_test(test_sets_of_all_and_none),
        cmocka_unit_test(test_bridge),
        cmocka_unit_test(test_dead_ends_have_no_share),
        cmocka_unit_test(test_equal_potentials),
        cmocka_unit_test(test_not_joined),
        cmocka_unit_test(test_link_at_rest),
        cmocka_unit_test(test_solved_again),
        cmocka_unit_test(test_cut_off_without_edges),
        cmocka_unit_test(test_fewer_than_two_electrodes),
        cmocka_unit_test(test_films_in_parallel),
        cmocka_unit_test(test_film_to_film),
        cmocka_unit_test(test_carried_converges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
