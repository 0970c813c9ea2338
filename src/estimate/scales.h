/* SPDX-License-Identifier: MIT
 *
 * A local fit in which scales are no parameters: predictions are proportional to the scale of their
 * experiment, so the best scale at given other parameters has a closed form, and the search goes
 * over the others alone (variable projection). What comes out is the same optimum in all of them,
 * and where the scale starts does not matter. (Steps: on problem S with areas 4 % fewer
 * Jacobians, 5 % more evaluations; with two phases 11 % and 4 % fewer.)
 *
 * Of rows that share the scale S, with residuals r = a S - d (d: data over sigma, whitened),
 *
 *     S = a.d / a.a,  held within its bounds          dr = da S + a dS
 *     dS = (da.d - 2 S a.da) / a.a;  0 at a bound
 *
 * Source: Golub & Pereyra, SIAM J. Numer. Anal. 10 (1973) 413; doi:10.1137/0710036.
 */
#ifndef LP_ESTIMATE_SCALES_H
#define LP_ESTIMATE_SCALES_H

#include "estimate/objective.h"

struct lp_scales;

/* Room for the fits of a problem, in the arena. NULL when out of memory. */
struct lp_scales *lp_scales_new(struct lp_arena *arena, const struct lp_problem *problem);

/*
 * lp_fit_local from u, scales eliminated where that is possible: not where they are fixed, have a
 * prior or enter elsewhere (lp_problem.i_scale), nor where errors shared by rows of different
 * scales mix them. u then holds the scales' optimum, too. Errors: LP_ENOMEM
 */
enum lp_status lp_scales_fit(struct lp_objective *objective, const struct lp_problem *problem,
                             struct lp_scales *scales, const struct lp_fit_options *options,
                             const bool is_fixed[], double u[],
                             struct lp_fit_result *result) LP_MUST_CHECK;

#endif
