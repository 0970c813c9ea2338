/* SPDX-License-Identifier: MIT
 *
 * One side of the profile of one number g: how far g can be moved from its best value before the
 * deviance, with everything else fitted anew, has risen by a given amount (3.841 for 95 %).
 *
 *     P(g) = min { deviance(u) : g(u) = g },   end: P(g) - P(g_best) = rise
 *
 * The search knows nothing of cells: it asks for fits that come as near to a wanted g as they can.
 * Whatever such a fit returns is a point on or above the profile, whose own g and deviance count,
 * so a fit need not meet its target exactly. P is often bimodal or ends at the edge of what g can
 * be (a share of 0 or 1), therefore
 *
 *  1. points known beforehand that agree with the data widen the interval at once;
 *  2. the edge is tried first: where it agrees, the interval ends exactly there;
 *  3. the crossing is found by root finding on the root of the rise, which a parabola makes linear;
 *  4. at the crossing the fit is repeated from other starts; if one gets lower, the search goes on.
 *
 * Sources: Raue et al., Bioinformatics 25 (2009) 1923; Venzon & Moolgavkar, Appl. Stat. 37 (1988)
 * 87.
 */
#ifndef LP_SEARCH_PROFILE_H
#define LP_SEARCH_PROFILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define LP_PROFILE_CHI2      3.841458820694124 /* 95 % of chi2 with one degree of freedom */
#define LP_PROFILE_TOLERANCE 0.01              /* of the rise at an end */

struct lp_profile_point {
    double g, deviance; /* NaN deviance: it cannot be evaluated */
    double *u;          /* [n] */
};

struct lp_profile_task {
    size_t n;
    struct lp_profile_point best;
    double limit[2]; /* the edges of what g can be; infinite: none */
    double snap;     /* a g this near to an edge is at the edge */
    double width;    /* guess of the standard deviation of g, > 0 */
    double rise;     /* of the deviance at the ends, > 0 */
    bool is_costly;  /* spare fits: fewer other starts */
    size_t n_known;  /* other points, in a fixed order: starts for fits */
    const struct lp_profile_point *known;
    void *context;
    /* Fit from point->u (in/out) as near to g = target as can be; scale: a miss of g that counts
     * as much as one standard deviation of the data. */
    enum lp_status (*fit)(void *context, double target, double scale,
                          struct lp_profile_point *point);
    /* Another start from u (in/out), the i-th of its kind; false: there are no more. NULL: none. */
    bool (*vary)(void *context, size_t i, double u[]);
};

enum lp_profile_stop {
    LP_PROFILE_CROSSED, /* the deviance has risen by `rise` there */
    LP_PROFILE_LIMIT,   /* the edge agrees with the data; g is exactly there */
    LP_PROFILE_FLAT,    /* g cannot be driven further, and agrees with the data there */
    LP_PROFILE_UNSOLVED /* the search ran out of steps or of fits that can be evaluated */
};

struct lp_profile_side {
    enum lp_profile_stop stop;
    double end;                     /* of the interval, in g */
    double rise;                    /* of the deviance at the last agreeing point */
    struct lp_profile_point inside; /* the furthest point that agrees */
    struct lp_profile_point better; /* lowest below the best, by more than the tolerance; NaN
                                       deviance: none was met */
    size_t n_fits;
};

/*
 * The known point that should be the best start for g = target: least in score = deviance +
 * ((g - target)/scale)², of those whose score is above `above`; SIZE_MAX: there is none.
 */
size_t lp_profile_nearest(size_t n_known, const struct lp_profile_point known[], double target,
                          double scale, double above, double *score);

/*
 * The lower (which = 0) or upper (1) end. inside.u and better.u [n] are the caller's.
 * Errors: LP_ENOMEM. Cost: about 6-12 fits.
 */
enum lp_status lp_profile_search(const struct lp_profile_task *task, size_t which,
                                 struct lp_profile_side *side) LP_MUST_CHECK;

#endif
