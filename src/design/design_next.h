/* SPDX-License-Identifier: MIT
 *
 * What one more spectrum would settle, where there is one after the start only: a second time point
 * of the same cell, weighed as a plan weighs it (design.h) on the fit that there is. It stands
 * between the verdict's text, which it adds a sentence to, and design_expect.c.
 */
#ifndef LP_DESIGN_DESIGN_NEXT_H
#define LP_DESIGN_DESIGN_NEXT_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/*
 * Fill answer->next and add its sentence to the verdict's text. Does nothing where an experiment
 * was measured at more than one time, or without a verdict on an interface. Where an evaluation is
 * costly the sentence names `lipath design` instead. Errors: LP_ENOMEM, LP_EINPUT.
 * Cost: LP_DESIGN_NEXT_TIMES x (LP_DESIGN_DRAWS + 1) x 6 fits, 20 more per truth at the best time.
 */
#define LP_DESIGN_NEXT_TIMES 3 /* a quarter, twice and four times the last time */
enum lp_status lp_design_next(const struct lp_solution *solution,
                              struct lp_answer *answer) LP_MUST_CHECK;

/* True if every experiment with data has one time after the start. */
bool lp_design_is_single(const struct lp_study *study);

#endif
