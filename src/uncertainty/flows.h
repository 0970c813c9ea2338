/* SPDX-License-Identifier: MIT
 *
 * Which fitted parameters are flows, and of what: contacts of phases with electrodes, or exchange
 * between phases alone. A profile is often bimodal in the latter: phases that exchange so fast that
 * they are one look like the best fit in all that is measured, with other contacts. Searches take
 * such a point as another start.
 */
#ifndef LP_UNCERTAINTY_FLOWS_H
#define LP_UNCERTAINTY_FLOWS_H

#include "estimate/problem.h"

struct lp_flows {
    const bool *is_between; /* [n] flows between phases only */
    const bool *is_contact; /* [n] flows of electrode contacts */
    bool has_between;
};

/* Over all experiments; in the arena, which remembers want of memory. */
void lp_flows_find(const struct lp_problem *problem, struct lp_arena *arena,
                   struct lp_flows *flows);

/*
 * Raise the flows between phases of u [n] far above the largest contact, as far as bounds allow.
 * scratch [parameters.n]. False if there are none to raise.
 */
bool lp_flows_strengthen(const struct lp_problem *problem, const struct lp_flows *flows,
                         double scratch[], double u[]);

#endif
