/* SPDX-License-Identifier: MIT
 *
 * The chain of conduction: science.md's closed formula, any one unknown back, published fixtures.
 */
#include "conduct/conduction.h"

#include "base/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static const double truth[LP_N_CONDUCTION] = {
    [LP_CONDUCTION_TRANSFERENCE] = 0.8, [LP_CONDUCTION_CARRIERS] = 2e28,
    [LP_CONDUCTION_HAVEN] = 0.4,        [LP_CONDUCTION_CORRELATION] = 0.7272,
    [LP_CONDUCTION_DISTANCE] = 2e-10,   [LP_CONDUCTION_ATTEMPT] = 1e13,
    [LP_CONDUCTION_ENTROPY] = 1.5,      [LP_CONDUCTION_ENTHALPY] = 4e-20};
static const enum lp_conduction_quantity basic[] = {
    LP_CONDUCTION_TRANSFERENCE, LP_CONDUCTION_CARRIERS, LP_CONDUCTION_HAVEN,
    LP_CONDUCTION_CORRELATION,  LP_CONDUCTION_DISTANCE, LP_CONDUCTION_ATTEMPT,
    LP_CONDUCTION_ENTROPY,      LP_CONDUCTION_ENTHALPY};
#define N_BASIC (sizeof basic / sizeof *basic)

/* science.md's formula with 1/b for 1/6. */
static double closed_form(double T, unsigned dimension)
{
    const double kT = LP_BOLTZMANN_J_PER_K * T, q = LP_ELEMENTARY_CHARGE_C;
    return 1.0 / (2.0 * dimension) * truth[LP_CONDUCTION_CORRELATION] / truth[LP_CONDUCTION_HAVEN] *
           truth[LP_CONDUCTION_CARRIERS] * q * q / kT * truth[LP_CONDUCTION_DISTANCE] *
           truth[LP_CONDUCTION_DISTANCE] * truth[LP_CONDUCTION_ATTEMPT] *
           exp(truth[LP_CONDUCTION_ENTROPY]) * exp(-truth[LP_CONDUCTION_ENTHALPY] / kT) /
           truth[LP_CONDUCTION_TRANSFERENCE];
}

static void give(struct lp_conduction *chain, enum lp_conduction_quantity k, double value)
{
    chain->of[k] = (struct lp_conduction_value){LP_CONDUCTION_GIVEN, value, 0.0, 0};
}

static void any_one_unknown_comes_back(void **state)
{
    (void)state;
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    for (unsigned dimension = 1; dimension <= 3; dimension++)
        for (size_t unknown = 0; unknown <= N_BASIC; unknown++) {
            struct lp_conduction chain = {.temperature_K = 310.0, .dimension = dimension};
            for (size_t i = 0; i < N_BASIC; i++)
                if (i != unknown)
                    give(&chain, basic[i], truth[basic[i]]);
            if (unknown < N_BASIC)
                give(&chain, LP_CONDUCTION_SIGMA, closed_form(310.0, dimension));
            lp_conduction_solve(&chain, checks);
            const enum lp_conduction_quantity k =
                unknown < N_BASIC ? basic[unknown] : LP_CONDUCTION_SIGMA;
            const double wanted = unknown < N_BASIC ? truth[k] : closed_form(310.0, dimension);
            assert_int_equal(chain.of[k].origin, LP_CONDUCTION_DERIVED);
            assert_true(fabs(chain.of[k].value / wanted - 1.0) < 1e-12);
        }
}

/* Each relation, each of its quantities: left out, it comes back from the others. */
static void every_quantity_of_every_relation(void **state)
{
    (void)state;
    const double T = 310.0, kT = LP_BOLTZMANN_J_PER_K * T;
    double all[LP_N_CONDUCTION];
    for (size_t k = 0; k < LP_N_CONDUCTION; k++)
        all[k] = truth[k];
    all[LP_CONDUCTION_RATE] = 1e13 * exp(1.5) * exp(-4e-20 / kT);
    all[LP_CONDUCTION_D_RANDOM] = 4e-20 * all[LP_CONDUCTION_RATE] / 6.0;
    all[LP_CONDUCTION_D_TRACER] = 0.7272 * all[LP_CONDUCTION_D_RANDOM];
    all[LP_CONDUCTION_D_SIGMA] = all[LP_CONDUCTION_D_TRACER] / 0.4;
    all[LP_CONDUCTION_SIGMA] = closed_form(T, 3);
    for (size_t i = 0; i < LP_N_CONDUCTION_RELATIONS; i++)
        for (enum lp_conduction_quantity unknown = 0; unknown < LP_N_CONDUCTION; unknown++) {
            struct lp_conduction chain = {.temperature_K = T, .dimension = 3};
            struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
            if (!lp_conduction_has(i, unknown))
                continue;
            for (enum lp_conduction_quantity k = 0; k < LP_N_CONDUCTION; k++)
                if (k != unknown && lp_conduction_has(i, k))
                    give(&chain, k, all[k]);
            lp_conduction_solve(&chain, checks);
            assert_int_equal(chain.of[unknown].origin, LP_CONDUCTION_DERIVED);
            assert_true(fabs(chain.of[unknown].value / all[unknown] - 1.0) < 1e-12);
        }
}

/* A lattice by its steps from a site of even coordinate sum; from an odd one they are reversed. */
struct walk {
    const char *name;
    int n_steps, n_dimensions;
    int step[12][3];
    double way[12][3]; /* the same in space, where the grid is skew */
};

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

#define SIZE_2D 101
#define SIZE_3D 27

/*
 * One step of the vacancy's distribution. What meets the tracer (the middle) goes to met[k], less
 * where the vacancy came from along -way[k]: only the angle matters later.
 */
static void step_on(const struct walk *walk, int size, int depth, const double here[],
                    double next[], double met[])
{
    const int half = size / 2, middle_z = depth / 2;
    for (int x = 0; x < size; x++)
        for (int y = 0; y < size; y++)
            for (int z = 0; z < depth; z++) {
                const double part = here[(x * size + y) * depth + z] / walk->n_steps;
                const int sign = (x + y + z + 2 * half + middle_z) % 2 ? -1 : 1;
                for (int k = 0; part > 0.0 && k < walk->n_steps; k++) {
                    const int *s = walk->step[k];
                    const int u = x + sign * s[0], v = y + sign * s[1], w = z + sign * s[2];
                    if (u == half && v == half && w == middle_z)
                        met[k] -= sign * part;
                    else if (u >= 0 && u < size && v >= 0 && v < size && w >= 0 && w < depth)
                        next[(u * size + v) * depth + w] += part;
                }
            }
}

/*
 * Compaan and Haven's f = (1 + <cos>)/(1 - <cos>), the angle between two jumps of the tracer that
 * one vacancy makes: it starts beside the tracer, walks at random, and jumps back from somewhere.
 */
static double correlation_of(const struct walk *walk)
{
    const int size = walk->n_dimensions == 2 ? SIZE_2D : SIZE_3D;
    const int depth = walk->n_dimensions == 2 ? 1 : size, half = size / 2;
    const size_t n = (size_t)size * (size_t)size * (size_t)depth;
    double *here = calloc(n, sizeof *here), *next = calloc(n, sizeof *next), met[12] = {0.0};
    double cosine = 0.0;
    assert_true(here && next);
    const int *s = walk->step[0];
    /* The middle counts as even. */
    here[((half + s[0]) * size + half + s[1]) * depth + depth / 2 + s[2]] = 1.0;
    for (int i = 0; i < (depth == 1 ? 3000 : 400); i++) {
        memset(next, 0, n * sizeof *next);
        step_on(walk, size, depth, here, next, met);
        double *swap = here;
        here = next;
        next = swap;
    }
    for (int k = 0; k < walk->n_steps; k++)
        cosine -= met[k] * dot(walk->way[0], walk->way[k]) / dot(walk->way[0], walk->way[0]);
    free(here);
    free(next);
    return (1.0 + cosine) / (1.0 - cosine);
}

static void correlation_factors_follow_from_the_walk(void **state)
{
    (void)state;
    static const double h = 0.8660254037844386;
    const struct walk walks[] = {
        {"sc", 6, 3, {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}, {{0}}},
        {"bcc",
         8,
         3,
         {{1, 1, 1},
          {1, 1, -1},
          {1, -1, 1},
          {1, -1, -1},
          {-1, 1, 1},
          {-1, 1, -1},
          {-1, -1, 1},
          {-1, -1, -1}},
         {{0}}},
        {"fcc",
         12,
         3,
         {{1, 1, 0},
          {1, -1, 0},
          {-1, 1, 0},
          {-1, -1, 0},
          {1, 0, 1},
          {1, 0, -1},
          {-1, 0, 1},
          {-1, 0, -1},
          {0, 1, 1},
          {0, 1, -1},
          {0, -1, 1},
          {0, -1, -1}},
         {{0}}},
        {"diamond", 4, 3, {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}}, {{0}}},
        {"square", 4, 2, {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}}, {{0}}},
        {"hexagonal",
         6,
         2,
         {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {-1, 1, 0}, {1, -1, 0}},
         {{1, 0, 0}, {-1, 0, 0}, {0.5, h, 0}, {-0.5, -h, 0}, {-0.5, h, 0}, {0.5, -h, 0}}},
        {"honeycomb",
         3,
         2,
         {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}},
         {{h, -0.5, 0}, {-h, -0.5, 0}, {0, 1, 0}}},
    };
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        struct walk walk = walks[i];
        double wanted = NAN;
        for (int k = 0; dot(walks[i].way[0], walks[i].way[0]) == 0.0 && k < walk.n_steps; k++)
            for (int j = 0; j < 3; j++)
                walk.way[k][j] = walk.step[k][j];
        for (size_t k = 0; k < lp_n_lattices; k++)
            if (strcmp(lp_lattices[k].name, walk.name) == 0)
                wanted = lp_lattices[k].correlation;
        /* A finite box and time: about 1e-3. */
        if (!(fabs(correlation_of(&walk) - wanted) < 1.5e-3))
            fail_msg("%s: %g by the walk, %g in the table", walk.name, correlation_of(&walk),
                     wanted);
    }
}

static void published_haven_ratios(void **state)
{
    (void)state;
    static const double rows[][4] = {{2.2e-12, 0.9, 2.09e28, 0.32},
                                     {1.8e-12, 0.7, 1.45e28, 0.23},
                                     {1.8e-12, 0.7, 2.18e28, 0.35},
                                     {1.4e-12, 0.4, 2.07e28, 0.45}};
    for (size_t i = 0; i < 4; i++) {
        struct lp_conduction chain = {.temperature_K = 298.0, .dimension = 3};
        struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
        give(&chain, LP_CONDUCTION_D_TRACER, rows[i][0]);
        give(&chain, LP_CONDUCTION_SIGMA, rows[i][1]);
        give(&chain, LP_CONDUCTION_CARRIERS, rows[i][2]);
        give(&chain, LP_CONDUCTION_TRANSFERENCE, 1.0);
        lp_conduction_solve(&chain, checks);
        assert_true(fabs(chain.of[LP_CONDUCTION_HAVEN].value - rows[i][3]) < 0.005);
    }
}

static void widths_add_and_contradictions_show(void **state)
{
    (void)state;
    struct lp_conduction chain = {.temperature_K = 298.0, .dimension = 3};
    struct lp_conduction_check checks[LP_N_CONDUCTION_RELATIONS];
    give(&chain, LP_CONDUCTION_DISTANCE, 1e-10);
    give(&chain, LP_CONDUCTION_RATE, 6e9);
    chain.of[LP_CONDUCTION_DISTANCE].width = 0.2;
    chain.of[LP_CONDUCTION_RATE].width = 0.3;
    lp_conduction_solve(&chain, checks);
    assert_true(fabs(chain.of[LP_CONDUCTION_D_RANDOM].value / 1e-11 - 1.0) < 1e-12);
    assert_true(fabs(chain.of[LP_CONDUCTION_D_RANDOM].width - 0.5) < 1e-12);
    assert_false(checks[3].is_checked);
    give(&chain, LP_CONDUCTION_D_RANDOM, 2e-11);
    lp_conduction_solve(&chain, checks);
    assert_true(checks[3].is_checked && fabs(checks[3].ratio - 2.0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_one_unknown_comes_back),
                                       cmocka_unit_test(every_quantity_of_every_relation),
                                       cmocka_unit_test(correlation_factors_follow_from_the_walk),
                                       cmocka_unit_test(published_haven_ratios),
                                       cmocka_unit_test(widths_add_and_contradictions_show)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
