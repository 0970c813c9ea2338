/* SPDX-License-Identifier: MIT
 *
 * The fit's part of the answer: objective, parameters, topologies.
 */
#ifndef LP_ANSWER_TELLFIT_H
#define LP_ANSWER_TELLFIT_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Each fills its part of the answer. */
void lp_tellfit_objective(const struct lp_solution *solution, struct lp_answer *answer);
void lp_tellfit_parameters(const struct lp_solution *solution, struct lp_answer *answer);
void lp_tellfit_topologies(const struct lp_solution *solution, struct lp_answer *answer);

#endif
