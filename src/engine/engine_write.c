/* SPDX-License-Identifier: MIT
 *
 * What all engines do with their states: from nodes to compartments, into a row of the trajectory.
 */
#include "engine/engine_impl.h"

/* Layers hold equal inventories, so the mean enrichment of a phase is the plain mean. */
static double mean_over_layers(const struct lp_network *net, size_t i_compartment, const double x[])
{
    size_t first = net->first_node[i_compartment];
    size_t n_layers = lp_network_n_layers(net, i_compartment);
    double sum = 0;
    if (n_layers == 1)
        return x[first];
    for (size_t layer = 0; layer < n_layers; layer++)
        sum += x[first + layer * net->layer_stride];
    return sum / (double)n_layers;
}

void lp_engine_fold(const struct lp_network *network, const double x[], const double reservoir[],
                    size_t stride, double row[])
{
    for (size_t i = 0; i < network->model->n_compartments; i++) {
        size_t node = network->first_node[i];
        row[i * stride] =
            node < network->n_states ? mean_over_layers(network, i, x) : reservoir[node * stride];
    }
}

void lp_engine_write_inventories(const struct lp_network *network, size_t i_time,
                                 struct lp_trajectory *out)
{
    size_t n = network->model->n_compartments, n_slots = network->slots.n;
    for (size_t i = 0; out->N && i < n; i++) {
        size_t node = network->first_node[i];
        double n_layers = (double)lp_network_n_layers(network, i);
        out->N[i_time * n + i] = network->inventory_mol[node] * n_layers;
        for (size_t k = 0; out->dN && k < n_slots; k++)
            out->dN[(i_time * n + i) * n_slots + k] =
                network->d_inventory[node * n_slots + k] * n_layers;
    }
}

void lp_engine_write(const struct lp_engine *engine, size_t i_time, const double x[],
                     const double dx[], struct lp_trajectory *out)
{
    const struct lp_network *net = engine->problem.network;
    size_t n = net->model->n_compartments, n_slots = net->slots.n;
    lp_engine_fold(net, x, net->x0, 1, out->x + i_time * n);
    for (size_t k = 0; out->dx && k < n_slots; k++)
        lp_engine_fold(net, dx + k * net->n_states, net->d_x0 + k, n_slots,
                       out->dx + i_time * n * n_slots + k);
    lp_engine_write_inventories(net, i_time, out);
}
