/* SPDX-License-Identifier: MIT
 *
 * See netmaker.h. Nodes are numbered as lp_network does: phases layer by layer, electrodes last.
 */
#include "netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct netmaker {
    struct lp_arena *arena;
    struct lp_model model;
    struct lp_network net;
    size_t n_phases;
    double *film; /* [n_compartments] */
    size_t *first_node;
    struct lp_link *links;
    size_t (*ends)[2];
};

static void *claim(struct netmaker *maker, size_t n, size_t size)
{
    void *memory = lp_arena_alloc(maker->arena, n, size);
    assert_non_null(memory);
    return memory;
}

static void add_link(struct netmaker *maker, size_t a, size_t b, size_t i_edge, double g)
{
    const size_t l = maker->net.n_links++;
    maker->links[l] = (struct lp_link){a, b, i_edge};
    maker->ends[l][0] = a;
    maker->ends[l][1] = b;
    maker->net.g[l] = g;
}

static size_t node_of(const struct netmaker *maker, size_t i_compartment, size_t i_layer)
{
    return maker->first_node[i_compartment] + i_layer * maker->net.layer_stride;
}

struct netmaker *netmaker_new(size_t n_phases, size_t n_layers, size_t max_edges)
{
    struct netmaker *maker = calloc(1, sizeof *maker);
    assert_non_null(maker);
    maker->arena = lp_arena_new();
    assert_non_null(maker->arena);
    const size_t n_z = n_layers ? n_layers : 1, n_compartments = n_phases + 2;
    maker->n_phases = n_phases;
    maker->film = claim(maker, n_compartments, sizeof *maker->film);
    maker->model.n_compartments = n_compartments;
    maker->model.compartments = claim(maker, n_compartments, sizeof *maker->model.compartments);
    maker->model.n_layers = n_layers;
    maker->model.i_first = NET_FIRST;
    maker->model.i_second = NET_SECOND;

    struct lp_network *net = &maker->net;
    net->model = &maker->model;
    net->temperature_K = 298.15;
    net->n_layers = n_z;
    net->layer_stride = n_phases;
    net->n_states = n_phases * n_z;
    net->n_nodes = net->n_states + 2;
    maker->first_node = claim(maker, n_compartments, sizeof *maker->first_node);
    struct lp_node *nodes = claim(maker, net->n_nodes, sizeof *nodes);
    for (size_t i = 0; i < n_compartments; i++) {
        const bool is_electrode = i < NET_PHASE;
        maker->model.compartments[i].kind = is_electrode ? LP_ELECTRODE : LP_PHASE;
        maker->first_node[i] = is_electrode ? net->n_states + i : i - NET_PHASE;
        for (size_t z = 0; z < (is_electrode ? 1 : n_z); z++)
            nodes[node_of(maker, i, z)] = (struct lp_node){i, z};
    }
    net->nodes = nodes;
    net->first_node = maker->first_node;
    const size_t max_links = n_z * (max_edges + n_phases);
    net->g = claim(maker, max_links, sizeof *net->g);
    net->links = maker->links = claim(maker, max_links, sizeof *maker->links);
    net->ends = maker->ends = claim(maker, max_links, sizeof *maker->ends);
    return maker;
}

void netmaker_free(struct netmaker *maker)
{
    lp_arena_free(maker->arena);
    free(maker);
}

void netmaker_film(struct netmaker *maker, size_t i_compartment, double g)
{
    const size_t n_z = maker->net.n_layers;
    maker->film[i_compartment] = g;
    for (size_t z = 0; z + 1 < n_z; z++)
        add_link(maker, node_of(maker, i_compartment, z), node_of(maker, i_compartment, z + 1),
                 LP_NONE, g * (double)n_z);
}

size_t netmaker_edge(struct netmaker *maker, size_t a, size_t b, double g)
{
    const size_t n_z = maker->net.n_layers, i_edge = maker->model.n_edges++;
    if (a >= NET_PHASE && b >= NET_PHASE) {
        for (size_t z = 0; z < n_z; z++)
            add_link(maker, node_of(maker, a, z), node_of(maker, b, z), i_edge, g / (double)n_z);
        return i_edge;
    }
    const size_t electrode = a < NET_PHASE ? a : b, phase = a < NET_PHASE ? b : a;
    const size_t z = electrode == NET_FIRST ? 0 : n_z - 1;
    if (maker->model.n_layers > 0 && g > 0)
        g = 1 / (1 / g + 1 / (2 * maker->film[phase] * (double)n_z));
    add_link(maker, node_of(maker, a, a == electrode ? 0 : z),
             node_of(maker, b, b == electrode ? 0 : z), i_edge, g);
    return i_edge;
}

struct lp_network *netmaker_network(struct netmaker *maker)
{
    return &maker->net;
}

double net_uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) * 0x1p-53;
}

double net_decades(uint64_t *state, double decades)
{
    return pow(10, decades * (net_uniform(state) - 0.5));
}

size_t net_below(uint64_t *state, size_t n)
{
    return (size_t)(net_uniform(state) * (double)n);
}

void net_assert_near(double found, double expected, double tolerance, const char *what)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("%s: %.17g, expected %.17g within %g", what, found, expected, tolerance);
}
