/* SPDX-License-Identifier: MIT
 *
 * The answer's part on depth: Bi of each phase, and whether the layers are enough; with the
 * warnings that hang on both.
 */
#ifndef LP_ANSWER_TELLDEPTH_H
#define LP_ANSWER_TELLDEPTH_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/*
 * Fill answer->depth (NULL where no phase has a Bi and no model has layers) at p [parameters.n] and
 * warn. s->problem and s->best may be NULL: then no predictions are compared.
 * Errors: LP_ENOMEM.
 */
enum lp_status lp_telldepth(const struct lp_solution *s, const struct lp_engine_options *engine,
                            struct lp_answer *answer, struct lp_diag *diag) LP_MUST_CHECK;

#endif
