/* SPDX-License-Identifier: MIT
 *
 * The linearised outlook, at every truth from one integration with sensitivities: for models whose
 * evaluation is too costly for the fits of design_expect.c. Good where the interval that there is
 * is narrow against the bend of the model; near the edge of what a flow can be it is too wide.
 */
#include "design/design_impl.h"

#include "search/profile.h"
#include "uncertainty/quantity.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

enum lp_status lp_design_sd(size_t n, size_t n_rows, const double jacobian[],
                            const double gradient[], const double width[], double *sd)
{
    gsl_matrix *f = gsl_matrix_calloc(n, n);
    gsl_vector *g = gsl_vector_alloc(n), *x = gsl_vector_alloc(n);
    enum lp_status status = f && g && x ? LP_OK : LP_ENOMEM;
    double variance = 0.0;

    for (size_t i = 0; i < n && status == LP_OK; i++) {
        gsl_vector_set(g, i, gradient[i] * width[i]);
        for (size_t j = 0; j <= i; j++) {
            double sum = i == j ? 1.0 : 0.0;
            for (size_t k = 0; k < n_rows; k++)
                sum += jacobian[k * n + i] * width[i] * jacobian[k * n + j] * width[j];
            gsl_matrix_set(f, i, j, sum);
            gsl_matrix_set(f, j, i, sum);
        }
    }
    if (status == LP_OK && (gsl_linalg_cholesky_decomp1(f) != GSL_SUCCESS ||
                            gsl_linalg_cholesky_solve(f, g, x) != GSL_SUCCESS))
        status = LP_ENUMERIC;
    for (size_t i = 0; i < n && status == LP_OK; i++)
        variance += gsl_vector_get(g, i) * gsl_vector_get(x, i);
    if (status == LP_OK && !isfinite(variance))
        status = LP_ENUMERIC;
    if (status == LP_OK)
        *sd = sqrt(variance);
    gsl_matrix_free(f);
    gsl_vector_free(g);
    gsl_vector_free(x);
    return status;
}

/* What is evaluated for one candidate. */
struct weighing {
    const struct lp_design_ground *ground;
    struct lp_arena *arena;
    struct lp_problem *problem;
    struct lp_objective *objective;
    struct lp_quantity_view view;
    bool is_impedance;
    size_t n_rows; /* with one more for the impedance */
    double *u, *r, *jacobian, *gradient, *range;
};

static enum lp_status prepare(struct weighing *g, const struct lp_design_option *option)
{
    g->arena = lp_arena_new();
    enum lp_status status =
        g->arena ? lp_problem_new(option->study, NULL, &g->problem, NULL) : LP_ENOMEM;

    if (status == LP_OK)
        status = lp_objective_new(g->problem, g->ground->engine, &g->objective, NULL);
    if (status == LP_OK)
        status = lp_quantity_view_init(g->problem, g->ground->engine, g->arena, &g->view);
    if (status != LP_OK)
        return status;
    size_t n = g->problem->n;
    g->is_impedance = option->measure.kind == LP_DESIGN_IMPEDANCE;
    g->n_rows = lp_objective_n_residuals(g->objective) + (g->is_impedance ? 1 : 0);
    g->u = lp_arena_alloc(g->arena, n, sizeof(double));
    g->r = lp_arena_alloc(g->arena, g->n_rows, sizeof(double));
    g->jacobian = lp_arena_alloc(g->arena, g->n_rows * n, sizeof(double));
    g->gradient = lp_arena_alloc(g->arena, n, sizeof(double));
    g->range = lp_arena_alloc(g->arena, n, sizeof(double));
    if (!g->u || !g->r || !g->jacobian || !g->gradient || !g->range)
        return LP_ENOMEM;
    lp_objective_set_noise(g->objective, g->ground->factor);
    return LP_OK;
}

/* The sum of all flows over contacts of the report experiment [mol/s]. */
static double contact_flows(const struct lp_study *study, const double p[])
{
    const struct lp_experiment *x = lp_study_report(study);
    double sum = 0.0;

    for (size_t i = 0; i < x->model->n_edges; i++) {
        const struct lp_edge *e = &x->model->edges[i];
        if (lp_edge_conducts(e) && lp_edge_touches_electrode(x->model, e))
            sum += lp_value_at(&study->parameters, &e->flow_mol_per_s, p, x->temperature_K);
    }
    return sum;
}

/*
 * The ranges of the parameters at a point, in u. A flow may be anything up to the sum of the
 * contacts' flows there: on the bent scale of u a flow near zero would otherwise hardly move. Of
 * the others the range is that of the fit there is, carried over to the candidate's scale, so that
 * no candidate knows more for its scales alone.
 */
static void set_range(struct weighing *g, const double p[])
{
    const struct lp_problem *now = g->ground->problem;
    const struct lp_parameters *ps = &g->ground->study->parameters;
    double flows = contact_flows(g->ground->study, p);

    for (size_t j = 0; j < g->problem->n; j++) {
        size_t i = g->problem->i_parameter[j], k = lp_problem_find(now, i);
        const struct lp_transform *here = &g->problem->transform[j];
        const struct lp_transform *base = k == LP_NONE ? here : &now->transform[k];
        double range =
            lp_transform_width(base) * lp_transform_slope(base, lp_transform_u(base, p[i]));
        if (ps->item[i].dimension == LP_DIM_FLOW)
            range = fmax(range, flows);
        g->range[j] = range / lp_transform_slope(here, lp_transform_u(here, p[i]));
        if (!isfinite(g->range[j]))
            g->range[j] = lp_transform_width(here);
    }
}

/* A number and its gradient at g->u. */
static enum lp_status number_gradient(const struct weighing *g, size_t i_number, double *value,
                                      double gradient[])
{
    const struct lp_quantity quantity = {LP_QUANTITY_NUMBER, i_number};
    enum lp_status status = lp_quantity_value(&g->view, &quantity, g->u, value);

    if (status == LP_OK && !isfinite(*value))
        status = LP_ENUMERIC;
    return status == LP_OK ? lp_quantity_gradient(&g->view, &quantity, g->u, *value, gradient)
                           : status;
}

static enum lp_status target_gradient(const struct weighing *g, double *value)
{
    size_t i_target = g->ground->i_target;

    if (i_target == LP_NONE)
        return number_gradient(g, LP_SHARE_INTERFACE, value, g->gradient);
    size_t j = lp_problem_find(g->problem, i_target);
    if (j == LP_NONE)
        return LP_ENUMERIC;
    memset(g->gradient, 0, g->problem->n * sizeof(double));
    g->gradient[j] = lp_transform_slope(&g->problem->transform[j], g->u[j]);
    *value = lp_transform_value(&g->problem->transform[j], g->u[j]);
    return LP_OK;
}

/* The target and its sd at a point. */
static enum lp_status weigh_at(struct weighing *g, const double p[], double *value, double *sd)
{
    size_t n = g->problem->n;
    double R = NAN;

    set_range(g, p);
    for (size_t j = 0; j < n; j++)
        g->u[j] = lp_transform_u(&g->problem->transform[j], p[g->problem->i_parameter[j]]);
    enum lp_status status = lp_objective_evaluate(g->objective, g->u, g->r, g->jacobian, NULL);
    if (status == LP_OK && g->is_impedance) {
        double *row = g->jacobian + (g->n_rows - 1) * n;
        status = number_gradient(g, LP_SHARE_R, &R, row);
        for (size_t j = 0; j < n; j++)
            row[j] /= R * LP_DESIGN_EIS;
    }
    if (status == LP_OK)
        status = target_gradient(g, value);
    if (status == LP_OK)
        status = lp_design_sd(n, g->n_rows, g->jacobian, g->gradient, g->range, sd);
    return status;
}

/* value +- 1.96 sd as far as the target can be there. */
static struct lp_design_outlook look(const struct lp_design_ground *ground, double value, double sd)
{
    double low = 0.0, high = 1.0, half = sqrt(LP_PROFILE_CHI2) * sd;

    if (ground->i_target != LP_NONE) {
        low = ground->study->parameters.item[ground->i_target].min;
        high = ground->study->parameters.item[ground->i_target].max;
    }
    return (struct lp_design_outlook){
        .is_known = true,
        .value = value,
        .low = fmax(value - half, low),
        .high = fmin(value + half, high),
        .deviance =
            ground->i_target == LP_NONE ? pow((value - ground->study->threshold) / sd, 2.0) : NAN};
}

enum lp_status lp_design_linear(const struct lp_design_ground *ground,
                                const struct lp_design_option *option,
                                struct lp_design_outlook outlook[])
{
    struct weighing g = {.ground = ground};
    double value = NAN, sd = NAN;
    enum lp_status status = prepare(&g, option);

    for (size_t k = 0; k < ground->n_points && status == LP_OK; k++) {
        outlook[k] = (struct lp_design_outlook){false, NAN, NAN, NAN, NAN};
        status = weigh_at(&g, ground->p + k * ground->study->parameters.n, &value, &sd);
        if (status == LP_OK)
            outlook[k] = look(ground, value, sd);
        else if (status == LP_ENUMERIC)
            status = LP_OK;
    }
    lp_quantity_view_clear(&g.view);
    lp_objective_free(g.objective);
    lp_problem_free(g.problem);
    lp_arena_free(g.arena);
    return status;
}
