/* SPDX-License-Identifier: MIT
 *
 * Laws of the pathway on random networks: bounds, conservation, agreement of shares with paths, and
 * invariance under everything that is only a way of writing the network down. MULT scales the
 * number of networks; a failure names the seed of its network.
 */
#include "../support/netmaker.h"
#include "pathway/paths.h"
#include "tests/support/multiple.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_COMPARTMENTS 12
#define MAX_EDGES        64

/* A network written down, so that it can be written down in another way. */
struct draft {
    uint64_t seed;
    size_t n_phases, n_layers, n_edges;
    double film[MAX_COMPARTMENTS];
    size_t ends[MAX_EDGES][2];
    double g[MAX_EDGES];
};

/* What the pathway says of it, by compartment. */
struct report {
    double conductance;
    double visited[MAX_COMPARTMENTS], without[MAX_COMPARTMENTS], carried[MAX_COMPARTMENTS];
    double edge_share[MAX_EDGES], edge_dissipation[MAX_EDGES];
};

static void near(const struct draft *draft, double found, double expected, double tolerance,
                 const char *law)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("seed %" PRIu64 ": %s: %.17g and %.17g differ by more than %g", draft->seed, law,
                 found, expected, tolerance);
}

/* Flows under the floor are dropped, so that sums over many nodes fall short by some 1e-12. */
static void at_most(const struct draft *draft, double smaller, double larger, const char *law)
{
    if (!(smaller <= larger + 1e-10))
        fail_msg("seed %" PRIu64 ": %s: %.17g is more than %.17g", draft->seed, law, smaller,
                 larger);
}

static void add_edge(struct draft *draft, size_t a, size_t b, double g)
{
    assert_true(draft->n_edges < MAX_EDGES);
    draft->ends[draft->n_edges][0] = a;
    draft->ends[draft->n_edges][1] = b;
    draft->g[draft->n_edges++] = g;
}

/* Some contacts, some exchanges, at least one of each contact; conductances over some decades. */
static struct draft random_draft(uint64_t seed, size_t max_phases, size_t n_layers, double decades)
{
    struct draft draft = {.seed = seed, .n_layers = n_layers};
    uint64_t state = seed;
    draft.n_phases = 1 + net_below(&state, max_phases);
    const size_t end = NET_PHASE + draft.n_phases;
    const size_t left = NET_PHASE + net_below(&state, draft.n_phases);
    const size_t right = NET_PHASE + net_below(&state, draft.n_phases);
    for (size_t i = NET_PHASE; i < end; i++) {
        draft.film[i] = net_decades(&state, 3);
        if (i == left || net_uniform(&state) < 0.6)
            add_edge(&draft, NET_FIRST, i, net_decades(&state, decades));
        for (size_t k = NET_PHASE; k < i; k++) {
            const bool turned = net_uniform(&state) < 0.5;
            if (k + 1 == i || net_uniform(&state) < 0.7) /* neighbours: so that all is joined */
                add_edge(&draft, turned ? k : i, turned ? i : k, net_decades(&state, decades));
        }
        if (i == right || net_uniform(&state) < 0.6)
            add_edge(&draft, i, NET_SECOND, net_decades(&state, decades));
    }
    return draft;
}

static struct netmaker *make(const struct draft *draft)
{
    struct netmaker *maker = netmaker_new(draft->n_phases, draft->n_layers, draft->n_edges);
    for (size_t i = NET_PHASE; i < NET_PHASE + draft->n_phases && draft->n_layers > 0; i++)
        netmaker_film(maker, i, draft->film[i]);
    for (size_t e = 0; e < draft->n_edges; e++)
        netmaker_edge(maker, draft->ends[e][0], draft->ends[e][1], draft->g[e]);
    return maker;
}

static struct lp_flow *solve(struct netmaker *maker)
{
    struct lp_flow *flow = NULL;
    bool joined = false;
    assert_int_equal(lp_flow_new(netmaker_network(maker), &flow), LP_OK);
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_true(joined);
    return flow;
}

static struct report report_of(const struct draft *draft)
{
    struct report report = {0};
    struct netmaker *maker = make(draft);
    struct lp_flow *flow = solve(maker);
    report.conductance = lp_flow_conductance(flow);
    for (size_t i = NET_PHASE; i < NET_PHASE + draft->n_phases; i++) {
        bool in_set[MAX_COMPARTMENTS] = {false};
        in_set[i] = true;
        report.visited[i] = lp_flow_visited(flow, in_set);
        assert_int_equal(lp_flow_without(flow, in_set, &report.without[i]), LP_OK);
        report.carried[i] = draft->n_layers > 0 ? lp_flow_carried(flow, i) : 0;
    }
    for (size_t e = 0; e < draft->n_edges; e++) {
        report.edge_share[e] = lp_flow_edge_share(flow, e);
        report.edge_dissipation[e] = lp_flow_edge_dissipation(flow, e);
    }
    lp_flow_free(flow);
    netmaker_free(maker);
    return report;
}

/* Each law is tried on well-mixed networks of all sizes, then on films. */
static struct draft numbered_draft(int i, size_t max_phases)
{
    const uint64_t seed = 1000 + (uint64_t)i;
    return i % 2 ? random_draft(seed, max_phases, 1 + (size_t)i % 23, 6)
                 : random_draft(seed, max_phases, 0, i % 4 ? 12 : 4);
}

/* Net flow into a set from outside it. */
static double inflow(const struct lp_flow *flow, const bool in_set[])
{
    const struct lp_flow_view view = lp_flow_view(flow);
    double sum = 0;
    for (size_t l = 0; l < view.network->n_links; l++) {
        const struct lp_link *link = &view.network->links[l];
        const bool a = in_set[view.network->nodes[link->a].i_compartment];
        const bool b = in_set[view.network->nodes[link->b].i_compartment];
        if (a != b)
            sum += fmax(0, b ? view.q[l] : -view.q[l]);
    }
    return sum;
}

/* without <= visited <= min(1, inflow), for every set of phases. */
static void test_order_of_shares(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(100); i < n; i++) {
        const struct draft draft = numbered_draft(i, 5);
        struct netmaker *maker = make(&draft);
        struct lp_flow *flow = solve(maker);
        for (size_t bits = 0; bits < (size_t)1 << draft.n_phases; bits++) {
            bool in_set[MAX_COMPARTMENTS] = {false};
            for (size_t k = 0; k < draft.n_phases; k++)
                in_set[NET_PHASE + k] = bits >> k & 1;
            double without = NAN;
            assert_int_equal(lp_flow_without(flow, in_set, &without), LP_OK);
            const double visited = lp_flow_visited(flow, in_set);
            at_most(&draft, 0, without, "without >= 0");
            at_most(&draft, without, visited, "without <= visited");
            at_most(&draft, visited, 1, "visited <= 1");
            at_most(&draft, visited, inflow(flow, in_set), "visited <= inflow");
        }
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

/* Net flow is conserved at every node, and its dissipation and its carriers add up. */
static void test_conservation(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(200); i < n; i++) {
        const struct draft draft = numbered_draft(i, 8);
        struct netmaker *maker = make(&draft);
        struct lp_flow *flow = solve(maker);
        const struct lp_flow_view view = lp_flow_view(flow);
        double *gain = calloc(view.network->n_nodes, sizeof *gain);
        assert_non_null(gain);
        double dissipated = 0, carried = 0;
        for (size_t l = 0; l < view.network->n_links; l++) {
            gain[view.network->links[l].a] -= view.q[l];
            gain[view.network->links[l].b] += view.q[l];
            dissipated += view.q[l] * view.q[l] / view.network->g[l] * lp_flow_conductance(flow);
        }
        for (size_t k = 0; k < view.network->n_nodes; k++)
            near(&draft, gain[k], (k == view.sink) - (k == view.source), 1e-10, "Kirchhoff");
        near(&draft, dissipated, 1, 1e-10, "dissipation");
        for (size_t k = NET_PHASE; k < NET_PHASE + draft.n_phases; k++)
            carried += lp_flow_carried(flow, k);
        if (draft.n_layers > 0)
            near(&draft, carried, 1, 1e-10, "carried adds up");
        free(gain);
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

static double through(const struct lp_paths *paths, size_t i_compartment)
{
    double sum = 0;
    for (size_t i = 0; i < paths->n; i++)
        for (size_t k = 0; k < paths->items[i].n; k++)
            if (paths->items[i].compartments[k] == i_compartment) {
                sum += paths->items[i].probability;
                break;
            }
    return sum;
}

/* A phase's share is the sum over the paths through it, up to what the rest may hold. */
static void test_shares_are_sums_over_paths(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(200); i < n; i++) {
        const struct draft draft = numbered_draft(i, 5);
        struct netmaker *maker = make(&draft);
        struct lp_flow *flow = solve(maker);
        struct lp_paths paths;
        assert_int_equal(lp_paths_find(flow, &paths), LP_OK);
        double total = 0, rest = 0;
        for (size_t k = 0; k < paths.n; k++) {
            total += paths.items[k].probability;
            rest += paths.items[k].n == 0 ? paths.items[k].probability : 0;
        }
        near(&draft, total, 1, 1e-11, "paths add up to 1");
        if (draft.n_layers == 0 && draft.n_phases <= 4) /* at most 15 ways */
            near(&draft, rest, 0, 1e-10, "all ways are listed");
        for (size_t k = NET_PHASE; k < NET_PHASE + draft.n_phases; k++) {
            bool in_set[MAX_COMPARTMENTS] = {false};
            in_set[k] = true;
            const double visited = lp_flow_visited(flow, in_set);
            near(&draft, visited, through(&paths, k) + rest / 2, rest / 2 + 1e-10,
                 "visited is the sum over paths");
        }
        lp_paths_clear(&paths);
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

static void compare(const struct draft *draft, const struct report *one, const struct report *other,
                    const size_t phase[], double tolerance, const char *law)
{
    for (size_t i = NET_PHASE; i < NET_PHASE + draft->n_phases; i++) {
        near(draft, other->visited[phase[i]], one->visited[i], tolerance, law);
        near(draft, other->without[phase[i]], one->without[i], tolerance, law);
        near(draft, other->carried[phase[i]], one->carried[i], tolerance, law);
    }
}

/* Other names for the phases, edges in another order and the other way round: the same answer. */
static void test_relabelling(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(100); i < n; i++) {
        const struct draft draft = numbered_draft(i, 8);
        uint64_t state = draft.seed + 77;
        size_t phase[MAX_COMPARTMENTS], edge[MAX_EDGES];
        for (size_t k = 0; k < MAX_COMPARTMENTS; k++)
            phase[k] = k;
        for (size_t k = draft.n_phases; k-- > 1;) {
            const size_t other = NET_PHASE + net_below(&state, k + 1);
            const size_t swap = phase[NET_PHASE + k];
            phase[NET_PHASE + k] = phase[other];
            phase[other] = swap;
        }
        struct draft renamed = draft;
        for (size_t k = NET_PHASE; k < NET_PHASE + draft.n_phases; k++)
            renamed.film[phase[k]] = draft.film[k];
        const size_t offset = net_below(&state, draft.n_edges);
        for (size_t e = 0; e < draft.n_edges; e++) {
            edge[e] = (e + offset) % draft.n_edges;
            renamed.g[edge[e]] = draft.g[e];
            renamed.ends[edge[e]][0] = phase[draft.ends[e][1]];
            renamed.ends[edge[e]][1] = phase[draft.ends[e][0]];
        }
        const struct report one = report_of(&draft), other = report_of(&renamed);
        compare(&draft, &one, &other, phase, 1e-10, "relabelling");
        near(&draft, other.conductance / one.conductance, 1, 1e-12, "conductance renamed");
        for (size_t e = 0; e < draft.n_edges; e++) {
            near(&draft, other.edge_share[edge[e]], -one.edge_share[e], 1e-10, "edge turned");
            near(&draft, other.edge_dissipation[edge[e]], one.edge_dissipation[e], 1e-10,
                 "dissipation renamed");
        }
    }
}

/* All conductances times a factor, and the electrodes swapped, leave the shares as they are. */
static void test_scaling_and_reversal(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(100); i < n; i++) {
        const struct draft draft = numbered_draft(i, 8);
        size_t phase[MAX_COMPARTMENTS];
        for (size_t k = 0; k < MAX_COMPARTMENTS; k++)
            phase[k] = k;
        struct draft scaled = draft, reversed = draft;
        for (size_t k = 0; k < MAX_COMPARTMENTS; k++)
            scaled.film[k] *= 3.7e-11;
        for (size_t e = 0; e < draft.n_edges; e++) {
            scaled.g[e] *= 3.7e-11;
            for (size_t side = 0; side < 2; side++)
                if (draft.ends[e][side] < NET_PHASE)
                    reversed.ends[e][side] = NET_FIRST + NET_SECOND - draft.ends[e][side];
        }
        const struct report one = report_of(&draft);
        const struct report small = report_of(&scaled), back = report_of(&reversed);
        compare(&draft, &one, &small, phase, 1e-10, "scaling");
        near(&draft, small.conductance / one.conductance / 3.7e-11, 1, 1e-12, "scale");
        compare(&draft, &one, &back, phase, 1e-10, "reversal");
        near(&draft, back.conductance / one.conductance, 1, 1e-12, "conductance reversed");
    }
}

/* Two more phases that hang on one of the others change nothing, to the last bit. */
static void test_dead_ends(void **unused)
{
    (void)unused;
    for (int i = 0, n = (int)multiple_of(100); i < n; i += 2) {
        const struct draft draft = numbered_draft(i, 8);
        uint64_t state = draft.seed + 5;
        struct draft more = draft;
        const size_t hub = net_below(&state, NET_PHASE + draft.n_phases);
        const size_t leaf = NET_PHASE + draft.n_phases;
        more.n_phases += 2;
        add_edge(&more, hub, leaf, net_decades(&state, 12));
        add_edge(&more, leaf, leaf + 1, net_decades(&state, 12));
        if (hub >= NET_PHASE)
            add_edge(&more, leaf + 1, hub, net_decades(&state, 12));
        const struct report one = report_of(&draft), other = report_of(&more);
        assert_true(one.conductance == other.conductance);
        for (size_t k = 0; k < leaf; k++)
            assert_true(one.visited[k] == other.visited[k] && one.without[k] == other.without[k]);
        for (size_t e = 0; e < draft.n_edges; e++)
            assert_true(one.edge_share[e] == other.edge_share[e]);
        for (size_t k = leaf; k < leaf + 2; k++)
            assert_true(other.visited[k] == 0 && other.without[k] == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_shares),
        cmocka_unit_test(test_conservation),
        cmocka_unit_test(test_shares_are_sums_over_paths),
        cmocka_unit_test(test_relabelling),
        cmocka_unit_test(test_scaling_and_reversal),
        cmocka_unit_test(test_dead_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
