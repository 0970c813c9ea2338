/* SPDX-License-Identifier: MIT
 *
 * Kirchhoff's law on a network of conductances: the one linear solve that both the driven current
 * (network) and the pathway (flow) stand on.
 *
 *     sum_j g_ij (psi_i - psi_j) = s_i        s = +1 at the source, -1 at the sink
 *
 * psi is dimensionless (in units of R T / F), g in mol/s. Only links with g > 0 count. The sink is
 * pinned to psi = 0; every part of the network that does not hold the source is grounded and
 * carries nothing. Dense elimination for small networks, KLU for large ones.
 */
#ifndef LP_PHYSICS_KIRCHHOFF_H
#define LP_PHYSICS_KIRCHHOFF_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_kirchhoff; /* structure and workspace for one network */

/*
 * ends [n_links][2]  nodes that each link joins (a != b; parallel links are fine); borrowed
 * Owns: the caller frees with lp_kirchhoff_free. Errors: LP_ENOMEM, LP_EINTERNAL (node out of range).
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
 * Errors: LP_ENUMERIC  singular or not finite. Cost: O(n^3) dense, about O(n) for layered networks.
 */
enum lp_status lp_kirchhoff_solve(struct lp_kirchhoff *kirchhoff, const double g[], size_t source,
                                  size_t sink, double psi[], double q[],
                                  bool *joined) LP_MUST_CHECK;

/*
 * Derivative of the last solution: given dg [n_links], dq [n_links] along the same links
 * (L dpsi = -dL psi, with the factors of the last solve).
 */
enum lp_status lp_kirchhoff_derivative(struct lp_kirchhoff *kirchhoff, const double g[],
                                       const double psi[], const double dg[],
                                       double dq[]) LP_MUST_CHECK;

#endif
