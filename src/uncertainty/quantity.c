/* SPDX-License-Identifier: MIT
 *
 * Evaluation of single numbers by u, their scales and edges.
 */
#include "uncertainty/quantity.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define STEP       1e-5 /* of a difference in u: errors of 1e-5 in a gradient, rounding 1e-10 */
#define SNAP_SHARE 1e-4 /* a share this near to 0 or 1 is there */
#define SNAP_U     1e-4 /* s0 is below what can be resolved, so 1e-4 of it is nothing */

enum lp_status lp_quantity_view_init(const struct lp_problem *problem,
                                     const struct lp_engine_options *engine, struct lp_arena *arena,
                                     struct lp_quantity_view *view)
{
    static const struct lp_path_list no_paths = {0, NULL};
    const struct lp_study *study = problem->study;

    *view =
        (struct lp_quantity_view){.problem = problem,
                                  .model = lp_study_report(study)->model,
                                  .paths = &no_paths,
                                  .p = lp_arena_alloc(arena, study->parameters.n, sizeof(double)),
                                  .u = lp_arena_alloc(arena, problem->n, sizeof(double)),
                                  .conductance_mol_s = 1.0};
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    return lp_shares_new(study, NULL, engine, &view->shares, NULL);
}

void lp_quantity_view_clear(struct lp_quantity_view *view)
{
    lp_shares_free(view->shares);
    view->shares = NULL;
}

static enum lp_status path_value(const struct lp_quantity_view *v, const struct lp_quantity *q,
                                 double *value)
{
    struct lp_paths found;
    bool joined = false;
    double sum = 0.0;
    enum lp_status status = lp_shares_solve(v->shares, v->p, &joined, NULL);

    *value = NAN;
    if (status != LP_OK || !joined)
        return status;
    status = lp_paths_find(lp_shares_flow(v->shares), &found);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < v->paths->n; i++)
        for (size_t k = 0; k < found.n; k++)
            if ((q->kind == LP_QUANTITY_REST || i == q->index) &&
                lp_path_equal(&v->paths->items[i], &found.items[k]))
                sum += found.items[k].probability;
    *value = q->kind == LP_QUANTITY_REST ? fmax(1.0 - sum, 0.0) : sum;
    lp_paths_clear(&found);
    return LP_OK;
}

enum lp_status lp_quantity_value(const struct lp_quantity_view *v, const struct lp_quantity *q,
                                 const double u[], double *g)
{
    if (q->kind == LP_QUANTITY_PARAMETER) {
        *g = u[q->index];
        return LP_OK;
    }
    lp_problem_values(v->problem, u, v->p);
    if (q->kind != LP_QUANTITY_NUMBER)
        return path_value(v, q, g);
    enum lp_status status = lp_shares_number(v->shares, v->p, q->index, g);
    if (q->index == LP_SHARE_G)
        *g = log1p(*g / v->conductance_mol_s);
    return status;
}

enum lp_status lp_quantity_gradient(const struct lp_quantity_view *v, const struct lp_quantity *q,
                                    const double u[], double g, double gradient[])
{
    size_t n = v->problem->n;

    memset(gradient, 0, n * sizeof(double));
    if (q->kind == LP_QUANTITY_PARAMETER) {
        gradient[q->index] = 1.0;
        return LP_OK;
    }
    memcpy(v->u, u, n * sizeof(double));
    for (size_t j = 0; j < n; j++) {
        double step = u[j] + STEP <= v->problem->hi[j] ? STEP : -STEP, moved;
        v->u[j] = u[j] + step;
        enum lp_status status = lp_quantity_value(v, q, v->u, &moved);
        if (status != LP_OK)
            return status;
        gradient[j] = isnan(moved) ? 0.0 : (moved - g) / (v->u[j] - u[j]);
        v->u[j] = u[j];
    }
    return LP_OK;
}

double lp_quantity_number(const struct lp_quantity_view *v, const struct lp_quantity *q, double g)
{
    if (q->kind == LP_QUANTITY_PARAMETER)
        return lp_transform_value(&v->problem->transform[q->index], g);
    if (q->kind == LP_QUANTITY_NUMBER && q->index == LP_SHARE_G)
        return v->conductance_mol_s * expm1(g);
    return g;
}

void lp_quantity_limits(const struct lp_quantity_view *v, const struct lp_quantity *q,
                        double limit[2], double *snap)
{
    limit[0] = 0.0;
    limit[1] = 1.0;
    *snap = SNAP_SHARE;
    if (q->kind == LP_QUANTITY_PARAMETER) {
        limit[0] = v->problem->lo[q->index];
        limit[1] = v->problem->hi[q->index];
        *snap = SNAP_U;
    }
    if (q->kind != LP_QUANTITY_NUMBER)
        return;
    const struct lp_share_place at = lp_shares_place(v->model, q->index);
    if (at.whole == LP_SHARE_INTERFACE || at.of_compartment == LP_SHARE_VISITED ||
        at.of_compartment == LP_SHARE_WITHOUT || at.of_edge == LP_SHARE_DISSIPATION) {
        return;
    } else if (at.whole == LP_SHARE_G) {
        limit[1] = INFINITY;
    } else if (at.of_edge == LP_SHARE_NET) {
        limit[0] = -1.0;
    } else {
        limit[0] = -INFINITY;
        limit[1] = INFINITY;
        *snap = at.of_compartment == LP_SHARE_CARRIED || at.of_compartment == LP_SHARE_UPTAKE_PART
                    ? SNAP_SHARE
                    : 0.0;
    }
}

bool lp_quantity_is_told(const struct lp_model *m, const struct lp_quantity *q)
{
    if (q->kind != LP_QUANTITY_NUMBER)
        return true;
    struct lp_share_place at = lp_shares_place(m, q->index);
    if (at.of_compartment != SIZE_MAX)
        return m->compartments[at.index].kind == LP_PHASE &&
               at.of_compartment != LP_SHARE_INVENTORY && at.of_compartment != LP_SHARE_ENRICHMENT;
    return at.whole != LP_SHARE_R;
}
