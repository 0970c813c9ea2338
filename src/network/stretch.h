/* SPDX-License-Identifier: MIT
 *
 * A protocol as stretches of time, on each of which the current is constant and every electrode
 * gains or loses lithium at a constant rate, and the books of charge that go with them. No
 * parameter enters: how much a current moves is in the protocol alone.
 *
 *     q = ± I/F          net flow out of the first, out of the second electrode [mol/s]
 *     dN/dt = f - q      f: what the foil gives to the pool at its surface; 0 for other electrodes
 *
 * Pools (`surface`): plated lithium E >= 0 lies on top of N_set and is stripped first, so that
 *
 *     f = q  if q > 0 and E = 0, else 0;       dE/dt = f - q,  E(0) = 0
 *
 * E is piecewise linear with corners at the steps of the protocol and where it reaches 0, which
 * splits a step. It never falls below 0: a current cannot empty a pool (growth can, network.h).
 * Reference: science.md, "Driven current".
 */
#ifndef LP_NETWORK_STRETCH_H
#define LP_NETWORK_STRETCH_H

#include "input/protocol.h"

/* What a current does to an electrode. */
struct lp_electrode_charge {
    double gained_mol;     /* by currents since t = 0, at the start of the stretch (a pool: E) */
    double gain_mol_per_s; /* f - q */
    double foil_mol;       /* given by the foil since t = 0, at the start of the stretch */
    double foil_mol_per_s; /* f */
};

struct lp_stretch {
    double start_s, stop_s; /* the last one ends at INFINITY */
    double current_A;       /* positive: Li+ from the first electrode to the second */
    bool electrodes_on;     /* false: every electrode link is cut */
    struct lp_electrode_charge electrode[2]; /* first, second */
    double charge_C;                         /* int I dt until the start of the stretch */
    double throughput_C;                     /* int |I| dt likewise */
    struct lp_span span;                     /* of the protocol's step */
};

/* Walks the stretches in time, without end. */
struct lp_stretches {
    struct lp_protocol_cursor cursor;
    bool is_pool[2]; /* first, second electrode */
    struct lp_stretch now;
};

struct lp_stretches lp_stretches_begin(const struct lp_protocol *protocol, const bool is_pool[2]);
void lp_stretches_next(struct lp_stretches *stretches);

/*
 * Whole repeats of the protocol's block, from now on, that end before t_s; 0 where none starts now,
 * or where one repeat may not be like the next: plated lithium that is stripped off a pool splits
 * steps. _skip passes n of them, n <= those; the books are kept as by walking, to rounding.
 */
size_t lp_stretches_repeats(const struct lp_stretches *stretches, double t_s);
void lp_stretches_skip(struct lp_stretches *stretches, size_t n_repeats);

/* The stretch's part until t_s, which lies in it: what has been gained, given and moved by then. */
void lp_stretch_pass(const struct lp_stretch *stretch, double t_s, struct lp_stretch *at);

#endif
