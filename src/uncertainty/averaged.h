/* SPDX-License-Identifier: MIT
 *
 * Two compartments under one peak: an interface that no component tells from another phase. It
 * stands between the best fit and what is told of it.
 *
 * Rule. Where in every experiment the components weigh an interface compartment i as they weigh a
 * phase j, but for one common factor (w_ci = f w_cj for all c), the spectrum does not resolve the
 * two. Ions that pass between them so fast that their lines average (milliseconds) have one
 * enrichment on the scale of hours, and then the uptake
 *
 *     (N_i + N_j) dx/dt = (phi_ki + phi_kj) (x_k - x)
 *
 * knows the sum of what a third compartment k gives to the two, not its split. A fit of finite
 * exchange i--j might still seem to tell them apart, by the shape of a curve that the model lends
 * them: no spectrum has shown that. So every split of fitted flows (without a prior of their own)
 * counts as agreeing with the data: all to i, all to j. Shares are widened to hold both, and a
 * share that hangs on the split comes out as undetermined. One that does not (a series through
 * both; contacts that are fixed) stays.
 */
#ifndef LP_UNCERTAINTY_AVERAGED_H
#define LP_UNCERTAINTY_AVERAGED_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_solution;

/* The first pair found. n is 0 where there is none, or where no share hangs on the split. */
struct lp_averaged {
    size_t i_interface, i_partner; /* compartments of the report experiment, LP_NONE: no pair */
    const char *component;         /* the peak of the two, or the first of several */
    size_t n, n_numbers, n_paths;
    double *numbers;     /* [n][n_numbers] with the split at either end; NaN: states */
    double *probability; /* [n][n_paths] of the followed paths */
};

/*
 * Fill solution->averaged from the best fit (p, numbers, followed).
 * Errors: LP_ENOMEM. Cost: a pathway or two, no integration.
 */
enum lp_status lp_averaged_find(struct lp_solution *solution) LP_MUST_CHECK;

/* Whether compartments i and j of the report experiment are under one peak in every experiment. */
bool lp_averaged_is_pair(const struct lp_solution *solution, size_t i, size_t j);

/* Whether the best fit's most probable path is that at either end of the split too. */
bool lp_averaged_keeps_dominant(const struct lp_solution *solution);

#endif
