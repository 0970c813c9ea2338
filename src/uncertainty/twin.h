/* SPDX-License-Identifier: MIT
 *
 * Twin curves: two phases whose 6Li the data cannot tell apart. Of a pair of twins only the sum of
 * what the electrodes give to the two is known, so that a share of one of them stays undetermined.
 */
#ifndef LP_UNCERTAINTY_TWIN_H
#define LP_UNCERTAINTY_TWIN_H

#include "uncertainty/solution.h"

/* Below this distance the curves of a compartment and its neighbour are twins (calibration.md). */
#define LP_TWIN_DISTANCE 6.0

/*
 * Twin curves: the least distance of the interface's curve from a neighbour's,
 *
 *     d = min_j || (x_I - x_j)/sigma ||  over the report experiment's times,
 *
 * of the best fit, sigma as an enrichment; 0 for two under one peak (averaged.h). i_interface,
 * i_neighbour: which two (LP_NONE: there is no such pair; d is then NaN). Errors: LP_ENOMEM,
 * LP_ENUMERIC.
 */
enum lp_status lp_twin_nearest(const struct lp_solution *solution, double *distance,
                               size_t *i_interface, size_t *i_neighbour) LP_MUST_CHECK;

#endif
