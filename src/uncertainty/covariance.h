/* SPDX-License-Identifier: MIT
 *
 * What the data determine at an optimum, to first order: the rank of the Jacobian, the directions
 * it leaves free, and draws from the parameters' distribution.
 *
 * Draws are those of a bootstrap of the linearised model: minimise |r + J (w - w_hat) + z|², z ~
 * N(0,1), inside the box. A parameter at zero is therefore zero in many draws, and the others
 * follow it. Flows are drawn in w = ln(1 + phi/s), s = max(s0, 100 sd): all but linear, because
 * what the data know best are sums of flows, and on a bent scale draws leave the valley of a known
 * sum long before a flow has moved by its sd. Fractions are drawn as they are.
 *
 * Directions that the data leave free: where one trades two flows for each other (left against
 * right), draws walk along it as far as no flow turns negative, which keeps the sum that is known;
 * all others spread over the box.
 */
#ifndef LP_UNCERTAINTY_COVARIANCE_H
#define LP_UNCERTAINTY_COVARIANCE_H

#include "base/random.h"
#include "estimate/problem.h"

struct lp_covariance {
    struct lp_arena *arena;
    const struct lp_problem *problem; /* borrowed */
    size_t n;
    size_t rank;            /* numerical, of the Jacobian scaled by the widths of the box */
    const double *singular; /* [n] of it, falling */
    const double *u;        /* [n] the optimum */
    const double *sd;       /* [n] marginal, in u; about the width of the box if undetermined */
    size_t n_null;          /* n - rank */
    const double *null;     /* [n_null][n] free directions, sparse (row-reduced), in w */
    const bool *is_trade;   /* [n_null] one flow for another */
    struct lp_transform *w; /* [n] the scales that draws are made on */
    double *w_hat;          /* [n] the optimum there */
    double *precision;      /* [n][n] of w: J^T J, ridge, traded directions held */
    double *factor;         /* [n][n] its lower Cholesky factor */
    double *mean;           /* [n] minimiser of the linearised misfit without the box */
    double *normal;         /* [n][n] J^T J in w */
    double *gradient;       /* [n] J^T r in w */
};

/*
 * jacobian [n_residuals][n] and r [n_residuals] at u [n], as lp_objective_evaluate gives them.
 * Errors: LP_ENOMEM; LP_ENUMERIC if they are not finite.
 * Cost:   O(n_residuals n²).
 */
enum lp_status lp_covariance_new(const struct lp_problem *problem, const double u[],
                                 size_t n_residuals, const double r[], const double jacobian[],
                                 struct lp_covariance **covariance) LP_MUST_CHECK;
void lp_covariance_free(struct lp_covariance *covariance);

/*
 * Draw number i_draw of a seed: u [n], inside the box. rise: how far the linearised model puts its
 * misfit (priors included) above the optimum's; what walking along traded directions adds is zero.
 * Errors: LP_ENOMEM.
 */
enum lp_status lp_covariance_draw(const struct lp_covariance *covariance, uint64_t seed,
                                  size_t i_draw, double u[], double *rise) LP_MUST_CHECK;

/* What a free direction leaves known of the parameters that take part in it. */
enum lp_known {
    LP_KNOWN_NOTHING, /* of i, which is in it alone */
    LP_KNOWN_SUM,     /* i + j: one flow for another */
    LP_KNOWN_PRODUCT, /* i x j */
    LP_KNOWN_RATIO,   /* i / j */
    LP_KNOWN_COMBINATIONS
};

struct lp_direction {
    enum lp_known known;
    size_t i, j; /* the first two that take part, i where there is one */
    double sum;  /* LP_KNOWN_SUM: at the optimum, in their unit; else NaN */
};

struct lp_direction lp_covariance_direction(const struct lp_covariance *covariance, size_t i_null);

#endif
