/* SPDX-License-Identifier: MIT
 *
 * In the order of its steps: fit -> truths that the data do not contradict -> what each candidate
 * would leave at each truth -> ranking -> simulation of the winner.
 */
#include "design/design_impl.h"

#include "base/jobs.h"
#include "base/text.h"
#include "input/studycopy.h"
#include "uncertainty/flows.h"
#include "uncertainty/quantify.h"
#include "uncertainty/sample.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIES 4 /* draws asked for per truth: few agree where the data leave much free */

/* Everything between the steps. */
struct work {
    const struct lp_study *study;
    const struct lp_inference_options *options;
    struct lp_arena *arena;
    struct lp_problem *problem;
    struct lp_workers workers;
    struct lp_multistart starts;
    struct lp_shares *shares;
    struct lp_sample sample;
    double *p; /* [n_points][parameters.n], the best first */
    struct lp_design_ground ground;
    struct lp_design_options list;     /* the last one: the data there are */
    struct lp_design_outlook *outlook; /* [list.n][n_points] */
    struct lp_design *design;
};

double lp_design_median(size_t n, double values[])
{
    if (n == 0)
        return NAN;
    gsl_sort(values, 1, n);
    return gsl_stats_median_from_sorted_data(values, 1, n);
}

double lp_design_sigma(const struct lp_problem *problem, const double factor[],
                       struct lp_arena *arena)
{
    const struct lp_study *study = problem->study;
    double *values = lp_arena_alloc(arena, problem->n_rows, sizeof *values);
    size_t n = 0;

    for (size_t k = 0; values && k < problem->n_rows; k++) {
        const struct lp_problem_row *row = &problem->rows[k];
        if (row->i_experiment == study->i_report)
            values[n++] = lp_problem_row_sigma(row, factor);
    }
    return !values || isnan(study->design.sigma) ? lp_design_median(n, values)
                                                 : study->design.sigma;
}

/* ---- expectation ---- */

static enum lp_status outlook_job(void *context, size_t i_job, size_t i_worker)
{
    struct work *w = context;
    size_t n = w->ground.n_points;
    (void)i_worker;
    return lp_design_expect(&w->ground, &w->list.items[i_job / n], i_job % n, NULL, false,
                            &w->outlook[i_job], NULL);
}

static enum lp_status linear_job(void *context, size_t i_job, size_t i_worker)
{
    struct work *w = context;
    (void)i_worker;
    enum lp_status status = lp_design_linear(&w->ground, &w->list.items[i_job],
                                             w->outlook + i_job * w->ground.n_points);
    return status == LP_EINPUT ? LP_OK : status; /* this model cannot do that */
}

/* What one candidate leaves over the truths. */
static void summarise(const struct work *w, const struct lp_design_outlook outlook[],
                      struct lp_design_candidate *out)
{
    size_t n_points = w->ground.n_points, n = 0;
    double *width = lp_arena_alloc(w->arena, 2 * n_points, sizeof(double));
    double *deviance = width ? width + n_points : NULL;

    for (size_t k = 0; width && k < n_points; k++) {
        if (!outlook[k].is_known)
            continue;
        width[n] = outlook[k].high - outlook[k].low;
        deviance[n++] = outlook[k].deviance;
        out->n_yes += lp_design_settled(&w->ground, &outlook[k]) > 0;
        out->n_no += lp_design_settled(&w->ground, &outlook[k]) < 0;
    }
    out->n = n;
    out->width = lp_design_median(n, width);
    out->deviance = !w->design->parameter ? lp_design_median(n, deviance) : NAN;
    out->simulated = out->simulated_expected = NAN;
}

/* ---- simulation ---- */

/* Of the target's interval; NaN without one. */
static double width_of(const struct work *w, const struct lp_solution *s)
{
    size_t j =
        w->ground.i_target == LP_NONE ? LP_NONE : lp_problem_find(s->problem, w->ground.i_target);
    struct lp_estimate e = {NAN, NAN, NAN};

    if (w->ground.i_target == LP_NONE && s->verdict.is_made)
        e = s->verdict.share;
    else if (j != LP_NONE)
        e = s->intervals.parameters[j];
    return e.high - e.low;
}

/* The analysis that a user would make of the measurement, up to its intervals and verdict. */
static enum lp_status refit(struct work *w, const struct lp_study *study, double *width,
                            bool *is_settled)
{
    struct lp_inference_options options = *w->options;
    struct lp_arena *arena = lp_arena_new();

    options.progress = NULL;
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    enum lp_status status = lp_quantify_without_topologies(&s, NULL);
    bool has_fit = status == LP_OK && s.best;
    *width = has_fit ? width_of(w, &s) : NAN;
    *is_settled = has_fit && s.verdict.is_made &&
                  (s.verdict.interface == LP_VERDICT_YES || s.verdict.interface == LP_VERDICT_NO);
    status = lp_arena_status(arena, status);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    return status == LP_ENOMEM ? status : LP_OK;
}

/* The option measured with noise at a truth. An impedance enters no fit of a study, so its
 * analysis is that of the expectation. */
static enum lp_status simulate_at(struct work *w, const struct lp_design_option *o, size_t i_point,
                                  double *width, bool *is_settled)
{
    const uint64_t seed = lp_inference_seed(w->options, w->study) + i_point;
    struct lp_study *study = NULL;
    double factor;

    *width = NAN;
    if (o->measure.kind == LP_DESIGN_IMPEDANCE) {
        struct lp_design_outlook found;
        enum lp_status status =
            lp_design_expect(&w->ground, o, i_point, &seed, false, &found, NULL);
        *width = found.high - found.low;
        *is_settled = lp_design_settled(&w->ground, &found) != 0;
        return status;
    }
    enum lp_status status =
        lp_design_make_up(o, w->ground.engine, w->p + i_point * w->study->parameters.n, &seed,
                          w->arena, &study, &factor);
    if (status == LP_OK)
        status = refit(w, study, width, is_settled);
    return status == LP_ENUMERIC || status == LP_EINPUT ? LP_OK : status;
}

static enum lp_status simulate(struct work *w, size_t i_option, struct lp_design_candidate *out)
{
    const struct lp_design_outlook *outlook = w->outlook + i_option * w->ground.n_points;
    double found[LP_DESIGN_SIMULATED], expected[LP_DESIGN_SIMULATED], width;
    size_t n = 0;
    enum lp_status status = LP_OK;

    for (size_t k = 0; k < w->ground.n_points && k < LP_DESIGN_SIMULATED && status == LP_OK; k++) {
        bool is_settled = false;
        status = simulate_at(w, &w->list.items[i_option], k, &width, &is_settled);
        if (status != LP_OK || isnan(width) || !outlook[k].is_known)
            continue;
        found[n] = width;
        expected[n++] = outlook[k].high - outlook[k].low;
        out->n_settled += is_settled;
        out->n_settled_expected += lp_design_settled(&w->ground, &outlook[k]) != 0;
    }
    out->simulated = lp_design_median(n, found);
    out->simulated_expected = lp_design_median(n, expected);
    out->n_simulated = n;
    return status;
}

/* ---- the pipeline ---- */

/* In the order of kinds; among alike ones by parameter, side, and the time as it is told. */
static int by_measure(const struct lp_design_measure *x, const struct lp_design_measure *y)
{
    char when_x[LP_DURATION_TEXT], when_y[LP_DURATION_TEXT];

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->parameter && y->parameter)
        return strcmp(x->parameter, y->parameter);
    if (x->is_first != y->is_first)
        return x->is_first ? -1 : 1;
    lp_text_duration(x->t_s, when_x);
    lp_text_duration(y->t_s, when_y);
    return strcmp(when_x, when_y);
}

/* The one that settles most first; among alike ones the narrowest. */
static int by_gain(const void *a, const void *b)
{
    const struct lp_design_candidate *x = a, *y = b;
    size_t settled_x = x->n_yes + x->n_no, settled_y = y->n_yes + y->n_no;

    if (settled_x != settled_y)
        return settled_x > settled_y ? -1 : 1;
    if (isnan(x->width) != isnan(y->width))
        return isnan(x->width) ? 1 : -1;
    if (x->width != y->width && !isnan(x->width))
        return x->width < y->width ? -1 : 1;
    return by_measure(&x->measure, &y->measure);
}

static enum lp_status fit(struct work *w, struct lp_diag *diag)
{
    const struct lp_path_list no_paths = {0, NULL};
    size_t n_p = w->study->parameters.n;
    enum lp_status status = lp_multistart_study(w->study, w->options, w->arena, &w->problem,
                                                &w->workers, &w->starts, diag);

    if (status == LP_OK && !w->starts.best) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "no start could be evaluated: nothing to plan from");
        status = LP_ENOFIT;
    }
    bool is_costly = status == LP_OK && lp_objective_is_costly(w->workers.objective[0]);
    if (status == LP_OK)
        status = lp_sample_around(w->problem, w->starts.best, w->options, &no_paths,
                                  is_costly ? LP_DESIGN_DRAWS : TRIES * LP_DESIGN_DRAWS, 0, NULL,
                                  &w->sample);
    if (status != LP_OK)
        return status;
    size_t n_draws = w->sample.n_draws < LP_DESIGN_DRAWS ? w->sample.n_draws : LP_DESIGN_DRAWS;
    /* behind the truths there is room for other starts */
    w->p = lp_arena_alloc(w->arena, (n_draws + 1 + w->problem->n + 2) * n_p, sizeof(double));
    if (!w->p)
        return LP_ENOMEM;
    lp_problem_values(w->problem, w->starts.best->u, w->p);
    if (n_draws > 0)
        memcpy(w->p + n_p, w->sample.p, n_draws * n_p * sizeof(double));
    w->ground = (struct lp_design_ground){.study = w->study,
                                          .problem = w->problem,
                                          .engine = &w->options->engine,
                                          .factor = w->starts.best->factor,
                                          .i_target = LP_NONE,
                                          .n_points = n_draws + 1,
                                          .n_known = n_draws + 1,
                                          .p = w->p};
    return LP_OK;
}

/* The candidates, and behind them the data there are as one. */
static enum lp_status list_options(struct work *w)
{
    struct lp_design_options *list = &w->list;
    struct lp_study *study = lp_study_copy(w->study, 0, w->arena);

    lp_design_list(w->study, w->p, lp_design_sigma(w->problem, w->starts.best->factor, w->arena),
                   w->arena, list);
    list->items =
        lp_arena_grow(w->arena, list->items, list->n, &list->capacity, sizeof *list->items);
    w->outlook = lp_arena_alloc(w->arena, (list->n + 1) * w->ground.n_points, sizeof *w->outlook);
    if (lp_arena_has_failed(w->arena))
        return LP_ENOMEM;
    list->items[list->n++] = (struct lp_design_option){.measure = {.kind = LP_DESIGN_NOTHING},
                                                       .study = study,
                                                       .i_experiment = study->i_report,
                                                       .first_new = lp_study_report(study)->n_rows,
                                                       .i_measured = LP_NONE};
    return LP_OK;
}

/*
 * Fits to the data there are from the best with one flow between phases strong and the others zero:
 * the far ends of the share's profile are often there, where one phase feeds another one.
 */
static enum lp_status add_single_exchanges(struct work *w)
{
    const struct lp_problem *problem = w->problem;
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_optimum *o = lp_optimum_new(w->arena, problem);
    bool *is_alone = lp_arena_alloc(w->arena, problem->n + 1, sizeof(bool));
    double *scratch = lp_arena_alloc(w->arena, w->study->parameters.n, sizeof(double));
    struct lp_flows flows;

    lp_flows_find(problem, w->arena, &flows);
    enum lp_status status = lp_arena_status(w->arena, LP_OK);
    for (size_t k = 0; k < problem->n && status == LP_OK; k++) {
        if (!flows.is_between[k])
            continue;
        lp_optimum_copy(problem, o, w->starts.best);
        for (size_t j = 0; j < problem->n; j++) {
            is_alone[j] = j == k;
            o->u[j] = flows.is_between[j] ? problem->lo[j] : o->u[j];
        }
        const struct lp_flows alone = {is_alone, flows.is_contact, true};
        lp_flows_strengthen(problem, &alone, scratch, o->u);
        status = lp_optimum_fit(w->workers.objective[0], problem, &options, NULL, w->arena, o);
        if (status == LP_OK && !isnan(o->deviance))
            lp_problem_values(problem, o->u, w->p + w->ground.n_known++ * w->study->parameters.n);
    }
    return status;
}

/* All outlooks. The data there are look alike whatever the truth: one is enough, and the ends of
 * its interval are starts for all others. */
static enum lp_status look_ahead(struct work *w)
{
    size_t n = w->list.n - 1, n_points = w->ground.n_points;
    struct lp_design_outlook *now = w->outlook + n * n_points;
    enum lp_status status;

    w->design->is_linear = lp_objective_is_costly(w->workers.objective[0]);
    if (w->design->is_linear)
        return lp_jobs_run(n + 1, w->options->n_jobs, linear_job, w);
    status = add_single_exchanges(w);
    if (status == LP_OK)
        status = lp_design_expect(&w->ground, &w->list.items[n], 0, NULL, false, now,
                                  w->p + w->ground.n_known * w->study->parameters.n);
    if (status != LP_OK)
        return status;
    w->ground.n_known += now->is_known ? 2 : 0;
    return lp_jobs_run(n * n_points, w->options->n_jobs, outlook_job, w);
}

static enum lp_status weigh_all(struct work *w)
{
    struct lp_design *d = w->design;
    enum lp_status status = list_options(w);

    if (status == LP_OK)
        status = look_ahead(w);
    if (status != LP_OK)
        return status;
    size_t n = w->list.n - 1, n_points = w->ground.n_points;
    d->candidates = lp_arena_alloc(d->arena, n, sizeof *d->candidates);
    summarise(w, w->outlook + n * n_points, &d->now);
    for (size_t i = 0; d->candidates && i < n; i++) {
        struct lp_design_candidate *c = &d->candidates[d->n];
        summarise(w, w->outlook + i * n_points, c);
        c->measure = w->list.items[i].measure;
        d->n += c->n > 0;
        if (c->n == 0) /* this model cannot do that */
            *c = (struct lp_design_candidate){.n = 0};
    }
    if (d->n == 0)
        return LP_OK;
    qsort(d->candidates, d->n, sizeof *d->candidates, by_gain);
    for (size_t i = 0; i < n; i++)
        if (by_measure(&w->list.items[i].measure, &d->candidates[0].measure) == 0)
            return simulate(w, i, &d->candidates[0]);
    return LP_OK;
}

static enum lp_status find_parameter(struct work *w, const char *name, struct lp_diag *diag)
{
    const struct lp_parameters *ps = &w->study->parameters;

    if (!name)
        return LP_OK;
    w->ground.i_target = lp_parameters_find(ps, name);
    if (w->ground.i_target != LP_NONE && lp_problem_find(w->problem, w->ground.i_target) != LP_NONE)
        return LP_OK;
    const char *names = "";
    for (size_t j = 0; j < w->problem->n; j++)
        names = lp_arena_printf(w->arena, "%s%s%s", names, j > 0 ? ", " : "",
                                ps->item[w->problem->i_parameter[j]].name);
    lp_diag_error(diag, lp_span_none(NULL), "'%s' is no fitted parameter of %s", name,
                  w->study->path);
    lp_diag_note(diag, lp_span_none(NULL), "fitted are: %s", names);
    return LP_EINPUT;
}

static enum lp_status head(struct work *w, const char *name, struct lp_diag *diag)
{
    struct lp_design *d = w->design;
    const struct lp_experiment *report = lp_study_report(w->study);
    enum lp_status status = find_parameter(w, name, diag);

    if (status != LP_OK)
        return status;
    d->threshold = w->study->threshold;
    d->parameter = name ? w->study->parameters.item[w->ground.i_target].name : NULL;
    d->unit =
        name ? lp_dimension_unit(w->study->parameters.item[w->ground.i_target].dimension) : "1";
    d->now.measure.kind = LP_DESIGN_NOTHING;
    status = lp_shares_new(w->study, NULL, &w->options->engine, &w->shares, diag);
    if (status != LP_OK)
        return status;
    if (name)
        d->estimate = w->p[w->ground.i_target];
    else if (report->model->i_second == LP_NONE ||
             lp_shares_number(w->shares, w->p, LP_SHARE_INTERFACE, &d->estimate) != LP_OK ||
             isnan(d->estimate)) {
        lp_diag_error(diag, report->span,
                      "there is no share to plan for: no path between two electrodes, or no "
                      "compartment with `role: interface`");
        lp_diag_note(diag, lp_span_none(NULL), "name a parameter: --for NAME");
        status = LP_EINPUT;
    }
    return status;
}

enum lp_status lp_design_run(const struct lp_study *study, const char *name,
                             const struct lp_inference_options *options, struct lp_design **design,
                             struct lp_diag *diag)
{
    struct work w = {.study = study, .options = options, .arena = lp_arena_new()};
    struct lp_arena *arena = lp_arena_new();
    const struct lp_experiment *report = lp_study_report(study);
    enum lp_status status = LP_EINPUT;

    w.design = lp_arena_alloc(arena, 1, sizeof *w.design);
    if (!w.arena || !w.design)
        goto out;
    w.design->arena = arena;
    if (report->n_rows == 0) {
        lp_diag_error(diag, report->span,
                      "experiment '%s' has no data: a plan starts from what was measured (rehearse "
                      "with `lipath synth`)",
                      report->name);
        goto out;
    }
    status = fit(&w, diag);
    if (status == LP_OK)
        status = head(&w, name, diag);
    if (status == LP_OK)
        status = weigh_all(&w);
out:
    status = lp_arena_status(arena, lp_arena_status(w.arena, status));
    lp_sample_clear(&w.sample);
    lp_shares_free(w.shares);
    lp_workers_clear(&w.workers);
    lp_problem_free(w.problem);
    lp_arena_free(w.arena);
    if (status == LP_OK)
        *design = w.design;
    else
        lp_arena_free(arena);
    return status;
}

void lp_design_free(struct lp_design *design)
{
    if (design)
        lp_arena_free(design->arena);
}
