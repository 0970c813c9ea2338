/* SPDX-License-Identifier: MIT
 *
 * Corners of a protocol, and graded Gauss-Legendre panels between them. See window.h.
 *
 * Panels after a corner grow by 4, the first is 1/64 of the part. A mode exp(-k t) is smooth on the
 * first panel while k d/64 < 10, and where it is faster than that it has died before the second one
 * and what the first misses weighs 1/64.
 */
#include "observe/window.h"

#include <math.h>

#define N_NODES  8
#define N_PANELS 4

/* Gauss-Legendre nodes and weights on [0, 1] (Abramowitz & Stegun, table 25.4). */
static const double gauss_node[N_NODES] = {
    0.0198550717512318842, 0.101666761293186630, 0.237233795041835507, 0.408282678752175098,
    0.591717321247824902,  0.762766204958164493, 0.898333238706813370, 0.980144928248768116};
static const double gauss_weight[N_NODES] = {
    0.0506142681451881296, 0.111190517226687235, 0.156853322938943644, 0.181341891689180991,
    0.181341891689180991,  0.156853322938943644, 0.111190517226687235, 0.0506142681451881296};
static const double panel_end[N_PANELS] = {1.0 / 64, 1.0 / 16, 1.0 / 4, 1};

/* Starts of stretches in the periods, into t_s unless NULL. */
static size_t walk(struct lp_stretches stretches, size_t n_periods,
                   const struct lp_period periods[], double t_s[])
{
    size_t n = 0, i = 0;
    double last_s = -1;

    while (i < n_periods) {
        double start_s = stretches.now.start_s, from_s = periods[i].from_s;
        size_t n_repeats = start_s < from_s ? lp_stretches_repeats(&stretches, from_s) : 0;
        if (start_s >= periods[i].until_s) {
            i++;
            continue;
        }
        if (n_repeats > 0) {
            lp_stretches_skip(&stretches, n_repeats);
            continue;
        }
        if (start_s > last_s && start_s >= from_s) {
            if (t_s)
                t_s[n] = start_s;
            n++;
        }
        if (isinf(stretches.now.stop_s))
            break;
        last_s = start_s;
        lp_stretches_next(&stretches);
    }
    return n;
}

enum lp_status lp_corners_find(struct lp_stretches stretches, size_t n_periods,
                               const struct lp_period periods[], struct lp_arena *arena,
                               struct lp_corners *corners)
{
    size_t n = walk(stretches, n_periods, periods, NULL);
    double *t_s = lp_arena_alloc(arena, n, sizeof *t_s);

    if (!t_s)
        return LP_ENOMEM;
    (void)walk(stretches, n_periods, periods, t_s);
    *corners = (struct lp_corners){.n = n, .t_s = t_s};
    return LP_OK;
}

/* The first corner at or after t_s. */
static size_t first_corner(const struct lp_corners *corners, double t_s)
{
    size_t low = 0, high = corners->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (corners->t_s[middle] < t_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Nodes of one part, whose weights sum to its length over the window's. */
static size_t add_part(double start_s, double stop_s, bool is_after_corner, double window_s,
                       double t_s[], double weight[])
{
    double length_s = stop_s - start_s, from = 0;
    size_t n = 0;

    for (size_t i = is_after_corner ? 0 : N_PANELS - 1; i < N_PANELS; i++) {
        for (size_t k = 0; k < N_NODES; k++, n++) {
            t_s[n] = start_s + length_s * (from + (panel_end[i] - from) * gauss_node[k]);
            weight[n] = gauss_weight[k] * (panel_end[i] - from) * length_s / window_s;
        }
        from = panel_end[i];
    }
    return n;
}

enum lp_status lp_window_make(const struct lp_corners *corners, double t_s, double duration_s,
                              struct lp_arena *arena, struct lp_window *window)
{
    double start_s = fmax(t_s - duration_s, 0), at_s = start_s;
    bool is_moment = !(duration_s > 0) || !(t_s > start_s);
    size_t first = first_corner(corners, start_s), end = first_corner(corners, t_s);
    size_t n_most = is_moment ? 1 : (end - first + 1) * N_PANELS * N_NODES, n = 0;
    double *times = lp_arena_alloc(arena, n_most, sizeof *times);
    double *weights = lp_arena_alloc(arena, n_most, sizeof *weights);
    bool is_after_corner = false;

    if (!times || !weights)
        return LP_ENOMEM;
    if (is_moment) {
        times[n] = t_s;
        weights[n++] = 1;
    }
    for (size_t i = first; i <= end && !is_moment; i++) {
        double stop_s = i < end ? corners->t_s[i] : t_s;
        if (stop_s > at_s)
            n += add_part(at_s, stop_s, is_after_corner, t_s - start_s, times + n, weights + n);
        at_s = stop_s;
        is_after_corner = true;
    }
    *window = (struct lp_window){.n = n, .t_s = times, .weight = weights};
    return LP_OK;
}
