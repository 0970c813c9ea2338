/* SPDX-License-Identifier: MIT
 *
 * Where a number gets its interval: every one that is told is put together here, by the same rule,
 * from what the solution holds.
 *
 *  1. Under --method profile: its profile on the full topology (profiles.h). R has that of G.
 *  2. Without one: percentiles over the draws of the full model (draw.h).
 *  3. Where topologies have no weights: united with the intervals of all others that are kept
 *     (science.md, "Topologies").
 *  4. Under --method profile: widened to hold its value at every point that agrees with the data
 *     (agree.h). Under mcmc, whose draws never lie on the edge of a share's range: moved to 0 or 1
 *     where a point or a profile there agrees.
 *  5. Widened to hold every split of what two compartments under one peak are given (averaged.h).
 *
 * NaN stands for null.
 */
#ifndef LP_UNCERTAINTY_INTERVALS_H
#define LP_UNCERTAINTY_INTERVALS_H

#include "uncertainty/solution.h"

/*
 * Fill solution->intervals from all that they rest on (p, numbers, paths, profiles, sampled,
 * mixture, agreeing, averaged, topologies); parameters only where there is a problem, paths only
 * where the electrodes are joined. Everyone else reads what is made here: the four functions below
 * are its parts. Errors: LP_ENOMEM.
 */
enum lp_status lp_intervals_run(struct lp_solution *solution) LP_MUST_CHECK;

/* The estimate of a number of shares.h with its interval. */
struct lp_estimate lp_intervals_number(const struct lp_solution *solution, size_t i_number);

/* That of the probability of solution->paths.items[i_path], which may be the rest of the list. */
struct lp_estimate lp_intervals_path(const struct lp_solution *solution, size_t i_path);

/* That of what the paths that are listed by name leave; value 0 where they leave nothing. */
struct lp_estimate lp_intervals_rest(const struct lp_solution *solution);

/*
 * That of fitted parameter j, SI, by rules 1, 2 and 4: topologies that leave its edge out say
 * nothing of it. Without a profile an end that the data leave open is the parameter's bound.
 */
struct lp_estimate lp_intervals_parameter(const struct lp_solution *solution, size_t j);

/* A point of parameter space: p [parameters.n] SI, and the edges its topology leaves out (NULL:
 * none; the same set has the same address). */
struct lp_interval_point {
    const double *p;
    const struct lp_edge_set *absent;
};

/* A number there; NaN where it cannot be had. */
typedef double lp_interval_function(void *context, const struct lp_interval_point *at);

/*
 * That of any function of a point, by rules 2 to 4: over at most n_draws draws of the full model
 * (fewer of further topologies). What is not fitted is as in the best fit. Without an interval
 * where nothing in it moves, and where memory is out.
 * Cost: the function at each draw and each point that agrees, in their order on one thread, so that
 * nothing depends on how many jobs there are.
 */
struct lp_estimate lp_intervals_function(const struct lp_solution *solution,
                                         lp_interval_function *function, void *context,
                                         size_t n_draws);

#endif
