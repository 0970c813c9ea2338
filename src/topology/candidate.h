/* SPDX-License-Identifier: MIT
 *
 * What may be left out of a model: optional edges that share a flow parameter are one candidate, in
 * or out together, and so is one edge id over all experiments. Every subset of the candidates is a
 * topology; bit k of its number says that candidate k is absent, so 0 is the full model.
 */
#ifndef LP_TOPOLOGY_CANDIDATE_H
#define LP_TOPOLOGY_CANDIDATE_H

#include "input/study.h"
#include "network/network.h"

#include <stdint.h>

#define LP_CANDIDATES_MAX 62 /* numbers of topologies are 64 bits wide */

struct lp_candidate {
    size_t n;
    const char *const *ids; /* [n] edges, in model order */
};

struct lp_candidates {
    size_t n;
    const struct lp_candidate *items; /* in the order of their first edge */
    uint64_t n_topologies;            /* 2^n */
};

/*
 * Errors: LP_EINPUT  more than LP_CANDIDATES_MAX candidates (diag says what to do); LP_ENOMEM. In
 * the arena.
 */
enum lp_status lp_candidates_find(const struct lp_study *study, struct lp_arena *arena,
                                  struct lp_candidates *candidates,
                                  struct lp_diag *diag) LP_MUST_CHECK;

/* The edges that topology number i leaves out. In the arena; ids is NULL when out of memory. */
struct lp_edge_set lp_candidates_absent(const struct lp_candidates *candidates, uint64_t number,
                                        struct lp_arena *arena);

#endif
