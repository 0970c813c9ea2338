/* SPDX-License-Identifier: MIT
 *
 * What one more spectrum would settle, in words (design/design_next.h).
 */
#ifndef LP_ANSWER_WORDS_NEXT_H
#define LP_ANSWER_WORDS_NEXT_H

#include "answer/answer.h"
#include "answer/prose.h"
#include "uncertainty/solution.h"

/*
 * Fill answer->next, where something was weighed, and add its sentence to the verdict's prose;
 * where an evaluation is too costly the sentence names `lipath design` instead. The answer's arena
 * remembers a want of memory.
 */
void lp_words_next(const struct lp_solution *solution, struct lp_prose *verdict,
                   struct lp_answer *answer);

#endif
