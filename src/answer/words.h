/* SPDX-License-Identifier: MIT
 *
 * The verdict in sentences for the reader: what it is, what it rests on, and why it is undetermined
 * where it is, each with a number.
 */
#ifndef LP_ANSWER_WORDS_H
#define LP_ANSWER_WORDS_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Set answer->verdict.text, where the solution has grounds (grounds.h). */
void lp_words_tell(const struct lp_solution *solution, struct lp_answer *answer);

#endif
