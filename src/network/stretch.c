/* SPDX-License-Identifier: MIT
 *
 * Walks a protocol stretch by stretch (stretch.h). A step gives one stretch, or two where a pool
 * has its plated lithium stripped off within it, or three where both electrodes do.
 */
#include "network/stretch.h"

#include "base/units.h"

#include <math.h>

/* Shares of a step, and plated lithium as a share of the charge that has passed, that are rounding:
 * a reversed current ends where it began. */
#define ROUNDING 1e-12

static bool is_rounding(const struct lp_stretch *stretch, double amount_mol)
{
    return amount_mol <= lp_mol_of_charge(ROUNDING * stretch->throughput_C);
}

/* Rates of an electrode under the net flow q out of it. */
static void set_rates(struct lp_stretches *stretches, int side, double q)
{
    struct lp_electrode_charge *e = &stretches->now.electrode[side];
    bool foil_gives = stretches->is_pool[side] && q > 0 && e->gained_mol == 0;
    e->foil_mol_per_s = foil_gives ? q : 0;
    e->gain_mol_per_s = foil_gives ? 0 : -q;
}

/* When a pool's plated lithium is gone; INFINITY if the current does not strip it. */
static double stripped_s(const struct lp_stretches *stretches, int side)
{
    const struct lp_electrode_charge *e = &stretches->now.electrode[side];
    if (!stretches->is_pool[side] || !(e->gain_mol_per_s < 0))
        return INFINITY;
    return stretches->now.start_s - e->gained_mol / e->gain_mol_per_s;
}

/* The stretch from now.start_s on, within the cursor's step. */
static void begin_stretch(struct lp_stretches *stretches)
{
    const struct lp_step *step = &stretches->cursor.step;
    struct lp_stretch *now = &stretches->now;
    double q0 = lp_mol_of_charge(step->current_A);
    now->current_A = step->current_A;
    now->electrodes_on = step->electrodes_on;
    now->span = step->span;
    now->stop_s = stretches->cursor.stop_s;
    double latest_s = now->stop_s - ROUNDING * step->duration_s;
    for (int side = 0; side < 2; side++) {
        set_rates(stretches, side, side == 0 ? q0 : -q0);
        double t_s = stripped_s(stretches, side);
        if (t_s < latest_s)
            now->stop_s = fmin(now->stop_s, t_s);
    }
}

struct lp_stretches lp_stretches_begin(const struct lp_protocol *protocol, const bool is_pool[2])
{
    struct lp_stretches stretches = {.cursor = lp_protocol_begin(protocol),
                                     .is_pool = {is_pool[0], is_pool[1]}};
    begin_stretch(&stretches);
    return stretches;
}

void lp_stretch_pass(const struct lp_stretch *stretch, double t_s, struct lp_stretch *at)
{
    double passed_s = t_s - stretch->start_s;
    *at = *stretch;
    at->start_s = t_s;
    if (stretch->current_A == 0)
        return; /* and t_s may be INFINITY */
    at->charge_C += passed_s * stretch->current_A;
    at->throughput_C += passed_s * fabs(stretch->current_A);
    for (int side = 0; side < 2; side++) {
        struct lp_electrode_charge *e = &at->electrode[side];
        e->gained_mol += passed_s * e->gain_mol_per_s;
        e->foil_mol += passed_s * e->foil_mol_per_s;
    }
}

void lp_stretches_next(struct lp_stretches *stretches)
{
    struct lp_stretch *now = &stretches->now;
    struct lp_protocol_cursor *cursor = &stretches->cursor;
    bool ends_step = now->stop_s == cursor->stop_s;
    if (isinf(now->stop_s))
        return;
    bool is_stripped[2] = {stripped_s(stretches, 0) <= now->stop_s,
                           stripped_s(stretches, 1) <= now->stop_s};
    lp_stretch_pass(now, now->stop_s, now);
    for (int side = 0; side < 2; side++) {
        struct lp_electrode_charge *e = &now->electrode[side];
        if (stretches->is_pool[side] && (is_stripped[side] || is_rounding(now, e->gained_mol)))
            e->gained_mol = 0;
    }
    if (ends_step)
        lp_protocol_next(cursor);
    begin_stretch(stretches);
}

/* The charge that one repeat of the cursor's block moves, and all that passes in it. */
static void sum_charges(const struct lp_protocol_cursor *cursor, double *charge_C,
                        double *throughput_C)
{
    const struct lp_block *block = lp_protocol_block(cursor);
    *charge_C = *throughput_C = 0;
    for (size_t s = 0; s < block->n_steps; s++) {
        double passed_C = block->steps[s].current_A * block->steps[s].duration_s;
        *charge_C += passed_C;
        *throughput_C += fabs(passed_C);
    }
}

size_t lp_stretches_repeats(const struct lp_stretches *stretches, double t_s)
{
    size_t n = lp_protocol_repeats(&stretches->cursor, t_s);
    double charge_C, throughput_C = 0;
    if (n > 0 && (stretches->is_pool[0] || stretches->is_pool[1]))
        sum_charges(&stretches->cursor, &charge_C, &throughput_C);
    return throughput_C > 0 ? 0 : n;
}

void lp_stretches_skip(struct lp_stretches *stretches, size_t n_repeats)
{
    struct lp_stretch *now = &stretches->now;
    double charge_C, throughput_C, n = (double)n_repeats;
    if (n_repeats == 0)
        return;
    sum_charges(&stretches->cursor, &charge_C, &throughput_C);
    now->charge_C += n * charge_C;
    now->throughput_C += n * throughput_C;
    for (int side = 0; side < 2; side++) /* no pools here but at rest: their foils give nothing */
        now->electrode[side].gained_mol += lp_mol_of_charge((side == 0 ? -n : n) * charge_C);
    lp_protocol_skip(&stretches->cursor, n_repeats);
    now->start_s = stretches->cursor.start_s;
    begin_stretch(stretches);
}
