/* SPDX-License-Identifier: MIT
 *
 * Chains of cubic Bezier pieces (3 k + 1 points) and boxes: cut at a border, shortened, sampled.
 */
#ifndef LP_DRAW_CURVE_H
#define LP_DRAW_CURVE_H

#include <stdbool.h>
#include <stddef.h>

struct lp_draw_point {
    double x, y;
};

struct lp_draw_box {
    double x0, y0, x1, y1;
};

struct lp_draw_box lp_draw_box_around(struct lp_draw_point centre, double width, double height);
struct lp_draw_box lp_draw_box_union(struct lp_draw_box one, struct lp_draw_box other);
struct lp_draw_box lp_draw_box_grown(struct lp_draw_box box, double by);
bool lp_draw_box_overlaps(struct lp_draw_box one, struct lp_draw_box other);
struct lp_draw_point lp_draw_box_centre(struct lp_draw_box box);

/* The shape that a curve leaves or enters. */
struct lp_draw_shape {
    struct lp_draw_point centre;
    double half_width, half_height;
    bool is_circle;
};

/*
 * Cut a chain down to the part between leaving `from` for the last time and entering `to`.
 * points [n] in place; returns the new n (unchanged if the chain never leaves).
 */
size_t lp_draw_curve_clip(size_t n, struct lp_draw_point points[], const struct lp_draw_shape *from,
                          const struct lp_draw_shape *to);

/* Take a length off the end (less than all of it). Returns the new n. */
size_t lp_draw_curve_shorten(size_t n, struct lp_draw_point points[], double by_pt);

/* n_samples points evenly spaced by arc length, ends included; n_samples >= 2. */
void lp_draw_curve_sample(size_t n, const struct lp_draw_point points[], size_t n_samples,
                          struct lp_draw_point samples[]);

/*
 * A smooth chain through n_samples points, as Catmull and Rom have it: 3 (n_samples - 1) + 1
 * points, or 4 where the samples lie on a straight line. Returns how many.
 */
size_t lp_draw_curve_through(size_t n_samples, const struct lp_draw_point samples[],
                             struct lp_draw_point points[]);

/* Length by chords, fine enough for placing things. */
double lp_draw_curve_length(size_t n, const struct lp_draw_point points[]);

#endif
