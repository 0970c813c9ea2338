/* SPDX-License-Identifier: MIT
 *
 * What a current does to a network: whether it can flow at all, the net flow over each link by
 * Kirchhoff's law, and where linear response,
 *
 *     q_ij = g_ij (psi_i - psi_j),
 *
 * is in doubt because the potential drops by much more than thermal energy over one barrier.
 * Reference: science.md, "Driven current".
 */
#include "network/network_memory.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

#define LINEAR_DROP 2.0 /* R T/F, about 50 mV */

enum lp_status lp_network_check_drivable(const struct lp_network *net, double current_A,
                                         bool electrodes_on, struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    struct lp_span nowhere = lp_span_none(NULL);
    if (!electrodes_on) {
        lp_diag_error(diag, nowhere, "a current of %g A while the electrodes are off", current_A);
        return LP_EINPUT;
    }
    if (model->i_first == LP_NONE || model->i_second == LP_NONE) {
        lp_diag_error(diag, nowhere, "a current of %g A needs two electrodes; the model has fewer",
                      current_A);
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
    if (m->kirchhoff)
        return LP_OK;
    m->psi = lp_arena_alloc(m->arena, net->n_nodes, sizeof *m->psi);
    m->q = lp_arena_alloc(m->arena, net->n_links, sizeof *m->q);
    m->d_q = lp_arena_alloc(m->arena, net->n_links * net->slots.n, sizeof *m->d_q);
    m->d_g_column = lp_arena_alloc(m->arena, net->n_links, sizeof *m->d_g_column);
    if (!m->psi || !m->q || !m->d_q || !m->d_g_column)
        return LP_ENOMEM;
    return lp_kirchhoff_new(net->n_nodes, net->n_links, net->ends, &m->kirchhoff);
}

enum lp_status lp_network_solve_flow(struct lp_network *net, struct lp_diag *diag)
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
    for (size_t k = 0; k < m->n_d && status == LP_OK; k++) {
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

/* The drop of potential across a link under a current; at an electrode without the half layer
 * behind the contact, which is film. */
static double barrier_drop(const struct lp_network *net, size_t l, double q0)
{
    const struct lp_network_memory *memory = net->memory;
    const struct lp_edge *edge = &net->model->edges[net->links[l].i_edge];
    double resistance = 1 / net->g[l];
    if (net->model->n_layers > 0 && lp_edge_touches_electrode(net->model, edge)) {
        bool from_electrode = net->model->compartments[edge->i_from].kind == LP_ELECTRODE;
        size_t i_phase = from_electrode ? edge->i_to : edge->i_from;
        resistance -= 1 / (2 * memory->layer_g[i_phase].value);
    }
    return fabs(q0 * memory->q[l]) * resistance;
}

enum lp_status lp_network_doubt(struct lp_network *network, double current_A,
                                const char *experiment, struct lp_diag *diag)
{
    const struct lp_model *model = network->model;
    double q0 = lp_mol_of_charge(current_A);
    enum lp_status status =
        q0 != 0 ? lp_network_check_drivable(network, current_A, true, diag) : LP_OK;
    if (status == LP_OK && q0 != 0)
        status = lp_network_solve_flow(network, diag);
    for (size_t e = 0; e < model->n_edges && status == LP_OK && q0 != 0; e++) {
        double drop = 0;
        for (size_t l = 0; l < network->n_links; l++) {
            if (network->links[l].i_edge == e && network->g[l] > 0)
                drop = fmax(drop, barrier_drop(network, l, q0));
        }
        if (drop <= LINEAR_DROP)
            continue;
        lp_diag_warning(diag, model->edges[e].span,
                        "experiment '%s': a current of %g A drops the potential over '%s' by %.3g "
                        "RT/F: linear response is in doubt above %g",
                        experiment, current_A, model->edges[e].id, drop, LINEAR_DROP);
    }
    return status;
}
