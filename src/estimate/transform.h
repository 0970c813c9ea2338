/* SPDX-License-Identifier: MIT
 *
 * From a parameter's SI value to the number u that the optimiser moves, and back (science.md,
 * "What is fitted"):
 *
 *     log1p   u = ln(1 + p/s0)                 flows and diffusivities: zero is reachable
 *     log10   u = log10 p                      inventories, rates, other positive amounts
 *     logit   u = logit((p - min)/(max - min)) fractions; the ends lie at u = -+ 14, exactly
 *     linear  u = p/s0                         the rest; s0 = |start|, so that u is of order 1
 *
 * A bound in p is a bound in u and is met exactly: u == lo gives p == min to the last bit.
 * Priors become one residual each.
 */
#ifndef LP_ESTIMATE_TRANSFORM_H
#define LP_ESTIMATE_TRANSFORM_H

#include "input/model.h"

struct lp_transform {
    enum lp_scale scale;
    double s0;       /* SI; log1p and linear only, > 0 */
    double min, max; /* SI, as in the parameter */
    double lo, hi;   /* the same in u; infinite only on a linear scale */
};

/* s0 <= 0 or not finite: a thousandth of the start value (log1p), the start value (linear). */
struct lp_transform lp_transform_make(const struct lp_parameter *parameter, double s0);

/* u of a value, moved into the bounds first; the value of u, u moved into its bounds first. */
double lp_transform_u(const struct lp_transform *transform, double value);
double lp_transform_value(const struct lp_transform *transform, double u);

/* d value / d u at u. */
double lp_transform_slope(const struct lp_transform *transform, double u);

/*
 * The residual of a prior, (log10 p - centre)/sd or (p - centre)/sd, and its derivative by u.
 * prior->kind must not be LP_PRIOR_NONE.
 */
double lp_transform_prior(const struct lp_transform *transform, const struct lp_prior *prior,
                          double u, double *slope);

/*
 * The range that starts are drawn from: two decades to either side of the start value, or the whole
 * box for fractions and bounded linear parameters, always within the bounds.
 */
void lp_transform_start_range(const struct lp_transform *transform, double start, double *from,
                              double *to);

/* A width of the box in u that is finite: hi - lo, or 20 where a linear scale has no end. */
double lp_transform_width(const struct lp_transform *transform);

#endif
