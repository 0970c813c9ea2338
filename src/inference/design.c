/* SPDX-License-Identifier: MIT
 *
 * In the order of its steps: fit -> points that the data do not contradict -> expected interval of
 * the target at each point, without and with each candidate -> ranking -> simulation of the winner.
 */
#include "inference/design.h"

#include "inference/design_impl.h"
#include "inference/sample.h"
#include "inference/solve.h"
#include "inference/synth.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define STEP 1e-5 /* of differences of a share, in u */
#define CHI2 3.841458820694124

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
    size_t i_target; /* parameter; LP_NONE: the share */
    double *p;       /* [n_points][parameters.n], the best first */
    double *numbers; /* [lp_shares_n] */
    size_t n_points;
    struct lp_design *design;
};

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

/* The target at parameters p [parameters.n]; i_number: a share's or LP_SHARE_R. */
static enum lp_status number_at(struct work *w, const double p[], size_t i_number, double *value)
{
    enum lp_status status = lp_shares_evaluate(w->shares, p, false, w->numbers, NULL, NULL);

    *value = w->numbers[i_number];
    return status == LP_OK && !isfinite(*value) ? LP_ENUMERIC : status;
}

/* d number/du at u of a problem, by differences. */
static enum lp_status number_gradient(struct work *w, const struct lp_problem *problem,
                                      const double u[], size_t i_number, double *value,
                                      double gradient[])
{
    double *moved = lp_arena_alloc(w->arena, problem->n, sizeof *moved);
    double *p = lp_arena_alloc(w->arena, w->study->parameters.n, sizeof *p);

    if (!moved || !p)
        return LP_ENOMEM;
    lp_problem_values(problem, u, p);
    enum lp_status status = number_at(w, p, i_number, value);
    memcpy(moved, u, problem->n * sizeof *u);
    for (size_t j = 0; j < problem->n && status == LP_OK; j++) {
        double step = u[j] + STEP <= problem->hi[j] ? STEP : -STEP, there = 0.0;
        moved[j] = u[j] + step;
        lp_problem_values(problem, moved, p);
        status = number_at(w, p, i_number, &there);
        gradient[j] = (there - *value) / step;
        moved[j] = u[j];
    }
    return status;
}

static enum lp_status target_gradient(struct work *w, const struct lp_problem *problem,
                                      const double u[], double *value, double gradient[])
{
    if (w->i_target == LP_NONE)
        return number_gradient(w, problem, u, LP_SHARE_INTERFACE, value, gradient);
    size_t j = lp_problem_find(problem, w->i_target);
    if (j == LP_NONE)
        return LP_ENUMERIC;
    memset(gradient, 0, problem->n * sizeof *gradient);
    gradient[j] = lp_transform_slope(&problem->transform[j], u[j]);
    *value = lp_transform_value(&problem->transform[j], u[j]);
    return LP_OK;
}

/* How much of value +- 1.96 sd lies where the target can be. */
static double width_of(const struct work *w, double value, double sd)
{
    double low = 0.0, high = 1.0;

    if (w->i_target != LP_NONE) {
        low = w->study->parameters.item[w->i_target].min;
        high = w->study->parameters.item[w->i_target].max;
    }
    return fmin(value + sqrt(CHI2) * sd, high) - fmax(value - sqrt(CHI2) * sd, low);
}

/* What is evaluated for one candidate. */
struct weighing {
    const struct lp_problem *problem;
    struct lp_objective *objective;
    bool is_impedance;
    size_t n_rows; /* with one more for the impedance */
    double *u, *r, *jacobian, *gradient, *range;
};

static enum lp_status prepare(struct work *w, struct weighing *g)
{
    size_t n = g->problem->n, m = lp_objective_n_residuals(g->objective);

    g->n_rows = m + (g->is_impedance ? 1 : 0);
    g->u = lp_arena_alloc(w->arena, n, sizeof(double));
    g->r = lp_arena_alloc(w->arena, g->n_rows, sizeof(double));
    g->jacobian = lp_arena_alloc(w->arena, g->n_rows * n, sizeof(double));
    g->gradient = lp_arena_alloc(w->arena, n, sizeof(double));
    g->range = lp_arena_alloc(w->arena, n, sizeof(double));
    if (!g->u || !g->r || !g->jacobian || !g->gradient || !g->range)
        return LP_ENOMEM;
    lp_objective_set_noise(g->objective, w->starts.best->factor);
    return LP_OK;
}

/* The sum of all flows over contacts of the report experiment [mol/s]. */
static double contact_flows(const struct lp_study *study, const double p[])
{
    const struct lp_experiment *x = &study->experiments[study->i_report];
    double sum = 0.0;

    for (size_t i = 0; i < x->model->n_edges; i++) {
        const struct lp_edge *e = &x->model->edges[i];
        if (!e->is_one_way && lp_edge_touches_electrode(x->model, e))
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
static void set_range(const struct work *w, struct weighing *g, const double p[])
{
    const struct lp_parameters *ps = &w->study->parameters;
    double flows = contact_flows(w->study, p);

    for (size_t j = 0; j < g->problem->n; j++) {
        size_t i = g->problem->i_parameter[j], k = lp_problem_find(w->problem, i);
        const struct lp_transform *here = &g->problem->transform[j];
        const struct lp_transform *base = k == LP_NONE ? here : &w->problem->transform[k];
        double range =
            lp_transform_width(base) * lp_transform_slope(base, lp_transform_u(base, p[i]));
        if (ps->item[i].dimension == LP_DIM_FLOW)
            range = fmax(range, flows);
        g->range[j] = range / lp_transform_slope(here, lp_transform_u(here, p[i]));
        if (!isfinite(g->range[j]))
            g->range[j] = lp_transform_width(here);
    }
}

/* The target and its sd at a point. */
static enum lp_status weigh_at(struct work *w, struct weighing *g, const double p[], double *value,
                               double *sd)
{
    size_t n = g->problem->n;
    double R = NAN;

    set_range(w, g, p);
    for (size_t j = 0; j < n; j++)
        g->u[j] = lp_transform_u(&g->problem->transform[j], p[g->problem->i_parameter[j]]);
    enum lp_status status = lp_objective_evaluate(g->objective, g->u, g->r, g->jacobian, NULL);
    if (status == LP_OK && g->is_impedance) {
        double *row = g->jacobian + (g->n_rows - 1) * n;
        status = number_gradient(w, g->problem, g->u, LP_SHARE_R, &R, row);
        for (size_t j = 0; j < n; j++)
            row[j] /= R * LP_DESIGN_EIS;
    }
    if (status == LP_OK)
        status = target_gradient(w, g->problem, g->u, value, g->gradient);
    if (status == LP_OK)
        status = lp_design_sd(n, g->n_rows, g->jacobian, g->gradient, g->range, sd);
    return status;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(size_t n, double values[])
{
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, compare);
    return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

/* Fill a candidate's expectations; a point that cannot be evaluated is left out. widths
 * [n_points] out, NaN there. */
static enum lp_status weigh(struct work *w, const struct lp_study *study, bool is_impedance,
                            double widths[], struct lp_design_candidate *out)
{
    struct lp_problem *problem = NULL;
    struct weighing g = {.is_impedance = is_impedance};
    double *width = lp_arena_alloc(w->arena, 2 * w->n_points, sizeof(double));
    double *deviance = width ? width + w->n_points : NULL, value = NAN, sd = NAN;
    size_t n = 0, n_decided = 0;
    enum lp_status status = width ? lp_problem_new(study, NULL, &problem, NULL) : LP_ENOMEM;

    g.problem = problem;
    if (status == LP_OK)
        status = lp_objective_new(problem, &w->options->engine, &g.objective, NULL);
    if (status == LP_OK)
        status = prepare(w, &g);
    for (size_t k = 0; k < w->n_points && status == LP_OK; k++) {
        widths[k] = NAN;
        status = weigh_at(w, &g, w->p + k * w->study->parameters.n, &value, &sd);
        if (status == LP_ENUMERIC) {
            status = LP_OK;
            continue;
        }
        if (status != LP_OK)
            break;
        widths[k] = width[n] = width_of(w, value, sd);
        deviance[n] = pow((value - w->study->threshold) / sd, 2.0);
        n_decided += deviance[n++] > CHI2;
    }
    lp_objective_free(g.objective);
    lp_problem_free(problem);
    if (status != LP_OK)
        return status;
    out->width = median(n, width);
    out->deviance = w->i_target == LP_NONE ? median(n, deviance) : NAN;
    out->decided = w->i_target == LP_NONE && n > 0 ? (double)n_decided / (double)n : NAN;
    out->simulated = out->simulated_expected = NAN;
    return LP_OK;
}

/* ---- simulation ---- */

/* The measurement made up at p: values of the new rows, and of what is measured by itself. */
static enum lp_status make_up(struct work *w, const struct lp_design_option *o, const double p[],
                              uint64_t seed)
{
    struct lp_parameters *ps = &o->study->parameters;
    struct lp_experiment *x = &o->study->experiments[o->i_experiment];
    struct lp_random random = lp_random_stream(seed, LP_RANDOM_SYNTHETIC_NOISE, 0);
    struct lp_synth_row *rows = NULL;
    size_t n_rows = 0, first = 0;

    for (size_t i = 0; i < ps->n; i++)
        if (ps->item[i].is_fitted)
            ps->item[i].value = p[i];
    if (o->i_measured != LP_NONE) {
        struct lp_prior *prior = &ps->item[o->i_measured].prior;
        prior->centre = log10(p[o->i_measured]) + prior->sd * lp_random_normal(&random);
    }
    for (size_t e = 0; e < o->i_experiment; e++)
        first += o->study->experiments[e].n_rows;
    if (o->first_new == x->n_rows)
        return LP_OK;
    enum lp_status status =
        lp_synth(o->study, &w->options->engine, seed, w->arena, &rows, &n_rows, NULL);
    for (size_t k = o->first_new; k < x->n_rows && status == LP_OK; k++)
        x->rows[k].value = rows[first + k].value;
    return status;
}

static enum lp_status refit(struct work *w, const struct lp_study *study, double *width)
{
    struct lp_inference_options options = *w->options;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();

    options.progress = NULL;
    enum lp_status status = lp_inference_fit(study, &options, &answer, diag);
    *width = NAN;
    if (status == LP_OK && w->i_target == LP_NONE && answer->has_verdict)
        *width = answer->verdict.share.high - answer->verdict.share.low;
    for (size_t i = 0; status == LP_OK && w->i_target != LP_NONE && i < answer->n_parameters; i++)
        if (strcmp(answer->parameters[i].name, w->design->target) == 0)
            *width = answer->parameters[i].estimate.high - answer->parameters[i].estimate.low;
    lp_answer_free(answer);
    lp_diag_free(diag);
    return status == LP_ENOMEM ? status : LP_OK;
}

static enum lp_status simulate(struct work *w, const struct lp_design_option *o,
                               const double widths[], struct lp_design_candidate *out)
{
    double found[LP_DESIGN_SIMULATED], expected[LP_DESIGN_SIMULATED], width = NAN;
    uint64_t seed = lp_inference_seed(w->options, w->study);
    size_t n = 0;
    enum lp_status status = LP_OK;

    for (size_t k = 0; k < w->n_points && k < LP_DESIGN_SIMULATED && status == LP_OK; k++) {
        status = make_up(w, o, w->p + k * w->study->parameters.n, seed + k);
        if (status == LP_OK)
            status = refit(w, o->study, &width);
        if (status == LP_ENUMERIC || status == LP_EINPUT)
            status = LP_OK;
        else if (status == LP_OK && !isnan(width) && !isnan(widths[k])) {
            found[n] = width;
            expected[n++] = widths[k];
        }
    }
    out->simulated = median(n, found);
    out->simulated_expected = median(n, expected);
    out->n_simulated = n;
    return status;
}

/* ---- the pipeline ---- */

/* The most decided first; among alike ones the narrowest. */
static int by_gain(const void *a, const void *b)
{
    const struct lp_design_candidate *x = a, *y = b;
    double by_width = x->width - y->width;

    if (!isnan(x->decided) && !isnan(y->decided) && x->decided != y->decided)
        return x->decided > y->decided ? -1 : 1;
    if (isnan(by_width))
        return (int)isnan(x->width) - (int)isnan(y->width);
    return by_width < 0.0 ? -1 : by_width > 0.0;
}

/* sigma of a value to come: what the study wishes, else the median of those there are. */
static enum lp_status typical_sigma(const struct work *w, double *sigma)
{
    double *values = lp_arena_alloc(w->arena, w->problem->n_rows, sizeof *values);
    size_t n = 0;

    if (!values)
        return LP_ENOMEM;
    for (size_t k = 0; k < w->problem->n_rows; k++) {
        const struct lp_problem_row *row = &w->problem->rows[k];
        if (row->i_experiment == w->study->i_report)
            values[n++] =
                row->sigma * (row->i_group == LP_NONE ? 1.0 : w->starts.best->factor[row->i_group]);
    }
    *sigma = isnan(w->study->design.sigma) ? median(n, values) : w->study->design.sigma;
    return LP_OK;
}

static enum lp_status fit(struct work *w, struct lp_diag *diag)
{
    const struct lp_path_list no_paths = {0, NULL};
    struct lp_covariance *covariance = NULL;
    size_t n_p = w->study->parameters.n;
    enum lp_status status = lp_problem_new(w->study, NULL, &w->problem, diag);

    if (status == LP_OK)
        status = lp_workers_new(w->problem, w->options, &w->workers, diag);
    if (status == LP_OK)
        status = lp_multistart_run(w->problem, &w->workers, w->options, w->arena, &w->starts);
    if (status == LP_OK && !w->starts.best) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "no start could be evaluated: nothing to plan from");
        status = LP_ENOFIT;
    }
    if (status == LP_OK)
        status =
            lp_sample_covariance(w->problem, w->workers.objective[0], w->starts.best, &covariance);
    if (status == LP_OK)
        status = lp_sample_run(w->problem, w->starts.best, covariance, w->options, &no_paths,
                               LP_DESIGN_DRAWS, 0, &w->sample);
    lp_covariance_free(covariance);
    w->n_points = w->sample.n_draws + 1;
    w->p = lp_arena_alloc(w->arena, w->n_points * n_p, sizeof(double));
    if (status == LP_OK && !w->p)
        status = LP_ENOMEM;
    if (status == LP_OK) {
        lp_problem_values(w->problem, w->starts.best->u, w->p);
        memcpy(w->p + n_p, w->sample.p, w->sample.n_draws * n_p * sizeof(double));
    }
    return status;
}

static enum lp_status weigh_all(struct work *w)
{
    struct lp_design *d = w->design;
    struct lp_design_options list = {0};
    double sigma = NAN, *widths = NULL;
    enum lp_status status = typical_sigma(w, &sigma);

    if (status == LP_OK)
        status = lp_design_list(w->study, w->p, sigma, w->arena, &list);
    if (status != LP_OK)
        return status;
    d->candidates = lp_arena_alloc(d->arena, list.n, sizeof *d->candidates);
    widths = lp_arena_alloc(w->arena, (list.n + 1) * w->n_points, sizeof *widths);
    if (!d->candidates || !widths)
        return LP_ENOMEM;
    status = weigh(w, w->study, false, widths + list.n * w->n_points, &d->now);
    for (size_t i = 0; i < list.n && status == LP_OK; i++) {
        struct lp_design_candidate *c = &d->candidates[d->n];
        c->name = lp_arena_strdup(d->arena, list.items[i].name);
        c->text = lp_arena_strdup(d->arena, list.items[i].text);
        status = c->name && c->text ? weigh(w, list.items[i].study, list.items[i].is_impedance,
                                            widths + i * w->n_points, c)
                                    : LP_ENOMEM;
        if (status == LP_EINPUT) /* this model cannot do that */
            status = LP_OK;
        else
            d->n++;
    }
    if (status != LP_OK)
        return status;
    qsort(d->candidates, d->n, sizeof *d->candidates, by_gain);
    for (size_t i = 0; i < list.n && d->n > 0; i++)
        if (strcmp(list.items[i].name, d->candidates[0].name) == 0 && !list.items[i].is_impedance)
            return simulate(w, &list.items[i], widths + i * w->n_points, &d->candidates[0]);
    return LP_OK;
}

static enum lp_status find_parameter(struct work *w, const char *name, struct lp_diag *diag)
{
    const struct lp_parameters *ps = &w->study->parameters;

    w->i_target = LP_NONE;
    if (!name)
        return LP_OK;
    w->i_target = lp_parameters_find(ps, name);
    if (w->i_target != LP_NONE && lp_problem_find(w->problem, w->i_target) != LP_NONE)
        return LP_OK;
    const char *names = "";
    for (size_t j = 0; names && j < w->problem->n; j++)
        names = lp_arena_printf(w->arena, "%s%s%s", names, j > 0 ? ", " : "",
                                ps->item[w->problem->i_parameter[j]].name);
    lp_diag_error(diag, lp_span_none(NULL), "'%s' is no fitted parameter of %s", name,
                  w->study->path);
    lp_diag_note(diag, lp_span_none(NULL), "fitted are: %s", names ? names : "");
    return LP_EINPUT;
}

static enum lp_status head(struct work *w, const char *name, struct lp_diag *diag)
{
    struct lp_design *d = w->design;
    const struct lp_experiment *report = &w->study->experiments[w->study->i_report];
    enum lp_status status = find_parameter(w, name, diag);

    if (status != LP_OK)
        return status;
    w->numbers = lp_arena_alloc(w->arena, lp_shares_n(report->model), sizeof(double));
    if (!w->numbers)
        return LP_ENOMEM;
    d->is_share = w->i_target == LP_NONE;
    d->threshold = w->study->threshold;
    d->target =
        lp_arena_strdup(d->arena, name ? name : "share of the net current through the interface");
    d->unit = name ? lp_dimension_unit(w->study->parameters.item[w->i_target].dimension) : "1";
    d->now.name = d->now.text = "the data there are";
    status = lp_shares_new(w->study, NULL, &w->options->engine, &w->shares, diag);
    if (status != LP_OK || !d->target)
        return status != LP_OK ? status : LP_ENOMEM;
    if (name)
        d->estimate = w->p[w->i_target];
    else if (report->model->i_second == LP_NONE ||
             number_at(w, w->p, LP_SHARE_INTERFACE, &d->estimate) != LP_OK) {
        lp_diag_error(diag, report->span,
                      "there is no share to plan for: no path between two electrodes, or no "
                      "compartment with `role: interface`");
        lp_diag_note(diag, lp_span_none(NULL), "name a parameter: --for NAME");
        status = LP_EINPUT;
    }
    return status;
}

static bool has_data(const struct lp_study *study)
{
    return study->experiments[study->i_report].n_rows > 0;
}

enum lp_status lp_design_run(const struct lp_study *study, const char *name,
                             const struct lp_inference_options *options, struct lp_design **design,
                             struct lp_diag *diag)
{
    struct work w = {.study = study, .options = options, .arena = lp_arena_new()};
    struct lp_arena *arena = lp_arena_new();
    enum lp_status status = LP_ENOMEM;

    w.design = arena ? lp_arena_alloc(arena, 1, sizeof *w.design) : NULL;
    if (!w.arena || !w.design)
        goto out;
    w.design->arena = arena;
    if (!has_data(study)) {
        lp_diag_error(diag, study->experiments[study->i_report].span,
                      "experiment '%s' has no data: a plan starts from what was measured (rehearse "
                      "with `lipath synth`)",
                      study->experiments[study->i_report].name);
        status = LP_EINPUT;
        goto out;
    }
    status = fit(&w, diag);
    if (status == LP_OK)
        status = head(&w, name, diag);
    if (status == LP_OK)
        status = weigh_all(&w);
out:
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
