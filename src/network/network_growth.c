/* SPDX-License-Identifier: MIT
 *
 * What moves the values of a network in time: phases that grow, and electrodes that a current fills
 * or drains. An interphase thickens as its own product slows its growth,
 *
 *     dl/dt = kp/l     l(t) = sqrt(l_s² + 2 kp t)     (parabolic growth; Wagner, Z. Phys. Chem. B
 * 21 (1933) 25)
 *
 * its lithium in proportion, N = N(0) l/l_s, taken from its source, and its edges lose permeability
 * as a layer in series, 1/phi(t) = (1 + l/l_c)/phi. A phase that grows in layers takes from the
 * same layer of a source that has layers. Exchange between layers, D N Z/L², and the half layers at
 * contacts follow the N(t) of their phase at a fixed film thickness L. Reference: science.md,
 * "Growth", "Driven current".
 */
#include "network/network_memory.h"

#include <math.h>
#include <string.h>

enum lp_status lp_growth_set(struct lp_network *net, size_t i_growing, double t_s,
                             struct lp_diag *diag)
{
    struct lp_growing *growing = &net->memory->growing[i_growing];
    const struct lp_compartment *c = &net->model->compartments[growing->i_compartment];
    struct lp_dual *kp = &net->memory->scratch[0], *start = &net->memory->scratch[1];
    struct lp_dual *scale = &net->memory->scratch[2], *l = &net->memory->scratch[3];
    size_t n = net->memory->n_d;
    enum lp_status status;
    lp_network_read(net, &c->growth.rate_m2_per_s, kp);
    lp_network_read(net, &c->growth.start_m, start);
    lp_network_read(net, &c->growth.scale_m, scale);
    if ((status = lp_network_check(kp->value, LP_SIGN_NOT_NEGATIVE, &c->growth.rate_m2_per_s,
                                   "growth rate", c->name, diag)) != LP_OK ||
        (status = lp_network_check(start->value, LP_SIGN_POSITIVE, &c->growth.start_m,
                                   "thickness at the start", c->name, diag)) != LP_OK ||
        (status = lp_network_check(scale->value, LP_SIGN_POSITIVE, &c->growth.scale_m,
                                   "growth scale", c->name, diag)) != LP_OK)
        return status;
    l->value = hypot(start->value, sqrt(2 * kp->value * t_s));
    for (size_t k = 0; k < n; k++)
        l->d[k] = (start->value * start->d[k] + t_s * kp->d[k]) / l->value;
    lp_dual_divide(n, l, scale, &growing->thickness);
    lp_dual_divide(n, l, start, &growing->ratio);
    lp_dual_divide(n, kp, l, kp);
    lp_dual_divide(n, kp, start, &growing->ratio_rate);
    lp_dual_divide(n, kp, l, &growing->rate);
    return LP_OK;
}

void lp_growth_permeability(const struct lp_network *net, const struct lp_edge *edge,
                            struct lp_dual *factor)
{
    size_t n = net->memory->n_d;
    memset(factor->d, 0, n * sizeof *factor->d);
    factor->value = 1;
    for (size_t i = 0; i < net->memory->n_growing; i++) {
        const struct lp_growing *growing = &net->memory->growing[i];
        if (growing->i_compartment == edge->i_from || growing->i_compartment == edge->i_to)
            lp_dual_add(n, &growing->thickness, 1, factor);
    }
    factor->value = 1 / factor->value;
    for (size_t k = 0; k < n; k++)
        factor->d[k] *= -factor->value * factor->value;
}

double lp_network_permeability(const struct lp_network *network, size_t i_edge)
{
    const struct lp_edge *edge = &network->model->edges[i_edge];
    double layers = 1;
    for (size_t i = 0; i < network->memory->n_growing; i++) {
        const struct lp_growing *growing = &network->memory->growing[i];
        if (growing->i_compartment == edge->i_from || growing->i_compartment == edge->i_to)
            layers += growing->thickness.value;
    }
    return 1 / layers;
}

int lp_network_side(const struct lp_network *net, size_t i_compartment)
{
    return i_compartment == net->model->i_first ? 0 : i_compartment == net->model->i_second ? 1 : 2;
}

/* What growth moves from a source to a growing phase: N(0) (l/l_s - 1), and per second. */
static void add_growth(const struct lp_network *net, const struct lp_growing *growing, double sign,
                       struct lp_dual *inventory, struct lp_dual *rate)
{
    struct lp_dual *start = &net->memory->scratch[2], *moved = &net->memory->scratch[3];
    size_t n = net->memory->n_d;
    lp_dual_load(n, net->inventory0_mol, net->d_inventory0, net->first_node[growing->i_compartment],
                 start);
    lp_dual_scale(n, start, (double)net->n_layers, start);
    lp_dual_multiply(n, start, &growing->ratio, moved);
    lp_dual_add(n, start, -1, moved);
    lp_dual_add(n, moved, sign, inventory);
    lp_dual_multiply(n, start, &growing->ratio_rate, moved);
    lp_dual_add(n, moved, sign, rate);
}

void lp_network_inventory(const struct lp_network *net, size_t i_compartment,
                          struct lp_dual *inventory, struct lp_dual *rate)
{
    const struct lp_network_memory *memory = net->memory;
    bool is_electrode = net->model->compartments[i_compartment].kind == LP_ELECTRODE;
    size_t n = net->memory->n_d;
    lp_dual_load(n, net->inventory0_mol, net->d_inventory0, net->first_node[i_compartment],
                 inventory);
    lp_dual_scale(n, inventory, is_electrode ? 1 : (double)net->n_layers, inventory);
    lp_dual_scale(n, inventory, 0, rate);
    for (size_t i = 0; i < memory->n_growing; i++) {
        if (memory->growing[i].i_compartment == i_compartment)
            add_growth(net, &memory->growing[i], 1, inventory, rate);
        if (memory->growing[i].i_source == i_compartment)
            add_growth(net, &memory->growing[i], -1, inventory, rate);
    }
    if (is_electrode && memory->has_stretch) {
        const struct lp_electrode_charge *e =
            &memory->stretch.electrode[lp_network_side(net, i_compartment)];
        inventory->value +=
            e->gained_mol + (memory->t_s - memory->stretch.start_s) * e->gain_mol_per_s;
        rate->value += e->gain_mol_per_s;
    }
}
