/* SPDX-License-Identifier: MIT
 *
 * The matrix of a depth model on a stretch of the protocol, for engine_exact_blocks.c: rates within
 * layers, between neighbouring layers of a phase and at the electrodes, and their derivatives,
 *
 *     dx_i/dt = sum_j in_ij (x_j - x_i) + up_i (x_i of the next layer - x_i) + ...
 *
 * At rest a rate has the same derivatives in all layers, so they are kept once; only where a
 * current makes layers differ has each its own. No two edges join the same pair, so a place in the
 * matrix has one term.
 */
#include "engine/engine_exact_depth.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Drift, in units of spreading, along all nodes of a chain that a contour bears for any time; if it
 * is stronger, how many nodes drift may pass at once, and how many times d/a^2 (found by trial:
 * with up to 1000 layers and any drift no error is above 1e-9). */
#define LITTLE_DRIFT 30.0
#define REACH_NODES  8.0
#define REACH_SPREAD 3.0

struct number *lp_exact_numbers(struct lp_arena *arena, size_t n, size_t m)
{
    if (m != 0 && n >= (size_t)-1 / m)
        return NULL;
    char *memory = lp_arena_alloc(arena, n * m + 1, sizeof(struct number));
    if (!memory)
        return NULL;
    size_t rest = (size_t)memory % sizeof(lanes);
    return (struct number *)(void *)(memory + (rest == 0 ? 0 : sizeof(lanes) - rest));
}

struct lp_exact_range lp_exact_layers_range(const struct lp_exact_layers *layers, size_t i_layer)
{
    bool is_first = i_layer == 0, is_last = i_layer + 1 == layers->n_layers;
    size_t phases = layers->n_before + i_layer * layers->n_phases;
    size_t start = is_first ? 0 : phases;
    size_t stop = is_last ? layers->network->n_states : phases + layers->n_phases;
    return (struct lp_exact_range){.start = start, .n = stop - start, .skip = phases - start};
}

/* Where a node stands. */
struct spot {
    bool is_phase;
    size_t i_phase, i_layer;
};

static struct spot spot_of(const struct lp_exact_layers *layers, size_t node)
{
    const struct lp_network *net = layers->network;
    const struct lp_node *n = &net->nodes[node];
    if (net->model->compartments[n->i_compartment].kind == LP_ELECTRODE)
        return (struct spot){.is_phase = false};
    return (struct spot){.is_phase = true,
                         .i_phase = net->first_node[n->i_compartment] - layers->n_before,
                         .i_layer = n->i_layer};
}

/* Where the rate of a term between phases stands in a row of rates. */
static size_t column_of(const struct lp_exact_layers *layers, const struct spot *to,
                        const struct spot *from)
{
    size_t n = layers->n_phases;
    if (from->i_layer == to->i_layer)
        return to->i_phase * n + from->i_phase;
    return n * n + (from->i_layer > to->i_layer ? 0 : n) + to->i_phase;
}

/* The places from the terms of the first layers, ends from those that touch an electrode. */
static bool list_terms(struct lp_exact_layers *layers)
{
    const struct lp_network *net = layers->network;
    size_t n_slots = layers->n_slots;
    for (size_t t = 0; t < net->n_terms; t++) {
        struct spot to = spot_of(layers, net->terms[t].to);
        struct spot from = spot_of(layers, net->terms[t].from);
        if (!to.is_phase || !from.is_phase) {
            struct lp_exact_end *end = &layers->ends[layers->n_ends++];
            end->to = net->terms[t].to;
            end->from = net->terms[t].from;
            end->i_layer = end->to < lp_exact_layers_range(layers, 0).n ? 0 : layers->n_layers - 1;
            end->d_rate = lp_arena_alloc(layers->arena, n_slots, sizeof *end->d_rate);
            end->d_source = lp_arena_alloc(layers->arena, n_slots, sizeof *end->d_source);
            if (!end->d_rate || !end->d_source)
                return false;
        } else if (to.i_layer == 0 || from.i_layer == 0) {
            size_t column = column_of(layers, &to, &from);
            layers->place_of[column] = layers->n_places;
            layers->places[layers->n_places++] =
                (struct lp_exact_place){.to = to.i_phase,
                                        .from = from.i_phase,
                                        .ahead = (int)from.i_layer - (int)to.i_layer,
                                        .rate = layers->in + column};
        }
    }
    layers->slopes =
        lp_arena_alloc(layers->arena, layers->n_places * n_slots, sizeof *layers->slopes);
    return layers->slopes != NULL;
}

/* Terms at electrodes. */
static size_t count_ends(const struct lp_exact_layers *layers)
{
    const struct lp_network *net = layers->network;
    size_t n = 0;
    for (size_t t = 0; t < net->n_terms; t++) {
        n += spot_of(layers, net->terms[t].to).is_phase &&
                     spot_of(layers, net->terms[t].from).is_phase
                 ? 0
                 : 1;
    }
    return n;
}

static bool alloc_layers(struct lp_exact_layers *layers)
{
    struct lp_arena *arena = layers->arena;
    size_t n = layers->n_phases, n_most_places = layers->rate_stride;
    layers->in = lp_arena_alloc(arena, layers->n_layers, layers->rate_stride * sizeof *layers->in);
    layers->places = lp_arena_alloc(arena, n_most_places, sizeof *layers->places);
    layers->place_of = lp_arena_alloc(arena, n_most_places, sizeof *layers->place_of);
    layers->ends = lp_arena_alloc(arena, count_ends(layers), sizeof *layers->ends);
    layers->d_rate = lp_arena_alloc(arena, layers->n_slots, sizeof *layers->d_rate);
    if (lp_arena_has_failed(arena))
        return false;
    layers->up = layers->in + n * n;
    layers->down = layers->up + n;
    return list_terms(layers);
}

struct lp_exact_layers *lp_exact_layers_new(struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_layers *layers = lp_arena_alloc(arena, 1, sizeof *layers);
    if (!layers) {
        lp_arena_free(arena);
        return NULL;
    }
    const struct lp_model *model = network->model;
    layers->arena = arena;
    layers->network = network;
    layers->n_layers = network->n_layers;
    layers->n_phases = network->layer_stride;
    layers->n_slots = network->slots.n;
    layers->rate_stride = layers->n_phases * (layers->n_phases + 2);
    bool begins_with_electrode =
        model->i_first != LP_NONE && network->first_node[model->i_first] < network->n_states;
    layers->n_before = begins_with_electrode ? 1 : 0;
    for (size_t i = 0; i < 2; i++) {
        size_t i_layer = i == 0 ? 0 : layers->n_layers - 1;
        size_t n = lp_exact_layers_range(layers, i_layer).n;
        layers->n_most = n > layers->n_most ? n : layers->n_most;
    }
    if (alloc_layers(layers))
        return layers;
    lp_exact_layers_free(layers);
    return NULL;
}

void lp_exact_layers_free(struct lp_exact_layers *layers)
{
    if (layers)
        lp_arena_free(layers->arena);
}

/* A derivative in a layer; layers come in order. False: out of memory. */
static bool set_slope(struct lp_exact_layers *layers, struct lp_exact_slope *slope, size_t i_layer,
                      double d_rate)
{
    if (i_layer == 0) {
        slope->is_alike = true;
        slope->value = d_rate;
    }
    if (slope->is_alike && d_rate == slope->value)
        return true;
    if (!slope->by_layer)
        slope->by_layer = lp_arena_alloc(layers->arena, layers->n_layers, sizeof *slope->by_layer);
    if (!slope->by_layer)
        return false;
    for (size_t l = 0; slope->is_alike && l < i_layer; l++)
        slope->by_layer[l] = slope->value;
    slope->is_alike = false;
    slope->by_layer[i_layer] = d_rate;
    return true;
}

static bool take_place(struct lp_exact_layers *layers, const struct spot *to,
                       const struct spot *from, double rate, bool with_slopes)
{
    size_t i_place = layers->place_of[column_of(layers, to, from)], n_slots = layers->n_slots;
    size_t i_layer = to->i_layer < from->i_layer ? to->i_layer : from->i_layer;
    layers->places[i_place].rate[i_layer * layers->rate_stride] = rate;
    for (size_t k = 0; with_slopes && k < n_slots; k++) {
        if (!set_slope(layers, &layers->slopes[i_place * n_slots + k], i_layer, layers->d_rate[k]))
            return false;
    }
    return true;
}

static void take_end(const struct lp_exact_layers *layers, struct lp_exact_end *end, double rate,
                     bool with_slopes)
{
    const struct lp_network *net = layers->network;
    size_t n_slots = layers->n_slots;
    end->rate = rate;
    for (size_t k = 0; with_slopes && k < n_slots; k++) {
        end->d_rate[k] = layers->d_rate[k];
        end->d_source[k] =
            end->from < net->n_states ? 0 : rate * net->d_x0[end->from * n_slots + k];
    }
}

enum lp_status lp_exact_layers_take(struct lp_exact_layers *layers,
                                    const struct lp_stretch *stretch, bool with_slopes,
                                    struct lp_diag *diag)
{
    const struct lp_network *net = layers->network;
    enum lp_status status = lp_network_enter(layers->network, stretch, diag);
    size_t i_end = 0;
    for (size_t t = 0; t < net->n_terms && status == LP_OK; t++) {
        struct spot to = spot_of(layers, net->terms[t].to);
        struct spot from = spot_of(layers, net->terms[t].from);
        double rate;
        lp_network_term_rate(net, t, &rate, layers->d_rate);
        if (!to.is_phase || !from.is_phase)
            take_end(layers, &layers->ends[i_end++], rate, with_slopes);
        else if (!take_place(layers, &to, &from, rate, with_slopes))
            status = LP_ENOMEM;
    }
    return status;
}

/* What a contour has to bear along a chain of nodes. */
struct drift {
    double size;    /* sum of a/d */
    double reach_s; /* for which it bears more */
};

/* One more pair of nodes, by the rates each way per lithium of one of them. */
static void add_pair(struct drift *drift, double there, double back)
{
    double a = fabs(there - back), d = sqrt(there) * sqrt(back);
    if (a == 0)
        return;
    drift->size += a / d;
    drift->reach_s = fmin(drift->reach_s, (REACH_NODES + REACH_SPREAD * d / a) / a);
}

static void add_layer(const struct lp_exact_layers *layers, size_t i_layer, struct drift *drift)
{
    const struct lp_network *net = layers->network;
    const double *in = layers->in + i_layer * layers->rate_stride;
    const double *N = net->inventory_mol + layers->n_before + i_layer * layers->n_phases;
    for (size_t i = 0; i < layers->n_phases; i++) {
        for (size_t j = 0; j < i; j++) {
            double per_N = 1 / fmin(N[i], N[j]);
            add_pair(drift, in[i * layers->n_phases + j] * N[i] * per_N,
                     in[j * layers->n_phases + i] * N[j] * per_N);
        }
    }
}

/*
 * Where lithium drifts by a nodes and spreads by d nodes^2 per second, A has a resolvent of up to
 * e^{a/d} for each node where Re z < -(d/a^2) (Im z)^2, far from any eigenvalue (Reddy & Trefethen,
 * SIAM J. Appl. Math. 54 (1994) 1634). A contour's points lie about 10/t from 0, so for t below a
 * few d/a^2 they keep out of this parabola, and for t below a few 1/a out of the circle of radius a
 * that takes its place when d is small.
 */
double lp_exact_layers_reach_s(const struct lp_exact_layers *layers)
{
    double reach_s = INFINITY;
    for (size_t i = 0; i < layers->n_phases; i++) {
        struct drift along = {.reach_s = INFINITY};
        for (size_t l = 0; l + 1 < layers->n_layers; l++)
            add_pair(&along, layers->up[l * layers->rate_stride + i],
                     layers->down[l * layers->rate_stride + i]);
        if (along.size > LITTLE_DRIFT)
            reach_s = fmin(reach_s, along.reach_s);
    }
    for (size_t l = 0; l < layers->n_layers; l++) {
        struct drift across = {.reach_s = INFINITY};
        add_layer(layers, l, &across);
        if (across.size > LITTLE_DRIFT)
            reach_s = fmin(reach_s, across.reach_s);
    }
    return reach_s;
}
