/* SPDX-License-Identifier: MIT
 *
 * Where a verdict is decided: does Li+ take the interface (and each single compartment), by the
 * study's threshold; and may a path be called the dominant one. Reads the solution's intervals;
 * computed once, before anything is told.
 */
#ifndef LP_UNCERTAINTY_VERDICT_H
#define LP_UNCERTAINTY_VERDICT_H

#include "base/estimate.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_solution;

/* A path is named only if it leads in at least this part of the draws. */
#define LP_DOMINANT_P_TOP 0.95

enum lp_verdict { LP_VERDICT_NULL, LP_VERDICT_YES, LP_VERDICT_NO, LP_VERDICT_UNDETERMINED };

/* What was decided. */
struct lp_decision {
    bool is_made;                  /* false: no pathway, and all that follows is unset */
    struct lp_estimate share;      /* visited of the interface set */
    enum lp_verdict interface;     /* of that share */
    enum lp_verdict *compartments; /* [n_compartments] of the report experiment, of each visited */
    bool has_dominant;             /* the most probable path, paths.items[0], may be named */
    double p_dominant;             /* part of the draws in which it leads; NaN: no such path */
};

/*
 * yes: the interval lies above the threshold; no: below; undetermined: it holds the threshold.
 * NULL verdict for a share that is NaN or has no interval.
 */
enum lp_verdict lp_verdict_of(const struct lp_estimate *share, double threshold);

/*
 * True if the first of n >= 1 paths leads in p_top >= .95 of the draws and its interval is above
 * that of every other path listed (paths [n]) and that of what none of them carries (rest): a path
 * that has nothing in the best fit is not listed, but may lead elsewhere.
 */
bool lp_verdict_has_dominant(double p_top, size_t n, const struct lp_estimate paths[],
                             const struct lp_estimate *rest);

/* Fill solution->verdict from its intervals, where the electrodes are joined. Its arena remembers
 * want of memory. */
void lp_verdict_decide(struct lp_solution *solution);

#endif
