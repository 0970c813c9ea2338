/* SPDX-License-Identifier: MIT
 *
 * Each fit starts from a point and the same noise factors, so that points do not depend on the
 * order in which they are asked for.
 */
#include "uncertainty/hold.h"

#include "uncertainty/identify.h"

#include <math.h>
#include <string.h>

#define GTOL      1e-5 /* 1e-3 of the deviance at most, against a tolerance of 0.01 */
#define XTOL      1e-6
#define JACOBIANS 60

void lp_hold_init(struct lp_hold *h, struct lp_arena *arena)
{
    h->optimum = lp_optimum_new(arena, h->view.problem);
    h->is_fixed = lp_arena_alloc(arena, h->view.problem->n, sizeof *h->is_fixed);
}

enum lp_status lp_hold_measure(struct lp_hold *h, double deviance, struct lp_profile_point *point)
{
    double residual = 0.0;
    enum lp_status status = lp_quantity_value(&h->view, &h->quantity, point->u, &point->g);

    if (status == LP_OK && h->beside)
        status = h->beside->evaluate(h->beside->context, point->u, &residual, NULL);
    point->deviance = deviance + residual * residual;
    if (status == LP_ENUMERIC)
        point->g = point->deviance = NAN;
    return status == LP_ENUMERIC ? LP_OK : status;
}

static enum lp_status fit(struct lp_hold *h, const struct lp_pull *pulls,
                          struct lp_profile_point *point)
{
    const struct lp_problem *problem = h->view.problem;
    const struct lp_fit_options options = {.xtol = XTOL, .gtol = GTOL, .max_jacobians = JACOBIANS};
    struct lp_arena *scratch = lp_arena_new();

    if (!scratch)
        return LP_ENOMEM;
    memcpy(h->optimum->u, point->u, problem->n * sizeof(double));
    memcpy(h->optimum->factor, h->factor, problem->n_groups * sizeof(double));
    lp_objective_set_pull(h->objective, pulls);
    enum lp_status status =
        lp_optimum_fit(h->objective, problem, &options, h->is_fixed, scratch, h->optimum);
    lp_objective_set_pull(h->objective, NULL);
    lp_arena_free(scratch);
    memcpy(point->u, h->optimum->u, problem->n * sizeof(double));
    point->g = point->deviance = NAN;
    if (status == LP_OK && !isnan(h->optimum->deviance))
        status = lp_hold_measure(h, h->optimum->deviance, point);
    return status;
}

enum lp_status lp_hold_nothing(struct lp_hold *h, struct lp_profile_point *point)
{
    return fit(h, h->beside, point);
}

static enum lp_status pull(void *context, const double u[], double *residual, double gradient[])
{
    struct lp_hold *h = context;
    double g = NAN;
    enum lp_status status = lp_quantity_value(&h->view, &h->quantity, u, &g);

    if (status != LP_OK || isnan(g))
        return status == LP_OK ? LP_ENUMERIC : status;
    *residual = (g - h->target) / h->scale;
    if (gradient)
        status = lp_quantity_gradient(&h->view, &h->quantity, u, g, gradient);
    for (size_t j = 0; gradient && j < h->view.problem->n; j++)
        gradient[j] /= h->scale;
    return status;
}

enum lp_status lp_hold_towards(void *context, double target, double scale,
                               struct lp_profile_point *point)
{
    struct lp_hold *h = context;
    const struct lp_problem *problem = h->view.problem;
    const struct lp_pull hook = {.context = h, .evaluate = pull, .next = h->beside};
    size_t j = h->quantity.index;

    h->target = target;
    h->scale = scale;
    if (h->quantity.kind != LP_QUANTITY_PARAMETER)
        return fit(h, &hook, point);
    point->u[j] = fmin(fmax(target, problem->lo[j]), problem->hi[j]);
    h->is_fixed[j] = true;
    enum lp_status status = fit(h, h->beside, point);
    h->is_fixed[j] = false;
    return status;
}

bool lp_hold_vary(void *context, size_t i, double u[])
{
    struct lp_hold *h = context;

    return i == 0 && h->flows && lp_flows_strengthen(h->view.problem, h->flows, h->view.p, u);
}

enum lp_status lp_hold_exchanges(struct lp_hold *h, const double u[], struct lp_arena *arena,
                                 struct lp_profile_point points[LP_HOLD_EXCHANGES])
{
    const struct lp_problem *problem = h->view.problem;
    double *room = lp_arena_alloc(arena, LP_HOLD_EXCHANGES, (problem->n + 1) * sizeof(double));
    enum lp_status status = room ? LP_OK : LP_ENOMEM;

    for (size_t i = 0; i < LP_HOLD_EXCHANGES && status == LP_OK; i++) {
        points[i] = (struct lp_profile_point){NAN, NAN, room + i * problem->n};
        if (!h->flows || !h->flows->has_between)
            continue;
        memcpy(points[i].u, u, problem->n * sizeof(double));
        if (i == 0)
            lp_hold_vary(h, 0, points[i].u);
        for (size_t j = 0; i == 1 && j < problem->n; j++)
            points[i].u[j] = h->flows->is_between[j] ? problem->lo[j] : u[j];
        status = lp_hold_nothing(h, &points[i]);
    }
    return status;
}

struct lp_profile_task lp_hold_task(struct lp_hold *h, struct lp_profile_point best)
{
    struct lp_profile_task task = {.n = h->view.problem->n,
                                   .best = best,
                                   .rise = lp_identify_rise(h->view.problem),
                                   .context = h,
                                   .fit = lp_hold_towards,
                                   .vary = lp_hold_vary};

    lp_quantity_limits(&h->view, &h->quantity, task.limit, &task.snap);
    return task;
}
