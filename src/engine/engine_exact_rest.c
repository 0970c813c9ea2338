/* SPDX-License-Identifier: MIT
 *
 * Small networks at rest. With L the Laplacian of the exchange flows phi, contacts to reservoirs on
 * its diagonal, N x' = -L x + r is solved by
 *
 *     x(t) = x_s + P e^{lambda t} P^T N (x(0) - x_s),    L x_s = r
 *
 * with the modes P and lambda of engine_exact_modes.h, and its derivatives by Daleckii and Krein's
 * formula with divided differences of e^{lambda t},
 *
 *     dx = dx_s + P e^{lambda t} P^T N (dx(0) - dx_s) + P (e[l_i, l_j] E_ij) P^T N (x(0) - x_s)
 *     E = -P^T dL P - (P^T dN P) lambda
 *
 * E is summed over links from differences of P along them, which are as small as their modes are
 * slow. Parts that no reservoir reaches have lambda = 0 and their own mean as steady state.
 *
 * Modes that hardly move until the last time T have no dx_s to speak of: with flows towards zero it
 * grows without bound, and at zero there is none, though the derivative to such a flow is as good
 * as any. There a push f = dr - dL x_s goes by way of a bounded y, s = 1/T,
 *
 *     (L + s N) y = f,     dx = y + P (s e[l, 0] - e^{lambda t}) P^T N y + ...
 *
 * with e[l, 0] = (e^{lambda t} - 1)/lambda, which is t where lambda = 0.
 *
 * Every derivative is thus a sum of functions e_i = e^{l_i t} and t e_i with constant coefficients,
 * since e[l_i, l_j] = (e_i - e_j)/(l_i - l_j); pairs too close for that keep a function of their
 * own. Coefficients lie as the output wants them (compartment, then slot), so that a row of output
 * is one sum of such rows. LANES slots are worked on side by side.
 *
 * Reference: Higham, Functions of Matrices (2008), 3.11.
 */
#include "engine/engine_exact.h"
#include "engine/engine_exact_modes.h"
#include "engine/engine_exact_sums.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Eigenvalues nearer than this share of the larger, or of 1/T, keep their divided difference as a
 * function: folded, it would lose the digits that 1/CLOSE has. */
#define CLOSE   0.1
#define NO_FLOW 1e-100 /* mol/s; below, squares of rates would underflow and nothing moves */
#define LEAST   -708   /* exponent; below, e^x is no normal number and takes long */

/* An exchange link as the states see it. */
struct link {
    size_t i;        /* of the network */
    size_t a, b;     /* nodes; a is a state */
    bool is_contact; /* b is a reservoir */
    bool at_electrode;
    double *difference; /* [n] of each mode along it */
};

/* Modes of nearly the same rate. */
struct pair {
    size_t slow, fast;       /* functions */
    double gap, inverse_gap; /* of their rates, not negative */
};

struct lp_exact_rest {
    struct lp_arena *arena;
    const struct lp_network *network;
    size_t n, n_slots, n_links;
    size_t *column; /* [n] of a state among compartments, layer by layer */
    struct link *links;
    struct lp_exact_modes modes;
    double *steady, *away, *amplitude; /* [n] */
    double *inverse_gap;               /* [n][n] 1/(l_i - l_j); 0 for close pairs and i = j */
    struct pair *pairs;                /* [n_pairs + n_slow] */
    size_t n_pairs, n_slow;
    double slowest; /* 1/T, 1/s */
    /* Of LANES slots. */
    lanes *d_steady, *d_away, *d_amplitude, *weight; /* [n]; d_steady: y where modes are slow */
    lanes *E;                                        /* [n][n] */
    /* Rows from e_i, then t e_i, then those of pairs, the last of them of slow modes with 1. */
    struct lp_exact_sums x, dx;
    double *function;    /* [most_functions() + 1][N_BATCH], the last one 1 */
    double *row, *d_row; /* [N_BATCH] rows of x and of dx */
};

static lanes *alloc_lanes(struct lp_arena *arena, size_t n)
{
    return lp_arena_alloc(arena, n, sizeof(lanes));
}

static size_t most_pairs(size_t n)
{
    return n * (n - 1) / 2 + n;
}

static size_t most_functions(size_t n)
{
    return 2 * n + most_pairs(n);
}

/* Of rows with n_values per compartment and layer. */
static void alloc_sums(struct lp_exact_rest *rest, size_t n_values, struct lp_exact_sums *sums)
{
    const struct lp_network *net = rest->network;
    sums->n_columns = net->model->n_compartments * net->n_layers * n_values;
    sums->first = rest->column[0] * n_values;
    sums->end = 0;
    for (size_t i = 0; i < rest->n; i++) {
        size_t at = rest->column[i] * n_values;
        sums->first = at < sums->first ? at : sums->first;
        sums->end = at + n_values > sums->end ? at + n_values : sums->end;
    }
    lp_exact_sums_alloc(rest->arena, most_functions(rest->n), sums);
}

static void alloc_numbers(struct lp_exact_rest *rest)
{
    size_t n = rest->n, n_slots = rest->n_slots;
    struct lp_arena *arena = rest->arena;
    rest->pairs = lp_arena_alloc(arena, most_pairs(n), sizeof *rest->pairs);
    lp_exact_modes_alloc(arena, n, &rest->modes);
    rest->steady = lp_arena_doubles(arena, n, 1);
    rest->away = lp_arena_doubles(arena, n, 1);
    rest->amplitude = lp_arena_doubles(arena, n, 1);
    rest->inverse_gap = lp_arena_doubles(arena, n, n);
    rest->d_steady = alloc_lanes(arena, n);
    rest->d_away = alloc_lanes(arena, n);
    rest->d_amplitude = alloc_lanes(arena, n);
    rest->weight = alloc_lanes(arena, n);
    rest->E = alloc_lanes(arena, n * n);
    alloc_sums(rest, 1, &rest->x);
    alloc_sums(rest, n_slots, &rest->dx);
    rest->function = lp_arena_doubles(arena, N_BATCH, most_functions(n) + 1);
    rest->row = lp_arena_doubles(arena, N_BATCH, rest->x.n_columns);
    rest->d_row = lp_arena_doubles(arena, N_BATCH, rest->dx.n_columns);
}

static void list_columns(struct lp_exact_rest *rest)
{
    const struct lp_network *net = rest->network;
    for (size_t i = 0; i < rest->n; i++) {
        const struct lp_node *node = &net->nodes[i];
        rest->column[i] = node->i_layer * net->model->n_compartments + node->i_compartment;
    }
}

static void list_links(struct lp_exact_rest *rest)
{
    const struct lp_network *net = rest->network;
    for (size_t i = 0; i < net->n_links; i++) {
        size_t a = net->links[i].a, b = net->links[i].b, i_edge = net->links[i].i_edge;
        bool swap = a >= net->n_states;
        if (a >= net->n_states && b >= net->n_states)
            continue;
        rest->links[rest->n_links++] = (struct link){
            .i = i,
            .a = swap ? b : a,
            .b = swap ? a : b,
            .is_contact = swap || b >= net->n_states,
            .at_electrode = i_edge != LP_NONE &&
                            lp_edge_touches_electrode(net->model, &net->model->edges[i_edge]),
            .difference = lp_arena_doubles(rest->arena, rest->n, 1)};
    }
}

struct lp_exact_rest *lp_exact_rest_new(const struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_rest *rest = lp_arena_alloc(arena, 1, sizeof *rest);
    if (!rest)
        goto out;
    rest->arena = arena;
    rest->network = network;
    rest->n = network->n_states;
    rest->n_slots = network->slots.n;
    rest->column = lp_arena_alloc(arena, rest->n, sizeof *rest->column);
    rest->links = lp_arena_alloc(arena, network->n_links, sizeof *rest->links);
    if (!rest->column || !rest->links)
        goto out;
    list_columns(rest);
    alloc_numbers(rest);
    list_links(rest);
out:
    if (!lp_arena_has_failed(arena))
        return rest;
    lp_arena_free(arena);
    return NULL;
}

void lp_exact_rest_free(struct lp_exact_rest *rest)
{
    if (rest)
        lp_arena_free(rest->arena);
}

static bool is_cut(const struct link *link, const struct lp_stretch *stretch)
{
    return link->at_electrode && !stretch->electrodes_on;
}

/* Flows between states and to reservoirs. */
static void set_flows(struct lp_exact_rest *rest, const struct lp_stretch *stretch)
{
    struct lp_exact_modes *modes = &rest->modes;
    size_t n = rest->n;
    memset(modes->adjacent, 0, n * n * sizeof *modes->adjacent);
    memset(modes->ground, 0, n * sizeof *modes->ground);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        double phi = rest->network->phi[link->i];
        if (is_cut(link, stretch) || phi < NO_FLOW)
            continue;
        if (link->is_contact) {
            modes->ground[link->a] += phi;
        } else {
            modes->adjacent[link->a * n + link->b] += phi;
            modes->adjacent[link->b * n + link->a] += phi;
        }
    }
}

/* Green's function of L + N/T in place of that of L. */
static void shift_green(struct lp_exact_rest *rest, const struct lp_stretch *stretch)
{
    set_flows(rest, stretch);
    for (size_t i = 0; i < rest->n; i++)
        rest->modes.ground[i] += rest->slowest * rest->network->inventory_mol[i];
    lp_exact_modes_invert(&rest->modes);
}

/* x_s and N (x - x_s), both from x_ref: equal enrichments are then at rest to the last bit. */
static void find_steady(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                        const double x[], double x_ref)
{
    const struct lp_network *net = rest->network;
    const struct lp_exact_modes *modes = &rest->modes;
    size_t n = rest->n;
    memset(rest->steady, 0, n * sizeof *rest->steady);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        if (!link->is_contact || is_cut(link, stretch))
            continue;
        double flow = net->phi[link->i] * (net->x0[link->b] - x_ref);
        for (size_t i = 0; i < n; i++)
            rest->steady[i] += flow * modes->green[link->a * n + i];
    }
    for (size_t j = modes->rank; j < n; j++) {
        const double *member = modes->member + j * n;
        double held = 0, total = 0;
        for (size_t i = 0; i < n; i++) {
            held += member[i] * net->inventory_mol[i] * (x[i] - x_ref);
            total += member[i] * net->inventory_mol[i];
        }
        for (size_t i = 0; i < n; i++)
            rest->steady[i] += member[i] * (held / total);
    }
    for (size_t i = 0; i < n; i++)
        rest->away[i] = net->inventory_mol[i] * (x[i] - x_ref - rest->steady[i]);
    for (size_t m = 0; m < n; m++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += modes->P[m * n + i] * rest->away[i];
        rest->amplitude[m] = sum;
    }
}

static bool are_close(const struct lp_exact_rest *rest, double a, double b)
{
    double larger = a < b ? -a : -b; /* lambda <= 0 */
    return fabs(a - b) <= CLOSE * (larger > rest->slowest ? larger : rest->slowest);
}

static bool is_slow(const struct lp_exact_rest *rest, size_t i)
{
    return -rest->modes.lambda[i] <= CLOSE * rest->slowest;
}

static struct pair make_pair(size_t slow, size_t fast, double gap)
{
    return (struct pair){
        .slow = slow, .fast = fast, .gap = gap, .inverse_gap = gap > 0 ? 1 / gap : 0};
}

static void list_pairs(struct lp_exact_rest *rest)
{
    const double *lambda = rest->modes.lambda;
    size_t n = rest->n;
    rest->n_pairs = 0;
    for (size_t i = 0; i < n; i++) {
        rest->inverse_gap[i * n + i] = 0;
        for (size_t j = i + 1; j < n; j++) {
            bool is_close = are_close(rest, lambda[i], lambda[j]);
            double inverse = is_close ? 0 : 1 / (lambda[i] - lambda[j]);
            rest->inverse_gap[i * n + j] = inverse;
            rest->inverse_gap[j * n + i] = -inverse;
            if (!is_close)
                continue;
            bool i_is_slow = lambda[i] > lambda[j];
            rest->pairs[rest->n_pairs++] =
                make_pair(i_is_slow ? i : j, i_is_slow ? j : i, fabs(lambda[i] - lambda[j]));
        }
    }
    rest->n_slow = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_slow(rest, i))
            rest->pairs[rest->n_pairs + rest->n_slow++] =
                make_pair(most_functions(n), i, -lambda[i]);
    }
}

static void list_differences(struct lp_exact_rest *rest)
{
    const double *P = rest->modes.P;
    size_t n = rest->n;
    for (size_t l = 0; l < rest->n_links; l++) {
        struct link *link = &rest->links[l];
        for (size_t m = 0; m < n; m++)
            link->difference[m] = P[m * n + link->a] - (link->is_contact ? 0 : P[m * n + link->b]);
    }
}

static inline bool are_zero(const lanes *values)
{
    return (*values)[0] == 0 && (*values)[1] == 0 && (*values)[2] == 0 && (*values)[3] == 0;
}

/* dx_s and E of what links pass on. A link's part in dx_s is a source at one end and a sink at the
 * other; Green's function takes them apart, since their sum would cancel. */
static inline void add_link(struct lp_exact_rest *rest, const struct link *link,
                            const struct group *group, double x_ref)
{
    const struct lp_network *net = rest->network;
    const double *green_a = rest->modes.green + link->a * rest->n;
    const double *steady = rest->steady;
    size_t n = rest->n, n_slots = rest->n_slots;
    lanes d_phi, flow;
    load(net->d_phi + link->i * n_slots, group, &d_phi);
    bool is_fixed = are_zero(&d_phi);
    if (link->is_contact) {
        load(net->d_x0 + link->b * n_slots, group, &flow);
        flow *= net->phi[link->i];
        if (is_fixed && are_zero(&flow))
            return;
        flow += d_phi * (net->x0[link->b] - x_ref - steady[link->a]);
        for (size_t i = 0; i < n; i++)
            rest->d_steady[i] += flow * green_a[i];
    } else if (!is_fixed) {
        const double *green_b = rest->modes.green + link->b * n;
        flow = d_phi * (steady[link->a] - steady[link->b]);
        for (size_t i = 0; i < n; i++)
            rest->d_steady[i] += flow * (green_b[i] - green_a[i]);
    }
    for (size_t i = 0; i < n && !is_fixed; i++) {
        lanes factor = d_phi * link->difference[i];
        for (size_t j = 0; j < n; j++)
            rest->E[i * n + j] -= factor * link->difference[j];
    }
}

/* E of inventories. */
static inline void add_inventories(struct lp_exact_rest *rest, const struct group *group)
{
    const double *P = rest->modes.P, *lambda = rest->modes.lambda;
    size_t n = rest->n;
    for (size_t a = 0; a < n; a++) {
        lanes dN;
        load(rest->network->d_inventory + a * rest->n_slots, group, &dN);
        for (size_t i = 0; i < n && !are_zero(&dN); i++) {
            lanes factor = dN * P[i * n + a];
            for (size_t j = 0; j < n; j++)
                rest->E[i * n + j] -= factor * (P[j * n + a] * lambda[j]);
        }
    }
}

/* dx(0), slot by slot in the state. */
static inline void gather(const struct lp_exact_rest *rest, const struct lp_exact_state *state,
                          const struct group *group, size_t i, lanes *s)
{
    *s = (lanes){0};
    for (size_t l = 0; l < group->n; l++)
        (*s)[l] = state->s[(group->first + l) * rest->n + i];
}

/* P^T N (dx(0) - dx_s). */
static inline void find_amplitude_slopes(struct lp_exact_rest *rest,
                                         const struct lp_exact_state *state,
                                         const struct group *group)
{
    const double *P = rest->modes.P;
    size_t n = rest->n;
    for (size_t i = 0; i < n; i++) {
        lanes s;
        gather(rest, state, group, i, &s);
        rest->d_away[i] = rest->network->inventory_mol[i] * (s - rest->d_steady[i]);
    }
    for (size_t m = 0; m < n; m++) {
        lanes sum = {0};
        for (size_t i = 0; i < n; i++)
            sum += P[m * n + i] * rest->d_away[i];
        rest->d_amplitude[m] = sum;
    }
}

/* What y leaves to be done where modes are slow: P s e[l, 0] P^T N y, folded but for them. */
static inline void add_slow_modes(struct lp_exact_rest *rest, const struct group *group)
{
    const double *P = rest->modes.P, *N = rest->network->inventory_mol;
    const double *lambda = rest->modes.lambda;
    lanes *push = rest->weight; /* s P^T N y */
    size_t n = rest->n;
    for (size_t m = 0; m < n; m++) {
        push[m] = (lanes){0};
        for (size_t i = 0; i < n; i++)
            push[m] += rest->d_steady[i] * (rest->slowest * N[i] * P[m * n + i]);
    }
    for (size_t m = 0; m < n; m++) {
        if (is_slow(rest, m))
            continue;
        lanes steady = push[m] / -lambda[m];
        rest->d_amplitude[m] -= steady;
        for (size_t i = 0; i < n; i++)
            rest->d_steady[i] += steady * P[m * n + i];
    }
    for (size_t s = 0; s < rest->n_slow; s++) {
        double *row = rest->dx.coefficient + (2 * n + rest->n_pairs + s) * rest->dx.stride;
        size_t m = rest->pairs[rest->n_pairs + s].fast;
        for (size_t a = 0; a < n; a++) {
            lanes value = push[m] * P[m * n + a];
            store(row + rest->column[a] * rest->n_slots, group, &value);
        }
    }
}

/* Coefficients of e_i and of t e_i. */
static inline void set_mode(struct lp_exact_rest *rest, const struct group *group, size_t i)
{
    const double *P = rest->modes.P, *c = rest->amplitude;
    size_t n = rest->n;
    lanes *weight = rest->weight, twice = rest->E[i * n + i] * c[i];
    double *mode = rest->dx.coefficient + i * rest->dx.stride;
    weight[i] = rest->d_amplitude[i];
    for (size_t j = 0; j < n; j++) {
        double inverse = rest->inverse_gap[i * n + j]; /* 0 for j = i */
        weight[i] += rest->E[i * n + j] * (c[j] * inverse);
        if (j != i)
            weight[j] = rest->E[j * n + i] * (c[i] * inverse);
    }
    for (size_t a = 0; a < n; a++) {
        size_t at = rest->column[a] * rest->n_slots;
        lanes sum = {0}, slope = twice * P[i * n + a];
        for (size_t j = 0; j < n; j++)
            sum += weight[j] * P[j * n + a];
        store(mode + at, group, &sum);
        store(mode + n * rest->dx.stride + at, group, &slope);
    }
}

static inline void set_pair(struct lp_exact_rest *rest, const struct group *group, size_t p)
{
    const double *P = rest->modes.P, *c = rest->amplitude;
    size_t n = rest->n, i = rest->pairs[p].slow, j = rest->pairs[p].fast;
    for (size_t a = 0; a < n; a++) {
        size_t at = (2 * n + p) * rest->dx.stride + rest->column[a] * rest->n_slots;
        lanes value =
            rest->E[i * n + j] * (c[j] * P[i * n + a]) + rest->E[j * n + i] * (c[i] * P[j * n + a]);
        store(rest->dx.coefficient + at, group, &value);
    }
}

LP_WIDE static void set_slopes(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                               const struct lp_exact_state *state, double x_ref)
{
    size_t n = rest->n, n_slots = rest->n_slots;
    for (size_t first = 0; first < n_slots; first += LANES) {
        struct group group = {first, n_slots < LANES ? n_slots : LANES};
        if (first + group.n > n_slots)
            group.first = n_slots - group.n; /* whole lanes, some slots once more */
        memset(rest->d_steady, 0, n * sizeof *rest->d_steady);
        memset(rest->E, 0, n * n * sizeof *rest->E);
        for (size_t l = 0; l < rest->n_links; l++) {
            if (!is_cut(&rest->links[l], stretch))
                add_link(rest, &rest->links[l], &group, x_ref);
        }
        add_inventories(rest, &group);
        find_amplitude_slopes(rest, state, &group);
        if (rest->n_slow > 0)
            add_slow_modes(rest, &group);
        for (size_t i = 0; i < n; i++) {
            store(rest->dx.constant + rest->column[i] * n_slots, &group, &rest->d_steady[i]);
            set_mode(rest, &group, i);
        }
        for (size_t p = 0; p < rest->n_pairs; p++)
            set_pair(rest, &group, p);
    }
}

/* The last time since the stretch's start that something is wanted of. */
static double last_time(const struct lp_exact_task *task)
{
    double last_s = task->goes_on ? task->stretch->stop_s : task->times_s[task->n_outputs - 1];
    return last_s - task->stretch->start_s;
}

/* Coefficients of x and of its derivatives. Columns of reservoirs are constant
 * (a foil's is its pool's). */
static void set_coefficients(struct lp_exact_rest *rest, const struct lp_exact_task *task,
                             const struct lp_exact_state *state, double x_ref)
{
    const struct lp_network *net = rest->network;
    size_t n = rest->n, n_slots = rest->n_slots;
    for (size_t i = n; i < net->n_nodes; i++) {
        size_t column = net->nodes[i].i_compartment;
        rest->x.constant[column] = net->x0[i];
        for (size_t k = 0; state->s && k < n_slots; k++)
            rest->dx.constant[column * n_slots + k] = net->d_x0[i * n_slots + k];
    }
    for (size_t i = 0; i < n; i++)
        rest->x.constant[rest->column[i]] = x_ref + rest->steady[i];
    for (size_t m = 0; m < n; m++) {
        for (size_t i = 0; i < n; i++)
            rest->x.coefficient[m * rest->x.stride + rest->column[i]] =
                rest->amplitude[m] * rest->modes.P[m * n + i];
    }
    rest->n_pairs = rest->n_slow = 0;
    if (!state->s)
        return;
    rest->slowest = 1 / last_time(task);
    list_pairs(rest);
    list_differences(rest);
    if (rest->n_slow > 0)
        shift_green(rest, task->stretch);
    set_slopes(rest, task->stretch, state, x_ref);
}

/* Times since the stretch's start, the last one repeated up to whole TIMES. */
struct batch {
    size_t n, n_whole;
    double t_s[N_BATCH];
};

/* (e_i - e_j)/(l_i - l_j) = e_slow (1 - e^{-gap t})/gap, no digits lost at any gap. */
static void set_divided_differences(const struct lp_exact_rest *rest, const struct pair *pair,
                                    const struct batch *batch, double f[])
{
    const double *slow = rest->function + pair->slow * N_BATCH;
    const double *fast = rest->function + pair->fast * N_BATCH;
    for (size_t i = 0; i < batch->n_whole; i++) {
        double gap_t = pair->gap * batch->t_s[i];
        if (gap_t > 1)
            f[i] = (slow[i] - fast[i]) * pair->inverse_gap;
        else
            f[i] = slow[i] *
                   (gap_t > DBL_EPSILON ? -expm1(-gap_t) * pair->inverse_gap : batch->t_s[i]);
    }
}

/* e_i, and with slopes t e_i and the pairs' divided differences, of a batch of times. */
static void set_functions(struct lp_exact_rest *rest, bool with_slopes, const struct batch *batch)
{
    size_t n = rest->n, n_times = batch->n_whole;
    for (size_t m = 0; m < n; m++) {
        double *e = rest->function + m * N_BATCH, *t_e = e + n * N_BATCH;
        for (size_t i = 0; i < n_times; i++) {
            double exponent = rest->modes.lambda[m] * batch->t_s[i];
            e[i] = exponent < LEAST ? LEAST : exponent;
        }
        lp_exact_exps(n_times, e);
        for (size_t i = 0; i < n_times && with_slopes; i++)
            t_e[i] = batch->t_s[i] * e[i];
    }
    for (size_t i = 0; i < n_times && rest->n_slow > 0; i++)
        rest->function[most_functions(n) * N_BATCH + i] = 1;
    for (size_t p = 0; p < rest->n_pairs + rest->n_slow; p++)
        set_divided_differences(rest, &rest->pairs[p], batch,
                                rest->function + (2 * n + p) * N_BATCH);
}

/* Means over layers of values per compartment. */
static void fold(const struct lp_network *net, size_t n_values, const double row[], double out[])
{
    size_t n = net->model->n_compartments;
    for (size_t e = 0; e < n * n_values; e++) {
        size_t n_layers = lp_network_n_layers(net, e / n_values);
        double sum = 0;
        for (size_t layer = 0; layer < n_layers; layer++)
            sum += row[layer * n * n_values + e];
        out[e] = sum / (double)n_layers;
    }
}

static struct batch take_batch(const struct lp_exact_task *task, size_t first)
{
    size_t left = task->n_outputs - first;
    struct batch batch = {.n = left < N_BATCH ? left : N_BATCH};
    for (; batch.n_whole < batch.n || batch.n_whole % TIMES != 0; batch.n_whole++) {
        size_t i = batch.n_whole < batch.n ? batch.n_whole : batch.n - 1;
        batch.t_s[batch.n_whole] = task->times_s[first + i] - task->stretch->start_s;
    }
    return batch;
}

static size_t count_functions(const struct lp_exact_rest *rest)
{
    return 2 * rest->n + rest->n_pairs + rest->n_slow;
}

/* Outputs from `first` on, straight to their place where each compartment is one node. */
static void write_batch(struct lp_exact_rest *rest, const struct batch *batch, size_t first,
                        struct lp_exact_task *task)
{
    const struct lp_network *net = rest->network;
    size_t n = net->model->n_compartments, n_slots = rest->n_slots;
    bool is_layered = net->n_layers > 1, with_slopes = task->dx != NULL;
    double *x = task->x + first * n, *dx = with_slopes ? task->dx + first * n * n_slots : NULL;
    set_functions(rest, with_slopes, batch);
    lp_exact_sums_rows(&rest->x, rest->n, rest->function, batch->n, is_layered ? rest->row : x);
    if (with_slopes)
        lp_exact_sums_rows(&rest->dx, count_functions(rest), rest->function, batch->n,
                           is_layered ? rest->d_row : dx);
    for (size_t i = 0; i < batch->n && is_layered; i++) {
        fold(net, 1, rest->row + i * rest->x.n_columns, x + i * n);
        if (with_slopes)
            fold(net, n_slots, rest->d_row + i * rest->dx.n_columns, dx + i * n * n_slots);
    }
}

/* The state at the stretch's end. */
static void go_on(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                  struct lp_exact_state *state)
{
    double end_s = stretch->stop_s;
    struct lp_exact_task end = {.stretch = stretch, .n_outputs = 1, .times_s = &end_s};
    struct batch batch = take_batch(&end, 0);
    size_t n = rest->n;
    set_functions(rest, state->s != NULL, &batch);
    lp_exact_sums_rows(&rest->x, n, rest->function, batch.n, rest->row);
    for (size_t i = 0; i < n; i++)
        state->x[i] = rest->row[rest->column[i]];
    if (!state->s)
        return;
    lp_exact_sums_rows(&rest->dx, count_functions(rest), rest->function, batch.n, rest->d_row);
    for (size_t k = 0; k < rest->n_slots; k++) {
        for (size_t i = 0; i < n; i++)
            state->s[k * n + i] = rest->d_row[rest->column[i] * rest->n_slots + k];
    }
}

enum lp_status lp_exact_rest_pass(struct lp_exact_rest *rest, struct lp_exact_task *task,
                                  struct lp_exact_state *state)
{
    double x_ref = state->x[0];
    set_flows(rest, task->stretch);
    enum lp_status status = lp_exact_modes_find(&rest->modes, rest->network->inventory_mol);
    if (status != LP_OK)
        return status;
    find_steady(rest, task->stretch, state->x, x_ref);
    set_coefficients(rest, task, state, x_ref);
    for (size_t first = 0; first < task->n_outputs; first += N_BATCH) {
        struct batch batch = take_batch(task, first);
        write_batch(rest, &batch, first, task);
    }
    if (task->goes_on)
        go_on(rest, task->stretch, state);
    return LP_OK;
}
