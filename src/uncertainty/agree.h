/* SPDX-License-Identifier: MIT
 *
 * Points of parameter space that agree with the data and were found anyway: where other starts
 * ended, the fits at the ends of parameters, and the topologies (points of the full model with
 * flows at zero). A number that has some value at a point whose misfit is near enough to
 * the best (lp_identify_rise, 3.84 where errors are given) has that value inside its 95 % profile
 * interval, so each interval is widened to hold it. Draws around one optimum cannot know of a
 * second one, nor of the far end of a curved valley.
 */
#ifndef LP_UNCERTAINTY_AGREE_H
#define LP_UNCERTAINTY_AGREE_H

#include "uncertainty/solution.h"

/*
 * Fill s->agreeing from starts, identity and topologies. A point that cannot be evaluated is left
 * out. Errors: LP_ENOMEM. Cost: one integration per point.
 */
enum lp_status lp_agree_collect(struct lp_solution *solution) LP_MUST_CHECK;

/* Widen an interval to hold values[0], values[stride], ... values[(n - 1) stride]; NaN left out. */
void lp_agree_widen(size_t n, const double values[], size_t stride, struct lp_estimate *estimate);

#endif
