/* SPDX-License-Identifier: MIT
 *
 * Two ways to the same numbers: the best fit's trajectory is computed once more, by the engine that
 * the fit did not use, and the largest difference of any enrichment is told.
 */
#ifndef LP_ANSWER_TELLENGINE_H
#define LP_ANSWER_TELLENGINE_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* A difference above this is warned of. */
#define LP_ENGINE_DIFFERENCE 1e-6

/*
 * answer->engines, one per experiment with data, in order; none without electrodes or phases that
 * change. Where the other engine does not apply or gives up, the reason stands in place of a
 * number. Warns of a difference above LP_ENGINE_DIFFERENCE, and of an engine that gave up.
 * Errors: LP_ENOMEM
 */
enum lp_status lp_tellengine(const struct lp_solution *solution, struct lp_answer *answer,
                             struct lp_diag *diag) LP_MUST_CHECK;

#endif
