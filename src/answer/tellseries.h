/* SPDX-License-Identifier: MIT
 *
 * The curves (uncertainty/curves.h) in the answer.
 */
#ifndef LP_ANSWER_TELLSERIES_H
#define LP_ANSWER_TELLSERIES_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->series; numbers stay where they are. */
void lp_tellseries(const struct lp_solution *solution, struct lp_answer *answer);

#endif
