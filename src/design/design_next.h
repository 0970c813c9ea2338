/* SPDX-License-Identifier: MIT
 *
 * What one more spectrum would settle, where there is one after the start only: a second time point
 * of the same cell, weighed as a plan weighs it (design.h) on the fit that there is.
 */
#ifndef LP_DESIGN_DESIGN_NEXT_H
#define LP_DESIGN_DESIGN_NEXT_H

#include "uncertainty/solution.h"

#define LP_NEXT_TIMES 3 /* a quarter, twice and four times the last time */

/* What came of it. Words: answer/words_next.c. */
struct lp_next {
    bool is_costly;                /* an evaluation takes too long to weigh anything beside a run;
                                      nothing of what follows is set */
    double times_s[LP_NEXT_TIMES]; /* that were weighed */
    size_t i_best;                 /* the one that settles most */
    size_t n_truths;               /* that the data allow: the best fit and draws */
    size_t n_yes, n_no;            /* of them at which the verdict would be yes, no */
    double width_now;              /* of the interface's share, by the profile of the full model */
    double width;                  /* with that spectrum, median over the truths */
};

/*
 * Fill solution->next. Does nothing where an experiment was measured at more than one time, without
 * a verdict on an interface, or where no truth could be computed. Needs the solution's verdict.
 * Errors: LP_ENOMEM, LP_EINPUT.
 * Cost: LP_NEXT_TIMES x (LP_DESIGN_DRAWS + 1) x 6 fits, 20 more per truth at the best time.
 */
enum lp_status lp_next_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
