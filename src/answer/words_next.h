/* SPDX-License-Identifier: MIT
 *
 * What one more spectrum would settle, in words (design/design_next.h).
 */
#ifndef LP_ANSWER_WORDS_NEXT_H
#define LP_ANSWER_WORDS_NEXT_H

#include "base/arena.h"
#include "uncertainty/solution.h"

/* The sentence of solution->next, which is there; where an evaluation is too costly it names
 * `lipath design` instead. In the arena. */
const char *lp_words_next(const struct lp_solution *solution, struct lp_arena *arena);

#endif
