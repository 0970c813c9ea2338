/* SPDX-License-Identifier: MIT
 *
 * A number whose profile is asked for, as a function of the fitted u: a parameter itself, one of
 * the numbers of shares.h, or the probability of a path. It stands between shares, which computes
 * numbers, and profiles, which moves u.
 *
 * Each has a scale g on which its profile is taken: shares as they are, a conductance as
 * ln(1 + G/G_s), a parameter as its own u. Gradients by u are differences to one side, away from
 * the bounds, so that no flow is ever taken across zero.
 */
#ifndef LP_UNCERTAINTY_QUANTITY_H
#define LP_UNCERTAINTY_QUANTITY_H

#include "uncertainty/sample.h"

enum lp_quantity_kind {
    LP_QUANTITY_PARAMETER, /* index: of the fitted parameters */
    LP_QUANTITY_NUMBER,    /* of the numbers of shares.h */
    LP_QUANTITY_PATH,      /* of the followed paths */
    LP_QUANTITY_REST       /* what the followed paths leave */
};

struct lp_quantity {
    enum lp_quantity_kind kind;
    size_t index;
};

/* What a worker needs to evaluate quantities. */
struct lp_quantity_view {
    const struct lp_problem *problem;
    const struct lp_model *model; /* of the report experiment */
    struct lp_shares *shares;
    const struct lp_path_list *paths;
    double *p;                /* [parameters.n] scratch */
    double *u;                /* [n] scratch */
    double conductance_mol_s; /* G_s */
};

/*
 * A view of a problem's full topology with shares of its own; paths and conductance_mol_s are left
 * for the caller to set (no paths, 1 mol/s). Scratch is in the arena, the problem is borrowed.
 * Errors: as lp_shares_new. lp_quantity_view_clear frees the shares, also after an error.
 */
enum lp_status lp_quantity_view_init(const struct lp_problem *problem,
                                     const struct lp_engine_options *engine, struct lp_arena *arena,
                                     struct lp_quantity_view *view) LP_MUST_CHECK;
void lp_quantity_view_clear(struct lp_quantity_view *view);

/* g at u [n]; NaN where it does not exist. Errors: LP_ENOMEM, LP_ENUMERIC. */
enum lp_status lp_quantity_value(const struct lp_quantity_view *view,
                                 const struct lp_quantity *quantity, const double u[],
                                 double *g) LP_MUST_CHECK;

/* dg/du [n] at u [n], where g is `g`. Errors: as above. Cost: n values. */
enum lp_status lp_quantity_gradient(const struct lp_quantity_view *view,
                                    const struct lp_quantity *quantity, const double u[], double g,
                                    double gradient[]) LP_MUST_CHECK;

/* The number itself (SI) where it is g. */
double lp_quantity_number(const struct lp_quantity_view *view, const struct lp_quantity *quantity,
                          double g);

/* The edges of what g can be, infinite where there are none, and how near is at the edge. */
void lp_quantity_limits(const struct lp_quantity_view *view, const struct lp_quantity *quantity,
                        double limit[2], double *snap);

/* True if the number is told with an interval (an enrichment, say, is not). */
bool lp_quantity_is_told(const struct lp_model *model, const struct lp_quantity *quantity);

#endif
