/* SPDX-License-Identifier: MIT
 *
 * Kirchhoff's law on a network of conductances: the one linear solve that both the driven current
 * (network) and the pathway (flow) stand on.
 *
 *     sum_j g_ij (psi_i - psi_j) = s_i        s = +1 at the source, -1 at the sink
 *
 * psi is dimensionless (in units of R T / F), g in mol/s. Only links with g > 0 count. The sink is
 * pinned to psi = 0; every part of the network that does not hold the source is grounded and
 * carries nothing, and what hangs on the network by one node only (a dead end) carries exactly
 * zero.
 *
 * Elimination and recovery work without subtracting potentials, so flows are good to about 1e-14 of
 * the total however many decades the conductances span. Nodes are eliminated in their own order:
 * a numbering with a narrow band (layer by layer) keeps large networks cheap.
 */
#ifndef LP_NETWORK_KIRCHHOFF_H
#define LP_NETWORK_KIRCHHOFF_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_kirchhoff; /* structure and workspace for one network */

/*
 * ends [n_links][2]  nodes that each link joins (a != b; parallel links are fine); borrowed
 * Owns: the caller frees with lp_kirchhoff_free. Errors: LP_ENOMEM, LP_EINTERNAL (node out of
 * range).
 */
enum lp_status lp_kirchhoff_new(size_t n_nodes, size_t n_links, const size_t (*ends)[2],
                                struct lp_kirchhoff **kirchhoff) LP_MUST_CHECK;
void lp_kirchhoff_free(struct lp_kirchhoff *kirchhoff);

/*
 * Unit current from source to sink.
 *
 * g     [n_links]  mol/s  in   conductances, >= 0; all finite
 * psi   [n_nodes]  s/mol  out  potentials per unit of current [1/(mol/s)], 0 at the sink and in
 *                              every part that the source does not reach
 * q     [n_links]  1      out  net flow along each link, from ends[0] to ends[1]
 * joined                  out  false: no way from source to sink; psi and q are then all zero
 * Errors: LP_ENUMERIC   a conductance or the result is not finite; LP_ENOMEM
 *         LP_EINTERNAL  source == sink, or one of them out of range
 * Cost: O(n^3) for a dense network, O(n w^2) for layers of w nodes. What depends only on which
 *       conductances are zero is worked out once and kept until that changes.
 */
enum lp_status lp_kirchhoff_solve(struct lp_kirchhoff *kirchhoff, const double g[], size_t source,
                                  size_t sink, double psi[], double q[],
                                  bool *joined) LP_MUST_CHECK;

/*
 * Derivative of the last solution: given dg [n_links], dq [n_links] along the same links
 * (L dpsi = -dL psi, with the factors of the last solve). g and psi are those of the last solve.
 * A link with g == 0 counts where dg is not 0 and it joins nodes that the source reaches.
 * Errors: LP_ENUMERIC  not finite; LP_EINTERNAL  there is no joined solution to derive from
 */
enum lp_status lp_kirchhoff_derivative(struct lp_kirchhoff *kirchhoff, const double g[],
                                       const double psi[], const double dg[],
                                       double dq[]) LP_MUST_CHECK;

#endif
