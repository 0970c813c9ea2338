/* SPDX-License-Identifier: MIT
 *
 * A solution told: the answer's numbers, its sentences, and what a reader is warned of. Nothing is
 * computed here; what the solution does not hold is absent from the answer. Every part is told of
 * the solution alone, so their order is free.
 */
#ifndef LP_ANSWER_TELL_H
#define LP_ANSWER_TELL_H

#include "answer/answer.h"
#include "base/diag.h"
#include "uncertainty/solution.h"

/* A part of the answer from the solution: reads no other part. */
typedef void lp_teller(const struct lp_solution *solution, struct lp_answer *answer);

/* The i-th of all parts but the warnings; NULL behind the last. */
lp_teller *lp_tell_part(size_t i);

/*
 * Fill an answer that has nothing in it. The warnings go to diag; all that are there in the end are
 * the answer's. The answer may point into the solution's arena, which must live as long: the two
 * share one. Its parts (tell*.h, words*.h) have no status of their own: the arena remembers want of
 * memory. Errors: LP_ENOMEM.
 */
enum lp_status lp_tell(const struct lp_solution *solution, struct lp_answer *answer,
                       struct lp_diag *diag) LP_MUST_CHECK;

#endif
