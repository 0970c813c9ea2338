/* SPDX-License-Identifier: MIT
 *
 * The books of 6Li: what leaves each electrode per second, straight from the flows over its
 * contacts (not from the rates of the linear system, so that the two check each other),
 *
 *     T_ij = r+ x_i - r- x_j,
 *
 * and the lithium that has left by current and growth, which needs no integration.
 * Reference: science.md, "Driven current".
 */
#include "network/network_memory.h"

/* 6Li over a link from a to b, T = r+ x_a - r- x_b. */
static double link_li6(const struct lp_network *net, size_t l, double x_a, double x_b)
{
    double q0 = lp_network_current_flow(net);
    double q = q0 != 0 ? q0 * net->memory->q[l] : 0;
    return lp_network_jump_flow(net->phi[l], q) * x_a - lp_network_jump_flow(net->phi[l], -q) * x_b;
}

static double enrichment(const struct lp_network *net, const double x[], size_t node)
{
    return node < net->n_states ? x[node] : net->x0[node];
}

/* The electrodes, and neither, by what a node or compartment belongs to. */
static double *account(const struct lp_network *net, size_t i_compartment, double given[3])
{
    return &given[lp_network_side(net, i_compartment)];
}

/* Over contacts, in both directions; a link between phases is on no electrode's account. */
static void add_exchange(const struct lp_network *net, const double x[], double x_ref,
                         double given[3])
{
    for (size_t l = 0; l < net->n_links; l++) {
        size_t a = net->links[l].a, b = net->links[l].b;
        double flow =
            link_li6(net, l, enrichment(net, x, a) - x_ref, enrichment(net, x, b) - x_ref);
        *account(net, net->nodes[a].i_compartment, given) += flow;
        *account(net, net->nodes[b].i_compartment, given) -= flow;
    }
}

void lp_network_li6_given(const struct lp_network *network, const double x[], double x_ref,
                          double given[2])
{
    const struct lp_network *net = network;
    const struct lp_network_memory *memory = network->memory;
    bool electrodes_on = memory->stretch.electrodes_on;
    double sum[3] = {0};
    if (electrodes_on)
        add_exchange(net, x, x_ref, sum);
    for (size_t t = 0; t < net->n_terms; t++) {
        const struct lp_term *term = &net->terms[t];
        size_t i = memory->origin[t].i;
        if (memory->origin[t].kind == LP_TERM_GROWTH) {
            double flow = net->inventory_mol[term->to] * memory->growing[i].rate.value;
            *account(net, memory->growing[i].i_source, sum) +=
                flow * (enrichment(net, x, term->from) - x_ref);
        } else if (memory->origin[t].kind == LP_TERM_ONE_WAY && term->to == term->from &&
                   electrodes_on) {
            size_t i_to = net->model->edges[memory->one_way[i].i_edge].i_to;
            double flow = memory->one_way[i].k_per_s * net->inventory_mol[term->from];
            *account(net, i_to, sum) -= flow * x[term->from]; /* no lithium moves, tracer only */
        }
    }
    given[0] = sum[0];
    given[1] = sum[1];
}

void lp_network_li_given(const struct lp_network *network, double given[2])
{
    const struct lp_network_memory *memory = network->memory;
    double sum[3] = {0};
    for (size_t i = 0; i < memory->n_growing; i++) {
        const struct lp_growing *growing = &memory->growing[i];
        double N0 = network->inventory0_mol[network->first_node[growing->i_compartment]];
        *account(network, growing->i_source, sum) +=
            (double)network->n_layers * N0 * (growing->ratio.value - 1);
    }
    for (size_t i = 0; i < 2; i++) {
        const struct lp_electrode_charge *e = &memory->stretch.electrode[i];
        double passed_s = memory->t_s - memory->stretch.start_s;
        given[i] = sum[i] + e->foil_mol - e->gained_mol +
                   passed_s * (e->foil_mol_per_s - e->gain_mol_per_s);
    }
}
