/* SPDX-License-Identifier: MIT
 *
 * All topologies of a study: every subset of its candidates, refused by structure or fitted, then
 * kept or rejected (science.md, "Topologies").
 *
 *   weights  AICc over the fitted topologies that physics does not refuse. Where n - k - 1 < 1 for
 * any of them there are none: topologies within chi2 3.84 of the best are kept alike. misfit   a
 * topology is rejected by its misfit where the deviance exceeds that of the full model by more than
 * the 95 % point of chi2 with as many degrees of freedom as it has parameters less (the 3.84 rule
 * where there are no weights).
 */
#ifndef LP_INFERENCE_TOPOLOGY_H
#define LP_INFERENCE_TOPOLOGY_H

#include "inference/candidate.h"
#include "inference/multistart.h"
#include "inference/refuse.h"

#define LP_TOPOLOGY_STARTS 2    /* Latin hypercube starts besides the full model's optimum */
#define LP_TOPOLOGY_CHI2   3.84 /* of the rule without weights */

struct lp_topology {
    struct lp_edge_set absent;
    struct lp_problem *problem; /* NULL: refused by structure */
    struct lp_optimum *optimum; /* NULL likewise, or where every start failed */
    double aicc, delta, weight; /* NaN: none */
    const char *rejected;       /* NULL: kept */
    bool is_refused_by_physics;
};

struct lp_topologies {
    struct lp_arena *arena;
    size_t n;
    struct lp_topology *items; /* in the order of their numbers; 0 is the full model */
    bool has_weights;
    size_t n_kept;
};

/* AICc = -2 ln L + 2k + 2k(k+1)/(n-k-1), NaN where n - k - 1 < 1; BIC = -2 ln L + k ln n. */
double lp_topology_aicc(double loglik, size_t k, size_t n);
double lp_topology_bic(double loglik, size_t k, size_t n);

/*
 * Fit all topologies but the full one, which `full` and `best` are. `best` is improved in place
 * (and all is judged against the better one) if some topology with fewer edges fits better.
 *
 * Errors: LP_EINPUT  too many candidates; LP_ENOMEM. Free with lp_topologies_clear.
 */
enum lp_status lp_topologies_run(const struct lp_problem *full, struct lp_optimum *best,
                                 const struct lp_inference_options *options,
                                 struct lp_topologies *topologies,
                                 struct lp_diag *diag) LP_MUST_CHECK;
void lp_topologies_clear(struct lp_topologies *topologies);

#endif
