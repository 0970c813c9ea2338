/* SPDX-License-Identifier: MIT
 *
 * The verdict in sentences for the reader: what it is, what it rests on, and why it is undetermined
 * where it is, each with a number.
 */
#ifndef LP_INFERENCE_WORDS_H
#define LP_INFERENCE_WORDS_H

#include "inference/solution.h"

/* Below this part of the way to the electrodes' enrichment uptake is linear in time. */
#define LP_EARLY_THETA 0.05

/* The largest theta = (x - x0)/(x_el - x0) of a phase at the last time of the best fit. */
double lp_words_theta(const struct lp_solution *solution);

/* Set answer->verdict.text. Errors: LP_ENOMEM. */
enum lp_status lp_words_tell(const struct lp_solution *solution,
                             struct lp_answer *answer) LP_MUST_CHECK;

#endif
