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
 * Flows below 1e-12 of the total are zero, so that round-off is never a share.
 */
#ifndef LP_PATHWAY_FLOW_H
#define LP_PATHWAY_FLOW_H

#include "network/kirchhoff.h"
#include "network/network.h"

#define LP_FLOW_FLOOR 1e-12 /* net flow, as a share of the current, that counts as none */

struct lp_flow;

/* The solver for one network's structure. Borrows the network. LP_ENOMEM, LP_EINTERNAL. */
enum lp_status lp_flow_new(const struct lp_network *network, struct lp_flow **flow) LP_MUST_CHECK;
void lp_flow_free(struct lp_flow *flow);

/*
 * Solve with the conductances that the network holds now.
 * joined: false if nothing joins the electrodes; then all shares are NaN ("null") and G is 0.
 * Errors: LP_EINPUT  the model has fewer than two electrodes; LP_ENUMERIC
 */
enum lp_status lp_flow_solve(struct lp_flow *flow, bool *joined) LP_MUST_CHECK;

/*
 * Numbers of the last solve; compartments and edges by their index in the model.
 *
 * conductance  mol/s; 0 if not joined
 * resistance   ohm, at the network's temperature; INFINITY if not joined
 * edge_share   net flow along the edge as written, layers summed, as a share of the current; 0 for
 *              one-way and absent edges
 * edge_dissipation  the edge's part of the resistance, 0..1 (in depth, what the layers of a phase
 *              dissipate among themselves is the rest to 1)
 * carried      a phase's part of the transport along the film, signed; NaN when well mixed and for
 *              electrodes
 */
double lp_flow_conductance(const struct lp_flow *flow);
double lp_flow_resistance(const struct lp_flow *flow);
double lp_flow_edge_share(const struct lp_flow *flow, size_t i_edge);
double lp_flow_edge_dissipation(const struct lp_flow *flow, size_t i_edge);
double lp_flow_carried(const struct lp_flow *flow, size_t i_compartment);

/*
 * Share of the net current that visits a set of compartments at least once.
 *
 * in_set  [n_compartments]  in  electrodes in it are ignored
 * Returns NaN if not joined; exactly 1 for all phases or a set in series, 0 for the empty set.
 * Cost: O(n_links).
 */
double lp_flow_visited(struct lp_flow *flow, const bool in_set[]);

/*
 * Share of the conductance that is lost without the set: every link to it is cut. NaN if not
 * joined. Costs one more solve, whose structure differs with the set.
 * Errors: LP_ENUMERIC, LP_ENOMEM
 */
enum lp_status lp_flow_without(struct lp_flow *flow, const bool in_set[],
                               double *share) LP_MUST_CHECK;

/*
 * The compartments that the first electrode does not reach (out: cut_off [n_compartments]),
 * for the message of a network that is not joined.
 */
void lp_flow_cut_off(const struct lp_flow *flow, bool cut_off[]);

/* For paths: net flows and the nodes in their order. Holds until the next solve. */
struct lp_flow_view {
    const struct lp_network *network;
    bool joined;
    size_t source, sink;
    const size_t *order; /* [n_nodes] every node after all those that flow into it */
    const size_t *first; /* [n_nodes + 1] each node's part of at */
    const size_t *at;    /* [2 n_links] its links */
    const double *q;     /* [n_links] net flow as a share of the current, along links[].a -> b */
    const double *psi;   /* [n_nodes] */
};
struct lp_flow_view lp_flow_view(const struct lp_flow *flow);

#endif
