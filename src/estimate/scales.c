/* SPDX-License-Identifier: MIT
 *
 * The model is evaluated with each scale where the fit began, S0; from those residuals a = (r +
 * d)/S0, and from those derivatives da = dr/S0. The scales' own columns are zero, and fit holds
 * them.
 */
#include "estimate/scales.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

struct lp_scales {
    const struct lp_problem *problem;
    struct lp_least_squares full;
    bool *is_held;   /* [n] held by the caller, or a scale that is eliminated */
    bool *is_scale;  /* [n] the latter */
    size_t *i_scale; /* [n_rows] the eliminated scale of a row, LP_NONE: none */
    double *u;       /* [n] with every eliminated scale where the fit began */
    double *data;    /* [n_rows] */
    double *best;    /* [n] u of the scales at the last point */
    double *shape;   /* [n_rows] a */
    double *r;       /* [n_rows + n_priors + 1] the last for a pull (objective.h) */
    size_t n_eliminated;
};

struct lp_scales *lp_scales_new(struct lp_arena *arena, const struct lp_problem *problem)
{
    struct lp_scales *s = lp_arena_alloc(arena, 1, sizeof *s);

    if (!s)
        return NULL;
    s->problem = problem;
    s->is_held = lp_arena_alloc(arena, problem->n, sizeof(bool));
    s->is_scale = lp_arena_alloc(arena, problem->n, sizeof(bool));
    s->i_scale = lp_arena_alloc(arena, problem->n_rows, sizeof(size_t));
    s->u = lp_arena_alloc(arena, problem->n, sizeof(double));
    s->best = lp_arena_alloc(arena, problem->n, sizeof(double));
    s->data = lp_arena_alloc(arena, problem->n_rows, sizeof(double));
    s->shape = lp_arena_alloc(arena, problem->n_rows, sizeof(double));
    s->r = lp_arena_alloc(arena, problem->n_rows + problem->n_priors + 1, sizeof(double));
    return lp_arena_has_failed(arena) ? NULL : s;
}

/* Which scales are eliminated in a fit from u; how many. */
static size_t choose(struct lp_scales *s, const bool is_fixed[], const double u[])
{
    const struct lp_problem *problem = s->problem;
    bool all_alike = true;

    s->n_eliminated = 0;
    for (size_t j = 0; j < problem->n; j++) {
        s->is_held[j] = is_fixed && is_fixed[j];
        s->is_scale[j] = false;
    }
    for (size_t i = 0; i < problem->n_rows; i++) {
        size_t j = problem->i_scale[problem->rows[i].i_experiment];
        if (j != LP_NONE && ((is_fixed && is_fixed[j]) ||
                             !(lp_transform_value(&problem->transform[j], u[j]) > 0.0)))
            j = LP_NONE;
        s->i_scale[i] = j;
        all_alike = all_alike && s->i_scale[i] == s->i_scale[0];
    }
    if (problem->n_nuisances > 0 && !all_alike)
        return 0;
    for (size_t i = 0; i < problem->n_rows; i++) {
        size_t j = s->i_scale[i];
        if (j == LP_NONE || s->is_scale[j])
            continue;
        s->is_held[j] = s->is_scale[j] = true;
        s->n_eliminated++;
    }
    return s->n_eliminated;
}

/* The best scale at a.a, a.d, within bounds; its u in *u. False: a bound holds it, or nothing of
 * it is seen (then it stays). */
static bool best_scale(const struct lp_transform *transform, double aa, double ad, double *u,
                       double *value)
{
    if (!(aa > 0.0))
        return false;
    double wanted = ad / aa;
    bool is_inside = wanted > transform->min && wanted < transform->max;
    *u = lp_transform_u(transform, wanted);
    *value = is_inside ? wanted : lp_transform_value(transform, *u);
    return is_inside;
}

/* Column k of the rows that share scale j: dr = da S + a dS, with dS = 0 where aa is infinite. */
static void project_column(const struct lp_scales *s, size_t j, size_t k, double aa, double S,
                           double ratio, double jacobian[])
{
    size_t n = s->problem->n, n_rows = s->problem->n_rows;
    double slope = 0.0;

    for (size_t i = 0; i < n_rows; i++)
        if (s->i_scale[i] == j)
            slope += jacobian[i * n + k] * (s->data[i] - 2.0 * S * s->shape[i]);
    slope *= ratio / (S * aa);
    for (size_t i = 0; i < n_rows; i++)
        if (s->i_scale[i] == j)
            jacobian[i * n + k] = k == j ? 0.0 : jacobian[i * n + k] * ratio + s->shape[i] * slope;
}

/* Residuals and derivatives of the rows that share scale j, from those at S0. */
static void project(struct lp_scales *s, size_t j, double r[], double jacobian[])
{
    const struct lp_problem *problem = s->problem;
    size_t n = problem->n, n_rows = problem->n_rows;
    double s0 = lp_transform_value(&problem->transform[j], s->u[j]), S = s0;
    double aa = 0.0, ad = 0.0;

    s->best[j] = s->u[j];
    for (size_t i = 0; i < n_rows; i++) {
        if (s->i_scale[i] != j)
            continue;
        s->shape[i] = (r[i] + s->data[i]) / s0;
        aa += s->shape[i] * s->shape[i];
        ad += s->shape[i] * s->data[i];
    }
    bool moves = best_scale(&problem->transform[j], aa, ad, &s->best[j], &S);
    for (size_t i = 0; i < n_rows; i++)
        if (s->i_scale[i] == j)
            r[i] = s->shape[i] * S - s->data[i];
    for (size_t k = 0; jacobian && k < n; k++)
        project_column(s, j, k, moves ? aa : INFINITY, S, S / s0, jacobian);
}

static enum lp_status evaluate(void *context, const double u[], double r[], double jacobian[])
{
    struct lp_scales *s = context;

    for (size_t j = 0; j < s->problem->n; j++)
        if (!s->is_scale[j])
            s->u[j] = u[j];
    enum lp_status status = s->full.evaluate(s->full.context, s->u, r, jacobian);
    for (size_t j = 0; j < s->problem->n && status == LP_OK; j++)
        if (s->is_scale[j])
            project(s, j, r, jacobian);
    return status;
}

/* Evaluate at u once more, for the scales that belong to it. */
static void set_scales(struct lp_scales *s, double r[], double u[])
{
    if (evaluate(s, u, r, NULL) != LP_OK)
        return;
    for (size_t j = 0; j < s->problem->n; j++)
        if (s->is_scale[j])
            u[j] = s->best[j];
}

enum lp_status lp_scales_fit(struct lp_objective *objective, const struct lp_problem *problem,
                             struct lp_scales *s, const struct lp_fit_options *options,
                             const bool is_fixed[], double u[], struct lp_fit_result *result)
{
    struct lp_objective_context context = {.objective = objective, .diag = NULL};
    struct lp_least_squares reduced;

    s->full = lp_objective_least_squares(&context);
    if (choose(s, is_fixed, u) == 0)
        return lp_fit_local(&s->full, options, is_fixed, u, result);
    memcpy(s->u, u, problem->n * sizeof(double));
    if (lp_objective_data(objective, s->data) != LP_OK) {
        *result = (struct lp_fit_result){.cost = NAN, .promise = NAN, .stop = LP_STOP_FAILED};
        return LP_OK;
    }
    reduced = s->full;
    reduced.context = s;
    reduced.evaluate = evaluate;
    enum lp_status status = lp_fit_local(&reduced, options, s->is_held, u, result);
    if (status == LP_OK && result->stop != LP_STOP_FAILED)
        set_scales(s, s->r, u);
    return status;
}
