/* SPDX-License-Identifier: MIT
 *
 * Evaluation of the misfit. Slot j of every observer is fitted parameter j, so the Jacobian by u is
 * the observers' dy times dp/du column by column. Whitening is a forward substitution with the
 * Cholesky factor M of C, made anew only when the noise factors change.
 */
#include "estimate/objective.h"

#include "estimate/noise.h"

#include <gsl/gsl_linalg.h>

#define LN_2_PI 1.8378770664093454836

struct lp_objective {
    struct lp_arena *arena;
    const struct lp_problem *problem;
    struct lp_observer **observers; /* [n_experiments] NULL without rows */
    double *p;                      /* [parameters.n] */
    double *predicted;              /* [n_rows] */
    double *slope;                  /* [n] dp/du */
    double *factor;                 /* [n_groups] */
    double *per_sigma;              /* [n_rows] 1/sigma with these factors */
    struct lp_noise_memory *noise;
    bool is_stale; /* the whitener is not of these factors */
    const struct lp_pull *pull;
    gsl_matrix *whitener; /* lower Cholesky factor M [n_rows][n_rows]; NULL: no shared errors */
};

static double row_sigma(const struct lp_objective *o, size_t i)
{
    return lp_problem_row_sigma(&o->problem->rows[i], o->factor);
}

static void take_factors(struct lp_objective *o)
{
    for (size_t i = 0; i < o->problem->n_rows; i++)
        o->per_sigma[i] = 1.0 / row_sigma(o, i);
}

static enum lp_status make_observers(struct lp_objective *o, const struct lp_engine_options *engine,
                                     struct lp_diag *diag)
{
    const struct lp_problem *problem = o->problem;

    for (size_t e = 0; e < problem->study->n_experiments; e++) {
        const struct lp_experiment *x = &problem->study->experiments[e];
        if (x->n_rows == 0)
            continue;
        struct lp_point *points = lp_arena_alloc(o->arena, x->n_rows, sizeof *points);
        if (!points)
            return LP_ENOMEM;
        for (size_t k = 0; k < x->n_rows; k++)
            points[k] = (struct lp_point){.t_s = x->rows[k].t_s,
                                          .duration_s = x->rows[k].duration_s,
                                          .i_component = x->rows[k].i_component};
        struct lp_observer_setup setup = {.experiment = x,
                                          .absent = &problem->absent,
                                          .slots = problem->slots,
                                          .engine = *engine,
                                          .n_points = x->n_rows,
                                          .points = points};
        enum lp_status status = lp_observer_new(&setup, &o->observers[e], diag);
        if (status != LP_OK)
            return status;
    }
    return LP_OK;
}

/* C = 1 + A A^T with A = L/sigma, and its Cholesky factor, for the factors that hold now. */
static enum lp_status whiten_anew(struct lp_objective *o)
{
    size_t n = o->problem->n_rows, m = o->problem->n_nuisances;
    const double *l = o->problem->loadings;

    if (!o->whitener || !o->is_stale)
        return LP_OK;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < m; k++)
                sum += l[i * m + k] * l[j * m + k];
            sum = sum / (row_sigma(o, i) * row_sigma(o, j)) + (i == j ? 1.0 : 0.0);
            gsl_matrix_set(o->whitener, i, j, sum);
            gsl_matrix_set(o->whitener, j, i, sum);
        }
    o->is_stale = gsl_linalg_cholesky_decomp1(o->whitener) != 0;
    return o->is_stale ? LP_ENUMERIC : LP_OK;
}

static enum lp_status make_whitener(struct lp_objective *o)
{
    size_t n = o->problem->n_rows;

    o->noise = lp_noise_new(o->problem);
    if (!o->noise)
        return LP_ENOMEM;
    if (o->problem->n_nuisances == 0)
        return LP_OK;
    o->whitener = gsl_matrix_alloc(n, n);
    o->is_stale = true;
    return o->whitener ? whiten_anew(o) : LP_ENOMEM;
}

enum lp_status lp_objective_new(const struct lp_problem *problem,
                                const struct lp_engine_options *engine,
                                struct lp_objective **objective, struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_objective *o = lp_arena_alloc(arena, 1, sizeof *o);
    enum lp_status status = LP_ENOMEM;

    if (!o) {
        lp_arena_free(arena);
        return status;
    }
    o->arena = arena;
    o->problem = problem;
    o->observers = lp_arena_alloc(arena, problem->study->n_experiments, sizeof *o->observers);
    o->p = lp_arena_alloc(arena, problem->study->parameters.n, sizeof(double));
    o->predicted = lp_arena_alloc(arena, problem->n_rows, sizeof(double));
    o->per_sigma = lp_arena_alloc(arena, problem->n_rows, sizeof(double));
    o->slope = lp_arena_alloc(arena, problem->n, sizeof(double));
    o->factor = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    if (lp_arena_has_failed(arena))
        goto out;
    for (size_t g = 0; g < problem->n_groups; g++)
        o->factor[g] = 1.0;
    take_factors(o);
    status = make_observers(o, engine, diag);
    if (status == LP_OK)
        status = make_whitener(o);
out:
    if (status == LP_OK)
        *objective = o;
    else
        lp_objective_free(o);
    return status;
}

void lp_objective_free(struct lp_objective *o)
{
    if (!o)
        return;
    for (size_t e = 0; o->observers && e < o->problem->study->n_experiments; e++)
        lp_observer_free(o->observers[e]);
    gsl_matrix_free(o->whitener);
    lp_noise_free(o->noise);
    lp_arena_free(o->arena);
}

enum lp_engine_kind lp_objective_engine(const struct lp_objective *o)
{
    enum lp_engine_kind kind = LP_ENGINE_AUTO;
    for (size_t e = 0; e < o->problem->study->n_experiments; e++)
        if (o->observers[e] && kind != LP_ENGINE_CVODES)
            kind = lp_observer_engine(o->observers[e]);
    return kind;
}

void lp_objective_set_noise(struct lp_objective *o, const double factor[])
{
    for (size_t g = 0; g < o->problem->n_groups; g++)
        o->factor[g] = factor[g];
    take_factors(o);
    o->is_stale = o->problem->n_groups > 0;
}

bool lp_objective_is_costly(const struct lp_objective *o)
{
    const struct lp_study *study = o->problem->study;
    bool has_layers = false;

    for (size_t e = 0; e < study->n_experiments; e++)
        has_layers = has_layers || study->experiments[e].model->n_layers > 0;
    return has_layers || lp_objective_engine(o) != LP_ENGINE_EXACT;
}

size_t lp_objective_n_residuals(const struct lp_objective *o)
{
    size_t n = o->problem->n_rows + o->problem->n_priors;

    for (const struct lp_pull *pull = o->pull; pull; pull = pull->next)
        n++;
    return n;
}

void lp_objective_set_pull(struct lp_objective *o, const struct lp_pull *pull)
{
    o->pull = pull;
}

const double *lp_objective_predicted(const struct lp_objective *o)
{
    return o->predicted;
}

/* column <- M^-1 column, for a column of a row-major array with that stride. */
static void whiten(const struct lp_objective *o, double column[], size_t stride)
{
    if (!o->whitener)
        return;
    for (size_t i = 0; i < o->problem->n_rows; i++) {
        double sum = column[i * stride];
        for (size_t j = 0; j < i; j++)
            sum -= gsl_matrix_get(o->whitener, i, j) * column[j * stride];
        column[i * stride] = sum / gsl_matrix_get(o->whitener, i, i);
    }
}

void lp_objective_colour(struct lp_objective *o, const double e[], double errors[])
{
    if (whiten_anew(o) != LP_OK)
        return; /* cannot be: the factors were evaluated at the optimum */
    for (size_t i = 0; i < o->problem->n_rows; i++) {
        double sum = o->whitener ? 0.0 : e[i];
        for (size_t j = 0; o->whitener && j <= i; j++)
            sum += gsl_matrix_get(o->whitener, i, j) * e[j];
        errors[i] = sum * row_sigma(o, i);
    }
}

enum lp_status lp_objective_data(struct lp_objective *o, double data[])
{
    enum lp_status status = whiten_anew(o);

    for (size_t i = 0; i < o->problem->n_rows; i++)
        data[i] = o->problem->rows[i].value / row_sigma(o, i);
    if (status == LP_OK)
        whiten(o, data, 1);
    return status;
}

/* The Jacobian's rows hold the derivatives of the predictions to the parameters. */
static void residuals_of_rows(const struct lp_objective *o, const double u[], double r[],
                              double jacobian[])
{
    const struct lp_problem *problem = o->problem;
    size_t n = problem->n;

    for (size_t i = 0; i < problem->n_rows; i++)
        r[i] = (o->predicted[i] - problem->rows[i].value) * o->per_sigma[i];
    whiten(o, r, 1);
    if (!jacobian)
        return;
    for (size_t j = 0; j < n; j++)
        o->slope[j] = lp_transform_slope(&problem->transform[j], u[j]);
    for (size_t i = 0; i < problem->n_rows; i++) {
        double *row = jacobian + i * n, per_sigma = o->per_sigma[i];
        for (size_t j = 0; j < n; j++)
            row[j] *= o->slope[j] * per_sigma;
    }
    for (size_t j = 0; j < n; j++)
        whiten(o, jacobian + j, n);
}

static void residuals_of_priors(const struct lp_objective *o, const double u[], double r[],
                                double jacobian[])
{
    const struct lp_problem *problem = o->problem;

    for (size_t k = 0; k < problem->n_priors; k++) {
        size_t j = problem->i_prior[k], row = problem->n_rows + k;
        const struct lp_prior *prior = &lp_problem_parameter(problem, j)->prior;
        double slope;
        r[row] = lp_transform_prior(&problem->transform[j], prior, u[j], &slope);
        r[row] -= problem->prior_shift ? problem->prior_shift[k] : 0.0;
        if (!jacobian)
            continue;
        for (size_t i = 0; i < problem->n; i++)
            jacobian[row * problem->n + i] = i == j ? slope : 0.0;
    }
}

enum lp_status lp_objective_evaluate(struct lp_objective *o, const double u[], double r[],
                                     double jacobian[], struct lp_diag *diag)
{
    const struct lp_problem *problem = o->problem;
    enum lp_status status = LP_OK;

    if (whiten_anew(o) != LP_OK)
        return LP_ENUMERIC;
    lp_problem_values(problem, u, o->p);
    for (size_t e = 0; e < problem->study->n_experiments; e++) {
        size_t first = problem->first_row[e];
        if (!o->observers[e])
            continue;
        status = lp_observer_predict(
            o->observers[e], o->p, o->predicted + first,
            jacobian && problem->n > 0 ? jacobian + first * problem->n : NULL, diag);
        if (status != LP_OK)
            return status;
    }
    residuals_of_rows(o, u, r, jacobian);
    residuals_of_priors(o, u, r, jacobian);
    size_t last = problem->n_rows + problem->n_priors;
    for (const struct lp_pull *pull = o->pull; pull && status == LP_OK; pull = pull->next, last++)
        status = pull->evaluate(pull->context, u, r + last,
                                jacobian ? jacobian + last * problem->n : NULL);
    return status;
}

void lp_objective_doubt(struct lp_objective *o, const double u[], struct lp_diag *diag)
{
    lp_problem_values(o->problem, u, o->p);
    for (size_t e = 0; e < o->problem->study->n_experiments; e++) {
        if (o->observers[e] && lp_observer_doubt(o->observers[e], o->p, diag) != LP_OK)
            return; /* diag says why */
    }
}

void lp_objective_noise(const struct lp_objective *o, double factor[])
{
    lp_noise_estimate(o->noise, o->predicted, factor);
}

struct lp_likelihood lp_objective_likelihood(const struct lp_objective *o, const double r[])
{
    const struct lp_problem *problem = o->problem;
    struct lp_likelihood l = {.chi2 = 0.0};
    double ln_det = 0.0;

    for (size_t i = 0; i < problem->n_rows; i++) {
        l.chi2 += r[i] * r[i];
        ln_det += LN_2_PI + 2.0 * log(row_sigma(o, i));
        if (o->whitener)
            ln_det += 2.0 * log(gsl_matrix_get(o->whitener, i, i));
    }
    for (size_t k = 0; k < problem->n_priors; k++)
        l.prior += r[problem->n_rows + k] * r[problem->n_rows + k];
    l.loglik = -0.5 * (l.chi2 + ln_det);
    return l;
}

static enum lp_status evaluate(void *context, const double u[], double r[], double jacobian[])
{
    struct lp_objective_context *c = context;
    return lp_objective_evaluate(c->objective, u, r, jacobian, c->diag);
}

struct lp_least_squares lp_objective_least_squares(struct lp_objective_context *context)
{
    const struct lp_problem *problem = context->objective->problem;
    double size = 0.0;

    for (size_t i = 0; i < problem->n_rows; i++)
        size += pow(problem->rows[i].value / row_sigma(context->objective, i), 2);
    return (struct lp_least_squares){.n = problem->n,
                                     .n_residuals = lp_objective_n_residuals(context->objective),
                                     .lo = problem->lo,
                                     .hi = problem->hi,
                                     .size = size,
                                     .context = context,
                                     .evaluate = evaluate};
}
