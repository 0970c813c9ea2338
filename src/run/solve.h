/* SPDX-License-Identifier: MIT
 *
 * The two things a command asks of inference: fit a study's full model, or do the whole main job
 * (fit, uncertainty, topologies, pathway, verdict). Both give an answer, which is all that
 * result.json and the pictures tell.
 */
#ifndef LP_RUN_SOLVE_H
#define LP_RUN_SOLVE_H

#include "answer/answer.h"
#include "estimate/options.h"

/*
 * Fit the full topology only: no topologies are tried.
 *
 * answer  out  the caller frees with lp_answer_free; borrows the study. Given also where no fit
 *              converged: is_converged is then false and numbers that do not exist are NaN
 * Errors: LP_EINPUT  no data, noise that cannot be known, a model that no engine of this version
 * does not compute; LP_ENUMERIC; LP_ENOMEM
 */
enum lp_status lp_inference_fit(const struct lp_study *study,
                                const struct lp_inference_options *options,
                                struct lp_answer **answer, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The main job. As above; LP_EINPUT also where nothing joins the electrodes (diag names what is cut
 * off) or where there are too many candidate edges.
 */
enum lp_status lp_inference_run(const struct lp_study *study,
                                const struct lp_inference_options *options,
                                struct lp_answer **answer, struct lp_diag *diag) LP_MUST_CHECK;

#endif
