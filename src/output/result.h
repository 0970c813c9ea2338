/* SPDX-License-Identifier: MIT
 *
 * result.json, written from an answer (examples/README.md); and the pathway object alone,
 * as `lipath flow` prints it. Non-finite numbers become null.
 */
#ifndef LP_OUTPUT_RESULT_H
#define LP_OUTPUT_RESULT_H

#include "answer/answer.h"

/* The whole result as JSON text, two spaces, a line end. The caller frees. NULL: out of memory. */
char *lp_result_json(const struct lp_answer *answer);

/* The pathway object with plain numbers where result.json has {estimate, ci95}. */
char *lp_pathway_json(const struct lp_answer_pathway *pathway);

#endif
