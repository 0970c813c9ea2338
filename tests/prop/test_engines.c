/* SPDX-License-Identifier: MIT
 *
 * Two engines that share no method agree on random models: CVODES, which steps in time, at a
 * relative tolerance of 1e-10, and the exact engine: states within 1e-7, derivatives within 1e-6 of
 * the parameter's largest. Models at rest, with finite electrodes and parts that nothing reaches,
 * stored, driven, one-way, in depth (with finite electrodes and surface pools at rest, phases that
 * do not transport along it, more layers than are worked on at a time), of many compartments,
 * cycled by blocks of steps; flows over six decades; eigenvalues that are degenerate, exactly or
 * nearly. The exact engine's derivatives are differences of its states too, which are accurate
 * enough for that, and a repeated block gives what its steps give written out. A failure prints the
 * seed; MULT scales how many are tried.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/multiple.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N_TIMES       6
#define N_EACH        5 /* models of each kind, times MULT */
#define STATE_WITHIN  1e-7
#define SLOPE_WITHIN  1e-6
#define MOST_PHASES   4
#define MANY_PHASES   34
#define MOST_ELEMENTS (N_TIMES * (MANY_PHASES + 2))

enum kind {
    REST,
    FINITE,
    STORED,
    DEGENERATE,
    NEARLY,
    DRIVEN,
    ONE_WAY,
    DEPTH,
    DEPTH_DRIVEN,
    CYCLED,
    CYCLED_ONE_WAY,
    DEPTH_FINITE,
    MANY,
    N_KINDS
};

static bool chance(struct lp_random *random, double probability)
{
    return lp_random_uniform(random) < probability;
}

/* Flows of one decade each, or all alike, exactly or within a few rounding errors to 1e-4. */
static double flow_of(struct lp_random *random, enum kind kind)
{
    static const double near[] = {0, 1e-15, 1e-12, 1e-8, 1e-4};
    if (kind == DEGENERATE)
        return 1e-10;
    if (kind == NEARLY)
        return 1e-10 * (1 + near[random_below(random, 5)]);
    return random_decades(random, 1e-14, 1e-8);
}

static bool is_depth(enum kind kind)
{
    return kind == DEPTH || kind == DEPTH_DRIVEN || kind == DEPTH_FINITE;
}

static size_t electrode(struct modelmaker *maker, struct lp_random *random, enum kind kind)
{
    bool may_be_finite = kind == FINITE || kind == DEPTH_FINITE;
    if (kind == DEPTH_FINITE && chance(random, 0.3))
        return modelmaker_pool(maker, random_decades(random, 1e-7, 1e-5),
                               lp_random_uniform(random));
    bool is_finite = may_be_finite && chance(random, 0.7);
    double most_mol = kind == DEPTH_FINITE ? 1e-5 : 1e-3; /* more, and CVODES hardly ends */
    return modelmaker_electrode(maker, is_finite ? random_decades(random, 1e-6, most_mol) : NAN,
                                lp_random_uniform(random));
}

/* Off the electrodes: phases that do not transport along the depth. */
static bool may_touch(const struct modelmaker *maker, enum kind kind, size_t a, size_t b)
{
    return a >= 2 || !is_depth(kind) || maker->model.compartments[b].diffusivity_m2_per_s.is_given;
}

static void add_edges(struct modelmaker *maker, struct lp_random *random, enum kind kind,
                      size_t n_phases)
{
    size_t n = 2 + n_phases;
    double density = kind == DEGENERATE ? 0.9 : kind == MANY ? 0.05 : 0.6;
    for (size_t a = 0; a < n; a++) {
        for (size_t b = a < 2 ? 2 : a + 1; b < n; b++) {
            if (!may_touch(maker, kind, a, b))
                continue;
            if ((a < 2 && b == 2) || (kind == MANY && b == a + 1) || chance(random, density))
                modelmaker_exchange(maker, a, b, flow_of(random, kind));
        }
    }
    if (kind != ONE_WAY && kind != CYCLED_ONE_WAY)
        return;
    for (size_t b = 3; b < n; b++)
        modelmaker_one_way(maker, b - 1, b, random_decades(random, 1e-8, 1e-3));
    if (n > 4) /* round and round: complex eigenvalues */
        modelmaker_one_way(maker, n - 1, 2, random_decades(random, 1e-8, 1e-3));
    modelmaker_one_way(maker, 2, 1, 1e-6);
}

/* Blocks of steps, driven, at rest and out of the cell, repeated. Whole seconds, so that times
 * differ by no rounding however they are added up. */
static void add_cycles(struct modelmaker *maker, struct lp_random *random)
{
    double current_A = random_decades(random, 1e-7, 1e-5);
    for (size_t b = 0, n_blocks = 1 + random_below(random, 3); b < n_blocks; b++) {
        size_t n_steps = 1 + random_below(random, 5);
        for (size_t s = 0; s < n_steps; s++) {
            double part = lp_random_uniform(random);
            modelmaker_step(maker, floor(random_decades(random, 30, 3000)),
                            part < 0.4   ? current_A
                            : part < 0.8 ? -current_A
                                         : 0,
                            part < 0.9);
        }
        modelmaker_repeat(maker, n_steps, (size_t)random_decades(random, 1, 80));
    }
}

static struct modelmaker *random_model(struct lp_random *random, enum kind kind)
{
    struct modelmaker *maker = modelmaker_new();
    bool alike = kind == DEGENERATE || kind == NEARLY;
    size_t n_phases = kind == MANY ? MANY_PHASES : 1 + random_below(random, MOST_PHASES);
    for (size_t i = 0; i < 2; i++)
        electrode(maker, random, kind);
    for (size_t i = 0; i < n_phases; i++) {
        double N = alike ? 1e-6 : random_decades(random, 1e-7, 1e-5);
        size_t phase = modelmaker_phase(maker, N, lp_random_uniform(random));
        if (is_depth(kind) && (i == 0 || chance(random, 0.8)))
            maker->model.compartments[phase].diffusivity_m2_per_s =
                modelmaker_parameter(maker, random_decades(random, 1e-16, 1e-11));
    }
    if (is_depth(kind) && chance(random, 0.2))
        modelmaker_depth(maker, 33 + random_below(random, 10), 100e-6);
    else if (is_depth(kind))
        modelmaker_depth(maker, 2 + random_below(random, 20), 100e-6);
    add_edges(maker, random, kind, n_phases);
    if (kind == CYCLED || kind == CYCLED_ONE_WAY)
        add_cycles(maker, random);
    double current_A =
        kind == DRIVEN || kind == DEPTH_DRIVEN ? random_decades(random, 1e-7, 1e-5) : 0;
    for (size_t i = 0; current_A != 0 && i < 3; i++)
        modelmaker_step(maker, 5000, i % 2 == 0 ? current_A : -current_A, true);
    if (kind == STORED || (current_A != 0 && chance(random, 0.5)))
        modelmaker_step(maker, 20000, 0, true);
    if (kind == STORED || (current_A != 0 && chance(random, 0.5)))
        modelmaker_step(maker, 300000, 0, false);
    return maker;
}

struct solution {
    double x[MOST_ELEMENTS], N[MOST_ELEMENTS];
    double *dx, *dN;
    double given[2 * N_TIMES];
};

static void solve(struct modelmaker *maker, struct lp_network *net, enum lp_engine_kind kind,
                  const double times_s[], struct solution *out, uint64_t seed)
{
    struct lp_engine_options options = lp_engine_options_default();
    struct lp_engine *engine = NULL;
    struct lp_diag *diag = lp_diag_new();
    size_t n = N_TIMES * maker->model.n_compartments * maker->slots.n;
    options.kind = kind;
    options.rtol = 1e-10;
    options.atol = 1e-13;
    options.max_steps = 10000000;
    out->dx = calloc(n, sizeof(double));
    out->dN = calloc(n, sizeof(double));
    struct lp_engine_problem problem = {.network = net,
                                        .protocol = &maker->experiment.protocol,
                                        .experiment = maker->experiment.name,
                                        .n_times = N_TIMES,
                                        .times_s = times_s};
    struct lp_trajectory trajectory = {
        .x = out->x, .N = out->N, .dx = out->dx, .dN = out->dN, .li6_given_mol = out->given};
    enum lp_status status = lp_engine_new(&problem, &options, &engine, diag);
    if (status == LP_OK) /* without the books, which choose another method in small models */
        status = lp_engine_solve(
            engine, &(struct lp_trajectory){.x = out->x, .N = out->N, .dx = out->dx, .dN = out->dN},
            diag);
    double *x = out->x, beside[MOST_ELEMENTS];
    trajectory.x = beside;
    trajectory.dx = trajectory.dN = NULL;
    if (status == LP_OK && lp_network_set(net, maker->p, diag) == LP_OK)
        status = lp_engine_solve(engine, &trajectory, diag);
    if (status != LP_OK)
        fail_msg("seed %lu, engine %d: %s", (unsigned long)seed, (int)kind,
                 lp_diag_first_error(diag));
    for (size_t i = 0; i < N_TIMES * maker->model.n_compartments; i++)
        net_assert_near(beside[i], x[i], 5e-8 * fmax(1, fabs(x[i])),
                        "the same beside its derivatives");
    lp_engine_free(engine);
    lp_diag_free(diag);
}

static void compare(const struct modelmaker *maker, const struct solution *exact,
                    const struct solution *stepped, uint64_t seed, enum kind kind)
{
    size_t n = maker->model.n_compartments, n_slots = maker->slots.n;
    double largest_x = 1; /* one-way edges pile up more */
    for (size_t i = 0; i < N_TIMES * n; i++)
        largest_x = fmax(largest_x, fabs(stepped->x[i]));
    for (size_t i = 0; i < N_TIMES * n; i++) {
        if (!(fabs(exact->x[i] - stepped->x[i]) <= STATE_WITHIN * largest_x))
            fail_msg("seed %lu, kind %d: x %.12g, CVODES %.12g", (unsigned long)seed, (int)kind,
                     exact->x[i], stepped->x[i]);
    }
    for (size_t k = 0; k < n_slots; k++) {
        double largest = 1e-3 / maker->scale[k];
        for (size_t e = 0; e < N_TIMES * n; e++)
            largest = fmax(largest, fabs(stepped->dx[e * n_slots + k]));
        for (size_t e = 0; e < N_TIMES * n; e++) {
            size_t at = e * n_slots + k;
            if (!(fabs(exact->dx[at] - stepped->dx[at]) <= SLOPE_WITHIN * largest))
                fail_msg("seed %lu, kind %d, slot %zu, time %zu, compartment %zu: dx %.12g, CVODES "
                         "%.12g of %g",
                         (unsigned long)seed, (int)kind, k, e / n, e % n, exact->dx[at],
                         stepped->dx[at], largest);
        }
    }
}

/* What the electrodes have given is what reservoirs lack and phases have gained; CVODES keeps its
 * books to fewer digits. */
static void compare_books(const struct modelmaker *maker, const struct lp_network *net,
                          const struct solution *exact, const struct solution *stepped)
{
    double most = 1e-12;
    for (size_t i = 0; i < 2 * N_TIMES; i++)
        most = fmax(most, fabs(stepped->given[i]));
    for (size_t t = 0; t < N_TIMES; t++) {
        double gained = 0, given = 0, total = 0;
        for (size_t i = 0; i < maker->model.n_compartments; i++) {
            size_t node = net->first_node[i], at = t * maker->model.n_compartments + i;
            bool is_foil = maker->model.compartments[i].kind == LP_ELECTRODE;
            double change =
                node < net->n_states ? exact->N[at] * (exact->x[at] - net->x0[node]) : 0;
            gained += is_foil ? 0 : change;
            total += is_foil ? 0 : exact->N[at] * fmax(1, exact->x[at]);
            if (is_foil && node < net->n_states)
                net_assert_near(exact->given[2 * t + i], -change, 1e-7 * exact->N[at], "foil");
        }
        for (size_t i = 0; i < 2; i++) {
            given += exact->given[2 * t + i];
            total += fabs(exact->given[2 * t + i]);
            net_assert_near(exact->given[2 * t + i], stepped->given[2 * t + i], 3e-5 * most,
                            "6Li given");
        }
        net_assert_near(given, gained, 1e-7 * total, "6Li conserved");
    }
}

static void try_model(uint64_t seed, enum kind kind)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, (uint64_t)kind);
    struct modelmaker *maker = random_model(&random, kind);
    struct lp_network *net = modelmaker_network(maker);
    struct lp_diag *diag = lp_diag_new();
    static struct solution exact, stepped;
    double times_s[N_TIMES];
    for (size_t i = 0; i < N_TIMES; i++)
        times_s[i] = random_decades(&random, 1, 8) * 30 * pow(10, (double)i);
    if (chance(&random, 0.3))
        times_s[0] = 0;
    solve(maker, net, LP_ENGINE_EXACT, times_s, &exact, seed);
    assert_int_equal(lp_network_set(net, maker->p, diag), LP_OK);
    solve(maker, net, LP_ENGINE_CVODES, times_s, &stepped, seed);
    compare(maker, &exact, &stepped, seed, kind);
    compare_books(maker, net, &exact, &stepped);
    free(exact.dx);
    free(exact.dN);
    free(stepped.dx);
    free(stepped.dN);
    lp_network_free(net);
    lp_diag_free(diag);
    modelmaker_free(maker);
}

static void engines_agree(void **state)
{
    int n = (int)multiple_of(N_EACH);
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++) {
        int n_models = kind == MANY ? (n + N_EACH - 1) / N_EACH : n; /* these take long */
        for (int seed = 1; seed <= n_models; seed++)
            try_model((uint64_t)seed, (enum kind)kind);
        print_message("kind %d: %d models agree\n", kind, n_models);
    }
}

static void states_at(struct modelmaker *maker, struct lp_network *net, struct lp_engine *engine,
                      size_t slot, double factor, struct lp_trajectory *out)
{
    double p = maker->p[slot];
    maker->p[slot] = p * factor;
    assert_int_equal(lp_network_set(net, maker->p, NULL), LP_OK);
    maker->p[slot] = p;
    assert_int_equal(lp_engine_solve(engine, out, NULL), LP_OK);
}

/* Central differences of two widths, extrapolated: their error is of fourth order in 1e-3. */
static void check_differences(struct modelmaker *maker, struct lp_network *net,
                              struct lp_engine *engine, const double dx[], uint64_t seed)
{
    static double x[4][MOST_ELEMENTS], N[MOST_ELEMENTS];
    const double h = 1e-3, factor[] = {1 + h, 1 - h, 1 + h / 2, 1 - h / 2};
    size_t n = maker->model.n_compartments, n_slots = maker->slots.n;
    for (size_t k = 0; k < n_slots; k++) {
        double largest = 1e-3;
        for (size_t i = 0; i < 4; i++)
            states_at(maker, net, engine, k, factor[i], &(struct lp_trajectory){.x = x[i], .N = N});
        for (size_t e = 0; e < N_TIMES * n; e++)
            largest = fmax(largest, fabs(dx[e * n_slots + k] * maker->p[k]));
        for (size_t e = 0; e < N_TIMES * n; e++) {
            double wide = (x[0][e] - x[1][e]) / (2 * h), narrow = (x[2][e] - x[3][e]) / h;
            double found = dx[e * n_slots + k] * maker->p[k];
            double expected = (4 * narrow - wide) / 3;
            if (!(fabs(found - expected) <= SLOPE_WITHIN * largest))
                fail_msg("seed %lu, slot %zu: dx/d ln p %.12g, by differences %.12g",
                         (unsigned long)seed, k, found, expected);
        }
    }
}

static void exact_slopes_are_differences(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++) {
        for (uint64_t seed = 1; seed <= 3; seed++) {
            struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, (uint64_t)kind);
            struct modelmaker *maker = random_model(&random, (enum kind)kind);
            struct lp_network *net = modelmaker_network(maker);
            struct lp_engine *engine = NULL;
            struct lp_engine_options options = lp_engine_options_default();
            const double times_s[N_TIMES] = {0, 100, 3e3, 4e4, 2e5, 1e7};
            static double x[MOST_ELEMENTS], N[MOST_ELEMENTS];
            double *dx = calloc(MOST_ELEMENTS * maker->slots.n, sizeof *dx);
            double *dN = calloc(MOST_ELEMENTS * maker->slots.n, sizeof *dN);
            struct lp_engine_problem problem = {.network = net,
                                                .protocol = &maker->experiment.protocol,
                                                .experiment = maker->experiment.name,
                                                .n_times = N_TIMES,
                                                .times_s = times_s};
            options.kind = LP_ENGINE_EXACT;
            assert_int_equal(lp_engine_new(&problem, &options, &engine, NULL), LP_OK);
            struct lp_trajectory out = {.x = x, .N = N, .dx = dx, .dN = dN};
            assert_int_equal(lp_engine_solve(engine, &out, NULL), LP_OK);
            check_differences(maker, net, engine, dx, seed);
            free(dx);
            free(dN);
            lp_engine_free(engine);
            lp_network_free(net);
            modelmaker_free(maker);
        }
    }
}

/* The same steps, each by itself: one block, whose steps the caller frees. */
static struct lp_block write_out(const struct lp_protocol *protocol, struct lp_step **steps)
{
    size_t n_steps = 0;
    for (size_t b = 0; b < protocol->n_blocks; b++)
        n_steps += protocol->blocks[b].n_repeat * protocol->blocks[b].n_steps;
    struct lp_step *next = *steps = calloc(n_steps, sizeof **steps);
    assert_non_null(next);
    for (size_t b = 0; b < protocol->n_blocks; b++) {
        const struct lp_block *block = &protocol->blocks[b];
        for (size_t r = 0; r < block->n_repeat; r++, next += block->n_steps)
            memcpy(next, block->steps, block->n_steps * sizeof *next);
    }
    return (struct lp_block){.n_repeat = 1, .n_steps = n_steps, .steps = *steps};
}

#define MOST_TIMES 10 /* three blocks, and after the last */
#define MOST_ROWS  (MOST_TIMES * (MOST_PHASES + 2))

/* For each block, between two repeats, within one and at the end. */
static size_t choose_times(const struct lp_protocol *protocol, struct lp_random *random,
                           double times_s[])
{
    struct lp_protocol_cursor cursor = lp_protocol_begin(protocol);
    size_t n = 0;
    for (const struct lp_block *block; (block = lp_protocol_block(&cursor)) != NULL;) {
        size_t n_before = random_below(random, block->n_repeat);
        lp_protocol_skip(&cursor, n_before);
        if (n_before > 0)
            times_s[n++] = cursor.start_s;
        times_s[n++] = cursor.start_s + 0.7 * cursor.repeat_s;
        lp_protocol_skip(&cursor, block->n_repeat - n_before);
        times_s[n++] = cursor.start_s;
    }
    times_s[n] = times_s[n - 1] + 1e4;
    return n + 1;
}

/* The exact engine's answers: with and without derivatives, and the books. */
struct answers {
    double x[4][MOST_ROWS], given[2][2 * MOST_TIMES];
    double *dx[2];
};

static void answer(const struct modelmaker *maker, struct lp_network *net,
                   const struct lp_protocol *protocol, size_t n_times, const double times_s[],
                   struct answers *answers)
{
    size_t n = MOST_ROWS * maker->slots.n;
    static double N[MOST_ROWS];
    double *dN = calloc(n, sizeof *dN);
    struct lp_engine_options options = lp_engine_options_default();
    struct lp_engine *engine = NULL;
    struct lp_engine_problem problem = {.network = net,
                                        .protocol = protocol,
                                        .experiment = "cycled",
                                        .n_times = n_times,
                                        .times_s = times_s};
    options.kind = LP_ENGINE_EXACT;
    assert_int_equal(lp_engine_new(&problem, &options, &engine, NULL), LP_OK);
    for (size_t i = 0; i < 4; i++) {
        bool with_slopes = i % 2 == 1, with_given = i / 2 == 1;
        double *dx = with_slopes ? calloc(n, sizeof *dx) : NULL;
        if (with_slopes)
            answers->dx[i / 2] = dx;
        struct lp_trajectory out = {.x = answers->x[i],
                                    .N = N,
                                    .dx = dx,
                                    .dN = with_slopes ? dN : NULL,
                                    .li6_given_mol = with_given ? answers->given[i % 2] : NULL};
        assert_int_equal(lp_engine_solve(engine, &out, NULL), LP_OK);
    }
    free(dN);
    lp_engine_free(engine);
}

/* Within so much of the largest. Rounding over ten thousands of steps came to 7e-13 in states,
 * 3e-12 in the books, 9e-11 in derivatives over 1800 models; in quadruple precision the truth lies
 * between, or as far from both. */
static void assert_alike(size_t n, const double found[], const double expected[], double least,
                         double within, const char *what, uint64_t seed)
{
    double largest = least;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(expected[i]));
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(found[i] - expected[i]) <= within * largest))
            fail_msg("seed %lu, %s: %.17g, written out %.17g of %g", (unsigned long)seed, what,
                     found[i], expected[i], largest);
    }
}

static void try_repeats(uint64_t seed, enum kind kind)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, (uint64_t)kind);
    struct modelmaker *maker = random_model(&random, kind);
    struct lp_protocol *protocol = &maker->experiment.protocol;
    size_t n_slots = maker->slots.n, n_compartments = maker->model.n_compartments;
    for (size_t b = 0; b < protocol->n_blocks; b++)
        maker->blocks[b].n_repeat *= (size_t)random_decades(&random, 1, 100);
    struct lp_network *net = modelmaker_network(maker);
    static struct answers repeated, plain;
    static double of_slot[2][MOST_ROWS];
    double times_s[MOST_TIMES];
    size_t n_times = choose_times(protocol, &random, times_s), n = n_times * n_compartments;
    struct lp_step *steps = NULL;
    struct lp_block block = write_out(protocol, &steps);
    answer(maker, net, protocol, n_times, times_s, &repeated);
    answer(maker, net, &(struct lp_protocol){1, &block}, n_times, times_s, &plain);
    for (size_t i = 0; i < 4; i++)
        assert_alike(n, repeated.x[i], plain.x[i], 1, 2e-12, "x", seed);
    for (size_t i = 0; i < 2; i++) {
        assert_alike(2 * n_times, repeated.given[i], plain.given[i], 1e-12, 1e-11, "given", seed);
        for (size_t k = 0; k < n_slots; k++) {
            for (size_t e = 0; e < n; e++) {
                of_slot[0][e] = repeated.dx[i][e * n_slots + k];
                of_slot[1][e] = plain.dx[i][e * n_slots + k];
            }
            assert_alike(n, of_slot[0], of_slot[1], 1e-3 / maker->scale[k], 2e-10, "dx", seed);
        }
        free(repeated.dx[i]);
        free(plain.dx[i]);
    }
    free(steps);
    lp_network_free(net);
    modelmaker_free(maker);
}

static void repeats_are_as_written_out(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(4 * N_EACH); seed++) {
        try_repeats(seed, CYCLED);
        try_repeats(seed, CYCLED_ONE_WAY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engines_agree),
        cmocka_unit_test(exact_slopes_are_differences),
        cmocka_unit_test(repeats_are_as_written_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
