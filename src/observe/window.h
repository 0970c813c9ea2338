/* SPDX-License-Identifier: MIT
 *
 * The times at which a spectrum that took long is to be predicted, and their weights in its mean.
 *
 * Between two corners of the protocol (steps, the ends of a pool's plated lithium: stretch.h) the
 * state is smooth, and after a corner its fast modes die away. So a window is cut at the corners,
 * a part that begins at one is cut again at 1/64, 1/16 and 1/4 of its length, and each panel has
 * 8 Gauss-Legendre nodes: exact for polynomials of degree 15, and for a mode exp(-k t) that starts
 * at the corner of a part of length d within 1e-7 of its amplitude for k d up to 1e3 and beyond.
 */
#ifndef LP_OBSERVE_WINDOW_H
#define LP_OBSERVE_WINDOW_H

#include "base/arena.h"
#include "base/status.h"
#include "network/stretch.h"

/* Corners of a protocol in time, of which t = 0 is the first. */
struct lp_corners {
    size_t n;
    const double *t_s; /* [n] increasing */
};

struct lp_period {
    double from_s, until_s;
};

/*
 * Those in n periods, which come in the order of from_s and may overlap: from_s <= t < until_s.
 * Lives in the arena. Errors: LP_ENOMEM.
 * Cost: two walks through the protocol, whole repeats between the periods skipped.
 */
enum lp_status lp_corners_find(struct lp_stretches stretches, size_t n,
                               const struct lp_period periods[], struct lp_arena *arena,
                               struct lp_corners *corners) LP_MUST_CHECK;

struct lp_window {
    size_t n;
    const double *t_s, *weight; /* [n] times increasing; the weights sum to 1 */
};

/* The mean over [t_s - duration_s, t_s], cut at t = 0; duration 0: t_s alone. Lives in the arena.
 * Errors: LP_ENOMEM. */
enum lp_status lp_window_make(const struct lp_corners *corners, double t_s, double duration_s,
                              struct lp_arena *arena, struct lp_window *window) LP_MUST_CHECK;

#endif
