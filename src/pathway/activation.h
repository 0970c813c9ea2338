/* SPDX-License-Identifier: MIT
 *
 * The activation energy of the whole path,
 *
 *     Ea = d ln G / d(-1/kT) = sum_l w_l E_l,     E_l = d ln g_l / d(-1/kT),
 *
 * with w_l the part of the resistance that link l makes up (dissipation q²/g: dG/G = sum w dg/g,
 * since the flow is stationary): one number of the network at one temperature, between those of its
 * slow links. Links whose flow the study holds independent of temperature count with E = 0.
 */
#ifndef LP_PATHWAY_ACTIVATION_H
#define LP_PATHWAY_ACTIVATION_H

#include "pathway/flow.h"

struct lp_activation;

/*
 * For the network of a model at a temperature without the absent edges.
 * activation  out  NULL if no flow and no diffusivity has an activation energy; free with
 *                  lp_activation_free, which accepts NULL
 * Errors: as lp_network_new.
 */
enum lp_status lp_activation_new(const struct lp_model *model, double temperature_K,
                                 const struct lp_edge_set *absent,
                                 struct lp_activation **activation,
                                 struct lp_diag *diag) LP_MUST_CHECK;
void lp_activation_free(struct lp_activation *activation);

/*
 * Ea [J] at p [parameters->n], flow solved there: NaN if it is not joined.
 * Errors: as lp_network_set. Cost: two settings of the network's values, no solve.
 */
enum lp_status lp_activation_path(struct lp_activation *activation, const double p[],
                                  const struct lp_flow *flow, double *energy_J,
                                  struct lp_diag *diag) LP_MUST_CHECK;

/* Ea [J] of an edge's own flow; NaN if the study gives it none. */
double lp_activation_edge(const struct lp_model *model, size_t i_edge, const double p[]);

/* True if a value depends on temperature. */
bool lp_activation_has(const struct lp_parameters *parameters, const struct lp_value *value);

#endif
