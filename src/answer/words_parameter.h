/* SPDX-License-Identifier: MIT
 *
 * Why a parameter is not known, in words, from the facts (uncertainty/identify.h).
 */
#ifndef LP_ANSWER_WORDS_PARAMETER_H
#define LP_ANSWER_WORDS_PARAMETER_H

#include "uncertainty/covariance.h"
#include "uncertainty/identify.h"

/* Why the data do not determine parameter j of the covariance's problem, each reason with a number,
 * in the arena; "" where they do. */
const char *lp_words_parameter(const struct lp_covariance *covariance, size_t j,
                               const struct lp_identity *identity, struct lp_arena *arena);

/* What stands in its place where no fit converged. */
const char *lp_words_unfitted(void);

/*
 * What a free direction leaves known: "only phi_left + phi_right is known (2.0e-11 mol/s)", "only
 * the product k x N is known", "only combinations of a, b and c are known". In the arena.
 */
const char *lp_words_direction(const struct lp_covariance *covariance, size_t i_null,
                               struct lp_arena *arena);

#endif
