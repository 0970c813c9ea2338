/* SPDX-License-Identifier: MIT
 *
 * Which parameters the data determine, and why not where they do not. An end of a parameter's range
 * is open if the misfit there, with everything else fitted anew, is less than 3.84 above the best:
 * no 95 % interval can then exclude it. Both ends open: not identifiable.
 *
 * Structural: a direction that the data leave free at the best fit and at every one of several
 * random points of parameter space is left free by any data of this kind, however precise.
 */
#ifndef LP_UNCERTAINTY_IDENTIFY_H
#define LP_UNCERTAINTY_IDENTIFY_H

#include "base/estimate.h"
#include "estimate/multistart.h"
#include "uncertainty/covariance.h"

#define LP_IDENTIFY_CHI2 3.841458820694124 /* 95 % of chi2 with one degree of freedom */

/* What beside open ends keeps a parameter from being known; with either it is not identified. */
enum lp_unknown {
    LP_UNKNOWN_ENDS,      /* nothing */
    LP_UNKNOWN_DIRECTION, /* it can be traded for others along i_null */
    LP_UNKNOWN_PRIOR      /* its interval is its prior's */
};

struct lp_identity {
    enum lp_identifiable kind;
    enum lp_unknown unknown;
    size_t i_null;      /* the free direction of the covariance that it takes part in; LP_NONE */
    double prior_part;  /* of its prior's width that the data leave; NaN: no prior */
    bool is_structural; /* no data of this kind can tell */
    bool is_open[2];    /* towards min, towards max: the interval ends there */
    double *u_end[2];   /* [problem->n] the fit there */
    double rise[2];     /* of the deviance at the ends; NaN where not tried */
};

/*
 * The rise of the deviance that ends a 95 % interval: 3.841; where noise factors are estimated from
 * n values, n ln(1 + t²/(n - k)) with Student's t of n - k degrees of freedom, which is exact for
 * one factor and a linear model and tends to 3.841.
 */
double lp_identify_rise(const struct lp_problem *problem);

/*
 * One per fitted parameter: out [n], u_end in the arena. `best` is the optimum that `covariance`
 * was made at; sd of parameters are read from it.
 * Errors: LP_ENOMEM. Cost: two short fits per parameter, spread over the workers.
 */
enum lp_status lp_identify_run(const struct lp_problem *problem, const struct lp_workers *workers,
                               const struct lp_optimum *best,
                               const struct lp_covariance *covariance, struct lp_arena *arena,
                               struct lp_identity out[]) LP_MUST_CHECK;

/* Judge parameter j again by its profile: is_open [2] and rise [2] at the ends that are open. */
void lp_identify_settle(const struct lp_problem *problem, const struct lp_covariance *covariance,
                        size_t j, const bool is_open[2], const double rise[2],
                        struct lp_identity *identity);

#endif
