/* SPDX-License-Identifier: MIT
 *
 * Geometry of the lines between compartments. A chain of k cubic pieces has one parameter
 * u in [0, k]; piece floor(u), its own t = u - floor(u). Cutting is by de Casteljau's construction,
 * which leaves the curve exactly where it was.
 */
#include "draw/draw_curve.h"

#include <math.h>
#include <string.h>

#define STEPS 24 /* per piece, to find borders and lengths */

struct lp_draw_box lp_draw_box_around(struct lp_draw_point centre, double width, double height)
{
    return (struct lp_draw_box){centre.x - width / 2, centre.y - height / 2, centre.x + width / 2,
                                centre.y + height / 2};
}

struct lp_draw_box lp_draw_box_union(struct lp_draw_box one, struct lp_draw_box other)
{
    return (struct lp_draw_box){fmin(one.x0, other.x0), fmin(one.y0, other.y0),
                                fmax(one.x1, other.x1), fmax(one.y1, other.y1)};
}

struct lp_draw_box lp_draw_box_grown(struct lp_draw_box box, double by)
{
    return (struct lp_draw_box){box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by};
}

bool lp_draw_box_overlaps(struct lp_draw_box one, struct lp_draw_box other)
{
    return one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1;
}

struct lp_draw_point lp_draw_box_centre(struct lp_draw_box box)
{
    return (struct lp_draw_point){(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2};
}

static bool shape_has(const struct lp_draw_shape *shape, struct lp_draw_point point)
{
    const double dx = (point.x - shape->centre.x) / shape->half_width;
    const double dy = (point.y - shape->centre.y) / shape->half_height;
    return shape->is_circle ? dx * dx + dy * dy < 1 : fabs(dx) < 1 && fabs(dy) < 1;
}

static struct lp_draw_point mix(struct lp_draw_point a, struct lp_draw_point b, double t)
{
    return (struct lp_draw_point){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/* Cut one piece at t into its left and right halves (either may be NULL or the piece itself). */
static void split(const struct lp_draw_point p[4], double t, struct lp_draw_point left[4],
                  struct lp_draw_point right[4])
{
    const struct lp_draw_point a = mix(p[0], p[1], t), b = mix(p[1], p[2], t);
    const struct lp_draw_point c = mix(p[2], p[3], t), d = mix(a, b, t), e = mix(b, c, t);
    const struct lp_draw_point middle = mix(d, e, t), first = p[0], last = p[3];
    if (left)
        memcpy(left, (struct lp_draw_point[4]){first, a, d, middle}, 4 * sizeof *left);
    if (right)
        memcpy(right, (struct lp_draw_point[4]){middle, e, c, last}, 4 * sizeof *right);
}

static size_t piece_of(size_t n, double u, double *t)
{
    const size_t n_pieces = (n - 1) / 3;
    size_t i = u <= 0 ? 0 : (size_t)u;
    if (i >= n_pieces)
        i = n_pieces - 1;
    *t = u - (double)i;
    return i;
}

static struct lp_draw_point point_at(size_t n, const struct lp_draw_point points[], double u)
{
    double t;
    const size_t i = piece_of(n, u, &t);
    struct lp_draw_point left[4];
    split(points + 3 * i, t, left, NULL);
    return left[3];
}

/* The border between u_in (inside the shape) and u_out (outside), by bisection. */
static double border(size_t n, const struct lp_draw_point points[],
                     const struct lp_draw_shape *shape, double u_in, double u_out)
{
    for (int i = 0; i < 40; i++) {
        const double middle = (u_in + u_out) / 2;
        if (shape_has(shape, point_at(n, points, middle)))
            u_in = middle;
        else
            u_out = middle;
    }
    return u_out;
}

/* Keep the part from u0 to u1. */
static size_t keep_part(size_t n, struct lp_draw_point points[], double u0, double u1)
{
    double t0, t1;
    const size_t i1 = piece_of(n, u1, &t1);
    split(points + 3 * i1, t1, points + 3 * i1, NULL);
    n = 3 * i1 + 4;
    const size_t i0 = piece_of(n, u0, &t0);
    if (i0 == i1 && t1 > 0) /* the piece has just become shorter */
        t0 /= t1;
    split(points + 3 * i0, t0, NULL, points + 3 * i0);
    memmove(points, points + 3 * i0, (n - 3 * i0) * sizeof *points);
    return n - 3 * i0;
}

size_t lp_draw_curve_clip(size_t n, struct lp_draw_point points[], const struct lp_draw_shape *from,
                          const struct lp_draw_shape *to)
{
    const size_t n_steps = (n - 1) / 3 * STEPS;
    size_t i_last_in = 0;
    for (size_t i = 0; i <= n_steps; i++)
        if (shape_has(from, point_at(n, points, (double)i / STEPS)))
            i_last_in = i;
    size_t i_enter = i_last_in + 1;
    while (i_enter < n_steps && !shape_has(to, point_at(n, points, (double)i_enter / STEPS)))
        i_enter++;
    if (i_enter >= n_steps)
        i_enter = n_steps;
    if (i_last_in >= i_enter)
        return n;
    const double u0 =
        border(n, points, from, (double)i_last_in / STEPS, (double)(i_last_in + 1) / STEPS);
    const double u1 = border(n, points, to, (double)i_enter / STEPS, (double)(i_enter - 1) / STEPS);
    return u1 > u0 ? keep_part(n, points, u0, u1) : n;
}

double lp_draw_curve_length(size_t n, const struct lp_draw_point points[])
{
    double length = 0;
    struct lp_draw_point before = points[0];
    for (size_t i = 1; i <= (n - 1) / 3 * STEPS; i++) {
        const struct lp_draw_point here = point_at(n, points, (double)i / STEPS);
        length += hypot(here.x - before.x, here.y - before.y);
        before = here;
    }
    return length;
}

size_t lp_draw_curve_shorten(size_t n, struct lp_draw_point points[], double by_pt)
{
    const size_t n_steps = (n - 1) / 3 * STEPS;
    double length = 0;
    struct lp_draw_point after = points[n - 1];
    for (size_t i = n_steps; i-- > 0;) {
        const struct lp_draw_point here = point_at(n, points, (double)i / STEPS);
        const double step = hypot(here.x - after.x, here.y - after.y);
        if (length + step >= by_pt && step > 0)
            return keep_part(n, points, 0, ((double)i + 1 - (by_pt - length) / step) / STEPS);
        length += step;
        after = here;
    }
    return n;
}

void lp_draw_curve_sample(size_t n, const struct lp_draw_point points[], size_t n_samples,
                          struct lp_draw_point samples[])
{
    const double spacing = lp_draw_curve_length(n, points) / (double)(n_samples - 1);
    const size_t n_steps = (n - 1) / 3 * STEPS;
    double length = 0;
    size_t i_sample = 1;
    samples[0] = points[0];
    struct lp_draw_point before = points[0];
    for (size_t i = 1; i <= n_steps && i_sample < n_samples - 1; i++) {
        const struct lp_draw_point here = point_at(n, points, (double)i / STEPS);
        const double step = hypot(here.x - before.x, here.y - before.y);
        while (i_sample < n_samples - 1 && length + step >= (double)i_sample * spacing &&
               step > 0) {
            samples[i_sample] = mix(before, here, ((double)i_sample * spacing - length) / step);
            i_sample++;
        }
        length += step;
        before = here;
    }
    while (i_sample < n_samples)
        samples[i_sample++] = points[n - 1];
}

/* Largest distance of the samples from the straight line between the first and the last. */
static double bend(size_t n, const struct lp_draw_point samples[])
{
    const double dx = samples[n - 1].x - samples[0].x, dy = samples[n - 1].y - samples[0].y;
    const double length = fmax(hypot(dx, dy), 1e-9);
    double largest = 0;
    for (size_t i = 1; i + 1 < n; i++)
        largest = fmax(
            largest,
            fabs(dx * (samples[i].y - samples[0].y) - dy * (samples[i].x - samples[0].x)) / length);
    return largest;
}

size_t lp_draw_curve_through(size_t n_samples, const struct lp_draw_point samples[],
                             struct lp_draw_point points[])
{
    const struct lp_draw_point first = samples[0], last = samples[n_samples - 1];
    if (bend(n_samples, samples) < 0.7) {
        for (size_t i = 0; i < 4; i++)
            points[i] = mix(first, last, (double)i / 3);
        return 4;
    }
    for (size_t i = 0; i + 1 < n_samples; i++) {
        const struct lp_draw_point before = samples[i > 0 ? i - 1 : 0], a = samples[i];
        const struct lp_draw_point b = samples[i + 1];
        const struct lp_draw_point after = samples[i + 2 < n_samples ? i + 2 : n_samples - 1];
        points[3 * i] = a;
        points[3 * i + 1] =
            (struct lp_draw_point){a.x + (b.x - before.x) / 6, a.y + (b.y - before.y) / 6};
        points[3 * i + 2] =
            (struct lp_draw_point){b.x - (after.x - a.x) / 6, b.y - (after.y - a.y) / 6};
    }
    points[3 * (n_samples - 1)] = last;
    return 3 * (n_samples - 1) + 1;
}
