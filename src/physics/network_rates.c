/* SPDX-License-Identifier: MIT
 *
 * From exchange flows to rates. This is where the exchange flow phi [mol/s] becomes phi/N [1/s]:
 * see term_rate below. For a compartment i of inventory N_i,
 *
 *     dx_i/dt = sum_j (r_j->i / N_i) (x_j - x_i)
 *
 *     at rest                 r_j->i = phi_ij, the same both ways: N_i k_i->j = N_j k_j->i
 *     net flow q from i to j  r_i->j = sqrt(phi² + q²/4) + q/2,  r_j->i = sqrt(phi² + q²/4) - q/2
 *
 * with q = (I/F) times Kirchhoff's solution for unit current on the conductances g = phi/h.
 * Reference: science.md, "Exchange" and "Driven current".
 */
#include "physics/network_memory.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

/* Jumps per second [mol/s] in the direction in which q is the net flow. Against the drift
 * sqrt(phi² + q²/4) - |q|/2 would cancel, so use r+ r- = phi². */
static double jump_flow(double phi, double q)
{
    double downstream = hypot(phi, 0.5 * q) + 0.5 * fabs(q);
    if (q >= 0)
        return downstream;
    return phi * (phi / downstream);
}

/* Its differential: with s = sqrt(phi² + q²/4), dr = (phi dphi + r dq/2) / s in both directions.
 * Where phi = q = 0 (a flow at its lower bound), r has no differential, but r(e dphi, e dq) =
 * e r(dphi, dq): the one-sided derivative towards phi > 0 is r itself. */
static double jump_flow_differential(double phi, double q, double dphi, double dq)
{
    double s = hypot(phi, 0.5 * q);
    if (s > 0)
        return (phi / s) * dphi + (jump_flow(phi, q) / s) * (0.5 * dq);
    return dphi == 0 && dq == 0 ? 0 : jump_flow(dphi, dq);
}

/* What the pathway can do without, motion in time cannot. */
static enum lp_status check_numbers(const struct lp_network *net, struct lp_diag *diag)
{
    for (size_t i = 0; i < net->n_nodes; i++) {
        const struct lp_compartment *c = &net->model->compartments[net->nodes[i].i_compartment];
        bool no_inventory = i < net->n_states && isnan(net->inventory_mol[i]);
        if (!no_inventory && !isnan(net->x0[i]))
            continue;
        lp_diag_error(diag, no_inventory ? c->inventory_mol.span : c->enrichment.span,
                      "%s of '%s' has no number", no_inventory ? "inventory" : "enrichment",
                      c->name);
        return LP_EINPUT;
    }
    for (size_t w = 0; w < net->memory->n_one_way; w++) {
        if (isnan(net->memory->one_way[w].k_per_s)) {
            const struct lp_edge *edge = &net->model->edges[net->memory->one_way[w].i_edge];
            lp_diag_error(diag, edge->rate_per_s.span, "rate of '%s' has no number", edge->id);
            return LP_EINPUT;
        }
    }
    return LP_OK;
}

static enum lp_status check_drivable(const struct lp_network *net, const struct lp_drive *drive,
                                     struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    struct lp_span nowhere = lp_span_none(NULL);
    if (!drive->electrodes_on) {
        lp_diag_error(diag, nowhere, "a current of %g A while the electrodes are off",
                      drive->current_A);
        return LP_EINPUT;
    }
    if (model->i_first == LP_NONE || model->i_second == LP_NONE) {
        lp_diag_error(diag, nowhere, "a current of %g A needs two electrodes; the model has fewer",
                      drive->current_A);
        return LP_EINPUT;
    }
    const size_t electrodes[2] = {model->i_first, model->i_second};
    for (size_t i = 0; i < 2; i++) {
        const struct lp_compartment *c = &model->compartments[electrodes[i]];
        if (net->first_node[electrodes[i]] >= net->n_states)
            continue;
        lp_diag_error(diag, c->inventory_mol.span,
                      "a current with a finite electrode ('%s' has an inventory), which this "
                      "version does not compute",
                      c->name);
        lp_diag_note(diag, nowhere, "without `inventory` the electrode is a reservoir");
        return LP_EINPUT;
    }
    return LP_OK;
}

/* The nodes that links with g > 0 join to the first electrode: flood until nothing changes. */
static void flood(const struct lp_network *net, double is_reached[])
{
    memset(is_reached, 0, net->n_nodes * sizeof *is_reached);
    is_reached[net->first_node[net->model->i_first]] = 1;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t l = 0; l < net->n_links; l++) {
            size_t a = net->links[l].a, b = net->links[l].b;
            if (net->g[l] > 0 && is_reached[a] != is_reached[b]) {
                is_reached[a] = is_reached[b] = 1;
                changed = true;
            }
        }
    }
}

static enum lp_status report_not_joined(struct lp_network *net, struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    lp_diag_error(diag, lp_span_none(NULL),
                  "a current cannot flow: nothing joins electrode '%s' to electrode '%s'",
                  model->compartments[model->i_first].name,
                  model->compartments[model->i_second].name);
    flood(net, net->memory->psi);
    for (size_t i = 0; i < model->n_compartments; i++) {
        if (net->memory->psi[net->first_node[i]] == 0) {
            lp_diag_note(diag, model->compartments[i].span, "'%s' is cut off from '%s'",
                         model->compartments[i].name, model->compartments[model->i_first].name);
        }
    }
    return LP_EINPUT;
}

static enum lp_status prepare_net_flow(struct lp_network *net)
{
    struct lp_network_memory *m = net->memory;
    if (m->kirchhoff != NULL)
        return LP_OK;
    m->psi = lp_arena_alloc(m->arena, net->n_nodes, sizeof *m->psi);
    m->q = lp_arena_alloc(m->arena, net->n_links, sizeof *m->q);
    m->d_q = lp_arena_alloc(m->arena, net->n_links * net->slots.n, sizeof *m->d_q);
    m->d_g_column = lp_arena_alloc(m->arena, net->n_links, sizeof *m->d_g_column);
    if (m->psi == NULL || m->q == NULL || m->d_q == NULL || m->d_g_column == NULL)
        return LP_ENOMEM;
    return lp_kirchhoff_new(net->n_nodes, net->n_links, net->ends, &m->kirchhoff);
}

/* q and its derivatives per unit of current. Kirchhoff's law is linear, so they hold for every
 * current of a protocol and are made once for the values that the network holds. */
static enum lp_status solve_net_flow(struct lp_network *net, struct lp_diag *diag)
{
    struct lp_network_memory *m = net->memory;
    size_t n_slots = net->slots.n;
    bool joined = false;
    if (m->has_net_flow)
        return LP_OK;
    enum lp_status status = prepare_net_flow(net);
    if (status == LP_OK) {
        status = lp_kirchhoff_solve(m->kirchhoff, net->g, net->first_node[net->model->i_first],
                                    net->first_node[net->model->i_second], m->psi, m->q, &joined);
    }
    if (status == LP_OK && !joined)
        return report_not_joined(net, diag);
    for (size_t k = 0; k < n_slots && status == LP_OK; k++) {
        for (size_t l = 0; l < net->n_links; l++)
            m->d_g_column[l] = net->d_g[l * n_slots + k];
        status = lp_kirchhoff_derivative(m->kirchhoff, net->g, m->psi, m->d_g_column,
                                         m->d_q + k * net->n_links);
    }
    if (status == LP_ENUMERIC)
        lp_diag_error(diag, lp_span_none(NULL), "Kirchhoff's equations cannot be solved");
    m->has_net_flow = status == LP_OK;
    return status;
}

/*
 * Exchange over a link: the rate at which node `to` relaxes towards the other end is the flow of
 * jumps that arrive, over the inventory they arrive in,
 *
 *     rate = r / N,     at rest  rate = phi / N      [1/s]
 *     d rate = dr / N - (r / N) dN / N
 *
 * q0: current over Faraday's constant [mol/s].
 */
static void term_rate(const struct lp_network *net, size_t i_term, double q0, double *rate,
                      double d_rate[])
{
    const struct lp_term_origin *origin = &net->memory->origin[i_term];
    size_t to = net->terms[i_term].to, l = origin->i_link, n_slots = net->slots.n;
    double phi = net->phi[l], N = net->inventory_mol[to];
    double direction = origin->is_forward ? q0 : -q0;
    double q = q0 != 0 ? direction * net->memory->q[l] : 0;
    *rate = jump_flow(phi, q) / N;
    for (size_t k = 0; k < n_slots; k++) {
        double dq = q0 != 0 ? direction * net->memory->d_q[k * net->n_links + l] : 0;
        double dr = jump_flow_differential(phi, q, net->d_phi[l * n_slots + k], dq);
        d_rate[k] = (dr - *rate * net->d_inventory[to * n_slots + k]) / N;
    }
}

/* A one-way edge moves k N_i x_i [mol/s]: its source loses at the rate k, its target gains at
 * k N_i / N_j. */
static void one_way_rate(const struct lp_network *net, size_t i_term, double *rate, double d_rate[])
{
    const struct lp_one_way *edge = &net->memory->one_way[net->memory->origin[i_term].i_one_way];
    size_t to = net->terms[i_term].to, from = net->terms[i_term].from, n_slots = net->slots.n;
    bool is_loss = to == from;
    double N_to = net->inventory_mol[to];
    double ratio = is_loss ? -1.0 : net->inventory_mol[from] / N_to;
    *rate = edge->k_per_s * ratio;
    for (size_t k = 0; k < n_slots; k++) {
        double d_ratio = is_loss ? 0
                                 : (net->d_inventory[from * n_slots + k] -
                                    ratio * net->d_inventory[to * n_slots + k]) /
                                       N_to;
        d_rate[k] = edge->d_k[k] * ratio + edge->k_per_s * d_ratio;
    }
}

enum lp_status lp_network_rates(struct lp_network *network, const struct lp_drive *drive,
                                struct lp_rates *rates, struct lp_diag *diag)
{
    const struct lp_network_memory *memory = network->memory;
    size_t n_slots = network->slots.n;
    double q0 = drive->current_A / LP_FARADAY_C_PER_MOL;
    enum lp_status status = check_numbers(network, diag);
    if (status == LP_OK && q0 != 0) {
        status = check_drivable(network, drive, diag);
        if (status == LP_OK)
            status = solve_net_flow(network, diag);
    }
    if (status != LP_OK)
        return status;
    for (size_t t = 0; t < network->n_terms; t++) {
        double *d_rate = rates->d_rate + t * n_slots;
        if (memory->origin[t].at_electrode && !drive->electrodes_on) {
            rates->rate[t] = 0;
            memset(d_rate, 0, n_slots * sizeof *d_rate);
        } else if (memory->origin[t].i_link != LP_NONE) {
            term_rate(network, t, q0, &rates->rate[t], d_rate);
        } else {
            one_way_rate(network, t, &rates->rate[t], d_rate);
        }
    }
    return LP_OK;
}
