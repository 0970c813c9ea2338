/* SPDX-License-Identifier: MIT
 *
 * Complex numbers at LANES points of a contour side by side, for engine_exact_contour.c and its
 * files: their arithmetic, the points they belong to and the sum over them,
 *
 *     x(t) = Im sum_k w_k X(z_k),   w_k = e^{z_k t} z'_k h/pi
 *
 * Multiplication is written out, since C's own looks after infinities, which no point has.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_LANES_H
#define LP_ENGINE_ENGINE_EXACT_LANES_H

#include "engine/engine_exact.h"

#include <math.h>
#include <string.h>

#define LANES LP_EXACT_LANES

/* Eight-byte lanes, which the compiler puts into what registers there are. */
typedef double lanes __attribute__((vector_size(8 * LANES)));

struct number {
    lanes re, im;
};

/* For what is to be compiled as its caller is (LP_WIDE), with sizes that the caller knows. */
#define LP_INLINE static inline __attribute__((always_inline))

/* Part by part, since as a whole it would go through narrower registers. */
static inline struct number copy(const struct number *a)
{
    return (struct number){a->re, a->im};
}

static inline void add(struct number *sum, const struct number *a)
{
    sum->re += a->re;
    sum->im += a->im;
}

static inline void subtract(struct number *sum, const struct number *a)
{
    sum->re -= a->re;
    sum->im -= a->im;
}

static inline struct number scaled(const struct number *a, double factor)
{
    return (struct number){a->re * factor, a->im * factor};
}

static inline struct number times(const struct number *a, const struct number *b)
{
    return (struct number){a->re * b->re - a->im * b->im, a->re * b->im + a->im * b->re};
}

static inline void add_product(struct number *sum, const struct number *a, const struct number *b)
{
    sum->re += a->re * b->re - a->im * b->im;
    sum->im += a->re * b->im + a->im * b->re;
}

static inline struct number reciprocal(const struct number *a)
{
    lanes scale = 1.0 / (a->re * a->re + a->im * a->im);
    return (struct number){a->re * scale, -a->im * scale};
}

/* e^{z t} z' h/pi of a group of points. */
static inline struct number weight_at(const struct lp_exact_points *points, size_t k, double t_s)
{
    struct number weight = {{0}, {0}};
    for (size_t lane = 0; lane < LANES; lane++) {
        double size = exp(points->z_re[k + lane] * t_s), phase = points->z_im[k + lane] * t_s;
        double re = size * cos(phase), im = size * sin(phase);
        double w_re = points->weight_re[k + lane], w_im = points->weight_im[k + lane];
        weight.re[lane] = re * w_re - im * w_im;
        weight.im[lane] = re * w_im + im * w_re;
    }
    return weight;
}

/* Im of the sum over lanes of weight times value. */
static inline double weigh(const struct number *weight, const struct number *value)
{
    lanes product = weight->re * value->im + weight->im * value->re;
    double sum = 0;
    for (size_t lane = 0; lane < LANES; lane++)
        sum += product[lane];
    return sum;
}

static inline struct number group_at(const struct lp_exact_points *points, size_t k)
{
    struct number z;
    memcpy(&z.re, points->z_re + k, sizeof z.re);
    memcpy(&z.im, points->z_im + k, sizeof z.im);
    return z;
}

#endif
