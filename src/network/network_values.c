/* SPDX-License-Identifier: MIT
 *
 * The values of a network at given parameters and at a time: inventories, starting enrichments,
 * exchange flows and conductances, each with its derivatives to the slots.
 *
 *     well mixed       phi_link = phi                         g_link = phi / h_e
 *     depth, Z layers  N_layer = N / Z, and with P = D N Z / L²
 *       layer to layer     phi_link = P                       g_link = P / h_i
 *       phase to phase     phi_link = phi / Z                 g_link = phi / (h_e Z)
 *       at an electrode    1/phi_link = 1/phi + 1/(2P)        1/g_link = h_e/phi + h_i/(2P)
 *
 * The half layer in series makes sums over layers converge as 1/Z² (science.md, "Depth"). N and phi
 * are those of the time: an edge of a growing phase has phi/(1 + l/l_c) (network_growth.c).
 */
#include "network/network_memory.h"

#include <math.h>
#include <string.h>

/* Like lp_network_check, but a missing number passes: the pathway of a well-mixed model needs no
 * inventories and no rates; lp_network_rates refuses what is missing. */
static enum lp_status check_if_given(double value, enum lp_sign sign, const struct lp_value *where,
                                     const char *what, const char *of, struct lp_diag *diag)
{
    return isnan(value) ? LP_OK : lp_network_check(value, sign, where, what, of, diag);
}

size_t lp_network_n_layers(const struct lp_network *network, size_t i_compartment)
{
    bool is_electrode = network->model->compartments[i_compartment].kind == LP_ELECTRODE;
    return is_electrode ? 1 : network->n_layers;
}

/* The same value for each layer of a compartment. */
static void store_layers(const struct lp_network *net, size_t i_compartment,
                         const struct lp_dual *from, double value[], double d[])
{
    for (size_t layer = 0; layer < lp_network_n_layers(net, i_compartment); layer++) {
        size_t node = net->first_node[i_compartment] + layer * net->layer_stride;
        lp_dual_store(net->memory->n_d, from, node, value, d);
    }
}

/* N(0) and x(0) of a compartment, the same in each of its layers; a pool starts with N_set, over a
 * foil of the same enrichment. */
static enum lp_status set_compartment(struct lp_network *net, size_t i_compartment,
                                      struct lp_diag *diag)
{
    const struct lp_compartment *c = &net->model->compartments[i_compartment];
    struct lp_dual *inventory = &net->memory->scratch[0], *x0 = &net->memory->scratch[1];
    bool is_pool = c->surface_mol.is_given;
    const struct lp_value *amount = is_pool ? &c->surface_mol : &c->inventory_mol;
    size_t n = net->memory->n_d;
    lp_network_read(net, amount, inventory);
    lp_network_read(net, &c->enrichment, x0);
    enum lp_status status = check_if_given(inventory->value, LP_SIGN_POSITIVE, amount,
                                           is_pool ? "surface" : "inventory", c->name, diag);
    if (status == LP_OK) {
        status = check_if_given(x0->value, LP_SIGN_NOT_NEGATIVE, &c->enrichment, "enrichment",
                                c->name, diag);
    }
    if (status != LP_OK)
        return status;
    lp_dual_scale(n, inventory, 1.0 / (double)lp_network_n_layers(net, i_compartment), inventory);
    store_layers(net, i_compartment, inventory, net->inventory0_mol, net->d_inventory0);
    store_layers(net, i_compartment, inventory, net->inventory_mol, net->d_inventory);
    store_layers(net, i_compartment, x0, net->x0, net->d_x0);
    for (int side = 0; side < 2; side++) {
        size_t foil = net->memory->foil[side];
        if (foil != LP_NONE && net->nodes[foil].i_compartment == i_compartment) {
            net->inventory_mol[foil] = NAN;
            lp_dual_store(n, x0, foil, net->x0, net->d_x0);
        }
    }
    return LP_OK;
}

/* P = D N Z / L² of a phase and P / h_i; N Z is Z² times the inventory of a layer. */
static enum lp_status set_layer_exchange(struct lp_network *net, size_t i_compartment,
                                         struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    const struct lp_compartment *c = &model->compartments[i_compartment];
    struct lp_dual *diffusivity = &net->memory->scratch[0], *inventory = &net->memory->scratch[1];
    struct lp_dual *length = &net->memory->scratch[2], *haven = &net->memory->scratch[3];
    struct lp_dual *P = &net->memory->layer_phi[i_compartment];
    const struct lp_value *thickness =
        model->depth_thickness_m.is_given ? &model->depth_thickness_m : &model->cell.thickness_m;
    size_t n = net->memory->n_d;
    double n_layers = (double)net->n_layers;
    enum lp_status status;
    lp_network_read(net, &c->diffusivity_m2_per_s, diffusivity);
    lp_dual_load(n, net->inventory_mol, net->d_inventory, net->first_node[i_compartment],
                 inventory);
    lp_network_read(net, thickness, length);
    lp_network_read(net, &c->haven, haven);
    if ((status = lp_network_check(diffusivity->value, LP_SIGN_NOT_NEGATIVE,
                                   &c->diffusivity_m2_per_s, "diffusivity", c->name, diag)) !=
            LP_OK ||
        (status = lp_network_check(inventory->value, LP_SIGN_POSITIVE, &c->inventory_mol,
                                   "inventory", c->name, diag)) != LP_OK ||
        (status = lp_network_check(haven->value, LP_SIGN_POSITIVE, &c->haven, "Haven ratio",
                                   c->name, diag)) != LP_OK ||
        (status = lp_network_check(length->value, LP_SIGN_POSITIVE, thickness, "thickness", "depth",
                                   diag)) != LP_OK)
        return status;
    lp_dual_multiply(n, diffusivity, inventory, P);
    lp_dual_divide(n, P, length, P);
    lp_dual_divide(n, P, length, P);
    lp_dual_scale(n, P, n_layers * n_layers, P);
    lp_dual_divide(n, P, haven, &net->memory->layer_g[i_compartment]);
    return LP_OK;
}

/* phi and g of each of an edge's links (all its links are alike), into phi and g. */
static enum lp_status edge_values(struct lp_network *net, size_t i_edge, struct lp_dual *phi,
                                  struct lp_dual *g, struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    const struct lp_edge *edge = &model->edges[i_edge];
    struct lp_network_memory *memory = net->memory;
    struct lp_dual *haven = &memory->scratch[2], *half = &memory->scratch[3];
    size_t n = net->memory->n_d;
    enum lp_status status;
    lp_network_read(net, &edge->flow_mol_per_s, phi);
    lp_network_read(net, &edge->haven, haven);
    if ((status = lp_network_check(phi->value, LP_SIGN_NOT_NEGATIVE, &edge->flow_mol_per_s, "flow",
                                   edge->id, diag)) != LP_OK ||
        (status = lp_network_check(haven->value, LP_SIGN_POSITIVE, &edge->haven, "Haven ratio",
                                   edge->id, diag)) != LP_OK)
        return status;
    if (memory->edge_moves[i_edge]) {
        lp_growth_permeability(net, edge, half);
        lp_dual_multiply(n, phi, half, phi);
    }
    lp_dual_divide(n, phi, haven, g);
    if (model->n_layers == 0)
        return LP_OK;
    if (lp_edge_touches_electrode(model, edge)) {
        bool from_electrode = model->compartments[edge->i_from].kind == LP_ELECTRODE;
        size_t i_phase = from_electrode ? edge->i_to : edge->i_from;
        lp_dual_scale(n, &memory->layer_phi[i_phase], 2.0, half);
        lp_dual_series(n, phi, half, phi);
        lp_dual_scale(n, &memory->layer_g[i_phase], 2.0, half);
        lp_dual_series(n, g, half, g);
    } else {
        lp_dual_scale(n, phi, 1.0 / (double)net->n_layers, phi);
        lp_dual_scale(n, g, 1.0 / (double)net->n_layers, g);
    }
    return LP_OK;
}

/* phi and g of all links, or of those alone that move in time. */
static enum lp_status set_links(struct lp_network *net, bool moving_only, struct lp_diag *diag)
{
    struct lp_network_memory *memory = net->memory;
    struct lp_dual *phi = &memory->scratch[0], *g = &memory->scratch[1];
    size_t i_edge_done = LP_NONE;
    for (size_t l = 0; l < net->n_links; l++) {
        const struct lp_dual *link_phi = phi, *link_g = g;
        size_t i_edge = net->links[l].i_edge;
        size_t i_phase = net->nodes[net->links[l].a].i_compartment;
        if (moving_only &&
            !(i_edge == LP_NONE ? memory->phase_moves[i_phase] : memory->edge_moves[i_edge]))
            continue;
        if (i_edge == LP_NONE) {
            link_phi = &memory->layer_phi[i_phase];
            link_g = &memory->layer_g[i_phase];
        } else if (i_edge != i_edge_done) {
            enum lp_status status = edge_values(net, i_edge, phi, g, diag);
            if (status != LP_OK)
                return status;
            i_edge_done = i_edge;
        }
        lp_dual_store(net->memory->n_d, link_phi, l, net->phi, net->d_phi);
        lp_dual_store(net->memory->n_d, link_g, l, net->g, net->d_g);
    }
    return LP_OK;
}

static enum lp_status set_one_way(struct lp_network *net, struct lp_diag *diag)
{
    for (size_t w = 0; w < net->memory->n_one_way; w++) {
        struct lp_one_way *one_way = &net->memory->one_way[w];
        const struct lp_edge *edge = &net->model->edges[one_way->i_edge];
        struct lp_dual k = {.d = one_way->d_k};
        lp_network_read(net, &edge->rate_per_s, &k);
        enum lp_status status = check_if_given(k.value, LP_SIGN_NOT_NEGATIVE, &edge->rate_per_s,
                                               "rate", edge->id, diag);
        if (status != LP_OK)
            return status;
        one_way->k_per_s = k.value;
    }
    return LP_OK;
}

/* Everything that depends on time, at t_s; phases and links all of them, or those that move. */
static enum lp_status set_time(struct lp_network *net, double t_s, bool moving_only,
                               struct lp_diag *diag)
{
    struct lp_network_memory *memory = net->memory;
    enum lp_status status = LP_OK;
    memory->t_s = t_s;
    for (size_t i = 0; i < memory->n_growing && status == LP_OK; i++)
        status = lp_growth_set(net, i, t_s, diag);
    for (size_t i = 0; i < net->model->n_compartments && status == LP_OK; i++) {
        struct lp_dual *inventory = &memory->scratch[0], *rate = &memory->scratch[1];
        double part = 1.0 / (double)lp_network_n_layers(net, i);
        if (memory->inventory_moves[i]) {
            lp_network_inventory(net, i, inventory, rate);
            lp_dual_scale(net->memory->n_d, inventory, part, inventory);
            lp_dual_scale(net->memory->n_d, rate, part, rate);
            store_layers(net, i, inventory, net->inventory_mol, net->d_inventory);
            store_layers(net, i, rate, net->inventory_mol_per_s, net->d_inventory_rate);
        }
        if (net->model->n_layers > 0 && (!moving_only || memory->phase_moves[i]) &&
            net->model->compartments[i].diffusivity_m2_per_s.is_given)
            status = set_layer_exchange(net, i, diag);
    }
    if (status == LP_OK && (!moving_only || net->grows)) {
        memory->has_net_flow = false;
        status = set_links(net, moving_only, diag);
    }
    return status;
}

enum lp_status lp_network_set(struct lp_network *network, const double p[], struct lp_diag *diag)
{
    struct lp_network_memory *memory = network->memory;
    enum lp_status status = LP_OK;
    if (network->model->parameters->n > 0)
        memcpy(memory->p, p, network->model->parameters->n * sizeof *p);
    memory->has_stretch = false;
    memory->stretch = (struct lp_stretch){0};
    memory->n_d = network->slots.n;
    for (size_t i = 0; i < network->model->n_compartments && status == LP_OK; i++)
        status = set_compartment(network, i, diag);
    if (status == LP_OK)
        status = set_time(network, 0, false, diag);
    if (status == LP_OK)
        status = set_one_way(network, diag);
    return status;
}

enum lp_status lp_network_move(struct lp_network *net, double t_s, struct lp_diag *diag)
{
    return t_s == net->memory->t_s ? LP_OK : set_time(net, t_s, true, diag);
}

void lp_network_want_derivatives(struct lp_network *network, bool are_wanted)
{
    network->memory->n_d = are_wanted ? network->slots.n : 0;
    network->memory->has_net_flow = false;
}

enum lp_status lp_network_rewind(struct lp_network *network, struct lp_diag *diag)
{
    network->memory->has_stretch = false;
    network->memory->stretch = (struct lp_stretch){0};
    if (network->n_moving == 0)
        return LP_OK;
    return set_time(network, 0, true, diag);
}
