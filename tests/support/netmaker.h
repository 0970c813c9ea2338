/* SPDX-License-Identifier: MIT
 *
 * Networks made by hand for tests of the pathway: conductances are given, nothing is read from a
 * model file. Compartments 0 and 1 are the electrodes, 2, 3, ... the phases. In depth an edge
 * between phases is spread over the layers and an electrode's edge passes half a layer, as in
 * lp_network.
 */
#ifndef LP_TESTS_SUPPORT_NETMAKER_H
#define LP_TESTS_SUPPORT_NETMAKER_H

#include "network/network.h"

#include <stdint.h>

#define NET_FIRST  0
#define NET_SECOND 1
#define NET_PHASE  2 /* the first of the phases */

struct netmaker;

/* n_layers 0: well mixed. max_edges: as many as will be added. Fails the test when out of memory.
 */
struct netmaker *netmaker_new(size_t n_phases, size_t n_layers, size_t max_edges);
void netmaker_free(struct netmaker *maker);

/* Conductance of a phase along the whole film; to be given before its edges. */
void netmaker_film(struct netmaker *maker, size_t i_compartment, double g);

/* An edge of the model from a to b; returns its index. */
size_t netmaker_edge(struct netmaker *maker, size_t a, size_t b, double g);

/* The network; values may be changed through it. Belongs to the maker. */
struct lp_network *netmaker_network(struct netmaker *maker);

/* Uniform in [0,1), log-uniform over some decades about 1, and below n; state is a seed. */
double net_uniform(uint64_t *state);
double net_decades(uint64_t *state, double decades);
size_t net_below(uint64_t *state, size_t n);

/* Fails the running test, with the numbers, unless they agree within the tolerance. */
void net_assert_near(double found, double expected, double tolerance, const char *what);

#endif
