/* SPDX-License-Identifier: MIT
 *
 * Kirchhoff's law against what is known without solving it: published resistances, series and
 * parallel laws, the bridge in closed form, exact zeros in dead ends, and Gaussian elimination in
 * quadruple precision where conductances span many decades.
 */
#include "network/kirchhoff.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MAX_NODES 48
#define MAX_LINKS 400

struct net {
    size_t n_nodes, n_links;
    size_t ends[MAX_LINKS][2];
    double g[MAX_LINKS];
};

struct answer {
    double psi[MAX_NODES], q[MAX_LINKS];
    bool joined;
};

static void join(struct net *net, size_t a, size_t b, double g)
{
    assert_true(net->n_links < MAX_LINKS);
    net->ends[net->n_links][0] = a;
    net->ends[net->n_links][1] = b;
    net->g[net->n_links++] = g;
}

static struct lp_kirchhoff *solve(const struct net *net, size_t source, size_t sink,
                                  struct answer *answer)
{
    struct lp_kirchhoff *kirchhoff = NULL;
    assert_int_equal(lp_kirchhoff_new(net->n_nodes, net->n_links, net->ends, &kirchhoff), LP_OK);
    assert_int_equal(lp_kirchhoff_solve(kirchhoff, net->g, source, sink, answer->psi, answer->q,
                                        &answer->joined),
                     LP_OK);
    return kirchhoff;
}

static struct answer solved(const struct net *net, size_t source, size_t sink)
{
    struct answer answer;
    lp_kirchhoff_free(solve(net, source, sink, &answer));
    return answer;
}

static void assert_near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%.17g, expected %.17g within %g", found, expected, tolerance);
}

/* Uniform in [0,1): a linear congruential generator is enough here. */
static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

static size_t below(uint64_t *state, size_t n)
{
    return (size_t)(uniform(state) * (double)n);
}

/* A random tree, so that all is joined, and n_extra links; conductances over some decades. */
static struct net random_net(uint64_t *state, size_t n_nodes, size_t n_extra, double decades)
{
    struct net net = {.n_nodes = n_nodes};
    for (size_t i = 1; i < n_nodes; i++)
        join(&net, below(state, i), i, pow(10, decades * (uniform(state) - 0.5)));
    for (size_t k = 0; k < n_extra; k++) {
        const size_t a = below(state, n_nodes), b = below(state, n_nodes);
        if (a != b)
            join(&net, a, b, pow(10, decades * (uniform(state) - 0.5)));
    }
    return net;
}

/* Flows by Gaussian elimination with pivoting in quadruple precision. */
static void quadruple_flows(const struct net *net, size_t source, size_t sink, double q[],
                            double psi[])
{
    static __float128 m[MAX_NODES][MAX_NODES + 1];
    const size_t n = net->n_nodes;
    memset(m, 0, sizeof m);
    for (size_t l = 0; l < net->n_links; l++) {
        const size_t a = net->ends[l][0], b = net->ends[l][1];
        m[a][a] += net->g[l];
        m[b][b] += net->g[l];
        m[a][b] -= net->g[l];
        m[b][a] -= net->g[l];
    }
    m[source][n] = 1;
    for (size_t j = 0; j <= n; j++)
        m[sink][j] = j == sink;
    for (size_t c = 0; c < n; c++) {
        size_t best = c;
        for (size_t i = c; i < n; i++)
            if ((m[i][c] < 0 ? -m[i][c] : m[i][c]) > (m[best][c] < 0 ? -m[best][c] : m[best][c]))
                best = i;
        for (size_t j = 0; j <= n; j++) {
            const __float128 swap = m[c][j];
            m[c][j] = m[best][j];
            m[best][j] = swap;
        }
        for (size_t i = 0; i < n; i++) {
            const __float128 factor = i == c ? 0 : m[i][c] / m[c][c];
            for (size_t j = c; factor != 0 && j <= n; j++)
                m[i][j] -= factor * m[c][j];
        }
    }
    for (size_t i = 0; i < n; i++)
        psi[i] = (double)(m[i][n] / m[i][i]);
    for (size_t l = 0; l < net->n_links; l++) {
        const size_t a = net->ends[l][0], b = net->ends[l][1];
        q[l] = (double)(net->g[l] * (m[a][n] / m[a][a] - m[b][n] / m[b][b]));
    }
}

/* One line of resistors.csv: id,n,source,sink,"i-j:ohm ...",R,... */
static bool read_case(char *line, struct net *net, size_t *source, size_t *sink, double *ohm)
{
    char *save = NULL;
    if (!strtok_r(line, ",", &save))
        return false;
    *net = (struct net){.n_nodes = strtoul(strtok_r(NULL, ",", &save), NULL, 10)};
    *source = strtoul(strtok_r(NULL, ",", &save), NULL, 10);
    *sink = strtoul(strtok_r(NULL, ",", &save), NULL, 10);
    char *edges = strtok_r(NULL, ",", &save);
    *ohm = strtod(strtok_r(NULL, ",", &save), NULL);
    const char *exact = strtok_r(NULL, ",", &save);
    char *rest = NULL;
    const double top = strtod(exact, &rest);
    *ohm = *rest == '/' ? top / strtod(rest + 1, NULL) : top;
    for (char *edge = edges; *edge;) {
        const size_t a = strtoul(edge, &edge, 10);
        const size_t b = strtoul(edge + 1, &edge, 10);
        join(net, a, b, 1 / strtod(edge + 1, &edge));
        edge += *edge == ' ';
    }
    return true;
}

static void test_published_resistances(void **state)
{
    (void)state;
    FILE *file = fopen("tests/ref/external/resistors.csv", "r");
    assert_non_null(file);
    char line[4096];
    size_t n_cases = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        struct net net;
        size_t source = 0, sink = 0;
        double ohm = 0;
        assert_true(read_case(line, &net, &source, &sink, &ohm));
        const struct answer answer = solved(&net, source, sink);
        assert_near(answer.psi[source] / ohm, 1, 1e-12);
        n_cases++;
    }
    fclose(file);
    assert_int_equal(n_cases, 5);
}

static void test_series_and_parallel(void **state)
{
    (void)state;
    struct net net = {.n_nodes = 4};
    join(&net, 0, 1, 2e-11);
    join(&net, 2, 1, 5e-11); /* written against the flow */
    join(&net, 2, 3, 1e-11);
    join(&net, 2, 3, 3e-11);
    const struct answer answer = solved(&net, 0, 3);
    assert_near(answer.psi[0] * (1 / (1 / 2e-11 + 1 / 5e-11 + 1 / 4e-11)), 1, 1e-15);
    assert_near(answer.q[0], 1, 1e-15);
    assert_near(answer.q[1], -1, 1e-15);
    assert_near(answer.q[2], 0.25, 1e-15);
    assert_near(answer.q[3], 0.75, 1e-15);
}

/* Wheatstone's bridge: the current of the middle link in closed form, zero when balanced. */
static void test_bridge(void **state)
{
    (void)state;
    const double a = 3, b = 5, c = 7, d = 2, m = 1e6; /* 0-1, 0-2, 1-3, 2-3, 1-2 */
    struct net net = {.n_nodes = 4};
    join(&net, 0, 1, a);
    join(&net, 0, 2, b);
    join(&net, 1, 3, c);
    join(&net, 2, 3, d);
    join(&net, 1, 2, m);
    const double total = (a + b) * c * d + a * b * (c + d) + m * (a + b) * (c + d);
    const double minor = (a + c + m) * (b + d + m) - m * m;
    struct answer answer = solved(&net, 0, 3);
    assert_near(answer.psi[0], minor / total, 1e-15);
    assert_near(answer.q[4], m * (a * d - b * c) / total, 1e-15);

    net.g[0] = 6, net.g[1] = 3, net.g[2] = 4, net.g[3] = 2;
    answer = solved(&net, 0, 3);
    assert_near(answer.q[4], 0, 1e-15);
}

static void test_many_decades_against_quadruple_precision(void **state)
{
    (void)state;
    uint64_t seed = 20240501;
    double worst = 0, worst_psi = 0;
    for (int trial = 0; trial < 60; trial++) {
        const size_t n = 4 + below(&seed, 20);
        const struct net net = random_net(&seed, n, 3 * n, trial % 3 ? 12 : 18);
        double q[MAX_LINKS], psi[MAX_NODES];
        quadruple_flows(&net, 0, n - 1, q, psi);
        const struct answer answer = solved(&net, 0, n - 1);
        for (size_t l = 0; l < net.n_links; l++)
            worst = fmax(worst, fabs(answer.q[l] - q[l]));
        for (size_t i = 0; i < n - 1; i++)
            worst_psi = fmax(worst_psi, fabs(answer.psi[i] / psi[i] - 1));
    }
    assert_near(worst, 0, 1e-14);
    assert_near(worst_psi, 0, 1e-14);
}

/* A stiff lump (conductances 1e12 times its contacts) shares the current exactly as one node. */
static void test_stiff_lump(void **state)
{
    (void)state;
    struct net net = {.n_nodes = 5};
    join(&net, 0, 1, 1);
    join(&net, 1, 2, 1e12);
    join(&net, 2, 3, 1e12);
    join(&net, 1, 3, 1e12);
    join(&net, 2, 4, 1);
    join(&net, 3, 4, 3);
    const struct answer answer = solved(&net, 0, 4);
    assert_near(answer.q[4], 0.25, 1e-11);
    assert_near(answer.q[5], 0.75, 1e-11);
    assert_near(answer.q[1] + answer.q[3], 1, 1e-15);
    /* lump: +1 at node 1, -0.25 at 2, -0.75 at 3, equal conductances */
    assert_near(answer.q[1], (0.25 + 1) / 3, 1e-11);
    assert_near(answer.q[2], (0.75 - 0.25) / 3, 1e-11);
}

/* A leaf, a ring that hangs on one node, and what lies behind either electrode. */
static void test_dead_ends(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int trial = 0; trial < 30; trial++) {
        struct net net = random_net(&seed, 6, 12, 6);
        const size_t n_links = net.n_links;
        const struct answer before = solved(&net, 0, 5);
        net.n_nodes = 14;
        join(&net, 6, 1 + below(&seed, 4), 1e-3);
        const size_t hub = below(&seed, 6);
        join(&net, hub, 7, 1e7);
        join(&net, 7, 8, 2);
        join(&net, 8, 9, 3e-5);
        join(&net, 9, hub, 1);
        join(&net, 7, 9, 1e3);
        join(&net, 0, 10, 1);
        join(&net, 10, 11, 1);
        join(&net, 11, 0, 1);
        join(&net, 5, 12, 1);
        join(&net, 12, 13, 1);
        join(&net, 13, 5, 1);
        const struct answer after = solved(&net, 0, 5);
        assert_memory_equal(before.q, after.q, n_links * sizeof before.q[0]);
        assert_memory_equal(before.psi, after.psi, 6 * sizeof before.psi[0]);
        for (size_t l = n_links; l < net.n_links; l++)
            assert_true(after.q[l] == 0);
        assert_near(after.psi[8], after.psi[hub], 1e-14 * after.psi[0]);
        assert_near(after.psi[11], after.psi[0], 1e-14 * after.psi[0]);
        assert_true(after.psi[12] == 0 && after.psi[13] == 0);
    }
}

static void test_parts_that_are_not_joined(void **state)
{
    (void)state;
    struct net net = {.n_nodes = 7};
    join(&net, 0, 1, 1);
    join(&net, 1, 2, 0); /* closed */
    join(&net, 2, 3, 1);
    join(&net, 4, 5, 1);
    struct answer answer;
    struct lp_kirchhoff *kirchhoff = solve(&net, 0, 3, &answer);
    assert_false(answer.joined);
    for (size_t i = 0; i < net.n_nodes; i++)
        assert_true(answer.psi[i] == 0);
    for (size_t l = 0; l < net.n_links; l++)
        assert_true(answer.q[l] == 0);
    double dq[MAX_LINKS];
    assert_int_equal(lp_kirchhoff_derivative(kirchhoff, net.g, answer.psi, net.g, dq),
                     LP_EINTERNAL);

    net.g[1] = 1; /* the same solver takes the new structure */
    assert_int_equal(
        lp_kirchhoff_solve(kirchhoff, net.g, 0, 3, answer.psi, answer.q, &answer.joined), LP_OK);
    assert_true(answer.joined);
    assert_near(answer.psi[0], 3, 1e-14);
    assert_true(answer.q[3] == 0 && answer.psi[4] == 0 && answer.psi[6] == 0);
    lp_kirchhoff_free(kirchhoff);
}

static void test_faults(void **state)
{
    (void)state;
    struct net net = {.n_nodes = 3};
    join(&net, 0, 1, 1);
    join(&net, 1, 2, 1);
    struct answer answer;
    struct lp_kirchhoff *kirchhoff = solve(&net, 0, 2, &answer);
    net.g[0] = 0;
    net.g[1] = NAN;
    assert_int_equal(
        lp_kirchhoff_solve(kirchhoff, net.g, 0, 2, answer.psi, answer.q, &answer.joined),
        LP_ENUMERIC);
    net.g[1] = 1; /* and the failure left no trace: a closed link is seen as closed */
    assert_int_equal(
        lp_kirchhoff_solve(kirchhoff, net.g, 0, 2, answer.psi, answer.q, &answer.joined), LP_OK);
    assert_false(answer.joined);
    assert_int_equal(
        lp_kirchhoff_solve(kirchhoff, net.g, 1, 1, answer.psi, answer.q, &answer.joined),
        LP_EINTERNAL);
    lp_kirchhoff_free(kirchhoff);

    struct lp_kirchhoff *none = NULL;
    net.ends[0][1] = 9;
    assert_int_equal(lp_kirchhoff_new(3, 2, net.ends, &none), LP_EINTERNAL);
    assert_null(none);
    lp_kirchhoff_free(NULL);
}

/* Reversed electrodes: the same flows, backwards. */
static void test_reversal(void **state)
{
    (void)state;
    uint64_t seed = 99;
    const struct net net = random_net(&seed, 12, 30, 8);
    const struct answer there = solved(&net, 0, 11), back = solved(&net, 11, 0);
    for (size_t l = 0; l < net.n_links; l++)
        assert_near(there.q[l], -back.q[l], 1e-14);
}

static void test_derivative_against_differences(void **state)
{
    (void)state;
    uint64_t seed = 4242;
    for (int trial = 0; trial < 20; trial++) {
        struct net net = random_net(&seed, 8, 14, 4);
        for (size_t l = 0; l < net.n_links; l++) {
            struct answer at;
            struct lp_kirchhoff *kirchhoff = solve(&net, 0, 7, &at);
            double dg[MAX_LINKS] = {0}, dq[MAX_LINKS];
            dg[l] = net.g[l]; /* per relative change, so that all sizes compare */
            assert_int_equal(lp_kirchhoff_derivative(kirchhoff, net.g, at.psi, dg, dq), LP_OK);
            lp_kirchhoff_free(kirchhoff);
            struct net more = net, less = net;
            const double h = 1e-5;
            more.g[l] *= 1 + h;
            less.g[l] *= 1 - h;
            const struct answer up = solved(&more, 0, 7), down = solved(&less, 0, 7);
            for (size_t k = 0; k < net.n_links; k++)
                assert_near(dq[k], (up.q[k] - down.q[k]) / (2 * h), 1e-9);
        }
    }
}

/* The derivative at zero conductance wakes the dead end that the link would close to a loop. */
static void test_derivative_of_a_closed_link(void **state)
{
    (void)state;
    struct net net = {.n_nodes = 5};
    join(&net, 0, 1, 1);
    join(&net, 1, 2, 2);
    join(&net, 0, 3, 5); /* dead end ... */
    join(&net, 3, 2, 0); /* ... until this opens */
    join(&net, 4, 2, 0); /* a link to a node without any other: dead whatever it is */
    struct answer at;
    struct lp_kirchhoff *kirchhoff = solve(&net, 0, 2, &at);
    const double dg[] = {0, 0, 0, 1, 1};
    double dq[5];
    assert_int_equal(lp_kirchhoff_derivative(kirchhoff, net.g, at.psi, dg, dq), LP_OK);
    /* q = (1/R) / (1/R + g) through the old way, R = 1.5, so dq/dg = -R at g = 0 */
    const double expected[] = {-1.5, -1.5, 1.5, 1.5, 0};
    for (size_t l = 0; l < 5; l++)
        assert_near(dq[l], expected[l], 1e-14);
    const double none[] = {0, 0, 3, 0, 0};
    assert_int_equal(lp_kirchhoff_derivative(kirchhoff, net.g, at.psi, none, dq), LP_OK);
    for (size_t l = 0; l < 5; l++)
        assert_true(dq[l] == 0);
    lp_kirchhoff_free(kirchhoff);
}

/*
 * Three phases in 10000 layers, equal in every layer: current flows along the film only, in
 * proportion to the conductances along it, and each phase carries the same in every layer.
 */
static void test_many_layers(void **state)
{
    (void)state;
    enum { Z = 10000, PHASES = 3, NODES = PHASES * Z + 2 };
    const double along_film[PHASES] = {1, 30, 4e-6};
    const size_t n_links = PHASES * (Z - 1) + 2 * PHASES * Z + 2 * PHASES;
    size_t(*ends)[2] = calloc(n_links, sizeof *ends);
    double *g = calloc(n_links, sizeof *g), *q = calloc(n_links, sizeof *q);
    double *psi = calloc(NODES, sizeof *psi);
    assert_true(ends && g && q && psi);
    size_t n = 0;
    for (size_t i = 0; i < PHASES; i++) {
        for (size_t z = 0; z < Z; z++) {
            if (z + 1 < Z) {
                ends[n][0] = z * PHASES + i, ends[n][1] = (z + 1) * PHASES + i;
                g[n++] = along_film[i] * Z;
            }
            if (i > 0) {
                ends[n][0] = z * PHASES + i - 1, ends[n][1] = z * PHASES + i;
                g[n++] = 1e-7 / Z;
            }
        }
        ends[n][0] = NODES - 2, ends[n][1] = i;
        g[n++] = along_film[i] * 2 * Z;
        ends[n][0] = (Z - 1) * PHASES + i, ends[n][1] = NODES - 1;
        g[n++] = along_film[i] * 2 * Z;
    }
    struct lp_kirchhoff *kirchhoff = NULL;
    bool joined = false;
    assert_int_equal(lp_kirchhoff_new(NODES, n, ends, &kirchhoff), LP_OK);
    assert_int_equal(lp_kirchhoff_solve(kirchhoff, g, NODES - 2, NODES - 1, psi, q, &joined),
                     LP_OK);
    assert_true(joined);
    const double total = along_film[0] + along_film[1] + along_film[2];
    assert_near(psi[NODES - 2] * total, 1, 1e-12);
    double worst = 0;
    for (size_t l = 0; l < n; l++) {
        const bool crosses = ends[l][1] == ends[l][0] + 1 && g[l] < 1e-9;
        const size_t i = ends[l][0] < NODES - 2 ? ends[l][0] % PHASES : ends[l][1] % PHASES;
        worst = fmax(worst, fabs(q[l] - (crosses ? 0 : along_film[i] / total)));
    }
    assert_near(worst, 0, 1e-12);
    lp_kirchhoff_free(kirchhoff);
    free(ends);
    free(g);
    free(q);
    free(psi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_resistances),
        cmocka_unit_test(test_series_and_parallel),
        cmocka_unit_test(test_bridge),
        cmocka_unit_test(test_many_decades_against_quadruple_precision),
        cmocka_unit_test(test_stiff_lump),
        cmocka_unit_test(test_dead_ends),
        cmocka_unit_test(test_parts_that_are_not_joined),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_reversal),
        cmocka_unit_test(test_derivative_against_differences),
        cmocka_unit_test(test_derivative_of_a_closed_link),
        cmocka_unit_test(test_many_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
