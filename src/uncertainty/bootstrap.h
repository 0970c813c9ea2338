/* SPDX-License-Identifier: MIT
 *
 * Bootstrap: the data are made again many times, each time fitted again from the optimum, and the
 * scatter of the fits is that of the estimate (Efron & Tibshirani, An Introduction to the
 * Bootstrap, 1993, ch. 6.5 and 9). It works on the full model or on any topology.
 *
 *     y* = y_hat + sigma f M e        (objective.h: errors that rows share are drawn with the rest)
 *
 *   parametric  e ~ N(0,1)
 *   residual    e drawn with replacement from the whitened residuals of the fit, less their mean
 *
 * Estimated noise: fits eat noise, so factors (parametric) and residuals are larger by
 * sqrt(n/(n - k)), and every refit estimates its factors anew. Where sigma is given only residuals
 * are stretched.
 *
 * A prior counts as one more measurement: its centre is drawn anew around the best estimate with
 * the prior's own sd. Kept fixed, it would hold every refit and a parameter that only its prior
 * knows would come out exact; drawn anew, the scatter in the linear Gaussian case is that of the
 * posterior, (J^T J + P)^-1 (Bardsley et al., doi:10.1137/140964023).
 *
 * Refits start at the optimum; where the data leave directions free, at a draw of the covariance,
 * for the refit cannot move along these by itself.
 */
#ifndef LP_UNCERTAINTY_BOOTSTRAP_H
#define LP_UNCERTAINTY_BOOTSTRAP_H

#include "estimate/multistart.h"
#include "uncertainty/covariance.h"

enum lp_bootstrap_kind { LP_BOOTSTRAP_PARAMETRIC, LP_BOOTSTRAP_RESIDUAL };

struct lp_bootstrap {
    enum lp_bootstrap_kind kind;
    const struct lp_problem *problem;
    const struct lp_optimum *best;
    const struct lp_covariance *covariance; /* at best; NULL: start at the optimum in any case */
    const char *what;                       /* for progress; NULL: none is told */
    uint64_t first;                         /* number of the first stream */
    size_t n;                               /* refits */
};

/*
 * The refitted points u [n][problem->n]: those whose refit failed are left out, n_done are there.
 * Stream first + i makes the i-th, so they do not depend on the number of workers.
 * Errors: LP_EINPUT, LP_ENOMEM as lp_objective_new. Cost: n fits of about five Jacobians.
 */
enum lp_status lp_bootstrap_run(const struct lp_bootstrap *bootstrap,
                                const struct lp_inference_options *options, double u[],
                                size_t *n_done) LP_MUST_CHECK;

#endif
