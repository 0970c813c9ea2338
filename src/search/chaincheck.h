/* SPDX-License-Identifier: MIT
 *
 * Have Markov chains mixed, and how many independent draws are they worth (Vehtari, Gelman,
 * Simpson, Carpenter & Burkner 2021, doi:10.1214/20-BA1221, arXiv:1903.08008). Each chain is split
 * into halves; with m halves of n draws, W the mean of their variances and B/n the variance of
 * their means,
 *
 *     var+ = (n-1)/n W + B/n          R-hat = sqrt(var+/W)
 *     rho_t = 1 - (W - mean_m s_m² rho_tm)/var+
 *     ESS  = m n/tau,   tau = -1 + 2 sum_k P_k,   P_k = rho_2k + rho_2k+1
 *
 * with the sum ended where P_k turns negative, and P made non-increasing (Geyer 1992). Draws are
 * first replaced by normal scores of their ranks, z = Phi^-1((r - 3/8)/(S + 1/4)), ties sharing
 * their mean rank. R-hat is the larger of those of the draws and of their distances from the median
 * (which sees chains of one centre and different widths); the bulk ESS that of z; the tail ESS the
 * smaller of those of the indicators x <= 5 % and x <= 95 % quantile.
 */
#ifndef LP_SEARCH_CHAINCHECK_H
#define LP_SEARCH_CHAINCHECK_H

#include "base/status.h"

#include <stddef.h>

#define LP_RHAT_MOST 1.01
#define LP_ESS_LEAST 100 /* per chain */

struct lp_chaincheck {
    double rhat, ess_bulk, ess_tail; /* NaN where all draws are alike or fewer than 4 a chain */
};

/* draws [n_chains][n_draws]. Errors: LP_ENOMEM. Cost: O(N log N + N lags). */
enum lp_status lp_chaincheck(size_t n_chains, size_t n_draws, const double draws[],
                             struct lp_chaincheck *check) LP_MUST_CHECK;

#endif
