/* SPDX-License-Identifier: MIT
 *
 * The verdict in sentences for the reader: what it is, what it rests on, and why it is undetermined
 * where it is, each with a number.
 */
#ifndef LP_INFERENCE_WORDS_H
#define LP_INFERENCE_WORDS_H

#include "inference/solution.h"

/* Below this distance the curves of a compartment and its neighbour are twins (calibration.md). */
#define LP_TWIN_DISTANCE 6.0

/* Below this part of the way to the electrodes' enrichment uptake is linear in time. */
#define LP_EARLY_THETA 0.05

/*
 * Twin curves: the least distance of the interface's curve from a neighbour's,
 *
 *     d = min_j || (x_I - x_j)/sigma ||  over the report experiment's times,
 *
 * of the best fit, sigma as an enrichment; 0 for two under one peak (averaged.h). i_interface,
 * i_neighbour: which two (LP_NONE: there is no such pair; d is then NaN). Errors: LP_ENOMEM,
 * LP_ENUMERIC.
 */
enum lp_status lp_words_twins(const struct lp_solution *solution, double *distance,
                              size_t *i_interface, size_t *i_neighbour) LP_MUST_CHECK;

/* The largest theta = (x - x0)/(x_el - x0) of a phase at the last time of the best fit. */
double lp_words_theta(const struct lp_solution *solution);

/* Set answer->verdict.text. Errors: LP_ENOMEM. */
enum lp_status lp_words_tell(const struct lp_solution *solution,
                             struct lp_answer *answer) LP_MUST_CHECK;

#endif
