/* SPDX-License-Identifier: MIT
 *
 * The pathway's numbers over draws of the parameters: percentiles of each, how often each path is
 * the most probable one. The draws are those of covariance that the model itself does not
 * contradict: a draw whose misfit rises by more than the linearised model said is kept with the
 * probability
 *
 *     exp(-(rise - linear rise)/2)
 *
 * so that where the linearisation fails (inventories known to a factor, directions that the data
 * leave free) intervals still agree with the data. What the linearisation overestimates stays so.
 */
#ifndef LP_UNCERTAINTY_SAMPLE_H
#define LP_UNCERTAINTY_SAMPLE_H

#include "base/estimate.h"
#include "estimate/multistart.h"
#include "pathway/shares.h"
#include "uncertainty/covariance.h"

/* Paths that are followed through the draws: those of the best estimate, found once. */
struct lp_path_list {
    size_t n;
    const struct lp_path *items; /* without the rest */
};

struct lp_sample {
    struct lp_arena *arena;
    size_t n_draws, n_states; /* draws kept; the first n_states of them with state numbers */
    size_t n_tried;           /* draws made to get them */
    size_t n_numbers, n_paths;
    double *numbers;     /* [n_draws][n_numbers], NaN where null */
    double *probability; /* [n_draws][n_paths] */
    double *rest;        /* [n_draws] what the followed paths leave */
    size_t *top;         /* [n_draws] the most probable followed path, LP_NONE: another or none */
    double *p;           /* [n_draws][parameters.n] the parameters drawn */
};

/* The covariance at an optimum of a problem; the objective keeps the optimum's noise factors.
 * Errors: as lp_objective_evaluate and lp_covariance_new. */
enum lp_status lp_sample_covariance(const struct lp_problem *problem,
                                    struct lp_objective *objective, const struct lp_optimum *best,
                                    struct lp_covariance **covariance) LP_MUST_CHECK;

/*
 * Up to n_draws draws around `best`, the optimum that `covariance` was made at; fewer where more
 * than LP_SAMPLE_TRIES draws would have to be made for each. A draw that cannot be computed has
 * NaN. Errors: LP_EINPUT, LP_ENOMEM. Free with lp_sample_clear. Cost:   one integration without
 * sensitivities per try, n_states more.
 */
#define LP_SAMPLE_TRIES 8
enum lp_status lp_sample_run(const struct lp_problem *problem, const struct lp_optimum *best,
                             const struct lp_covariance *covariance,
                             const struct lp_inference_options *options,
                             const struct lp_path_list *paths, size_t n_draws, size_t n_states,
                             struct lp_sample *sample) LP_MUST_CHECK;

/*
 * The covariance at an optimum, its numbers, and draws around it, in one. numbers [lp_shares_n] of
 * the optimum, with those of its state where n_states > 0; NULL: not wanted. Errors: as above.
 */
enum lp_status lp_sample_around(const struct lp_problem *problem, const struct lp_optimum *best,
                                const struct lp_inference_options *options,
                                const struct lp_path_list *paths, size_t n_draws, size_t n_states,
                                double numbers[], struct lp_sample *sample) LP_MUST_CHECK;

/* The same numbers at n points u [n][problem->n] that somebody else has drawn. */
enum lp_status lp_sample_at(const struct lp_problem *problem, const struct lp_optimum *best,
                            const struct lp_inference_options *options,
                            const struct lp_path_list *paths, size_t n, const double u[],
                            size_t n_states, struct lp_sample *sample) LP_MUST_CHECK;

/*
 * How a solved flow splits over the followed paths: probability [paths->n], what they leave in
 * rest; top is set if one of them leads. Errors: LP_ENOMEM.
 */
enum lp_status lp_sample_follow(const struct lp_flow *flow, const struct lp_path_list *paths,
                                double probability[], double *rest, size_t *top) LP_MUST_CHECK;
void lp_sample_clear(struct lp_sample *sample);

/*
 * The 2.5 and 97.5 percentiles (linear between order statistics) of values[0], values[stride], ...,
 * NaN left out, widened to hold `value`. All NaN: low and high are NaN. scratch [n].
 */
struct lp_estimate lp_sample_interval(double value, size_t n, const double values[], size_t stride,
                                      double scratch[]);

#endif
