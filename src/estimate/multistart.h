/* SPDX-License-Identifier: MIT
 *
 * A fit from many starts: the study's own and a Latin hypercube around it, each refined by fit and,
 * where noise is estimated, alternated with the noise factors until both stand still. A start that
 * fails is recorded with its reason and costs nothing else. Starts run on all workers; the outcome
 * does not depend on how many there are.
 *
 * Optima are compared by the deviance -2 ln L + priors, which is chi2 + priors + a constant where
 * the noise is given.
 */
#ifndef LP_ESTIMATE_MULTISTART_H
#define LP_ESTIMATE_MULTISTART_H

#include "base/random.h"
#include "estimate/objective.h"
#include "estimate/options.h"

/* A point that was fitted. u and factor are the caller's arrays. */
struct lp_optimum {
    double *u;       /* [n] */
    double *factor;  /* [n_groups] noise */
    double deviance; /* NaN: the model could not be evaluated */
    struct lp_likelihood likelihood;
    enum lp_stop stop;
    const char *message; /* what went wrong, "" if nothing; in the arena given */
};

/* An optimum with room for a problem; u at the problem's start. NULL when out of memory. */
struct lp_optimum *lp_optimum_new(struct lp_arena *arena, const struct lp_problem *problem);
void lp_optimum_copy(const struct lp_problem *problem, struct lp_optimum *to,
                     const struct lp_optimum *from);

/* True if two deviances are the same optimum: within 1e-4 of chi2 + priors (and 1e-6). */
bool lp_optimum_is_same(const struct lp_optimum *one, const struct lp_optimum *other);

/*
 * Fit from optimum->u, noise factors included.
 * is_fixed [n] or NULL. Errors: LP_ENOMEM. All else is in the optimum.
 */
enum lp_status lp_optimum_fit(struct lp_objective *objective, const struct lp_problem *problem,
                              const struct lp_fit_options *options, const bool is_fixed[],
                              struct lp_arena *arena, struct lp_optimum *optimum) LP_MUST_CHECK;

/* Fit from optimum->u with the default options, and go on from where the steps run out, a few times
 * at most: for what is told as the best. Errors: LP_ENOMEM. */
enum lp_status lp_optimum_settle(struct lp_objective *objective, const struct lp_problem *problem,
                                 struct lp_arena *arena, struct lp_optimum *optimum) LP_MUST_CHECK;

/* One objective per worker for a problem. */
struct lp_workers {
    size_t n;
    struct lp_objective **objective; /* [n] */
    struct lp_arena **arena;         /* [n] for what a worker leaves behind */
};
enum lp_status lp_workers_new(const struct lp_problem *problem,
                              const struct lp_inference_options *options,
                              struct lp_workers *workers, struct lp_diag *diag) LP_MUST_CHECK;
void lp_workers_clear(struct lp_workers *workers);

/* A Latin hypercube of starts: points [n_points][n], in u. Errors: LP_ENOMEM. */
enum lp_status lp_multistart_points(const struct lp_problem *problem,
                                    enum lp_random_purpose purpose, uint64_t seed, size_t n_points,
                                    double points[]) LP_MUST_CHECK;

struct lp_multistart {
    size_t n;                      /* starts, the study's own included */
    struct lp_optimum **starts;    /* [n] in order; of a failed one only stop and message count */
    const struct lp_optimum *best; /* NULL: no start could be evaluated */
    size_t n_at_best;
    size_t n_distinct; /* different optima among those that converged */
};

/* All results live in the arena. Errors: LP_ENOMEM. */
enum lp_status lp_multistart_run(const struct lp_problem *problem, const struct lp_workers *workers,
                                 const struct lp_inference_options *options, struct lp_arena *arena,
                                 struct lp_multistart *result) LP_MUST_CHECK;

/*
 * A study's full topology fitted: its problem, an objective per worker, and the fits from all
 * starts, which live in the arena. After an error there is neither problem nor workers.
 * Errors: as lp_problem_new, lp_objective_new. Owns: the caller clears workers, then frees problem.
 */
enum lp_status lp_multistart_study(const struct lp_study *study,
                                   const struct lp_inference_options *options,
                                   struct lp_arena *arena, struct lp_problem **problem,
                                   struct lp_workers *workers, struct lp_multistart *starts,
                                   struct lp_diag *diag) LP_MUST_CHECK;

#endif
