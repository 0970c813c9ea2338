/* SPDX-License-Identifier: MIT
 *
 * What fit.svg shows: per experiment and component the data, the fitted values, and the fitted
 * curve on a dense grid with the 95 % band of the draws.
 */
#ifndef LP_ANSWER_SERIES_H
#define LP_ANSWER_SERIES_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->series. Errors: LP_ENOMEM; LP_ENUMERIC if the curve of the best fit fails. */
enum lp_status lp_series_tell(const struct lp_solution *solution, struct lp_answer *answer,
                              struct lp_diag *diag) LP_MUST_CHECK;

#endif
