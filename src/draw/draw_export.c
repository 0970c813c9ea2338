/* SPDX-License-Identifier: MIT
 *
 * One description of what a node, an edge and a path have (the field tables below), written in
 * three formats. Edges run as written in the model and carry a signed share; in DOT, which is drawn
 * as it stands, they run the way the lithium goes. Numbers have 15 digits; what is not known is
 * left out (GraphML has no null) or null (JSON).
 *
 * GraphML: http://graphml.graphdrawing.org/specification.html. Node-link JSON: the form that
 * networkx reads with node_link_graph (its keys nodes, links, source, target).
 */
#include "draw/draw_export.h"
#include "draw/draw_paint.h"

#include <math.h>
#include <string.h>

struct field {
    const char *name;
    const char *text; /* NULL: a number */
    double value;
    bool is_flag; /* value 0 or 1 is false or true */
};

#define MAX_FIELDS 32

struct fields {
    size_t n;
    struct field field[MAX_FIELDS];
};

static void add_text(struct fields *fields, const char *name, const char *text)
{
    fields->field[fields->n++] = (struct field){name, text, (double)NAN, false};
}

static void add_flag(struct fields *fields, const char *name, bool value)
{
    fields->field[fields->n++] = (struct field){name, NULL, value ? 1 : 0, true};
}

static void add_real(struct fields *fields, const char *name, double value)
{
    fields->field[fields->n++] = (struct field){name, NULL, value, false};
}

/* An estimate with the ends of its interval, under three names. */
static void add_number(struct fields *fields, const char *name, const char *low, const char *high,
                       const struct lp_picture_number *number)
{
    add_real(fields, name, number->value);
    add_real(fields, low, number->low);
    add_real(fields, high, number->high);
}

static struct fields fields_of_node(const struct lp_picture_node *node)
{
    struct fields fields = {0, {{NULL, NULL, 0, false}}};
    add_text(&fields, "name", node->name);
    add_text(&fields, "kind", node->kind);
    add_text(&fields, "role", node->role);
    add_real(&fields, "inventory_mol", node->inventory_mol);
    add_real(&fields, "enrichment", node->enrichment);
    add_number(&fields, "visited", "visited_low", "visited_high", &node->visited);
    add_number(&fields, "carried", "carried_low", "carried_high", &node->carried);
    add_number(&fields, "without", "without_low", "without_high", &node->without);
    add_number(&fields, "increase_percent", "increase_percent_low", "increase_percent_high",
               &node->increase_percent);
    add_number(&fields, "uptake_mol", "uptake_mol_low", "uptake_mol_high", &node->uptake_mol);
    add_number(&fields, "uptake_share", "uptake_share_low", "uptake_share_high",
               &node->uptake_share);
    return fields;
}

static struct fields fields_of_edge(const struct lp_picture_edge *edge)
{
    struct fields fields = {0, {{NULL, NULL, 0, false}}};
    add_text(&fields, "id", edge->id);
    add_number(&fields, "net_share", "net_share_low", "net_share_high", &edge->share);
    add_number(&fields, "resistance_share", "resistance_share_low", "resistance_share_high",
               &edge->resistance_share);
    add_flag(&fields, "significant", edge->is_significant);
    add_flag(&fields, "dominant", edge->is_dominant);
    return fields;
}

static struct fields fields_of_graph(const struct lp_picture *picture)
{
    struct fields fields = {0, {{NULL, NULL, 0, false}}};
    add_text(&fields, "title", picture->title);
    add_flag(&fields, "synthetic", picture->is_synthetic);
    add_number(&fields, "conductance_mol_s", "conductance_mol_s_low", "conductance_mol_s_high",
               &picture->conductance_mol_s);
    add_number(&fields, "resistance_ohm", "resistance_ohm_low", "resistance_ohm_high",
               &picture->resistance_ohm);
    add_text(&fields, "verdict", picture->verdict);
    add_number(&fields, "verdict_share", "verdict_share_low", "verdict_share_high",
               &picture->verdict_share);
    add_text(&fields, "verdict_text", picture->verdict_text);
    add_real(&fields, "p_dominant", picture->p_dominant);
    return fields;
}

static void add_json_value(struct lp_draw_buffer *buffer, const struct field *field)
{
    if (field->text) {
        lp_draw_buffer_add(buffer, "\"");
        lp_draw_buffer_add_json(buffer, field->text);
        lp_draw_buffer_add(buffer, "\"");
    } else if (field->is_flag) {
        lp_draw_buffer_add(buffer, field->value > 0 ? "true" : "false");
    } else if (isfinite(field->value)) {
        lp_draw_buffer_printf(buffer, "%.15g", field->value);
    } else {
        lp_draw_buffer_add(buffer, "null");
    }
}

static void add_json_fields(struct lp_draw_buffer *buffer, const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        lp_draw_buffer_printf(buffer, "%s\"%s\": ", i > 0 ? ", " : "", fields->field[i].name);
        add_json_value(buffer, &fields->field[i]);
    }
}

static void add_json_names(struct lp_draw_buffer *buffer, const struct lp_picture *picture,
                           size_t n, const size_t nodes[])
{
    lp_draw_buffer_add(buffer, "[");
    for (size_t i = 0; i < n; i++) {
        lp_draw_buffer_add(buffer, i > 0 ? ", \"" : "\"");
        lp_draw_buffer_add_json(buffer, picture->nodes[nodes[i]].name);
        lp_draw_buffer_add(buffer, "\"");
    }
    lp_draw_buffer_add(buffer, "]");
}

/* [{"compartments": [...], "probability": .., ...}, ...]: in GraphML too, as the text of one key.
 */
static void add_json_paths(struct lp_draw_buffer *buffer, const struct lp_picture *picture)
{
    lp_draw_buffer_add(buffer, "[");
    for (size_t i = 0; i < picture->n_paths; i++) {
        const struct lp_picture_path *path = &picture->paths[i];
        struct fields fields = {0, {{NULL, NULL, 0, false}}};
        add_number(&fields, "probability", "probability_low", "probability_high",
                   &path->probability);
        add_real(&fields, "p_top", path->p_top);
        lp_draw_buffer_add(buffer,
                           i > 0 ? ",\n    {\"compartments\": " : "\n    {\"compartments\": ");
        add_json_names(buffer, picture, path->n, path->nodes);
        lp_draw_buffer_add(buffer, ", ");
        add_json_fields(buffer, &fields);
        lp_draw_buffer_add(buffer, "}");
    }
    lp_draw_buffer_add(buffer, "]");
}

void lp_draw_export_json(const struct lp_picture *picture, struct lp_draw_buffer *buffer)
{
    const struct fields graph = fields_of_graph(picture);
    lp_draw_buffer_add(buffer,
                       "{\n  \"directed\": true,\n  \"multigraph\": false,\n  \"graph\": {");
    add_json_fields(buffer, &graph);
    lp_draw_buffer_add(buffer, ",\n    \"dominant\": ");
    if (picture->n_dominant > 0)
        add_json_names(buffer, picture, picture->n_dominant, picture->dominant);
    else
        lp_draw_buffer_add(buffer, "null");
    lp_draw_buffer_add(buffer, ",\n    \"paths\": ");
    add_json_paths(buffer, picture);
    lp_draw_buffer_add(buffer, "},\n  \"nodes\": [");
    for (size_t i = 0; i < picture->n_nodes; i++) {
        const struct fields fields = fields_of_node(&picture->nodes[i]);
        lp_draw_buffer_add(buffer, i > 0 ? ",\n    {\"id\": \"" : "\n    {\"id\": \"");
        lp_draw_buffer_add_json(buffer, picture->nodes[i].name);
        lp_draw_buffer_add(buffer, "\", ");
        add_json_fields(buffer, &fields);
        lp_draw_buffer_add(buffer, "}");
    }
    lp_draw_buffer_add(buffer, "],\n  \"links\": [");
    for (size_t i = 0; i < picture->n_edges; i++) {
        const struct lp_picture_edge *edge = &picture->edges[i];
        const struct fields fields = fields_of_edge(edge);
        lp_draw_buffer_add(buffer, i > 0 ? ",\n    {\"source\": \"" : "\n    {\"source\": \"");
        lp_draw_buffer_add_json(buffer, picture->nodes[edge->i_from].name);
        lp_draw_buffer_add(buffer, "\", \"target\": \"");
        lp_draw_buffer_add_json(buffer, picture->nodes[edge->i_to].name);
        lp_draw_buffer_add(buffer, "\", ");
        add_json_fields(buffer, &fields);
        lp_draw_buffer_add(buffer, "}");
    }
    lp_draw_buffer_add(buffer, "]\n}\n");
}

static const char *graphml_type(const struct field *field)
{
    return field->text ? "string" : field->is_flag ? "boolean" : "double";
}

static void add_graphml_keys(struct lp_draw_buffer *buffer, const char *holder,
                             const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++)
        lp_draw_buffer_printf(
            buffer, "  <key id=\"%s_%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", holder,
            fields->field[i].name, holder, fields->field[i].name, graphml_type(&fields->field[i]));
}

static void add_graphml_fields(struct lp_draw_buffer *buffer, const char *holder,
                               const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *field = &fields->field[i];
        if (!field->text && !isfinite(field->value))
            continue;
        lp_draw_buffer_printf(buffer, "<data key=\"%s_%s\">", holder, field->name);
        if (field->text)
            lp_draw_buffer_add_xml(buffer, field->text);
        else
            add_json_value(buffer, field);
        lp_draw_buffer_add(buffer, "</data>");
    }
}

static void add_graphml_paths(struct lp_draw_buffer *buffer, const struct lp_picture *picture)
{
    struct lp_draw_buffer paths = {NULL, 0, 0, false};
    add_json_paths(&paths, picture);
    lp_draw_buffer_add(buffer, "<data key=\"graph_paths\">");
    if (paths.has_failed)
        buffer->has_failed = true;
    else
        lp_draw_buffer_add_xml(buffer, paths.bytes);
    lp_draw_buffer_add(buffer, "</data>\n");
    lp_draw_buffer_clear(&paths);
}

void lp_draw_export_graphml(const struct lp_picture *picture, struct lp_draw_buffer *buffer)
{
    const struct fields graph = fields_of_graph(picture);
    const struct lp_picture_node no_node = {.name = "", .kind = "", .role = ""};
    const struct lp_picture_edge no_edge = {.id = ""};
    const struct fields node_keys = fields_of_node(&no_node), edge_keys = fields_of_edge(&no_edge);
    lp_draw_buffer_add(buffer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                               "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    add_graphml_keys(buffer, "graph", &graph);
    lp_draw_buffer_add(buffer, "  <key id=\"graph_paths\" for=\"graph\" attr.name=\"paths\" "
                               "attr.type=\"string\"/>\n");
    add_graphml_keys(buffer, "node", &node_keys);
    add_graphml_keys(buffer, "edge", &edge_keys);
    lp_draw_buffer_add(buffer, "  <graph id=\"pathway\" edgedefault=\"directed\">\n    ");
    add_graphml_fields(buffer, "graph", &graph);
    add_graphml_paths(buffer, picture);
    for (size_t i = 0; i < picture->n_nodes; i++) {
        const struct fields fields = fields_of_node(&picture->nodes[i]);
        lp_draw_buffer_printf(buffer, "    <node id=\"n%zu\">", i);
        add_graphml_fields(buffer, "node", &fields);
        lp_draw_buffer_add(buffer, "</node>\n");
    }
    for (size_t i = 0; i < picture->n_edges; i++) {
        const struct lp_picture_edge *edge = &picture->edges[i];
        const struct fields fields = fields_of_edge(edge);
        lp_draw_buffer_printf(buffer, "    <edge id=\"e%zu\" source=\"n%zu\" target=\"n%zu\">", i,
                              edge->i_from, edge->i_to);
        add_graphml_fields(buffer, "edge", &fields);
        lp_draw_buffer_add(buffer, "</edge>\n");
    }
    lp_draw_buffer_add(buffer, "  </graph>\n</graphml>\n");
}

/* Text fields are escaped as labels are, so that Graphviz shows them as they are. */
static void add_dot_fields(struct lp_draw_buffer *buffer, const struct fields *fields)
{
    for (size_t i = 0; i < fields->n; i++) {
        const struct field *field = &fields->field[i];
        if (!field->text && !isfinite(field->value))
            continue;
        lp_draw_buffer_printf(buffer, " lp_%s=\"", field->name);
        if (field->text)
            lp_draw_buffer_add_dot(buffer, field->text);
        else
            add_json_value(buffer, field);
        lp_draw_buffer_add(buffer, "\"");
    }
}

static void add_dot_node(struct lp_draw_buffer *buffer, struct lp_arena *arena,
                         const struct lp_picture_node *node, size_t i)
{
    const struct fields fields = fields_of_node(node);
    lp_draw_buffer_printf(buffer, "  n%zu [label=\"", i);
    lp_draw_buffer_add_dot(buffer, node->name);
    if (isfinite(node->enrichment))
        lp_draw_buffer_printf(buffer, "\\n⁶Li %.3g %%", 100 * node->enrichment);
    const char *fill = lp_draw_ramp(arena, node->enrichment);
    lp_draw_buffer_printf(buffer, "\" shape=%s fillcolor=\"%s\" fontcolor=\"%s\"",
                          node->is_electrode ? "box" : "ellipse", fill ? fill : "white",
                          node->enrichment > LP_DRAW_LIGHT_ABOVE ? "#FFFFFF" : LP_DRAW_TEXT);
    add_dot_fields(buffer, &fields);
    lp_draw_buffer_add(buffer, "];\n");
}

static void add_dot_edge(struct lp_draw_buffer *buffer, struct lp_arena *arena,
                         const struct lp_picture_edge *edge)
{
    const bool is_turned = edge->share.value < 0;
    const bool is_flow = edge->is_significant && fabs(edge->share.value) > 0;
    const struct fields fields = fields_of_edge(edge);
    const struct lp_picture_number share =
        is_turned
            ? (struct lp_picture_number){-edge->share.value, -edge->share.high, -edge->share.low}
            : edge->share;
    const char *percent = isfinite(share.value) ? lp_draw_text_percent(arena, share.value) : "";
    const char *interval = lp_draw_text_interval(arena, &share);
    lp_draw_buffer_printf(
        buffer, "  n%zu -> n%zu [label=\"%s %s\"", is_turned ? edge->i_to : edge->i_from,
        is_turned ? edge->i_from : edge->i_to, percent ? percent : "", interval ? interval : "");
    lp_draw_buffer_printf(buffer, " penwidth=%.2f color=\"%s\" style=%s",
                          is_flow ? fmax(0.8, 20 * share.value) : 1.0,
                          !is_flow            ? LP_DRAW_GREY
                          : edge->is_dominant ? LP_DRAW_ORANGE
                                              : LP_DRAW_SLATE,
                          is_flow ? "solid" : "\"dashed\" dir=none");
    add_dot_fields(buffer, &fields);
    lp_draw_buffer_add(buffer, "];\n");
}

static void add_dot_rank(struct lp_draw_buffer *buffer, const struct lp_picture *picture)
{
    size_t n_electrodes = 0;
    for (size_t i = 0; i < picture->n_nodes; i++)
        if (picture->nodes[i].is_electrode)
            lp_draw_buffer_printf(buffer, "  {rank=%s; n%zu}\n",
                                  n_electrodes++ == 0 ? "source" : "sink", i);
}

void lp_draw_export_dot(const struct lp_picture *picture, struct lp_draw_buffer *buffer)
{
    const struct fields fields = fields_of_graph(picture);
    struct lp_arena *arena = lp_arena_new();
    if (!arena) {
        buffer->has_failed = true;
        return;
    }
    lp_draw_buffer_add(buffer, "digraph pathway {\n"
                               "  graph [rankdir=LR nodesep=0.6 ranksep=1.2 labelloc=t "
                               "fontname=\"Helvetica,Arial,Liberation Sans\" label=\"");
    lp_draw_buffer_add_dot(buffer, picture->title);
    lp_draw_buffer_add(buffer, picture->is_synthetic ? "\\nSYNTHETIC DATA\"" : "\"");
    add_dot_fields(buffer, &fields);
    lp_draw_buffer_add(buffer,
                       "];\n"
                       "  node [style=filled fontname=\"Helvetica,Arial,Liberation Sans\"];\n"
                       "  edge [fontname=\"Helvetica,Arial,Liberation Sans\"];\n");
    for (size_t i = 0; i < picture->n_nodes; i++)
        add_dot_node(buffer, arena, &picture->nodes[i], i);
    for (size_t i = 0; i < picture->n_edges; i++)
        add_dot_edge(buffer, arena, &picture->edges[i]);
    add_dot_rank(buffer, picture);
    lp_draw_buffer_add(buffer, "}\n");
    buffer->has_failed = buffer->has_failed || lp_arena_has_failed(arena);
    lp_arena_free(arena);
}
