/* SPDX-License-Identifier: MIT
 *
 * What the parts of `conduct` share while an answer grows: the chain so far with the source of each
 * number, and how rows and checks are added. conductfit.c puts in what the measured tables give,
 * conduct.c what follows.
 */
#ifndef LP_CONDUCT_CONDUCTWORK_H
#define LP_CONDUCT_CONDUCTWORK_H

#include "base/diag.h"
#include "conduct/conductanswer.h"
#include "conduct/conduction.h"

/* Numbers without errors agree within this, as published ones do. */
#define LP_CONDUCT_LOOK_FACTOR 2.0

struct lp_conduct_work {
    struct lp_conduct_answer *answer;
    const struct lp_conduct_input *input;
    struct lp_conduction chain;
    const char *source[LP_N_CONDUCTION];
    struct lp_diag *diag;
};

/* Where memory runs out, the answer's arena remembers. */
void lp_conductwork_add_row(struct lp_conduct_answer *answer, struct lp_conduct_row row);
void lp_conductwork_add_check(struct lp_conduct_answer *answer, struct lp_conduct_check check);

/* A value with its half width, in its logarithm or its own; width 0: no interval. */
struct lp_estimate lp_conductwork_interval(double value, double width, bool is_logarithmic);

/*
 * A check of a ratio that should be 1: within its interval; where some number has no error, what
 * differs by no more than LP_CONDUCT_LOOK_FACTOR is to be looked at; where none has, it agrees.
 * The text ends in that rule.
 */
void lp_conductwork_compare(struct lp_conduct_work *work, const char *name, double ratio,
                            double width, bool is_partly_without, const char *what);

/*
 * Fit every measured table: rows for what it gives, its number put in the chain or, where one
 * stands there, compared with it.
 * Errors: LP_EINPUT a table with too few rows (diag has its place); LP_ENOMEM
 */
enum lp_status lp_conductfit(struct lp_conduct_work *work) LP_MUST_CHECK;

#endif
