/* SPDX-License-Identifier: MIT
 *
 * Numbers of a model that are one number but for a factor and an offset, found by their values at
 * random points: a share and the share that is left, both sides of a symmetric cell, amounts and
 * per cent. What is known of one is then known of the other.
 */
#ifndef LP_SEARCH_AFFINE_H
#define LP_SEARCH_AFFINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True if b = offset + factor x a at all points: a[0], a[stride], ... and b likewise [n_points].
 * NaN must stand at the same points of both, and at no more than half of them.
 */
bool lp_affine_follows(size_t n_points, size_t stride, const double a[], const double b[],
                       double *offset, double *factor);

/* True if a number is the same at all points (NaN left out), or never known. */
bool lp_affine_constant(size_t n_points, size_t stride, const double a[]);

#endif
