/* SPDX-License-Identifier: MIT
 *
 * What other electrodes would give, in words (checks/otherwise.h).
 */
#ifndef LP_ANSWER_WORDS_OTHERWISE_H
#define LP_ANSWER_WORDS_OTHERWISE_H

#include "answer/answer.h"
#include "answer/prose.h"
#include "uncertainty/solution.h"

/*
 * Fill answer->otherwise, where there is something to tell; where the verdict would be another one,
 * the sentence is added to the verdict's prose, too. The answer's arena remembers a want of memory.
 */
void lp_words_otherwise(const struct lp_solution *solution, struct lp_prose *verdict,
                        struct lp_answer *answer);

/* Warn where the verdict would be another one. */
void lp_words_otherwise_warn(const struct lp_answer *answer, struct lp_diag *diag);

#endif
