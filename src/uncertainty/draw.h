/* SPDX-License-Identifier: MIT
 *
 * The draws of the full model that fill intervals, by the method asked for: of the covariance,
 * where profiles are to stand, of a bootstrap or of Markov chains. All end as the same sample of
 * the pathway's numbers.
 */
#ifndef LP_UNCERTAINTY_DRAW_H
#define LP_UNCERTAINTY_DRAW_H

#include "uncertainty/solution.h"

/* Fill sampled[0].sample, and warn where draws are few or chains did not mix. Errors: LP_EINPUT,
 * LP_ENUMERIC, LP_ENOMEM. */
enum lp_status lp_draw_full(struct lp_solution *solution, struct lp_diag *diag) LP_MUST_CHECK;

#endif
