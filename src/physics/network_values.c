/* SPDX-License-Identifier: MIT
 *
 * The values of a network at given parameters: inventories, starting enrichments, exchange flows
 * and conductances, each with its derivatives to the slots.
 *
 *     well mixed       phi_link = phi                         g_link = phi / h_e
 *     depth, Z layers  N_layer = N / Z, and with P = D N Z / L²
 *       layer to layer     phi_link = P                       g_link = P / h_i
 *       phase to phase     phi_link = phi / Z                 g_link = phi / (h_e Z)
 *       at an electrode    1/phi_link = 1/phi + 1/(2P)        1/g_link = h_e/phi + h_i/(2P)
 *
 * The half layer in series makes sums over layers converge as 1/Z² (science.md, "Depth").
 */
#include "physics/network_memory.h"

#include <math.h>
#include <string.h>

static void dual_multiply(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                          struct lp_dual *out)
{
    for (size_t k = 0; k < n; k++)
        out->d[k] = a->value * b->d[k] + b->value * a->d[k];
    out->value = a->value * b->value;
}

static void dual_divide(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                        struct lp_dual *out)
{
    double quotient = a->value / b->value;
    for (size_t k = 0; k < n; k++)
        out->d[k] = (a->d[k] - quotient * b->d[k]) / b->value;
    out->value = quotient;
}

static void dual_scale(size_t n, const struct lp_dual *a, double factor, struct lp_dual *out)
{
    for (size_t k = 0; k < n; k++)
        out->d[k] = factor * a->d[k];
    out->value = factor * a->value;
}

/* 1/out = 1/a + 1/b, right at a = 0 or b = 0 too. */
static void dual_series(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                        struct lp_dual *out)
{
    double sum = a->value + b->value;
    double share_a = sum > 0 ? a->value / sum : 0;
    double share_b = sum > 0 ? b->value / sum : 0;
    for (size_t k = 0; k < n; k++)
        out->d[k] = share_b * share_b * a->d[k] + share_a * share_a * b->d[k];
    out->value = share_a * b->value;
}

static void read_value(const struct lp_network *net, const struct lp_value *value, const double p[],
                       struct lp_dual *out)
{
    const struct lp_parameters *parameters = net->model->parameters;
    memset(out->d, 0, net->slots.n * sizeof *out->d);
    if (!value->is_given) {
        out->value = NAN;
        return;
    }
    out->value = lp_value_at(parameters, value, p, net->temperature_K);
    if (net->slots.n > 0) {
        lp_value_add_gradient(parameters, value, p, net->temperature_K, 1.0, net->slots.i_slot,
                              out->d);
    }
}

enum range { POSITIVE, NOT_NEGATIVE };

/* A missing number is the input's fault, one that a parameter has run away to is numerical. */
static enum lp_status check(double value, enum range range, const struct lp_value *where,
                            const char *what, const char *of, struct lp_diag *diag)
{
    if (isnan(value)) {
        lp_diag_error(diag, where->span, "%s of '%s' has no number", what, of);
        return LP_EINPUT;
    }
    if (isfinite(value) && (value > 0 || (value == 0 && range == NOT_NEGATIVE)))
        return LP_OK;
    lp_diag_error(diag, where->span, "%s of '%s' is %g: it must be finite and %s", what, of, value,
                  range == POSITIVE ? "above zero" : "not negative");
    return LP_ENUMERIC;
}

/* Like check, but a missing number passes: the pathway of a well-mixed model needs no inventories
 * and no rates; lp_network_rates refuses what is missing. */
static enum lp_status check_if_given(double value, enum range range, const struct lp_value *where,
                                     const char *what, const char *of, struct lp_diag *diag)
{
    return isnan(value) ? LP_OK : check(value, range, where, what, of, diag);
}

static void store(size_t n_slots, const struct lp_dual *from, size_t i, double value[],
                  double gradient[])
{
    value[i] = from->value;
    if (n_slots > 0)
        memcpy(gradient + i * n_slots, from->d, n_slots * sizeof *gradient);
}

/* N and x(0) of a compartment, the same in each of its layers. */
static enum lp_status set_compartment(struct lp_network *net, size_t i_compartment,
                                      const double p[], struct lp_diag *diag)
{
    const struct lp_compartment *c = &net->model->compartments[i_compartment];
    struct lp_dual *inventory = &net->memory->scratch[0], *x0 = &net->memory->scratch[1];
    size_t n_layers = c->kind == LP_ELECTRODE ? 1 : net->n_layers;
    read_value(net, &c->inventory_mol, p, inventory);
    read_value(net, &c->enrichment, p, x0);
    enum lp_status status =
        check_if_given(inventory->value, POSITIVE, &c->inventory_mol, "inventory", c->name, diag);
    if (status == LP_OK) {
        status =
            check_if_given(x0->value, NOT_NEGATIVE, &c->enrichment, "enrichment", c->name, diag);
    }
    if (status != LP_OK)
        return status;
    dual_scale(net->slots.n, inventory, 1.0 / (double)n_layers, inventory);
    for (size_t layer = 0; layer < n_layers; layer++) {
        size_t node = net->first_node[i_compartment] + layer * net->layer_stride;
        store(net->slots.n, inventory, node, net->inventory_mol, net->d_inventory);
        store(net->slots.n, x0, node, net->x0, net->d_x0);
    }
    return LP_OK;
}

/* P = D N Z / L² of a phase and P / h_i. */
static enum lp_status set_layer_exchange(struct lp_network *net, size_t i_compartment,
                                         const double p[], struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    const struct lp_compartment *c = &model->compartments[i_compartment];
    struct lp_dual *diffusivity = &net->memory->scratch[0], *inventory = &net->memory->scratch[1];
    struct lp_dual *length = &net->memory->scratch[2], *haven = &net->memory->scratch[3];
    struct lp_dual *P = &net->memory->layer_phi[i_compartment];
    const struct lp_value *thickness =
        model->depth_thickness_m.is_given ? &model->depth_thickness_m : &model->cell.thickness_m;
    size_t n = net->slots.n;
    enum lp_status status;
    read_value(net, &c->diffusivity_m2_per_s, p, diffusivity);
    read_value(net, &c->inventory_mol, p, inventory);
    read_value(net, thickness, p, length);
    read_value(net, &c->haven, p, haven);
    if ((status = check(diffusivity->value, NOT_NEGATIVE, &c->diffusivity_m2_per_s, "diffusivity",
                        c->name, diag)) != LP_OK ||
        (status = check(inventory->value, POSITIVE, &c->inventory_mol, "inventory", c->name,
                        diag)) != LP_OK ||
        (status = check(haven->value, POSITIVE, &c->haven, "Haven ratio", c->name, diag)) !=
            LP_OK ||
        (status = check(length->value, POSITIVE, thickness, "thickness", "depth", diag)) != LP_OK)
        return status;
    dual_multiply(n, diffusivity, inventory, P);
    dual_divide(n, P, length, P);
    dual_divide(n, P, length, P);
    dual_scale(n, P, (double)net->n_layers, P);
    dual_divide(n, P, haven, &net->memory->layer_g[i_compartment]);
    return LP_OK;
}

/* phi and g of each of an edge's links (all its links are alike), into phi and g. */
static enum lp_status edge_values(struct lp_network *net, size_t i_edge, const double p[],
                                  struct lp_dual *phi, struct lp_dual *g, struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    const struct lp_edge *edge = &model->edges[i_edge];
    struct lp_network_memory *memory = net->memory;
    struct lp_dual *haven = &memory->scratch[2], *half = &memory->scratch[3];
    size_t n = net->slots.n;
    enum lp_status status;
    read_value(net, &edge->flow_mol_per_s, p, phi);
    read_value(net, &edge->haven, p, haven);
    if ((status = check(phi->value, NOT_NEGATIVE, &edge->flow_mol_per_s, "flow", edge->id, diag)) !=
            LP_OK ||
        (status = check(haven->value, POSITIVE, &edge->haven, "Haven ratio", edge->id, diag)) !=
            LP_OK)
        return status;
    dual_divide(n, phi, haven, g);
    if (model->n_layers == 0)
        return LP_OK;
    if (lp_edge_touches_electrode(model, edge)) {
        bool from_electrode = model->compartments[edge->i_from].kind == LP_ELECTRODE;
        size_t i_phase = from_electrode ? edge->i_to : edge->i_from;
        dual_scale(n, &memory->layer_phi[i_phase], 2.0, half);
        dual_series(n, phi, half, phi);
        dual_scale(n, &memory->layer_g[i_phase], 2.0, half);
        dual_series(n, g, half, g);
    } else {
        dual_scale(n, phi, 1.0 / (double)net->n_layers, phi);
        dual_scale(n, g, 1.0 / (double)net->n_layers, g);
    }
    return LP_OK;
}

static enum lp_status set_links(struct lp_network *net, const double p[], struct lp_diag *diag)
{
    struct lp_dual *phi = &net->memory->scratch[0], *g = &net->memory->scratch[1];
    size_t i_edge_done = LP_NONE;
    for (size_t l = 0; l < net->n_links; l++) {
        const struct lp_dual *link_phi = phi, *link_g = g;
        size_t i_edge = net->links[l].i_edge;
        if (i_edge == LP_NONE) {
            size_t i_phase = net->nodes[net->links[l].a].i_compartment;
            link_phi = &net->memory->layer_phi[i_phase];
            link_g = &net->memory->layer_g[i_phase];
        } else if (i_edge != i_edge_done) {
            enum lp_status status = edge_values(net, i_edge, p, phi, g, diag);
            if (status != LP_OK)
                return status;
            i_edge_done = i_edge;
        }
        store(net->slots.n, link_phi, l, net->phi, net->d_phi);
        store(net->slots.n, link_g, l, net->g, net->d_g);
    }
    return LP_OK;
}

static enum lp_status set_one_way(struct lp_network *net, const double p[], struct lp_diag *diag)
{
    for (size_t w = 0; w < net->memory->n_one_way; w++) {
        struct lp_one_way *one_way = &net->memory->one_way[w];
        const struct lp_edge *edge = &net->model->edges[one_way->i_edge];
        struct lp_dual k = {.d = one_way->d_k};
        read_value(net, &edge->rate_per_s, p, &k);
        enum lp_status status =
            check_if_given(k.value, NOT_NEGATIVE, &edge->rate_per_s, "rate", edge->id, diag);
        if (status != LP_OK)
            return status;
        one_way->k_per_s = k.value;
    }
    return LP_OK;
}

enum lp_status lp_network_set(struct lp_network *network, const double p[], struct lp_diag *diag)
{
    const struct lp_model *model = network->model;
    enum lp_status status = LP_OK;
    network->memory->has_net_flow = false;
    for (size_t i = 0; i < model->n_compartments && status == LP_OK; i++) {
        status = set_compartment(network, i, p, diag);
        if (status == LP_OK && model->n_layers > 0 &&
            model->compartments[i].diffusivity_m2_per_s.is_given)
            status = set_layer_exchange(network, i, p, diag);
    }
    if (status == LP_OK)
        status = set_links(network, p, diag);
    if (status == LP_OK)
        status = set_one_way(network, p, diag);
    return status;
}
