/* SPDX-License-Identifier: MIT
 *
 * The pathway: the network of conductances driven by unit current between the electrodes, and what
 * it says of each compartment (science.md, "The pathway"):
 *
 *   visited   share of the net current whose streamlines enter a set at least once
 *   without   1 - C(G without the set)/C(G), the conductance lost when the set is insulated
 *   carried   (depth) a phase's part of the transport along the film, signed
 *   G         conductance [mol/s], R = R_gas T / (F² G) [ohm]
 *
 * Flows below 1e-12 of the total are zero, so that round-off in dead ends is never a share.
 */
#ifndef LP_PATHWAY_FLOW_H
#define LP_PATHWAY_FLOW_H

#include "physics/kirchhoff.h"
#include "physics/network.h"

struct lp_flow;

/* The solver for one network's structure. Borrows the network. LP_ENOMEM. */
enum lp_status lp_flow_new(const struct lp_network *network, struct lp_flow **flow) LP_MUST_CHECK;
void lp_flow_free(struct lp_flow *flow);

/*
 * Solve with the conductances that the network holds now.
 * joined: false if nothing joins the electrodes; then all shares are NaN ("null") and G is 0.
 * Errors: LP_EINPUT  the model has fewer than two electrodes; LP_ENUMERIC
 */
enum lp_status lp_flow_solve(struct lp_flow *flow, bool *joined) LP_MUST_CHECK;

/* Numbers of the last solve. Compartments in model order; electrodes give NaN. */
double lp_flow_conductance(const struct lp_flow *flow);                /* mol/s */
double lp_flow_resistance(const struct lp_flow *flow);                 /* ohm, INFINITY if not joined */
double lp_flow_edge_share(const struct lp_flow *flow, size_t i_edge);  /* signed along the edge as written, layers summed; 0 for one-way */
double lp_flow_edge_dissipation(const struct lp_flow *flow, size_t i_edge); /* its part of R, 0..1 */
double lp_flow_carried(const struct lp_flow *flow, size_t i_compartment);   /* NaN when well mixed */
bool lp_flow_reaches(const struct lp_flow *flow, size_t i_compartment);     /* some electrode reaches it */

/* Shares of a set of compartments: in_set [n_compartments]. `without` costs one more solve. */
double lp_flow_visited(struct lp_flow *flow, const bool in_set[]);
enum lp_status lp_flow_without(struct lp_flow *flow, const bool in_set[], double *share) LP_MUST_CHECK;

/*
 * The compartments that the first electrode does not reach (out: cut_off [n_compartments]),
 * for the message of a network that is not joined.
 */
void lp_flow_cut_off(const struct lp_flow *flow, bool cut_off[]);

/* For paths: nodes in order of falling potential and net flows. */
struct lp_flow_view {
    const struct lp_network *network;
    size_t source, sink;
    const size_t *order;   /* [n_nodes] nodes by falling potential */
    const double *q;       /* [n_links] net flow as a share of the current, along links[].a -> b */
    const double *psi;     /* [n_nodes] */
};
struct lp_flow_view lp_flow_view(const struct lp_flow *flow);

#endif
