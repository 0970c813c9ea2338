/* SPDX-License-Identifier: MIT
 *
 * Ways through networks whose probabilities are known by hand, against plain enumeration of all
 * ways in larger ones, and folded ways of films.
 */
#include "../support/netmaker.h"
#include "pathway/paths.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

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

static struct lp_paths found(const struct lp_flow *flow)
{
    struct lp_paths paths;
    assert_int_equal(lp_paths_find(flow, &paths), LP_OK);
    return paths;
}

static void assert_path(const struct lp_path *path, double probability, size_t n,
                        const size_t compartments[])
{
    const struct lp_path expected = {n, compartments, probability};
    assert_true(lp_path_equal(path, &expected));
    net_assert_near(path->probability, probability, 1e-14, "probability");
}

static double total(const struct lp_paths *paths)
{
    double sum = 0;
    for (size_t i = 0; i < paths->n; i++)
        sum += paths->items[i].probability;
    return sum;
}

/* The bridge of test_flow: A gets 16 of 29, passes 5 on to B, B gets 13 from the electrode. */
static void test_bridge(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(3, 0, 6);
    netmaker_edge(maker, FIRST, A, 2);
    netmaker_edge(maker, FIRST, B, 1);
    netmaker_edge(maker, A, SECOND, 1);
    netmaker_edge(maker, B, SECOND, 3);
    netmaker_edge(maker, B, A, 1);
    netmaker_edge(maker, B, C, 1); /* a dead end */
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, 3);
    assert_path(&paths.items[0], 13. / 29, 3, (size_t[]){FIRST, B, SECOND});
    assert_path(&paths.items[1], 11. / 29, 3, (size_t[]){FIRST, A, SECOND});
    assert_path(&paths.items[2], 5. / 29, 4, (size_t[]){FIRST, A, B, SECOND});
    lp_paths_clear(&paths);
    assert_int_equal(paths.n, 0);
    lp_flow_free(flow);
    netmaker_free(maker);
}

static void test_single_chain_and_none(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 0, 3);
    netmaker_edge(maker, FIRST, B, 2);
    netmaker_edge(maker, A, B, 1e-9);
    const size_t last = netmaker_edge(maker, A, SECOND, 1);
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, 1);
    assert_path(&paths.items[0], 1, 4, (size_t[]){FIRST, B, A, SECOND});
    lp_paths_clear(&paths);

    netmaker_network(maker)->g[last] = 0;
    bool joined = true;
    assert_int_equal(lp_flow_solve(flow, &joined), LP_OK);
    assert_false(joined);
    paths = found(flow);
    assert_int_equal(paths.n, 0);
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Equal ways stand in the order of the compartments, whatever round-off says. */
static void test_ties(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(6, 0, 12);
    for (size_t i = 6; i-- > 0;) {
        const double factor = 1. / (3 + (double)i); /* same sum of resistances in each way */
        netmaker_edge(maker, FIRST, A + i, 1 / factor);
        netmaker_edge(maker, A + i, SECOND, 1 / (1 - factor));
    }
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, 6);
    for (size_t i = 0; i < 6; i++)
        assert_path(&paths.items[i], 1. / 6, 3, (size_t[]){FIRST, A + i, SECOND});
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Every way of a well-mixed network by plain recursion; keeps the largest probabilities. */
struct census {
    struct lp_flow_view view;
    size_t n;
    double largest[LP_PATHS_MAX];
};

static void take(struct census *census, double probability)
{
    size_t i = census->n < LP_PATHS_MAX ? census->n++ : LP_PATHS_MAX;
    if (i == LP_PATHS_MAX && probability <= census->largest[--i])
        return;
    for (; i > 0 && census->largest[i - 1] < probability; i--)
        census->largest[i] = census->largest[i - 1];
    census->largest[i] = probability;
}

static void walk(struct census *census, size_t node, double probability)
{
    const struct lp_flow_view *v = &census->view;
    if (node == v->sink) {
        take(census, probability);
        return;
    }
    double out = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t c = v->first[node]; c < v->first[node + 1]; c++) {
            const struct lp_link *link = &v->network->links[v->at[c]];
            const double q = link->a == node ? v->q[v->at[c]] : -v->q[v->at[c]];
            if (q > 0 && pass == 0)
                out += q;
            if (q > 0 && pass == 1)
                walk(census, link->a == node ? link->b : link->a, probability * (q / out));
        }
}

/* 12 phases, all joined: about a thousand ways, of which the best 20 must be just those. */
static void test_against_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int trial = 0; trial < 10; trial++) {
        struct netmaker *maker = netmaker_new(12, 0, 90);
        for (size_t i = A; i < A + 12; i++) {
            netmaker_edge(maker, FIRST, i, net_decades(&seed, 2));
            netmaker_edge(maker, i, SECOND, net_decades(&seed, 2));
            for (size_t k = A; k < i; k++)
                netmaker_edge(maker, k, i, net_decades(&seed, 2));
        }
        struct lp_flow *flow = solved(maker, true);
        struct census census = {.view = lp_flow_view(flow)};
        walk(&census, census.view.source, 1);
        struct lp_paths paths = found(flow);
        assert_int_equal(paths.n, LP_PATHS_MAX + 1);
        assert_int_equal(paths.items[LP_PATHS_MAX].n, 0);
        for (size_t i = 0; i < LP_PATHS_MAX; i++)
            net_assert_near(paths.items[i].probability, census.largest[i], 1e-14, "probability");
        net_assert_near(total(&paths), 1, 1e-14, "sum");
        lp_paths_clear(&paths);
        lp_flow_free(flow);
        netmaker_free(maker);
    }
}

/* One way that is best beside six that are equal: each stands in its place. */
static void test_ties_behind_the_first(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(7, 0, 14);
    for (size_t i = 7; i-- > 0;) {
        const double factor = 1. / (3 + (double)i), g = i == 6 ? 6 : 1;
        netmaker_edge(maker, FIRST, A + i, g / factor);
        netmaker_edge(maker, A + i, SECOND, g / (1 - factor));
    }
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, 7);
    assert_path(&paths.items[0], 0.5, 3, (size_t[]){FIRST, A + 6, SECOND});
    for (size_t i = 0; i < 6; i++)
        assert_path(&paths.items[1 + i], 1. / 12, 3, (size_t[]){FIRST, A + i, SECOND});
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* Nine stages of two phases alike, each joined to both of the next: 512 ways of 1/512, of which no
 * list can hold all. Those that are told are 20 of them, and the rest is the others. */
static void test_more_ties_than_are_kept(void **state)
{
    (void)state;
    enum { STAGES = 9 };
    struct netmaker *maker = netmaker_new(2 * STAGES, 0, 4 * STAGES);
    for (size_t i = 0; i < 2; i++) {
        netmaker_edge(maker, FIRST, A + i, 2);
        netmaker_edge(maker, A + 2 * (STAGES - 1) + i, SECOND, 2);
        for (size_t k = 0; k + 1 < STAGES; k++) {
            netmaker_edge(maker, A + 2 * k + i, A + 2 * (k + 1), 1);
            netmaker_edge(maker, A + 2 * (k + 1) + 1, A + 2 * k + i, 1);
        }
    }
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, LP_PATHS_MAX + 1);
    for (size_t i = 0; i < LP_PATHS_MAX; i++) {
        assert_int_equal(paths.items[i].n, STAGES + 2);
        net_assert_near(paths.items[i].probability, 1. / 512, 1e-14, "probability");
        for (size_t k = 0; k < i; k++)
            assert_false(lp_path_equal(&paths.items[i], &paths.items[k]));
    }
    net_assert_near(paths.items[LP_PATHS_MAX].probability, 1 - LP_PATHS_MAX / 512., 1e-13, "rest");
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* 16 phases, all joined, the edges written either way round: up to 65,536 ways, and more sequences
 * on the way than there is room for. The best 20 are still just those. */
static void test_more_sequences_than_there_is_room_for(void **state)
{
    (void)state;
    enum { PHASES = 16 };
    uint64_t seed = 5;
    struct netmaker *maker = netmaker_new(PHASES, 0, PHASES * (PHASES + 3) / 2);
    for (size_t i = A; i < A + PHASES; i++) {
        netmaker_edge(maker, FIRST, i, net_decades(&seed, 2));
        netmaker_edge(maker, SECOND, i, net_decades(&seed, 2));
        for (size_t k = A; k < i; k++)
            netmaker_edge(maker, (i + k) % 2 ? k : i, (i + k) % 2 ? i : k, net_decades(&seed, 2));
    }
    struct lp_flow *flow = solved(maker, true);
    struct census census = {.view = lp_flow_view(flow)};
    walk(&census, census.view.source, 1);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, LP_PATHS_MAX + 1);
    for (size_t i = 0; i < LP_PATHS_MAX; i++)
        net_assert_near(paths.items[i].probability, census.largest[i], 1e-14, "probability");
    net_assert_near(total(&paths), 1, 1e-14, "sum");
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/* All ways of a small film, node by node, gathered by folded sequence. */
struct folded {
    struct lp_flow_view view;
    size_t n;
    struct lp_path path[4000];
    size_t compartments[4000][24];
};

static void gather(struct folded *all, size_t n, const size_t compartments[], double probability)
{
    const struct lp_path way = {n, compartments, probability};
    size_t i = 0;
    while (i < all->n && !lp_path_equal(&all->path[i], &way))
        i++;
    if (i == all->n) {
        assert_true(all->n < 4000 && n <= 24);
        all->n++;
        memcpy(all->compartments[i], compartments, n * sizeof *compartments);
        all->path[i] = (struct lp_path){n, all->compartments[i], 0};
    }
    all->path[i].probability += probability;
}

static void fold(struct folded *all, size_t node, size_t n, size_t compartments[],
                 double probability)
{
    const struct lp_flow_view *v = &all->view;
    if (n == 0 || compartments[n - 1] != v->network->nodes[node].i_compartment)
        compartments[n++] = v->network->nodes[node].i_compartment;
    if (node == v->sink) {
        gather(all, n, compartments, probability);
        return;
    }
    double out = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t c = v->first[node]; c < v->first[node + 1]; c++) {
            const struct lp_link *link = &v->network->links[v->at[c]];
            const double q = link->a == node ? v->q[v->at[c]] : -v->q[v->at[c]];
            if (q > 0 && pass == 0)
                out += q;
            if (q > 0 && pass == 1)
                fold(all, link->a == node ? link->b : link->a, n, compartments,
                     probability * (q / out));
        }
}

static int by_falling_probability(const void *one, const void *other)
{
    const struct lp_path *a = one, *b = other;
    return (a->probability < b->probability) - (a->probability > b->probability);
}

/* Films of four phases in five rough layers: the 20 best of hundreds of folded sequences. */
static void test_films_against_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 23;
    size_t most = 0;
    struct folded *all = calloc(1, sizeof *all);
    assert_non_null(all);
    for (int trial = 0; trial < 10; trial++) {
        struct netmaker *maker = netmaker_new(4, 5, 14);
        for (size_t i = A; i <= D; i++)
            netmaker_film(maker, i, net_decades(&seed, 1));
        for (size_t i = A; i <= D; i++) {
            netmaker_edge(maker, FIRST, i, net_decades(&seed, 2));
            netmaker_edge(maker, i, SECOND, net_decades(&seed, 2));
            for (size_t k = A; k < i; k++)
                netmaker_edge(maker, k, i, 3);
        }
        struct lp_network *net = netmaker_network(maker);
        for (size_t l = 0; l < net->n_links; l++)
            if (net->links[l].i_edge == LP_NONE)
                net->g[l] *= net_decades(&seed, 2);
        struct lp_flow *flow = solved(maker, true);
        all->view = lp_flow_view(flow);
        all->n = 0;
        size_t compartments[24];
        fold(all, all->view.source, 0, compartments, 1);
        qsort(all->path, all->n, sizeof all->path[0], by_falling_probability);
        most = all->n > most ? all->n : most;
        struct lp_paths paths = found(flow);
        for (size_t i = 0; i < LP_PATHS_MAX && i < all->n; i++)
            net_assert_near(paths.items[i].probability, all->path[i].probability, 1e-12,
                            "probability");
        net_assert_near(total(&paths), 1, 1e-12, "sum");
        lp_paths_clear(&paths);
        lp_flow_free(flow);
        netmaker_free(maker);
    }
    assert_true(most > 200);
    free(all);
}

/*
 * A film A with good contacts beside a film B without, which conducts far better: current enters A,
 * crosses to B, and comes back to A. A recurs, and layers are folded.
 */
static void test_a_phase_recurs(void **state)
{
    (void)state;
    struct netmaker *maker = netmaker_new(2, 30, 3);
    netmaker_film(maker, A, 1);
    netmaker_film(maker, B, 20);
    netmaker_edge(maker, FIRST, A, 100);
    netmaker_edge(maker, A, SECOND, 100);
    netmaker_edge(maker, A, B, 50);
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, 2);
    bool in_set[] = {false, false, false, true};
    const double through_b = lp_flow_visited(flow, in_set);
    assert_true(through_b > 0.5);
    assert_path(&paths.items[0], through_b, 5, (size_t[]){FIRST, A, B, A, SECOND});
    assert_path(&paths.items[1], 1 - through_b, 3, (size_t[]){FIRST, A, SECOND});
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

/*
 * Layers in which the potentials of six phases are in ever another order: more folded sequences
 * than are kept. What is reported is still exact, so it never exceeds what visits its phases, and
 * the rest makes up for all else.
 */
static void test_more_sequences_than_are_kept(void **state)
{
    (void)state;
    uint64_t seed = 3;
    enum { PHASES = 6, Z = 60 };
    struct netmaker *maker = netmaker_new(PHASES, Z, PHASES * (PHASES + 3) / 2);
    for (size_t i = A; i < A + PHASES; i++)
        netmaker_film(maker, i, 1);
    for (size_t i = A; i < A + PHASES; i++) {
        netmaker_edge(maker, FIRST, i, net_decades(&seed, 2));
        netmaker_edge(maker, i, SECOND, net_decades(&seed, 2));
        for (size_t k = A; k < i; k++)
            netmaker_edge(maker, k, i, 3);
    }
    struct lp_network *net = netmaker_network(maker);
    for (size_t l = 0; l < net->n_links; l++) /* bottlenecks along the film, here and there */
        if (net->links[l].i_edge == LP_NONE)
            net->g[l] *= net_decades(&seed, 3);
    struct lp_flow *flow = solved(maker, true);
    struct lp_paths paths = found(flow);
    assert_int_equal(paths.n, LP_PATHS_MAX + 1);
    net_assert_near(total(&paths), 1, 1e-12, "sum");
    for (size_t i = 0; i < LP_PATHS_MAX; i++) {
        const struct lp_path *path = &paths.items[i];
        assert_true(i == 0 || path->probability <= path[-1].probability + 1e-12);
        assert_true(path->compartments[0] == FIRST && path->compartments[path->n - 1] == SECOND);
        for (size_t k = 0; k + 1 < path->n; k++)
            assert_true(path->compartments[k] != path->compartments[k + 1]);
        for (size_t k = 0; k < i; k++)
            assert_false(lp_path_equal(path, &paths.items[k]));
        assert_true(path->probability > 0);
    }
    lp_paths_clear(&paths);
    lp_flow_free(flow);
    netmaker_free(maker);
}

static void test_equality(void **state)
{
    (void)state;
    const size_t one[] = {0, 2, 1}, other[] = {0, 3, 1}, elsewhere[] = {4, 2, 1};
    const struct lp_path a = {3, one, 0.2}, b = {3, one, 0.9}, c = {3, other, 0.2},
                         d = {2, one, 0.2}, e = {3, elsewhere, 0.2};
    const struct lp_path rest = {0};
    assert_true(lp_path_equal(&a, &b));
    assert_false(lp_path_equal(&a, &c));
    assert_false(lp_path_equal(&a, &d));
    assert_false(lp_path_equal(&a, &e));
    assert_false(lp_path_equal(&a, &rest));
    assert_true(lp_path_equal(&rest, &rest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bridge),
        cmocka_unit_test(test_single_chain_and_none),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_against_enumeration),
        cmocka_unit_test(test_ties_behind_the_first),
        cmocka_unit_test(test_more_ties_than_are_kept),
        cmocka_unit_test(test_more_sequences_than_there_is_room_for),
        cmocka_unit_test(test_films_against_enumeration),
        cmocka_unit_test(test_a_phase_recurs),
        cmocka_unit_test(test_more_sequences_than_are_kept),
        cmocka_unit_test(test_equality),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
