/* SPDX-License-Identifier: MIT
 *
 * One local least-squares fit inside a box: GSL's multifit_nlinear (trust region, lmaccel,
 * levenberg scaling) with an active set around it, so that a bound is reached exactly and the
 * conditions of Karush, Kuhn and Tucker hold there. It knows nothing of cells: a function gives
 * residuals.
 *
 *     minimise  c(u) = sum_k r_k(u)²   over   lo <= u <= hi
 */
#ifndef LP_SEARCH_FIT_H
#define LP_SEARCH_FIT_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* What is minimised. lo, hi [n] may be infinite. */
struct lp_least_squares {
    size_t n, n_residuals;
    const double *lo, *hi;
    double size; /* sum of squares of the data over sigma: 1e-10 of it counts as no misfit; 0:
                    unknown */
    void *context;
    /*
     * r [n_residuals] at u [n], and where jacobian is not NULL dr_k/du_j in [k*n + j].
     * A failure there is a step that must not be taken, not an error of the fit.
     */
    enum lp_status (*evaluate)(void *context, const double u[], double r[], double jacobian[]);
};

/* Why a fit stopped. Only the first two mean that an optimum was found. */
#define LP_STOP_LIST(X)                                                                            \
    X(LP_STOP_GRADIENT, "gradient vanished")                                                       \
    X(LP_STOP_STEP, "steps became smaller than the tolerance")                                     \
    X(LP_STOP_NO_PROGRESS, "no step lowers the misfit any more")                                   \
    X(LP_STOP_LIMIT, "evaluation limit reached")                                                   \
    X(LP_STOP_FAILED, "model could not be evaluated at the start")                                 \
    X(LP_STOP_NUMERIC, "linear algebra failed")

#define LP_STOP_ENUM(name, text) name,
enum lp_stop { LP_STOP_LIST(LP_STOP_ENUM) LP_N_STOPS };
#undef LP_STOP_ENUM

const char *lp_stop_text(enum lp_stop stop);

/* True where the fit ended at a point that meets the conditions of an optimum. */
bool lp_stop_is_optimum(enum lp_stop stop);

struct lp_fit_options {
    double xtol;          /* relative step in u */
    double gtol;          /* decrease of c that a Gauss-Newton step still promises, relative to c
                             (plus min(1, c/1000) of the start, where c goes to zero) */
    size_t max_jacobians; /* of the whole fit */
};

/* 1e-8, 1e-9, 300 */
struct lp_fit_options lp_fit_options_default(void);

struct lp_fit_result {
    double cost; /* c(u); NaN if it could not be evaluated */
    enum lp_stop stop;
    size_t n_evaluations, n_jacobians;
    double promise; /* decrease of c that a Gauss-Newton step over the free u would still promise */
};

/*
 * Minimise from u (moved into the box) and leave the optimum in u.
 *
 * is_fixed  [n]      in      NULL, or the u_j that stay where they are
 * u         [n]      in/out
 * Errors: LP_ENOMEM. Everything else is a result: see stop.
 * Cost:   about 10-30 Jacobians and twice as many evaluations.
 * Source: GSL reference manual 2.7, "Nonlinear Least-Squares Fitting"; Transtrum & Sethna,
 *         arXiv:1201.5885 (geodesic acceleration); Nocedal & Wright, ch. 16.7 (projected active
 * set).
 */
enum lp_status lp_fit_local(const struct lp_least_squares *problem,
                            const struct lp_fit_options *options, const bool is_fixed[], double u[],
                            struct lp_fit_result *result) LP_MUST_CHECK;

#endif
