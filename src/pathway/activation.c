/* SPDX-License-Identifier: MIT
 *
 * E_l by a central difference in 1/T: g_l is set at two temperatures beside the one of the flow.
 * An Arrhenius flow has a straight line there, half layers in series with it one that bends little:
 * the error is about 1e-8 of kT.
 */
#include "pathway/activation.h"

#include <math.h>
#include <stdlib.h>

#define STEP 1e-4 /* of 1/T */

struct lp_activation {
    struct lp_network *warmer, *colder;
    double difference_per_J; /* of -1/kT between the two */
};

bool lp_activation_has(const struct lp_parameters *parameters, const struct lp_value *value)
{
    return value->is_given && value->i_parameter != LP_NONE &&
           parameters->item[value->i_parameter].i_activation != LP_NONE;
}

double lp_activation_edge(const struct lp_model *m, size_t i_edge, const double p[])
{
    const struct lp_value *flow = &m->edges[i_edge].flow_mol_per_s;
    if (!lp_activation_has(m->parameters, flow))
        return NAN;
    return p[m->parameters->item[flow->i_parameter].i_activation];
}

static bool has_any(const struct lp_model *m)
{
    bool any = false;
    for (size_t i = 0; i < m->n_edges; i++)
        any = any || lp_activation_has(m->parameters, &m->edges[i].flow_mol_per_s);
    for (size_t i = 0; i < m->n_compartments && m->n_layers > 0; i++)
        any = any || lp_activation_has(m->parameters, &m->compartments[i].diffusivity_m2_per_s);
    return any;
}

enum lp_status lp_activation_new(const struct lp_model *m, double temperature_K,
                                 const struct lp_edge_set *absent,
                                 struct lp_activation **activation, struct lp_diag *diag)
{
    *activation = NULL;
    if (!has_any(m))
        return LP_OK;
    struct lp_activation *made = calloc(1, sizeof *made);
    if (!made)
        return LP_ENOMEM;
    const struct lp_slots slots = {.n = 0};
    made->difference_per_J = 2.0 * STEP / (LP_BOLTZMANN_J_PER_K * temperature_K);
    enum lp_status status =
        lp_network_new(m, temperature_K / (1.0 - STEP), absent, &slots, &made->warmer, diag);
    if (status == LP_OK)
        status =
            lp_network_new(m, temperature_K / (1.0 + STEP), absent, &slots, &made->colder, diag);
    if (status == LP_OK)
        *activation = made;
    else
        lp_activation_free(made);
    return status;
}

void lp_activation_free(struct lp_activation *activation)
{
    if (!activation)
        return;
    lp_network_free(activation->warmer);
    lp_network_free(activation->colder);
    free(activation);
}

enum lp_status lp_activation_path(struct lp_activation *a, const double p[],
                                  const struct lp_flow *flow, double *energy_J,
                                  struct lp_diag *diag)
{
    const struct lp_flow_view view = lp_flow_view(flow);
    double sum = 0.0, dissipated = 0.0;
    enum lp_status status = lp_network_set(a->warmer, p, diag);
    if (status == LP_OK)
        status = lp_network_set(a->colder, p, diag);
    *energy_J = NAN;
    if (status != LP_OK || !view.joined)
        return status;
    for (size_t l = 0; l < view.network->n_links; l++) {
        double g = view.network->g[l];
        if (!(g > 0.0) || view.q[l] == 0.0)
            continue;
        double part = view.q[l] * (view.q[l] / g);
        sum += part * log(a->warmer->g[l] / a->colder->g[l]) / a->difference_per_J;
        dissipated += part;
    }
    *energy_J = sum / dissipated;
    return LP_OK;
}
