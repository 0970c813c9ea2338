/* SPDX-License-Identifier: MIT
 *
 * The books (checks/books.h) in the answer.
 */
#ifndef LP_ANSWER_TELLBOOKS_H
#define LP_ANSWER_TELLBOOKS_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->books. */
void lp_tellbooks(const struct lp_solution *solution, struct lp_answer *answer);

#endif
