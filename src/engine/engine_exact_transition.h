/* SPDX-License-Identifier: MIT
 *
 * Transitions between the ends of steps, which engine_exact_step.c makes and engine_exact_power.c
 * raises to powers. A transition is one array,
 *
 *     T [n][n_columns], dT of each slot likewise, Y [2][n_columns], constant [2]
 *     columns: states, reservoirs, gamma (engine_exact_step.c)
 *
 * with Y and the constant the 6Li that leaves each electrode meanwhile, Y [x; reservoirs] +
 * constant. Derivatives and Y are there only where the last lp_exact_step_begin asked for them: no
 * transition outlives lp_exact_step_forget.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_TRANSITION_H
#define LP_ENGINE_ENGINE_EXACT_TRANSITION_H

#include "engine/engine_exact.h"

/* Numbers in a transition. */
size_t lp_exact_step_transition_size(const struct lp_exact_step *step);

/*
 * The transition over a whole stretch, [transition_size], good until the next call of this or
 * lp_exact_step_pass.
 * Errors: LP_ENUMERIC  too many relaxation times to be doubled up to, or rates that are no numbers;
 *         LP_ENOMEM; those of lp_network_rates
 */
enum lp_status lp_exact_step_whole(struct lp_exact_step *step, const struct lp_stretch *stretch,
                                   const double **transition, struct lp_diag *diag) LP_MUST_CHECK;

/* Both in turn; an array of its own. */
void lp_exact_step_compose(const struct lp_exact_step *step, const double first[],
                           const double second[], double both[]);

/* From a state, by transitions one after the other, back into the state, with the 6Li given on the
 * way. */
void lp_exact_step_begin(struct lp_exact_step *step, const struct lp_exact_state *state,
                         bool with_given);
void lp_exact_step_climb(struct lp_exact_step *step, const double transition[]);
void lp_exact_step_end(const struct lp_exact_step *step, struct lp_exact_state *state,
                       double given_mol[2]);

#endif
