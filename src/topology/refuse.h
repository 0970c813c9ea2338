/* SPDX-License-Identifier: MIT
 *
 * Topologies that need no fit to be refused: those that leave something unfed or the electrodes
 * apart, and those that measured enrichments contradict whatever the flows are (science.md,
 * "Falsifier"): at rest, from equal starts and well mixed, a compartment never exceeds its most
 * enriched source, so a phase that is less enriched than a neighbour is not this neighbour's only
 * link to the electrodes. Where the electrodes are the poorer ones the same holds upside down; with
 * phases between a richer and a poorer electrode it does not. It says nothing about net current.
 */
#ifndef LP_TOPOLOGY_REFUSE_H
#define LP_TOPOLOGY_REFUSE_H

#include "estimate/problem.h"
#include "topology/refusal.h"

/* How far apart two measured enrichments must be, in their joint error, to contradict a topology;
 * of several comparisons the largest has to be as improbable by chance. */
#define LP_FALSIFIED_SIGMAS 3.0

/*
 * Whether a topology leaves a compartment that the spectrum sees unfed or the electrodes apart,
 * into *refusal: of kind LP_REFUSAL_NONE, UNFED or APART. Models without electrodes are never
 * refused here. absent may be NULL: nothing. Work arrays are taken from the arena, which remembers
 * want of memory: what is found then means nothing.
 */
void lp_refuse_structure(const struct lp_study *study, const struct lp_edge_set *absent,
                         struct lp_arena *arena, struct lp_refusal *refusal);

/*
 * Whether the measured values contradict it, into *refusal: of kind LP_REFUSAL_NONE or PHYSICS.
 * factor [n_groups of full] are the noise factors of the full model's fit. The arena as above.
 */
void lp_refuse_physics(const struct lp_problem *full, const double factor[],
                       const struct lp_edge_set *absent, struct lp_arena *arena,
                       struct lp_refusal *refusal);

#endif
