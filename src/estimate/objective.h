/* SPDX-License-Identifier: MIT
 *
 * The misfit at a point u: all experiments predicted, divided by sigma and whitened of the errors
 * that rows share, with one more residual per prior. One per worker (it owns the observers).
 *
 *     chi2 = d^T V^-1 d,   d = measured - predicted,   V = diag(sigma²) + L L^T     (L: loadings)
 *
 * A linear nuisance z ~ N(0,1) profiled out of the misfit and integrated out of the likelihood give
 * this same V, so it never is a parameter: with C = 1 + (L/sigma)(L/sigma)^T = M M^T the residuals
 * are M^-1 d/sigma.
 */
#ifndef LP_ESTIMATE_OBJECTIVE_H
#define LP_ESTIMATE_OBJECTIVE_H

#include "estimate/problem.h"
#include "search/fit.h"

struct lp_objective;

/* Errors: LP_EINPUT, LP_ENOMEM as lp_observer_new; LP_ENUMERIC. Borrows problem. */
enum lp_status lp_objective_new(const struct lp_problem *problem,
                                const struct lp_engine_options *engine,
                                struct lp_objective **objective,
                                struct lp_diag *diag) LP_MUST_CHECK;
void lp_objective_free(struct lp_objective *objective);

/* Exact; cvodes where any experiment uses that; auto where none has data. */
enum lp_engine_kind lp_objective_engine(const struct lp_objective *objective);

/* True where an evaluation takes long: layers along the depth, and all of the general solver. */
bool lp_objective_is_costly(const struct lp_objective *objective);

/* The noise factors [n_groups] that hold from now on; 1 at first. */
void lp_objective_set_noise(struct lp_objective *objective, const double factor[]);

/*
 * More residuals of the caller's own, behind the priors: a pull towards a wanted value of some
 * number (profile.h), a measurement of what no observer predicts (design_expect.c). They take no
 * part in the likelihood nor in the noise. Borrowed; NULL ends them.
 */
struct lp_pull {
    void *context;
    /* residual and, unless NULL, its gradient [n] at u [n] */
    enum lp_status (*evaluate)(void *context, const double u[], double *residual,
                               double gradient[]);
    const struct lp_pull *next; /* another one; NULL: the last */
};
void lp_objective_set_pull(struct lp_objective *objective, const struct lp_pull *pull);

/* Residuals of rows, priors and pulls, in that order. */
size_t lp_objective_n_residuals(const struct lp_objective *objective);

/*
 * r [n_residuals] and, unless NULL, dr/du [n_residuals][n] at u [n].
 * Errors: LP_ENUMERIC  the model cannot be evaluated there (diag says where)
 */
enum lp_status lp_objective_evaluate(struct lp_objective *objective, const double u[], double r[],
                                     double jacobian[], struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Errors as the noise model makes them, of e [n_rows] standard normal: errors = sigma M e has the
 * covariance V (M M^T = C), the errors that rows share included.
 */
void lp_objective_colour(struct lp_objective *objective, const double e[], double errors[]);

/*
 * The data as residuals know them, measured/sigma and whitened: with no prediction at all the
 * residuals would be -data [n_rows]. Errors: LP_ENUMERIC
 */
enum lp_status lp_objective_data(struct lp_objective *objective, double data[]) LP_MUST_CHECK;

/* Predictions of the last evaluation [n_rows], in the observable's unit. */
const double *lp_objective_predicted(const struct lp_objective *objective);

/* The maximum-likelihood factor of each noise group at the last evaluation (noise.h). */
void lp_objective_noise(const struct lp_objective *objective, double factor[]);

/* A point's likelihood, from the residuals that lp_objective_evaluate gave there. */
struct lp_likelihood {
    double chi2;   /* rows */
    double prior;  /* sum of the priors' squares */
    double loglik; /* Gaussian, all constants: -1/2 (chi2 + ln det(2 pi V)) */
};
struct lp_likelihood lp_objective_likelihood(const struct lp_objective *objective,
                                             const double r[]);

/* The objective as lp_fit_local takes it; messages of failed evaluations go to diag (may be NULL).
 */
struct lp_objective_context {
    struct lp_objective *objective;
    struct lp_diag *diag;
};
struct lp_least_squares lp_objective_least_squares(struct lp_objective_context *context);

/* Warn where linear response is in doubt at u, experiment by experiment (lp_observer_doubt). */
void lp_objective_doubt(struct lp_objective *o, const double u[], struct lp_diag *diag);

#endif
