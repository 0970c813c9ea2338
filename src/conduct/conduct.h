/* SPDX-License-Identifier: MIT
 *
 * What `lipath conduct` answers: the measured tables fitted, the chain from jump rate to
 * conductivity solved (conduction.h), and the microscopic and macroscopic numbers side by
 * side, with words: coherent or not, and what would be needed where it cannot be said.
 */
#ifndef LP_CONDUCT_CONDUCT_H
#define LP_CONDUCT_CONDUCT_H

#include "base/diag.h"
#include "conduct/conductanswer.h"

/*
 * Borrows input. Warnings go to diag. Free with lp_conduct_answer_free, which accepts NULL.
 * Errors: LP_ENOMEM; LP_EINPUT a table with too few rows (diag has its place).
 */
enum lp_status lp_conduct_solve(const struct lp_conduct_input *input,
                                struct lp_conduct_answer **answer,
                                struct lp_diag *diag) LP_MUST_CHECK;
void lp_conduct_answer_free(struct lp_conduct_answer *answer);

/* Put a number of a tracer-exchange result beside; borrows the texts, which outlive the answer. */
void lp_conduct_add_tracer(struct lp_conduct_answer *answer, const char *symbol, const char *words,
                           const char *unit, struct lp_estimate value, const char *source);

/* The warning that such numbers need, once. */
void lp_conduct_warn_tracer(struct lp_diag *diag);

const char *lp_conduct_reading_word(enum lp_conduct_reading reading);

#endif
