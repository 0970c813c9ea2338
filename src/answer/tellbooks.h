/* SPDX-License-Identifier: MIT
 *
 * The answer's books: charge that has passed, 6Li that the electrodes gave, what is left of finite
 * ones; for each experiment with current or growth, at its last datum, of the best estimate. That
 * electrodes give what phases gain is checked, not assumed.
 */
#ifndef LP_ANSWER_TELLBOOKS_H
#define LP_ANSWER_TELLBOOKS_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

#define LP_BOOKS_IMBALANCE 1e-6 /* of the 6Li that moved; more is told */

/*
 * Fill answer->books. An experiment whose books cannot be computed is left out.
 * Errors: LP_ENOMEM. Cost: two trajectories per experiment.
 */
enum lp_status lp_tellbooks(const struct lp_solution *solution, struct lp_answer *answer,
                            struct lp_diag *diag) LP_MUST_CHECK;

#endif
