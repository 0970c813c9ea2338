/* SPDX-License-Identifier: MIT
 *
 * The verdict's part of the answer, its text apart (words.h): what was decided (verdict.h), copied.
 */
#ifndef LP_ANSWER_TELLVERDICT_H
#define LP_ANSWER_TELLVERDICT_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->verdict where a decision was made. */
void lp_tellverdict(const struct lp_solution *solution, struct lp_answer *answer);

#endif
