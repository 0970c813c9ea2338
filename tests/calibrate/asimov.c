/* SPDX-License-Identifier: MIT
 *
 * For each share: start from the truth with the interface's contact scaled to it, from the same
 * with the contacts' sum kept and strong exchange between the phases, and from where the last share
 * ended (profiles are often bimodal); of each the lowest. Ends: 0 or 1 where they are open, else by
 * the Illinois rule on sqrt(D), which is all but linear.
 */
#include "tests/calibrate/asimov.h"

#include "estimate/objective.h"

#include <math.h>
#include <string.h>

#define CHI2_95   3.841458820694124
#define N_WEIGHTS 3
#define STEP      1e-6 /* of the differences, in u */
#define STRONG    30.0
#define S_TOL     2e-4

struct profiler {
    const struct trial *trial;
    struct lp_arena *arena;
    struct lp_problem *problem;
    struct lp_objective *objective;
    struct lp_network *network;
    struct lp_flow *flow;
    bool *in_set;
    double *p, *shifted, *u, *last, *truth, *scaled, *best;
    size_t n, n_data;
    bool has_last;
    double share, width; /* the constraint */
};

static enum lp_status share_at(struct profiler *f, const double u[], double *share)
{
    bool joined = false;
    lp_problem_values(f->problem, u, f->p);
    enum lp_status status = lp_network_set(f->network, f->p, NULL);
    if (status == LP_OK)
        status = lp_flow_solve(f->flow, &joined);
    if (status == LP_OK && !joined)
        status = LP_ENUMERIC;
    if (status == LP_OK)
        *share = lp_flow_visited(f->flow, f->in_set);
    return status;
}

static enum lp_status evaluate(void *context, const double u[], double r[], double jacobian[])
{
    struct profiler *f = context;
    double share = 0.0, moved = 0.0;
    enum lp_status status = lp_objective_evaluate(f->objective, u, r, jacobian, NULL);
    if (status == LP_OK)
        status = share_at(f, u, &share);
    r[f->n_data] = (share - f->share) / f->width;
    memcpy(f->shifted, u, f->n * sizeof *u);
    for (size_t j = 0; j < f->n && jacobian && status == LP_OK; j++) {
        double step = u[j] + STEP <= f->problem->hi[j] ? STEP : -STEP;
        f->shifted[j] = u[j] + step;
        status = share_at(f, f->shifted, &moved);
        f->shifted[j] = u[j];
        jacobian[f->n_data * f->n + j] = (moved - share) / step / f->width;
    }
    return status;
}

/* D(s) from one start, left in f->u; INFINITY where it cannot be reached. */
static enum lp_status fit_from(struct profiler *f, const double start[], double *deviance)
{
    static const double widths[N_WEIGHTS] = {3e-2, 1e-3, 1e-4};
    struct lp_fit_options options = lp_fit_options_default();
    struct lp_fit_result result = {.cost = NAN};
    struct lp_least_squares problem = {.n = f->n,
                                       .n_residuals = f->n_data + 1,
                                       .lo = f->problem->lo,
                                       .hi = f->problem->hi,
                                       .context = f,
                                       .evaluate = evaluate};
    double share = NAN;
    options.max_jacobians = 100;
    memcpy(f->u, start, f->n * sizeof *start);
    for (size_t k = 0; k < N_WEIGHTS; k++) {
        f->width = widths[k];
        enum lp_status status = lp_fit_local(&problem, &options, NULL, f->u, &result);
        if (status != LP_OK)
            return status;
    }
    *deviance = INFINITY;
    if (isfinite(result.cost) && share_at(f, f->u, &share) == LP_OK) {
        double off = (share - f->share) / f->width;
        if (fabs(share - f->share) < 5e-3)
            *deviance = result.cost + off * off;
    }
    return LP_OK;
}

static void scale(struct profiler *f, double p[], const char *name, double factor)
{
    const struct lp_parameters *ps = &f->trial->study->parameters;
    size_t i = lp_parameters_find(ps, name);
    p[i] = fmin(p[i] * factor, ps->item[i].max);
}

/* The truth with the interface's contact such that s would be its part of the contacts. */
static void scaled_start(struct profiler *f, double s, bool is_strong)
{
    const struct lp_parameters *ps = &f->trial->study->parameters;
    size_t c = lp_parameters_find(ps, "phi_el_ceramic"),
           i = lp_parameters_find(ps, "phi_el_interface"),
           a = lp_parameters_find(ps, "phi_el_salt");
    double *p = f->p, sum = 0.0, others = 0.0;
    memcpy(p, f->trial->p, ps->n * sizeof *p);
    sum = p[c] + p[i] + p[a];
    others = p[c] + p[a];
    p[i] = fmin(s < 1.0 ? others * s / (1.0 - s) : sum, ps->item[i].max);
    if (is_strong || s >= 1.0) {
        double keep = s < 1.0 ? sum / (p[i] + others) : 1.0;
        scale(f, p, "phi_el_interface", keep);
        scale(f, p, "phi_el_ceramic", s < 1.0 ? keep : 0.0);
        scale(f, p, "phi_el_salt", s < 1.0 ? keep : 0.0);
    }
    if (is_strong) {
        scale(f, p, "phi_ceramic_interface", STRONG);
        scale(f, p, "phi_ceramic_salt", STRONG);
        scale(f, p, "phi_interface_salt", STRONG);
    }
    for (size_t j = 0; j < f->n; j++)
        f->scaled[j] = lp_transform_u(&f->problem->transform[j], p[f->problem->i_parameter[j]]);
}

static enum lp_status deviance_at(struct profiler *f, double s, double *deviance)
{
    double one = INFINITY;
    enum lp_status status = LP_OK;
    bool had_last = f->has_last;
    *deviance = INFINITY;
    f->share = s;
    for (size_t k = 0; k < 4 && status == LP_OK; k++) {
        if (k == 1 && !had_last)
            continue;
        if (k >= 2)
            scaled_start(f, s, k == 3);
        status = fit_from(f, k == 0 ? f->truth : k == 1 ? f->last : f->scaled, &one);
        if (status == LP_OK && one < *deviance) {
            *deviance = one;
            memcpy(f->best, f->u, f->n * sizeof *f->u);
        }
    }
    f->has_last = isfinite(*deviance);
    memcpy(f->last, f->best, f->n * sizeof *f->u);
    return status;
}

/* What is to vanish at an end; capped, for far away it tells nothing more. */
static double excess(double deviance)
{
    return sqrt(fmin(fmax(deviance, 0.0), 1e4)) - sqrt(CHI2_95);
}

/* The end of the interval between the truth and `edge` (0 or 1). */
static enum lp_status find_end(struct profiler *f, double truth, double edge, double *end)
{
    double inner = truth, outer = edge, y_inner = -sqrt(CHI2_95), d = 0.0;
    int side = 0;
    *end = edge;
    f->has_last = false;
    if (fabs(truth - edge) < S_TOL)
        return LP_OK;
    enum lp_status status = deviance_at(f, edge, &d);
    double y_outer = excess(d);
    if (status != LP_OK || y_outer <= 0.0)
        return status;
    f->has_last = false;
    for (size_t k = 0; k < 30 && fabs(outer - inner) > S_TOL && status == LP_OK; k++) {
        double s = inner - y_inner * (outer - inner) / (y_outer - y_inner);
        status = deviance_at(f, s, &d);
        double y = excess(d);
        int now = y > 0.0 ? 1 : -1;
        if (fabs(y) < 2e-3)
            inner = outer = s;
        else if (now > 0)
            outer = s, y_outer = y, y_inner *= side == now ? 0.5 : 1.0;
        else
            inner = s, y_inner = y, y_outer *= side == now ? 0.5 : 1.0;
        side = now;
    }
    *end = 0.5 * (inner + outer);
    return status;
}

static enum lp_status make(struct profiler *f)
{
    const struct lp_study *study = f->trial->study;
    const struct lp_model *m = study->experiments[0].model;
    struct lp_engine_options engine = lp_engine_options_default();
    size_t n_p = study->parameters.n;
    f->in_set = lp_arena_alloc(f->arena, m->n_compartments, sizeof *f->in_set);
    f->p = lp_arena_alloc(f->arena, 7 * n_p, sizeof *f->p);
    if (!f->in_set || !f->p)
        return LP_ENOMEM;
    f->shifted = f->p + n_p;
    f->u = f->p + 2 * n_p;
    f->last = f->p + 3 * n_p;
    f->truth = f->p + 4 * n_p;
    f->scaled = f->p + 5 * n_p;
    f->best = f->p + 6 * n_p;
    for (size_t i = 0; i < m->n_compartments; i++)
        f->in_set[i] = lp_compartment_is_interface(&m->compartments[i]);
    const struct lp_slots none = {.n = 0};
    enum lp_status status = lp_problem_new(study, NULL, &f->problem, NULL);
    if (status == LP_OK)
        status = lp_objective_new(f->problem, &engine, &f->objective, NULL);
    if (status == LP_OK)
        status = lp_network_new(m, study->report_temperature_K, NULL, &none, &f->network, NULL);
    if (status == LP_OK)
        status = lp_flow_new(f->network, &f->flow);
    if (status != LP_OK)
        return status;
    f->n = f->problem->n;
    f->n_data = lp_objective_n_residuals(f->objective);
    for (size_t j = 0; j < f->n; j++)
        f->truth[j] =
            lp_transform_u(&f->problem->transform[j], f->trial->p[f->problem->i_parameter[j]]);
    return LP_OK;
}

enum lp_status asimov_find(const struct trial *trial, struct asimov *out)
{
    struct profiler f = {.trial = trial, .arena = lp_arena_new()};
    double truth = trial->numbers[LP_SHARE_INTERFACE];
    enum lp_status status = f.arena ? make(&f) : LP_ENOMEM;
    *out = (struct asimov){NAN, NAN, NAN};
    if (status == LP_OK)
        status = deviance_at(&f, trial->study->threshold, &out->at_threshold);
    if (status == LP_OK)
        status = find_end(&f, truth, 0.0, &out->low);
    if (status == LP_OK)
        status = find_end(&f, truth, 1.0, &out->high);
    lp_flow_free(f.flow);
    lp_network_free(f.network);
    lp_objective_free(f.objective);
    lp_problem_free(f.problem);
    lp_arena_free(f.arena);
    return status;
}
