/* SPDX-License-Identifier: MIT
 *
 * Fits that bring one quantity as near to a value as it can be, all else fitted anew: what the
 * search of a profile asks for (search/profile.h). One kernel for the profiles of an answer
 * (profiles.c) and for those of measurements to come (design_expect.c).
 *
 * A parameter is held at the value itself. Any other number g is pulled there by one residual more,
 * (g(u) - value)/scale. The result u* minimises the deviance among all u with g(u) = g(u*), for a
 * lower one would lower the sum, so it is a point of the profile whatever the scale.
 */
#ifndef LP_UNCERTAINTY_HOLD_H
#define LP_UNCERTAINTY_HOLD_H

#include "search/profile.h"
#include "uncertainty/flows.h"
#include "uncertainty/quantity.h"

#define LP_HOLD_EXCHANGES 2 /* fits with strong exchange between phases, and with none */

/* One thread's means to do so: all borrowed; lp_hold_init makes the scratch. */
struct lp_hold {
    struct lp_objective *objective;
    struct lp_quantity_view view; /* of the objective's problem */
    struct lp_quantity quantity;  /* the one that is held */
    const double *factor;         /* [n_groups] noise that fits start from */
    const struct lp_pull *beside; /* a measurement in all fits that no observer predicts; NULL */
    const struct lp_flows *flows; /* that other starts strengthen or leave out; NULL: none */
    struct lp_optimum *optimum;   /* scratch, as all that follows */
    bool *is_fixed;               /* [n] */
    double target, scale;         /* of g */
};

/* Scratch in the arena; everything else is set before. The arena remembers want of memory. */
void lp_hold_init(struct lp_hold *hold, struct lp_arena *arena);

/*
 * g at point->u, and the point's deviance out of the one that its data have: what is measured
 * besides is added. Both are NaN where g cannot be evaluated. Errors: LP_EINPUT, LP_ENOMEM.
 */
enum lp_status lp_hold_measure(struct lp_hold *hold, double deviance,
                               struct lp_profile_point *point) LP_MUST_CHECK;

/* Fit from point->u with nothing held. A fit that fails leaves NaN in g and deviance. Errors: as
 * above. */
enum lp_status lp_hold_nothing(struct lp_hold *hold, struct lp_profile_point *point) LP_MUST_CHECK;

/* Fit from point->u as near to g = target as can be; context is the hold, scale as in struct
 * lp_profile_task. Errors: as above. */
enum lp_status lp_hold_towards(void *context, double target, double scale,
                               struct lp_profile_point *point) LP_MUST_CHECK;

/* The other start: exchange between phases made strong in u (i = 0). False: there is none. */
bool lp_hold_vary(void *context, size_t i, double u[]);

/*
 * A profile is often bimodal in the exchange between phases: fits with nothing held from u with
 * that strong, and without any. points[].u [n] are in the arena; deviance NaN where there is no
 * such fit. Errors: as above.
 */
enum lp_status lp_hold_exchanges(struct lp_hold *hold, const double u[], struct lp_arena *arena,
                                 struct lp_profile_point points[LP_HOLD_EXCHANGES]) LP_MUST_CHECK;

/* The search of the held quantity from its best point; known points and width are the caller's. */
struct lp_profile_task lp_hold_task(struct lp_hold *hold, struct lp_profile_point best);

#endif
