/* SPDX-License-Identifier: MIT
 *
 * The pathway at given parameters: no data, no fit, no uncertainty. What `lipath flow` prints.
 */
#ifndef LP_RUN_GIVEN_H
#define LP_RUN_GIVEN_H

#include "answer/answer.h"
#include "engine/engine.h"

/*
 * The pathway of a study's report experiment at its start or fixed parameters. Only the numbers
 * that the pathway uses are needed; where inventories or times are missing, enrichments are NaN.
 *
 * answer  out  its pathway alone is filled; intervals and p_top are NaN. The caller frees with
 *              lp_answer_free; borrows the study
 * Errors: LP_EINPUT  fewer than two electrodes, or nothing joins them (diag names what is cut off);
 *                    a flow without a number; LP_ENUMERIC; LP_ENOMEM
 */
enum lp_status lp_given_pathway(const struct lp_study *study,
                                const struct lp_engine_options *engine, struct lp_answer **answer,
                                struct lp_diag *diag) LP_MUST_CHECK;

#endif
