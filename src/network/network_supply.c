/* SPDX-License-Identifier: MIT
 *
 * What runs empty, and when: a finite electrode or a pool that a current drains, a source that
 * another phase grows from. Reference: science.md, "Growth", "Driven current".
 */
#include "network/network_memory.h"

#include <math.h>

/* Newton's steps towards the time at which an inventory runs empty. */
#define MAX_STEPS 100

/* An inventory below this share of its start is empty: rates go as 1/N. */
#define EMPTY 1e-9

static enum lp_status report_empty(const struct lp_network *net, size_t i_compartment,
                                   double start_mol, const struct lp_stretch *stretch, double t_s,
                                   struct lp_diag *diag)
{
    const struct lp_compartment *c = &net->model->compartments[i_compartment];
    bool is_electrode = c->kind == LP_ELECTRODE, is_pool = c->surface_mol.is_given;
    lp_diag_error(diag, is_pool ? c->surface_mol.span : c->inventory_mol.span,
                  "%s '%s' runs empty at t = %.6g s", is_electrode ? "electrode" : "phase", c->name,
                  t_s);
    if (is_electrode && !is_pool && stretch->current_A != 0) {
        lp_diag_note(diag, stretch->span,
                     "the current takes the last of its %g mol: it needs a larger `inventory`, or "
                     "none (an endless reservoir)",
                     start_mol);
    } else {
        lp_diag_note(diag, lp_span_none(NULL), "growth takes the last of its %g mol", start_mol);
    }
    return LP_EINPUT;
}

static enum lp_status report_empty_node(const struct lp_network *net, size_t node, double t_s,
                                        struct lp_diag *diag)
{
    size_t i = net->nodes[node].i_compartment;
    bool is_electrode = net->model->compartments[i].kind == LP_ELECTRODE;
    double start_mol = net->inventory0_mol[node] * (is_electrode ? 1 : (double)net->n_layers);
    return report_empty(net, i, start_mol, &net->memory->stretch, t_s, diag);
}

/*
 * Where growth or current drains an inventory, N(t) is convex (linear by current, and growth slows
 * down), so that Newton's steps from where it is above zero come to its first zero from below and
 * never pass it; where it no longer falls, it never will. Only a source that grows itself may be
 * passed by, and is caught where it is below zero.
 */
static enum lp_status check_node(struct lp_network *net, size_t node, double start_s, double stop_s,
                                 struct lp_diag *diag)
{
    double t_s = start_s;
    for (int i = 0; i < MAX_STEPS; i++) {
        enum lp_status status = lp_network_move(net, t_s, diag);
        if (status != LP_OK)
            return status;
        double N = net->inventory_mol[node], rate = net->inventory_mol_per_s[node];
        if (N <= EMPTY * net->inventory0_mol[node])
            return report_empty_node(net, node, t_s, diag);
        if (!(rate < 0) || !(t_s - N / rate < stop_s))
            return LP_OK;
        t_s -= N / rate;
    }
    return report_empty_node(net, node, t_s, diag);
}

enum lp_status lp_network_check_supply(struct lp_network *net, double start_s, double stop_s,
                                       struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    for (size_t i = 0; i < net->n_moving && status == LP_OK; i++)
        status = check_node(net, net->moving[i], start_s, stop_s, diag);
    if (status == LP_OK)
        status = lp_network_move(net, start_s, diag);
    return status;
}

enum lp_status lp_network_age(struct lp_network *network, double t_s, struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    for (size_t i = 0; i < network->n_moving && status == LP_OK; i++) {
        size_t node = network->moving[i];
        if (network->model->compartments[network->nodes[node].i_compartment].kind == LP_PHASE)
            status = check_node(network, node, 0, t_s, diag);
    }
    return status == LP_OK ? lp_network_move(network, t_s, diag) : status;
}

struct lp_stretches lp_network_stretches(const struct lp_network *network,
                                         const struct lp_protocol *protocol)
{
    const size_t *foil = network->memory->foil;
    const bool is_pool[2] = {foil[0] != LP_NONE, foil[1] != LP_NONE};
    return lp_stretches_begin(protocol, is_pool);
}

/* An inventory that no fit moves; NaN otherwise. */
static double fixed_inventory(const struct lp_network *net, size_t i_compartment)
{
    const struct lp_value *value = &net->model->compartments[i_compartment].inventory_mol;
    if (!value->is_given)
        return NAN;
    if (value->i_parameter == LP_NONE)
        return value->constant;
    const struct lp_parameter *parameter = &net->model->parameters->item[value->i_parameter];
    bool is_plain = !parameter->is_fitted && parameter->i_activation == LP_NONE;
    return is_plain ? parameter->value : NAN;
}

enum lp_status lp_network_check_protocol(const struct lp_network *network,
                                         const struct lp_protocol *protocol, double last_s,
                                         struct lp_diag *diag)
{
    const size_t electrode[2] = {network->model->i_first, network->model->i_second};
    for (size_t side = 0; side < 2; side++) {
        double N0 = electrode[side] == LP_NONE ? NAN : fixed_inventory(network, electrode[side]);
        struct lp_stretches stretches = lp_network_stretches(network, protocol);
        for (double t_s = 0; !isnan(N0) && t_s < last_s; lp_stretches_next(&stretches)) {
            const struct lp_stretch *now = &stretches.now;
            const struct lp_electrode_charge *e = &now->electrode[side];
            double N = N0 + e->gained_mol;
            t_s = fmin(now->stop_s, last_s);
            if (N + (t_s - now->start_s) * fmin(e->gain_mol_per_s, 0) > EMPTY * N0)
                continue;
            double empty_s = now->start_s - N / e->gain_mol_per_s;
            return report_empty(network, electrode[side], N0, now, empty_s, diag);
        }
    }
    return LP_OK;
}
