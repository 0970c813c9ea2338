/* SPDX-License-Identifier: MIT
 *
 * Evaluation of the pathway's numbers: the network at the report temperature is solved for unit
 * current; the observer of the report experiment gives the state at the last time.
 */
#include "pathway/shares.h"

#include "pathway/activation.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

struct lp_shares {
    struct lp_arena *arena;
    const struct lp_study *study;
    const struct lp_experiment *experiment;
    const struct lp_model *model;
    struct lp_network *network;
    struct lp_flow *flow;             /* NULL: fewer than two electrodes */
    struct lp_activation *activation; /* NULL: nothing depends on temperature */
    struct lp_observer *observer;
    bool *in_set;                   /* [n_compartments] scratch */
    double *x, *inventory, *start6; /* [n_compartments] state, and 6Li before it [mol] */
    double *uptake;                 /* [n_compartments] 6Li [mol] */
    double uptake_sum;              /* of all phases [mol] */
};

size_t lp_shares_at_compartment(size_t i_compartment, enum lp_share_compartment what)
{
    return LP_SHARE_N_WHOLE + i_compartment * LP_SHARE_PER_COMPARTMENT + what;
}

size_t lp_shares_at_edge(const struct lp_model *model, size_t i_edge, enum lp_share_edge what)
{
    return LP_SHARE_N_WHOLE + model->n_compartments * LP_SHARE_PER_COMPARTMENT +
           i_edge * LP_SHARE_PER_EDGE + what;
}

size_t lp_shares_n(const struct lp_model *model)
{
    return LP_SHARE_N_WHOLE + model->n_compartments * LP_SHARE_PER_COMPARTMENT +
           model->n_edges * LP_SHARE_PER_EDGE;
}

struct lp_share_place lp_shares_place(const struct lp_model *model, size_t i)
{
    struct lp_share_place at = {SIZE_MAX, SIZE_MAX, SIZE_MAX, 0};
    size_t first_edge = lp_shares_at_edge(model, 0, 0);

    if (i < LP_SHARE_N_WHOLE) {
        at.whole = i;
    } else if (i < first_edge) {
        at.of_compartment = (i - LP_SHARE_N_WHOLE) % LP_SHARE_PER_COMPARTMENT;
        at.index = (i - LP_SHARE_N_WHOLE) / LP_SHARE_PER_COMPARTMENT;
    } else {
        at.of_edge = (i - first_edge) % LP_SHARE_PER_EDGE;
        at.index = (i - first_edge) / LP_SHARE_PER_EDGE;
    }
    return at;
}

bool lp_shares_is_state(const struct lp_model *model, size_t i)
{
    struct lp_share_place at = lp_shares_place(model, i);
    if (at.of_compartment == SIZE_MAX)
        return false;
    switch ((enum lp_share_compartment)at.of_compartment) {
    case LP_SHARE_VISITED:
    case LP_SHARE_CARRIED:
    case LP_SHARE_WITHOUT:
    case LP_SHARE_PER_COMPARTMENT:
        return false;
    case LP_SHARE_INVENTORY:
    case LP_SHARE_ENRICHMENT:
    case LP_SHARE_INCREASE:
    case LP_SHARE_UPTAKE:
    case LP_SHARE_UPTAKE_PART:
        return true;
    }
    return false;
}

double lp_shares_last_time(const struct lp_study *study)
{
    const struct lp_experiment *x = lp_study_report(study);

    if (x->n_rows > 0)
        return lp_experiment_last_s(x);
    return x->n_times > 0 ? x->times_s[x->n_times - 1] : 0.0;
}

/* The observer wants a point: the last time of the first component. */
static enum lp_status make_observer(struct lp_shares *s, const struct lp_edge_set *absent,
                                    const struct lp_engine_options *engine, struct lp_diag *diag)
{
    const struct lp_slots slots = {.n = 0};
    struct lp_point *point = lp_arena_alloc(s->arena, 1, sizeof *point);

    if (!point)
        return LP_ENOMEM;
    point->t_s = lp_shares_last_time(s->study);
    enum lp_status status =
        lp_network_new(s->model, s->study->report_temperature_K, absent, &slots, &s->network, diag);
    if (status == LP_OK && s->model->i_second != LP_NONE)
        status = lp_flow_new(s->network, &s->flow);
    if (status == LP_OK && s->flow)
        status = lp_activation_new(s->model, s->study->report_temperature_K, absent, &s->activation,
                                   diag);
    if (status != LP_OK || s->model->n_components == 0)
        return status;
    struct lp_observer_setup setup = {.experiment = s->experiment,
                                      .absent = absent,
                                      .slots = slots,
                                      .engine = *engine,
                                      .n_points = 1,
                                      .points = point};
    return lp_observer_new(&setup, &s->observer, diag);
}

enum lp_status lp_shares_new(const struct lp_study *study, const struct lp_edge_set *absent,
                             const struct lp_engine_options *engine, struct lp_shares **shares,
                             struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_shares *s = lp_arena_alloc(arena, 1, sizeof *s);
    enum lp_status status = LP_ENOMEM;

    if (!s) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    s->arena = arena;
    s->study = study;
    s->experiment = lp_study_report(study);
    s->model = s->experiment->model;
    size_t n = s->model->n_compartments;
    s->in_set = lp_arena_alloc(arena, n, sizeof *s->in_set);
    s->x = lp_arena_doubles(arena, n, 1);
    s->inventory = lp_arena_doubles(arena, n, 1);
    s->start6 = lp_arena_doubles(arena, n, 1);
    s->uptake = lp_arena_doubles(arena, n, 1);
    if (!lp_arena_has_failed(arena))
        status = make_observer(s, absent, engine, diag);
    if (status == LP_OK)
        *shares = s;
    else
        lp_shares_free(s);
    return status;
}

void lp_shares_free(struct lp_shares *s)
{
    if (!s)
        return;
    lp_observer_free(s->observer);
    lp_activation_free(s->activation);
    lp_flow_free(s->flow);
    lp_network_free(s->network);
    lp_arena_free(s->arena);
}

const struct lp_flow *lp_shares_flow(const struct lp_shares *s)
{
    return s->flow;
}

static bool is_phase(const struct lp_shares *s, size_t i)
{
    return s->model->compartments[i].kind == LP_PHASE;
}

/* visited of the set of all phases with the role interface; NaN without any. */
static double interface_share(struct lp_shares *s)
{
    bool any = false;

    for (size_t i = 0; i < s->model->n_compartments; i++) {
        s->in_set[i] = lp_compartment_is_interface(&s->model->compartments[i]);
        any = any || s->in_set[i];
    }
    return any ? lp_flow_visited(s->flow, s->in_set) : NAN;
}

/* visited, carried or without of a phase; the flow joins the electrodes. NaN for others. */
static enum lp_status phase_number(struct lp_shares *s, struct lp_share_place at, double *value)
{
    memset(s->in_set, 0, s->model->n_compartments * sizeof *s->in_set);
    s->in_set[at.index] = true;
    *value = NAN;
    switch ((enum lp_share_compartment)at.of_compartment) {
    case LP_SHARE_VISITED:
        *value = lp_flow_visited(s->flow, s->in_set);
        return LP_OK;
    case LP_SHARE_CARRIED:
        *value = lp_flow_carried(s->flow, at.index);
        return LP_OK;
    case LP_SHARE_WITHOUT:
        return lp_flow_without(s->flow, s->in_set, value);
    case LP_SHARE_INVENTORY: /* of the state */
    case LP_SHARE_ENRICHMENT:
    case LP_SHARE_INCREASE:
    case LP_SHARE_UPTAKE:
    case LP_SHARE_UPTAKE_PART:
    case LP_SHARE_PER_COMPARTMENT:
        return LP_OK;
    }
    return LP_OK;
}

/* Of an edge; the flow joins the electrodes. */
static double edge_number(const struct lp_shares *s, struct lp_share_place at, const double p[])
{
    switch ((enum lp_share_edge)at.of_edge) {
    case LP_SHARE_NET:
        return lp_flow_edge_share(s->flow, at.index);
    case LP_SHARE_DISSIPATION:
        return lp_flow_edge_dissipation(s->flow, at.index);
    case LP_SHARE_EDGE_ACTIVATION:
        return s->activation ? lp_activation_edge(s->model, at.index, p) / LP_ELEMENTARY_CHARGE_C
                             : NAN;
    case LP_SHARE_PER_EDGE:
        break;
    }
    return NAN;
}

/* Activation energy of the path [eV]. */
static enum lp_status path_energy(struct lp_shares *s, const double p[], double *value,
                                  struct lp_diag *diag)
{
    double energy_J = NAN;
    enum lp_status status =
        s->activation ? lp_activation_path(s->activation, p, s->flow, &energy_J, diag) : LP_OK;

    *value = energy_J / LP_ELEMENTARY_CHARGE_C;
    return status;
}

/* Of the whole; the flow joins the electrodes. */
static enum lp_status whole_number(struct lp_shares *s, const double p[], enum lp_share_whole what,
                                   double *value, struct lp_diag *diag)
{
    *value = NAN;
    switch (what) {
    case LP_SHARE_G:
        *value = lp_flow_conductance(s->flow);
        return LP_OK;
    case LP_SHARE_R:
        *value = lp_flow_resistance(s->flow);
        return LP_OK;
    case LP_SHARE_INTERFACE:
        *value = interface_share(s);
        return LP_OK;
    case LP_SHARE_ACTIVATION:
        return path_energy(s, p, value, diag);
    case LP_SHARE_N_WHOLE:
        return LP_OK;
    }
    return LP_OK;
}

/* A number of the network, whose flow at p is solved. */
static enum lp_status network_number(struct lp_shares *s, const double p[], bool is_joined,
                                     struct lp_share_place at, double *value, struct lp_diag *diag)
{
    *value = NAN;
    if (!is_joined) {
        if (s->flow && at.whole == LP_SHARE_G)
            *value = 0.0;
        return LP_OK;
    }
    if (at.whole != SIZE_MAX)
        return whole_number(s, p, (enum lp_share_whole)at.whole, value, diag);
    if (at.of_compartment != SIZE_MAX)
        return is_phase(s, at.index) ? phase_number(s, at, value) : LP_OK;
    *value = edge_number(s, at, p);
    return LP_OK;
}

/* The state at the last time, and what each compartment gained since the start. */
static enum lp_status solve_state(struct lp_shares *s, const double p[], struct lp_diag *diag)
{
    const struct lp_model *m = s->model;
    enum lp_status status =
        lp_observer_state(s->observer, p, lp_shares_last_time(s->study), s->x, s->inventory, diag);

    s->uptake_sum = 0.0;
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < m->n_compartments; i++) {
        double x0 = lp_value_at(m->parameters, &m->compartments[i].enrichment, p,
                                s->experiment->temperature_K);
        double N0 = lp_value_at(m->parameters, &m->compartments[i].inventory_mol, p,
                                s->experiment->temperature_K);
        s->start6[i] = N0 * x0;
        s->uptake[i] = s->inventory[i] * (s->x[i] - x0) + (s->inventory[i] - N0) * x0;
        if (is_phase(s, i))
            s->uptake_sum += s->uptake[i];
    }
    return LP_OK;
}

/* A number of the solved state; electrodes have an inventory and an enrichment only. */
static double state_number(const struct lp_shares *s, struct lp_share_place at)
{
    const bool has_uptake = is_phase(s, at.index);
    const double uptake = s->uptake[at.index];

    switch ((enum lp_share_compartment)at.of_compartment) {
    case LP_SHARE_INVENTORY:
        return s->inventory[at.index];
    case LP_SHARE_ENRICHMENT:
        return s->x[at.index];
    case LP_SHARE_INCREASE:
        return has_uptake ? 100.0 * (uptake / s->start6[at.index]) : NAN;
    case LP_SHARE_UPTAKE:
        return has_uptake ? uptake : NAN;
    case LP_SHARE_UPTAKE_PART:
        return has_uptake ? uptake / s->uptake_sum : NAN;
    case LP_SHARE_VISITED: /* of the network */
    case LP_SHARE_CARRIED:
    case LP_SHARE_WITHOUT:
    case LP_SHARE_PER_COMPARTMENT:
        break;
    }
    return NAN;
}

enum lp_status lp_shares_solve(struct lp_shares *s, const double p[], bool *joined,
                               struct lp_diag *diag)
{
    enum lp_status status = lp_network_set(s->network, p, diag);

    *joined = false;
    if (status == LP_OK)
        status = lp_network_age(s->network, lp_shares_last_time(s->study), diag);
    if (status == LP_OK && s->flow)
        status = lp_flow_solve(s->flow, joined);
    return status;
}

enum lp_status lp_shares_evaluate(struct lp_shares *s, const double p[], bool with_state,
                                  double out[], bool *joined, struct lp_diag *diag)
{
    bool is_joined = false;
    size_t n = lp_shares_n(s->model);
    enum lp_status status = lp_shares_solve(s, p, &is_joined, diag);

    for (size_t i = 0; i < n; i++)
        out[i] = NAN;
    for (size_t i = 0; i < n && status == LP_OK; i++)
        if (!lp_shares_is_state(s->model, i))
            status = network_number(s, p, is_joined, lp_shares_place(s->model, i), &out[i], diag);
    with_state = with_state && s->observer && status == LP_OK;
    if (with_state)
        status = solve_state(s, p, diag);
    for (size_t i = 0; i < n && with_state && status == LP_OK; i++)
        if (lp_shares_is_state(s->model, i))
            out[i] = state_number(s, lp_shares_place(s->model, i));
    if (joined)
        *joined = is_joined;
    return status;
}

enum lp_status lp_shares_number(struct lp_shares *s, const double p[], size_t i, double *value)
{
    bool is_joined = false;
    enum lp_status status;
    struct lp_share_place at = lp_shares_place(s->model, i);

    *value = NAN;
    if (lp_shares_is_state(s->model, i)) {
        status = s->observer ? solve_state(s, p, NULL) : LP_OK;
        if (s->observer && status == LP_OK)
            *value = state_number(s, at);
        return status;
    }
    status = lp_shares_solve(s, p, &is_joined, NULL);
    return status == LP_OK ? network_number(s, p, is_joined, at, value, NULL) : status;
}

double lp_shares_phase_theta(const struct lp_experiment *report, const double p[],
                             size_t i_compartment, double x)
{
    const struct lp_model *m = report->model;
    const double T_K = report->temperature_K;
    double x0 = lp_value_at(m->parameters, &m->compartments[i_compartment].enrichment, p, T_K);
    double contrast = 0.0;

    if (m->compartments[i_compartment].kind != LP_PHASE)
        return NAN;
    for (size_t i = 0; i < m->n_compartments; i++) {
        double x_el = lp_value_at(m->parameters, &m->compartments[i].enrichment, p, T_K);
        if (m->compartments[i].kind == LP_ELECTRODE && fabs(x_el - x0) > fabs(contrast))
            contrast = x_el - x0;
    }
    return contrast != 0.0 ? (x - x0) / contrast : NAN;
}

double lp_shares_theta(const struct lp_experiment *report, const double p[], const double numbers[])
{
    double theta = NAN;

    for (size_t i = 0; i < report->model->n_compartments; i++)
        theta = fmax(theta, /* passes over NaN */
                     lp_shares_phase_theta(
                         report, p, i, numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)]));
    return theta;
}
