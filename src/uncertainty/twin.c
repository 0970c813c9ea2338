/* SPDX-License-Identifier: MIT
 *
 * Distances between the curves of compartments, of the best fit, at the times of the report
 * experiment's rows.
 */
#include "uncertainty/twin.h"

#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

/* States of the best fit at every row of the report experiment: x [n_rows][n_compartments]. */
static enum lp_status states_at_rows(const struct lp_solution *s, double x[])
{
    const struct lp_experiment *e = s->report;
    size_t n = e->model->n_compartments;
    struct lp_observer *observer = NULL;
    struct lp_arena *scratch = lp_arena_new();
    double *inventory = lp_arena_alloc(scratch, n, sizeof(double));
    enum lp_status status = LP_ENOMEM;

    if (!inventory)
        goto out;
    struct lp_observer_setup setup = {.experiment = e, .engine = s->options->engine};
    status = lp_observer_new(&setup, &observer, NULL);
    for (size_t k = 0; k < e->n_rows && status == LP_OK; k++) {
        if (k > 0 && e->rows[k].t_s == e->rows[k - 1].t_s)
            memcpy(x + k * n, x + (k - 1) * n, n * sizeof(double));
        else
            status = lp_observer_state(observer, s->p, e->rows[k].t_s, x + k * n, inventory, NULL);
    }
out:
    lp_observer_free(observer);
    lp_arena_free(scratch);
    return status;
}

/* || (x_i - x_j)/sigma || over the rows of the component that sees compartment i. */
static double distance(const struct lp_solution *s, const double x[], size_t i, size_t j)
{
    const struct lp_experiment *e = s->report;
    size_t n = e->model->n_compartments, first = s->problem->first_row[s->study->i_report];
    double sum = 0.0;

    for (size_t k = 0; k < e->n_rows; k++) {
        const struct lp_component *c = &e->model->components[e->rows[k].i_component];
        bool sees = false;
        for (size_t part = 0; part < c->n_parts; part++)
            sees = sees || c->parts[part].i_compartment == i;
        if (!sees)
            continue;
        double sigma = lp_problem_sigma_enrichment(e, &e->rows[k], s->p);
        size_t group = s->problem->rows[first + k].i_group;
        if (group != LP_NONE && s->best)
            sigma *= s->best->factor[group];
        double d = (x[k * n + i] - x[k * n + j]) / sigma;
        sum += isfinite(d) ? d * d : 0.0;
    }
    return sqrt(sum);
}

enum lp_status lp_twin_find(struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    struct lp_twins *twins = &s->twins;
    double *x = lp_arena_doubles(s->arena, s->report->n_rows, m->n_compartments);

    *twins = (struct lp_twins){.distance = NAN, .i_interface = LP_NONE, .i_neighbour = LP_NONE};
    if (!x)
        return LP_ENOMEM;
    enum lp_status status = states_at_rows(s, x);
    if (status != LP_OK)
        return status == LP_ENOMEM ? status : LP_OK;
    twins->is_known = true;
    for (size_t i = 0; i < m->n_edges; i++) {
        size_t a = m->edges[i].i_from, b = m->edges[i].i_to;
        if (m->compartments[a].kind != LP_PHASE || m->compartments[b].kind != LP_PHASE ||
            !lp_edge_conducts(&m->edges[i]) ||
            lp_compartment_is_interface(&m->compartments[a]) ==
                lp_compartment_is_interface(&m->compartments[b]))
            continue;
        size_t inner = lp_compartment_is_interface(&m->compartments[a]) ? a : b,
               other = inner == a ? b : a;
        double d = lp_averaged_is_pair(s, inner, other) ? 0.0 : distance(s, x, inner, other);
        if (isnan(twins->distance) || d < twins->distance) {
            twins->distance = d;
            twins->i_interface = inner;
            twins->i_neighbour = other;
        }
    }
    return LP_OK;
}
