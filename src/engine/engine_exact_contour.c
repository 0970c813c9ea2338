/* SPDX-License-Identifier: MIT
 *
 * Large networks (depth): the inverse Laplace transform as a sum over a few points of a hyperbola,
 *
 *     x(t) = (h/pi) Im sum_k e^{z t} z' X(z),   z = mu (1 + sin(i u_k - alpha)),  u_k = (k + 1/2) h
 *     (z - A) X = x(0) + b/z,     (z - A) dX/dp = dx(0)/dp + (dA/dp) X + (db/dp)/z
 *
 * with one elimination per point for the state and all its derivatives (engine_exact_blocks.c). The
 * outputs of a stretch share their points in windows [t, SPAN t]; its end has points of its own.
 * Under strong drift a stretch is passed in parts (lp_exact_layers_reach_s). Of the outputs only
 * means over compartments are needed, so their derivatives come from adjoint solutions, one per
 * compartment instead of one per parameter: m = w^T X, dm/dp = y^T (dx(0)/dp + ...),
 * (z - A)^T y = w.
 *
 * LANES points of the contour are worked on side by side (engine_exact_lanes.h). A layer of problem
 * L (three phases, nine parameters, 24 times) takes 4.4 us and 0.75 KB at rest; where it goes on
 * under current, 0.4 KB more and eight bytes for each derivative of each of its rates.
 * All rates relax: there are no one-way edges here.
 * Reference: Weideman & Trefethen, Math. Comp. 76 (2007) 1341.
 */
#include "engine/engine_exact_depth.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define SPAN       5.0 /* last over first time of a window */
#define MOST_SLOTS 12  /* whose derivatives at a stretch's end are solved for side by side */

/* Truncation error. Under drift the matrix is far from normal, and the error can be 1e5
 * times what eigenvalues alone would have (seen in random models with as much drift as
 * lp_exact_layers_reach_s lets pass). */
#define DISCARD_AT_REST 2e-9
#define DISCARD_DRIVEN  1e-15

#define TOGETHER LP_EXACT_LAYERS_TOGETHER

struct lp_exact_contour {
    struct lp_arena *arena;
    struct lp_network *network;
    struct lp_exact_layers *layers;
    struct lp_exact_blocks *blocks;
    size_t n, n_slots;
    size_t n_seen;   /* compartments that are states */
    size_t *seen;    /* [n_seen] */
    size_t *column;  /* [n_compartments] the other way round */
    bool *has_start; /* [n_slots] some of the state's derivatives are not zero */
    double *give;    /* [2][2][n_most] 6Li that leaves an electrode per second and enrichment of the
                        first and the last block's states */
    double give_constant[2];
    /* What is worked on. */
    const struct lp_exact_state *state; /* at the stretch's start */
    double x_ref;
    bool with_given;
    struct number *mean;   /* [n_seen] */
    struct number *d_mean; /* [n_seen][n_slots] */
    /* The state at the stretch's end, as it is summed up; NULL until needed. */
    struct number *X;      /* [n] */
    double *x_end, *s_end; /* [n], [n_slots][n] */
    size_t first_slot, n_together;
};

/* A group of points. */
struct group {
    struct lp_exact_contour *c;
    struct number z, over_z;
    struct number weight;   /* at a stretch's end */
    struct number given[2]; /* 6Li per second */
};

static size_t count_together(const struct lp_exact_contour *c)
{
    return c->n_slots < MOST_SLOTS ? c->n_slots : MOST_SLOTS;
}

static bool alloc_contour(struct lp_exact_contour *c)
{
    struct lp_arena *arena = c->arena;
    size_t n_compartments = c->network->model->n_compartments;
    c->seen = lp_arena_alloc(arena, n_compartments, sizeof *c->seen);
    c->column = lp_arena_alloc(arena, n_compartments, sizeof *c->column);
    c->has_start = lp_arena_alloc(arena, c->n_slots, sizeof *c->has_start);
    c->layers = lp_exact_layers_new(c->network);
    if (!c->seen || !c->column || !c->has_start || !c->layers)
        return false;
    for (size_t i = 0; i < n_compartments; i++) {
        if (c->network->first_node[i] >= c->n)
            continue;
        c->column[i] = c->n_seen;
        c->seen[c->n_seen++] = i;
    }
    size_t n_together = count_together(c), n_outputs = 1 + c->n_seen;
    c->blocks = lp_exact_blocks_new(c->layers, n_together > n_outputs ? n_together : n_outputs);
    c->mean = lp_exact_numbers(arena, c->n_seen, 1);
    c->d_mean = lp_exact_numbers(arena, c->n_seen, c->n_slots);
    c->give = lp_arena_doubles(arena, 4, c->layers->n_most);
    return c->blocks && !lp_arena_has_failed(arena);
}

struct lp_exact_contour *lp_exact_contour_new(struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_contour *c = lp_arena_alloc(arena, 1, sizeof *c);
    if (!c) {
        lp_arena_free(arena);
        return NULL;
    }
    c->arena = arena;
    c->network = network;
    c->n = network->n_states;
    c->n_slots = network->slots.n;
    if (alloc_contour(c))
        return c;
    lp_exact_contour_free(c);
    return NULL;
}

void lp_exact_contour_free(struct lp_exact_contour *contour)
{
    if (!contour)
        return;
    lp_exact_layers_free(contour->layers);
    lp_exact_blocks_free(contour->blocks);
    lp_arena_free(contour->arena);
}

static bool is_end(const struct lp_exact_contour *c, size_t i_layer)
{
    return i_layer == 0 || i_layer + 1 == c->layers->n_layers;
}

/* Of the block of the first or the last layer. */
static double *give_of(const struct lp_exact_contour *c, size_t side, size_t i_layer)
{
    return c->give + (2 * side + (i_layer == 0 ? 0 : 1)) * c->layers->n_most;
}

/* What leaves the electrodes is affine in the states next to them: by unit states, one at a time.
 */
static void probe_given(struct lp_exact_contour *c)
{
    const struct lp_network *net = c->network;
    double given[2], *x = c->x_end;
    memset(x, 0, c->n * sizeof *x);
    lp_network_li6_given(net, x, 0, c->give_constant);
    for (size_t i_layer = 0; i_layer < net->n_layers; i_layer++) {
        struct lp_exact_range range = lp_exact_layers_range(c->layers, i_layer);
        for (size_t i = 0; is_end(c, i_layer) && i < range.n; i++) {
            x[range.start + i] = 1;
            lp_network_li6_given(net, x, 0, given);
            x[range.start + i] = 0;
            for (size_t side = 0; side < 2; side++)
                give_of(c, side, i_layer)[i] = given[side] - c->give_constant[side];
        }
    }
}

/* A reservoir's X, beyond x_ref. */
static struct number reservoir(const struct group *g, size_t node)
{
    return scaled(&g->over_z, g->c->network->x0[node] - g->c->x_ref);
}

/* x(0) of a block, beyond x_ref. */
LP_INLINE void fill_start(const struct lp_exact_contour *c, const struct lp_exact_block *b)
{
    const double *x = c->state->x + b->range.start;
    lanes zero = {0};
    for (size_t i = 0; i < b->range.n; i++)
        b->right[i] = (struct number){zero + (x[i] - c->x_ref), zero};
}

/* w of the compartments. */
static void fill_weights(const struct lp_exact_contour *c, const struct lp_exact_block *b)
{
    const struct lp_node *nodes = c->network->nodes + b->range.start;
    size_t n_seen = c->n_seen;
    lanes zero = {0};
    memset(b->left, 0, b->range.n * n_seen * sizeof *b->left);
    for (size_t i = 0; i < b->range.n; i++) {
        size_t i_compartment = nodes[i].i_compartment;
        b->left[i * n_seen + c->column[i_compartment]].re =
            zero + 1 / (double)lp_network_n_layers(c->network, i_compartment);
    }
}

/* x(0) + b/z, and w if adjoint solutions are wanted. */
LP_WIDE static void fill_states(const struct group *g, const struct lp_exact_block blocks[],
                                size_t first, size_t n, bool with_adjoints)
{
    struct lp_exact_contour *c = g->c;
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *b = &blocks[l];
        bool is_as_before = l > 0 && !is_end(c, first + l - 1) && !is_end(c, first + l);
        fill_start(c, b);
        if (with_adjoints && is_as_before)
            memcpy(b->left, blocks[l - 1].left, b->range.n * c->n_seen * sizeof *b->left);
        else if (with_adjoints)
            fill_weights(c, b);
    }
    for (size_t e = 0; e < c->layers->n_ends; e++) {
        const struct lp_exact_end *term = &c->layers->ends[e];
        if (term->from < c->n || term->i_layer - first >= n)
            continue;
        const struct lp_exact_block *b = &blocks[term->i_layer - first];
        struct number X = reservoir(g, term->from), given = scaled(&X, term->rate);
        add(&b->right[term->to - b->range.start], &given);
    }
}

static void fill_states_alone(void *context, const struct lp_exact_block blocks[], size_t first,
                              size_t n)
{
    fill_states(context, blocks, first, n, false);
}

static void fill_with_adjoints(void *context, const struct lp_exact_block blocks[], size_t first,
                               size_t n)
{
    fill_states(context, blocks, first, n, true);
}

static void add_given(struct group *g, const struct lp_exact_block *b, size_t i_layer)
{
    for (size_t side = 0; side < 2; side++) {
        const double *give = give_of(g->c, side, i_layer);
        for (size_t i = 0; i < b->range.n; i++) {
            struct number part = scaled(&b->right[i], give[i]);
            add(&g->given[side], &part);
        }
    }
}

LP_WIDE static void take_means(void *context, const struct lp_exact_block blocks[], size_t first,
                               size_t n)
{
    struct group *g = context;
    struct lp_exact_contour *c = g->c;
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *b = &blocks[l];
        const struct lp_node *nodes = c->network->nodes + b->range.start;
        for (size_t i = 0; i < b->range.n; i++)
            add(&c->mean[c->column[nodes[i].i_compartment]], &b->right[i]);
        if (c->with_given && is_end(c, first + l))
            add_given(g, b, first + l);
    }
}

/* y^T of the state's derivatives at the start. */
LP_WIDE static void add_start_slopes(struct lp_exact_contour *c,
                                     const struct lp_exact_block blocks[], size_t n)
{
    size_t n_seen = c->n_seen;
    for (size_t k = 0; k < c->n_slots; k++) {
        const double *s = c->state->s + k * c->n;
        for (size_t m = 0; m < n_seen && c->has_start[k]; m++) {
            struct number sum = {{0}, {0}};
            for (size_t l = 0; l < n; l++) {
                const struct lp_exact_block *b = &blocks[l];
                for (size_t i = 0; i < b->range.n; i++) {
                    struct number part = scaled(&b->left[i * n_seen + m], s[b->range.start + i]);
                    add(&sum, &part);
                }
            }
            add(&c->d_mean[m * c->n_slots + k], &sum);
        }
    }
}

/* y^T of terms at electrodes and of the reservoirs' own derivatives. */
LP_WIDE static void add_end_slopes(const struct group *g, const struct lp_exact_block blocks[],
                                   size_t first, size_t n)
{
    struct lp_exact_contour *c = g->c;
    for (size_t e = 0; e < c->layers->n_ends; e++) {
        const struct lp_exact_end *term = &c->layers->ends[e];
        if (term->i_layer - first >= n)
            continue;
        const struct lp_exact_block *b = &blocks[term->i_layer - first];
        size_t to = term->to - b->range.start;
        struct number difference =
            term->from < c->n ? b->right[term->from - b->range.start] : reservoir(g, term->from);
        subtract(&difference, &b->right[to]);
        for (size_t m = 0; m < c->n_seen; m++) {
            const struct number *y = &b->left[to * c->n_seen + m];
            struct number moved = times(y, &difference), given = times(y, &g->over_z);
            for (size_t k = 0; k < c->n_slots; k++) {
                struct number *sum = &c->d_mean[m * c->n_slots + k];
                struct number part = scaled(&moved, term->d_rate[k]);
                add(sum, &part);
                part = scaled(&given, term->d_source[k]);
                add(sum, &part);
            }
        }
    }
}

static bool has_slope(const struct lp_exact_slope *slope)
{
    return !slope->is_alike || slope->value != 0;
}

static bool has_slopes(const struct lp_exact_contour *c, size_t i_place)
{
    for (size_t k = 0; k < c->n_slots; k++) {
        if (has_slope(&c->layers->slopes[i_place * c->n_slots + k]))
            return true;
    }
    return false;
}

/* y^T of the terms of a place, in n layers by the upper one of two, the first of them `first`. */
LP_WIDE static void add_place_slopes(struct lp_exact_contour *c,
                                     const struct lp_exact_block blocks[], size_t i_place,
                                     size_t first, size_t n)
{
    const struct lp_exact_place *place = &c->layers->places[i_place];
    const struct number *y[TOGETHER];
    struct number difference[TOGETHER], product[TOGETHER];
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *to = &blocks[place->ahead < 0 ? l + 1 : l];
        const struct lp_exact_block *from = &blocks[place->ahead > 0 ? l + 1 : l];
        difference[l] = copy(&from->right[from->range.skip + place->from]);
        subtract(&difference[l], &to->right[to->range.skip + place->to]);
        y[l] = to->left + (to->range.skip + place->to) * c->n_seen;
    }
    for (size_t m = 0; m < c->n_seen; m++) {
        struct number sum = {{0}, {0}};
        for (size_t l = 0; l < n; l++) {
            product[l] = times(&y[l][m], &difference[l]);
            add(&sum, &product[l]);
        }
        for (size_t k = 0; k < c->n_slots; k++) {
            const struct lp_exact_slope *slope = &c->layers->slopes[i_place * c->n_slots + k];
            if (!has_slope(slope))
                continue;
            struct number part = scaled(&sum, slope->is_alike ? slope->value : 0);
            for (size_t l = 0; !slope->is_alike && l < n; l++) {
                struct number one = scaled(&product[l], slope->by_layer[first + l]);
                add(&part, &one);
            }
            add(&c->d_mean[m * c->n_slots + k], &part);
        }
    }
}

static void take_means_and_slopes(void *context, const struct lp_exact_block blocks[], size_t first,
                                  size_t n)
{
    struct group *g = context;
    struct lp_exact_contour *c = g->c;
    size_t n_between = first + n < c->layers->n_layers ? n : n - 1;
    take_means(context, blocks, first, n);
    add_start_slopes(c, blocks, n);
    add_end_slopes(g, blocks, first, n);
    for (size_t p = 0; p < c->layers->n_places; p++) {
        if (has_slopes(c, p))
            add_place_slopes(c, blocks, p, first, c->layers->places[p].ahead == 0 ? n : n_between);
    }
}

static struct group begin_group(struct lp_exact_contour *c, const struct number *z)
{
    struct group g = {.c = c, .z = *z, .over_z = reciprocal(z)};
    for (size_t side = 0; side < 2 && c->with_given; side++) {
        double constant = c->give_constant[side];
        for (size_t i = 0; i < 2 * c->layers->n_most; i++)
            constant += c->give[2 * side * c->layers->n_most + i] * c->x_ref;
        g.given[side] = scaled(&g.over_z, constant);
    }
    return g;
}

/* int give, of the points' (give X + constant/z)/z: taken apart, the two would be the larger the
 * stiffer the contact, and their errors with them. */
static void weigh_given(const struct group *g, const struct number *weight, double given_mol[2])
{
    for (size_t side = 0; side < 2; side++) {
        struct number value = times(&g->given[side], &g->over_z);
        given_mol[side] += weigh(weight, &value);
    }
}

static void solve_means(struct group *g, bool with_slopes)
{
    struct lp_exact_contour *c = g->c;
    struct lp_exact_columns columns = {.n_right = 1,
                                       .n_left = with_slopes ? c->n_seen : 0,
                                       .fill = with_slopes ? fill_with_adjoints : fill_states_alone,
                                       .take = with_slopes ? take_means_and_slopes : take_means,
                                       .context = g};
    memset(c->mean, 0, c->n_seen * sizeof *c->mean);
    memset(c->d_mean, 0, c->n_seen * c->n_slots * sizeof *c->d_mean);
    lp_exact_blocks_factor(c->blocks, &g->z);
    lp_exact_blocks_solve(c->blocks, &columns);
    for (size_t m = 0; m < c->n_seen; m++)
        c->mean[m] = scaled(&c->mean[m], 1 / (double)lp_network_n_layers(c->network, c->seen[m]));
}

/* Outputs [first, end) of the task, which share one contour. */
static void add_group(struct lp_exact_contour *c, const struct lp_exact_points *points, size_t k,
                      const struct lp_exact_task *task, size_t first, size_t end)
{
    size_t n = c->network->model->n_compartments, n_slots = c->n_slots;
    struct number z = group_at(points, k);
    struct group g = begin_group(c, &z);
    solve_means(&g, task->dx != NULL);
    for (size_t i = first; i < end; i++) {
        struct number weight = weight_at(points, k, task->times_s[i] - task->stretch->start_s);
        for (size_t m = 0; m < c->n_seen; m++) {
            task->x[i * n + c->seen[m]] += weigh(&weight, &c->mean[m]);
            for (size_t s = 0; task->dx && s < n_slots; s++)
                task->dx[(i * n + c->seen[m]) * n_slots + s] +=
                    weigh(&weight, &c->d_mean[m * n_slots + s]);
        }
        if (c->with_given)
            weigh_given(&g, &weight, task->given_mol + 2 * i);
    }
}

/* Rows before the sums: reservoirs, and x_ref for the states. */
static void begin_rows(const struct lp_exact_contour *c, const struct lp_exact_task *task)
{
    const struct lp_network *net = c->network;
    size_t n = net->model->n_compartments, n_slots = c->n_slots;
    for (size_t t = 0; t < task->n_outputs; t++) {
        for (size_t i = 0; i < n; i++) {
            size_t node = net->first_node[i];
            bool is_state = node < c->n;
            task->x[t * n + i] = is_state ? c->x_ref : net->x0[node];
            for (size_t k = 0; task->dx && k < n_slots; k++)
                task->dx[(t * n + i) * n_slots + k] = is_state ? 0 : net->d_x0[node * n_slots + k];
        }
    }
}

static double discard_of(const struct lp_stretch *stretch)
{
    return stretch->current_A == 0 ? DISCARD_AT_REST : DISCARD_DRIVEN;
}

static void pass_outputs(struct lp_exact_contour *c, const struct lp_exact_task *task)
{
    const double start_s = task->stretch->start_s;
    struct lp_exact_points points;
    begin_rows(c, task);
    if (task->given_mol)
        memset(task->given_mol, 0, 2 * task->n_outputs * sizeof *task->given_mol);
    for (size_t first = 0, end; first < task->n_outputs; first = end) {
        double first_s = task->times_s[first] - start_s, last_s = first_s;
        for (end = first; end < task->n_outputs; end++) {
            if (task->times_s[end] - start_s > SPAN * first_s)
                break;
            last_s = task->times_s[end] - start_s;
        }
        lp_exact_points_set(&points, last_s / first_s, last_s, discard_of(task->stretch));
        for (size_t k = 0; k < points.n_points; k += LANES)
            add_group(c, &points, k, task, first, end);
    }
}

/* X of the points, kept for the right-hand sides of its derivatives, and its part of x. */
LP_WIDE static void take_end_states(void *context, const struct lp_exact_block blocks[],
                                    size_t first, size_t n)
{
    struct group *g = context;
    struct lp_exact_contour *c = g->c;
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *b = &blocks[l];
        for (size_t i = 0; i < b->range.n; i++) {
            c->X[b->range.start + i] = copy(&b->right[i]);
            c->x_end[b->range.start + i] += weigh(&g->weight, &b->right[i]);
        }
        if (c->with_given && is_end(c, first + l))
            add_given(g, b, first + l);
    }
}

/* (dA/dp) X of a place in the n layers from `first` on of what it goes to. */
LP_INLINE void add_place_sources(const struct lp_exact_contour *c,
                                 const struct lp_exact_block blocks[], size_t i_place, size_t first,
                                 size_t n)
{
    const struct lp_exact_layers *layers = c->layers;
    const struct lp_exact_place *place = &layers->places[i_place];
    const struct lp_exact_slope *slopes = &layers->slopes[i_place * c->n_slots + c->first_slot];
    const size_t n_together = c->n_together,
                 back = place->ahead < 0; /* slopes by the upper layer */
    size_t start = first < back ? back - first : 0;
    size_t stop = place->ahead > 0 && first + n == layers->n_layers ? n - 1 : n;
    for (size_t l = start; l < stop; l++) {
        const struct number *X = c->X + layers->n_before + (first + l) * layers->n_phases;
        const struct number *X_from = X + place->ahead * (ptrdiff_t)layers->n_phases + place->from;
        struct number *to = blocks[l].right + (blocks[l].range.skip + place->to) * n_together;
        struct number difference = copy(X_from);
        subtract(&difference, &X[place->to]);
        for (size_t k = 0; k < n_together; k++) {
            const struct lp_exact_slope *slope = &slopes[k];
            double d_rate = slope->is_alike ? slope->value : slope->by_layer[first + l - back];
            struct number part = scaled(&difference, d_rate);
            add(&to[k], &part);
        }
    }
}

LP_WIDE static void add_end_sources(const struct group *g, const struct lp_exact_block blocks[],
                                    size_t first, size_t n)
{
    struct lp_exact_contour *c = g->c;
    for (size_t e = 0; e < c->layers->n_ends; e++) {
        const struct lp_exact_end *term = &c->layers->ends[e];
        if (term->i_layer - first >= n)
            continue;
        const struct lp_exact_block *b = &blocks[term->i_layer - first];
        struct number difference =
            term->from < c->n ? copy(&c->X[term->from]) : reservoir(g, term->from);
        subtract(&difference, &c->X[term->to]);
        for (size_t k = 0; k < c->n_together; k++) {
            struct number *to = &b->right[(term->to - b->range.start) * c->n_together + k];
            struct number part = scaled(&difference, term->d_rate[c->first_slot + k]);
            add(to, &part);
            part = scaled(&g->over_z, term->d_source[c->first_slot + k]);
            add(to, &part);
        }
    }
}

/* dx(0)/dp + (dA/dp) X + (db/dp)/z */
LP_WIDE static void fill_slopes(void *context, const struct lp_exact_block blocks[], size_t first,
                                size_t n)
{
    struct group *g = context;
    struct lp_exact_contour *c = g->c;
    lanes zero = {0};
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *b = &blocks[l];
        for (size_t k = 0; k < c->n_together; k++) {
            const double *s = c->state->s + (c->first_slot + k) * c->n + b->range.start;
            for (size_t i = 0; i < b->range.n; i++)
                b->right[i * c->n_together + k] = (struct number){zero + s[i], zero};
        }
    }
    for (size_t p = 0; p < c->layers->n_places; p++)
        add_place_sources(c, blocks, p, first, n);
    add_end_sources(g, blocks, first, n);
}

LP_WIDE static void take_end_slopes(void *context, const struct lp_exact_block blocks[],
                                    size_t first, size_t n)
{
    struct group *g = context;
    struct lp_exact_contour *c = g->c;
    (void)first;
    for (size_t l = 0; l < n; l++) {
        const struct lp_exact_block *b = &blocks[l];
        for (size_t k = 0; k < c->n_together; k++) {
            double *s_end = c->s_end + (c->first_slot + k) * c->n + b->range.start;
            for (size_t i = 0; i < b->range.n; i++)
                s_end[i] += weigh(&g->weight, &b->right[i * c->n_together + k]);
        }
    }
}

static void solve_end(struct group *g)
{
    struct lp_exact_contour *c = g->c;
    struct lp_exact_columns states = {
        .n_right = 1, .fill = fill_states_alone, .take = take_end_states, .context = g};
    lp_exact_blocks_factor(c->blocks, &g->z);
    lp_exact_blocks_solve(c->blocks, &states);
    size_t n = count_together(c);
    for (c->first_slot = 0; c->state->s && c->first_slot < c->n_slots; c->first_slot += n) {
        size_t n_left = c->n_slots - c->first_slot;
        c->n_together = n_left < n ? n_left : n;
        struct lp_exact_columns slopes = {
            .n_right = c->n_together, .fill = fill_slopes, .take = take_end_slopes, .context = g};
        lp_exact_blocks_solve(c->blocks, &slopes);
    }
}

static void pass_to_end(struct lp_exact_contour *c, struct lp_exact_task *task,
                        struct lp_exact_state *state)
{
    double length_s = task->stretch->stop_s - task->stretch->start_s;
    struct lp_exact_points points;
    lp_exact_points_set(&points, 1, length_s, DISCARD_DRIVEN);
    for (size_t i = 0; i < c->n; i++)
        c->x_end[i] = c->x_ref;
    if (state->s)
        memset(c->s_end, 0, c->n * c->n_slots * sizeof *c->s_end);
    task->given_end_mol[0] = task->given_end_mol[1] = 0;
    for (size_t k = 0; k < points.n_points; k += LANES) {
        struct number z = group_at(&points, k);
        struct group g = begin_group(c, &z);
        g.weight = weight_at(&points, k, length_s);
        solve_end(&g);
        if (c->with_given)
            weigh_given(&g, &g.weight, task->given_end_mol);
    }
    memcpy(state->x, c->x_end, c->n * sizeof *state->x);
    if (state->s)
        memcpy(state->s, c->s_end, c->n * c->n_slots * sizeof *state->s);
}

/* What only some stretches need. An engine that lacked memory may be asked again, so each is looked
 * at, not what the arena remembers. */
static bool alloc_end(struct lp_exact_contour *c, const struct lp_exact_task *task)
{
    bool needs_x = task->goes_on || c->with_given, needs_s = task->goes_on && task->dx;
    if (needs_x && !c->x_end)
        c->x_end = lp_arena_doubles(c->arena, c->n, 1);
    if (task->goes_on && !c->X)
        c->X = lp_exact_numbers(c->arena, c->n, 1);
    if (needs_s && !c->s_end)
        c->s_end = lp_arena_doubles(c->arena, c->n, c->n_slots);
    return (!needs_x || c->x_end) && (!task->goes_on || c->X) && (!needs_s || c->s_end);
}

static enum lp_status pass_part(struct lp_exact_contour *c, struct lp_exact_task *task,
                                struct lp_exact_state *state)
{
    c->state = state;
    c->x_ref = state->x[0];
    c->with_given = task->given_mol != NULL;
    if (!alloc_end(c, task))
        return LP_ENOMEM;
    for (size_t k = 0; state->s && k < c->n_slots; k++) {
        c->has_start[k] = false;
        for (size_t i = 0; i < c->n && !c->has_start[k]; i++)
            c->has_start[k] = state->s[k * c->n + i] != 0;
    }
    if (c->with_given)
        probe_given(c);
    pass_outputs(c, task);
    if (task->goes_on)
        pass_to_end(c, task, state);
    return LP_OK;
}

/* The task of the next part, taken off what is left. */
static struct lp_exact_task cut_part(const struct lp_exact_contour *c, struct lp_exact_task *left,
                                     const struct lp_stretch *stretch)
{
    struct lp_exact_task part = *left;
    size_t n_compartments = c->network->model->n_compartments, n = 0;
    while (n < left->n_outputs && left->times_s[n] <= stretch->stop_s)
        n++;
    part.stretch = stretch;
    part.n_outputs = n;
    part.goes_on = left->goes_on || n < left->n_outputs;
    left->n_outputs -= n;
    left->times_s += n;
    left->x += n * n_compartments;
    left->dx += !left->dx ? 0 : n * n_compartments * c->n_slots;
    left->given_mol += !left->given_mol ? 0 : 2 * n;
    return part;
}

enum lp_status lp_exact_contour_pass(struct lp_exact_contour *contour, struct lp_exact_task *task,
                                     struct lp_exact_state *state, struct lp_diag *diag)
{
    const struct lp_stretch *whole = task->stretch;
    struct lp_stretch stretch = *whole;
    struct lp_exact_task left = *task, part = {.goes_on = true};
    double given_mol[2] = {0, 0}, length_s = whole->stop_s - whole->start_s;
    enum lp_status status = lp_exact_layers_take(contour->layers, whole, state->s != NULL, diag);
    double reach_s = whole->current_A == 0 ? INFINITY : lp_exact_layers_reach_s(contour->layers);
    double n_parts = length_s > reach_s ? ceil(length_s / reach_s) : 1;
    for (double i = 1; i <= n_parts && part.goes_on && status == LP_OK; i++) {
        stretch.stop_s = i < n_parts ? whole->start_s + i / n_parts * length_s : whole->stop_s;
        part = cut_part(contour, &left, &stretch);
        status = pass_part(contour, &part, state);
        for (size_t side = 0; part.given_mol && side < 2; side++) {
            for (size_t t = 0; t < part.n_outputs; t++)
                part.given_mol[2 * t + side] += given_mol[side];
            given_mol[side] += part.given_end_mol[side];
        }
        stretch.start_s = stretch.stop_s;
    }
    memcpy(task->given_end_mol, given_mol, sizeof given_mol);
    return status;
}
