/* SPDX-License-Identifier: MIT
 *
 * Markov chains as text in the CSV layout of Stan, for ArviZ (from_cmdstan) and coda
 * (read.csv(comment.char = "#") and mcmc): settings in comment lines, then lp__, accept_stat__, the
 * parameters in SI and noise factors, one row per draw, no warm-up.
 */
#ifndef LP_OUTPUT_CHAIN_H
#define LP_OUTPUT_CHAIN_H

#include "answer/answer.h"

/* Chain i_chain (from 0) as text, to be freed; NULL: out of memory. */
char *lp_chain_csv(const struct lp_answer *answer, size_t i_chain);

#endif
