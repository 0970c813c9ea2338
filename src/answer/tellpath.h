/* SPDX-License-Identifier: MIT
 *
 * The pathway's part of the answer: compartments, edges and paths with their intervals.
 */
#ifndef LP_ANSWER_TELLPATH_H
#define LP_ANSWER_TELLPATH_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->pathway where the electrodes are joined. */
void lp_tellpath(const struct lp_solution *solution, struct lp_answer *answer);

/* The names of the compartments along solution->paths.items[i_path], in the arena; NULL when out of
 * memory. */
const char *const *lp_tellpath_names(const struct lp_solution *solution, size_t i_path,
                                     struct lp_arena *arena);

#endif
