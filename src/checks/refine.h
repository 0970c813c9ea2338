/* SPDX-License-Identifier: MIT
 *
 * Whether a depth model has layers enough: everything that the answer rests on, computed once more
 * with twice as many. Errors fall as 1/Z², so the change to 2 Z is three quarters of what is left.
 */
#ifndef LP_CHECKS_REFINE_H
#define LP_CHECKS_REFINE_H

#include "engine/engine.h"
#include "input/study.h"

struct lp_solution;

#define LP_REFINE_SIGMA 0.1  /* change of a prediction, in sigmas, that is told */
#define LP_REFINE_SHARE 1e-3 /* change of a share that is told */

enum lp_refine_share {
    LP_REFINE_NOTHING,
    LP_REFINE_VISITED,
    LP_REFINE_CARRIED,
    LP_REFINE_WITHOUT,
    LP_REFINE_NET
};

struct lp_refinement {
    bool is_checked;            /* false: no depth model, or 2 Z could not be computed */
    size_t n_layers;            /* Z, the largest of all experiments */
    double sigma;               /* largest change of a prediction, in sigmas; NaN: not asked */
    size_t i_experiment, i_row; /* where */
    double share;               /* largest change of a share; NaN: no pathway */
    enum lp_refine_share which; /* of what: LP_REFINE_NOTHING without a pathway */
    size_t i_share;             /* its compartment, or edge (NET), of the report experiment */
};

/*
 * p      [parameters.n]    in  SI
 * sigma  [all rows]        in  of each row, by experiment; NULL: predictions are not compared
 * Errors: LP_ENOMEM. What cannot be computed leaves is_checked false.
 * Cost:   one trajectory per depth experiment at Z, one at 2 Z, two pathways.
 */
enum lp_status lp_refine_check(const struct lp_study *study, const double p[], const double sigma[],
                               const struct lp_engine_options *engine,
                               struct lp_refinement *refinement) LP_MUST_CHECK;

/* Layers that would do, where a change is above its limit: by 1/Z², the next power of two. 0: those
 * that there are do. */
size_t lp_refine_wanted(const struct lp_refinement *refinement);

/* Fill solution->refinement from p, with sigma of best where there is one. Errors: LP_ENOMEM. */
enum lp_status lp_refine_run(struct lp_solution *solution,
                             const struct lp_engine_options *engine) LP_MUST_CHECK;

#endif
