/* SPDX-License-Identifier: MIT
 *
 * The comparison of the engines (checks/enginecheck.h) in the answer.
 */
#ifndef LP_ANSWER_TELLENGINE_H
#define LP_ANSWER_TELLENGINE_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->engines. */
void lp_tellengine(const struct lp_solution *solution, struct lp_answer *answer);

#endif
