/* SPDX-License-Identifier: MIT
 *
 * The point of a box that is nearest to a given one in the metric of a positive definite matrix:
 *
 *     minimise (x - c)^T A (x - c)   over   lo <= x <= hi
 *
 * Small and dense: used for draws that must stay inside the bounds of the parameters.
 */
#ifndef LP_SEARCH_BOXQP_H
#define LP_SEARCH_BOXQP_H

#include "base/status.h"

#include <stddef.h>

/*
 * a [n][n] symmetric positive definite, c, lo, hi, x [n].
 * Errors: LP_ENOMEM, LP_ENUMERIC (not positive definite).
 * Cost:   O(n^3) per change of the active set; none if c is inside.
 */
enum lp_status lp_boxqp_nearest(size_t n, const double a[], const double c[], const double lo[],
                                const double hi[], double x[]) LP_MUST_CHECK;

#endif
