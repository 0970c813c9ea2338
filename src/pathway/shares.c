/* SPDX-License-Identifier: MIT
 *
 * Evaluation of the pathway's numbers: the network at the report temperature is solved for unit
 * current; the observer of the report experiment gives the state at the last time.
 */
#include "pathway/shares.h"

#include "pathway/activation.h"

#include <math.h>
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
    bool *in_set;          /* [n_compartments] scratch */
    double *x, *inventory; /* [n_compartments] */
    double *numbers;       /* [lp_shares_n] scratch of lp_shares_number; NULL until asked for */
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

double lp_shares_last_time(const struct lp_study *study)
{
    const struct lp_experiment *x = &study->experiments[study->i_report];

    if (x->n_rows > 0)
        return x->rows[x->n_rows - 1].t_s;
    return x->n_times > 0 ? x->times_s[x->n_times - 1] : 0.0;
}

/* The observer wants a point: the last time of the first component. */
static enum lp_status make_observer(struct lp_shares *s, const struct lp_edge_set *absent,
                                    const struct lp_engine_options *engine, struct lp_diag *diag)
{
    size_t n = s->study->parameters.n;
    size_t *i_slot = lp_arena_alloc(s->arena, n, sizeof(size_t));
    struct lp_point *point = lp_arena_alloc(s->arena, 1, sizeof *point);

    if (!i_slot || !point)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++)
        i_slot[i] = LP_NONE;
    point->t_s = lp_shares_last_time(s->study);
    struct lp_slots slots = {.n = 0, .i_slot = i_slot, .scale = NULL};
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
    struct lp_shares *s = arena ? lp_arena_alloc(arena, 1, sizeof *s) : NULL;
    enum lp_status status = LP_ENOMEM;

    if (!s) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    s->arena = arena;
    s->study = study;
    s->experiment = &study->experiments[study->i_report];
    s->model = s->experiment->model;
    s->in_set = lp_arena_alloc(arena, s->model->n_compartments, sizeof(bool));
    s->x = lp_arena_alloc(arena, 2 * s->model->n_compartments, sizeof(double));
    if (s->in_set && s->x) {
        s->inventory = s->x + s->model->n_compartments;
        status = make_observer(s, absent, engine, diag);
    }
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
        s->in_set[i] = is_phase(s, i) && strcmp(s->model->compartments[i].role, "interface") == 0;
        any = any || s->in_set[i];
    }
    return any ? lp_flow_visited(s->flow, s->in_set) : NAN;
}

static enum lp_status flow_numbers(struct lp_shares *s, double out[])
{
    const struct lp_model *m = s->model;

    out[LP_SHARE_G] = lp_flow_conductance(s->flow);
    out[LP_SHARE_R] = lp_flow_resistance(s->flow);
    out[LP_SHARE_INTERFACE] = interface_share(s);
    for (size_t i = 0; i < m->n_compartments; i++) {
        if (!is_phase(s, i))
            continue;
        memset(s->in_set, 0, m->n_compartments * sizeof(bool));
        s->in_set[i] = true;
        out[lp_shares_at_compartment(i, LP_SHARE_VISITED)] = lp_flow_visited(s->flow, s->in_set);
        out[lp_shares_at_compartment(i, LP_SHARE_CARRIED)] = lp_flow_carried(s->flow, i);
        enum lp_status status = lp_flow_without(
            s->flow, s->in_set, &out[lp_shares_at_compartment(i, LP_SHARE_WITHOUT)]);
        if (status != LP_OK)
            return status;
    }
    for (size_t i = 0; i < m->n_edges; i++) {
        out[lp_shares_at_edge(m, i, LP_SHARE_NET)] = lp_flow_edge_share(s->flow, i);
        out[lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)] = lp_flow_edge_dissipation(s->flow, i);
    }
    return LP_OK;
}

/* Activation energies, of the path and of each edge. */
static enum lp_status activation_numbers(struct lp_shares *s, const double p[], double out[],
                                         struct lp_diag *diag)
{
    double energy_J = NAN;
    enum lp_status status = lp_activation_path(s->activation, p, s->flow, &energy_J, diag);

    out[LP_SHARE_ACTIVATION] = energy_J / LP_ELEMENTARY_CHARGE_C;
    for (size_t i = 0; i < s->model->n_edges; i++)
        out[lp_shares_at_edge(s->model, i, LP_SHARE_EDGE_ACTIVATION)] =
            lp_activation_edge(s->model, i, p) / LP_ELEMENTARY_CHARGE_C;
    return status;
}

/* Enrichment, and what each phase gained since the start. */
static enum lp_status state_numbers(struct lp_shares *s, const double p[], double out[],
                                    struct lp_diag *diag)
{
    const struct lp_model *m = s->model;
    double sum = 0.0;
    enum lp_status status =
        lp_observer_state(s->observer, p, lp_shares_last_time(s->study), s->x, s->inventory, diag);

    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < m->n_compartments; i++) {
        double x0 = lp_value_at(m->parameters, &m->compartments[i].enrichment, p,
                                s->experiment->temperature_K);
        double N0 = lp_value_at(m->parameters, &m->compartments[i].inventory_mol, p,
                                s->experiment->temperature_K);
        double uptake = s->inventory[i] * (s->x[i] - x0) + (s->inventory[i] - N0) * x0;
        out[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)] = s->x[i];
        out[lp_shares_at_compartment(i, LP_SHARE_INVENTORY)] = s->inventory[i];
        if (!is_phase(s, i))
            continue;
        out[lp_shares_at_compartment(i, LP_SHARE_INCREASE)] = 100.0 * (uptake / (N0 * x0));
        out[lp_shares_at_compartment(i, LP_SHARE_UPTAKE)] = uptake;
        sum += uptake;
    }
    for (size_t i = 0; i < m->n_compartments; i++)
        if (is_phase(s, i))
            out[lp_shares_at_compartment(i, LP_SHARE_UPTAKE_PART)] =
                out[lp_shares_at_compartment(i, LP_SHARE_UPTAKE)] / sum;
    return LP_OK;
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
    enum lp_status status = lp_shares_solve(s, p, &is_joined, diag);

    for (size_t i = 0; i < lp_shares_n(s->model); i++)
        out[i] = NAN;
    if (status == LP_OK && is_joined)
        status = flow_numbers(s, out);
    if (status == LP_OK && is_joined && s->activation)
        status = activation_numbers(s, p, out, diag);
    if (status == LP_OK && s->flow && !is_joined)
        out[LP_SHARE_G] = 0.0;
    if (status == LP_OK && with_state && s->observer)
        status = state_numbers(s, p, out, diag);
    if (joined)
        *joined = is_joined;
    return status;
}

bool lp_shares_is_visited(const struct lp_model *model, size_t i_number)
{
    size_t first = lp_shares_at_compartment(0, LP_SHARE_VISITED);
    size_t end = lp_shares_at_compartment(model->n_compartments, LP_SHARE_VISITED);
    return i_number >= first && i_number < end &&
           (i_number - first) % LP_SHARE_PER_COMPARTMENT == 0;
}

bool lp_shares_is_state(const struct lp_model *m, size_t i)
{
    return i >= LP_SHARE_N_WHOLE && i < lp_shares_at_compartment(m->n_compartments, 0) &&
           (i - LP_SHARE_N_WHOLE) % LP_SHARE_PER_COMPARTMENT >= LP_SHARE_INVENTORY;
}

/* A number of the network whose flow is solved; false: it takes more than that. */
static bool flow_number(struct lp_shares *s, size_t i, double *value)
{
    size_t first_edge = lp_shares_at_edge(s->model, 0, 0);

    if (i == LP_SHARE_G)
        *value = lp_flow_conductance(s->flow);
    else if (i == LP_SHARE_R)
        *value = lp_flow_resistance(s->flow);
    else if (i == LP_SHARE_INTERFACE)
        *value = interface_share(s);
    else if (i >= first_edge && (i - first_edge) % LP_SHARE_PER_EDGE == LP_SHARE_NET)
        *value = lp_flow_edge_share(s->flow, (i - first_edge) / LP_SHARE_PER_EDGE);
    else if (i >= first_edge && (i - first_edge) % LP_SHARE_PER_EDGE == LP_SHARE_DISSIPATION)
        *value = lp_flow_edge_dissipation(s->flow, (i - first_edge) / LP_SHARE_PER_EDGE);
    else
        return false;
    return true;
}

/* visited, carried or without of compartment i_compartment, whose flow is solved. */
static enum lp_status phase_number(struct lp_shares *s, size_t i_compartment, size_t what,
                                   double *value)
{
    if (!is_phase(s, i_compartment))
        return LP_OK;
    memset(s->in_set, 0, s->model->n_compartments * sizeof(bool));
    s->in_set[i_compartment] = true;
    if (what == LP_SHARE_WITHOUT)
        return lp_flow_without(s->flow, s->in_set, value);
    *value = what == LP_SHARE_VISITED ? lp_flow_visited(s->flow, s->in_set)
                                      : lp_flow_carried(s->flow, i_compartment);
    return LP_OK;
}

enum lp_status lp_shares_number(struct lp_shares *s, const double p[], size_t i, double *value)
{
    bool joined = false;
    size_t n = lp_shares_n(s->model), of_phase = i - LP_SHARE_N_WHOLE;
    bool is_energy =
        i == LP_SHARE_ACTIVATION ||
        (i >= lp_shares_at_edge(s->model, 0, 0) &&
         (i - lp_shares_at_edge(s->model, 0, 0)) % LP_SHARE_PER_EDGE == LP_SHARE_EDGE_ACTIVATION);

    *value = NAN;
    if (is_energy || lp_shares_is_state(s->model, i)) {
        if (!s->numbers)
            s->numbers = lp_arena_alloc(s->arena, n, sizeof(double));
        if (!s->numbers)
            return LP_ENOMEM;
        enum lp_status status = lp_shares_evaluate(s, p, !is_energy, s->numbers, NULL, NULL);
        *value = s->numbers[i];
        return status;
    }
    enum lp_status status = lp_shares_solve(s, p, &joined, NULL);
    if (status == LP_OK && s->flow && i == LP_SHARE_G)
        *value = joined ? lp_flow_conductance(s->flow) : 0.0;
    if (status != LP_OK || !joined || flow_number(s, i, value))
        return status;
    return phase_number(s, of_phase / LP_SHARE_PER_COMPARTMENT, of_phase % LP_SHARE_PER_COMPARTMENT,
                        value);
}

double lp_shares_theta(const struct lp_experiment *report, const double p[], const double numbers[])
{
    const struct lp_model *m = report->model;
    const double T_K = report->temperature_K;
    double theta = 0.0, x_el = 0.0;

    for (size_t i = 0; i < m->n_compartments; i++)
        if (m->compartments[i].kind == LP_ELECTRODE)
            x_el = fmax(x_el, lp_value_at(m->parameters, &m->compartments[i].enrichment, p, T_K));
    for (size_t i = 0; i < m->n_compartments; i++) {
        double x0 = lp_value_at(m->parameters, &m->compartments[i].enrichment, p, T_K);
        double x = numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)];
        if (m->compartments[i].kind == LP_PHASE && x_el > x0 && !isnan(x))
            theta = fmax(theta, (x - x0) / (x_el - x0));
    }
    return theta;
}
