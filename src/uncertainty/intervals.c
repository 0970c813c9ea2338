/* SPDX-License-Identifier: MIT
 *
 * A number, a path and a parameter lie in the same tables (draws, points that agree, splits of one
 * peak), each in a column of its own; one function goes through the tables by that column.
 */
#include "uncertainty/intervals.h"

#include "uncertainty/agree.h"
#include "uncertainty/mixture.h"

#include <math.h>

#define EDGE      1e-9 /* a share this near to 0 or 1 is there */
#define FEW_DRAWS 5    /* of a further topology, where each may cost integrations */

/* A quantity's values in a table: values[0], values[stride], ... */
struct column {
    size_t n;
    const double *values;
    size_t stride;
};

/* The column of a quantity in a table that has all of them; n 0: an empty table. */
static struct column column_of(const struct lp_quantity *q, size_t n, const double numbers[],
                               size_t n_numbers, const double probability[], size_t n_paths,
                               const double rest[])
{
    if (n == 0)
        return (struct column){.n = 0};
    if (q->kind == LP_QUANTITY_NUMBER)
        return (struct column){n, numbers + q->index, n_numbers};
    if (q->kind == LP_QUANTITY_PATH)
        return (struct column){n, probability + q->index, n_paths};
    return (struct column){rest ? n : 0, rest, 1};
}

static struct column in_draws(const struct lp_solution *s, const struct lp_sample *d,
                              const struct lp_quantity *q)
{
    if (q->kind == LP_QUANTITY_PARAMETER)
        return (struct column){d->n_draws, d->p + s->problem->i_parameter[q->index],
                               s->study->parameters.n};
    return column_of(q, d->n_draws, d->numbers, d->n_numbers, d->probability, d->n_paths, d->rest);
}

static struct column in_agreeing(const struct lp_solution *s, const struct lp_quantity *q)
{
    const struct lp_agreeing *a = &s->agreeing;

    if (q->kind == LP_QUANTITY_PARAMETER)
        return (struct column){a->n, a->p + s->problem->i_parameter[q->index],
                               s->study->parameters.n};
    return column_of(q, a->n, a->numbers, a->n_numbers, a->probability, a->n_paths, a->rest);
}

static void widen(struct column points, struct lp_estimate *e)
{
    lp_agree_widen(points.n, points.values, points.stride, e);
}

/* The best value that the draws of sampled[k] surround: a number has its own in each topology. */
static double best_of(const struct lp_solution *s, size_t k, const struct lp_quantity *q,
                      double value)
{
    return k > 0 && q->kind == LP_QUANTITY_NUMBER ? s->sampled[k].best[q->index] : value;
}

/* R is the reciprocal of G but for a factor, and has its profile. */
static bool is_R(const struct lp_quantity *q)
{
    return q->kind == LP_QUANTITY_NUMBER && q->index == LP_SHARE_R;
}

static const struct lp_profiled *profile_of(const struct lp_solution *s,
                                            const struct lp_quantity *q)
{
    switch (q->kind) {
    case LP_QUANTITY_PARAMETER:
        return lp_profiles_parameter(&s->profiles, q->index);
    case LP_QUANTITY_NUMBER:
        return lp_profiles_number(&s->profiles, is_R(q) ? (size_t)LP_SHARE_G : q->index);
    case LP_QUANTITY_PATH:
        return lp_profiles_path(&s->profiles, q->index);
    case LP_QUANTITY_REST:
        break;
    }
    return lp_profiles_path(&s->profiles, LP_NONE);
}

static void take_profile(const struct lp_solution *s, const struct lp_quantity *q,
                         const struct lp_profiled *p, struct lp_estimate *e)
{
    double RG = is_R(q) ? s->numbers[LP_SHARE_R] * s->numbers[LP_SHARE_G] : NAN;

    e->low = is_R(q) ? RG / p->high : p->low;
    e->high = is_R(q) ? RG / p->low : p->high;
}

/* True for parts of a whole, which cannot pass 1; not for amounts, conductance and energies. */
static bool is_part(const struct lp_solution *s, const struct lp_quantity *q)
{
    struct lp_quantity_view view = {.problem = s->problem, .model = s->report->model};
    double limit[2], snap;

    if (q->kind == LP_QUANTITY_PARAMETER)
        return false;
    lp_quantity_limits(&view, q, limit, &snap);
    return limit[1] == 1.0;
}

/* No draw of a posterior lies on the edge of a share's range. Where a point there agrees with the
 * data the interval ends exactly there (0 or 1). */
static void snap_to_points(struct column points, struct lp_estimate *e)
{
    for (size_t i = 0; i < points.n; i++) {
        double value = points.values[i * points.stride];
        if (fabs(value) < EDGE)
            e->low = fmin(e->low, 0.0);
        if (fabs(value - 1.0) < EDGE)
            e->high = fmax(e->high, 1.0);
    }
}

/* The same by the profile, which finds points at the edge that nothing else met. */
static void snap_to_profile(const struct lp_profiled *p, struct lp_estimate *e)
{
    if (p && p->stop[0] == LP_PROFILE_LIMIT && fabs(p->low) < EDGE)
        e->low = fmin(e->low, 0.0);
    if (p && p->stop[1] == LP_PROFILE_LIMIT && fabs(p->high - 1.0) < EDGE)
        e->high = fmax(e->high, 1.0);
}

/* Rules 1 to 4; the draws of the first n_sampled topologies are united. */
static struct lp_estimate from_data(const struct lp_solution *s, const struct lp_quantity *q,
                                    double value, size_t n_sampled)
{
    struct lp_estimate e = {.value = value, .low = NAN, .high = NAN};
    const enum lp_method method = lp_solution_method(s);
    const struct lp_profiled *profile = profile_of(s, q);
    const bool is_profiled = profile && method == LP_METHOD_PROFILE;

    if (is_profiled)
        take_profile(s, q, profile, &e);
    if (is_profiled && n_sampled < 2)
        return e;
    for (size_t k = is_profiled ? 1 : 0; k < n_sampled; k++) {
        struct column draws = in_draws(s, &s->sampled[k].sample, q);
        struct lp_estimate own = lp_sample_interval(best_of(s, k, q, value), draws.n, draws.values,
                                                    draws.stride, s->scratch);
        e.low = fmin(e.low, own.low); /* fmin and fmax pass over NaN */
        e.high = fmax(e.high, own.high);
    }
    if (method == LP_METHOD_PROFILE) {
        widen(in_agreeing(s, q), &e);
    } else if (method == LP_METHOD_MCMC && is_part(s, q)) {
        if (q->kind == LP_QUANTITY_NUMBER)
            snap_to_points(in_agreeing(s, q), &e);
        snap_to_profile(profile, &e);
    }
    return e;
}

/* Rules 1 to 5. */
static struct lp_estimate of_pathway(const struct lp_solution *s, const struct lp_quantity *q,
                                     double value)
{
    const struct lp_averaged *a = &s->averaged;
    struct lp_estimate e = from_data(s, q, value, s->n_sampled);

    widen(column_of(q, a->n, a->numbers, a->n_numbers, a->probability, a->n_paths, NULL), &e);
    return e;
}

struct lp_estimate lp_intervals_number(const struct lp_solution *s, size_t i_number)
{
    const struct lp_quantity q = {LP_QUANTITY_NUMBER, i_number};

    return of_pathway(s, &q, s->numbers[i_number]);
}

struct lp_estimate lp_intervals_path(const struct lp_solution *s, size_t i_path)
{
    const struct lp_path *path = &s->paths.items[i_path];
    const struct lp_quantity q = {path->n == 0 ? LP_QUANTITY_REST : LP_QUANTITY_PATH, i_path};

    return of_pathway(s, &q, path->probability);
}

struct lp_estimate lp_intervals_rest(const struct lp_solution *s)
{
    const struct lp_quantity q = {.kind = LP_QUANTITY_REST};
    double rest = 1.0;

    for (size_t i = 0; i < s->paths.n; i++)
        rest -= s->paths.items[i].n == 0 ? 0.0 : s->paths.items[i].probability;
    return of_pathway(s, &q, fmax(rest, 0.0));
}

struct lp_estimate lp_intervals_parameter(const struct lp_solution *s, size_t j)
{
    const struct lp_quantity q = {LP_QUANTITY_PARAMETER, j};
    const size_t i = s->problem->i_parameter[j];
    const struct lp_parameter *parameter = &s->study->parameters.item[i];
    struct lp_estimate e = from_data(s, &q, s->p[i], s->n_sampled > 0);

    if (lp_profiles_parameter(&s->profiles, j) && lp_solution_method(s) == LP_METHOD_PROFILE)
        return e;
    if (s->identity[j].is_open[0])
        e.low = parameter->min;
    if (s->identity[j].is_open[1])
        e.high = parameter->max;
    return e;
}

/* Of the paths of the best fit, and of what they leave. */
static enum lp_status run_paths(struct lp_solution *s)
{
    struct lp_intervals *out = &s->intervals;

    out->paths = lp_arena_alloc(s->arena, s->paths.n, sizeof *out->paths);
    out->p_top = lp_arena_alloc(s->arena, s->paths.n, sizeof *out->p_top);
    out->averaged = lp_arena_alloc(s->arena, s->paths.n, sizeof *out->averaged);
    if (!out->paths || !out->p_top || !out->averaged)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->paths.n; i++) {
        const bool is_rest = s->paths.items[i].n == 0;
        out->paths[i] = lp_intervals_path(s, i);
        out->p_top[i] = is_rest ? 0.0 : lp_mixture_leads(s, i);
        out->averaged[i] = lp_mixture_average(s, is_rest ? LP_NONE : i);
    }
    out->rest = lp_intervals_rest(s);
    return LP_OK;
}

/* What the interval of an edge's net share says, and the weights of topologies. */
static enum lp_status run_edges(struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    struct lp_intervals *out = &s->intervals;

    out->inclusion = lp_arena_alloc(s->arena, m->n_edges, sizeof *out->inclusion);
    out->is_significant = lp_arena_alloc(s->arena, m->n_edges, sizeof *out->is_significant);
    if (!out->inclusion || !out->is_significant)
        return LP_ENOMEM;
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct lp_estimate *net = &out->numbers[lp_shares_at_edge(m, i, LP_SHARE_NET)];
        out->is_significant[i] = net->low > 0.0 || net->high < 0.0;
        out->inclusion[i] = s->topologies.n > 1 && m->edges[i].is_optional
                                ? lp_topologies_inclusion(&s->topologies, m->edges[i].id)
                                : NAN;
    }
    return LP_OK;
}

enum lp_status lp_intervals_run(struct lp_solution *s)
{
    const size_t n_numbers = lp_shares_n(s->report->model);
    const size_t n_parameters = s->problem ? s->problem->n : 0;
    struct lp_intervals *out = &s->intervals;

    out->numbers = lp_arena_alloc(s->arena, n_numbers, sizeof *out->numbers);
    out->parameters = lp_arena_alloc(s->arena, n_parameters, sizeof *out->parameters);
    if (!out->numbers || !out->parameters)
        return LP_ENOMEM;
    for (size_t i = 0; i < n_numbers; i++)
        out->numbers[i] = lp_intervals_number(s, i);
    for (size_t j = 0; j < n_parameters; j++)
        out->parameters[j] = lp_intervals_parameter(s, j);
    enum lp_status status = run_edges(s);
    return status == LP_OK && s->is_joined ? run_paths(s) : status;
}

/* A function's interval over one topology's draws. values [LP_DRAWS] is scratch. */
static struct lp_estimate over_draws(const struct lp_solution *s, const struct lp_sampled *d,
                                     lp_interval_function *function, void *context, size_t n_draws,
                                     double best, double values[])
{
    const size_t n = d->sample.n_draws < n_draws ? d->sample.n_draws : n_draws;

    for (size_t i = 0; i < n; i++) {
        struct lp_interval_point at = {d->sample.p + i * s->study->parameters.n, d->absent};
        values[i] = function(context, &at);
    }
    return lp_sample_interval(best, n, values, 1, s->scratch);
}

/* Rule 4 for a function. What is not fitted is as in the best fit, or of an absent edge.
 * p [parameters.n] is scratch. */
static void widen_function(const struct lp_solution *s, lp_interval_function *function,
                           void *context, double p[], struct lp_estimate *e)
{
    const size_t n_parameters = s->study->parameters.n;

    for (size_t k = 0; k < s->agreeing.n; k++) {
        const double *own = s->agreeing.p + k * n_parameters;
        struct lp_interval_point at = {p, s->agreeing.absent[k]};
        for (size_t i = 0; i < n_parameters; i++)
            p[i] = isnan(own[i]) ? s->p[i] : own[i];
        const double value = function(context, &at);
        lp_agree_widen(1, &value, 1, e);
    }
}

struct lp_estimate lp_intervals_function(const struct lp_solution *s,
                                         lp_interval_function *function, void *context,
                                         size_t n_draws)
{
    const struct lp_interval_point best = {s->p, NULL};
    struct lp_estimate e = {function(context, &best), NAN, NAN};
    double *values = lp_arena_alloc(s->arena, LP_DRAWS, sizeof *values);
    double *p = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof *p);

    if (isnan(e.value) || lp_arena_has_failed(s->arena))
        return e;
    for (size_t k = 0; k < s->n_sampled; k++) {
        /* of many topologies few draws each, as the costly numbers can bear */
        const size_t n = k == 0 || n_draws / s->n_sampled > FEW_DRAWS ? n_draws : FEW_DRAWS;
        struct lp_estimate own = over_draws(s, &s->sampled[k], function, context, n,
                                            k == 0 ? e.value : (double)NAN, values);
        e.low = fmin(e.low, own.low);
        e.high = fmax(e.high, own.high);
    }
    if (lp_solution_method(s) == LP_METHOD_PROFILE)
        widen_function(s, function, context, p, &e);
    if (!(e.high > e.low))
        e.low = e.high = NAN;
    return e;
}
