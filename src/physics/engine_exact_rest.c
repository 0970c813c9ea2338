/* SPDX-License-Identifier: MIT
 *
 * Small networks at rest. With L the Laplacian of the exchange flows phi, contacts to reservoirs on
 * its diagonal, N x' = -L x + r is solved by
 *
 *     x(t) = x_s + P e^{lambda t} P^T N (x(0) - x_s),    L x_s = r,   P^T N P = 1,  P^T L P =
 * -lambda
 *
 * and its derivatives by Daleckii and Krein's formula with divided differences of e^{lambda t},
 *
 *     dx = dx_s + P e^{lambda t} P^T N (dx(0) - dx_s) + P (e[l_i, l_j] E_ij) P^T N (x(0) - x_s)
 *     E = -P^T dL P - (P^T dN P) lambda
 *
 * Rates may span any number of decades: L is factored as (1-l) D (1-l)^T from off-diagonals and
 * grounds alone, without a subtraction (Grassmann, Taksar, Heyman), so every entry of the factors
 * and of L^-1 is accurate; eigenvalues are squares of the singular values of
 * N^-1/2 (1-l) D^1/2 by one-sided Jacobi rotations, the small ones as accurate as the large; and E
 * is summed over links from differences of P along them, which are as small as their modes are
 * slow. Parts that no reservoir reaches have D = 0: lambda = 0 and their own mean as steady state.
 *
 * Every derivative is thus a sum of functions e_i = e^{l_i t} and t e_i with constant coefficients,
 * since e[l_i, l_j] = (e_i - e_j)/(l_i - l_j); pairs too close for that keep a function of their
 * own.
 *
 * References: Grassmann, Taksar & Heyman, Oper. Res. 33 (1985) 1107; Demmel & Veselic, SIAM J.
 * Matrix Anal. Appl. 13 (1992) 1204; Higham, Functions of Matrices (2008), 3.11.
 */
#include "physics/engine_exact.h"

#include "base/arena.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Eigenvalues nearer than this share of the larger keep their divided difference as a function:
 * folded, it would lose the digits that 1/CLOSE has. */
#define CLOSE      0.1
#define MAX_SWEEPS 40
#define ROUNDING   1e-14 /* cosine of columns that are orthogonal */
#define LANES      4     /* coefficients come in fours, added side by side */

typedef double lanes __attribute__((vector_size(8 * LANES)));

/* An exchange link as the states see it. */
struct link {
    size_t i;        /* of the network */
    size_t a, b;     /* nodes; a is a state */
    bool is_contact; /* b is a reservoir */
    bool at_electrode;
};

struct lp_exact_rest {
    struct lp_arena *arena;
    const struct lp_network *network;
    size_t n, n_slots, n_links;
    struct link *links;
    size_t n_functions; /* at most 2 n + n (n-1)/2 */
    /* The factors, by steps of elimination. */
    size_t rank;      /* steps with D > 0 */
    size_t *order;    /* [n] node eliminated at each step */
    double *adjacent; /* [n][n] flows between nodes, as elimination goes on */
    double *ground;   /* [n] */
    double *pivot;    /* [n] D by step */
    double *lower;    /* [n][n] by step, then node: positive */
    double *green;    /* [n][n] inverse of L on the parts that a reservoir reaches */
    double *member;   /* [n][n] by step >= rank, then node: 1 in that isolated part */
    double *P;        /* [n][n] by mode, then node */
    double *lambda;   /* [n] */
    double *E;        /* [n][n] of one slot */
    double *steady, *d_steady, *away, *amplitude, *d_amplitude, *difference; /* [n] work */
    double *inverse_gap; /* [n][n] 1/(l_i - l_j); 0 for close pairs and i = j */
    size_t *pair;        /* close pairs, two modes each */
    size_t n_pairs;
    /* Coefficients, by function. */
    size_t n_columns;    /* x, then each slot's derivatives: [1 + slots.n][n_states], up to whole
                            LANES; x alone where no derivatives are wanted */
    double *constant;    /* [n_columns] */
    double *coefficient; /* [2 n + n (n-1)/2][n_columns] */
    double *function;    /* [n_functions] at one time */
    double *row;         /* [n_columns] at one time */
    size_t *place;       /* [slots.n * n_states] of a derivative in a row of the output */
};

static bool alloc_doubles(struct lp_arena *arena, size_t n, double **array)
{
    *array = lp_arena_alloc(arena, n, sizeof **array);
    return *array != NULL;
}

static size_t whole_lanes(size_t n)
{
    return (n + LANES - 1) / LANES * LANES;
}

static bool alloc_numbers(struct lp_exact_rest *rest)
{
    size_t n = rest->n, n_functions = 2 * n + n * (n - 1) / 2;
    struct lp_arena *arena = rest->arena;
    double **const square[] = {&rest->adjacent, &rest->lower, &rest->green,      &rest->member,
                               &rest->P,        &rest->E,     &rest->inverse_gap};
    double **const vector[] = {&rest->ground,      &rest->pivot,    &rest->lambda,
                               &rest->steady,      &rest->away,     &rest->amplitude,
                               &rest->d_amplitude, &rest->d_steady, &rest->difference};
    bool ok = true;
    for (size_t i = 0; i < sizeof square / sizeof square[0] && ok; i++)
        ok = alloc_doubles(arena, n * n, square[i]);
    for (size_t i = 0; i < sizeof vector / sizeof vector[0] && ok; i++)
        ok = alloc_doubles(arena, n, vector[i]);
    rest->n_columns = whole_lanes((1 + rest->n_slots) * n);
    rest->place = lp_arena_alloc(arena, rest->n_slots * n, sizeof *rest->place);
    rest->order = lp_arena_alloc(arena, n, sizeof *rest->order);
    rest->pair = lp_arena_alloc(arena, n * n, sizeof *rest->pair);
    return ok && rest->order != NULL && rest->pair != NULL && rest->place != NULL &&
           alloc_doubles(arena, rest->n_columns, &rest->constant) &&
           alloc_doubles(arena, rest->n_columns, &rest->row) &&
           alloc_doubles(arena, n_functions, &rest->function) &&
           alloc_doubles(arena, n_functions * rest->n_columns, &rest->coefficient);
}

static bool list_links(struct lp_exact_rest *rest)
{
    const struct lp_network *net = rest->network;
    rest->links = lp_arena_alloc(rest->arena, net->n_links, sizeof *rest->links);
    if (rest->links == NULL)
        return false;
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
                            lp_edge_touches_electrode(net->model, &net->model->edges[i_edge])};
    }
    return true;
}

static void find_places(struct lp_exact_rest *rest)
{
    const struct lp_network *net = rest->network;
    for (size_t k = 0; k < rest->n_slots; k++) {
        for (size_t i = 0; i < rest->n; i++)
            rest->place[k * rest->n + i] =
                k * net->model->n_compartments + net->nodes[i].i_compartment;
    }
}

struct lp_exact_rest *lp_exact_rest_new(const struct lp_network *network)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_rest *rest = arena == NULL ? NULL : lp_arena_alloc(arena, 1, sizeof *rest);
    if (rest == NULL) {
        lp_arena_free(arena);
        return NULL;
    }
    rest->arena = arena;
    rest->network = network;
    rest->n = network->n_states;
    rest->n_slots = network->slots.n;
    if (alloc_numbers(rest) && list_links(rest)) {
        find_places(rest);
        return rest;
    }
    lp_arena_free(arena);
    return NULL;
}

void lp_exact_rest_free(struct lp_exact_rest *rest)
{
    if (rest != NULL)
        lp_arena_free(rest->arena);
}

static bool is_cut(const struct link *link, const struct lp_stretch *stretch)
{
    return link->at_electrode && !stretch->electrodes_on;
}

static void sum_laplacian(struct lp_exact_rest *rest, const struct lp_stretch *stretch)
{
    size_t n = rest->n;
    memset(rest->adjacent, 0, n * n * sizeof *rest->adjacent);
    memset(rest->ground, 0, n * sizeof *rest->ground);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        double phi = rest->network->phi[link->i];
        if (is_cut(link, stretch))
            continue;
        if (link->is_contact) {
            rest->ground[link->a] += phi;
        } else {
            rest->adjacent[link->a * n + link->b] += phi;
            rest->adjacent[link->b * n + link->a] += phi;
        }
    }
}

/* Step with the largest diagonal over N among those not eliminated; its diagonal. */
static double choose_pivot(const struct lp_exact_rest *rest, size_t step, size_t *i_best)
{
    const double *N = rest->network->inventory_mol;
    size_t n = rest->n;
    double best = -1, best_diagonal = 0;
    for (size_t i = step; i < n; i++) {
        size_t node = rest->order[i];
        double diagonal = rest->ground[node];
        for (size_t k = step; k < n; k++)
            diagonal += rest->adjacent[node * n + rest->order[k]];
        if (diagonal > best * N[node]) {
            best = diagonal / N[node];
            best_diagonal = diagonal;
            *i_best = i;
        }
    }
    return best_diagonal;
}

/* L = (1-l) D (1-l)^T: only sums of flows, so no digit is lost. */
static void factor(struct lp_exact_rest *rest)
{
    size_t n = rest->n, i_pivot = 0;
    memset(rest->lower, 0, n * n * sizeof *rest->lower);
    for (size_t i = 0; i < n; i++)
        rest->order[i] = i;
    for (rest->rank = 0; rest->rank < n; rest->rank++) {
        size_t step = rest->rank;
        double diagonal = choose_pivot(rest, step, &i_pivot);
        if (!(diagonal > 0))
            break;
        size_t p = rest->order[i_pivot];
        rest->order[i_pivot] = rest->order[step];
        rest->order[step] = p;
        rest->pivot[step] = diagonal;
        for (size_t i = step + 1; i < n; i++) {
            size_t a = rest->order[i];
            double l = rest->adjacent[a * n + p] / diagonal;
            rest->lower[step * n + a] = l;
            rest->ground[a] += l * rest->ground[p];
            for (size_t k = step + 1; k < i; k++) {
                size_t b = rest->order[k];
                double flow = l * rest->adjacent[b * n + p];
                rest->adjacent[a * n + b] += flow;
                rest->adjacent[b * n + a] += flow;
            }
        }
    }
}

/* v <- (1-l)^-T v over the steps before `rank`. */
static void substitute_back(const struct lp_exact_rest *rest, double v[])
{
    size_t n = rest->n;
    for (size_t step = rest->rank; step-- > 0;) {
        const double *l = rest->lower + step * n;
        double sum = 0;
        for (size_t i = step + 1; i < n; i++)
            sum += l[rest->order[i]] * v[rest->order[i]];
        v[rest->order[step]] += sum;
    }
}

static void invert(struct lp_exact_rest *rest)
{
    size_t n = rest->n;
    memset(rest->green, 0, n * n * sizeof *rest->green);
    for (size_t b = 0; b < rest->rank; b++) {
        double *v = rest->green + rest->order[b] * n;
        v[rest->order[b]] = 1;
        for (size_t step = b; step < rest->rank; step++) {
            const double *l = rest->lower + step * n;
            double value = v[rest->order[step]];
            for (size_t i = step + 1; i < n && value != 0; i++)
                v[rest->order[i]] += l[rest->order[i]] * value;
            v[rest->order[step]] = value / rest->pivot[step];
        }
        for (size_t i = rest->rank; i < n; i++)
            v[rest->order[i]] = 0;
        substitute_back(rest, v);
    }
    for (size_t j = rest->rank; j < n; j++) {
        double *v = rest->member + j * n;
        memset(v, 0, n * sizeof *v);
        v[rest->order[j]] = 1;
        substitute_back(rest, v);
    }
}

static double dot(size_t n, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Make columns g and h orthogonal; true where they were not, but for rounding. (An angle that was
 * rounding stays so: rotations of others only mix what is as small.) */
static bool rotate(size_t n, double g[], double h[])
{
    double gg = dot(n, g, g), hh = dot(n, h, h), gh = dot(n, g, h);
    double scale = gg * hh, gap = hh - gg;
    if (gh * gh <= DBL_EPSILON * DBL_EPSILON * scale)
        return false;
    double t = 2 * gh / (gap + copysign(sqrt(gap * gap + 4 * gh * gh), gap));
    double c = 1 / sqrt(1 + t * t), s = c * t;
    for (size_t i = 0; i < n; i++) {
        double old = g[i];
        g[i] = c * old - s * h[i];
        h[i] = s * old + c * h[i];
    }
    return gh * gh > ROUNDING * ROUNDING * scale;
}

/* Modes from the columns of N^-1/2 (1-l) D^1/2, built in P's rows. */
static enum lp_status find_modes(struct lp_exact_rest *rest)
{
    const double *N = rest->network->inventory_mol;
    size_t n = rest->n, n_rotated = 1;
    double *root_N = rest->difference;
    for (size_t i = 0; i < n; i++)
        root_N[i] = sqrt(N[i]);
    for (size_t m = 0; m < rest->rank; m++) {
        double root = sqrt(rest->pivot[m]), *g = rest->P + m * n;
        for (size_t i = 0; i < n; i++)
            g[i] = -rest->lower[m * n + i] * root / root_N[i];
        g[rest->order[m]] = root / root_N[rest->order[m]];
    }
    for (int sweep = 0; n_rotated > 0; sweep++) {
        if (sweep == MAX_SWEEPS)
            return LP_ENUMERIC;
        n_rotated = 0;
        for (size_t p = 0; p < rest->rank; p++) {
            for (size_t q = p + 1; q < rest->rank; q++)
                n_rotated += rotate(n, rest->P + p * n, rest->P + q * n) ? 1 : 0;
        }
    }
    for (size_t m = 0; m < n; m++) {
        double *P = rest->P + m * n, norm = 0;
        if (m < rest->rank) {
            rest->lambda[m] = -dot(n, P, P);
            norm = sqrt(-rest->lambda[m]);
            for (size_t i = 0; i < n; i++)
                P[i] /= norm * root_N[i];
            continue;
        }
        rest->lambda[m] = 0;
        for (size_t i = 0; i < n; i++)
            norm += N[i] * rest->member[m * n + i] * rest->member[m * n + i];
        for (size_t i = 0; i < n; i++)
            P[i] = rest->member[m * n + i] / sqrt(norm);
    }
    return LP_OK;
}

/* x_s and N (x - x_s), both from x_ref: equal enrichments are then at rest to the last bit. */
static void find_steady(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                        const double x[], double x_ref)
{
    const struct lp_network *net = rest->network;
    size_t n = rest->n;
    memset(rest->steady, 0, n * sizeof *rest->steady);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        if (!link->is_contact || is_cut(link, stretch))
            continue;
        double flow = net->phi[link->i] * (net->x0[link->b] - x_ref);
        for (size_t i = 0; i < n; i++)
            rest->steady[i] += flow * rest->green[link->a * n + i];
    }
    for (size_t j = rest->rank; j < n; j++) {
        const double *member = rest->member + j * n;
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
    for (size_t m = 0; m < n; m++)
        rest->amplitude[m] = dot(n, rest->P + m * n, rest->away);
}

/* dx_s of a slot. A link's part is a source at one end and a sink at the other; Green's function
 * takes them apart, since their sum would cancel. */
static void find_steady_slope(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                              size_t slot, const struct lp_exact_state *state, double x_ref)
{
    const struct lp_network *net = rest->network;
    size_t n = rest->n, n_slots = rest->n_slots;
    const double *s = state->s + slot * n;
    double *d_steady = rest->d_steady;
    memset(d_steady, 0, n * sizeof *d_steady);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        double d_phi = net->d_phi[link->i * n_slots + slot];
        const double *green_a = rest->green + link->a * n;
        if (is_cut(link, stretch))
            continue;
        if (link->is_contact) {
            double flow = d_phi * (net->x0[link->b] - x_ref - rest->steady[link->a]) +
                          net->phi[link->i] * net->d_x0[link->b * n_slots + slot];
            for (size_t i = 0; i < n && flow != 0; i++)
                d_steady[i] += flow * green_a[i];
        } else if (d_phi != 0) {
            const double *green_b = rest->green + link->b * n;
            double flow = d_phi * (rest->steady[link->a] - rest->steady[link->b]);
            for (size_t i = 0; i < n; i++)
                d_steady[i] += flow * (green_b[i] - green_a[i]);
        }
    }
    for (size_t j = rest->rank; j < n; j++) {
        const double *member = rest->member + j * n;
        double moved = 0, total = 0;
        for (size_t i = 0; i < n; i++) {
            double dN = net->d_inventory[i * n_slots + slot], N = net->inventory_mol[i];
            moved += member[i] * (dN * (state->x[i] - x_ref - rest->steady[i]) + N * s[i]);
            total += member[i] * N;
        }
        for (size_t i = 0; i < n; i++)
            d_steady[i] += member[i] * (moved / total);
    }
}

/* E of a slot. */
static void find_mixing(struct lp_exact_rest *rest, const struct lp_stretch *stretch, size_t slot)
{
    const struct lp_network *net = rest->network;
    size_t n = rest->n, n_slots = rest->n_slots;
    double *E = rest->E, *difference = rest->difference;
    memset(E, 0, n * n * sizeof *E);
    for (size_t l = 0; l < rest->n_links; l++) {
        const struct link *link = &rest->links[l];
        double d_phi = net->d_phi[link->i * n_slots + slot];
        if (d_phi == 0 || is_cut(link, stretch))
            continue;
        for (size_t m = 0; m < n; m++) {
            const double *P = rest->P + m * n;
            difference[m] = link->is_contact ? P[link->a] : P[link->a] - P[link->b];
        }
        for (size_t i = 0; i < n; i++) {
            double factor_i = d_phi * difference[i];
            for (size_t j = 0; j < n; j++)
                E[i * n + j] -= factor_i * difference[j];
        }
    }
    for (size_t a = 0; a < n; a++) {
        double dN = net->d_inventory[a * n_slots + slot];
        if (dN == 0)
            continue;
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++)
                E[i * n + j] -= dN * rest->P[i * n + a] * rest->P[j * n + a] * rest->lambda[j];
        }
    }
}

static bool are_close(double a, double b)
{
    return fabs(a - b) <= CLOSE * fmax(fabs(a), fabs(b));
}

static void list_pairs(struct lp_exact_rest *rest)
{
    size_t n = rest->n;
    rest->n_pairs = 0;
    for (size_t i = 0; i < n; i++) {
        rest->inverse_gap[i * n + i] = 0;
        for (size_t j = i + 1; j < n; j++) {
            bool is_close = are_close(rest->lambda[i], rest->lambda[j]);
            double inverse = is_close ? 0 : 1 / (rest->lambda[i] - rest->lambda[j]);
            rest->inverse_gap[i * n + j] = inverse;
            rest->inverse_gap[j * n + i] = -inverse;
            if (!is_close)
                continue;
            rest->pair[2 * rest->n_pairs] = i;
            rest->pair[2 * rest->n_pairs + 1] = j;
            rest->n_pairs++;
        }
    }
}

/* Add `weight` times mode m to a function's coefficients of a slot. */
static void add_mode(struct lp_exact_rest *rest, size_t i_function, size_t slot, size_t m,
                     double weight)
{
    size_t n = rest->n;
    double *to = rest->coefficient + i_function * rest->n_columns + (1 + slot) * n;
    for (size_t i = 0; i < n; i++)
        to[i] += weight * rest->P[m * n + i];
}

/* Coefficients of a slot: e_i, t e_i, and those of close pairs. */
static void set_coefficients(struct lp_exact_rest *rest, size_t slot)
{
    size_t n = rest->n;
    const double *E = rest->E, *c = rest->amplitude;
    for (size_t i = 0; i < n; i++) {
        double own = rest->d_amplitude[i];
        for (size_t j = 0; j < n; j++) {
            double inverse = rest->inverse_gap[i * n + j];
            if (inverse == 0)
                continue;
            own += E[i * n + j] * c[j] * inverse;
            add_mode(rest, i, slot, j, E[j * n + i] * c[i] * inverse);
        }
        add_mode(rest, i, slot, i, own);
        add_mode(rest, n + i, slot, i, E[i * n + i] * c[i]);
    }
    for (size_t p = 0; p < rest->n_pairs; p++) {
        size_t i = rest->pair[2 * p], j = rest->pair[2 * p + 1];
        add_mode(rest, 2 * n + p, slot, i, E[i * n + j] * c[j]);
        add_mode(rest, 2 * n + p, slot, j, E[j * n + i] * c[i]);
    }
}

static void find_slopes(struct lp_exact_rest *rest, const struct lp_stretch *stretch,
                        const struct lp_exact_state *state, double x_ref)
{
    const double *N = rest->network->inventory_mol;
    size_t n = rest->n;
    for (size_t k = 0; k < rest->n_slots; k++) {
        find_steady_slope(rest, stretch, k, state, x_ref);
        for (size_t i = 0; i < n; i++)
            rest->away[i] = N[i] * (state->s[k * n + i] - rest->d_steady[i]);
        for (size_t m = 0; m < n; m++)
            rest->d_amplitude[m] = dot(n, rest->P + m * n, rest->away);
        memcpy(rest->constant + (1 + k) * n, rest->d_steady, n * sizeof(double));
        find_mixing(rest, stretch, k);
        set_coefficients(rest, k);
    }
}

/* Coefficients of x, then of the derivatives. */
static void set_all_coefficients(struct lp_exact_rest *rest, const struct lp_exact_task *task,
                                 const struct lp_exact_state *state, double x_ref)
{
    size_t n = rest->n;
    bool with_slopes = state->s != NULL;
    rest->n_pairs = 0;
    if (with_slopes)
        list_pairs(rest);
    rest->n_functions = with_slopes ? 2 * n + rest->n_pairs : n;
    rest->n_columns = whole_lanes(with_slopes ? (1 + rest->n_slots) * n : n);
    memset(rest->coefficient, 0, rest->n_functions * rest->n_columns * sizeof(double));
    for (size_t i = 0; i < n; i++)
        rest->constant[i] = x_ref + rest->steady[i];
    for (size_t m = 0; m < n; m++) {
        for (size_t i = 0; i < n; i++)
            rest->coefficient[m * rest->n_columns + i] = rest->amplitude[m] * rest->P[m * n + i];
    }
    if (with_slopes)
        find_slopes(rest, task->stretch, state, x_ref);
}

/* e^{l_i t}, t e^{l_i t}, and t e^{l t} (1 - e^{-d t})/(d t) of pairs, l the slower, d their gap.
 */
static void set_functions(struct lp_exact_rest *rest, double t)
{
    size_t n = rest->n;
    double *f = rest->function;
    for (size_t m = 0; m < n; m++)
        f[m] = exp(rest->lambda[m] * t);
    for (size_t m = 0; n + m < rest->n_functions && m < n; m++)
        f[n + m] = t * f[m];
    for (size_t p = 0; p < rest->n_pairs; p++) {
        double a = rest->lambda[rest->pair[2 * p]], b = rest->lambda[rest->pair[2 * p + 1]];
        double gap = fabs(a - b);
        f[2 * n + p] = exp(fmax(a, b) * t) * (gap * t > 0 ? -expm1(-gap * t) / gap : t);
    }
}

/* x and its derivatives at a time after the start: LANES sums stay in registers. */
LP_WIDE static void sum_row(struct lp_exact_rest *rest)
{
    size_t n_columns = rest->n_columns, n_functions = rest->n_functions;
    const double *f = rest->function;
    for (size_t c = 0; c < n_columns; c += LANES) {
        const double *from = rest->coefficient + c;
        lanes sum, part;
        memcpy(&sum, rest->constant + c, sizeof sum);
        for (size_t i = 0; i < n_functions; i++, from += n_columns) {
            memcpy(&part, from, sizeof part);
            sum += f[i] * part;
        }
        memcpy(rest->row + c, &sum, sizeof sum);
    }
}

static void set_row(struct lp_exact_rest *rest, double t)
{
    set_functions(rest, t);
    sum_row(rest);
}

/* The row into output i: straight to its places where each compartment is one node. */
static void write_output(const struct lp_exact_rest *rest, size_t i, struct lp_exact_task *task)
{
    const struct lp_network *net = rest->network;
    size_t n = rest->n, n_slots = rest->n_slots, n_compartments = net->model->n_compartments;
    lp_exact_fold(net, rest->row, task->x + i * n_compartments);
    if (task->dx == NULL)
        return;
    double *dx = task->dx + i * n_slots * n_compartments;
    for (size_t k = 0; net->n_layers > 1 && k < n_slots; k++)
        lp_exact_fold_slope(net, k, rest->row + (1 + k) * n, dx + k * n_compartments);
    if (net->n_layers > 1)
        return;
    for (size_t e = 0; e < n_slots * n; e++)
        dx[rest->place[e]] = rest->row[n + e];
    for (size_t c = n; c < net->n_nodes; c++) {
        for (size_t k = 0; k < n_slots; k++)
            dx[k * n_compartments + net->nodes[c].i_compartment] = net->d_x0[c * n_slots + k];
    }
}

enum lp_status lp_exact_rest_pass(struct lp_exact_rest *rest, struct lp_exact_task *task,
                                  struct lp_exact_state *state)
{
    size_t n = rest->n;
    double x_ref = state->x[0];
    sum_laplacian(rest, task->stretch);
    factor(rest);
    invert(rest);
    enum lp_status status = find_modes(rest);
    if (status != LP_OK)
        return status;
    find_steady(rest, task->stretch, state->x, x_ref);
    set_all_coefficients(rest, task, state, x_ref);
    for (size_t i = 0; i < task->n_outputs; i++) {
        set_row(rest, task->times_s[i] - task->stretch->start_s);
        write_output(rest, i, task);
    }
    if (task->goes_on) {
        set_row(rest, task->stretch->stop_s - task->stretch->start_s);
        memcpy(state->x, rest->row, n * sizeof *state->x);
        if (state->s != NULL)
            memcpy(state->s, rest->row + n, rest->n_slots * n * sizeof *state->s);
    }
    return LP_OK;
}
