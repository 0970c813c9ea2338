/* SPDX-License-Identifier: MIT
 *
 * The profiles of all that is told with an interval: parameters, numbers of the pathway, path
 * probabilities, on the full topology. It stands between profile, which searches one side of one
 * number, and solve; what it finds goes into struct lp_solution.
 *
 *  - A number that is another one but for a factor and an offset (both sides alike: every share of
 *    a contact) is found so at random points of parameter space and takes the other's interval.
 *  - A fit at a wanted value g of a number is a least-squares fit with one residual more,
 *    (g(u) - g)/scale. Its result u* minimises the deviance among all u with g(u) = g(u*), for a
 *    lower one would lower the sum, so it is a point of the profile whatever the scale.
 *  - Points met for one number are points of every other's profile too: where one agrees with the
 *    data beyond another's end, that side is searched again from there.
 *  - Where one evaluation is costly (the general solver), only parameters, the conductance and the
 *    share of the interface are profiled; the rest keeps its intervals from draws.
 */
#ifndef LP_UNCERTAINTY_PROFILES_H
#define LP_UNCERTAINTY_PROFILES_H

#include "search/profile.h"
#include "uncertainty/quantity.h"

struct lp_solution;

struct lp_profiled {
    bool is_done;
    double low, high;             /* SI */
    enum lp_profile_stop stop[2]; /* why it ends there */
    double rise[2];               /* of the deviance there */
    const double *u[2];           /* [n] the fits at the ends */
};

struct lp_profiles {
    size_t n;                 /* quantities: parameters, numbers, paths, the rest */
    struct lp_profiled *item; /* [n] in that order */
    size_t n_parameters, n_numbers, n_paths;
    double rise;    /* that ends an interval */
    bool is_costly; /* only the first numbers were profiled */
    size_t n_fits;  /* made for all of them */
};

/*
 * Fill solution->profiles from best, starts, identity (its ends), topologies, paths and numbers.
 * better  out  a lower deviance was met: that point, fitted, in the solution's arena; NULL: none.
 *              Whoever takes it for the best makes anew all that was made from the old one, the
 *              profiles too.
 * Errors: LP_ENOMEM, LP_ENUMERIC. Cost: 10-25 fits per number and side, spread over the workers.
 */
enum lp_status lp_profiles_run(struct lp_solution *solution,
                               const struct lp_optimum **better) LP_MUST_CHECK;

/* The profile of a number; NULL where it has none. */
const struct lp_profiled *lp_profiles_parameter(const struct lp_profiles *profiles, size_t j);
const struct lp_profiled *lp_profiles_number(const struct lp_profiles *profiles, size_t i_number);
const struct lp_profiled *lp_profiles_path(const struct lp_profiles *profiles, size_t i_path);

#endif
