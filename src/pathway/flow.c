/* SPDX-License-Identifier: MIT
 *
 * Shares of the net current, read off one solution of Kirchhoff's law with unit current from the
 * first electrode to the second. Takes the conductances of a struct lp_network; serves flow, run
 * and every sample and topology.
 *
 * The net flow is a potential flow, so links with net flow make a graph without cycles. What has
 * visited a set is a tag carried along it: 0 at the source, 1 in the set, and elsewhere the mean of
 * what flows in,
 *
 *     f_i = sum_j q_ji f_j / sum_j q_ji,        visited = f_sink,
 *
 * which counts a streamline once however often it enters, and mixes in proportion at each node.
 * The order of the sweep follows the flows themselves, not the potentials: between nodes joined by
 * a large conductance these may be equal to the last digit.
 */
#include "pathway/flow.h"

#include <math.h>
#include <string.h>

struct lp_flow {
    struct lp_arena *arena;
    const struct lp_network *network;
    struct lp_kirchhoff *kirchhoff;
    struct lp_kirchhoff *insulated; /* without a set: its structure changes, the other's does not */
    size_t *first;                  /* [n_nodes + 1] */
    size_t *at;                     /* [2 n_links] */
    size_t source, sink;            /* LP_NONE before the first solve */

    bool is_joined;
    double conductance;                    /* mol/s */
    double *psi, *q;                       /* [n_nodes] s/mol, [n_links] share */
    size_t *order;                         /* [n_nodes] */
    double *edge_share, *edge_dissipation; /* [n_edges] */
    double *carried;                       /* [n_compartments] */
    bool *reach_first;                     /* [n_nodes] from the first */

    double *tag, *inflow;    /* [n_nodes] work */
    double *g_cut, *q_cut;   /* [n_links] work */
    double *psi_cut;         /* [n_nodes] work */
    size_t *queue, *waiting; /* [n_nodes] work */
};

void lp_flow_free(struct lp_flow *flow)
{
    if (!flow)
        return;
    lp_kirchhoff_free(flow->kirchhoff);
    lp_kirchhoff_free(flow->insulated);
    lp_arena_free(flow->arena);
}

/* The arrays; their arena remembers a failure. */
static void allocate(struct lp_flow *f)
{
    const struct lp_network *net = f->network;
    const struct {
        double **array;
        size_t n;
    } numbers[] = {{&f->psi, net->n_nodes},
                   {&f->tag, net->n_nodes},
                   {&f->inflow, net->n_nodes},
                   {&f->psi_cut, net->n_nodes},
                   {&f->q, net->n_links},
                   {&f->g_cut, net->n_links},
                   {&f->q_cut, net->n_links},
                   {&f->carried, net->model->n_compartments},
                   {&f->edge_share, net->model->n_edges},
                   {&f->edge_dissipation, net->model->n_edges}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i].array = lp_arena_alloc(f->arena, numbers[i].n, sizeof **numbers[i].array);
    f->first = lp_arena_alloc(f->arena, net->n_nodes + 2, sizeof *f->first);
    f->at = lp_arena_alloc(f->arena, 2 * net->n_links, sizeof *f->at);
    f->order = lp_arena_alloc(f->arena, net->n_nodes, sizeof *f->order);
    f->queue = lp_arena_alloc(f->arena, net->n_nodes, sizeof *f->queue);
    f->waiting = lp_arena_alloc(f->arena, net->n_nodes, sizeof *f->waiting);
    f->reach_first = lp_arena_alloc(f->arena, net->n_nodes, sizeof *f->reach_first);
}

/* Counted one place ahead, so that filling in leaves first[] at the starts. */
static void list_links(struct lp_flow *f)
{
    const struct lp_network *net = f->network;
    for (size_t l = 0; l < net->n_links; l++) {
        f->first[net->links[l].a + 2]++;
        f->first[net->links[l].b + 2]++;
    }
    for (size_t i = 2; i < net->n_nodes + 2; i++)
        f->first[i] += f->first[i - 1];
    for (size_t l = 0; l < net->n_links; l++) {
        f->at[f->first[net->links[l].a + 1]++] = l;
        f->at[f->first[net->links[l].b + 1]++] = l;
    }
}

enum lp_status lp_flow_new(const struct lp_network *network, struct lp_flow **flow)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_arena *arena = lp_arena_new();
    struct lp_flow *f = lp_arena_alloc(arena, 1, sizeof *f);
    if (!f) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    f->arena = arena;
    f->network = network;
    f->source = f->sink = LP_NONE;
    allocate(f);
    if (lp_arena_has_failed(arena))
        goto out;
    status = lp_kirchhoff_new(network->n_nodes, network->n_links, network->ends, &f->kirchhoff);
    if (status != LP_OK)
        goto out;
    status = lp_kirchhoff_new(network->n_nodes, network->n_links, network->ends, &f->insulated);
    if (status != LP_OK)
        goto out;
    list_links(f);
    *flow = f;
    f = NULL;
out:
    lp_flow_free(f);
    return status;
}

static size_t other_end(const struct lp_link *link, size_t node)
{
    return link->a == node ? link->b : link->a;
}

/* Adds what conducting links reach from a node. */
static void add_reach(struct lp_flow *f, size_t from)
{
    bool *reach = f->reach_first;
    size_t n = 0;
    f->queue[n++] = from;
    reach[from] = true;
    while (n > 0) {
        const size_t node = f->queue[--n];
        for (size_t c = f->first[node]; c < f->first[node + 1]; c++) {
            const size_t next = other_end(&f->network->links[f->at[c]], node);
            if (f->network->g[f->at[c]] > 0 && !reach[next]) {
                reach[next] = true;
                f->queue[n++] = next;
            }
        }
    }
}

static void find_reach(struct lp_flow *f)
{
    const struct lp_network *net = f->network;
    memset(f->reach_first, 0, net->n_nodes * sizeof *f->reach_first);
    if (net->model->i_first != LP_NONE)
        add_reach(f, net->first_node[net->model->i_first]);
}

/* The net flow that leaves a node along a link; negative if it comes in. */
static double outflow(const struct lp_flow *f, size_t link, size_t node)
{
    return f->network->links[link].a == node ? f->q[link] : -f->q[link];
}

/* Kahn's order of the net flow. False if it has a cycle, which a potential flow cannot have. */
static bool find_order(struct lp_flow *f)
{
    const struct lp_network *net = f->network;
    memset(f->waiting, 0, net->n_nodes * sizeof *f->waiting);
    for (size_t l = 0; l < net->n_links; l++)
        if (f->q[l] != 0)
            f->waiting[f->q[l] > 0 ? net->links[l].b : net->links[l].a]++;
    size_t n_ordered = 0;
    for (size_t i = 0; i < net->n_nodes; i++)
        if (f->waiting[i] == 0)
            f->order[n_ordered++] = i;
    for (size_t k = 0; k < n_ordered; k++) {
        const size_t node = f->order[k];
        for (size_t c = f->first[node]; c < f->first[node + 1]; c++) {
            if (!(outflow(f, f->at[c], node) > 0))
                continue;
            const size_t next = other_end(&net->links[f->at[c]], node);
            if (--f->waiting[next] == 0)
                f->order[n_ordered++] = next;
        }
    }
    return n_ordered == net->n_nodes;
}

/*
 * Sums over links. Transport along the film over one pitch counts a link between layers once; the
 * half layers at the electrodes make the two halves (science.md, "share carried").
 */
static void add_up_links(struct lp_flow *f)
{
    const struct lp_network *net = f->network;
    memset(f->edge_share, 0, net->model->n_edges * sizeof *f->edge_share);
    memset(f->edge_dissipation, 0, net->model->n_edges * sizeof *f->edge_dissipation);
    memset(f->carried, 0, net->model->n_compartments * sizeof *f->carried);
    for (size_t l = 0; l < net->n_links; l++) {
        const struct lp_link *link = &net->links[l];
        const double q = f->q[l] / (double)net->n_layers;
        if (link->i_edge == LP_NONE) {
            f->carried[net->nodes[link->a].i_compartment] += q;
            continue;
        }
        f->edge_share[link->i_edge] += f->q[l];
        if (f->q[l] != 0)
            f->edge_dissipation[link->i_edge] += f->q[l] * f->q[l] * (f->conductance / net->g[l]);
        if (link->a == f->source || link->a == f->sink)
            f->carried[net->nodes[link->b].i_compartment] += link->a == f->source ? q / 2 : -q / 2;
        if (link->b == f->source || link->b == f->sink)
            f->carried[net->nodes[link->a].i_compartment] += link->b == f->sink ? q / 2 : -q / 2;
    }
    for (size_t e = 0; e < net->model->n_edges; e++)
        if (fabs(f->edge_share[e]) < LP_FLOW_FLOOR)
            f->edge_share[e] = 0;
}

static void set_all(double values[], size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        values[i] = value;
}

enum lp_status lp_flow_solve(struct lp_flow *flow, bool *joined)
{
    struct lp_flow *f = flow;
    const struct lp_network *net = f->network;
    const struct lp_model *model = net->model;
    f->source = f->sink = LP_NONE;
    f->is_joined = false;
    f->conductance = 0;
    find_reach(f);
    if (model->i_first == LP_NONE || model->i_second == LP_NONE)
        return LP_EINPUT;

    const size_t source = net->first_node[model->i_first];
    const size_t sink = net->first_node[model->i_second];
    bool is_joined = false;
    const enum lp_status status =
        lp_kirchhoff_solve(f->kirchhoff, net->g, source, sink, f->psi, f->q, &is_joined);
    if (status != LP_OK)
        return status;
    for (size_t l = 0; l < net->n_links; l++)
        if (fabs(f->q[l]) < LP_FLOW_FLOOR)
            f->q[l] = 0;
    if (!find_order(f))
        return LP_ENUMERIC;

    f->source = source;
    f->sink = sink;
    f->is_joined = *joined = is_joined;
    if (is_joined) {
        f->conductance = 1 / f->psi[source];
        add_up_links(f);
    }
    return LP_OK;
}

double lp_flow_conductance(const struct lp_flow *flow)
{
    return flow->conductance;
}

double lp_flow_resistance(const struct lp_flow *flow)
{
    if (!flow->is_joined)
        return INFINITY;
    return LP_GAS_R_J_PER_MOL_K * flow->network->temperature_K /
           (LP_FARADAY_C_PER_MOL * LP_FARADAY_C_PER_MOL * flow->conductance);
}

double lp_flow_edge_share(const struct lp_flow *flow, size_t i_edge)
{
    return flow->is_joined ? flow->edge_share[i_edge] : NAN;
}

double lp_flow_edge_dissipation(const struct lp_flow *flow, size_t i_edge)
{
    return flow->is_joined ? flow->edge_dissipation[i_edge] : NAN;
}

double lp_flow_carried(const struct lp_flow *flow, size_t i_compartment)
{
    const struct lp_model *model = flow->network->model;
    if (!flow->is_joined || model->n_layers == 0 ||
        model->compartments[i_compartment].kind == LP_ELECTRODE)
        return NAN;
    return flow->carried[i_compartment];
}

void lp_flow_cut_off(const struct lp_flow *flow, bool cut_off[])
{
    const struct lp_network *net = flow->network;
    for (size_t i = 0; i < net->model->n_compartments; i++)
        cut_off[i] = true;
    for (size_t i = 0; i < net->n_nodes; i++)
        if (flow->reach_first[i])
            cut_off[net->nodes[i].i_compartment] = false;
}

static bool is_member(const struct lp_flow *f, const bool in_set[], size_t node)
{
    return node != f->source && node != f->sink && in_set[f->network->nodes[node].i_compartment];
}

double lp_flow_visited(struct lp_flow *flow, const bool in_set[])
{
    struct lp_flow *f = flow;
    const struct lp_network *net = f->network;
    if (!f->is_joined)
        return NAN;
    set_all(f->tag, net->n_nodes, 0);
    set_all(f->inflow, net->n_nodes, 0);
    for (size_t k = 0; k < net->n_nodes; k++) {
        const size_t node = f->order[k];
        if (is_member(f, in_set, node))
            f->tag[node] = 1;
        else if (f->inflow[node] > 0)
            f->tag[node] /= f->inflow[node];
        for (size_t c = f->first[node]; c < f->first[node + 1]; c++) {
            const double q = outflow(f, f->at[c], node);
            if (!(q > 0))
                continue;
            const size_t next = other_end(&net->links[f->at[c]], node);
            f->tag[next] += q * f->tag[node];
            f->inflow[next] += q;
        }
    }
    return f->tag[f->sink];
}

enum lp_status lp_flow_without(struct lp_flow *flow, const bool in_set[], double *share)
{
    struct lp_flow *f = flow;
    const struct lp_network *net = f->network;
    if (!f->is_joined) {
        *share = NAN;
        return LP_OK;
    }
    for (size_t l = 0; l < net->n_links; l++) {
        const struct lp_link *link = &net->links[l];
        const bool is_cut = is_member(f, in_set, link->a) || is_member(f, in_set, link->b);
        f->g_cut[l] = is_cut ? 0 : net->g[l];
    }
    bool is_joined = false;
    const enum lp_status status = lp_kirchhoff_solve(f->insulated, f->g_cut, f->source, f->sink,
                                                     f->psi_cut, f->q_cut, &is_joined);
    if (status != LP_OK)
        return status;
    /* Cutting links never adds conductance (Rayleigh): below 0 there is only round-off. */
    *share = is_joined ? fmax(0, 1 - f->psi[f->source] / f->psi_cut[f->source]) : 1;
    return LP_OK;
}

struct lp_flow_view lp_flow_view(const struct lp_flow *flow)
{
    return (struct lp_flow_view){.network = flow->network,
                                 .joined = flow->is_joined,
                                 .source = flow->source,
                                 .sink = flow->sink,
                                 .order = flow->order,
                                 .first = flow->first,
                                 .at = flow->at,
                                 .q = flow->q,
                                 .psi = flow->psi};
}
