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
#include "checks/checks_impl.h"

#include "input/studycopy.h"
#include "pathway/flow.h"

#include <math.h>
#include <string.h>

#define HAVEN_LEAST 0.1
#define HAVEN_MOST  10.0 /* where anions conduct too; 1 for a single-ion conductor */
#define FAR         10.0 /* beyond what is expected by more than this factor: fail */
#define SIGMAS      1.96
#define NO_SIGMA    0.1 /* taken for the 95 % error of an arc that has none, of its resistance */

/* The network of one experiment without the absent edges, as it is or with every Haven ratio 1. */
struct eis {
    struct lp_checks *checks;
    const struct lp_experiment *experiment;
    const struct lp_model *model;
    const struct lp_edge_set *absent;
    struct lp_network *network;
    struct lp_flow *flow;
    double transference; /* at the best fit */
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
    const struct lp_slots no_slots = {.n = 0};

    close_eis(eis);
    eis->absent = absent;
    enum lp_status status = lp_network_new(eis->model, eis->experiment->temperature_K, absent,
                                           &no_slots, &eis->network, NULL);
    return status == LP_OK ? lp_flow_new(eis->network, &eis->flow) : status;
}

/* Whether the network could be solved, and joins the electrodes. */
static bool solve(struct eis *eis, const struct lp_interval_point *at)
{
    bool is_joined = false;
    enum lp_status status = LP_OK;

    if (!eis->flow || eis->absent != at->absent)
        status = open_eis(eis, at->absent);
    if (status == LP_OK)
        status = lp_network_set(eis->network, at->p, NULL);
    if (status == LP_OK)
        status = lp_network_age(eis->network, lp_experiment_last_s(eis->experiment), NULL);
    if (status == LP_OK)
        status = lp_flow_solve(eis->flow, &is_joined);
    return lp_checks_could(eis->checks, status) && is_joined;
}

static double total_ohm(void *context, const struct lp_interval_point *at)
{
    struct eis *eis = context;

    return solve(eis, at) ? lp_flow_resistance(eis->flow) : NAN;
}

/* The spectrum's Li-only resistance. */
static double measured_ohm(const struct eis *eis)
{
    return eis->experiment->impedance.total_ohm / eis->transference;
}

static double haven_of(void *context, const struct lp_interval_point *at)
{
    const struct eis *eis = context;

    return measured_ohm(eis) / total_ohm(context, at);
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
    const struct lp_value one = {.is_given = true, .i_parameter = LP_NONE, .constant = 1.0};
    struct lp_model *copy = lp_model_copy(m, arena);

    for (size_t i = 0; copy && i < copy->n_compartments; i++)
        copy->compartments[i].haven = one;
    for (size_t i = 0; copy && i < copy->n_edges; i++)
        copy->edges[i].haven = one;
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
static struct lp_estimate total_estimate(struct eis *eis)
{
    const struct lp_solution *s = eis->checks->solution;
    const bool is_same = eis->experiment == s->report ||
                         (eis->model == s->report->model && !lp_model_grows(eis->model));

    return is_same && eis->experiment->temperature_K == s->study->report_temperature_K
               ? s->intervals.numbers[LP_SHARE_R]
               : lp_intervals_function(s, total_ohm, eis, LP_DRAWS);
}

/* A predicted Li-only resistance against an arc. */
static void check_arc(const struct eis *eis, enum lp_check_name name, double arc_ohm,
                      struct lp_estimate predicted)
{
    const struct lp_experiment *x = eis->experiment;
    const bool is_error_taken = isnan(x->impedance.sigma_ohm);
    const double error = is_error_taken ? NO_SIGMA * arc_ohm : SIGMAS * x->impedance.sigma_ohm;

    lp_checks_judge(
        eis->checks,
        (struct lp_check){.name = name,
                          .of = {x, NULL},
                          .value = predicted,
                          .expected_low = fmax(arc_ohm - error, 0.0) / eis->transference,
                          .expected_high = (arc_ohm + error) / eis->transference,
                          .facts.arc = {arc_ohm, eis->transference, is_error_taken}},
        FAR);
}

/* As if every Haven ratio were 1; total: the resistance as it is. */
static struct lp_estimate haven_estimate(const struct eis *eis, const struct lp_estimate *total)
{
    const double measured = measured_ohm(eis);

    if (!has_haven(eis->model))
        return (struct lp_estimate){measured / total->value, measured / total->high,
                                    measured / total->low};
    const struct lp_solution *s = eis->checks->solution;
    struct eis plain = {.checks = eis->checks,
                        .experiment = eis->experiment,
                        .model = without_haven(eis->model, s->arena),
                        .transference = eis->transference};
    if (!plain.model)
        return (struct lp_estimate){NAN, NAN, NAN};
    struct lp_estimate ratio = lp_intervals_function(s, haven_of, &plain, LP_DRAWS);
    close_eis(&plain);
    return ratio;
}

static void check_total(struct eis *eis)
{
    const struct lp_estimate total = total_estimate(eis);
    const bool is_single_ion = eis->transference >= 1.0;

    if (isnan(total.value))
        return;
    check_arc(eis, LP_CHECK_EIS_TOTAL, eis->experiment->impedance.total_ohm, total);
    lp_checks_judge(eis->checks,
                    (struct lp_check){.name = LP_CHECK_HAVEN_RATIO,
                                      .of = {eis->experiment, NULL},
                                      .value = haven_estimate(eis, &total),
                                      .expected_low = HAVEN_LEAST,
                                      .expected_high = is_single_ion ? 1.0 : HAVEN_MOST,
                                      .facts.is_single_ion = is_single_ion},
                    FAR);
}

static const struct lp_value *thickness(const struct lp_model *m)
{
    return m->depth_thickness_m.is_given ? &m->depth_thickness_m : &m->cell.thickness_m;
}

static bool has_size(const struct lp_model *m)
{
    return m->cell.area_m2.is_given && thickness(m)->is_given;
}

static void check_conductivity(const struct eis *eis)
{
    const struct lp_experiment *x = eis->experiment;
    const struct lp_model *m = x->model;
    const double *p = eis->checks->solution->p;

    if (!has_size(m))
        return;
    const double L = lp_value_at(m->parameters, thickness(m), p, x->temperature_K);
    const double A = lp_value_at(m->parameters, &m->cell.area_m2, p, x->temperature_K);
    const double R = x->impedance.bulk_ohm, error = SIGMAS * x->impedance.sigma_ohm;
    struct lp_check row = {.name = LP_CHECK_CONDUCTIVITY,
                           .of = {x, NULL},
                           .value = {L / (A * R), NAN, NAN},
                           .expected_low = NAN,
                           .expected_high = NAN,
                           .facts.arc = {R, eis->transference, false}};
    if (error < R) {
        row.value.low = L / (A * (R + error));
        row.value.high = L / (A * (R - error));
    }
    lp_checks_add(eis->checks, &row);
}

/* What impedance could tell if more were given. */
static void lacks(struct lp_checks *checks, const struct lp_experiment *x)
{
    const bool has_bulk = !isnan(x->impedance.bulk_ohm);

    if (isnan(x->impedance.total_ohm))
        lp_checks_lack(checks, LP_LACK_TOTAL_ARC, x, NULL);
    if (!has_bulk)
        lp_checks_lack(checks, LP_LACK_BULK_ARC, x, NULL);
    if (has_bulk && x->model->n_layers == 0)
        lp_checks_lack(checks, LP_LACK_DEPTH, x, NULL);
    if (has_bulk && !has_size(x->model))
        lp_checks_lack(checks, LP_LACK_SIZE, x, NULL);
}

static void check_experiment(struct lp_checks *checks, const struct lp_experiment *x)
{
    struct eis eis = {.checks = checks,
                      .experiment = x,
                      .model = x->model,
                      .transference =
                          lp_value_at(x->model->parameters, &x->model->cell.transference,
                                      checks->solution->p, x->temperature_K)};
    const double bulk_ohm = x->impedance.bulk_ohm;

    if (!(eis.transference > 0.0))
        return;
    if (!isnan(x->impedance.total_ohm))
        check_total(&eis);
    /* only a depth model has a film to compare with the arc */
    if (!isnan(bulk_ohm) && x->model->n_layers > 0)
        check_arc(&eis, LP_CHECK_FILM_RESISTANCE, bulk_ohm,
                  lp_intervals_function(checks->solution, film_ohm, &eis, LP_DRAWS));
    if (!isnan(bulk_ohm))
        check_conductivity(&eis);
    close_eis(&eis);
}

void lp_check_impedance(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        if (x->model->i_second == LP_NONE)
            continue;
        lacks(checks, x);
        check_experiment(checks, x);
    }
}
