/* SPDX-License-Identifier: MIT
 *
 * The grid runs from 0 to the last time: evenly, and where the times span more than a decade also
 * evenly in their logarithm, so that a curve is smooth on either axis. Bands are percentiles of the
 * curves of the first LP_DRAW_STATES draws of the full model, made on all workers.
 */
#include "uncertainty/curves.h"

#include "base/jobs.h"
#include "uncertainty/solution.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#define N_LINEAR 81
#define N_LOG    60

/* The curves of one experiment. */
struct curves {
    const struct lp_solution *solution;
    const struct lp_experiment *experiment;
    struct lp_arena *arena;
    size_t n_grid;
    double *grid; /* [n_grid] s */
    size_t n_components;
    size_t *component;              /* [n_components] those with data */
    size_t n_points;                /* n_components * n_grid, component by component */
    struct lp_observer **observers; /* [n_workers] */
    size_t n_workers;
    double *best; /* [n_points] */
    size_t n_draws;
    double *draws; /* [n_draws][n_points] */
};

static void make_grid(struct curves *c)
{
    const struct lp_experiment *x = c->experiment;
    double last = lp_experiment_last_s(x), first = last;

    for (size_t k = x->n_rows; k-- > 0;)
        if (x->rows[k].t_s > 0.0)
            first = x->rows[k].t_s;
    c->grid = lp_arena_alloc(c->arena, N_LINEAR + N_LOG, sizeof(double));
    if (!c->grid)
        return;
    if (!(last > 0.0))
        c->grid[c->n_grid++] = 0.0;
    for (size_t i = 0; last > 0.0 && i < N_LINEAR; i++)
        c->grid[c->n_grid++] = last * (double)i / (N_LINEAR - 1);
    for (size_t i = 0; last > 10.0 * first && i < N_LOG; i++)
        c->grid[c->n_grid++] = first * pow(last / first, (double)i / N_LOG);
    gsl_sort(c->grid, 1, c->n_grid);
    size_t n = 1;
    for (size_t i = 1; i < c->n_grid; i++)
        if (c->grid[i] > c->grid[n - 1] * (1.0 + 1e-9))
            c->grid[n++] = c->grid[i];
    c->n_grid = n;
}

/* The components that have data, and one observer per worker for all of them. */
static enum lp_status make_observers(struct curves *c, struct lp_diag *diag)
{
    const struct lp_experiment *x = c->experiment;
    const struct lp_solution *s = c->solution;

    c->component = lp_arena_alloc(c->arena, x->model->n_components, sizeof(size_t));
    c->observers = lp_arena_alloc(c->arena, s->workers.n, sizeof *c->observers);
    if (lp_arena_has_failed(c->arena))
        return LP_ENOMEM;
    for (size_t i = 0; i < x->model->n_components; i++) {
        bool has_data = false;
        for (size_t k = 0; k < x->n_rows; k++)
            has_data = has_data || x->rows[k].i_component == i;
        if (has_data)
            c->component[c->n_components++] = i;
    }
    c->n_points = c->n_components * c->n_grid;
    struct lp_point *points = lp_arena_alloc(c->arena, c->n_points, sizeof *points);
    if (!points)
        return LP_ENOMEM;
    for (size_t i = 0; i < c->n_points; i++)
        points[i] = (struct lp_point){.t_s = c->grid[i % c->n_grid],
                                      .i_component = c->component[i / c->n_grid]};
    struct lp_observer_setup setup = {
        .experiment = x, .engine = s->options->engine, .n_points = c->n_points, .points = points};
    for (c->n_workers = 0; c->n_workers < s->workers.n; c->n_workers++) {
        enum lp_status status =
            lp_observer_new(&setup, &c->observers[c->n_workers], c->n_workers == 0 ? diag : NULL);
        if (status != LP_OK)
            return status;
    }
    return LP_OK;
}

static enum lp_status draw_job(void *context, size_t i_draw, size_t i_worker)
{
    struct curves *c = context;
    double *y = c->draws + i_draw * c->n_points;
    const double *p = c->solution->sampled[0].sample.p + i_draw * c->solution->study->parameters.n;
    enum lp_status status = lp_observer_predict(c->observers[i_worker], p, y, NULL, NULL);

    for (size_t i = 0; status != LP_OK && i < c->n_points; i++)
        y[i] = NAN;
    return status == LP_ENOMEM ? status : LP_OK;
}

static enum lp_status make_curves(struct curves *c, struct lp_diag *diag)
{
    make_grid(c);
    enum lp_status status = make_observers(c, diag);
    if (status != LP_OK)
        return status;
    c->n_draws = c->solution->sampled[0].sample.n_states;
    c->best = lp_arena_alloc(c->arena, c->n_points, sizeof(double));
    c->draws = lp_arena_alloc(c->arena, c->n_draws, c->n_points * sizeof(double));
    if (!c->best || !c->draws)
        return LP_ENOMEM;
    status = lp_observer_predict(c->observers[0], c->solution->p, c->best, NULL, diag);
    if (status == LP_OK)
        status = lp_jobs_run(c->n_draws, c->n_workers, draw_job, c);
    return status;
}

/* The data of one component, with the sigma that the fit used and the fitted values. */
static void keep_data(const struct curves *c, size_t i_component, const double predicted[],
                      struct lp_curve *out)
{
    const struct lp_problem *problem = c->solution->problem;
    size_t e = (size_t)(c->experiment - c->solution->study->experiments), n = 0;
    size_t n_rows = c->experiment->n_rows;
    double *block = lp_arena_alloc(c->solution->arena, 4 * n_rows, sizeof(double));

    if (!block)
        return;
    double *t = block, *value = t + n_rows, *sigma = value + n_rows, *fitted = sigma + n_rows;
    for (size_t i = problem->first_row[e]; i < problem->first_row[e + 1]; i++) {
        const struct lp_problem_row *pr = &problem->rows[i];
        const struct lp_row *row = &c->experiment->rows[pr->i_row];
        if (row->i_component != i_component)
            continue;
        t[n] = row->t_s;
        value[n] = row->value;
        sigma[n] = lp_problem_row_sigma(pr, c->solution->best->factor);
        fitted[n++] = predicted[i];
    }
    out->n_data = n;
    out->t_s = t;
    out->value = value;
    out->sigma = sigma;
    out->fitted = fitted;
}

static void keep_curve(const struct curves *c, size_t i, struct lp_curve *out)
{
    double *block = lp_arena_alloc(c->solution->arena, 4 * c->n_grid, sizeof(double));
    if (!block)
        return;
    double *grid = block, *curve = grid + c->n_grid, *low = curve + c->n_grid,
           *high = low + c->n_grid;

    for (size_t k = 0; k < c->n_grid; k++) {
        size_t point = i * c->n_grid + k;
        struct lp_estimate band = lp_sample_interval(c->best[point], c->n_draws, c->draws + point,
                                                     c->n_points, c->solution->scratch);
        grid[k] = c->grid[k];
        curve[k] = band.value;
        low[k] = band.low;
        high[k] = band.high;
    }
    out->n_grid = c->n_grid;
    out->grid_s = grid;
    out->curve = curve;
    out->low = low;
    out->high = high;
}

static enum lp_status trace_experiment(const struct lp_solution *s, const struct lp_experiment *x,
                                       const double predicted[], struct lp_curve curves[],
                                       size_t *n, struct lp_diag *diag)
{
    struct curves c = {.solution = s, .experiment = x, .arena = lp_arena_new()};
    enum lp_status status = c.arena ? make_curves(&c, diag) : LP_ENOMEM;

    for (size_t i = 0; i < c.n_components && status == LP_OK; i++) {
        struct lp_curve *out = &curves[(*n)++];
        *out = (struct lp_curve){.experiment = x, .i_component = c.component[i]};
        keep_data(&c, c.component[i], predicted, out);
        keep_curve(&c, i, out);
    }
    for (size_t i = 0; i < c.n_workers; i++)
        lp_observer_free(c.observers[i]);
    lp_arena_free(c.arena);
    return status;
}

enum lp_status lp_curves_run(struct lp_solution *s, struct lp_diag *diag)
{
    struct lp_objective *objective = s->workers.objective[0];
    size_t n_max = 0, n = 0;
    double *r = lp_arena_alloc(s->arena, lp_objective_n_residuals(objective), sizeof(double));

    for (size_t e = 0; e < s->study->n_experiments; e++)
        n_max += s->study->experiments[e].model->n_components;
    struct lp_curve *curves = lp_arena_alloc(s->arena, n_max, sizeof *curves);
    if (!r || !curves)
        return LP_ENOMEM;
    enum lp_status status = lp_objective_evaluate(objective, s->best->u, r, NULL, diag);
    for (size_t e = 0; e < s->study->n_experiments && status == LP_OK; e++)
        if (s->study->experiments[e].n_rows > 0)
            status = trace_experiment(s, &s->study->experiments[e],
                                      lp_objective_predicted(objective), curves, &n, diag);
    s->curves = curves;
    s->n_curves = n;
    return lp_arena_status(s->arena, status);
}
