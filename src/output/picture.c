/* SPDX-License-Identifier: MIT
 *
 * result.json read back for the drawer: the way in of lipath-draw. The file may have been edited or
 * made by another program, so every key is checked before it is used: a fault is named by its
 * place in the JSON tree (pathway.edges[2].between). Numbers may stand plain or with their interval
 * (`{"estimate": .., "ci95": [..]}`), so the pathway of a flow reads like that of a fit.
 */
#include "output/picture.h"

#include "base/sourceread.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define NO_NODE ((size_t)-1)

struct reader {
    struct lp_picture *picture;
    struct lp_picture_edge *edges; /* the picture's, while they are being filled */
    struct lp_span span;           /* names the file */
    struct lp_diag *diag;
    enum lp_status status; /* the first fault; later steps then do nothing new */
};

__attribute__((format(printf, 2, 3))) static void fault(struct reader *reader, const char *format,
                                                        ...)
{
    char message[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    lp_diag_error(reader->diag, reader->span, "%s", message);
    reader->status = LP_EINPUT;
}

/* Text under a key; fallback where it is absent or null. */
static const char *text_of(struct reader *reader, const json_t *object, const char *key,
                           const char *fallback)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? lp_arena_strdup(reader->picture->arena, text) : fallback;
}

static double real_of(const json_t *value)
{
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static struct lp_picture_number number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_object(value))
        return (struct lp_picture_number){real_of(value), (double)NAN, (double)NAN};
    const json_t *ends = json_object_get(value, "ci95");
    return (struct lp_picture_number){real_of(json_object_get(value, "estimate")),
                                      real_of(json_array_get(ends, 0)),
                                      real_of(json_array_get(ends, 1))};
}

static size_t find_node(const struct lp_picture *picture, const char *name)
{
    for (size_t i = 0; name && i < picture->n_nodes; i++)
        if (strcmp(picture->nodes[i].name, name) == 0)
            return i;
    return NO_NODE;
}

static void read_nodes(struct reader *reader, const json_t *pathway)
{
    const json_t *array = json_object_get(pathway, "compartments");
    const size_t n = json_array_size(array);
    if (n == 0) {
        fault(reader, "pathway.compartments is not a list with at least one compartment");
        return;
    }
    struct lp_picture_node *nodes = lp_arena_alloc(reader->picture->arena, n, sizeof *nodes);
    if (!nodes)
        return;
    reader->picture->nodes = nodes;
    for (size_t i = 0; i < n; i++) {
        const json_t *object = json_array_get(array, i);
        const char *name = json_string_value(json_object_get(object, "name"));
        if (!name || find_node(reader->picture, name) != NO_NODE) {
            fault(reader, "pathway.compartments[%zu] has %s", i,
                  name ? "the name of an earlier one" : "no name");
            return;
        }
        nodes[i] = (struct lp_picture_node){
            .name = lp_arena_strdup(reader->picture->arena, name),
            .kind = text_of(reader, object, "kind", "phase"),
            .role = text_of(reader, object, "role", ""),
            .inventory_mol = real_of(json_object_get(object, "inventory_mol")),
            .enrichment = real_of(json_object_get(object, "enrichment")),
            .visited = number_of(object, "visited"),
            .carried = number_of(object, "carried"),
            .without = number_of(object, "without"),
            .increase_percent = number_of(object, "increase_percent"),
            .uptake_mol = number_of(object, "uptake_mol"),
            .uptake_share = number_of(object, "uptake_share")};
        nodes[i].is_electrode = strcmp(nodes[i].kind, "electrode") == 0;
        reader->picture->n_nodes = i + 1;
    }
}

static void read_edges(struct reader *reader, const json_t *pathway)
{
    const json_t *array = json_object_get(pathway, "edges");
    const size_t n = json_array_size(array);
    if (!json_is_array(array)) {
        fault(reader, "pathway.edges is not a list");
        return;
    }
    struct lp_picture_edge *edges = lp_arena_alloc(reader->picture->arena, n, sizeof *edges);
    if (!edges)
        return;
    for (size_t i = 0; i < n; i++) {
        const json_t *object = json_array_get(array, i);
        const json_t *between = json_object_get(object, "between");
        const char *from = json_string_value(json_array_get(between, 0));
        const char *to = json_string_value(json_array_get(between, 1));
        const size_t i_from = find_node(reader->picture, from);
        const size_t i_to = find_node(reader->picture, to);
        if (i_from == NO_NODE || i_to == NO_NODE || i_from == i_to) {
            fault(reader, "pathway.edges[%zu].between does not name two compartments", i);
            return;
        }
        const char *id = lp_arena_printf(reader->picture->arena, "%s--%s", from, to);
        edges[i] = (struct lp_picture_edge){
            .id = text_of(reader, object, "id", id ? id : ""),
            .i_from = i_from,
            .i_to = i_to,
            .share = number_of(object, "net_share"),
            .resistance_share = number_of(object, "resistance_share"),
            .is_significant = json_is_true(json_object_get(object, "significant"))};
    }
    reader->picture->edges = reader->edges = edges;
    reader->picture->n_edges = n;
}

/* Names to nodes; NULL (and a fault) where one is not a compartment. */
static const size_t *read_sequence(struct reader *reader, const json_t *array, const char *what)
{
    const size_t n = json_array_size(array);
    size_t *nodes = lp_arena_alloc(reader->picture->arena, n, sizeof *nodes);
    for (size_t k = 0; nodes && k < n; k++) {
        nodes[k] = find_node(reader->picture, json_string_value(json_array_get(array, k)));
        if (nodes[k] == NO_NODE) {
            fault(reader, "%s names a compartment that is not listed", what);
            return NULL;
        }
    }
    return nodes;
}

static void read_paths(struct reader *reader, const json_t *pathway)
{
    const json_t *array = json_object_get(pathway, "paths");
    const size_t n = json_array_size(array);
    struct lp_picture_path *paths = lp_arena_alloc(reader->picture->arena, n, sizeof *paths);
    if (!paths)
        return;
    for (size_t i = 0; i < n; i++) {
        const json_t *object = json_array_get(array, i);
        const json_t *names = json_object_get(object, "compartments");
        const size_t *nodes = read_sequence(reader, names, "pathway.paths");
        if (!nodes)
            return;
        paths[i] = (struct lp_picture_path){.n = json_array_size(names),
                                            .nodes = nodes,
                                            .probability = number_of(object, "probability"),
                                            .p_top = real_of(json_object_get(object, "p_top"))};
    }
    reader->picture->paths = paths;
    reader->picture->n_paths = n;
}

static bool is_on_path(size_t n, const size_t nodes[], const struct lp_picture_edge *edge)
{
    for (size_t k = 1; k < n; k++)
        if ((nodes[k - 1] == edge->i_from && nodes[k] == edge->i_to) ||
            (nodes[k - 1] == edge->i_to && nodes[k] == edge->i_from))
            return true;
    return false;
}

static void read_verdict(struct reader *reader, const json_t *root)
{
    struct lp_picture *picture = reader->picture;
    const json_t *verdict = json_object_get(root, "verdict");
    picture->verdict = text_of(reader, verdict, "interface", "null");
    picture->verdict_share = number_of(verdict, "share");
    picture->verdict_text = text_of(reader, verdict, "text", "");
    picture->p_dominant = real_of(json_object_get(verdict, "p_dominant"));
    const json_t *dominant = json_object_get(verdict, "dominant");
    const size_t *nodes = read_sequence(reader, dominant, "verdict.dominant");
    if (!nodes || reader->status != LP_OK)
        return;
    picture->n_dominant = json_array_size(dominant);
    picture->dominant = nodes;
    for (size_t i = 0; i < picture->n_edges; i++)
        reader->edges[i].is_dominant = is_on_path(picture->n_dominant, nodes, &reader->edges[i]);
}

/* `parameters` in m2/s; a flow's answer has none. */
static void read_diffusivities(struct reader *reader, const json_t *parameters)
{
    struct lp_picture *picture = reader->picture;
    const size_t n = json_array_size(parameters);
    struct lp_picture_diffusivity *found = lp_arena_alloc(reader->picture->arena, n, sizeof *found);
    for (size_t i = 0; found && i < n; i++) {
        const json_t *parameter = json_array_get(parameters, i);
        const json_t *ends = json_object_get(parameter, "ci95");
        if (strcmp(text_of(reader, parameter, "unit", ""), "m2/s") != 0)
            continue;
        found[picture->n_diffusivities++] = (struct lp_picture_diffusivity){
            text_of(reader, parameter, "name", ""),
            {real_of(json_object_get(parameter, "estimate")), real_of(json_array_get(ends, 0)),
             real_of(json_array_get(ends, 1))}};
    }
    picture->diffusivities = found;
}

static void read_root(struct reader *reader, const json_t *root)
{
    const json_t *version = json_object_get(root, "lipath");
    if (!json_is_integer(version)) {
        fault(reader, "not a result of lipath: it has no \"lipath\": 1 at its top");
        return;
    }
    if (json_integer_value(version) != 1) {
        fault(reader, "result of format %lld, but this program reads format 1",
              (long long)json_integer_value(version));
        return;
    }
    const json_t *pathway = json_object_get(root, "pathway");
    if (!json_is_object(pathway)) {
        fault(reader, "this result has no pathway to draw: a pathway needs two electrodes, and "
                      "exchange that joins them");
        return;
    }
    reader->picture->title = text_of(reader, root, "title", "");
    reader->picture->is_synthetic = json_is_true(json_object_get(root, "synthetic"));
    const json_t *report = json_object_get(root, "report");
    const bool is_one_of_several =
        json_integer_value(json_object_get(report, "of_experiments")) > 1;
    reader->picture->condition = is_one_of_several ? text_of(reader, report, "experiment", "") : "";
    read_diffusivities(reader, json_object_get(root, "parameters"));
    reader->picture->conductance_mol_s = number_of(pathway, "conductance_mol_s");
    reader->picture->resistance_ohm = number_of(pathway, "resistance_ohm");
    void (*const steps[])(struct reader *, const json_t *) = {read_nodes, read_edges, read_paths};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && reader->status == LP_OK; i++)
        steps[i](reader, pathway);
    if (reader->status == LP_OK)
        read_verdict(reader, root);
}

/* The tree of a source; NULL with a fault at the place where it stops being JSON. */
static json_t *parse(struct reader *reader, const struct lp_source *source)
{
    json_error_t error;
    json_t *root = json_loadb(source->bytes, source->n_bytes, JSON_REJECT_DUPLICATES, &error);
    if (root)
        return root;
    if (error.position > 0 && (size_t)error.position <= source->n_bytes)
        reader->span = lp_source_span(source, (size_t)error.position - 1, 1);
    fault(reader, "not JSON: %s", error.text);
    return NULL;
}

enum lp_status lp_picture_read(const char *path, struct lp_picture **picture, struct lp_diag *diag)
{
    json_t *root = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct reader reader = {
        .picture = lp_arena_alloc(arena, 1, sizeof *reader.picture), .diag = diag, .status = LP_OK};
    if (!reader.picture)
        goto out;
    reader.picture->arena = arena;
    const struct lp_source *source = NULL;
    reader.status = lp_source_load(arena, path, &source, diag);
    if (reader.status != LP_OK)
        goto out;
    reader.span = lp_span_none(source);
    root = parse(&reader, source);
    if (root)
        read_root(&reader, root);
out:
    json_decref(root);
    reader.status = lp_arena_status(arena, reader.status);
    if (reader.status == LP_OK)
        *picture = reader.picture;
    else
        lp_arena_free(arena);
    return reader.status;
}

void lp_picture_free(struct lp_picture *picture)
{
    if (picture)
        lp_arena_free(picture->arena);
}

const struct lp_picture_path *lp_picture_dominant_path(const struct lp_picture *picture)
{
    for (size_t i = 0; picture->n_dominant > 0 && i < picture->n_paths; i++) {
        const struct lp_picture_path *path = &picture->paths[i];
        if (path->n == picture->n_dominant &&
            memcmp(path->nodes, picture->dominant, path->n * sizeof *path->nodes) == 0)
            return path;
    }
    return NULL;
}
