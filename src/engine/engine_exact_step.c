/* SPDX-License-Identifier: MIT
 *
 * Small networks whose rates are not symmetric: under current, with one-way edges. No eigenvalues,
 * which such a matrix may lack; instead the transition over a stretch of length h,
 *
 *     x(h) = T(h) [x(0); reservoirs],     T(2 h) = T(h) T(h),     dT(2 h) = dT T + T dT
 *
 * doubled from a short time where Taylor's series is good. The doublings are kept as a ladder: its
 * top is the whole step of a protocol, used again for each repeat, its rungs reach any output in
 * the step. The last few steps that differ keep their ladders. Whole repeats of steps are passed by
 * powers of their product (engine_exact_power.c).
 *
 * Stiffness: rates that relax make T a matrix of probabilities. Off its diagonal all numbers are
 * sums of positive ones, and the diagonal follows from the row's sum, so a slow exchange beside
 * fast ones keeps its digits over any number of doublings:
 *
 *     sum_c T_ic = 1 + gamma_i,   gamma' = A gamma + rho,   rho_i = sum of the row's rates
 *
 * where rho is zero but for one-way edges; gamma travels as one more column. With it states move by
 * differences, and equal enrichments stay equal to the last bit.
 *
 * References: Higham, Functions of Matrices (2008), 10.3 and 10.6; Xue & Ye, Numer. Math. 124
 * (2013) 393 (exponentials of essentially non-negative matrices to high relative accuracy).
 */
#include "engine/engine_exact_transition.h"
#include "engine/engine_impl.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_LADDERS  8
#define MAX_RUNGS  80    /* 2^80 relaxation times */
#define LEAST_ROOM 40    /* rungs with room from the start: evaluations then allocate nothing */
#define SHORT      0.25  /* the first rung over the shortest relaxation time */
#define MOST_TERMS 13    /* 0.5^13/13! < 1e-13 of the second term: the shift doubles the norm */
#define ENOUGH     1e-16 /* of the first term; shorter times need fewer terms */

/* One step of the protocol, doubled up to its whole length. */
struct ladder {
    bool is_made;
    double current_A, length_s;
    bool electrodes_on;
    double *rate;   /* [n][n_columns] off the diagonal, A; [.][n_nodes] is rho; diagonal too */
    double *d_rate; /* [slots.n][n][n_columns] */
    double *give;   /* [2][n] 6Li that leaves an electrode per second and enrichment */
    double give_constant[2];
    size_t n_rungs, n_room;
    double first_s; /* length of the first rung */
    double shift;   /* the largest |A_ii| */
    double *rung;   /* [n_room] transitions */
};

struct lp_exact_step {
    struct lp_network *network;
    size_t n, n_nodes, n_columns, n_slots; /* n_columns = n_nodes + 1 */
    size_t rung_size;                      /* of a transition */
    struct lp_rates rates;
    struct ladder ladders[N_LADDERS];
    size_t i_next;       /* the ladder to be replaced next */
    double *term;        /* [1 + slots.n][n][n_columns] Taylor's terms, two of them in turn */
    double *next_term;   /* likewise */
    double *z;           /* [1 + slots.n][n_nodes] states and reservoirs */
    double *moved;       /* [1 + slots.n][n_nodes] */
    double given_mol[2]; /* since the stretch's start, at z */
    bool with_slopes, with_given;
};

void lp_exact_step_free(struct lp_exact_step *step)
{
    if (!step)
        return;
    for (size_t i = 0; i < N_LADDERS; i++) {
        free(step->ladders[i].rate);
        free(step->ladders[i].rung);
    }
    free(step->rates.rate);
    free(step->rates.d_rate);
    free(step->term);
    free(step->next_term);
    free(step->z);
    free(step->moved);
    free(step);
}

struct lp_exact_step *lp_exact_step_new(struct lp_network *network)
{
    struct lp_exact_step *step = calloc(1, sizeof *step);
    if (!step)
        return NULL;
    size_t n = network->n_states, n_slots = network->slots.n, n_terms = network->n_terms;
    step->network = network;
    step->n = n;
    step->n_nodes = network->n_nodes;
    step->n_columns = network->n_nodes + 1;
    step->n_slots = n_slots;
    size_t block = n * step->n_columns;
    step->rung_size = (1 + n_slots) * block + 2 * step->n_columns + 2;
    step->rates.rate = calloc(n_terms + 1, sizeof(double));
    step->rates.d_rate = calloc(n_terms * n_slots + 1, sizeof(double));
    step->term = calloc((1 + n_slots) * block, sizeof(double));
    step->next_term = calloc((1 + n_slots) * block, sizeof(double));
    step->z = calloc((1 + n_slots) * step->n_nodes, sizeof(double));
    step->moved = calloc((1 + n_slots) * step->n_nodes, sizeof(double));
    bool ok = step->rates.rate && step->rates.d_rate && step->term && step->next_term && step->z &&
              step->moved;
    for (size_t i = 0; i < N_LADDERS && ok; i++) {
        struct ladder *ladder = &step->ladders[i];
        ladder->rate = calloc((1 + n_slots) * block + 2 * n, sizeof(double));
        ladder->d_rate = !ladder->rate ? NULL : ladder->rate + block;
        ladder->give = !ladder->rate ? NULL : ladder->d_rate + n_slots * block;
        ok = ladder->rate != NULL;
    }
    if (ok)
        return step;
    lp_exact_step_free(step);
    return NULL;
}

void lp_exact_step_forget(struct lp_exact_step *step)
{
    for (size_t i = 0; i < N_LADDERS; i++)
        step->ladders[i].is_made = false;
    step->i_next = 0; /* those that have room already */
}

/* The diagonal of each row from its sum. */
static void set_diagonal(const struct lp_exact_step *step, double unit, double matrix[])
{
    for (size_t i = 0; i < step->n; i++) {
        double *row = matrix + i * step->n_columns, sum = 0;
        for (size_t c = 0; c < step->n_nodes; c++)
            sum += c == i ? 0 : row[c];
        row[i] = unit + row[step->n_nodes] - sum;
    }
}

/* A matrix of rates, or of their derivatives, from one number per term (stride apart). */
static void collect(const struct lp_exact_step *step, const double rate[], size_t stride,
                    double matrix[])
{
    const struct lp_network *net = step->network;
    memset(matrix, 0, step->n * step->n_columns * sizeof *matrix);
    for (size_t t = 0; t < net->n_terms; t++) {
        const struct lp_term *term = &net->terms[t];
        double *row = matrix + term->to * step->n_columns;
        row[term->from] += rate[t * stride]; /* a diagonal is overwritten below */
        if (!term->relaxes)
            row[step->n_nodes] += rate[t * stride];
    }
    set_diagonal(step, 0, matrix);
}

/* What leaves the electrodes is affine in the states: by unit states, one at a time. */
static void probe_given(struct lp_exact_step *step, struct ladder *ladder)
{
    double *x = step->moved, given[2];
    memset(x, 0, step->n * sizeof *x);
    lp_network_li6_given(step->network, x, 0, ladder->give_constant);
    for (size_t i = 0; i < step->n; i++) {
        x[i] = 1;
        lp_network_li6_given(step->network, x, 0, given);
        x[i] = 0;
        for (size_t side = 0; side < 2; side++)
            ladder->give[side * step->n + i] = given[side] - ladder->give_constant[side];
    }
}

/* out += a b over [n][n] x [n][n_columns]. */
static void multiply_add(const struct lp_exact_step *step, const double a[], const double b[],
                         double *restrict out)
{
    size_t n = step->n, n_columns = step->n_columns;
    for (size_t i = 0; i < n; i++, a += n_columns, out += n_columns) {
        const double *row = b;
        for (size_t l = 0; l < n; l++, row += n_columns) {
            double factor = a[l];
            for (size_t c = 0; c < n_columns && factor != 0; c++)
                out[c] += factor * row[c];
        }
    }
}

/* out[.][c] += factor rate[.][c] for the columns of reservoirs and gamma. */
static void add_sources(const struct lp_exact_step *step, double factor, const double rate[],
                        double out[])
{
    size_t n_columns = step->n_columns;
    for (size_t i = 0; i < step->n; i++) {
        for (size_t c = step->n; c < n_columns; c++)
            out[i * n_columns + c] += factor * rate[i * n_columns + c];
    }
}

static size_t n_parts(const struct lp_exact_step *step)
{
    return step->with_slopes ? 1 + step->n_slots : 1;
}

/* Terms of Taylor's series over a time, of which A's norm is at most twice the shift. */
static size_t n_terms(const struct ladder *ladder, double time_s)
{
    double norm = 2 * ladder->shift * time_s, term = norm;
    size_t n = 1;
    for (; n < MOST_TERMS && term > ENOUGH; n++)
        term *= norm / (double)(n + 1);
    return n;
}

/*
 * The first rung, of length tau, by Taylor's series of B = tau (A + m), m the largest |A_ii|: no
 * term of it is negative, and e^{-m tau} takes the shift back.
 */
LP_WIDE static void make_first(struct lp_exact_step *step, const struct ladder *ladder,
                               double rung[])
{
    size_t n = step->n, n_columns = step->n_columns, block = n * n_columns;
    size_t n_all = n_parts(step) * block;
    size_t n_last = n_terms(ladder, ladder->first_s);
    double tau = ladder->first_s, shift = ladder->shift, omega = 1;
    memset(rung, 0, n_all * sizeof *rung);
    memset(step->term, 0, n_all * sizeof *rung);
    for (size_t i = 0; i < n; i++)
        rung[i * n_columns + i] = step->term[i * n_columns + i] = 1;
    for (size_t j = 1; j <= n_last; j++) {
        double *old = step->term, *new = step->next_term;
        for (size_t e = 0; e < n_all; e++)
            new[e] = shift *old[e];
        for (size_t k = 0; k < n_parts(step); k++) {
            multiply_add(step, ladder->rate, old + k * block, new + k *block);
            const double *rate = k == 0 ? ladder->rate : ladder->d_rate + (k - 1) * block;
            if (k > 0)
                multiply_add(step, rate, old, new + k *block);
            add_sources(step, omega, rate, new + k *block);
        }
        for (size_t e = 0; e < n_all; e++)
            rung[e] += new[e] *= tau / (double)j;
        omega *= shift * tau / (double)j;
        step->term = new;
        step->next_term = old;
    }
    double back = exp(-shift * tau);
    for (size_t e = 0; e < n_all; e++)
        rung[e] *= back;
    for (size_t k = 0; k < n_parts(step); k++)
        set_diagonal(step, k == 0 ? 1 : 0, rung + k * block);
}

/* Y, then what is given at any enrichments, of a transition. */
static size_t place_of_given(const struct lp_exact_step *step)
{
    return step->rung_size - 2 * step->n_columns - 2;
}

/* Y of the first rung: what leaves in tau per enrichment at its start, int give T dt. */
static void make_first_given(struct lp_exact_step *step, const struct ladder *ladder, double Y[])
{
    size_t n = step->n, n_columns = step->n_columns;
    size_t n_last = n_terms(ladder, ladder->first_s);
    double tau = ladder->first_s;
    for (size_t side = 0; side < 2; side++, Y += n_columns) {
        double *old = step->term, *new = step->next_term;
        memset(Y, 0, n_columns * sizeof *Y);
        memset(old, 0, n_columns * sizeof *old);
        for (size_t i = 0; i < n; i++)
            Y[i] = old[i] = tau * ladder->give[side * n + i];
        for (size_t j = 2; j <= n_last; j++) {
            memset(new, 0, n_columns * sizeof *new);
            for (size_t i = 0; i < n; i++) {
                for (size_t c = 0; c < n_columns; c++)
                    new[c] += old[i] * ladder->rate[i * n_columns + c] * tau / (double)j;
            }
            for (size_t c = 0; c < n_columns; c++)
                Y[c] += old[c] = new[c];
        }
    }
    for (size_t side = 0; side < 2; side++)
        Y[side] = ladder->give_constant[side] * tau;
}

static void compose_given(const struct lp_exact_step *step, const double first[],
                          const double second[], double both[])
{
    size_t n = step->n, n_columns = step->n_columns, place = place_of_given(step);
    const double *Y = first + place, *Y_second = second + place;
    double *Y_both = both + place;
    for (size_t side = 0; side < 2;
         side++, Y += n_columns, Y_second += n_columns, Y_both += n_columns) {
        for (size_t i = 0; i < n; i++) {
            for (size_t c = 0; c < n_columns; c++)
                Y_both[c] += Y_second[i] * first[i * n_columns + c];
        }
        for (size_t c = 0; c < n_columns; c++)
            Y_both[c] += c < n ? Y[c] : Y[c] + Y_second[c];
    }
    for (size_t side = 0; side < 2; side++)
        Y_both[side] = Y[side] + Y_second[side];
}

LP_WIDE void lp_exact_step_compose(const struct lp_exact_step *step, const double first[],
                                   const double second[], double both[])
{
    size_t n_columns = step->n_columns, block = step->n * n_columns;
    memset(both, 0, step->rung_size * sizeof *both);
    for (size_t k = 0; k < n_parts(step); k++) {
        const double *part = second + k * block;
        double *out = both + k * block;
        multiply_add(step, second, first + k * block, out);
        if (k > 0)
            multiply_add(step, part, first, out);
        add_sources(step, 1, part, out);
        set_diagonal(step, k == 0 ? 1 : 0, out);
    }
    if (step->with_given)
        compose_given(step, first, second, both);
}

static const double *rung_of(const struct lp_exact_step *step, const struct ladder *ladder,
                             size_t i_rung)
{
    return ladder->rung + i_rung * step->rung_size;
}

static enum lp_status make_rungs(struct lp_exact_step *step, struct ladder *ladder)
{
    ladder->shift = 0;
    for (size_t i = 0; i < step->n; i++)
        ladder->shift = fmax(ladder->shift, fabs(ladder->rate[i * step->n_columns + i]));
    double n_relaxations = ladder->shift * ladder->length_s / SHORT;
    if (!(n_relaxations < ldexp(1, MAX_RUNGS - 1)))
        return LP_ENUMERIC;
    ladder->n_rungs = n_relaxations > 1 ? 1 + (size_t)ceil(log2(n_relaxations)) : 1;
    ladder->first_s = ldexp(ladder->length_s, -(int)(ladder->n_rungs - 1));
    if (ladder->n_rungs > ladder->n_room) {
        size_t n_room = ladder->n_rungs > LEAST_ROOM ? MAX_RUNGS : LEAST_ROOM;
        double *more = realloc(ladder->rung, n_room * step->rung_size * sizeof *more);
        if (!more)
            return LP_ENOMEM;
        ladder->rung = more;
        ladder->n_room = n_room;
    }
    make_first(step, ladder, ladder->rung);
    if (step->with_given)
        make_first_given(step, ladder, ladder->rung + place_of_given(step));
    for (size_t r = 1; r < ladder->n_rungs; r++) {
        const double *half = rung_of(step, ladder, r - 1);
        lp_exact_step_compose(step, half, half, ladder->rung + r * step->rung_size);
    }
    return LP_OK;
}

/* Lengths differ by the rounding of times; outputs alone can be reached by a longer ladder too. */
static bool serves(const struct ladder *ladder, const struct lp_stretch *stretch, double length_s,
                   bool goes_on)
{
    double rounding_s = 1e-13 * length_s + 4 * DBL_EPSILON * (stretch->start_s + length_s);
    return ladder->is_made && ladder->current_A == stretch->current_A &&
           ladder->electrodes_on == stretch->electrodes_on &&
           ladder->length_s >= length_s - rounding_s &&
           (!goes_on || ladder->length_s <= length_s + rounding_s);
}

static enum lp_status find_ladder(struct lp_exact_step *step, const struct lp_stretch *stretch,
                                  double length_s, bool goes_on, struct ladder **found,
                                  struct lp_diag *diag)
{
    size_t block = step->n * step->n_columns;
    for (size_t i = 0; i < N_LADDERS; i++) {
        if (serves(&step->ladders[i], stretch, length_s, goes_on)) {
            *found = &step->ladders[i];
            return LP_OK;
        }
    }
    struct ladder *ladder = &step->ladders[step->i_next];
    step->i_next = (step->i_next + 1) % N_LADDERS;
    ladder->is_made = false;
    ladder->current_A = stretch->current_A;
    ladder->electrodes_on = stretch->electrodes_on;
    ladder->length_s = length_s;
    enum lp_status status = lp_network_rates(step->network, stretch, &step->rates, diag);
    if (status != LP_OK)
        return status;
    collect(step, step->rates.rate, 1, ladder->rate);
    for (size_t k = 0; step->with_slopes && k < step->n_slots; k++)
        collect(step, step->rates.d_rate + k, step->n_slots, ladder->d_rate + k * block);
    if (step->with_given)
        probe_given(step, ladder);
    status = make_rungs(step, ladder);
    ladder->is_made = status == LP_OK;
    *found = ladder;
    return status;
}

/* Row i of matrix times v by differences: unit v_i + sum (v_c - v_i), gamma's part added. */
static double row_times(const struct lp_exact_step *step, const double row[], size_t i,
                        const double v[], double unit)
{
    double sum = (unit + row[step->n_nodes]) * v[i];
    for (size_t c = 0; c < step->n_nodes; c++)
        sum += row[c] * (v[c] - v[i]);
    return sum;
}

/* moved <- matrix applied to z and its derivatives; unit 1 for transitions, 0 for rates. */
static void apply(struct lp_exact_step *step, const double matrix[], const double d_matrix[],
                  const double z[], double unit, double moved[])
{
    size_t n = step->n, n_nodes = step->n_nodes, n_columns = step->n_columns;
    for (size_t k = 0; k < n_parts(step); k++) {
        const double *v = z + k * n_nodes;
        for (size_t i = 0; i < n; i++) {
            double sum = row_times(step, matrix + i * n_columns, i, v, unit);
            if (k > 0) {
                const double *d_row = d_matrix + ((k - 1) * n + i) * n_columns;
                sum += row_times(step, d_row, i, z, 0);
            }
            moved[k * n_nodes + i] = sum;
        }
    }
}

/* The states of z from moved; reservoirs stay. */
static void take_moved(struct lp_exact_step *step)
{
    for (size_t k = 0; k < n_parts(step); k++)
        memcpy(step->z + k * step->n_nodes, step->moved + k * step->n_nodes,
               step->n * sizeof(double));
}

void lp_exact_step_climb(struct lp_exact_step *step, const double transition[])
{
    const double *Y = transition + place_of_given(step), *constant = Y + 2 * step->n_columns;
    for (size_t side = 0; step->with_given && side < 2; side++) {
        step->given_mol[side] += constant[side];
        for (size_t c = 0; c < step->n_nodes; c++)
            step->given_mol[side] += Y[side * step->n_columns + c] * step->z[c];
    }
    apply(step, transition, transition + step->n * step->n_columns, step->z, 1, step->moved);
    take_moved(step);
}

/* Less than the first rung: Taylor's series on the state itself, reservoirs moving no more. */
static void creep(struct lp_exact_step *step, const struct ladder *ladder, double after_s)
{
    size_t n_nodes = step->n_nodes, n_all = n_parts(step) * n_nodes;
    double *term = step->term, *next = step->next_term;
    size_t n_last = n_terms(ladder, after_s);
    for (size_t side = 0; step->with_given && side < 2; side++)
        step->given_mol[side] += ladder->give_constant[side] * after_s;
    memcpy(term, step->z, n_all * sizeof *term);
    for (size_t j = 1; j <= n_last; j++) {
        for (size_t side = 0; step->with_given && side < 2; side++) {
            for (size_t i = 0; i < step->n; i++)
                step->given_mol[side] +=
                    ladder->give[side * step->n + i] * term[i] * after_s / (double)j;
        }
        memset(next, 0, n_all * sizeof *next);
        apply(step, ladder->rate, ladder->d_rate, term, 0, next);
        for (size_t e = 0; e < n_all; e++) {
            term[e] = next[e] * (after_s / (double)j);
            step->z[e] += term[e];
        }
    }
}

/* From the stretch's start to after_s by the ladder's rungs. */
static void reach(struct lp_exact_step *step, const struct ladder *ladder, double after_s)
{
    double left_s = after_s;
    for (size_t r = ladder->n_rungs; r-- > 0;) {
        double rung_s = ldexp(ladder->first_s, (int)r);
        if (left_s >= rung_s) {
            lp_exact_step_climb(step, rung_of(step, ladder, r));
            left_s -= rung_s;
        }
    }
    if (left_s > 0)
        creep(step, ladder, left_s);
}

void lp_exact_step_begin(struct lp_exact_step *step, const struct lp_exact_state *state,
                         bool with_given)
{
    const struct lp_network *net = step->network;
    size_t n = step->n, n_nodes = step->n_nodes;
    step->with_slopes = state->s != NULL;
    step->with_given = with_given;
    step->given_mol[0] = step->given_mol[1] = 0;
    memcpy(step->z, state->x, n * sizeof *step->z);
    for (size_t c = n; c < n_nodes; c++)
        step->z[c] = net->x0[c];
    for (size_t k = 0; step->with_slopes && k < step->n_slots; k++) {
        double *v = step->z + (1 + k) * n_nodes;
        memcpy(v, state->s + k * n, n * sizeof *v);
        for (size_t c = n; c < n_nodes; c++)
            v[c] = net->d_x0[c * step->n_slots + k];
    }
}

void lp_exact_step_end(const struct lp_exact_step *step, struct lp_exact_state *state,
                       double given_mol[2])
{
    memcpy(given_mol, step->given_mol, sizeof step->given_mol);
    memcpy(state->x, step->z, step->n * sizeof *state->x);
    for (size_t k = 0; step->with_slopes && k < step->n_slots; k++)
        memcpy(state->s + k * step->n, step->z + (1 + k) * step->n_nodes,
               step->n * sizeof *state->s);
}

enum lp_status lp_exact_step_whole(struct lp_exact_step *step, const struct lp_stretch *stretch,
                                   const double **transition, struct lp_diag *diag)
{
    struct ladder *ladder = NULL;
    enum lp_status status =
        find_ladder(step, stretch, stretch->stop_s - stretch->start_s, true, &ladder, diag);
    if (status == LP_OK)
        *transition = rung_of(step, ladder, ladder->n_rungs - 1);
    return status;
}

size_t lp_exact_step_transition_size(const struct lp_exact_step *step)
{
    return step->rung_size;
}

static void write_output(const struct lp_exact_step *step, size_t i, struct lp_exact_task *task)
{
    const struct lp_network *net = step->network;
    size_t n_compartments = net->model->n_compartments, n_slots = step->n_slots;
    lp_engine_fold(net, step->z, net->x0, 1, task->x + i * n_compartments);
    for (size_t k = 0; step->with_slopes && k < n_slots; k++)
        lp_engine_fold(net, step->z + (1 + k) * step->n_nodes, net->d_x0 + k, n_slots,
                       task->dx + i * n_compartments * n_slots + k);
    if (step->with_given)
        memcpy(task->given_mol + 2 * i, step->given_mol, sizeof step->given_mol);
}

enum lp_status lp_exact_step_pass(struct lp_exact_step *step, struct lp_exact_task *task,
                                  struct lp_exact_state *state, struct lp_diag *diag)
{
    const struct lp_stretch *stretch = task->stretch;
    struct ladder *ladder = NULL;
    double stop_s = task->goes_on ? stretch->stop_s : task->times_s[task->n_outputs - 1];
    bool with_given = task->given_mol != NULL;
    lp_exact_step_begin(step, state, with_given);
    enum lp_status status =
        find_ladder(step, stretch, stop_s - stretch->start_s, task->goes_on, &ladder, diag);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < task->n_outputs; i++) {
        reach(step, ladder, fmin(task->times_s[i] - stretch->start_s, ladder->length_s));
        write_output(step, i, task);
        lp_exact_step_begin(step, state, with_given);
    }
    if (!task->goes_on)
        return LP_OK;
    lp_exact_step_climb(step, rung_of(step, ladder, ladder->n_rungs - 1));
    lp_exact_step_end(step, state, task->given_end_mol);
    return LP_OK;
}
