/* SPDX-License-Identifier: MIT
 *
 * Twin curves: two phases whose 6Li the data cannot tell apart. Of a pair of twins only the sum of
 * what the electrodes give to the two is known, so that a share of one of them stays undetermined.
 */
#ifndef LP_UNCERTAINTY_TWIN_H
#define LP_UNCERTAINTY_TWIN_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_solution;

/* Below this distance the curves of a compartment and its neighbour are twins (science.md,
 * "Twins"). */
#define LP_TWIN_DISTANCE 6.0

/*
 * The least distance of the interface's curve from a neighbour's,
 *
 *     d = min_j || (x_I - x_j)/sigma ||  over the report experiment's times,
 *
 * of the best fit, sigma as an enrichment; 0 for two under one peak (averaged.h).
 */
struct lp_twins {
    bool is_known;                   /* false: the states could not be computed */
    double distance;                 /* NaN: there is no such pair */
    size_t i_interface, i_neighbour; /* which two; LP_NONE likewise */
};

/* Fill solution->twins from p and best. Errors: LP_ENOMEM. Cost: a trajectory. */
enum lp_status lp_twin_find(struct lp_solution *solution) LP_MUST_CHECK;

#endif
