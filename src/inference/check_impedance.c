/* SPDX-License-Identifier: MIT
 *
 * Impedance (science.md, "Cross-checks"): the Li-only resistance that exchange at equilibrium
 * predicts against the spectrum's. Anions carry a part of what impedance measures, so its Li-only
 * resistance is R/transference.
 *
 *     total R       contacts included, against R_total/t+
 *     Haven ratio   H = R_total/(t+ R(h = 1)), the network without any Haven ratio of its own
 *     film R        what is dissipated within phases and between them, against the bulk arc
 *     sigma         L/(A R_bulk), from the bulk arc only
 */
#include "inference/checks.h"
#include "pathway/flow.h"

#include <math.h>
#include <string.h>

#define SIGMAS 1.96

/* The network of one experiment, once as it is, once with every Haven ratio 1. */
struct eis {
    const struct lp_experiment *experiment;
    struct lp_network *network;
    struct lp_flow *flow;
    double measured_ohm; /* of the Haven ratio: Li-only */
};

static bool solve(const struct eis *eis, const double p[])
{
    bool is_joined = false;

    return lp_network_set(eis->network, p, NULL) == LP_OK &&
           lp_flow_solve(eis->flow, &is_joined) == LP_OK && is_joined;
}

static double total_ohm(void *context, const double p[])
{
    const struct eis *eis = context;

    return solve(eis, p) ? lp_flow_resistance(eis->flow) : NAN;
}

static double haven(void *context, const double p[])
{
    const struct eis *eis = context;

    return eis->measured_ohm / total_ohm(context, p);
}

/* In a contact's link the half layer stands in series: h/phi of 1/g is the contact's own. */
static double film_ohm(void *context, const double p[])
{
    const struct eis *eis = context;
    const struct lp_model *m = eis->experiment->model;

    if (!solve(eis, p))
        return NAN;
    double contacts = 0.0;
    for (size_t l = 0; l < eis->network->n_links; l++) {
        const size_t i = eis->network->links[l].i_edge;
        if (i == LP_NONE || !lp_edge_touches_electrode(m, &m->edges[i]))
            continue;
        const double phi = lp_value_at(m->parameters, &m->edges[i].flow_mol_per_s, p,
                                       eis->experiment->temperature_K);
        const double h =
            lp_value_at(m->parameters, &m->edges[i].haven, p, eis->experiment->temperature_K);
        const double part = eis->network->g[l] * h / phi;
        if (phi > 0.0)
            contacts += fmin(part, 1.0) * lp_flow_edge_dissipation(eis->flow, i);
    }
    return fmax(1.0 - contacts, 0.0) * lp_flow_resistance(eis->flow);
}

/* A model whose Haven ratios are all 1; NULL: no memory. */
static const struct lp_model *without_haven(const struct lp_model *m, struct lp_arena *arena)
{
    struct lp_model *copy = lp_arena_alloc(arena, 1, sizeof *copy);
    struct lp_compartment *compartments =
        lp_arena_alloc(arena, m->n_compartments, sizeof *compartments);
    struct lp_edge *edges = lp_arena_alloc(arena, m->n_edges, sizeof *edges);
    const struct lp_value one = {.is_given = true, .i_parameter = LP_NONE, .constant = 1.0};

    if (!copy || !compartments || !edges)
        return NULL;
    *copy = *m;
    for (size_t i = 0; i < m->n_compartments; i++) {
        compartments[i] = m->compartments[i];
        compartments[i].haven = one;
    }
    for (size_t i = 0; i < m->n_edges; i++) {
        edges[i] = m->edges[i];
        edges[i].haven = one;
    }
    copy->compartments = compartments;
    copy->edges = edges;
    return copy;
}

static enum lp_status open_eis(const struct lp_solution *s, const struct lp_model *model,
                               struct eis *eis)
{
    size_t *i_slot = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof *i_slot);

    if (!i_slot || !model)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    struct lp_slots slots = {.n = 0, .i_slot = i_slot};
    enum lp_status status =
        lp_network_new(model, eis->experiment->temperature_K, NULL, &slots, &eis->network, NULL);
    return status == LP_OK ? lp_flow_new(eis->network, &eis->flow) : status;
}

static void close_eis(struct eis *eis)
{
    lp_flow_free(eis->flow);
    lp_network_free(eis->network);
    eis->flow = NULL;
    eis->network = NULL;
}

/* A row of ohms against a measured arc, Li-only. */
static struct lp_answer_check ohm_row(const char *name, const struct lp_experiment *x,
                                      struct lp_estimate predicted, double arc_ohm,
                                      double transference)
{
    const double error = isnan(x->impedance.sigma_ohm) ? 0.0 : SIGMAS * x->impedance.sigma_ohm;

    return (struct lp_answer_check){.name = name,
                                    .subject = x->name,
                                    .value = predicted,
                                    .unit = "ohm",
                                    .expected_low = fmax(arc_ohm - error, 0.0) / transference,
                                    .expected_high = (arc_ohm + error) / transference};
}

static enum lp_status check_total(struct lp_checks *checks, struct eis *eis, double transference)
{
    const struct lp_experiment *x = eis->experiment;
    const bool is_single = transference >= 1.0;
    const double most = is_single ? 1.0 : 10.0;
    struct eis plain = {.experiment = x, .measured_ohm = x->impedance.total_ohm / transference};
    struct lp_answer_check row =
        ohm_row("eis_total", x, lp_checks_estimate(checks, total_ohm, eis, LP_DRAWS),
                x->impedance.total_ohm, transference);
    struct lp_answer_check ratio = {.name = "haven_ratio",
                                    .subject = x->name,
                                    .unit = "1",
                                    .expected_low = 0.1,
                                    .expected_high = most};
    enum lp_status status =
        open_eis(checks->solution, without_haven(x->model, checks->solution->arena), &plain);

    if (status == LP_OK)
        ratio.value = lp_checks_estimate(checks, haven, &plain, LP_DRAWS);
    close_eis(&plain);
    if (status != LP_OK || isnan(row.value.value) || isnan(ratio.value.value))
        return status == LP_ENOMEM ? status : LP_OK;
    ratio.status = lp_checks_within(&ratio.value, 0.1, most, 10.0);
    row.status = lp_checks_within(&row.value, row.expected_low, row.expected_high, 10.0);
    status = lp_checks_add(checks, &row,
                           "the exchange flows predict %.4g ohm of Li-only resistance, contacts "
                           "included; impedance has %.4g ohm (%.4g over transference %.2g)",
                           row.value.value, x->impedance.total_ohm / transference,
                           x->impedance.total_ohm, transference);
    if (status != LP_OK)
        return status;
    return lp_checks_add(
        checks, &ratio, "apparent Haven ratio %.3g, %s 0.1 to %g (%s)", ratio.value.value,
        ratio.value.value >= 0.1 && ratio.value.value <= most ? "within" : "outside", most,
        is_single ? "single-ion conductor" : "anions conduct too");
}

/* Only a depth model has a film to compare with the arc. */
static enum lp_status check_film(struct lp_checks *checks, struct eis *eis, double transference)
{
    const struct lp_experiment *x = eis->experiment;
    struct lp_answer_check row =
        ohm_row("film_resistance", x, lp_checks_estimate(checks, film_ohm, eis, LP_DRAWS),
                x->impedance.bulk_ohm, transference);

    if (isnan(row.value.value))
        return LP_OK;
    row.status = lp_checks_within(&row.value, row.expected_low, row.expected_high, 10.0);
    return lp_checks_add(checks, &row,
                         "film alone %.4g ohm of Li-only resistance; the bulk arc has %.4g ohm "
                         "(%.4g over transference %.2g)",
                         row.value.value, x->impedance.bulk_ohm / transference,
                         x->impedance.bulk_ohm, transference);
}

static enum lp_status check_conductivity(struct lp_checks *checks, const struct lp_experiment *x,
                                         double transference)
{
    const struct lp_model *m = x->model;
    const double *p = checks->solution->p;
    const struct lp_value *length =
        m->depth_thickness_m.is_given ? &m->depth_thickness_m : &m->cell.thickness_m;

    if (!length->is_given || !m->cell.area_m2.is_given)
        return LP_OK;
    const double L = lp_value_at(m->parameters, length, p, x->temperature_K);
    const double A = lp_value_at(m->parameters, &m->cell.area_m2, p, x->temperature_K);
    const double R = x->impedance.bulk_ohm, error = SIGMAS * x->impedance.sigma_ohm;
    struct lp_answer_check row = {.name = "conductivity",
                                  .subject = x->name,
                                  .value = {L / (A * R), NAN, NAN},
                                  .unit = "S/m",
                                  .expected_low = NAN,
                                  .expected_high = NAN,
                                  .status = LP_CHECK_OK};

    if (error < R) {
        row.value.low = L / (A * (R + error));
        row.value.high = L / (A * (R - error));
    }
    return lp_checks_add(checks, &row,
                         "sigma = L/(A R) of the bulk arc: %.3g S/cm, of which Li+ %.3g S/cm",
                         row.value.value / 100.0, row.value.value * transference / 100.0);
}

static enum lp_status check_experiment(struct lp_checks *checks, const struct lp_experiment *x)
{
    struct eis eis = {.experiment = x};
    const double transference = lp_value_at(x->model->parameters, &x->model->cell.transference,
                                            checks->solution->p, x->temperature_K);
    enum lp_status status = open_eis(checks->solution, x->model, &eis);

    if (status == LP_OK && !isnan(x->impedance.total_ohm) && transference > 0.0)
        status = check_total(checks, &eis, transference);
    if (status == LP_OK && !isnan(x->impedance.bulk_ohm) && transference > 0.0) {
        if (x->model->n_layers > 0)
            status = check_film(checks, &eis, transference);
        if (status == LP_OK)
            status = check_conductivity(checks, x, transference);
    }
    close_eis(&eis);
    return status == LP_ENOMEM ? status : LP_OK;
}

enum lp_status lp_check_impedance(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;
    enum lp_status status = LP_OK;

    for (size_t e = 0; e < study->n_experiments && status == LP_OK; e++)
        if (study->experiments[e].impedance.is_given &&
            study->experiments[e].model->i_second != LP_NONE)
            status = check_experiment(checks, &study->experiments[e]);
    return status;
}
