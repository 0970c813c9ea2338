/* SPDX-License-Identifier: MIT
 *
 * What a picture of the fit shows: per experiment and component the data, the fitted values, and
 * the fitted curve on a dense grid with the 95 % band of the draws.
 */
#ifndef LP_UNCERTAINTY_CURVES_H
#define LP_UNCERTAINTY_CURVES_H

#include "base/diag.h"
#include "input/study.h"

struct lp_solution;

/* One component of one experiment, in the unit of its observable. */
struct lp_curve {
    const struct lp_experiment *experiment;
    size_t i_component;
    size_t n_data;
    const double *t_s, *value, *sigma, *fitted; /* [n_data]; sigma with the noise factor */
    size_t n_grid;
    const double *grid_s, *curve, *low, *high; /* [n_grid] */
};

/*
 * Fill solution->curves of all components with data. Needs best, p and the draws (sampled[0]).
 * Errors: LP_ENOMEM; LP_ENUMERIC if the curve of the best fit fails. Cost: a trajectory per draw
 * with states (LP_DRAW_STATES at most) and experiment, on all workers.
 */
enum lp_status lp_curves_run(struct lp_solution *solution, struct lp_diag *diag) LP_MUST_CHECK;

#endif
