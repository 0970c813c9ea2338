/* SPDX-License-Identifier: MIT
 *
 * Adaptive Metropolis in a box (Haario, Saksman & Tamminen 2001, doi:10.2307/3318737), chain by
 * chain. It knows nothing of cells: a function gives the logarithm of a density.
 *
 * Warm-up adapts the covariance of the proposals (over the later draws) and their size, towards an
 * acceptance of 0.234 (Roberts, Gelman & Gilks 1997, doi:10.1214/aoap/1034625254; Andrieu & Thoms
 * 2008, doi:10.1007/s11222-008-9110-y). After it both are frozen, so that what is kept is a Markov
 * chain. One proposal in ten is ten times smaller, for densities that narrow towards a corner.
 * Proposals are reflected at the ends of the box, which keeps them symmetric.
 */
#ifndef LP_SEARCH_MCMC_H
#define LP_SEARCH_MCMC_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct lp_mcmc {
    size_t n;                 /* coordinates */
    const double *lo, *hi;    /* [n] of the box; may be infinite */
    const double *start;      /* [n_chains][n] far apart */
    const double *step;       /* [n] first guess of each coordinate's sd, > 0 */
    size_t n_chains, n_draws; /* kept of each */
    size_t n_warmup;          /* steps before, not kept */
    size_t thin;              /* steps per draw kept */
    uint64_t seed;
    size_t n_jobs;
    void *context; /* of a worker: i_worker < n_jobs tells which */
    double (*log_density)(void *context, size_t i_worker, const double v[]); /* NaN: 0 density */
};

/*
 * v       [n_chains][n_draws][n]  out
 * lp      [n_chains][n_draws]     out  log density
 * accept  [n_chains][n_draws]     out  mean probability of acceptance of the steps to it
 * Errors: LP_ENOMEM. Chain c uses stream c, so results do not depend on n_jobs.
 */
enum lp_status lp_mcmc_run(const struct lp_mcmc *mcmc, double v[], double lp[],
                           double accept[]) LP_MUST_CHECK;

#endif
