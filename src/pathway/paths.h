/* SPDX-License-Identifier: MIT
 *
 * The ways that Li+ takes from electrode to electrode: sequences of compartments (layers folded to
 * their phase, a phase may recur) with their probabilities under proportional mixing, the product
 * of q_ij / sum_j q_ij along the way. The edge flows are unique; this split is unique only under
 * that rule (science.md, "The pathway").
 *
 * Every probability that is reported is exact for its sequence. Which sequences are looked at is
 * exact in well-mixed networks; in depth models a sequence could be overlooked only if at some node
 * a hundred others had brought more, and then it stays in the rest.
 */
#ifndef LP_PATHWAY_PATHS_H
#define LP_PATHWAY_PATHS_H

#include "pathway/flow.h"

#define LP_PATHS_MAX 20

struct lp_path {
    size_t n;                   /* compartments; 0: the rest, what is left over */
    const size_t *compartments; /* [n] of the model, electrodes included */
    double probability;
};

struct lp_paths {
    size_t n; /* at most LP_PATHS_MAX, then one rest with n == 0 if more than 1e-12 is left;
                 0 if the electrodes are not joined */
    const struct lp_path *items; /* by falling probability; ties (1e-12) by compartment order */
    struct lp_arena *arena;      /* its own */
};

/*
 * The paths of a solved flow.
 * Errors: LP_ENOMEM
 * Owns:   the caller clears with lp_paths_clear; what paths held before is not freed.
 * Cost:   O(n_links K log K), K <= 128 sequences kept per node
 */
enum lp_status lp_paths_find(const struct lp_flow *flow, struct lp_paths *paths) LP_MUST_CHECK;
void lp_paths_clear(struct lp_paths *paths);

/* True if two paths are the same sequence. */
bool lp_path_equal(const struct lp_path *one, const struct lp_path *other);

#endif
