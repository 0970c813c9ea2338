/* SPDX-License-Identifier: MIT
 *
 * What is told beside the verdict: cross-checks (checks/checks.h), one more spectrum
 * (design/design_next.h), other electrodes (checks/otherwise.h).
 */
#ifndef LP_ANSWER_TELLBESIDE_H
#define LP_ANSWER_TELLBESIDE_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Each fills its part of the answer where the solution has it: checks and unchecked; next, where
 * something was weighed; otherwise. Its arena remembers want of memory. */
void lp_tellbeside_checks(const struct lp_solution *solution, struct lp_answer *answer);
void lp_tellbeside_next(const struct lp_solution *solution, struct lp_answer *answer);
void lp_tellbeside_otherwise(const struct lp_solution *solution, struct lp_answer *answer);

#endif
