/* SPDX-License-Identifier: MIT
 *
 * Laws that hold for every model, on random ones of all kinds: 6Li is conserved, enrichments stay
 * within those they start from, equal ones stay equal under any current, exchange is in detailed
 * balance, names, order and units do not matter, sensitivities are derivatives.
 * A failure prints the seed of its model; MULT scales how many are tried.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/multiple.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define MAX_PHASES       5
#define MAX_COMPARTMENTS (MAX_PHASES + 2)
#define MAX_EDGES        40
#define N_TIMES          4

enum kind {
    REST,
    FINITE,
    ONE_WAY,
    DEPTH,
    DRIVEN,
    DEPTH_DRIVEN,
    DRIVEN_FINITE,
    POOLS,
    GROWTH,
    DRIVEN_GROWTH,
    DEPTH_GROWTH, /* driven, with a pool on the left and a finite foil on the right */
    N_KINDS
};

struct design_edge {
    size_t a, b; /* 0, 1: foils; 2 ...: phases */
    double value, haven;
    bool is_one_way;
};

/* A random model as numbers, from which equivalent models are built. */
struct design {
    uint64_t seed;
    size_t n; /* compartments, foils included */
    double N[MAX_COMPARTMENTS], x0[MAX_COMPARTMENTS], D[MAX_COMPARTMENTS], haven[MAX_COMPARTMENTS];
    double surface[2];
    size_t n_layers;
    bool grows; /* phase 2, from compartment `source` */
    size_t source;
    double kp, l_start, l_scale;
    double current, times_s[N_TIMES];
    size_t n_edges;
    struct design_edge edge[MAX_EDGES];
};

static bool chance(struct lp_random *random, double probability)
{
    return lp_random_uniform(random) < probability;
}

static void add_edge(struct design *design, struct lp_random *random, size_t a, size_t b,
                     bool is_one_way)
{
    double value =
        is_one_way ? random_decades(random, 1e-7, 1e-4) : random_decades(random, 1e-13, 1e-9);
    design->edge[design->n_edges++] = (struct design_edge){
        .a = a,
        .b = b,
        .value = value,
        .haven = chance(random, 0.3) ? 0.2 + 0.8 * lp_random_uniform(random) : 1,
        .is_one_way = is_one_way};
}

/* Phase 2 always touches both foils, so that a current can flow. */
static void add_edges(struct design *design, struct lp_random *random, enum kind kind)
{
    for (size_t a = 0; a < design->n; a++) {
        for (size_t b = a < 2 ? 2 : a + 1; b < design->n; b++) {
            if ((a < 2 && b == 2) || chance(random, 0.6))
                add_edge(design, random, a, b, false);
        }
    }
    for (size_t b = 3; kind == ONE_WAY && b < design->n; b++)
        add_edge(design, random, b - 1, b, true);
    if (kind == ONE_WAY)
        add_edge(design, random, 2, 1, true);
}

static bool is_driven(enum kind kind)
{
    return kind == DRIVEN || kind == DEPTH_DRIVEN || kind == DRIVEN_FINITE || kind == POOLS ||
           kind == DRIVEN_GROWTH || kind == DEPTH_GROWTH;
}

/* An electrode is a foil that the protocol does not empty, a pool or a reservoir. */
static void choose_electrode(struct design *design, struct lp_random *random, enum kind kind,
                             size_t i)
{
    bool is_finite = kind == FINITE || kind == DRIVEN_FINITE || (kind == DEPTH_GROWTH && i == 1) ||
                     ((kind == GROWTH || kind == DRIVEN_GROWTH) && chance(random, 0.5));
    bool is_pool = kind == POOLS || (kind == DEPTH_GROWTH && i == 0);
    design->N[i] = is_finite ? random_decades(random, 3e-5, 3e-4) : NAN;
    design->surface[i] = is_pool ? random_decades(random, 1e-9, 1e-6) : NAN;
}

/* A phase that becomes up to four times as thick, from an electrode that has enough or from a phase
 * twenty times as large. */
static void choose_growth(struct design *design, struct lp_random *random)
{
    design->grows = true;
    design->source = design->n > 3 && chance(random, 0.5) ? 3 : 1;
    design->N[2] = fmin(design->N[2], design->source == 3 ? 0.05 * design->N[3] : 3e-6);
    design->l_start = random_decades(random, 1e-9, 3e-9);
    design->l_scale = random_decades(random, 1e-9, 1e-8);
    design->kp = random_decades(random, 0.01, 7) * design->l_start * design->l_start / 3e6;
}

static struct design design_of(uint64_t seed, enum kind kind)
{
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_TESTS, (uint64_t)kind);
    struct design design = {.seed = seed, .n = 3 + random_below(&random, MAX_PHASES)};
    for (size_t i = 0; i < design.n; i++) {
        if (i < 2)
            choose_electrode(&design, &random, kind, i);
        else
            design.N[i] = random_decades(&random, 3e-7, 1e-5);
        design.x0[i] = lp_random_uniform(&random);
        design.D[i] = random_decades(&random, 1e-15, 1e-11);
        design.haven[i] = 0.2 + 0.8 * lp_random_uniform(&random);
    }
    if (kind == GROWTH || kind == DRIVEN_GROWTH || kind == DEPTH_GROWTH)
        choose_growth(&design, &random);
    if (kind == DEPTH || kind == DEPTH_DRIVEN || kind == DEPTH_GROWTH)
        design.n_layers = 1 + random_below(&random, 5);
    if (is_driven(kind))
        design.current = random_decades(&random, 1e-6, 1e-4);
    add_edges(&design, &random, kind);
    for (size_t i = 0; i < N_TIMES; i++)
        design.times_s[i] = random_decades(&random, 1, 10) * 300 * pow(10, (double)i);
    return design;
}

/* How a design is written down: order and direction, units of amount and time. */
struct wording {
    struct lp_random *shuffle; /* NULL: as designed */
    double amount, time;       /* 1: as designed */
};

static const struct wording plain = {.amount = 1, .time = 1};

/* place[i]: where compartment i of the design stands. The foils keep their order. */
static void place_compartments(const struct design *design, struct lp_random *shuffle,
                               size_t place[MAX_COMPARTMENTS])
{
    for (size_t i = 0; i < design->n; i++)
        place[i] = i;
    if (shuffle == NULL)
        return;
    lp_random_permutation(shuffle, design->n, place);
    if (place[0] > place[1]) {
        size_t swap = place[0];
        place[0] = place[1];
        place[1] = swap;
    }
}

static void build_edges(struct modelmaker *maker, const struct design *design,
                        struct wording wording, const size_t place[])
{
    size_t order[MAX_EDGES];
    for (size_t e = 0; e < design->n_edges; e++)
        order[e] = e;
    if (wording.shuffle != NULL)
        lp_random_permutation(wording.shuffle, design->n_edges, order);
    for (size_t e = 0; e < design->n_edges; e++) {
        const struct design_edge *edge = &design->edge[order[e]];
        size_t a = place[edge->a], b = place[edge->b];
        if (edge->is_one_way) {
            modelmaker_one_way(maker, a, b, edge->value / wording.time);
            continue;
        }
        bool flip = wording.shuffle != NULL && chance(wording.shuffle, 0.5);
        size_t i = modelmaker_exchange(maker, flip ? b : a, flip ? a : b,
                                       edge->value * wording.amount / wording.time);
        maker->model.edges[i].haven = modelmaker_parameter(maker, edge->haven);
    }
}

static struct modelmaker *build(const struct design *design, struct wording wording,
                                size_t place[MAX_COMPARTMENTS])
{
    struct modelmaker *maker = modelmaker_new();
    place_compartments(design, wording.shuffle, place);
    for (size_t at = 0; at < design->n; at++) {
        size_t i = 0;
        while (place[i] != at)
            i++;
        double N = design->N[i] * wording.amount;
        if (i < 2 && !isnan(design->surface[i])) {
            modelmaker_pool(maker, design->surface[i] * wording.amount, design->x0[i]);
            continue;
        }
        if (i < 2) {
            modelmaker_electrode(maker, N, design->x0[i]);
            continue;
        }
        struct lp_compartment *c =
            &maker->model.compartments[modelmaker_phase(maker, N, design->x0[i])];
        if (design->n_layers > 0) {
            c->diffusivity_m2_per_s = modelmaker_parameter(maker, design->D[i] / wording.time);
            c->haven = modelmaker_parameter(maker, design->haven[i]);
        }
    }
    if (design->n_layers > 0)
        modelmaker_depth(maker, design->n_layers, 5e-5);
    if (design->grows) {
        modelmaker_growth(maker, place[2], design->kp / wording.time, design->l_start,
                          design->l_scale, place[design->source]);
    }
    build_edges(maker, design, wording, place);
    if (design->current != 0) {
        double current = design->current * wording.amount / wording.time;
        modelmaker_step(maker, 2000 * wording.time, current, true);
        modelmaker_step(maker, 3000 * wording.time, -current, true);
        modelmaker_step(maker, 3e4 * wording.time, 0.5 * current, true);
        modelmaker_step(maker, 1e4 * wording.time, 0, false);
    }
    return maker;
}

struct prediction {
    size_t n_slots;
    double y[N_TIMES * MAX_PHASES]; /* by time, then phase as designed */
    double *dy;                     /* likewise, then slot */
};

/* Enrichments of the phases at the design's times. */
static struct prediction predict(struct modelmaker *maker, const struct design *design,
                                 double unit_of_time, const size_t place[], double rtol,
                                 bool with_derivatives)
{
    struct prediction out = {.n_slots = maker->slots.n};
    struct lp_point points[N_TIMES * MAX_PHASES];
    struct lp_observer *observer = NULL;
    struct lp_diag *diag = lp_diag_new();
    size_t n = 0;
    for (size_t i = 0; i < N_TIMES; i++) {
        for (size_t phase = 2; phase < design->n; phase++) {
            const char *name = maker->model.compartments[place[phase]].name;
            points[n++] =
                (struct lp_point){.t_s = design->times_s[i] * unit_of_time,
                                  .i_component = lp_model_find_component(&maker->model, name)};
        }
    }
    struct lp_observer_setup setup = {.experiment = &maker->experiment,
                                      .slots = maker->slots,
                                      .engine = lp_engine_options_default(),
                                      .n_points = n,
                                      .points = points};
    setup.engine.rtol = rtol;
    if (with_derivatives)
        out.dy = calloc(n * out.n_slots, sizeof *out.dy);
    enum lp_status status = lp_observer_new(&setup, &observer, diag);
    if (status == LP_OK)
        status = lp_observer_predict(observer, maker->p, out.y, out.dy, diag);
    if (status != LP_OK)
        fail_msg("seed %llu: %s", (unsigned long long)design->seed, lp_diag_first_error(diag));
    lp_observer_free(observer);
    lp_diag_free(diag);
    return out;
}

static size_t n_predicted(const struct design *design)
{
    return N_TIMES * (design->n - 2);
}

/* Tolerances are for fractions; with one-way edges they may exceed 1 by far. */
static void check(const struct design *design, enum kind kind, double found, double expected,
                  double tolerance, const char *law)
{
    char what[120];
    snprintf(what, sizeof what, "%s (seed %llu, kind %d)", law, (unsigned long long)design->seed,
             (int)kind);
    double size = fmax(1, fabs(expected));
    net_assert_near(found / size, expected / size, tolerance, what);
}

/* 6Li that the phases gain against what the electrodes give, in shares of all that they hold. */
static void check_balance(const struct design *design, enum kind kind, struct lp_observer *observer,
                          const double p[], double t_s)
{
    struct lp_books books;
    struct lp_diag *diag = lp_diag_new();
    double size = 0;
    if (lp_observer_books(observer, p, t_s, &books, diag) != LP_OK)
        fail_msg("seed %llu: %s", (unsigned long long)design->seed, lp_diag_first_error(diag));
    lp_diag_free(diag);
    for (size_t i = 2; i < design->n; i++)
        size += design->N[i];
    double given = books.electrode[0].li6_given_mol + books.electrode[1].li6_given_mol;
    check(design, kind, books.phases_li6_gained_mol / size, given / size, 1e-9,
          "6Li gained is 6Li given");
}

/* sum N x over all that is finite, at once closed or fed by the foils under pools. */
static double finite_6li(const struct design *design, struct lp_observer *observer,
                         const double p[], double t_s)
{
    double x[MAX_COMPARTMENTS], N[MAX_COMPARTMENTS], total = 0;
    struct lp_books books;
    assert_int_equal(lp_observer_state(observer, p, t_s, x, N, NULL), LP_OK);
    assert_int_equal(lp_observer_books(observer, p, t_s, &books, NULL), LP_OK);
    for (size_t i = 0; i < design->n; i++)
        total += N[i] * x[i];
    return total - books.electrode[0].foil_li6_mol - books.electrode[1].foil_li6_mol;
}

static void lithium_6_is_conserved(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(12); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            struct design design = design_of(seed, kind);
            size_t place[MAX_COMPARTMENTS];
            if (seed % 3 == 0)
                design.n_layers = 1 + seed % 4;
            if (kind == FINITE && seed % 2 == 0 && design.n > 3)
                design.edge[design.n_edges++] =
                    (struct design_edge){.a = 2, .b = 3, .value = 1e-5, .is_one_way = true};
            struct modelmaker *maker = build(&design, plain, place);
            struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
            double start = finite_6li(&design, observer, maker->p, 0);
            for (size_t i = 0; i < N_TIMES; i++) {
                check_balance(&design, kind, observer, maker->p, design.times_s[i]);
                double now = finite_6li(&design, observer, maker->p, design.times_s[i]);
                if (!isnan(start)) /* no reservoir */
                    check(&design, kind, now / start, 1, 1e-9, "6Li is conserved");
            }
            lp_observer_free(observer);
            modelmaker_free(maker);
        }
    }
}

/* An electrode gives what it loses, and the foil under a pool what the pool does not hold. */
static void books_close_for_each_electrode(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(12); seed++) {
        for (enum kind kind = DRIVEN_FINITE; kind < N_KINDS; kind++) {
            struct design design = design_of(seed, kind);
            size_t place[MAX_COMPARTMENTS];
            struct modelmaker *maker = build(&design, plain, place);
            struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
            struct lp_books books;
            double t_s = design.times_s[N_TIMES - 1];
            assert_int_equal(lp_observer_books(observer, maker->p, t_s, &books, NULL), LP_OK);
            for (size_t i = 0; i < 2; i++) {
                const struct lp_books_electrode *e = &books.electrode[i];
                double N0 = isnan(design.N[i]) ? design.surface[i] : design.N[i];
                if (isnan(N0))
                    continue;
                double size = N0 + 1e-6;
                check(&design, kind,
                      (N0 * design.x0[i] + e->foil_li6_mol - e->li6_given_mol) / size,
                      e->li6_mol / size, 1e-9, "an electrode's 6Li");
                if (!design.grows) {
                    check(&design, kind, (N0 + e->plated_mol) / size, e->li_mol / size, 1e-12,
                          "an electrode's Li");
                }
            }
            lp_observer_free(observer);
            modelmaker_free(maker);
        }
    }
}

static void enrichments_stay_within_their_sources(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(20); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            size_t place[MAX_COMPARTMENTS];
            if (kind == ONE_WAY)
                continue; /* there a fraction may exceed 1 */
            struct design design = design_of(seed, kind);
            double low = 1, high = 0;
            for (size_t i = 0; i < design.n; i++) {
                low = fmin(low, design.x0[i]);
                high = fmax(high, design.x0[i]);
            }
            struct modelmaker *maker = build(&design, plain, place);
            struct prediction out = predict(maker, &design, 1, place, 1e-8, false);
            for (size_t i = 0; i < n_predicted(&design); i++) {
                check(&design, kind, fmin(fmax(out.y[i], low), high), out.y[i], 1e-8,
                      "within the sources");
            }
            modelmaker_free(maker);
        }
    }
}

static void equal_enrichments_stay_equal(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(20); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            size_t place[MAX_COMPARTMENTS];
            if (kind == ONE_WAY)
                continue;
            struct design design = design_of(seed, kind);
            for (size_t i = 0; i < design.n; i++)
                design.x0[i] = 0.37;
            struct modelmaker *maker = build(&design, plain, place);
            struct prediction out = predict(maker, &design, 1, place, 1e-8, false);
            for (size_t i = 0; i < n_predicted(&design); i++)
                check(&design, kind, out.y[i], 0.37, 1e-14, "equal stays equal");
            modelmaker_free(maker);
        }
    }
}

/* N_i k_i->j = N_j k_j->i: terms come in pairs over each link. */
static void exchange_is_in_detailed_balance(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(40); seed++) {
        struct design design = design_of(seed, seed % 2 == 0 ? FINITE : DEPTH);
        size_t place[MAX_COMPARTMENTS];
        struct modelmaker *maker = build(&design, plain, place);
        struct lp_network *net = modelmaker_network(maker);
        struct lp_rates rates = {.rate = calloc(net->n_terms, sizeof(double)),
                                 .d_rate = calloc(net->n_terms * net->slots.n, sizeof(double))};
        const struct lp_stretch rest = {.electrodes_on = true};
        assert_int_equal(lp_network_rates(net, &rest, &rates, NULL), LP_OK);
        for (size_t t = 0; t + 1 < net->n_terms; t++) {
            const struct lp_term *there = &net->terms[t], *back = &net->terms[t + 1];
            if (there->to != back->from || there->from != back->to)
                continue;
            check(&design, DEPTH,
                  net->inventory_mol[there->to] * rates.rate[t] /
                      (net->inventory_mol[back->to] * rates.rate[t + 1]),
                  1, 1e-12, "detailed balance");
        }
        free(rates.rate);
        free(rates.d_rate);
        lp_network_free(net);
        modelmaker_free(maker);
    }
}

static void compare_wordings(const struct design *design, enum kind kind, struct wording wording,
                             const char *law)
{
    size_t place[MAX_COMPARTMENTS], other_place[MAX_COMPARTMENTS];
    struct modelmaker *maker = build(design, plain, place);
    struct modelmaker *other = build(design, wording, other_place);
    struct prediction a = predict(maker, design, 1, place, 1e-9, false);
    struct prediction b = predict(other, design, wording.time, other_place, 1e-9, false);
    for (size_t i = 0; i < n_predicted(design); i++)
        check(design, kind, b.y[i], a.y[i], 1e-8, law);
    modelmaker_free(maker);
    modelmaker_free(other);
}

static void names_and_order_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(15); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            struct lp_random shuffle = lp_random_stream(seed, LP_RANDOM_TESTS, 1000);
            struct design design = design_of(seed, kind);
            compare_wordings(&design, kind,
                             (struct wording){.shuffle = &shuffle, .amount = 1, .time = 1},
                             "relabelled and reordered");
        }
    }
}

static void units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(15); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            struct design design = design_of(seed, kind);
            compare_wordings(&design, kind, (struct wording){.amount = 1e6, .time = 1},
                             "amounts in umol");
            compare_wordings(&design, kind, (struct wording){.amount = 1, .time = 1 / 3600.0},
                             "times in hours");
        }
    }
}

/* d/d ln p by central differences of 1e-3 p: the cubic term stays below 1e-6, and the noise of
 * values good to 1e-10 is 1e-7. */
static void sensitivities_are_derivatives(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(4); seed++) {
        for (enum kind kind = 0; kind < N_KINDS; kind++) {
            struct design design = design_of(seed, kind);
            size_t place[MAX_COMPARTMENTS];
            struct modelmaker *maker = build(&design, plain, place);
            struct prediction at = predict(maker, &design, 1, place, 1e-8, true);
            for (size_t k = 0; k < maker->slots.n; k++) {
                double value = maker->p[k], h = 5e-4 * value;
                maker->p[k] = value + h;
                struct prediction up = predict(maker, &design, 1, place, 1e-10, false);
                maker->p[k] = value - h;
                struct prediction down = predict(maker, &design, 1, place, 1e-10, false);
                maker->p[k] = value;
                for (size_t i = 0; i < n_predicted(&design); i++) {
                    check(&design, kind, at.dy[i * at.n_slots + k] * value,
                          (up.y[i] - down.y[i]) / (2 * h) * value, 3e-6, "sensitivity");
                }
            }
            free(at.dy);
            modelmaker_free(maker);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lithium_6_is_conserved),
        cmocka_unit_test(books_close_for_each_electrode),
        cmocka_unit_test(enrichments_stay_within_their_sources),
        cmocka_unit_test(equal_enrichments_stay_equal),
        cmocka_unit_test(exchange_is_in_detailed_balance),
        cmocka_unit_test(names_and_order_do_not_matter),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(sensitivities_are_derivatives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
