/* SPDX-License-Identifier: MIT
 *
 * The topologies of a study: subsets of its candidates, refused by structure or fitted, then kept
 * or rejected (science.md, "Topologies"). Up to options->most_exhaustive candidates every subset is
 * tried; beyond that a search (search.h) goes from the full model and from random ones downhill in
 * AICc (BIC where there is none), and the topologies that it has fitted are the list.
 *
 *   weights  AICc over the fitted topologies that physics does not refuse. Where n - k - 1 < 1 for
 *            any of them there are none: topologies within chi2 3.84 of the best are kept alike.
 *   misfit   a topology is rejected by its misfit where the deviance exceeds that of the full model
 *            by more than the 95 % point of chi2 with as many degrees of freedom as it has
 *            parameters less (the 3.84 rule where there are no weights).
 *   tie      several topologies that are not rejected lie within LP_TOPOLOGY_TIE of the lowest AICc
 *            (Burnham & Anderson, Model Selection, 2002, ch. 2.6), or are kept alike.
 */
#ifndef LP_TOPOLOGY_TOPOLOGY_H
#define LP_TOPOLOGY_TOPOLOGY_H

#include "estimate/multistart.h"
#include "topology/candidate.h"
#include "topology/refuse.h"

#define LP_TOPOLOGY_STARTS 2    /* Latin hypercube starts besides the full model's optimum */
#define LP_TOPOLOGY_CHI2   3.84 /* of the rule without weights */
#define LP_TOPOLOGY_TIE    2.0  /* of AICc */

struct lp_topology {
    struct lp_edge_set absent;
    struct lp_problem *problem; /* NULL: refused by structure */
    struct lp_optimum *optimum; /* NULL likewise, or where every start failed */
    uint64_t number;            /* bit k: candidate k is absent */
    double aicc, delta, weight; /* NaN: none */
    double bic;                 /* NaN: not fitted */
    bool is_tied;
    struct lp_refusal refusal;
};

struct lp_topologies {
    struct lp_arena *arena;
    size_t n;
    struct lp_topology *items; /* in the order of their numbers; 0 is the full model */
    size_t n_candidates;
    bool is_searched; /* not every subset was tried */
    bool has_weights;
    size_t n_refused[LP_N_REFUSALS]; /* by kind; of LP_REFUSAL_NONE: how many are kept */
};

/* True if neither structure, physics nor misfit refuse it. */
static inline bool lp_topology_is_kept(const struct lp_topology *topology)
{
    return topology->refusal.kind == LP_REFUSAL_NONE;
}

/* AICc = -2 ln L + 2k + 2k(k+1)/(n-k-1), NaN where n - k - 1 < 1; BIC = -2 ln L + k ln n. */
double lp_topology_aicc(double loglik, size_t k, size_t n);
double lp_topology_bic(double loglik, size_t k, size_t n);

/*
 * A topology's deviance as the full model would have it at the same point: flows with a prior that
 * it leaves out take their prior's term along, so without it deviances would not compare alike. The
 * absent flows lie at their lower bounds there.
 */
double lp_topology_lifted_deviance(const struct lp_problem *full,
                                   const struct lp_topology *topology);

/* The sum of weights of the topologies that have an edge; NaN without weights. */
double lp_topologies_inclusion(const struct lp_topologies *topologies, const char *edge);

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
