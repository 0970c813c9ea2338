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
 *
 * A growing phase is as it was at the experiment's last datum, as in the pathway.
 */
#include "checks/checks.h"
#include "pathway/flow.h"
#include "uncertainty/intervals.h"

#include <math.h>
#include <string.h>

#define HAVEN_LEAST 0.1
#define FAR         10.0 /* beyond what is expected by more than this factor: fail */
#define SIGMAS      1.96
#define NO_SIGMA    0.1 /* taken for the 95 % error of an arc that has none, of its resistance */

/* The network of one experiment without the absent edges, as it is or with every Haven ratio 1. */
struct eis {
    const struct lp_solution *solution;
    const struct lp_experiment *experiment;
    const struct lp_model *model;
    const struct lp_edge_set *absent;
    struct lp_network *network;
    struct lp_flow *flow;
    double measured_ohm; /* of the Haven ratio: Li-only */
};

static void close_eis(struct eis *eis)
{
    lp_flow_free(eis->flow);
    lp_network_free(eis->network);
    eis->flow = NULL;
    eis->network = NULL;
}

static enum lp_status open_eis(struct eis *eis, const struct lp_edge_set *absent)
{
    const struct lp_solution *s = eis->solution;
    size_t *i_slot = lp_arena_alloc(s->arena, s->study->parameters.n + 1, sizeof *i_slot);

    close_eis(eis);
    eis->absent = absent;
    if (!i_slot || !eis->model)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    struct lp_slots slots = {.n = 0, .i_slot = i_slot};
    enum lp_status status = lp_network_new(eis->model, eis->experiment->temperature_K, absent,
                                           &slots, &eis->network, NULL);
    return status == LP_OK ? lp_flow_new(eis->network, &eis->flow) : status;
}

static bool solve(struct eis *eis, const struct lp_interval_point *at)
{
    bool is_joined = false;

    if ((!eis->flow || eis->absent != at->absent) && open_eis(eis, at->absent) != LP_OK)
        return false;
    return lp_network_set(eis->network, at->p, NULL) == LP_OK &&
           lp_network_age(eis->network, lp_checks_last_time(eis->experiment), NULL) == LP_OK &&
           lp_flow_solve(eis->flow, &is_joined) == LP_OK && is_joined;
}

static double total_ohm(void *context, const struct lp_interval_point *at)
{
    struct eis *eis = context;

    return solve(eis, at) ? lp_flow_resistance(eis->flow) : NAN;
}

static double haven_of(void *context, const struct lp_interval_point *at)
{
    const struct eis *eis = context;

    return eis->measured_ohm / total_ohm(context, at);
}

/* In a contact's link the half layer stands in series: h/phi of 1/g is the contact's own. */
static double film_ohm(void *context, const struct lp_interval_point *at)
{
    struct eis *eis = context;
    const struct lp_model *m = eis->model;

    if (!solve(eis, at))
        return NAN;
    double contacts = 0.0;
    for (size_t l = 0; l < eis->network->n_links; l++) {
        const size_t i = eis->network->links[l].i_edge;
        if (i == LP_NONE || !lp_edge_touches_electrode(m, &m->edges[i]))
            continue;
        const double phi = lp_network_permeability(eis->network, i) *
                           lp_value_at(m->parameters, &m->edges[i].flow_mol_per_s, at->p,
                                       eis->experiment->temperature_K);
        const double h =
            lp_value_at(m->parameters, &m->edges[i].haven, at->p, eis->experiment->temperature_K);
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

static bool is_one(const struct lp_value *haven)
{
    return haven->i_parameter == LP_NONE && (!haven->is_given || haven->constant == 1.0);
}

static bool has_haven(const struct lp_model *m)
{
    bool any = false;

    for (size_t i = 0; i < m->n_compartments; i++)
        any = any || !is_one(&m->compartments[i].haven);
    for (size_t i = 0; i < m->n_edges; i++)
        any = any || !is_one(&m->edges[i].haven);
    return any;
}

/* Of the report experiment, and of one whose network is the same, it is the pathway's own number.
 */
static struct lp_estimate total_estimate(const struct lp_checks *checks, struct eis *eis)
{
    const struct lp_solution *s = checks->solution;

    const bool is_same = eis->experiment == s->report ||
                         (eis->model == s->report->model && !lp_model_grows(eis->model));

    return is_same && eis->experiment->temperature_K == s->study->report_temperature_K
               ? lp_intervals_number(s, LP_SHARE_R)
               : lp_intervals_function(checks->solution, total_ohm, eis, LP_DRAWS);
}

static const char *no_sigma(const struct lp_experiment *x)
{
    return isnan(x->impedance.sigma_ohm) ? "; without `sigma`, 10 % are taken" : "";
}

/* A row of ohms against a measured arc, Li-only. */
static struct lp_answer_check ohm_row(const char *name, const struct lp_experiment *x,
                                      struct lp_estimate predicted, double arc_ohm,
                                      double transference)
{
    const double error =
        isnan(x->impedance.sigma_ohm) ? NO_SIGMA * arc_ohm : SIGMAS * x->impedance.sigma_ohm;

    return (struct lp_answer_check){.name = name,
                                    .subject = x->name,
                                    .value = predicted,
                                    .unit = "ohm",
                                    .expected_low = fmax(arc_ohm - error, 0.0) / transference,
                                    .expected_high = (arc_ohm + error) / transference};
}

/* As if every Haven ratio were 1; total: the resistance as it is. */
static struct lp_estimate haven_estimate(const struct lp_checks *checks, const struct eis *eis,
                                         const struct lp_estimate *total, double measured_ohm)
{
    struct eis plain = {.solution = eis->solution,
                        .experiment = eis->experiment,
                        .model = without_haven(eis->model, eis->solution->arena),
                        .measured_ohm = measured_ohm};

    if (!has_haven(eis->model))
        return (struct lp_estimate){measured_ohm / total->value, measured_ohm / total->high,
                                    measured_ohm / total->low};
    struct lp_estimate ratio = lp_intervals_function(checks->solution, haven_of, &plain, LP_DRAWS);
    close_eis(&plain);
    return ratio;
}

static enum lp_status check_haven(struct lp_checks *checks, const struct eis *eis,
                                  const struct lp_estimate *total, double transference)
{
    const bool is_single = transference >= 1.0;
    const double most = is_single ? 1.0 : 10.0;
    const double measured_ohm = eis->experiment->impedance.total_ohm / transference;
    struct lp_answer_check ratio = {.name = "haven_ratio",
                                    .subject = eis->experiment->name,
                                    .value = haven_estimate(checks, eis, total, measured_ohm),
                                    .unit = "1",
                                    .expected_low = HAVEN_LEAST,
                                    .expected_high = most};

    if (isnan(ratio.value.value))
        return LP_OK;
    ratio.status = lp_checks_within(&ratio, FAR);
    return lp_checks_add(checks, &ratio, "apparent Haven ratio %.3g, %s (%g to %g: %s)",
                         ratio.value.value, lp_checks_where(&ratio), HAVEN_LEAST, most,
                         is_single ? "single-ion conductor" : "anions conduct too");
}

static enum lp_status check_total(struct lp_checks *checks, struct eis *eis, double transference)
{
    const struct lp_experiment *x = eis->experiment;
    struct lp_answer_check row =
        ohm_row("eis_total", x, total_estimate(checks, eis), x->impedance.total_ohm, transference);

    if (isnan(row.value.value))
        return LP_OK;
    row.status = lp_checks_within(&row, FAR);
    enum lp_status status =
        lp_checks_add(checks, &row,
                      "the exchange flows predict %.4g ohm of Li-only resistance, contacts "
                      "included; impedance has %.4g ohm (%.4g over transference %.2g%s)",
                      row.value.value, x->impedance.total_ohm / transference,
                      x->impedance.total_ohm, transference, no_sigma(x));
    return status == LP_OK ? check_haven(checks, eis, &row.value, transference) : status;
}

/* Only a depth model has a film to compare with the arc. */
static enum lp_status check_film(struct lp_checks *checks, struct eis *eis, double transference)
{
    const struct lp_experiment *x = eis->experiment;
    struct lp_answer_check row = ohm_row(
        "film_resistance", x, lp_intervals_function(checks->solution, film_ohm, eis, LP_DRAWS),
        x->impedance.bulk_ohm, transference);

    if (isnan(row.value.value))
        return LP_OK;
    row.status = lp_checks_within(&row, FAR);
    return lp_checks_add(checks, &row,
                         "film alone %.4g ohm of Li-only resistance; the bulk arc has %.4g ohm "
                         "(%.4g over transference %.2g%s)",
                         row.value.value, x->impedance.bulk_ohm / transference,
                         x->impedance.bulk_ohm, transference, no_sigma(x));
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

/* What impedance could tell if more were given. */
static enum lp_status lacks(struct lp_checks *checks, const struct lp_experiment *x)
{
    const struct lp_model *m = x->model;
    const bool has_size =
        m->cell.area_m2.is_given && (m->depth_thickness_m.is_given || m->cell.thickness_m.is_given);
    enum lp_status status = LP_OK;

    if (isnan(x->impedance.total_ohm))
        status = lp_checks_lack(checks,
                                "%s: eis_total and haven_ratio (give `impedance: {total: "
                                "...}`)",
                                x->name);
    if (status == LP_OK && isnan(x->impedance.bulk_ohm))
        status = lp_checks_lack(checks,
                                "%s: film_resistance and conductivity (give `impedance: "
                                "{bulk: ...}`)",
                                x->name);
    else if (status == LP_OK && m->n_layers == 0)
        status = lp_checks_lack(checks, "%s: film_resistance (give the model `depth`)", x->name);
    if (status == LP_OK && !isnan(x->impedance.bulk_ohm) && !has_size)
        status = lp_checks_lack(checks,
                                "%s: conductivity (give `area` and `thickness` of the "
                                "cell)",
                                x->name);
    return status;
}

static enum lp_status check_experiment(struct lp_checks *checks, const struct lp_experiment *x)
{
    struct eis eis = {.solution = checks->solution, .experiment = x, .model = x->model};
    const double transference = lp_value_at(x->model->parameters, &x->model->cell.transference,
                                            checks->solution->p, x->temperature_K);
    enum lp_status status = lacks(checks, x);

    if (!(transference > 0.0))
        return status;
    if (status == LP_OK && !isnan(x->impedance.total_ohm))
        status = check_total(checks, &eis, transference);
    if (status == LP_OK && !isnan(x->impedance.bulk_ohm) && x->model->n_layers > 0)
        status = check_film(checks, &eis, transference);
    if (status == LP_OK && !isnan(x->impedance.bulk_ohm))
        status = check_conductivity(checks, x, transference);
    close_eis(&eis);
    return status;
}

enum lp_status lp_check_impedance(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;
    enum lp_status status = LP_OK;

    for (size_t e = 0; e < study->n_experiments && status == LP_OK; e++)
        if (study->experiments[e].model->i_second != LP_NONE)
            status = check_experiment(checks, &study->experiments[e]);
    return status;
}
