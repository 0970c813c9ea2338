/* SPDX-License-Identifier: MIT
 *
 * The structure of a network: which nodes, links and terms a model has once its compartments are
 * cut into layers and some of its edges are taken out. No numbers here; network_values.c fills
 * them in and network_rates.c turns them into rates.
 *
 *     model, absent edges -> nodes, links, terms  (here)
 *     parameters          -> N, x(0), phi, g      (network_values.c)
 *     drive               -> rates phi/N, r±/N    (network_rates.c)
 *
 * Nodes: [finite first electrode] layer 0, layer 1, ... [finite second electrode] are states;
 * reservoirs follow. Each exchange link gives a term to each of its ends that is a state.
 * Reference: science.md, "Exchange" and "Depth".
 */
#include "physics/network_memory.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

bool lp_edge_set_has(const struct lp_edge_set *set, const char *id)
{
    if (set == NULL)
        return false;
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->ids[i], id) == 0)
            return true;
    }
    return false;
}

static bool is_electrode(const struct lp_model *model, size_t i_compartment)
{
    return model->compartments[i_compartment].kind == LP_ELECTRODE;
}

static bool is_reservoir(const struct lp_model *model, size_t i_compartment)
{
    return is_electrode(model, i_compartment) &&
           !model->compartments[i_compartment].inventory_mol.is_given;
}

static bool has_diffusivity(const struct lp_model *model, size_t i_compartment)
{
    return model->compartments[i_compartment].diffusivity_m2_per_s.is_given;
}

static enum lp_status refuse_unsupported(const struct lp_model *model, struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    for (size_t i = 0; i < model->n_compartments; i++) {
        const struct lp_compartment *c = &model->compartments[i];
        if (c->surface_mol.is_given) {
            lp_diag_error(diag, c->surface_mol.span,
                          "electrode '%s' has a surface pool, which this version does not compute",
                          c->name);
            lp_diag_note(diag, lp_span_none(NULL),
                         "without `surface` it is a reservoir, with `inventory` a finite foil");
            status = LP_EINPUT;
        }
        if (c->growth.is_given) {
            lp_diag_error(diag, c->growth.rate_m2_per_s.span,
                          "phase '%s' grows, which this version does not compute", c->name);
            status = LP_EINPUT;
        }
    }
    return status;
}

/* In a depth model a contact on a phase without transport along the depth would act on one layer
 * of Z alone and vanish as 1/Z (science.md, "Depth"). */
static enum lp_status refuse_contact_without_diffusivity(const struct lp_network *net,
                                                         struct lp_diag *diag)
{
    const struct lp_model *model = net->model;
    enum lp_status status = LP_OK;
    if (model->n_layers == 0)
        return LP_OK;
    for (size_t i = 0; i < model->n_edges; i++) {
        const struct lp_edge *edge = &model->edges[i];
        if (edge->is_one_way || !net->memory->is_present[i] ||
            !lp_edge_touches_electrode(model, edge))
            continue;
        bool from_electrode = is_electrode(model, edge->i_from);
        size_t i_phase = from_electrode ? edge->i_to : edge->i_from;
        size_t i_electrode = from_electrode ? edge->i_from : edge->i_to;
        if (has_diffusivity(model, i_phase))
            continue;
        lp_diag_error(diag, edge->span,
                      "in a depth model, phase '%s' without `diffusivity` touches electrode '%s'",
                      model->compartments[i_phase].name, model->compartments[i_electrode].name);
        lp_diag_note(diag, lp_span_none(NULL),
                     "it does not transport along the depth, so the contact would vanish with "
                     "finer layers: give it a diffusivity or remove the contact");
        status = LP_EINPUT;
    }
    return status;
}

static void place_node(struct lp_node *nodes, size_t *n_nodes, size_t i_compartment, size_t i_layer)
{
    nodes[*n_nodes] = (struct lp_node){.i_compartment = i_compartment, .i_layer = i_layer};
    ++*n_nodes;
}

/* The order is by depth, so that links join near nodes and factors stay sparse. */
static enum lp_status place_nodes(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_arena *arena = net->memory->arena;
    struct lp_node *nodes =
        lp_arena_alloc(arena, model->n_compartments * net->n_layers, sizeof *nodes);
    size_t *first = lp_arena_alloc(arena, model->n_compartments, sizeof *first);
    if (nodes == NULL || first == NULL)
        return LP_ENOMEM;
    size_t n = 0;
    size_t i_first = model->i_first;
    if (i_first != LP_NONE && !is_reservoir(model, i_first)) {
        first[i_first] = n;
        place_node(nodes, &n, i_first, 0);
    }
    for (size_t layer = 0; layer < net->n_layers; layer++) {
        size_t n_before = n;
        for (size_t i = 0; i < model->n_compartments; i++) {
            if (is_electrode(model, i))
                continue;
            if (layer == 0)
                first[i] = n;
            place_node(nodes, &n, i, layer);
        }
        net->layer_stride = n - n_before;
    }
    for (int reservoirs = 0; reservoirs <= 1; reservoirs++) {
        for (size_t i = 0; i < model->n_compartments; i++) {
            if (!is_electrode(model, i) || is_reservoir(model, i) != (reservoirs == 1) ||
                (i == i_first && reservoirs == 0))
                continue;
            first[i] = n;
            place_node(nodes, &n, i, 0);
        }
        if (reservoirs == 0)
            net->n_states = n;
    }
    net->nodes = nodes;
    net->first_node = first;
    net->n_nodes = n;
    return LP_OK;
}

/* The node at which an edge meets a compartment in a layer. */
static size_t node_of(const struct lp_network *net, size_t i_compartment, size_t i_layer)
{
    size_t node = net->first_node[i_compartment];
    return is_electrode(net->model, i_compartment) ? node : node + i_layer * net->layer_stride;
}

static void add_link(struct lp_network *net, struct lp_link *links, size_t (*ends)[2], size_t a,
                     size_t b, size_t i_edge)
{
    links[net->n_links] = (struct lp_link){.a = a, .b = b, .i_edge = i_edge};
    ends[net->n_links][0] = a;
    ends[net->n_links][1] = b;
    net->n_links++;
}

/* The first electrode meets layer 1 (index 0), the second layer Z; an edge between two phases is
 * spread over all layers. */
static void add_edge_links(struct lp_network *net, size_t i_edge, struct lp_link *links,
                           size_t (*ends)[2])
{
    const struct lp_model *model = net->model;
    const struct lp_edge *edge = &model->edges[i_edge];
    size_t from = 0, to = net->n_layers;
    if (lp_edge_touches_electrode(model, edge)) {
        bool at_first = edge->i_from == model->i_first || edge->i_to == model->i_first;
        from = at_first ? 0 : net->n_layers - 1;
        to = from + 1;
    }
    for (size_t layer = from; layer < to; layer++) {
        add_link(net, links, ends, node_of(net, edge->i_from, layer),
                 node_of(net, edge->i_to, layer), i_edge);
    }
}

static enum lp_status build_links(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_arena *arena = net->memory->arena;
    size_t room = (model->n_edges + model->n_compartments) * net->n_layers;
    struct lp_link *links = lp_arena_alloc(arena, room, sizeof *links);
    size_t(*ends)[2] = lp_arena_alloc(arena, room, sizeof *ends);
    if (links == NULL || ends == NULL)
        return LP_ENOMEM;
    for (size_t i = 0; i < model->n_edges; i++) {
        if (net->memory->is_present[i] && !model->edges[i].is_one_way)
            add_edge_links(net, i, links, ends);
    }
    for (size_t i = 0; i < model->n_compartments; i++) {
        if (is_electrode(model, i) || !has_diffusivity(model, i))
            continue;
        for (size_t layer = 0; layer + 1 < net->n_layers; layer++) {
            add_link(net, links, ends, node_of(net, i, layer), node_of(net, i, layer + 1), LP_NONE);
        }
    }
    net->links = links;
    net->ends = (const size_t(*)[2])ends;
    return LP_OK;
}

static void add_term(struct lp_network *net, struct lp_term *terms, struct lp_term term,
                     struct lp_term_origin origin)
{
    if (term.to >= net->n_states)
        return; /* a reservoir does not change */
    terms[net->n_terms] = term;
    net->memory->origin[net->n_terms] = origin;
    net->n_terms++;
}

/* Exchange: each end of a link relaxes towards the other. */
static void add_exchange_terms(struct lp_network *net, struct lp_term *terms)
{
    for (size_t l = 0; l < net->n_links; l++) {
        size_t a = net->links[l].a, b = net->links[l].b;
        size_t i_edge = net->links[l].i_edge;
        struct lp_term_origin origin = {.i_link = l, .is_forward = true, .i_one_way = LP_NONE};
        origin.at_electrode =
            i_edge != LP_NONE && lp_edge_touches_electrode(net->model, &net->model->edges[i_edge]);
        add_term(net, terms, (struct lp_term){.to = b, .from = a, .relaxes = true}, origin);
        origin.is_forward = false;
        add_term(net, terms, (struct lp_term){.to = a, .from = b, .relaxes = true}, origin);
    }
}

/* One-way: each layer of the source loses k x, and what it loses arrives (k N_i x_i). */
static void add_one_way_terms(struct lp_network *net, struct lp_term *terms)
{
    for (size_t w = 0; w < net->memory->n_one_way; w++) {
        const struct lp_edge *edge = &net->model->edges[net->memory->one_way[w].i_edge];
        struct lp_term_origin origin = {.i_link = LP_NONE, .i_one_way = w};
        origin.at_electrode = lp_edge_touches_electrode(net->model, edge);
        for (size_t layer = 0; layer < net->n_layers; layer++) {
            size_t from = node_of(net, edge->i_from, layer);
            size_t to = node_of(net, edge->i_to, layer);
            add_term(net, terms, (struct lp_term){.to = from, .from = from}, origin);
            add_term(net, terms, (struct lp_term){.to = to, .from = from}, origin);
        }
    }
}

static enum lp_status build_terms(struct lp_network *net)
{
    struct lp_network_memory *memory = net->memory;
    size_t n_edges = net->model->n_edges;
    memory->one_way = lp_arena_alloc(memory->arena, n_edges, sizeof *memory->one_way);
    if (memory->one_way == NULL)
        return LP_ENOMEM;
    for (size_t i = 0; i < n_edges; i++) {
        if (memory->is_present[i] && net->model->edges[i].is_one_way)
            memory->one_way[memory->n_one_way++].i_edge = i;
    }
    size_t room = 2 * (net->n_links + memory->n_one_way * net->n_layers);
    struct lp_term *terms = lp_arena_alloc(memory->arena, room, sizeof *terms);
    memory->origin = lp_arena_alloc(memory->arena, room, sizeof *memory->origin);
    if (terms == NULL || memory->origin == NULL)
        return LP_ENOMEM;
    add_exchange_terms(net, terms);
    add_one_way_terms(net, terms);
    net->terms = terms;
    return LP_OK;
}

static bool alloc_doubles(struct lp_arena *arena, size_t n, size_t m, double **array)
{
    *array = m == 0 || n <= (size_t)-1 / m ? lp_arena_alloc(arena, n * m, sizeof(double)) : NULL;
    return *array != NULL;
}

static bool alloc_duals(struct lp_arena *arena, size_t n, size_t n_slots, struct lp_dual *duals)
{
    for (size_t i = 0; i < n; i++) {
        if (!alloc_doubles(arena, 1, n_slots, &duals[i].d))
            return false;
    }
    return true;
}

static bool alloc_values(struct lp_network *net)
{
    struct lp_network_memory *m = net->memory;
    size_t n_slots = net->slots.n, n_compartments = net->model->n_compartments;
    m->layer_phi = lp_arena_alloc(m->arena, n_compartments, sizeof *m->layer_phi);
    m->layer_g = lp_arena_alloc(m->arena, n_compartments, sizeof *m->layer_g);
    if (m->layer_phi == NULL || m->layer_g == NULL)
        return false;
    for (size_t w = 0; w < m->n_one_way; w++) {
        if (!alloc_doubles(m->arena, 1, n_slots, &m->one_way[w].d_k))
            return false;
    }
    return alloc_duals(m->arena, n_compartments, n_slots, m->layer_phi) &&
           alloc_duals(m->arena, n_compartments, n_slots, m->layer_g) &&
           alloc_duals(m->arena, sizeof m->scratch / sizeof m->scratch[0], n_slots, m->scratch) &&
           alloc_doubles(m->arena, net->n_nodes, 1, &net->inventory_mol) &&
           alloc_doubles(m->arena, net->n_nodes, n_slots, &net->d_inventory) &&
           alloc_doubles(m->arena, net->n_nodes, 1, &net->x0) &&
           alloc_doubles(m->arena, net->n_nodes, n_slots, &net->d_x0) &&
           alloc_doubles(m->arena, net->n_links, 1, &net->phi) &&
           alloc_doubles(m->arena, net->n_links, n_slots, &net->d_phi) &&
           alloc_doubles(m->arena, net->n_links, 1, &net->g) &&
           alloc_doubles(m->arena, net->n_links, n_slots, &net->d_g);
}

/* An empty network in its own arena, with the edges that are present. NULL: out of memory. */
static struct lp_network *begin_network(const struct lp_model *model, double temperature_K,
                                        const struct lp_edge_set *absent,
                                        const struct lp_slots *slots)
{
    struct lp_arena *arena = lp_arena_new();
    if (arena == NULL)
        return NULL;
    struct lp_network *net = lp_arena_alloc(arena, 1, sizeof *net);
    struct lp_network_memory *memory = lp_arena_alloc(arena, 1, sizeof *memory);
    bool *is_present = lp_arena_alloc(arena, model->n_edges, sizeof *is_present);
    if (net == NULL || memory == NULL || is_present == NULL) {
        lp_arena_free(arena);
        return NULL;
    }
    for (size_t i = 0; i < model->n_edges; i++)
        is_present[i] = !lp_edge_set_has(absent, model->edges[i].id);
    memory->arena = arena;
    memory->is_present = is_present;
    net->memory = memory;
    net->model = model;
    net->temperature_K = temperature_K;
    net->slots = *slots;
    net->n_layers = model->n_layers > 0 ? model->n_layers : 1;
    return net;
}

enum lp_status lp_network_new(const struct lp_model *model, double temperature_K,
                              const struct lp_edge_set *absent, const struct lp_slots *slots,
                              struct lp_network **network, struct lp_diag *diag)
{
    enum lp_status status = refuse_unsupported(model, diag);
    struct lp_network *net = NULL;
    if (status != LP_OK)
        return status;
    net = begin_network(model, temperature_K, absent, slots);
    if (net == NULL)
        return LP_ENOMEM;
    status = refuse_contact_without_diffusivity(net, diag);
    if (status == LP_OK)
        status = place_nodes(net);
    if (status == LP_OK)
        status = build_links(net);
    if (status == LP_OK)
        status = build_terms(net);
    if (status == LP_OK && !alloc_values(net))
        status = LP_ENOMEM;
    if (status == LP_OK)
        *network = net;
    else
        lp_network_free(net);
    return status;
}

void lp_network_free(struct lp_network *network)
{
    if (network == NULL)
        return;
    lp_kirchhoff_free(network->memory->kirchhoff);
    lp_arena_free(network->memory->arena);
}
