/* SPDX-License-Identifier: MIT
 *
 * Two ways to the same numbers: the best fit's trajectory is computed once more, by the engine that
 * the fit did not use, and the largest difference of any enrichment is kept.
 */
#ifndef LP_CHECKS_ENGINECHECK_H
#define LP_CHECKS_ENGINECHECK_H

#include "engine/engine.h"

struct lp_solution;

/* A difference above this is warned of. */
#define LP_ENGINE_DIFFERENCE 1e-6

/* One experiment's comparison. */
struct lp_engine_check {
    const struct lp_experiment *experiment;
    enum lp_engine_kind engine, other; /* the fit's, and the one that repeats */
    double difference;         /* largest of any enrichment at the data's times; NaN: none made */
    enum lp_obstacle obstacle; /* what keeps the exact engine from it */
    const char *failure;       /* the message of the other engine that gave up, or which engine's
                                  trajectory is no number; NULL: neither */
};

/*
 * Fill solution->engines, one per experiment with data, in order, with electrodes or
 * without; an experiment whose own engine fails has none. Needs p. Errors: LP_ENOMEM. Cost: two
 * trajectories per experiment.
 */
enum lp_status lp_enginecheck_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
