/* SPDX-License-Identifier: MIT
 *
 * What each topology says at its own best fit: the interface's share, and which phase took how much
 * of the new 6Li.
 */
#ifndef LP_UNCERTAINTY_UPTAKE_H
#define LP_UNCERTAINTY_UPTAKE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_model;
struct lp_solution;

struct lp_uptake {
    bool is_known;      /* false: not fitted, or it could not be evaluated; the rest is unset */
    double share;       /* visited of the interface set; NaN: no pathway */
    const double *part; /* [n_compartments] of the report experiment: part of the new 6Li that each
                           took; NaN: none */
    size_t i_most;      /* the compartment with the largest part; LP_NONE: none */
};

/* The compartment that took most of the new 6Li by numbers [lp_shares_n] with state; the first of
 * equal ones, LP_NONE: none is known. */
size_t lp_uptake_most(const struct lp_model *model, const double numbers[]);

/* Fill solution->uptake [topologies.n]. Errors: LP_ENOMEM. Cost: an integration per topology. */
enum lp_status lp_uptake_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
