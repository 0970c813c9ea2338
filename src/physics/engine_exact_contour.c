/* SPDX-License-Identifier: MIT
 *
 * Large networks (depth): the inverse Laplace transform as a sum over a few points of a hyperbola,
 *
 *     x(t) = (h/pi) Im sum_k e^{z t} z' X(z),   z = mu (1 + sin(i u_k - alpha)),  u_k = (k + 1/2) h
 *     (z - A) X = x(0) + b/z,     (z - A) dX/dp = dx(0)/dp + (dA/dp) X + (db/dp)/z
 *
 * with one factorisation per point for the state and all its derivatives. The outputs of a stretch
 * share their points in windows [t, SPAN t]; its end has points of its own. Of the outputs only
 * means over compartments are needed, so their derivatives come from adjoint solutions, one per
 * compartment instead of one per parameter: m = w^T X, dm/dp = y^T (dx(0)/dp + ...),
 * (z - A)^T y = w.
 *
 * States come layer by layer, so A is a band. It is eliminated in the form of its off-diagonals and
 * row sums: D_p = e_p + sum_j a_pj with e_p = z + flows to reservoirs, and elimination of p adds
 * a_ip a_pj/D_p and a_ip e_p/D_p. Nothing of the size of the stiffest rate is ever subtracted, so
 * fine layers cost no digits.
 *
 * LANES points of the contour are worked on side by side (engine_exact_lanes.h).
 * All rates relax: there are no one-way edges here.
 * Reference: Weideman & Trefethen, Math. Comp. 76 (2007) 1341.
 */
#include "physics/engine_exact_lanes.h"

#include "base/arena.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPAN  5.0 /* last over first time of a window */
#define BATCH 3   /* slots whose derivatives at a stretch's end are solved for side by side */

/* Truncation error. Under drift the matrix is far from normal, and the error can be 1e5
 * times what eigenvalues alone would have (seen in random models of strong drift). */
#define DISCARD_AT_REST 2e-9
#define DISCARD_DRIVEN  1e-15

struct slope {
    size_t slot;
    double d_rate;
};

/* What a reservoir's own derivative gives to a state. */
struct source_slope {
    size_t slot, to;
    double value;
};

struct lp_exact_contour {
    struct lp_arena *arena;
    struct lp_network *network;
    size_t n, n_nodes, n_slots, width;
    size_t n_seen;  /* compartments that are states */
    size_t *seen;   /* [n_seen] */
    double *d_rate; /* [slots.n] of one term */
    /* The matrix on a stretch, real. */
    double *up, *low;     /* [n][width] rates into p from p + 1 + j, into p + 1 + j from p */
    double *ground;       /* [n] row sums without z: to reservoirs */
    double *source;       /* [n] from reservoirs, beyond x_ref */
    size_t *slope_start;  /* [n_terms + 1] */
    struct slope *slopes; /* [n_room] non-zero derivatives of each term's rate */
    size_t n_room;
    struct source_slope *sources; /* of reservoirs, not zero */
    size_t n_sources;
    bool *has_start; /* [slots.n] some of the state's derivatives are not zero */
    double *give;    /* [2][n] 6Li that leaves an electrode per second and enrichment */
    double give_constant[2];
    double x_ref;
    /* One group of points. */
    struct number *u, *l;   /* [n][width] factors */
    struct number *inverse; /* [n] 1/D */
    struct number *X;       /* [n_nodes] */
    struct number *Y;       /* [n][n_seen] adjoint solutions; [n][BATCH] derivatives */
    struct number *mean;    /* [n_seen] */
    struct number *d_mean;  /* [n_seen][slots.n] */
    double *x_end, *s_end;  /* the state at the stretch's end, as it is summed up; s_end NULL
 until a stretch goes on */
};

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

static bool alloc(struct lp_arena *arena, size_t n, size_t m, double **array)
{
    *array = m == 0 || n <= (size_t)-1 / m ? lp_arena_alloc(arena, n * m, sizeof **array) : NULL;
    return *array != NULL;
}

/* Numbers lie at multiples of their lanes. */
static bool alloc_numbers(struct lp_arena *arena, size_t n, struct number **array)
{
    char *memory = lp_arena_alloc(arena, n + 1, sizeof **array);
    if (memory == NULL)
        return false;
    size_t rest = (size_t)memory % sizeof(lanes);
    *array = (struct number *)(void *)(memory + (rest == 0 ? 0 : sizeof(lanes) - rest));
    return true;
}

static size_t count_source_terms(const struct lp_exact_contour *c)
{
    size_t n = 0;
    for (size_t t = 0; t < c->network->n_terms; t++)
        n += c->network->terms[t].from >= c->n ? 1 : 0;
    return n;
}

static bool alloc_contour(struct lp_exact_contour *c)
{
    const struct lp_network *net = c->network;
    struct lp_arena *arena = c->arena;
    size_t n = c->n, n_slots = c->n_slots, w = c->width;
    size_t n_columns = c->n_seen > BATCH ? c->n_seen : BATCH;
    c->slope_start = lp_arena_alloc(arena, net->n_terms + 1, sizeof *c->slope_start);
    c->sources = lp_arena_alloc(arena, count_source_terms(c) * n_slots, sizeof *c->sources);
    c->has_start = lp_arena_alloc(arena, n_slots, sizeof *c->has_start);
    return c->slope_start != NULL && c->sources != NULL && c->has_start != NULL &&
           alloc(arena, n_slots, 1, &c->d_rate) && alloc(arena, n, w, &c->up) &&
           alloc(arena, n, w, &c->low) && alloc(arena, n, 1, &c->ground) &&
           alloc(arena, n, 1, &c->source) && alloc(arena, n, 2, &c->give) &&
           alloc(arena, n, 1, &c->x_end) && alloc_numbers(arena, n * w, &c->u) &&
           alloc_numbers(arena, n * w, &c->l) && alloc_numbers(arena, n, &c->inverse) &&
           alloc_numbers(arena, c->n_nodes, &c->X) && alloc_numbers(arena, n_columns * n, &c->Y) &&
           alloc_numbers(arena, c->n_seen, &c->mean) &&
           alloc_numbers(arena, c->n_seen * n_slots, &c->d_mean);
}

struct lp_exact_contour *lp_exact_contour_new(struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_contour *c = arena == NULL ? NULL : lp_arena_alloc(arena, 1, sizeof *c);
    if (c == NULL)
        goto fail;
    c->arena = arena;
    c->network = network;
    c->n = network->n_states;
    c->n_nodes = network->n_nodes;
    c->n_slots = network->slots.n;
    c->seen = lp_arena_alloc(arena, network->model->n_compartments, sizeof *c->seen);
    if (c->seen == NULL)
        goto fail;
    for (size_t i = 0; i < network->model->n_compartments; i++) {
        if (network->first_node[i] < c->n)
            c->seen[c->n_seen++] = i;
    }
    for (size_t t = 0; t < network->n_terms; t++) {
        const struct lp_term *term = &network->terms[t];
        if (term->from < c->n && distance(term->from, term->to) > c->width)
            c->width = distance(term->from, term->to);
    }
    if (alloc_contour(c))
        return c;
fail:
    lp_arena_free(arena);
    return NULL;
}

void lp_exact_contour_free(struct lp_exact_contour *contour)
{
    if (contour == NULL)
        return;
    free(contour->slopes);
    lp_arena_free(contour->arena);
}

static void add_rate(struct lp_exact_contour *c, const struct lp_term *term, double rate)
{
    if (term->from >= c->n) {
        c->ground[term->to] += rate;
        c->source[term->to] += rate * (c->network->x0[term->from] - c->x_ref);
        return;
    }
    if (term->to < term->from)
        c->up[term->to * c->width + term->from - term->to - 1] += rate;
    else if (term->to > term->from)
        c->low[term->from * c->width + term->to - term->from - 1] += rate;
}

/* Room for one more term's slopes after the first n. At rest most terms have one each. */
static bool make_room(struct lp_exact_contour *c, size_t n)
{
    if (n + c->n_slots <= c->n_room)
        return true;
    size_t n_first = c->network->n_terms + c->network->n_terms / 8;
    size_t n_room = c->n_slots + (n > 0 ? n + n / 2 : n_first);
    struct slope *more = realloc(c->slopes, n_room * sizeof *more);
    if (more == NULL)
        return false;
    c->slopes = more;
    c->n_room = n_room;
    return true;
}

/* The slopes of term t from its derivatives; n are there before it. How many there are then. */
static size_t list_slopes(struct lp_exact_contour *c, size_t t, double rate, size_t n)
{
    const struct lp_network *net = c->network;
    size_t from = net->terms[t].from;
    for (size_t k = 0; k < c->n_slots; k++) {
        if (c->d_rate[k] != 0)
            c->slopes[n++] = (struct slope){.slot = k, .d_rate = c->d_rate[k]};
        double d_x0 = from >= c->n ? net->d_x0[from * c->n_slots + k] : 0;
        if (d_x0 != 0)
            c->sources[c->n_sources++] =
                (struct source_slope){.slot = k, .to = net->terms[t].to, .value = rate * d_x0};
    }
    return n;
}

static enum lp_status take_terms(struct lp_exact_contour *c, bool with_slopes)
{
    const struct lp_network *net = c->network;
    size_t n_slopes = 0;
    c->n_sources = 0;
    for (size_t t = 0; t < net->n_terms; t++) {
        double rate;
        lp_network_term_rate(net, t, &rate, c->d_rate);
        add_rate(c, &net->terms[t], rate);
        c->slope_start[t] = n_slopes;
        if (!with_slopes)
            continue;
        if (!make_room(c, n_slopes))
            return LP_ENOMEM;
        n_slopes = list_slopes(c, t, rate, n_slopes);
    }
    c->slope_start[net->n_terms] = n_slopes;
    return LP_OK;
}

static enum lp_status take_rates(struct lp_exact_contour *c, const struct lp_exact_task *task,
                                 const struct lp_exact_state *state, struct lp_diag *diag)
{
    size_t n = c->n;
    enum lp_status status = lp_network_enter(c->network, task->stretch, diag);
    if (status != LP_OK)
        return status;
    memset(c->up, 0, n * c->width * sizeof *c->up);
    memset(c->low, 0, n * c->width * sizeof *c->low);
    memset(c->ground, 0, n * sizeof *c->ground);
    memset(c->source, 0, n * sizeof *c->source);
    for (size_t k = 0; state->s != NULL && k < c->n_slots; k++) {
        c->has_start[k] = false;
        for (size_t i = 0; i < n && !c->has_start[k]; i++)
            c->has_start[k] = state->s[k * n + i] != 0;
    }
    return take_terms(c, state->s != NULL);
}

/* What leaves the electrodes is affine in the states next to them: by unit states, one at a time.
 */
static void probe_given(struct lp_exact_contour *c)
{
    const struct lp_network *net = c->network;
    double given[2], *x = c->x_end;
    memset(x, 0, c->n * sizeof *x);
    memset(c->give, 0, 2 * c->n * sizeof *c->give);
    lp_network_li6_given(net, x, 0, c->give_constant);
    for (size_t i = 0; i < c->n; i++) {
        size_t layer = net->nodes[i].i_layer;
        if (layer != 0 && layer + 1 != net->n_layers)
            continue;
        x[i] = 1;
        lp_network_li6_given(net, x, 0, given);
        x[i] = 0;
        for (size_t side = 0; side < 2; side++)
            c->give[side * c->n + i] = given[side] - c->give_constant[side];
    }
}

static inline void begin_node(struct lp_exact_contour *c, const struct number *z, size_t p)
{
    size_t w = c->width;
    lanes zero = {0};
    for (size_t j = 0; j < w; j++) {
        c->u[p * w + j] = (struct number){zero + c->up[p * w + j], zero};
        c->l[p * w + j] = (struct number){zero + c->low[p * w + j], zero};
    }
    c->inverse[p] = (struct number){z->re + c->ground[p], z->im}; /* e_p, until p is eliminated */
}

/* Rows p + 1 ... p + reach take what p passes on. */
static inline void eliminate_node(struct lp_exact_contour *c, size_t p, size_t reach)
{
    size_t w = c->width;
    struct number *u = c->u + p * w, e = c->inverse[p], D = e;
    for (size_t j = 0; j < reach; j++) {
        D.re += u[j].re;
        D.im += u[j].im;
    }
    struct number inverse = reciprocal(&D);
    struct number e_share = times(&e, &inverse);
    for (size_t j = 0; j < reach; j++)
        u[j] = times(&u[j], &inverse);
    c->inverse[p] = inverse;
    for (size_t i = 0; i < reach; i++) {
        size_t row = p + 1 + i;
        const struct number *l = &c->l[p * w + i];
        add_product(&c->inverse[row], l, &e_share);
        for (size_t j = 0; j < reach; j++) {
            if (j < i)
                add_product(&c->l[(p + 1 + j) * w + (i - j - 1)], l, &u[j]);
            else if (j > i)
                add_product(&c->u[row * w + (j - i - 1)], l, &u[j]);
        }
    }
}

static size_t reach_of(const struct lp_exact_contour *c, size_t p)
{
    size_t after = c->n - 1 - p;
    return after < c->width ? after : c->width;
}

LP_WIDE static void factor(struct lp_exact_contour *c, const struct number *z)
{
    size_t n_begun = 0;
    for (size_t p = 0; p < c->n; p++) {
        for (; n_begun <= p + c->width && n_begun < c->n; n_begun++)
            begin_node(c, z, n_begun);
        eliminate_node(c, p, reach_of(c, p));
    }
}

/* V <- (z - A)^-1 V, its columns side by side: each alone would wait for its last product. */
static inline void solve_columns(const struct lp_exact_contour *c, size_t n_columns,
                                 struct number V[])
{
    size_t w = c->width;
    for (size_t p = 0; p < c->n; p++) {
        size_t reach = reach_of(c, p);
        struct number *v = V + p * n_columns;
        for (size_t m = 0; m < n_columns; m++)
            v[m] = times(&v[m], &c->inverse[p]);
        for (size_t i = 0; i < reach; i++) {
            for (size_t m = 0; m < n_columns; m++)
                add_product(&v[(1 + i) * n_columns + m], &c->l[p * w + i], &v[m]);
        }
    }
    for (size_t p = c->n; p-- > 0;) {
        size_t reach = reach_of(c, p);
        struct number *v = V + p * n_columns;
        for (size_t j = 0; j < reach; j++) {
            for (size_t m = 0; m < n_columns; m++)
                add_product(&v[m], &c->u[p * w + j], &v[(1 + j) * n_columns + m]);
        }
    }
}

/* Y <- (z - A)^-T Y, likewise. */
LP_WIDE static void solve_adjoint(const struct lp_exact_contour *c, struct number Y[])
{
    size_t w = c->width, n_seen = c->n_seen;
    for (size_t p = 0; p < c->n; p++) {
        size_t reach = reach_of(c, p);
        for (size_t j = 0; j < reach; j++) {
            for (size_t m = 0; m < n_seen; m++)
                add_product(&Y[(p + 1 + j) * n_seen + m], &c->u[p * w + j], &Y[p * n_seen + m]);
        }
    }
    for (size_t p = c->n; p-- > 0;) {
        size_t reach = reach_of(c, p);
        for (size_t i = 0; i < reach; i++) {
            for (size_t m = 0; m < n_seen; m++)
                add_product(&Y[p * n_seen + m], &c->l[p * w + i], &Y[(p + 1 + i) * n_seen + m]);
        }
        for (size_t m = 0; m < n_seen; m++)
            Y[p * n_seen + m] = times(&Y[p * n_seen + m], &c->inverse[p]);
    }
}

/* X of a group of points, reservoirs included, all beyond x_ref. */
LP_WIDE static void solve_states(struct lp_exact_contour *c, const struct number *z,
                                 const double x[])
{
    struct number over_z = reciprocal(z);
    lanes zero = {0};
    for (size_t i = 0; i < c->n; i++)
        c->X[i] =
            (struct number){c->source[i] * over_z.re + (x[i] - c->x_ref), c->source[i] * over_z.im};
    for (size_t i = c->n; i < c->n_nodes; i++) {
        double beyond = c->network->x0[i] - c->x_ref;
        c->X[i] = (struct number){zero + beyond * over_z.re, zero + beyond * over_z.im};
    }
    factor(c, z);
    solve_columns(c, 1, c->X);
}

/* X_from - X_to. */
static inline struct number term_difference(const struct lp_exact_contour *c,
                                            const struct lp_term *term)
{
    const struct number *from = &c->X[term->from], *to = &c->X[term->to];
    return (struct number){from->re - to->re, from->im - to->im};
}

static size_t n_layers_of(const struct lp_exact_contour *c, size_t i_compartment)
{
    const struct lp_network *net = c->network;
    return net->model->compartments[i_compartment].kind == LP_ELECTRODE ? 1 : net->n_layers;
}

static struct number mean_of(const struct lp_exact_contour *c, size_t i_seen)
{
    const struct lp_network *net = c->network;
    size_t first = net->first_node[c->seen[i_seen]], n_layers = n_layers_of(c, c->seen[i_seen]);
    struct number sum = {{0}, {0}};
    for (size_t layer = 0; layer < n_layers; layer++) {
        sum.re += c->X[first + layer * net->layer_stride].re;
        sum.im += c->X[first + layer * net->layer_stride].im;
    }
    return (struct number){sum.re / (double)n_layers, sum.im / (double)n_layers};
}

static void solve_adjoints(struct lp_exact_contour *c)
{
    const struct lp_network *net = c->network;
    lanes zero = {0};
    memset(c->Y, 0, c->n_seen * c->n * sizeof *c->Y);
    for (size_t m = 0; m < c->n_seen; m++) {
        size_t first = net->first_node[c->seen[m]], n_layers = n_layers_of(c, c->seen[m]);
        for (size_t layer = 0; layer < n_layers; layer++) {
            size_t node = first + layer * net->layer_stride;
            c->Y[node * c->n_seen + m].re = zero + 1 / (double)n_layers;
        }
    }
    solve_adjoint(c, c->Y);
}

/* y^T of what does not come from rates: derivatives at the start and of the reservoirs. */
LP_WIDE static void add_start_slopes(struct lp_exact_contour *c, const struct number *z,
                                     const double s[])
{
    struct number over_z = reciprocal(z);
    for (size_t k = 0; k < c->n_slots; k++) {
        const double *start = s + k * c->n;
        for (size_t m = 0; m < c->n_seen; m++) {
            const struct number *Y = c->Y + m;
            struct number sum = {{0}, {0}};
            for (size_t i = 0; i < c->n && c->has_start[k]; i++) {
                sum.re += start[i] * Y[i * c->n_seen].re;
                sum.im += start[i] * Y[i * c->n_seen].im;
            }
            c->d_mean[m * c->n_slots + k] = sum;
        }
    }
    for (size_t e = 0; e < c->n_sources; e++) {
        const struct source_slope *source = &c->sources[e];
        struct number given = {source->value * over_z.re, source->value * over_z.im};
        for (size_t m = 0; m < c->n_seen; m++)
            add_product(&c->d_mean[m * c->n_slots + source->slot],
                        &c->Y[source->to * c->n_seen + m], &given);
    }
}

/* Terms from t on that have one slope each, of the same slot: an edge in all its layers. */
static size_t run_length(const struct lp_exact_contour *c, size_t t)
{
    size_t n = 0, slot = c->slopes[c->slope_start[t]].slot;
    for (; t + n < c->network->n_terms; n++) {
        size_t first = c->slope_start[t + n];
        if (c->slope_start[t + n + 1] != first + 1 || c->slopes[first].slot != slot)
            break;
    }
    return n;
}

/* The sum over a run stays in registers. */
LP_WIDE static void add_run(struct lp_exact_contour *c, size_t t, size_t n)
{
    const struct lp_term *terms = c->network->terms;
    size_t first = c->slope_start[t];
    for (size_t m = 0; m < c->n_seen; m++) {
        struct number sum = {{0}, {0}};
        for (size_t i = 0; i < n; i++) {
            double d_rate = c->slopes[first + i].d_rate;
            struct number difference = term_difference(c, &terms[t + i]);
            difference.re *= d_rate;
            difference.im *= d_rate;
            add_product(&sum, &c->Y[terms[t + i].to * c->n_seen + m], &difference);
        }
        struct number *total = &c->d_mean[m * c->n_slots + c->slopes[first].slot];
        total->re += sum.re;
        total->im += sum.im;
    }
}

LP_WIDE static void add_term(struct lp_exact_contour *c, size_t t)
{
    const struct lp_term *term = &c->network->terms[t];
    struct number difference = term_difference(c, term);
    for (size_t m = 0; m < c->n_seen; m++) {
        struct number product = times(&c->Y[term->to * c->n_seen + m], &difference);
        for (size_t e = c->slope_start[t]; e < c->slope_start[t + 1]; e++) {
            struct number *sum = &c->d_mean[m * c->n_slots + c->slopes[e].slot];
            sum->re += c->slopes[e].d_rate * product.re;
            sum->im += c->slopes[e].d_rate * product.im;
        }
    }
}

static void add_rate_slopes(struct lp_exact_contour *c)
{
    for (size_t t = 0, n; t < c->network->n_terms; t += n) {
        n = 1;
        if (c->slope_start[t] == c->slope_start[t + 1])
            continue;
        size_t n_run = run_length(c, t);
        if (n_run > 1) {
            n = n_run;
            add_run(c, t, n);
        } else {
            add_term(c, t);
        }
    }
}

/* int give, of the points' (give X + constant/z)/z: taken apart, the two would be the larger the
 * stiffer the contact, and their errors with them. */
static void add_given(const struct lp_exact_contour *c, const struct number *z,
                      const struct number *weight, double given_mol[2])
{
    struct number over_z = reciprocal(z);
    for (size_t side = 0; side < 2; side++) {
        double constant = c->give_constant[side];
        struct number sum = {{0}, {0}};
        for (size_t i = 0; i < c->n; i++) {
            double give = c->give[side * c->n + i];
            constant += give * c->x_ref;
            sum.re += give * c->X[i].re;
            sum.im += give * c->X[i].im;
        }
        sum.re += constant * over_z.re;
        sum.im += constant * over_z.im;
        struct number value = times(&sum, &over_z);
        given_mol[side] += weigh(weight, &value);
    }
}

/* Outputs [first, end) of the task, which share one contour. */
static void add_group(struct lp_exact_contour *c, const struct lp_exact_points *points, size_t k,
                      const struct lp_exact_task *task, size_t first, size_t end,
                      const struct lp_exact_state *state)
{
    size_t n = c->network->model->n_compartments, n_slots = c->n_slots;
    struct number z = group_at(points, k);
    solve_states(c, &z, state->x);
    for (size_t m = 0; m < c->n_seen; m++)
        c->mean[m] = mean_of(c, m);
    if (task->dx != NULL) {
        solve_adjoints(c);
        add_start_slopes(c, &z, state->s);
        add_rate_slopes(c);
    }
    for (size_t i = first; i < end; i++) {
        struct number weight = weight_at(points, k, task->times_s[i] - task->stretch->start_s);
        for (size_t m = 0; m < c->n_seen; m++) {
            task->x[i * n + c->seen[m]] += weigh(&weight, &c->mean[m]);
            for (size_t s = 0; task->dx != NULL && s < n_slots; s++)
                task->dx[(i * n + c->seen[m]) * n_slots + s] +=
                    weigh(&weight, &c->d_mean[m * n_slots + s]);
        }
        if (task->given_mol != NULL)
            add_given(c, &z, &weight, task->given_mol + 2 * i);
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
            for (size_t k = 0; task->dx != NULL && k < n_slots; k++)
                task->dx[(t * n + i) * n_slots + k] = is_state ? 0 : net->d_x0[node * n_slots + k];
        }
    }
}

static double discard_of(const struct lp_stretch *stretch)
{
    return stretch->current_A == 0 ? DISCARD_AT_REST : DISCARD_DRIVEN;
}

static void pass_outputs(struct lp_exact_contour *c, const struct lp_exact_task *task,
                         const struct lp_exact_state *state)
{
    const double start_s = task->stretch->start_s;
    struct lp_exact_points points;
    begin_rows(c, task);
    if (task->given_mol != NULL)
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
            add_group(c, &points, k, task, first, end, state);
    }
}

/* dX/dp of slots [first, first + BATCH) into Y, zero beyond the last. */
LP_WIDE static void solve_slopes(struct lp_exact_contour *c, const struct number *z, size_t first,
                                 const double s[])
{
    const struct lp_network *net = c->network;
    struct number over_z = reciprocal(z), *S = c->Y;
    memset(S, 0, c->n * BATCH * sizeof *S);
    lanes zero = {0};
    for (size_t m = 0; m < BATCH && first + m < c->n_slots; m++) {
        for (size_t i = 0; i < c->n; i++)
            S[i * BATCH + m].re = zero + s[(first + m) * c->n + i];
    }
    for (size_t e = 0; e < c->n_sources; e++) {
        const struct source_slope *source = &c->sources[e];
        size_t m = source->slot - first; /* huge for slots before */
        if (m >= BATCH)
            continue;
        S[source->to * BATCH + m].re += source->value * over_z.re;
        S[source->to * BATCH + m].im += source->value * over_z.im;
    }
    for (size_t t = 0; t < net->n_terms; t++) {
        struct number difference = term_difference(c, &net->terms[t]);
        struct number *to = S + net->terms[t].to * BATCH;
        for (size_t e = c->slope_start[t]; e < c->slope_start[t + 1]; e++) {
            size_t m = c->slopes[e].slot - first;
            if (m >= BATCH)
                continue;
            to[m].re += c->slopes[e].d_rate * difference.re;
            to[m].im += c->slopes[e].d_rate * difference.im;
        }
    }
    solve_columns(c, BATCH, S);
}

/* The slots' part of a group of points in the state at the stretch's end. */
LP_WIDE static void add_end_slopes(struct lp_exact_contour *c, const struct number *weight,
                                   size_t first)
{
    for (size_t m = 0; m < BATCH && first + m < c->n_slots; m++) {
        double *s_end = c->s_end + (first + m) * c->n;
        for (size_t i = 0; i < c->n; i++)
            s_end[i] += weigh(weight, &c->Y[i * BATCH + m]);
    }
}

static enum lp_status pass_to_end(struct lp_exact_contour *c, struct lp_exact_task *task,
                                  struct lp_exact_state *state)
{
    if (state->s != NULL && c->s_end == NULL && !alloc(c->arena, c->n, c->n_slots, &c->s_end))
        return LP_ENOMEM;
    double length_s = task->stretch->stop_s - task->stretch->start_s;
    struct lp_exact_points points;
    lp_exact_points_set(&points, 1, length_s, DISCARD_DRIVEN);
    for (size_t i = 0; i < c->n; i++)
        c->x_end[i] = c->x_ref;
    if (state->s != NULL)
        memset(c->s_end, 0, c->n * c->n_slots * sizeof *c->s_end);
    task->given_end_mol[0] = task->given_end_mol[1] = 0;
    for (size_t k = 0; k < points.n_points; k += LANES) {
        struct number z = group_at(&points, k), weight = weight_at(&points, k, length_s);
        solve_states(c, &z, state->x);
        for (size_t i = 0; i < c->n; i++)
            c->x_end[i] += weigh(&weight, &c->X[i]);
        for (size_t slot = 0; state->s != NULL && slot < c->n_slots; slot += BATCH) {
            solve_slopes(c, &z, slot, state->s);
            add_end_slopes(c, &weight, slot);
        }
        if (task->given_mol != NULL)
            add_given(c, &z, &weight, task->given_end_mol);
    }
    memcpy(state->x, c->x_end, c->n * sizeof *state->x);
    if (state->s != NULL)
        memcpy(state->s, c->s_end, c->n * c->n_slots * sizeof *state->s);
    return LP_OK;
}

enum lp_status lp_exact_contour_pass(struct lp_exact_contour *contour, struct lp_exact_task *task,
                                     struct lp_exact_state *state, struct lp_diag *diag)
{
    struct lp_exact_contour *c = contour;
    c->x_ref = state->x[0];
    enum lp_status status = take_rates(c, task, state, diag);
    if (status != LP_OK)
        return status;
    if (task->given_mol != NULL)
        probe_given(c);
    pass_outputs(c, task, state);
    return task->goes_on ? pass_to_end(c, task, state) : LP_OK;
}
