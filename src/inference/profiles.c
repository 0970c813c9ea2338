/* SPDX-License-Identifier: MIT
 *
 * Pool of known points, search of all sides in rounds, and what comes of it. Within a round jobs
 * read the pool and write their own side only; points are added between rounds in the order of the
 * jobs, so that results do not depend on the number of workers.
 */
#include "inference/profiles.h"

#include "base/jobs.h"
#include "inference/affine.h"
#include "inference/flows.h"
#include "inference/solution.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define ROUNDS        3    /* the first, and searches again from points that others met */
#define POOL_RISE     30.0 /* of the deviance: points above are no help as starts */
#define RANDOM        16   /* points at which numbers are compared */
#define RIDGE         1e-10
#define FIT_GTOL      1e-5 /* 1e-3 of the deviance at most, against a tolerance of 0.01 */
#define FIT_XTOL      1e-6
#define FIT_JACOBIANS 60

struct pool {
    size_t n, n_max;
    double *deviance; /* [n_max] */
    double *u;        /* [n_max][problem->n] */
};

struct worker {
    struct lp_objective *objective;
    struct lp_quantity_view view;
    struct lp_arena *arena; /* what fits leave behind */
};

/* One quantity, with both sides. */
struct item {
    struct lp_quantity quantity;
    bool is_wanted;
    size_t i_same; /* of an earlier one that it follows: number = offset + factor x that */
    double offset, factor;
    double width; /* of g */
    struct lp_profile_side side[2];
};

struct run {
    struct lp_solution *s;
    struct lp_arena *arena;
    struct worker *workers;
    size_t n_workers, n_items;
    struct item *items;
    struct pool pool;
    struct lp_flows flows;
    bool is_costly;
    double rise;
    size_t n_jobs;
    size_t *jobs; /* [2 n_items] 2 i_item + side, of this round */
};

/* A fit towards a value of one quantity, by one worker. */
struct pulling {
    const struct run *run;
    const struct item *item;
    struct worker *worker;
    struct lp_optimum *optimum;
    bool *is_fixed; /* [n] */
    double target, scale;
};

static enum lp_status pull(void *context, const double u[], double *residual, double gradient[])
{
    struct pulling *p = context;
    double g = NAN;
    enum lp_status status = lp_quantity_value(&p->worker->view, &p->item->quantity, u, &g);

    if (status != LP_OK || isnan(g))
        return status == LP_OK ? LP_ENUMERIC : status;
    *residual = (g - p->target) / p->scale;
    if (!gradient)
        return LP_OK;
    status = lp_quantity_gradient(&p->worker->view, &p->item->quantity, u, g, gradient);
    for (size_t j = 0; j < p->run->s->problem->n; j++)
        gradient[j] /= p->scale;
    return status;
}

/* As struct lp_profile_task asks. A parameter is held at the target itself. */
static enum lp_status fit(void *context, double target, double scale,
                          struct lp_profile_point *point)
{
    struct pulling *p = context;
    const struct lp_solution *s = p->run->s;
    const struct lp_problem *problem = s->problem;
    struct lp_fit_options options = {
        .xtol = FIT_XTOL, .gtol = FIT_GTOL, .max_jacobians = FIT_JACOBIANS};
    bool is_parameter = p->item->quantity.kind == LP_QUANTITY_PARAMETER;
    struct lp_pull hook = {.context = p, .evaluate = pull};

    lp_optimum_copy(problem, p->optimum, s->best);
    memcpy(p->optimum->u, point->u, problem->n * sizeof(double));
    p->target = target;
    p->scale = scale;
    if (is_parameter) {
        size_t j = p->item->quantity.index;
        p->optimum->u[j] = fmin(fmax(target, problem->lo[j]), problem->hi[j]);
        p->is_fixed[j] = true;
    }
    lp_objective_set_pull(p->worker->objective, is_parameter ? NULL : &hook);
    enum lp_status status =
        lp_optimum_fit(p->worker->objective, problem, &options, is_parameter ? p->is_fixed : NULL,
                       p->worker->arena, p->optimum);
    lp_objective_set_pull(p->worker->objective, NULL);
    if (is_parameter)
        p->is_fixed[p->item->quantity.index] = false;
    memcpy(point->u, p->optimum->u, problem->n * sizeof(double));
    point->deviance = p->optimum->deviance;
    point->g = NAN;
    if (status == LP_OK && !isnan(point->deviance))
        status = lp_quantity_value(&p->worker->view, &p->item->quantity, point->u, &point->g);
    return status == LP_ENUMERIC ? LP_OK : status;
}

static bool vary(void *context, size_t i, double u[])
{
    struct pulling *p = context;

    return i == 0 && !p->run->is_costly &&
           lp_flows_strengthen(p->run->s->problem, &p->run->flows, p->worker->view.p, u);
}

/* A point that may help, unless it is there already. */
static void add_to_pool(struct run *run, const double u[], double deviance)
{
    struct pool *pool = &run->pool;
    size_t n = run->s->problem->n;

    if (!(deviance - run->s->best->deviance < (run->is_costly ? INFINITY : POOL_RISE)) ||
        pool->n == pool->n_max)
        return;
    for (size_t k = 0; k < pool->n; k++) {
        double difference = 0.0;
        for (size_t j = 0; j < n; j++)
            difference = fmax(difference, fabs(pool->u[k * n + j] - u[j]));
        if (difference < 1e-3)
            return;
    }
    memcpy(pool->u + pool->n * n, u, n * sizeof(double));
    pool->deviance[pool->n++] = deviance;
}

/* A topology's best fit as a point of the full model: what it lacks is zero. */
static void add_topology(struct run *run, const struct lp_topology *t, double u[])
{
    const struct lp_problem *problem = run->s->problem;

    if (!t->optimum || isnan(t->optimum->deviance))
        return;
    for (size_t j = 0; j < problem->n; j++) {
        size_t i = lp_problem_find(t->problem, problem->i_parameter[j]);
        if (i == LP_NONE && !(run->flows.is_between[j] || run->flows.is_contact[j]))
            return;
        u[j] = i == LP_NONE ? lp_transform_u(&problem->transform[j], 0.0) : t->optimum->u[i];
    }
    add_to_pool(run, u, t->optimum->deviance);
}

/* Fits from the best with strong exchange between the phases, and without any. */
static enum lp_status add_exchanges(struct run *run, double u[])
{
    const struct lp_solution *s = run->s;
    struct worker *w = &run->workers[0];
    struct lp_fit_options options = {
        .xtol = FIT_XTOL, .gtol = FIT_GTOL, .max_jacobians = FIT_JACOBIANS};
    struct lp_optimum *o = lp_optimum_new(run->arena, s->problem);
    enum lp_status status = o ? LP_OK : LP_ENOMEM;

    for (size_t i = 0; i < 2 && run->flows.has_between && status == LP_OK; i++) {
        memcpy(u, s->best->u, s->problem->n * sizeof(double));
        if (i == 0)
            lp_flows_strengthen(s->problem, &run->flows, w->view.p, u);
        for (size_t j = 0; i == 1 && j < s->problem->n; j++)
            u[j] = run->flows.is_between[j] ? s->problem->lo[j] : u[j];
        lp_optimum_copy(s->problem, o, s->best);
        memcpy(o->u, u, s->problem->n * sizeof(double));
        status = lp_optimum_fit(w->objective, s->problem, &options, NULL, run->arena, o);
        if (status == LP_OK && !isnan(o->deviance))
            add_to_pool(run, o->u, o->deviance);
    }
    return status;
}

static enum lp_status fill_pool(struct run *run)
{
    const struct lp_solution *s = run->s;
    size_t n = s->problem->n;
    double *u = lp_arena_alloc(run->arena, n + 1, sizeof(double));

    run->pool.n_max = s->starts.n + 2 * n + s->topologies.n + 4 + ROUNDS * 2 * run->n_items;
    run->pool.deviance = lp_arena_alloc(run->arena, run->pool.n_max, sizeof(double));
    run->pool.u = lp_arena_alloc(run->arena, run->pool.n_max, (n + 1) * sizeof(double));
    if (!u || !run->pool.deviance || !run->pool.u)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->starts.n; i++)
        if (!isnan(s->starts.starts[i]->deviance))
            add_to_pool(run, s->starts.starts[i]->u, s->starts.starts[i]->deviance);
    for (size_t i = 0; i < 2 * n; i++)
        if (!isnan(s->identity[i / 2].rise[i % 2]))
            add_to_pool(run, s->identity[i / 2].u_end[i % 2],
                        s->best->deviance + s->identity[i / 2].rise[i % 2]);
    for (size_t i = 1; i < s->topologies.n; i++)
        add_topology(run, &s->topologies.items[i], u);
    return run->is_costly ? LP_OK : add_exchanges(run, u);
}

static enum lp_status make_workers(struct run *run)
{
    struct lp_solution *s = run->s;
    size_t n = s->workers.n;
    enum lp_status status = LP_OK;

    run->workers = lp_arena_alloc(run->arena, n, sizeof(*run->workers));
    if (!run->workers)
        return LP_ENOMEM;
    run->n_workers = n;
    for (size_t i = 0; i < n && status == LP_OK; i++) {
        struct worker *w = &run->workers[i];
        w->objective = s->workers.objective[i];
        w->arena = lp_arena_new();
        w->view = (struct lp_quantity_view){
            .problem = s->problem,
            .model = s->report->model,
            .paths = &s->followed,
            .p = lp_arena_alloc(run->arena, s->study->parameters.n, sizeof(double)),
            .u = lp_arena_alloc(run->arena, s->problem->n + 1, sizeof(double)),
            .conductance_mol_s = s->is_joined ? 1e-3 * s->numbers[LP_SHARE_G] : 1.0};
        if (!w->arena || !w->view.p || !w->view.u)
            return LP_ENOMEM;
        status = lp_shares_new(s->study, NULL, &s->options->engine, &w->view.shares, NULL);
    }
    return status;
}

/* What has a value is wanted, as far as it can be afforded. */
static enum lp_status list_items(struct run *run)
{
    const struct lp_solution *s = run->s;
    const struct lp_model *m = s->report->model;
    size_t n_numbers = lp_shares_n(m), n = s->problem->n;

    run->n_items = n + n_numbers + s->followed.n + 1;
    run->items = lp_arena_alloc(run->arena, run->n_items, sizeof(*run->items));
    run->jobs = lp_arena_alloc(run->arena, 2 * run->n_items, sizeof(size_t));
    double *u = lp_arena_alloc(run->arena, 4 * run->n_items, (n + 1) * sizeof(double));
    if (!run->items || !run->jobs || !u)
        return LP_ENOMEM;
    for (size_t i = 0; i < run->n_items; i++) {
        struct item *item = &run->items[i];
        size_t i_number = i - n, i_path = i - n - n_numbers;
        bool has_value = true;
        if (i < n)
            item->quantity = (struct lp_quantity){LP_QUANTITY_PARAMETER, i};
        else if (i_number < n_numbers) {
            item->quantity = (struct lp_quantity){LP_QUANTITY_NUMBER, i_number};
            has_value = !isnan(s->numbers[i_number]) &&
                        !(run->is_costly && lp_shares_is_state(m, i_number));
        } else {
            item->quantity = i_path < s->followed.n ? (struct lp_quantity){LP_QUANTITY_PATH, i_path}
                                                    : (struct lp_quantity){LP_QUANTITY_REST, 0};
            has_value = s->is_joined && !run->is_costly;
        }
        item->is_wanted = has_value && lp_quantity_is_told(m, &item->quantity);
        item->i_same = SIZE_MAX;
        item->factor = 1.0;
        for (size_t k = 0; k < 2; k++) {
            item->side[k].inside.u = u + (4 * i + 2 * k) * (n + 1);
            item->side[k].better.u = u + (4 * i + 2 * k + 1) * (n + 1);
            item->side[k].better.deviance = NAN;
        }
    }
    return LP_OK;
}

/* Numbers at random points of the box of starts: values [RANDOM][n_items]. */
static enum lp_status values_at_random(struct run *run, double values[])
{
    const struct lp_solution *s = run->s;
    const struct lp_quantity_view *view = &run->workers[0].view;
    size_t n = s->problem->n;
    double *u = lp_arena_alloc(run->arena, RANDOM, (n + 1) * sizeof(double));
    enum lp_status status =
        u ? lp_multistart_points(s->problem, LP_RANDOM_STARTS, 1, RANDOM, u) : LP_ENOMEM;

    for (size_t k = 0; k < RANDOM && status == LP_OK; k++)
        for (size_t i = 0; i < run->n_items; i++) {
            double *value = &values[k * run->n_items + i];
            *value = NAN;
            if (!run->items[i].is_wanted)
                continue;
            status = lp_quantity_value(view, &run->items[i].quantity, u + k * n, value);
            if (status == LP_ENOMEM)
                return status;
            *value =
                status == LP_OK ? lp_quantity_number(view, &run->items[i].quantity, *value) : NAN;
            status = LP_OK;
        }
    return status;
}

/* Numbers that are profiled even where a fit is costly. */
static bool is_first(const struct lp_quantity *q)
{
    return q->kind == LP_QUANTITY_PARAMETER ||
           (q->kind == LP_QUANTITY_NUMBER &&
            (q->index == LP_SHARE_G || q->index == LP_SHARE_INTERFACE));
}

/* Numbers that follow an earlier one, and numbers that never change. */
static enum lp_status find_followers(struct run *run)
{
    size_t n = run->n_items, first = run->s->problem->n;
    double *values = lp_arena_alloc(run->arena, RANDOM * n, sizeof(double));
    enum lp_status status = values ? values_at_random(run, values) : LP_ENOMEM;

    for (size_t i = first; i < n && status == LP_OK; i++) {
        struct item *item = &run->items[i];
        if (!item->is_wanted)
            continue;
        if (lp_affine_constant(RANDOM, n, values + i)) {
            item->i_same = i;
            continue;
        }
        for (size_t k = first; k < i && item->i_same == SIZE_MAX; k++)
            if (run->items[k].is_wanted && run->items[k].i_same == SIZE_MAX &&
                (!run->is_costly || is_first(&run->items[k].quantity)) &&
                lp_affine_follows(RANDOM, n, values + k, values + i, &item->offset, &item->factor))
                item->i_same = k;
        item->is_wanted = !run->is_costly || item->i_same != SIZE_MAX || is_first(&item->quantity);
    }
    return status;
}

/* J^T J at the best with a ridge, as a Cholesky factor. */
static enum lp_status curvature(const struct run *run, gsl_matrix *a)
{
    const struct lp_solution *s = run->s;
    struct lp_objective *o = run->workers[0].objective;
    size_t n = s->problem->n, m = lp_objective_n_residuals(o);
    double *r = lp_arena_alloc(run->arena, m, sizeof(double));
    double *jacobian = lp_arena_alloc(run->arena, m, (n + 1) * sizeof(double));
    double most = 0.0;

    if (!r || !jacobian)
        return LP_ENOMEM;
    lp_objective_set_noise(o, s->best->factor);
    enum lp_status status = lp_objective_evaluate(o, s->best->u, r, jacobian, NULL);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0.0;
            for (size_t k = 0; k < m; k++)
                sum += jacobian[k * n + i] * jacobian[k * n + j];
            gsl_matrix_set(a, i, j, sum);
            most = i == j ? fmax(most, sum) : most;
        }
    for (size_t i = 0; i < n; i++)
        gsl_matrix_set(a, i, i, gsl_matrix_get(a, i, i) + RIDGE * most + 1e-8);
    return gsl_linalg_cholesky_decomp1(a) == 0 ? LP_OK : LP_ENUMERIC;
}

/* A first guess of the standard deviation of g, sqrt(dg^T (J^T J)^-1 dg), kept in reason. */
static enum lp_status guess_width(struct run *run, const gsl_matrix *factor, struct item *item)
{
    const struct lp_quantity_view *view = &run->workers[0].view;
    size_t n = run->s->problem->n;
    double *d = lp_arena_alloc(run->arena, 2 * n + 1, sizeof(double)), g = NAN, sum = 0.0;
    double limit[2], snap, most = 2.0;

    if (!d)
        return LP_ENOMEM;
    enum lp_status status = lp_quantity_value(view, &item->quantity, run->s->best->u, &g);
    if (status == LP_OK)
        status = lp_quantity_gradient(view, &item->quantity, run->s->best->u, g, d);
    if (status != LP_OK)
        return status;
    gsl_vector_view x = gsl_vector_view_array(d + n, n);
    gsl_vector_view b = gsl_vector_view_array(d, n);
    if (factor && gsl_linalg_cholesky_solve(factor, &b.vector, &x.vector) == 0)
        for (size_t j = 0; j < n; j++)
            sum += d[j] * d[n + j];
    lp_quantity_limits(view, &item->quantity, limit, &snap);
    if (isfinite(limit[0]) && isfinite(limit[1]) && item->quantity.kind != LP_QUANTITY_PARAMETER)
        most = 0.2;
    else if (!isfinite(limit[0]))
        most = fabs(g) + snap;
    item->width = fmin(fmax(sqrt(sum), 2.0 * snap + 1e-9 * fabs(g)), most);
    if (!(item->width > 0.0))
        item->width = most > 0.0 ? most : 1.0;
    return LP_OK;
}

static enum lp_status guess_widths(struct run *run)
{
    size_t n = run->s->problem->n;
    gsl_matrix *factor = gsl_matrix_alloc(n, n);
    enum lp_status status = factor ? curvature(run, factor) : LP_ENOMEM;
    bool is_usable = status == LP_OK;

    if (status == LP_ENUMERIC)
        status = LP_OK;
    for (size_t i = 0; i < run->n_items && status == LP_OK; i++)
        if (run->items[i].is_wanted && run->items[i].i_same == SIZE_MAX)
            status = guess_width(run, is_usable ? factor : NULL, &run->items[i]);
    gsl_matrix_free(factor);
    return status;
}

/* The points of the pool with their g. */
static enum lp_status known_points(const struct run *run, const struct worker *w,
                                   const struct item *item, struct lp_arena *scratch,
                                   struct lp_profile_task *task)
{
    size_t n = run->s->problem->n;
    struct lp_profile_point *known = lp_arena_alloc(scratch, run->pool.n + 1, sizeof(*known));

    if (!known)
        return LP_ENOMEM;
    for (size_t k = 0; k < run->pool.n; k++) {
        known[k] = (struct lp_profile_point){
            .g = NAN, .deviance = run->pool.deviance[k], .u = run->pool.u + k * n};
        if (lp_quantity_value(&w->view, &item->quantity, known[k].u, &known[k].g) == LP_ENOMEM)
            return LP_ENOMEM;
    }
    task->known = known;
    task->n_known = run->pool.n;
    return LP_OK;
}

/* One side of one quantity. */
static enum lp_status side_job(void *context, size_t i_job, size_t i_worker)
{
    struct run *run = context;
    const struct lp_solution *s = run->s;
    struct item *item = &run->items[run->jobs[i_job] / 2];
    struct worker *w = &run->workers[i_worker];
    struct lp_arena *scratch = lp_arena_new(), *kept = w->arena;
    struct pulling p = {.run = run, .item = item, .worker = w};
    struct lp_profile_task task = {.n = s->problem->n,
                                   .best = {.deviance = s->best->deviance, .u = s->best->u},
                                   .width = item->width,
                                   .rise = run->rise,
                                   .is_costly = run->is_costly,
                                   .context = &p,
                                   .fit = fit,
                                   .vary = vary};
    enum lp_status status = LP_ENOMEM;

    if (!scratch)
        return status;
    w->arena = scratch;
    p.optimum = lp_optimum_new(scratch, s->problem);
    p.is_fixed = lp_arena_alloc(scratch, s->problem->n + 1, sizeof(bool));
    if (p.optimum && p.is_fixed)
        status = lp_quantity_value(&w->view, &item->quantity, s->best->u, &task.best.g);
    if (status == LP_OK)
        status = known_points(run, w, item, scratch, &task);
    lp_quantity_limits(&w->view, &item->quantity, task.limit, &task.snap);
    if (status == LP_OK)
        status = lp_profile_search(&task, run->jobs[i_job] % 2, &item->side[run->jobs[i_job] % 2]);
    w->arena = kept;
    lp_arena_free(scratch);
    return status;
}

/* True if a point of the pool agrees with the data beyond a side's end. */
static bool is_overtaken(struct run *run, const struct item *item, size_t which)
{
    const struct lp_profile_side *side = &item->side[which];
    const struct worker *w = &run->workers[0];
    double sign = which == 0 ? -1.0 : 1.0, g;

    if (side->stop == LP_PROFILE_LIMIT)
        return false;
    for (size_t k = 0; k < run->pool.n; k++) {
        double rise = run->pool.deviance[k] - run->s->best->deviance;
        if (rise > run->rise - 2.0 * LP_PROFILE_TOLERANCE ||
            lp_quantity_value(&w->view, &item->quantity, run->pool.u + k * run->s->problem->n,
                              &g) != LP_OK)
            continue;
        if (sign * (g - side->end) > 0.02 * item->width)
            return true;
    }
    return false;
}

/* The sides of the next round: at first all, then those that another's points overtake. */
static void plan_round(struct run *run, size_t round)
{
    for (size_t k = 0; round > 0 && k < run->n_jobs; k++) {
        const struct lp_profile_side *side = &run->items[run->jobs[k] / 2].side[run->jobs[k] % 2];
        add_to_pool(run, side->inside.u, side->inside.deviance);
    }
    run->n_jobs = 0;
    for (size_t i = 0; i < 2 * run->n_items; i++) {
        const struct item *item = &run->items[i / 2];
        if (item->is_wanted && item->i_same == SIZE_MAX &&
            (round == 0 || is_overtaken(run, item, i % 2)))
            run->jobs[run->n_jobs++] = i;
    }
}

/* The lowest point met below the best, fitted: the new best. */
static enum lp_status take_better(struct run *run, bool *is_better)
{
    struct lp_solution *s = run->s;
    const struct lp_profile_point *least = NULL;
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_optimum *o = lp_optimum_new(s->arena, s->problem);

    *is_better = false;
    for (size_t i = 0; i < 2 * run->n_items; i++) {
        const struct lp_profile_point *p = &run->items[i / 2].side[i % 2].better;
        if (!isnan(p->deviance) && (!least || p->deviance < least->deviance))
            least = p;
    }
    if (!o)
        return LP_ENOMEM;
    if (!least)
        return LP_OK;
    lp_optimum_copy(s->problem, o, s->best);
    memcpy(o->u, least->u, s->problem->n * sizeof(double));
    enum lp_status status =
        lp_optimum_fit(run->workers[0].objective, s->problem, &options, NULL, s->arena, o);
    *is_better = status == LP_OK && o->deviance < s->best->deviance - LP_PROFILE_TOLERANCE;
    if (*is_better)
        lp_optimum_copy(s->problem, s->best, o);
    return status;
}

/* An item's interval in SI, its own or the one that it follows. */
static void tell_item(const struct run *run, size_t i, struct lp_profiled *out)
{
    const struct lp_quantity_view *view = &run->workers[0].view;
    const struct item *item = &run->items[i];
    const struct item *from = item->i_same == SIZE_MAX ? item : &run->items[item->i_same];

    if (!item->is_wanted)
        return;
    out->is_done = true;
    if (from == item && item->i_same != SIZE_MAX) {
        out->low = out->high = run->s->numbers[item->quantity.index];
        out->stop[0] = out->stop[1] = LP_PROFILE_LIMIT;
        return;
    }
    double factor = item->factor, end[2];
    for (size_t k = 0; k < 2; k++) {
        size_t which = factor < 0.0 ? 1 - k : k;
        const struct lp_profile_side *side = &from->side[which];
        end[k] = item->offset + factor * lp_quantity_number(view, &from->quantity, side->end);
        out->stop[k] = side->stop;
        out->rise[k] = side->rise;
        out->u[k] = side->inside.u;
    }
    out->low = end[0];
    out->high = end[1];
}

static enum lp_status tell(struct run *run)
{
    struct lp_solution *s = run->s;
    struct lp_profiles *p = &s->profiles;
    size_t n = s->problem->n;

    p->n = run->n_items;
    p->n_parameters = n;
    p->n_numbers = lp_shares_n(s->report->model);
    p->n_paths = s->followed.n;
    p->rise = run->rise;
    p->is_costly = run->is_costly;
    p->item = lp_arena_alloc(s->arena, p->n, sizeof(*p->item));
    if (!p->item)
        return LP_ENOMEM;
    for (size_t i = 0; i < p->n; i++) {
        tell_item(run, i, &p->item[i]);
        for (size_t k = 0; k < 2; k++) {
            double *u = lp_arena_alloc(s->arena, n + 1, sizeof(double));
            if (!u)
                return LP_ENOMEM;
            if (p->item[i].u[k])
                memcpy(u, p->item[i].u[k], n * sizeof(double));
            p->item[i].u[k] = u;
        }
    }
    return LP_OK;
}

static enum lp_status search_all(struct run *run)
{
    const struct lp_solution *s = run->s;
    enum lp_status status = LP_OK;

    for (size_t round = 0; round < ROUNDS && status == LP_OK; round++) {
        plan_round(run, round);
        if (run->n_jobs == 0)
            break;
        if (s->options->progress)
            s->options->progress(s->options->progress_context, "profiles", round, ROUNDS);
        status = lp_jobs_run(run->n_jobs, run->n_workers, side_job, run);
        for (size_t k = 0; k < run->n_jobs; k++)
            run->s->profiles.n_fits += run->items[run->jobs[k] / 2].side[run->jobs[k] % 2].n_fits;
    }
    return status;
}

enum lp_status lp_profiles_run(struct lp_solution *s, bool *is_better)
{
    struct run run = {.s = s,
                      .arena = lp_arena_new(),
                      .rise = lp_identify_rise(s->problem),
                      .is_costly = lp_objective_is_costly(s->workers.objective[0])};
    enum lp_status status = run.arena ? make_workers(&run) : LP_ENOMEM;

    *is_better = false;
    if (status == LP_OK)
        status = list_items(&run);
    if (status == LP_OK)
        status = lp_flows_find(run.s->problem, run.arena, &run.flows);
    if (status == LP_OK)
        status = fill_pool(&run);
    if (status == LP_OK)
        status = find_followers(&run);
    if (status == LP_OK)
        status = guess_widths(&run);
    if (status == LP_OK)
        status = search_all(&run);
    if (status == LP_OK)
        status = take_better(&run, is_better);
    if (status == LP_OK)
        status = tell(&run);
    for (size_t i = 0; i < run.n_workers; i++) {
        lp_shares_free(run.workers[i].view.shares);
        lp_arena_free(run.workers[i].arena);
    }
    lp_arena_free(run.arena);
    return status;
}

static const struct lp_profiled *at(const struct lp_profiles *p, size_t i)
{
    return i < p->n && p->item[i].is_done ? &p->item[i] : NULL;
}

const struct lp_profiled *lp_profiles_parameter(const struct lp_profiles *p, size_t j)
{
    return at(p, j);
}

const struct lp_profiled *lp_profiles_number(const struct lp_profiles *p, size_t i_number)
{
    return at(p, p->n_parameters + i_number);
}

const struct lp_profiled *lp_profiles_path(const struct lp_profiles *p, size_t i_path)
{
    return at(p, p->n_parameters + p->n_numbers + (i_path == LP_NONE ? p->n_paths : i_path));
}
