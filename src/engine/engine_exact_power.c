/* SPDX-License-Identifier: MIT
 *
 * Repeats of a block of the protocol without walking them, in small networks. With T_1 ... T_k the
 * transitions over the block's steps (engine_exact_step.c),
 *
 *     Q = T_k ... T_1,     x(m repeats) = Q^m x(0),     Q^m from Q, Q^2, Q^4, ...
 *
 * derivatives and the 6Li given along with it: O(log m) products and as many applications instead
 * of m k. Nothing is known of eigenvalues here either, and products keep the care of the doublings:
 * off the diagonal only positive numbers are added, and the diagonal follows from the row's sum.
 *
 * The last few blocks that differ keep their powers: one that comes again, written twice with a
 * rest between, has them already.
 */
#include "engine/engine_exact_transition.h"

#include <stdlib.h>
#include <string.h>

#define N_KEPT 4

/* Q, Q^2, Q^4, ... of a block. */
struct powers {
    const struct lp_block *block; /* NULL: none */
    bool is_too_stiff;            /* a step of it has no transition */
    size_t n_rungs, n_room;
    double *rung; /* [n_room] transitions */
};

struct lp_exact_power {
    struct lp_exact_step *step;
    size_t n_states, size; /* size: of a transition */
    struct powers kept[N_KEPT];
    size_t i_next;   /* to be replaced next */
    double *product; /* [2][size] of the first steps of a block; two in turn */
};

struct lp_exact_power *lp_exact_power_new(const struct lp_network *network,
                                          struct lp_exact_step *step)
{
    struct lp_exact_power *power = calloc(1, sizeof *power);
    if (!power)
        return NULL;
    power->step = step;
    power->n_states = network->n_states;
    power->size = lp_exact_step_transition_size(step);
    power->product = calloc(2 * power->size, sizeof *power->product);
    if (power->product)
        return power;
    free(power);
    return NULL;
}

void lp_exact_power_free(struct lp_exact_power *power)
{
    if (!power)
        return;
    for (size_t i = 0; i < N_KEPT; i++)
        free(power->kept[i].rung);
    free(power->product);
    free(power);
}

void lp_exact_power_forget(struct lp_exact_power *power)
{
    for (size_t i = 0; i < N_KEPT; i++)
        power->kept[i].block = NULL;
    power->i_next = 0; /* those that have room already */
}

static bool is_same(const struct lp_block *a, const struct lp_block *b)
{
    bool same = a->n_steps == b->n_steps;
    for (size_t s = 0; same && a->steps != b->steps && s < a->n_steps; s++) {
        const struct lp_step *one = &a->steps[s], *other = &b->steps[s];
        same = one->duration_s == other->duration_s && one->current_A == other->current_A &&
               one->electrodes_on == other->electrodes_on;
    }
    return same;
}

/* NULL: none kept. */
static struct powers *find_powers(struct lp_exact_power *power, const struct lp_block *block)
{
    for (size_t i = 0; i < N_KEPT; i++) {
        if (power->kept[i].block && is_same(power->kept[i].block, block))
            return &power->kept[i];
    }
    return NULL;
}

static struct powers *replace_powers(struct lp_exact_power *power, const struct lp_block *block)
{
    struct powers *powers = &power->kept[power->i_next];
    power->i_next = (power->i_next + 1) % N_KEPT;
    powers->block = block;
    powers->is_too_stiff = false;
    powers->n_rungs = 0;
    return powers;
}

static size_t n_bits(size_t count)
{
    size_t n = 0;
    for (; count > 0; count /= 2)
        n++;
    return n;
}

static size_t n_ones(size_t count)
{
    size_t n = 0;
    for (; count > 0; count &= count - 1)
        n++;
    return n;
}

/* Whether products that are still to be made are worth their time. One takes as long as walking as
 * many steps as there are states (measured: 0.8 to 1.1 times as long, 1 to 30 states, with and
 * without derivatives). They serve the gaps between outputs until the block ends, which are taken
 * to be as long as this one. */
static bool pays(const struct lp_exact_power *power, const struct powers *powers,
                 const struct lp_protocol_cursor *cursor, size_t n_repeats)
{
    const struct lp_block *block = lp_protocol_block(cursor);
    size_t n_needed = n_bits(n_repeats), n_products = 0;
    double n_saved = (double)n_repeats * (double)block->n_steps - (double)n_ones(n_repeats);
    double n_gaps = (double)(block->n_repeat - cursor->i_repeat) / (double)(n_repeats + 1);
    if (!powers || powers->n_rungs == 0)
        n_products = block->n_steps - 1 + n_needed;
    else if (n_needed > powers->n_rungs)
        n_products = n_needed - powers->n_rungs;
    n_saved *= n_gaps > 1 ? n_gaps : 1;
    return n_saved > (double)(n_products * power->n_states);
}

/* Q, for the block whose repeat begins where the stretches are. */
static enum lp_status multiply_steps(struct lp_exact_power *power,
                                     const struct lp_stretches *stretches, size_t n_steps,
                                     double Q[], struct lp_diag *diag)
{
    struct lp_stretches ahead = *stretches;
    double *so_far = power->product, *next = so_far + power->size;
    for (size_t s = 0; s < n_steps; s++, lp_stretches_next(&ahead)) {
        const double *whole = NULL;
        enum lp_status status = lp_exact_step_whole(power->step, &ahead.now, &whole, diag);
        if (status != LP_OK)
            return status;
        if (s == 0) {
            memcpy(so_far, whole, power->size * sizeof *so_far);
            continue;
        }
        double *both = next;
        lp_exact_step_compose(power->step, so_far, whole, both);
        next = so_far;
        so_far = both;
    }
    memcpy(Q, so_far, power->size * sizeof *Q);
    return LP_OK;
}

/* Rungs for that many repeats; room at once for all that the block may need. */
static enum lp_status make_rungs(struct lp_exact_power *power, struct powers *powers,
                                 const struct lp_stretches *stretches, size_t n_repeats,
                                 struct lp_diag *diag)
{
    const struct lp_block *block = lp_protocol_block(&stretches->cursor);
    size_t n_needed = n_bits(n_repeats), n_room = n_bits(block->n_repeat);
    enum lp_status status = LP_OK;
    if (n_needed > powers->n_room) {
        double *more = realloc(powers->rung, n_room * power->size * sizeof *more);
        if (!more)
            return LP_ENOMEM;
        powers->rung = more;
        powers->n_room = n_room;
    }
    if (powers->n_rungs == 0) {
        status = multiply_steps(power, stretches, block->n_steps, powers->rung, diag);
        powers->n_rungs = status == LP_OK ? 1 : 0;
    }
    for (; status == LP_OK && powers->n_rungs < n_needed; powers->n_rungs++) {
        const double *half = powers->rung + (powers->n_rungs - 1) * power->size;
        lp_exact_step_compose(power->step, half, half,
                              powers->rung + powers->n_rungs * power->size);
    }
    return status;
}

enum lp_status lp_exact_power_pass(struct lp_exact_power *power,
                                   const struct lp_stretches *stretches, size_t *n_repeats,
                                   struct lp_exact_state *state, double given_mol[2],
                                   struct lp_diag *diag)
{
    const struct lp_block *block = lp_protocol_block(&stretches->cursor);
    struct powers *powers = find_powers(power, block);
    size_t n = *n_repeats;
    double given_meanwhile[2];
    *n_repeats = 0;
    if ((powers && powers->is_too_stiff) || !pays(power, powers, &stretches->cursor, n))
        return LP_OK;
    if (!powers)
        powers = replace_powers(power, block);
    lp_exact_step_begin(power->step, state, given_mol != NULL);
    enum lp_status status = make_rungs(power, powers, stretches, n, diag);
    if (status == LP_ENUMERIC) { /* a rest that eigenvalues pass */
        powers->is_too_stiff = true;
        return LP_OK;
    }
    if (status != LP_OK)
        return status;
    for (size_t r = n_bits(n); r-- > 0;) {
        if ((n >> r & 1) != 0)
            lp_exact_step_climb(power->step, powers->rung + r * power->size);
    }
    lp_exact_step_end(power->step, state, given_meanwhile);
    for (size_t side = 0; given_mol && side < 2; side++)
        given_mol[side] += given_meanwhile[side];
    *n_repeats = n;
    return LP_OK;
}
