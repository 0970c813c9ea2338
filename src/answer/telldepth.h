/* SPDX-License-Identifier: MIT
 *
 * The answer's part on depth: Bi of each phase (checks/regime.h), and whether the layers are enough
 * (checks/refine.h).
 */
#ifndef LP_ANSWER_TELLDEPTH_H
#define LP_ANSWER_TELLDEPTH_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* Fill answer->depth; NULL where no phase has a Bi and no model has layers. */
void lp_telldepth(const struct lp_solution *solution, struct lp_answer *answer);

#endif
