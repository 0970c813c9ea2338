/* SPDX-License-Identifier: MIT
 *
 * Collecting what is fitted from a study. A parameter is in the fit if it has a start and something
 * in some experiment's model still refers to it once the absent edges are out; an activation energy
 * follows the parameter it belongs to.
 *
 * Nuisances: a row with loadings l_k is shifted by sum_k l_k z_k, z ~ N(0,1). The "before" spectrum
 * of an `increase` is one more, shared by the rows of its component: with a(0) (1 + e z) in the
 * place of a(0), 100 (a/a(0) - 1) moves by -e (100 + increase) z to first order. The measured
 * increase stands in for the predicted one there, as it does in the relative noise.
 */
#include "estimate/problem.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

/* A parameter referred to by a value, and its activation energy. */
static void mark(const struct lp_parameters *parameters, const struct lp_value *value, bool used[])
{
    if (!value->is_given || value->i_parameter == LP_NONE)
        return;
    used[value->i_parameter] = true;
    size_t i_activation = parameters->item[value->i_parameter].i_activation;
    if (i_activation != LP_NONE)
        used[i_activation] = true;
}

static void mark_model(const struct lp_model *model, const struct lp_edge_set *absent, bool used[])
{
    const struct lp_parameters *ps = model->parameters;

    for (size_t i = 0; i < model->n_compartments; i++) {
        const struct lp_compartment *c = &model->compartments[i];
        const struct lp_value *values[] = {&c->inventory_mol,        &c->enrichment,
                                           &c->diffusivity_m2_per_s, &c->haven,
                                           &c->surface_mol,          &c->growth.rate_m2_per_s,
                                           &c->growth.start_m,       &c->growth.scale_m};
        for (size_t k = 0; k < sizeof values / sizeof values[0]; k++)
            mark(ps, values[k], used);
    }
    for (size_t i = 0; i < model->n_edges; i++) {
        const struct lp_edge *e = &model->edges[i];
        if (lp_edge_set_has(absent, e->id))
            continue;
        mark(ps, &e->flow_mol_per_s, used);
        mark(ps, &e->rate_per_s, used);
        mark(ps, &e->haven, used);
    }
    for (size_t i = 0; i < model->n_components; i++) {
        mark(ps, &model->components[i].t1_s, used);
        for (size_t k = 0; k < model->components[i].n_parts; k++)
            mark(ps, &model->components[i].parts[k].weight, used);
    }
    mark(ps, &model->cell.area_m2, used);
    mark(ps, &model->cell.thickness_m, used);
    mark(ps, &model->depth_thickness_m, used);
}

static double min_positive(double current, double candidate)
{
    return candidate > 0.0 && isfinite(candidate) ? fmin(current, candidate) : current;
}

/* Inventory of a phase, infinite for electrodes. */
static double phase_inventory(const struct lp_experiment *x, size_t i_compartment, const double p[])
{
    const struct lp_compartment *c = &x->model->compartments[i_compartment];

    if (c->kind == LP_ELECTRODE || !c->inventory_mol.is_given)
        return INFINITY;
    return lp_value_at(x->model->parameters, &c->inventory_mol, p, x->temperature_K);
}

/* Largest difference of enrichment that drives exchange at the start, at least 0.01. */
static double start_contrast(const struct lp_experiment *x, const double p[])
{
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < x->model->n_compartments; i++) {
        double x0 = lp_value_at(x->model->parameters, &x->model->compartments[i].enrichment, p,
                                x->temperature_K);
        low = fmin(low, x0);
        high = fmax(high, x0);
    }
    return fmax(high - low, 0.01);
}

const struct lp_parameter *lp_problem_parameter(const struct lp_problem *problem, size_t j)
{
    return &problem->study->parameters.item[problem->i_parameter[j]];
}

double lp_problem_row_sigma(const struct lp_problem_row *row, const double factor[])
{
    return row->i_group == LP_NONE ? row->sigma : row->sigma * factor[row->i_group];
}

double lp_problem_sigma_enrichment(const struct lp_experiment *x, const struct lp_row *row,
                                   const double p[])
{
    double sigma = lp_row_sigma(x, row);
    const struct lp_component *c = &x->model->components[row->i_component];
    double n_li = 0.0, n_6li = 0.0;

    if (!(sigma > 0.0))
        return NAN;
    for (size_t k = 0; k < c->n_parts; k++) {
        const struct lp_compartment *part = &x->model->compartments[c->parts[k].i_compartment];
        double w = lp_value_at(x->model->parameters, &c->parts[k].weight, p, x->temperature_K);
        double inventory = phase_inventory(x, c->parts[k].i_compartment, p);
        n_li += w * inventory;
        n_6li += w * inventory *
                 lp_value_at(x->model->parameters, &part->enrichment, p, x->temperature_K);
    }
    switch (x->observable) {
    case LP_OBSERVE_ENRICHMENT:
        return sigma;
    case LP_OBSERVE_INCREASE:
        return sigma * n_6li / n_li / 100.0;
    case LP_OBSERVE_AREA:
        return sigma / (n_li * lp_value_at(x->model->parameters, &x->scale, p, x->temperature_K));
    }
    return NAN;
}

/* The median over all rows of all experiments (of an even number the upper one, so that it is some
 * row's own); 0.01 where none has a sigma. */
static double median_sigma(const struct lp_study *study, const double p[], double scratch[])
{
    size_t n = 0;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        for (size_t k = 0; k < x->n_rows; k++) {
            double sigma = lp_problem_sigma_enrichment(x, &x->rows[k], p);
            if (sigma > 0.0 && isfinite(sigma))
                scratch[n++] = sigma;
        }
    }
    gsl_sort(scratch, 1, n);
    return n > 0 ? scratch[n / 2] : 0.01;
}

/*
 * s0 of science.md: the flow that changes an enrichment by 0.3 sigma until the last datum,
 *
 *     s0 = 0.3 sigma N/(t_max (x_el - x0))        a diffusivity: times L²/N
 *
 * with the smallest N that the parameter's edges touch and sigma as an enrichment. NaN where the
 * study gives no way to say (lp_transform_make then has its own).
 */
static double smallest_flow(const struct lp_study *study, size_t i_parameter, const double p[],
                            double sigma)
{
    double s0 = INFINITY;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        const struct lp_model *m = x->model;
        if (x->n_rows == 0)
            continue;
        double per_mol = 0.3 * sigma / (fmax(lp_experiment_last_s(x), 1.0) * start_contrast(x, p));
        for (size_t i = 0; i < m->n_edges; i++) {
            if (!lp_edge_conducts(&m->edges[i]) ||
                m->edges[i].flow_mol_per_s.i_parameter != i_parameter)
                continue;
            s0 = min_positive(s0, per_mol * phase_inventory(x, m->edges[i].i_from, p));
            s0 = min_positive(s0, per_mol * phase_inventory(x, m->edges[i].i_to, p));
        }
        for (size_t i = 0; i < m->n_compartments; i++) {
            if (m->compartments[i].diffusivity_m2_per_s.i_parameter != i_parameter ||
                !m->compartments[i].diffusivity_m2_per_s.is_given || !m->depth_thickness_m.is_given)
                continue;
            double l = lp_value_at(m->parameters, &m->depth_thickness_m, p, x->temperature_K);
            s0 = min_positive(s0, per_mol * l * l);
        }
    }
    return isfinite(s0) ? s0 : NAN;
}

/* u of a start value; of a fraction not quite at its ends, where the logit is flat and holds a fit.
 */
static double start_of(const struct lp_transform *transform, double value)
{
    double u = lp_transform_u(transform, value);
    return transform->scale == LP_SCALE_LOGIT
               ? fmin(fmax(u, 0.5 * transform->lo), 0.5 * transform->hi)
               : u;
}

/* Which parameters are in the fit, on which scale, and where they start. */
static void collect_parameters(struct lp_problem *problem)
{
    const struct lp_study *study = problem->study;
    const struct lp_parameters *ps = &study->parameters;
    struct lp_arena *arena = problem->arena;
    bool *used = lp_arena_alloc(arena, ps->n, sizeof(bool));
    size_t *index = lp_arena_alloc(arena, ps->n, sizeof(size_t));
    size_t *i_slot = lp_arena_alloc(arena, ps->n, sizeof(size_t));
    size_t *i_prior = lp_arena_alloc(arena, ps->n, sizeof(size_t));
    struct lp_transform *transform = lp_arena_alloc(arena, ps->n, sizeof *transform);
    double *p = lp_arena_alloc(arena, ps->n, sizeof(double));
    double *block = lp_arena_alloc(arena, 4 * ps->n, sizeof(double));
    double *sorted = lp_arena_alloc(arena, lp_study_n_rows(study), sizeof(double));

    if (lp_arena_has_failed(arena))
        return;
    for (size_t e = 0; e < study->n_experiments; e++) {
        mark_model(study->experiments[e].model, &problem->absent, used);
        mark(ps, &study->experiments[e].scale, used);
    }
    lp_study_start(study, p);
    problem->typical_sigma = median_sigma(study, p, sorted);
    double *lo = block, *hi = lo + ps->n, *start = hi + ps->n, *size = start + ps->n;
    size_t n = 0;
    for (size_t i = 0; i < ps->n; i++) {
        i_slot[i] = LP_NONE;
        if (!ps->item[i].is_fitted || !used[i])
            continue;
        transform[n] =
            lp_transform_make(&ps->item[i], ps->item[i].scale == LP_SCALE_LOG1P
                                                ? smallest_flow(study, i, p, problem->typical_sigma)
                                                : NAN);
        lo[n] = transform[n].lo;
        hi[n] = transform[n].hi;
        start[n] = start_of(&transform[n], ps->item[i].value);
        size[n] =
            fmax(fabs(ps->item[i].value),
                 transform[n].scale == LP_SCALE_LOG1P ? transform[n].s0 : 1e-3 * transform[n].s0);
        if (ps->item[i].prior.kind != LP_PRIOR_NONE)
            i_prior[problem->n_priors++] = n;
        i_slot[i] = n;
        index[n++] = i;
    }
    problem->n = n;
    problem->i_parameter = index;
    problem->transform = transform;
    problem->lo = lo;
    problem->hi = hi;
    problem->start = start;
    problem->fixed = p;
    problem->i_prior = i_prior;
    problem->slots = (struct lp_slots){.n = n, .i_slot = i_slot, .scale = size};
}

/* Scales without a prior that enter nowhere else: predictions are proportional to them. */
static void collect_scales(struct lp_problem *problem)
{
    const struct lp_study *study = problem->study;
    const struct lp_parameters *ps = &study->parameters;
    bool *elsewhere = lp_arena_alloc(problem->arena, ps->n, sizeof(bool));
    size_t *i_scale = lp_arena_alloc(problem->arena, study->n_experiments, sizeof(size_t));

    if (lp_arena_has_failed(problem->arena))
        return;
    for (size_t e = 0; e < study->n_experiments; e++)
        mark_model(study->experiments[e].model, NULL, elsewhere);
    for (size_t i = 0; i < ps->n; i++)
        if (ps->item[i].i_activation != LP_NONE)
            elsewhere[i] = elsewhere[ps->item[i].i_activation] = true;
    for (size_t e = 0; e < study->n_experiments; e++) {
        size_t i = study->experiments[e].scale.i_parameter;
        i_scale[e] = LP_NONE;
        if (study->experiments[e].observable == LP_OBSERVE_AREA && i != LP_NONE && !elsewhere[i] &&
            ps->item[i].prior.kind == LP_PRIOR_NONE)
            i_scale[e] = problem->slots.i_slot[i];
    }
    problem->i_scale = i_scale;
}

/* The noise group of a component by its name, made if it is new. */
static size_t find_group(struct lp_problem *problem, const char **names, size_t *n_in_group,
                         const char *name)
{
    for (size_t g = 0; g < problem->n_groups; g++)
        if (strcmp(names[g], name) == 0)
            return n_in_group[g]++, g;
    names[problem->n_groups] = name;
    n_in_group[problem->n_groups] = 1;
    return problem->n_groups++;
}

/* sigma and noise group of one row. */
static enum lp_status set_noise(struct lp_problem *problem, const struct lp_experiment *x,
                                const struct lp_row *row, const char **names, size_t *n_in_group,
                                struct lp_problem_row *out, struct lp_diag *diag)
{
    out->sigma = lp_row_sigma(x, row);
    out->i_group = LP_NONE;
    if (x->noise.is_estimated && isnan(row->sigma)) {
        out->i_group =
            find_group(problem, names, n_in_group, x->model->components[row->i_component].name);
        if (!(out->sigma > 0.0))
            out->sigma = 1.0;
    }
    if (out->sigma > 0.0 && isfinite(out->sigma))
        return LP_OK;
    lp_diag_error(diag, row->span,
                  "this value has no error: it has no sigma, and the noise of experiment '%s' "
                  "gives none (a relative part gives nothing where the value is 0)",
                  x->name);
    return LP_EINPUT;
}

static enum lp_status collect_rows(struct lp_problem *problem, struct lp_diag *diag)
{
    const struct lp_study *study = problem->study;
    struct lp_arena *arena = problem->arena;
    size_t n = lp_study_n_rows(study), i = 0;
    enum lp_status status = LP_OK;
    struct lp_problem_row *rows = lp_arena_alloc(arena, n, sizeof *rows);
    size_t *first = lp_arena_alloc(arena, study->n_experiments + 1, sizeof(size_t));
    const char **names = lp_arena_alloc(arena, n, sizeof(char *));
    size_t *n_in_group = lp_arena_alloc(arena, n, sizeof(size_t));

    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        first[e] = i;
        for (size_t k = 0; k < x->n_rows; k++, i++) {
            rows[i] =
                (struct lp_problem_row){.i_experiment = e, .i_row = k, .value = x->rows[k].value};
            if (set_noise(problem, x, &x->rows[k], names, n_in_group, &rows[i], diag) != LP_OK)
                status = LP_EINPUT;
        }
    }
    first[study->n_experiments] = n;
    for (size_t g = 0; g < problem->n_groups; g++)
        if (n_in_group[g] < 2) {
            lp_diag_error(diag, lp_study_report(study)->span,
                          "the noise of component '%s' is to be estimated, but it has one value "
                          "only: give `noise: {constant: ...}` or a sigma",
                          names[g]);
            status = LP_EINPUT;
        }
    problem->n_rows = n;
    problem->rows = rows;
    problem->first_row = first;
    problem->group_names = names;
    problem->n_in_group = n_in_group;
    return status;
}

/*
 * Nuisances of "before" spectra: one per component of an experiment with a reference sigma. An
 * error of the "before" area moves an increase y by (100 + y) times it. The measured y is taken for
 * it, so that the covariance does not depend on the parameters; where that sigma is of the size of
 * y itself this pulls the fit down a little (Peelle's puzzle).
 */
static size_t count_references(const struct lp_study *study)
{
    size_t n = 0;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        for (size_t c = 0; x->reference_sigma_percent && c < x->model->n_components; c++)
            n += x->reference_sigma_percent[c] > 0.0;
    }
    return n;
}

static void collect_nuisances(struct lp_problem *problem)
{
    const struct lp_study *study = problem->study;
    size_t n = study->n_nuisances + count_references(study);
    double *l = lp_arena_alloc(problem->arena, problem->n_rows, n * sizeof(double));
    size_t i_next = study->n_nuisances;

    if (!l)
        return;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        size_t first = problem->first_row[e];
        for (size_t k = 0; k < x->n_loadings; k++)
            l[(first + x->loadings[k].i_row) * n + x->loadings[k].i_nuisance] +=
                x->loadings[k].loading;
        for (size_t c = 0; x->reference_sigma_percent && c < x->model->n_components; c++) {
            if (!(x->reference_sigma_percent[c] > 0.0))
                continue;
            for (size_t k = 0; k < x->n_rows; k++)
                if (x->rows[k].i_component == c)
                    l[(first + k) * n + i_next] =
                        -x->reference_sigma_percent[c] / 100.0 * (100.0 + x->rows[k].value);
            i_next++;
        }
    }
    problem->n_nuisances = n;
    problem->loadings = l;
}

/* A private copy, so that a problem outlives the list it was made from. */
static void copy_absent(struct lp_problem *problem, const struct lp_edge_set *absent)
{
    size_t n = absent ? absent->n : 0;
    const char **ids = lp_arena_alloc(problem->arena, n, sizeof(char *));

    for (size_t i = 0; ids && i < n; i++)
        ids[i] = absent->ids[i];
    problem->absent = (struct lp_edge_set){.n = n, .ids = ids};
}

enum lp_status lp_problem_new(const struct lp_study *study, const struct lp_edge_set *absent,
                              struct lp_problem **problem, struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_problem *p = lp_arena_alloc(arena, 1, sizeof *p);
    enum lp_status status = LP_ENOMEM;

    if (!p)
        goto out;
    p->arena = arena;
    p->study = study;
    copy_absent(p, absent);
    collect_parameters(p);
    collect_scales(p);
    status = collect_rows(p, diag);
    if (status == LP_OK)
        collect_nuisances(p);
    status = lp_arena_status(arena, status);
out:
    if (status == LP_OK)
        *problem = p;
    else
        lp_arena_free(arena);
    return status;
}

void lp_problem_free(struct lp_problem *problem)
{
    if (problem)
        lp_arena_free(problem->arena);
}

size_t lp_problem_find(const struct lp_problem *problem, size_t i_parameter)
{
    return problem->slots.i_slot[i_parameter];
}

void lp_problem_values(const struct lp_problem *problem, const double u[], double p[])
{
    memcpy(p, problem->fixed, problem->study->parameters.n * sizeof(double));
    for (size_t j = 0; j < problem->n; j++)
        p[problem->i_parameter[j]] = lp_transform_value(&problem->transform[j], u[j]);
}

size_t lp_problem_n_estimated(const struct lp_problem *problem)
{
    return problem->n + problem->n_groups;
}
