/* SPDX-License-Identifier: MIT
 *
 * What a reader of a pathway is warned of: books that do not close, engines that differ, flows
 * without activation energy, too few layers, phases that are not mixed as the model says.
 */
#ifndef LP_ANSWER_WORDS_LIMITS_H
#define LP_ANSWER_WORDS_LIMITS_H

#include "base/diag.h"
#include "uncertainty/solution.h"

/* Warn of what was computed; what was not is passed over. */
void lp_words_warn_of_limits(const struct lp_solution *solution, struct lp_diag *diag);

#endif
