/* SPDX-License-Identifier: MIT
 *
 * What a reader of a pathway is warned of: books that do not close, engines that differ, flows
 * without activation energy, too few layers, phases that are not mixed as the model says.
 */
#ifndef LP_ANSWER_WORDS_LIMITS_H
#define LP_ANSWER_WORDS_LIMITS_H

#include "base/diag.h"
#include "uncertainty/solution.h"

struct lp_engine_check; /* checks/enginecheck.h */

/* Warn of what was computed; what was not is passed over. Lists are made in the arena. */
void lp_words_warn_of_limits(const struct lp_solution *solution, struct lp_arena *arena,
                             struct lp_diag *diag);

/* Which share moved most with twice the layers, of solution->refinement, which is there: "carried
 * by 'salt'", "" if none. In the arena. */
const char *lp_words_refined(const struct lp_solution *solution, struct lp_arena *arena);

/* Why an experiment was not repeated with the other engine; NULL: it was. In the arena, or the
 * check's own message. */
const char *lp_words_skipped(const struct lp_engine_check *check, struct lp_arena *arena);

#endif
