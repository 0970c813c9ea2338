/* SPDX-License-Identifier: MIT
 *
 * Steps: find an interface compartment and another phase that all components weigh alike; find the
 * third compartments that fitted flows of their own join to both; evaluate the pathway with all of
 * these flows moved to the one, then to the other.
 */
#include "uncertainty/averaged.h"

#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

#define ALIKE 1e-9 /* relative: weights that are the same number */

static double weight(const struct lp_experiment *e, const struct lp_component *c, const double p[],
                     size_t i)
{
    double sum = 0.0;

    for (size_t k = 0; k < c->n_parts; k++)
        if (c->parts[k].i_compartment == i)
            sum += lp_value_at(e->model->parameters, &c->parts[k].weight, p, e->temperature_K);
    return sum;
}

/* The first component that sees the two, if all of them weigh the two alike; else LP_NONE. */
static size_t shared_component(const struct lp_experiment *e, const double p[], size_t i, size_t j)
{
    size_t i_component = LP_NONE;
    double factor = NAN;

    for (size_t k = 0; k < e->model->n_components; k++) {
        const struct lp_component *c = &e->model->components[k];
        double w_i = weight(e, c, p, i), w_j = weight(e, c, p, j);
        if (w_i == 0.0 && w_j == 0.0)
            continue;
        if (w_i == 0.0 || w_j == 0.0 ||
            (!isnan(factor) && fabs(w_i / w_j - factor) > ALIKE * factor))
            return LP_NONE;
        if (i_component == LP_NONE) {
            i_component = k;
            factor = w_i / w_j;
        }
    }
    return i_component;
}

bool lp_averaged_is_pair(const struct lp_solution *s, size_t i, size_t j)
{
    const struct lp_model *m = s->report->model;

    for (size_t k = 0; k < s->study->n_experiments; k++) {
        const struct lp_experiment *e = &s->study->experiments[k];
        size_t a = lp_model_find_compartment(e->model, m->compartments[i].name);
        size_t b = lp_model_find_compartment(e->model, m->compartments[j].name);
        if (e->n_rows > 0 &&
            (a == LP_NONE || b == LP_NONE || shared_component(e, s->p, a, b) == LP_NONE))
            return false;
    }
    return shared_component(s->report, s->p, i, j) != LP_NONE;
}

static void find_pair(struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    struct lp_averaged *a = &s->averaged;

    for (size_t i = 0; i < m->n_compartments; i++)
        for (size_t j = 0;
             j < m->n_compartments && lp_compartment_is_interface(&m->compartments[i]); j++) {
            if (m->compartments[j].kind != LP_PHASE ||
                lp_compartment_is_interface(&m->compartments[j]) || !lp_averaged_is_pair(s, i, j))
                continue;
            a->i_interface = i;
            a->i_partner = j;
            a->component = m->components[shared_component(s->report, s->p, i, j)].name;
            return;
        }
}

/* The fitted parameter of the exchange between two compartments; LP_NONE: fixed, with a prior, or
 * no such exchange. */
static size_t free_flow(const struct lp_solution *s, size_t i, size_t k)
{
    const struct lp_model *m = s->report->model;

    for (size_t n = 0; n < m->n_edges; n++) {
        const struct lp_edge *e = &m->edges[n];
        if (!lp_edge_conducts(e) ||
            !((e->i_from == i && e->i_to == k) || (e->i_from == k && e->i_to == i)))
            continue;
        size_t i_parameter = e->flow_mol_per_s.i_parameter;
        if (i_parameter == LP_NONE || lp_problem_find(s->problem, i_parameter) == LP_NONE ||
            m->parameters->item[i_parameter].prior.kind != LP_PRIOR_NONE)
            return LP_NONE;
        return i_parameter;
    }
    return LP_NONE;
}

/* Move what third compartments exchange with `from` to `to`, in p; the number of flows moved. */
static size_t move(const struct lp_solution *s, size_t from, size_t to, double p[])
{
    const struct lp_model *m = s->report->model;
    size_t n = 0;

    for (size_t k = 0; k < m->n_compartments; k++) {
        size_t a = free_flow(s, from, k), b = free_flow(s, to, k);
        /* Where both sides of the cell share the parameters, the first has moved them already. */
        if (k == from || k == to || a == LP_NONE || b == LP_NONE || a == b || p[a] != s->p[a] ||
            p[b] != s->p[b])
            continue;
        double left = fmin(p[a], m->parameters->item[a].min);
        p[b] += p[a] - left;
        p[a] = left;
        n++;
    }
    return n;
}

/* The numbers of the pathway at p as row a->n, if they can be computed. */
static enum lp_status add(struct lp_solution *s, struct lp_shares *shares, const double p[])
{
    struct lp_averaged *a = &s->averaged;
    double *probability = a->probability + a->n * a->n_paths, rest;
    bool joined = false;
    size_t top;

    enum lp_status status =
        lp_shares_evaluate(shares, p, false, a->numbers + a->n * a->n_numbers, &joined, NULL);
    if (status == LP_OK && joined)
        status = lp_sample_follow(lp_shares_flow(shares), &s->followed, probability, &rest, &top);
    a->n += status == LP_OK && joined;
    return status == LP_ENOMEM ? status : LP_OK;
}

enum lp_status lp_averaged_find(struct lp_solution *s)
{
    struct lp_averaged *a = &s->averaged;
    struct lp_shares *shares = NULL;
    size_t n_parameters = s->study->parameters.n;
    double *p = lp_arena_alloc(s->arena, n_parameters, sizeof(double));

    *a = (struct lp_averaged){.i_interface = LP_NONE,
                              .i_partner = LP_NONE,
                              .n_numbers = lp_shares_n(s->report->model),
                              .n_paths = s->followed.n};
    a->numbers = lp_arena_alloc(s->arena, 2, a->n_numbers * sizeof(double));
    a->probability = lp_arena_alloc(s->arena, 2, (a->n_paths + 1) * sizeof(double));
    if (!p || !a->numbers || !a->probability)
        return LP_ENOMEM;
    if (!s->is_joined)
        return LP_OK;
    find_pair(s);
    if (a->i_interface == LP_NONE)
        return LP_OK;
    enum lp_status status = lp_shares_new(s->study, NULL, &s->options->engine, &shares, NULL);
    for (size_t k = 0; k < 2 && status == LP_OK; k++) {
        memcpy(p, s->p, n_parameters * sizeof(double));
        if (move(s, k == 0 ? a->i_interface : a->i_partner, k == 0 ? a->i_partner : a->i_interface,
                 p) > 0)
            status = add(s, shares, p);
    }
    lp_shares_free(shares);
    return status;
}

bool lp_averaged_keeps_dominant(const struct lp_solution *s)
{
    const struct lp_averaged *a = &s->averaged;

    for (size_t k = 0; k < a->n && a->n_paths > 0; k++) {
        const double *probability = a->probability + k * a->n_paths;
        double others = 0.0, unlisted = 1.0 - probability[0];
        for (size_t i = 1; i < a->n_paths; i++) {
            others = fmax(others, probability[i]);
            unlisted -= probability[i];
        }
        if (!(probability[0] > fmax(others, unlisted)))
            return false;
    }
    return true;
}
