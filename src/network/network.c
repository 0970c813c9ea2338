/* SPDX-License-Identifier: MIT
 *
 * The structure of a network: which nodes, links and terms a model has once its compartments are
 * cut into layers and some of its edges are taken out. No numbers here; network_values.c fills
 * them in and network_rates.c turns them into rates.
 *
 *     model, absent edges -> nodes, links, terms  (here)
 *     parameters          -> N, x(0), phi, g      (network_values.c)
 *     time                -> N, phi, g moved      (network_growth.c)
 *     stretch             -> rates phi/N, r±/N    (network_rates.c)
 *
 * Nodes: [finite first electrode or its pool] layer 0, layer 1, ... [the second's] are states;
 * reservoirs follow, and the foils under pools, which are reservoirs that only their pools know.
 * Each exchange link gives a term to each of its ends that is a state; growth and foils give one to
 * what they feed.
 * Reference: science.md, "Exchange" and "Depth".
 */
#include "network/network_memory.h"

#include "base/arena.h"

#include <math.h>
#include <string.h>

static bool is_electrode(const struct lp_model *model, size_t i_compartment)
{
    return model->compartments[i_compartment].kind == LP_ELECTRODE;
}

static bool has_pool(const struct lp_model *model, size_t i_compartment)
{
    return i_compartment != LP_NONE && model->compartments[i_compartment].surface_mol.is_given;
}

static bool is_reservoir(const struct lp_model *model, size_t i_compartment)
{
    return is_electrode(model, i_compartment) && !has_pool(model, i_compartment) &&
           !model->compartments[i_compartment].inventory_mol.is_given;
}

static bool has_diffusivity(const struct lp_model *model, size_t i_compartment)
{
    return model->compartments[i_compartment].diffusivity_m2_per_s.is_given;
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
        if (!lp_edge_conducts(edge) || !net->memory->is_present[i] ||
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
static void place_nodes(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_arena *arena = net->memory->arena;
    struct lp_node *nodes =
        lp_arena_alloc(arena, model->n_compartments * net->n_layers + 2, sizeof *nodes);
    size_t *first = lp_arena_alloc(arena, model->n_compartments, sizeof *first);
    if (!nodes || !first)
        return;
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
    const size_t electrode[2] = {i_first, model->i_second};
    for (int side = 0; side < 2; side++) {
        net->memory->foil[side] = has_pool(model, electrode[side]) ? n : LP_NONE;
        if (has_pool(model, electrode[side]))
            place_node(nodes, &n, electrode[side], 0);
    }
    net->nodes = nodes;
    net->first_node = first;
    net->n_nodes = n;
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

static void build_links(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_arena *arena = net->memory->arena;
    size_t room = (model->n_edges + model->n_compartments) * net->n_layers;
    struct lp_link *links = lp_arena_alloc(arena, room, sizeof *links);
    size_t(*ends)[2] = lp_arena_alloc(arena, room, sizeof *ends);
    if (!links || !ends)
        return;
    for (size_t i = 0; i < model->n_edges; i++) {
        if (net->memory->is_present[i] && lp_edge_conducts(&model->edges[i]))
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
        struct lp_term_origin origin = {.kind = LP_TERM_EXCHANGE, .i = l, .is_forward = true};
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
        struct lp_term_origin origin = {.kind = LP_TERM_ONE_WAY, .i = w};
        origin.at_electrode = lp_edge_touches_electrode(net->model, edge);
        for (size_t layer = 0; layer < net->n_layers; layer++) {
            size_t from = node_of(net, edge->i_from, layer);
            size_t to = node_of(net, edge->i_to, layer);
            add_term(net, terms, (struct lp_term){.to = from, .from = from}, origin);
            add_term(net, terms, (struct lp_term){.to = to, .from = from}, origin);
        }
    }
}

/* Growth: what arrives has the enrichment of the source; in storage too. */
static void add_growth_terms(struct lp_network *net, struct lp_term *terms)
{
    for (size_t i = 0; i < net->memory->n_growing; i++) {
        const struct lp_growing *growing = &net->memory->growing[i];
        for (size_t layer = 0; layer < net->n_layers; layer++) {
            size_t from = node_of(net, growing->i_source, layer);
            size_t to = node_of(net, growing->i_compartment, layer);
            add_term(net, terms, (struct lp_term){.to = to, .from = from, .relaxes = true},
                     (struct lp_term_origin){.kind = LP_TERM_GROWTH, .i = i});
        }
    }
}

/* A foil feeds its pool where a current has stripped what was plated. */
static void add_foil_terms(struct lp_network *net, struct lp_term *terms)
{
    const size_t electrode[2] = {net->model->i_first, net->model->i_second};
    for (size_t side = 0; side < 2; side++) {
        size_t foil = net->memory->foil[side];
        if (foil == LP_NONE)
            continue;
        size_t pool = net->first_node[electrode[side]];
        add_term(net, terms, (struct lp_term){.to = pool, .from = foil, .relaxes = true},
                 (struct lp_term_origin){.kind = LP_TERM_FOIL, .i = side});
    }
}

static void build_terms(struct lp_network *net)
{
    struct lp_network_memory *memory = net->memory;
    size_t n_edges = net->model->n_edges;
    memory->one_way = lp_arena_alloc(memory->arena, n_edges, sizeof *memory->one_way);
    if (!memory->one_way)
        return;
    for (size_t i = 0; i < n_edges; i++) {
        if (memory->is_present[i] && !lp_edge_conducts(&net->model->edges[i]))
            memory->one_way[memory->n_one_way++].i_edge = i;
    }
    size_t room = 2 * (net->n_links + memory->n_one_way * net->n_layers) +
                  memory->n_growing * net->n_layers + 2;
    struct lp_term *terms = lp_arena_alloc(memory->arena, room, sizeof *terms);
    memory->origin = lp_arena_alloc(memory->arena, room, sizeof *memory->origin);
    if (!terms || !memory->origin)
        return;
    add_exchange_terms(net, terms);
    add_one_way_terms(net, terms);
    add_growth_terms(net, terms);
    add_foil_terms(net, terms);
    net->terms = terms;
}

static void list_growing(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_network_memory *memory = net->memory;
    memory->growing = lp_arena_alloc(memory->arena, model->n_compartments, sizeof *memory->growing);
    memory->inventory_moves =
        lp_arena_alloc(memory->arena, model->n_compartments, sizeof *memory->inventory_moves);
    memory->phase_moves =
        lp_arena_alloc(memory->arena, model->n_compartments, sizeof *memory->phase_moves);
    if (!memory->growing || !memory->inventory_moves || !memory->phase_moves)
        return;
    for (size_t i = 0; i < model->n_compartments; i++) {
        if (!model->compartments[i].growth.is_given)
            continue;
        size_t i_source = model->compartments[i].growth.i_source;
        memory->growing[memory->n_growing++] =
            (struct lp_growing){.i_compartment = i, .i_source = i_source};
        memory->phase_moves[i] = true;
        memory->phase_moves[i_source] = !is_electrode(model, i_source);
    }
    for (size_t i = 0; i < model->n_compartments; i++) {
        memory->inventory_moves[i] =
            memory->phase_moves[i] || (is_electrode(model, i) && !is_reservoir(model, i));
    }
    net->grows = memory->n_growing > 0;
}

/* Growth changes the exchange over the edges of a growing phase; in layers also over the contacts
 * of its source, through the half layer. */
static void list_moving_edges(struct lp_network *net)
{
    const struct lp_model *model = net->model;
    struct lp_network_memory *memory = net->memory;
    memory->edge_moves = lp_arena_alloc(memory->arena, model->n_edges, sizeof *memory->edge_moves);
    if (!memory->edge_moves)
        return;
    for (size_t i = 0; i < model->n_edges; i++) {
        const struct lp_edge *edge = &model->edges[i];
        bool ends_grow = model->compartments[edge->i_from].growth.is_given ||
                         model->compartments[edge->i_to].growth.is_given;
        bool ends_move = memory->phase_moves[edge->i_from] || memory->phase_moves[edge->i_to];
        memory->edge_moves[i] = ends_grow || (model->n_layers > 0 && ends_move);
    }
}

/* States that move, and the terms whose rates do: with growth all of them (a current finds new ways
 * everywhere), else those that arrive in a moving state. */
static void list_varying(struct lp_network *net)
{
    const struct lp_network_memory *memory = net->memory;
    size_t *moving = lp_arena_alloc(memory->arena, net->n_states, sizeof *moving);
    size_t *varying = lp_arena_alloc(memory->arena, net->n_terms, sizeof *varying);
    if (!moving || !varying)
        return;
    for (size_t i = 0; i < net->n_states; i++) {
        if (memory->inventory_moves[net->nodes[i].i_compartment])
            moving[net->n_moving++] = i;
    }
    for (size_t t = 0; t < net->n_terms; t++) {
        if (net->grows || memory->inventory_moves[net->nodes[net->terms[t].to].i_compartment])
            varying[net->n_varying++] = t;
    }
    net->moving = moving;
    net->varying = varying;
}

static void alloc_duals(struct lp_arena *arena, size_t n, size_t n_slots, struct lp_dual *duals)
{
    for (size_t i = 0; i < n; i++)
        duals[i].d = lp_arena_doubles(arena, 1, n_slots);
}

static void alloc_values(struct lp_network *net)
{
    struct lp_network_memory *m = net->memory;
    struct lp_arena *arena = m->arena;
    size_t n_slots = net->slots.n, n_compartments = net->model->n_compartments;
    m->layer_phi = lp_arena_alloc(arena, n_compartments, sizeof *m->layer_phi);
    m->layer_g = lp_arena_alloc(arena, n_compartments, sizeof *m->layer_g);
    if (!m->layer_phi || !m->layer_g)
        return;
    alloc_duals(arena, n_compartments, n_slots, m->layer_phi);
    alloc_duals(arena, n_compartments, n_slots, m->layer_g);
    alloc_duals(arena, sizeof m->scratch / sizeof m->scratch[0], n_slots, m->scratch);
    for (size_t w = 0; w < m->n_one_way; w++)
        m->one_way[w].d_k = lp_arena_doubles(arena, 1, n_slots);
    for (size_t i = 0; i < m->n_growing; i++) {
        struct lp_growing *growing = &m->growing[i];
        alloc_duals(arena, 1, n_slots, &growing->thickness);
        alloc_duals(arena, 1, n_slots, &growing->ratio);
        alloc_duals(arena, 1, n_slots, &growing->ratio_rate);
        alloc_duals(arena, 1, n_slots, &growing->rate);
    }
    net->inventory_mol = lp_arena_doubles(arena, net->n_nodes, 1);
    net->d_inventory = lp_arena_doubles(arena, net->n_nodes, n_slots);
    net->inventory0_mol = lp_arena_doubles(arena, net->n_nodes, 1);
    net->d_inventory0 = lp_arena_doubles(arena, net->n_nodes, n_slots);
    net->inventory_mol_per_s = lp_arena_doubles(arena, net->n_nodes, 1);
    net->d_inventory_rate = lp_arena_doubles(arena, net->n_nodes, n_slots);
    m->p = lp_arena_doubles(arena, net->model->parameters->n, 1);
    net->x0 = lp_arena_doubles(arena, net->n_nodes, 1);
    net->d_x0 = lp_arena_doubles(arena, net->n_nodes, n_slots);
    net->phi = lp_arena_doubles(arena, net->n_links, 1);
    net->d_phi = lp_arena_doubles(arena, net->n_links, n_slots);
    net->g = lp_arena_doubles(arena, net->n_links, 1);
    net->d_g = lp_arena_doubles(arena, net->n_links, n_slots);
}

/* An empty network in its own arena, with the edges that are present. NULL: out of memory. */
static struct lp_network *begin_network(const struct lp_model *model, double temperature_K,
                                        const struct lp_edge_set *absent,
                                        const struct lp_slots *slots)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_network *net = lp_arena_alloc(arena, 1, sizeof *net);
    struct lp_network_memory *memory = lp_arena_alloc(arena, 1, sizeof *memory);
    bool *is_present = lp_arena_alloc(arena, model->n_edges, sizeof *is_present);
    if (lp_arena_has_failed(arena)) {
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
    struct lp_network *net = begin_network(model, temperature_K, absent, slots);
    if (!net)
        return LP_ENOMEM;
    void (*const build[])(struct lp_network *) = {list_growing, list_moving_edges, place_nodes,
                                                  build_links,  build_terms,       list_varying,
                                                  alloc_values};
    enum lp_status status = refuse_contact_without_diffusivity(net, diag);
    for (size_t i = 0; i < sizeof build / sizeof build[0] && status == LP_OK; i++) {
        build[i](net);
        status = lp_arena_status(net->memory->arena, status);
    }
    if (status == LP_OK)
        *network = net;
    else
        lp_network_free(net);
    return status;
}

void lp_network_free(struct lp_network *network)
{
    if (!network)
        return;
    lp_kirchhoff_free(network->memory->kirchhoff);
    lp_arena_free(network->memory->arena);
}
