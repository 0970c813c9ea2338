/* SPDX-License-Identifier: MIT
 *
 * What a reader of the answer is warned of: facts of the solution that make its numbers less than
 * they seem. The order is that of the steps that brought them to light.
 */
#ifndef LP_ANSWER_WORDS_WARNINGS_H
#define LP_ANSWER_WORDS_WARNINGS_H

#include "base/diag.h"
#include "uncertainty/solution.h"

/* Warn of the fit, its draws and topologies, and of the network that it brought to light. */
void lp_words_warn_of_fit(const struct lp_solution *solution, struct lp_diag *diag);

/* Warn where no fit converged. */
void lp_words_warn_of_no_optimum(const struct lp_solution *solution, struct lp_diag *diag);

#endif
