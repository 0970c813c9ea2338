/* SPDX-License-Identifier: MIT
 *
 * From exchange flows to rates. This is where the exchange flow phi [mol/s] becomes phi/N [1/s]:
 * see exchange_rate below. For a compartment i of inventory N_i,
 *
 *     dx_i/dt = sum_j (r_j->i / N_i) (x_j - x_i)
 *
 *     at rest                 r_j->i = phi_ij, the same both ways: N_i k_i->j = N_j k_j->i
 *     net flow q from i to j  r_i->j = sqrt(phi² + q²/4) + q/2,  r_j->i = sqrt(phi² + q²/4) - q/2
 *
 * with q = (I/F) times Kirchhoff's solution for unit current on the conductances g = phi/h. Growth
 * and foils are terms of the same form: what arrives has the enrichment of where it comes from. N
 * and phi are those of the network's time, so nothing here knows of time but through them.
 * Reference: science.md, "Exchange", "Driven current" and "Growth".
 */
#include "network/network_memory.h"

#include <math.h>
#include <string.h>

/* Jumps per second [mol/s] in the direction in which q is the net flow. Against the drift
 * sqrt(phi² + q²/4) - |q|/2 would cancel, so use r+ r- = phi². */
static double jump_flow(double phi, double q, double root)
{
    double downstream = root + 0.5 * fabs(q);
    if (q >= 0)
        return downstream;
    return phi * (phi / downstream);
}

double lp_network_jump_flow(double phi, double q)
{
    return jump_flow(phi, q, hypot(phi, 0.5 * q));
}

/* Where phi = q = 0 (a flow at its lower bound), r has no differential, but r(e dphi, e dq) =
 * e r(dphi, dq): the one-sided derivative towards phi > 0 is r itself. */
static double jump_flow_from_zero(double dphi, double dq)
{
    return dphi == 0 && dq == 0 ? 0 : lp_network_jump_flow(dphi, dq);
}

/* What the pathway can do without, motion in time cannot. */
enum lp_status lp_network_check_numbers(const struct lp_network *net, struct lp_diag *diag)
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

/*
 * Exchange over a link: the rate at which node `to` relaxes towards the other end is the flow of
 * jumps that arrive, over the inventory they arrive in,
 *
 *     rate = r / N,     at rest  rate = phi / N      [1/s]
 *     d rate = dr / N - (r / N) dN / N
 *     dr = (phi dphi + r dq/2) / s in both directions,  s = sqrt(phi² + q²/4)
 *
 * q0: the net flow of the network's current [mol/s].
 */
static void exchange_rate(const struct lp_network *net, size_t i_term, double q0, double *rate,
                          double d_rate[])
{
    const struct lp_term_origin *origin = &net->memory->origin[i_term];
    size_t to = net->terms[i_term].to, l = origin->i, n_slots = net->slots.n;
    double phi = net->phi[l], N = net->inventory_mol[to];
    if (q0 == 0) {
        *rate = phi / N;
        for (size_t k = 0; k < net->memory->n_d; k++)
            d_rate[k] =
                (net->d_phi[l * n_slots + k] - *rate * net->d_inventory[to * n_slots + k]) / N;
        return;
    }
    double direction = origin->is_forward ? q0 : -q0;
    double q = direction * net->memory->q[l];
    double s = hypot(phi, 0.5 * q), r = jump_flow(phi, q, s);
    *rate = r / N;
    if (net->memory->n_d == 0)
        return;
    double by_phi = s > 0 ? phi / s : 0, by_q = s > 0 ? r / s : 0;
    for (size_t k = 0; k < net->memory->n_d; k++) {
        double dq = direction * net->memory->d_q[k * net->n_links + l];
        double dphi = net->d_phi[l * n_slots + k];
        double dr = s > 0 ? by_phi * dphi + by_q * (0.5 * dq) : jump_flow_from_zero(dphi, dq);
        d_rate[k] = (dr - *rate * net->d_inventory[to * n_slots + k]) / N;
    }
}

/* A one-way edge moves k N_i x_i [mol/s]: its source loses at the rate k, its target gains at
 * k N_i / N_j. */
static void one_way_rate(const struct lp_network *net, size_t i_term, double *rate, double d_rate[])
{
    const struct lp_one_way *edge = &net->memory->one_way[net->memory->origin[i_term].i];
    size_t to = net->terms[i_term].to, from = net->terms[i_term].from, n_slots = net->slots.n;
    bool is_loss = to == from;
    double N_to = net->inventory_mol[to];
    double ratio = is_loss ? -1.0 : net->inventory_mol[from] / N_to;
    *rate = edge->k_per_s * ratio;
    for (size_t k = 0; k < net->memory->n_d; k++) {
        double d_ratio = is_loss ? 0
                                 : (net->d_inventory[from * n_slots + k] -
                                    ratio * net->d_inventory[to * n_slots + k]) /
                                       N_to;
        d_rate[k] = edge->d_k[k] * ratio + edge->k_per_s * d_ratio;
    }
}

/* Growth adds N' (x_source - x) to N dx/dt: the rate is N'/N = kp/l². */
static void growth_rate(const struct lp_network *net, size_t i_term, double *rate, double d_rate[])
{
    struct lp_dual out = {.d = d_rate};
    size_t i_growing = net->memory->origin[i_term].i;
    lp_dual_copy(net->memory->n_d, &net->memory->growing[i_growing].rate, &out);
    *rate = out.value;
}

/* A foil adds f (x_foil - x_s) to N_s dx_s/dt. */
static void foil_rate(const struct lp_network *net, size_t i_term, double *rate, double d_rate[])
{
    size_t to = net->terms[i_term].to, n_slots = net->slots.n;
    size_t side = net->memory->origin[i_term].i;
    *rate = net->memory->stretch.electrode[side].foil_mol_per_s / net->inventory_mol[to];
    for (size_t k = 0; k < net->memory->n_d; k++)
        d_rate[k] = -*rate * net->d_inventory[to * n_slots + k] / net->inventory_mol[to];
}

static void term_rate(const struct lp_network *net, size_t i_term, double q0, double *rate,
                      double d_rate[])
{
    const struct lp_term_origin *origin = &net->memory->origin[i_term];
    if (origin->at_electrode && !net->memory->stretch.electrodes_on) {
        *rate = 0;
        memset(d_rate, 0, net->memory->n_d * sizeof *d_rate);
        return;
    }
    switch (origin->kind) {
    case LP_TERM_EXCHANGE:
        exchange_rate(net, i_term, q0, rate, d_rate);
        break;
    case LP_TERM_ONE_WAY:
        one_way_rate(net, i_term, rate, d_rate);
        break;
    case LP_TERM_GROWTH:
        growth_rate(net, i_term, rate, d_rate);
        break;
    case LP_TERM_FOIL:
        foil_rate(net, i_term, rate, d_rate);
        break;
    }
}

enum lp_status lp_network_enter(struct lp_network *network, const struct lp_stretch *stretch,
                                struct lp_diag *diag)
{
    struct lp_network_memory *memory = network->memory;
    enum lp_status status = lp_network_check_numbers(network, diag);
    if (status == LP_OK && stretch->current_A != 0)
        status =
            lp_network_check_drivable(network, stretch->current_A, stretch->electrodes_on, diag);
    if (status != LP_OK)
        return status;
    memory->stretch = *stretch;
    memory->has_stretch = true;
    if (network->n_moving > 0) {
        memory->t_s = NAN; /* a new stretch has new slopes, even at the old time */
        status = lp_network_check_supply(network, stretch->start_s, stretch->stop_s, diag);
    }
    if (status == LP_OK && stretch->current_A != 0)
        status = lp_network_solve_flow(network, diag);
    return status;
}

void lp_network_term_rate(const struct lp_network *network, size_t i_term, double *rate,
                          double d_rate[])
{
    term_rate(network, i_term, lp_network_current_flow(network), rate, d_rate);
}

enum lp_status lp_network_rates(struct lp_network *network, const struct lp_stretch *stretch,
                                struct lp_rates *rates, struct lp_diag *diag)
{
    enum lp_status status = lp_network_enter(network, stretch, diag);
    for (size_t t = 0; t < network->n_terms && status == LP_OK; t++)
        term_rate(network, t, lp_network_current_flow(network), &rates->rate[t],
                  rates->d_rate + t * network->slots.n);
    return status;
}

bool lp_network_is_moving(const struct lp_network *network)
{
    const struct lp_stretch *stretch = &network->memory->stretch;
    if (network->n_moving == 0)
        return false;
    return network->grows || stretch->electrode[0].gain_mol_per_s != 0 ||
           stretch->electrode[1].gain_mol_per_s != 0;
}

enum lp_status lp_network_rates_at(struct lp_network *network, double t_s, struct lp_rates *rates,
                                   struct lp_diag *diag)
{
    if (!lp_network_is_moving(network) || t_s == network->memory->t_s)
        return LP_OK;
    enum lp_status status = lp_network_move(network, t_s, diag);
    if (status == LP_OK && network->memory->stretch.current_A != 0)
        status = lp_network_solve_flow(network, diag);
    for (size_t i = 0; i < network->n_varying && status == LP_OK; i++) {
        size_t t = network->varying[i];
        term_rate(network, t, lp_network_current_flow(network), &rates->rate[t],
                  rates->d_rate + t * network->slots.n);
    }
    return status;
}
