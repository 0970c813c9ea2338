/* SPDX-License-Identifier: MIT
 *
 * The draws of the full model that fill intervals, by the method asked for: of the covariance,
 * where profiles are to stand, of a bootstrap or of Markov chains. All end as the same sample of
 * the pathway's numbers.
 */
#ifndef LP_UNCERTAINTY_DRAW_H
#define LP_UNCERTAINTY_DRAW_H

#include "uncertainty/solution.h"

/* Fill sampled[0].sample; chains and n_refits_failed by the method. Errors: LP_EINPUT, LP_ENUMERIC,
 * LP_ENOMEM. */
enum lp_status lp_draw_full(struct lp_solution *solution) LP_MUST_CHECK;

#endif
