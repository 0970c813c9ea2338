/* SPDX-License-Identifier: MIT
 *
 * Modes of small networks against what defines them and against closed forms whose slow rates are
 * twenty decades below the fast ones.
 */
#include "engine/engine_exact_modes.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MOST 12

/* A network of n nodes with its modes. */
struct network {
    struct lp_arena *arena;
    struct lp_exact_modes modes;
    double N[MOST], L[MOST][MOST]; /* L as it is before the modes take it apart */
};

static struct network *begin(size_t n)
{
    struct lp_arena *arena = lp_arena_new();
    assert_non_null(arena);
    struct network *net = lp_arena_alloc(arena, 1, sizeof *net);
    assert_non_null(net);
    net->arena = arena;
    lp_exact_modes_alloc(arena, n, &net->modes);
    assert_false(lp_arena_has_failed(arena));
    for (size_t i = 0; i < n; i++)
        net->N[i] = 1e-6;
    return net;
}

static void join(struct network *net, size_t a, size_t b, double phi)
{
    size_t n = net->modes.n;
    net->modes.adjacent[a * n + b] += phi;
    net->modes.adjacent[b * n + a] += phi;
    net->L[a][a] += phi;
    net->L[b][b] += phi;
    net->L[a][b] -= phi;
    net->L[b][a] -= phi;
}

static void ground(struct network *net, size_t a, double phi)
{
    net->modes.ground[a] += phi;
    net->L[a][a] += phi;
}

static void solve(struct network *net)
{
    assert_int_equal(lp_exact_modes_find(&net->modes, net->N), LP_OK);
}

static double slowest(const struct network *net)
{
    double slowest = -INFINITY;
    for (size_t m = 0; m < net->modes.n; m++)
        slowest = fmax(slowest, net->modes.lambda[m]);
    return slowest;
}

/* P^T N P = 1, P^T L P = -lambda and L^-1 L = 1, of networks of every size with a reservoir. */
static void modes_are_what_they_should_be(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t n = 1; n <= MOST; n++) {
        struct network *net = begin(n);
        for (size_t i = 0; i < n; i++) {
            net->N[i] = 1e-6 * net_decades(&seed, 1);
            for (size_t j = 0; j < i; j++)
                join(net, i, j, 1e-10 * net_decades(&seed, 1));
        }
        ground(net, n / 2, 1e-10);
        solve(net);
        assert_int_equal(net->modes.rank, n);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                const double *P = net->modes.P + i * n, *Q = net->modes.P + j * n;
                double mass = 0, rate = 0, unit = 0, same = i == j ? 1 : 0;
                for (size_t a = 0; a < n; a++) {
                    mass += P[a] * net->N[a] * Q[a];
                    unit += net->modes.green[i * n + a] * net->L[a][j];
                    for (size_t b = 0; b < n; b++)
                        rate += P[a] * net->L[a][b] * Q[b];
                }
                net_assert_near(mass, same, 1e-12, "P^T N P");
                net_assert_near(unit, same, 1e-11, "L^-1 L");
                net_assert_near(rate / 1e-4, -same * net->modes.lambda[i] / 1e-4, 1e-9, "P^T L P");
            }
        }
        lp_arena_free(net->arena);
    }
}

/* Two nodes in fast exchange F behind a slow contact G: one pool, G/(2 N), and a chain of
 * resistances 1/G, 1/F. */
static void slow_modes_keep_their_digits(void **state)
{
    (void)state;
    const double F = 1e-3, G = 1e-23;
    struct network *net = begin(2);
    join(net, 0, 1, F);
    ground(net, 0, G);
    solve(net);
    net_assert_near(slowest(net) / (G / 2e-6), -1, 1e-14, "slow rate");
    for (size_t e = 0; e < 4; e++)
        net_assert_near(net->modes.green[e] * G, 1, 1e-14, "Green's function");
    lp_arena_free(net->arena);
}

/* A network's rates do not change for a node beside it that touches nothing of it. */
static void sizes_agree(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 4; n++) {
        double slow[2];
        for (size_t more = 0; more < 2; more++) {
            struct network *net = begin(n + more);
            for (size_t i = 0; i + 1 < n; i++)
                join(net, i, i + 1, 1e-10 * (double)(i + 1));
            ground(net, 0, 3e-11);
            if (more > 0)
                ground(net, n, 1e-3);
            solve(net);
            slow[more] = slowest(net);
            lp_arena_free(net->arena);
        }
        net_assert_near(slow[1] / slow[0], 1, 1e-14, "the slowest rate");
    }
}

/* A part that no reservoir reaches has a mode that stays, even over it and zero elsewhere. */
static void isolated_parts_stay(void **state)
{
    (void)state;
    struct network *net = begin(4);
    join(net, 0, 1, 1e-10);
    ground(net, 0, 1e-11);
    join(net, 2, 3, 1e-10);
    solve(net);
    assert_int_equal(net->modes.rank, 3);
    const double *member = net->modes.member + 3 * 4, expected[4] = {0, 0, 1, 1};
    assert_memory_equal(member, expected, sizeof expected);
    assert_true(net->modes.lambda[3] == 0);
    for (size_t a = 0; a < 4; a++)
        net_assert_near(net->modes.P[3 * 4 + a] * sqrt(2e-6), expected[a], 1e-14, "its mode");
    lp_arena_free(net->arena);
}

/* Green's function of the same network with a little more ground everywhere; the modes stay. */
static void green_alone(void **state)
{
    (void)state;
    struct network *net = begin(3);
    double P[9];
    join(net, 0, 1, 1e-10);
    solve(net);
    memcpy(P, net->modes.P, sizeof P);
    memset(net->modes.adjacent, 0, 9 * sizeof(double));
    memset(net->modes.ground, 0, 3 * sizeof(double));
    memset(net->L, 0, sizeof net->L);
    join(net, 0, 1, 1e-10);
    for (size_t i = 0; i < 3; i++)
        ground(net, i, 1e-12);
    lp_exact_modes_invert(&net->modes);
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            double unit = 0;
            for (size_t a = 0; a < 3; a++)
                unit += net->modes.green[i * 3 + a] * net->L[a][j];
            net_assert_near(unit, i == j ? 1 : 0, 1e-13, "L^-1 L");
        }
    }
    assert_memory_equal(P, net->modes.P, sizeof P);
    lp_arena_free(net->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modes_are_what_they_should_be),
        cmocka_unit_test(slow_modes_keep_their_digits), cmocka_unit_test(sizes_agree),
        cmocka_unit_test(isolated_parts_stay), cmocka_unit_test(green_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
