/* SPDX-License-Identifier: MIT
 *
 * Between profiles.c, which searches in rounds, profiles_items.c, which says what is searched for,
 * and profiles_pool.c, which keeps the points that searches start from.
 */
#ifndef LP_UNCERTAINTY_PROFILES_IMPL_H
#define LP_UNCERTAINTY_PROFILES_IMPL_H

#include "uncertainty/hold.h"
#include "uncertainty/profiles.h"
#include "uncertainty/solution.h"

#define LP_PROFILES_ROUNDS 3 /* the first, and searches again from points that others met */

/* Points that agree with the data well enough to start a search from. */
struct lp_profiles_pool {
    size_t n, n_max;
    double *deviance; /* [n_max] */
    double *u;        /* [n_max][problem->n] */
};

/* One quantity, with both sides. */
struct lp_profiles_item {
    struct lp_quantity quantity;
    bool is_wanted;
    size_t i_same; /* of an earlier one that it follows: number = offset + factor x that */
    double offset, factor;
    double width; /* of g */
    struct lp_profile_side side[2];
};

struct lp_profiles_work {
    struct lp_solution *s;
    struct lp_arena *arena;
    struct lp_hold *workers;
    size_t n_workers, n_items;
    struct lp_profiles_item *items;
    struct lp_profiles_pool pool;
    struct lp_flows flows;
    bool is_costly;
    double rise;
    size_t n_jobs;
    size_t *jobs; /* [2 n_items] 2 i_item + side, of this round */
};

/* What is searched for: quantities, and room for both sides of each. The arena remembers want of
 * memory. */
void lp_profiles_list(struct lp_profiles_work *work);

/* Numbers that follow an earlier one, and numbers that never change. Errors: LP_ENOMEM. */
enum lp_status lp_profiles_find_followers(struct lp_profiles_work *work) LP_MUST_CHECK;

/* First guesses of standard deviations. Errors: LP_ENOMEM, LP_ENUMERIC. */
enum lp_status lp_profiles_guess_widths(struct lp_profiles_work *work) LP_MUST_CHECK;

/* Starts, ends of parameters, topologies and strong or no exchange. Errors: LP_ENOMEM. */
enum lp_status lp_profiles_pool_fill(struct lp_profiles_work *work) LP_MUST_CHECK;

/* A point that may help, unless it is there already. */
void lp_profiles_pool_add(struct lp_profiles_work *work, const double u[], double deviance);

#endif
