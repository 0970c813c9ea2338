/* SPDX-License-Identifier: MIT
 *
 * What other electrodes would give, in words (checks/otherwise.h).
 */
#ifndef LP_ANSWER_WORDS_OTHERWISE_H
#define LP_ANSWER_WORDS_OTHERWISE_H

#include "base/arena.h"
#include "base/diag.h"
#include "uncertainty/solution.h"

/* Of solution->otherwise, which is there: "a pool of 0.785 nmol of plated lithium on each
 * electrode", and the sentence on what came of it. In the arena. */
const char *lp_words_otherwise_assumption(const struct lp_solution *solution,
                                          struct lp_arena *arena);
const char *lp_words_otherwise(const struct lp_solution *solution, struct lp_arena *arena);

/* Warn where the verdict would be another one. */
void lp_words_otherwise_warn(const struct lp_solution *solution, struct lp_arena *arena,
                             struct lp_diag *diag);

#endif
