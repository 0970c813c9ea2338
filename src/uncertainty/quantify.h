/* SPDX-License-Identifier: MIT
 *
 * From a study to its numbers, their intervals and the verdict, with nothing told: the steps of the
 * pipeline that fill struct lp_solution up to the verdict. run/solve.c calls them one by one, for a
 * user; whoever wants only the numbers of a study (a plan, of one that it has made up) does
 *
 *     struct lp_solution s = lp_quantify_begin(study, options, arena);
 *     enum lp_status status = lp_quantify_without_topologies(&s, diag);
 *     if (status == LP_OK && s.best) ... s.verdict, s.intervals.parameters[j] ...
 *     lp_quantify_clear(&s);
 */
#ifndef LP_UNCERTAINTY_QUANTIFY_H
#define LP_UNCERTAINTY_QUANTIFY_H

#include "uncertainty/solution.h"

/* A solution with nothing in it yet. Borrows all; what is computed lives in the arena, or goes with
 * lp_quantify_clear, which is due whatever the steps return. */
struct lp_solution lp_quantify_begin(const struct lp_study *study,
                                     const struct lp_inference_options *options,
                                     struct lp_arena *arena);
void lp_quantify_clear(struct lp_solution *solution);

/*
 * Fit the full model from all starts: problem, workers, starts, best (NULL where none could be
 * evaluated). Errors: LP_EINPUT  noise that cannot be known, a model that no engine computes;
 * LP_ENOMEM.
 */
enum lp_status lp_quantify_fit(struct lp_solution *solution, struct lp_diag *diag) LP_MUST_CHECK;

/* Try all topologies: topologies, and a better `best` where one led to it (gain_topology). Needs
 * best. Errors: LP_EINPUT  too many candidates; LP_ENOMEM. */
enum lp_status lp_quantify_topologies(struct lp_solution *solution,
                                      struct lp_diag *diag) LP_MUST_CHECK;

/*
 * All that rests on the best estimate, up to the verdict: covariance, identity, p, numbers, paths,
 * profiles, sampled, mixture, agreeing, averaged, intervals, verdict, aicc, bic. Needs best;
 * topologies if they were tried. Where a profile meets a better fit (gain_profile) everything is
 * made anew from that, a few times at most (gain_left). Errors: LP_ENUMERIC, LP_ENOMEM.
 */
enum lp_status lp_quantify(struct lp_solution *solution, struct lp_diag *diag) LP_MUST_CHECK;

/* lp_quantify_fit, then lp_quantify: the full model alone. */
enum lp_status lp_quantify_without_topologies(struct lp_solution *solution,
                                              struct lp_diag *diag) LP_MUST_CHECK;

#endif
