/* SPDX-License-Identifier: MIT
 *
 * A YAML document as a tree with places. libyaml turns the text into events; this module builds
 * the nodes, resolves aliases (to the same node, since nodes never change) and rejects what
 * lipath's files must not hold. The readers of models and studies see this tree only.
 *
 * Places: libyaml's marks count characters from 0, and its lines also end at a lone \r, at NEL and
 * at the Unicode separators. Only the mark's character index is used here; a cursor that walks
 * the bytes along with the events turns it into the byte offset, line and column of lp_source.
 *
 * Bounds: nesting of 64 (aliases counted with what they contain), 1e6 nodes with every alias
 * counted in full, so that a file of nested aliases cannot keep a reader busy for ever.
 * Reference: YAML 1.1 (2005); libyaml's yaml.h.
 */
#include "input/yamltree.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#define MAX_DEPTH   64
#define MAX_NODES   1000000
#define MAX_ANCHORS 1000 /* they are searched one by one */

/* A character of the source. */
struct cursor {
    size_t i_character; /* behind the byte order mark */
    size_t offset;
    size_t line;             /* 1-based */
    size_t line_i_character; /* of the line's first character */
};

/* A node with what an alias to it costs. node == NULL: it is not complete yet. */
struct anchored {
    const char *name;
    const struct lp_yaml *node;
    size_t n_nodes, height;
};

/* The state of one reading. */
struct reader {
    struct lp_arena *arena;
    const struct lp_source *source;
    struct lp_diag *diag;
    yaml_parser_t parser;
    struct cursor cursor;
    struct anchored *anchors;
    size_t n_anchors, anchors_capacity;
    size_t n_faults;
};

/* A node being built; n_nodes counts it and what it contains. */
struct built {
    struct lp_yaml *node;
    size_t n_nodes, height;
};

/* Children of a collection while it grows; copied into the arena when it ends. */
struct children {
    void *items;
    size_t n, capacity, size;
};

static enum lp_status add_child(struct children *children, const void *item)
{
    if (children->n == children->capacity) {
        size_t capacity = children->capacity ? 2 * children->capacity : 8;
        void *larger = realloc(children->items, capacity * children->size);
        if (!larger)
            return LP_ENOMEM;
        children->items = larger;
        children->capacity = capacity;
    }
    memcpy((char *)children->items + children->n++ * children->size, item, children->size);
    return LP_OK;
}

static void *keep_children(struct lp_arena *arena, const struct children *children)
{
    void *kept = lp_arena_alloc(arena, children->n, children->size);
    if (kept && children->n)
        memcpy(kept, children->items, children->n * children->size);
    return kept;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static void step_forward(struct cursor *at, const struct lp_source *source)
{
    bool is_line_end = source->bytes[at->offset] == '\n';
    at->offset++;
    while (at->offset < source->n_bytes && is_continuation(source->bytes[at->offset]))
        at->offset++;
    at->i_character++;
    if (is_line_end) {
        at->line++;
        at->line_i_character = at->i_character;
    }
}

static void step_back(struct cursor *at, const struct lp_source *source)
{
    at->offset--;
    while (at->offset > source->line_start[0] && is_continuation(source->bytes[at->offset]))
        at->offset--;
    at->i_character--;
    if (source->bytes[at->offset] == '\n') {
        size_t start = source->line_start[--at->line - 1];
        at->line_i_character =
            at->i_character - lp_text_n_characters(source->bytes + start, at->offset - start);
    }
}

/* Put the cursor on a character. Marks come nearly in order, so the walk is short, and no column
 * is counted from the start of its line: one line may hold the whole of a long document. */
static const struct cursor *go_to(struct reader *reader, size_t i_character)
{
    struct cursor *at = &reader->cursor;
    while (at->i_character < i_character && at->offset < reader->source->n_bytes)
        step_forward(at, reader->source);
    while (at->i_character > i_character && at->offset > reader->source->line_start[0])
        step_back(at, reader->source);
    return at;
}

/* The span of what an event was written as, cut at the end of its first line. */
static struct lp_span span_between(struct reader *reader, const yaml_mark_t *start,
                                   const yaml_mark_t *end)
{
    const struct lp_source *source = reader->source;
    struct cursor first = *go_to(reader, start->index);
    struct lp_span span = {.source = source,
                           .line = first.line,
                           .column = first.i_character - first.line_i_character + 1,
                           .length = first.offset < source->n_bytes};
    if (!end || end->index <= start->index)
        return span;
    const struct cursor *last = go_to(reader, end->index);
    size_t line_end = lp_source_line_end(source, first.line - 1);
    if (last->line == first.line)
        span.length = last->i_character - first.i_character;
    else if (line_end > first.offset)
        span.length = lp_text_n_characters(source->bytes + first.offset, line_end - first.offset);
    return span;
}

static enum lp_status fault(struct reader *reader)
{
    reader->n_faults++;
    return LP_EINPUT;
}

/* libyaml gave up: its problem and its context, each with its place. */
static enum lp_status report_problem(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem ? parser->problem : "it cannot be understood";
    if (parser->error == YAML_MEMORY_ERROR)
        return LP_ENOMEM;
    if (parser->error == YAML_READER_ERROR) {
        size_t offset = reader->source->line_start[0] + parser->problem_offset;
        lp_diag_error(reader->diag, lp_source_span(reader->source, offset, 1),
                      "not valid YAML: %s (#%X)", problem, (unsigned)parser->problem_value);
        return fault(reader);
    }
    struct lp_span span = span_between(reader, &parser->problem_mark, NULL);
    size_t offset = go_to(reader, parser->problem_mark.index)->offset;
    lp_diag_error(reader->diag, span, "not valid YAML: %s", problem);
    if (offset < reader->source->n_bytes && reader->source->bytes[offset] == '\t')
        lp_diag_note(reader->diag, lp_span_none(NULL), "indent with blanks, not with tabs");
    if (parser->context)
        lp_diag_note(reader->diag, span_between(reader, &parser->context_mark, NULL), "%s",
                     parser->context);
    return fault(reader);
}

static enum lp_status next_event(struct reader *reader, yaml_event_t *event)
{
    return yaml_parser_parse(&reader->parser, event) ? LP_OK : report_problem(reader);
}

static const char *event_anchor(const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        anchor = event->data.scalar.anchor;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        anchor = event->data.sequence_start.anchor;
    else if (event->type == YAML_MAPPING_START_EVENT)
        anchor = event->data.mapping_start.anchor;
    return (const char *)anchor;
}

static const char *event_tag(const yaml_event_t *event)
{
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        tag = event->data.scalar.tag;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        tag = event->data.sequence_start.tag;
    else if (event->type == YAML_MAPPING_START_EVENT)
        tag = event->data.mapping_start.tag;
    return (const char *)tag;
}

/* Latest first: an anchor may be declared again. */
static struct anchored *find_anchor(const struct reader *reader, const char *name)
{
    for (size_t i = reader->n_anchors; i-- > 0;)
        if (strcmp(reader->anchors[i].name, name) == 0)
            return &reader->anchors[i];
    return NULL;
}

/* Reserve the anchor's entry when its node begins, so that an alias inside it is recognised. */
static enum lp_status open_anchor(struct reader *reader, const yaml_event_t *event,
                                  const char *name)
{
    struct anchored *entry = find_anchor(reader, name);
    if (entry) {
        entry->node = NULL;
        return LP_OK;
    }
    if (reader->n_anchors == MAX_ANCHORS) {
        lp_diag_error(reader->diag, span_between(reader, &event->start_mark, NULL),
                      "more than %d anchors", MAX_ANCHORS);
        return fault(reader);
    }
    struct anchored new_entry = {.name = lp_arena_strdup(reader->arena, name)};
    struct children list = {reader->anchors, reader->n_anchors, reader->anchors_capacity,
                            sizeof new_entry};
    enum lp_status status = add_child(&list, &new_entry);
    reader->anchors = list.items;
    reader->n_anchors = list.n;
    reader->anchors_capacity = list.capacity;
    return status;
}

static void close_anchor(struct reader *reader, const char *name, const struct built *built)
{
    struct anchored *entry = name ? find_anchor(reader, name) : NULL;
    if (!entry)
        return;
    entry->node = built->node;
    entry->n_nodes = built->n_nodes;
    entry->height = built->height;
}

static enum lp_status use_alias(struct reader *reader, const yaml_event_t *event,
                                const struct lp_yaml **node, struct built *built)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct lp_span span = span_between(reader, &event->start_mark, &event->end_mark);
    const struct anchored *entry = find_anchor(reader, name);
    if (!entry || !entry->node) {
        lp_diag_error(reader->diag, span,
                      entry ? "alias '*%s' stands inside its own anchor"
                            : "alias '*%s' has no anchor '&%s' before it",
                      name, name);
        return fault(reader);
    }
    *node = entry->node;
    built->n_nodes = entry->n_nodes;
    built->height = entry->height;
    return LP_OK;
}

static enum lp_status read_scalar(struct reader *reader, const yaml_event_t *event,
                                  struct lp_yaml *node)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    node->kind = LP_YAML_SCALAR;
    node->span = span_between(reader, &event->start_mark, &event->end_mark);
    node->is_quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = lp_arena_strndup(reader->arena, value, n);
    if (memchr(value, '\0', n)) {
        lp_diag_error(reader->diag, node->span, "a zero character cannot stand in a text");
        fault(reader);
    }
    return LP_OK;
}

/* By key, then in the order written. */
static int compare_pairs(const void *a, const void *b)
{
    const struct lp_yaml_pair *const *left = a, *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);
    return order ? order : (*left > *right) - (*left < *right);
}

/* Report keys that were there before; sorted, so that a long mapping takes no quadratic time. */
static enum lp_status check_keys(struct reader *reader, const struct lp_yaml *mapping)
{
    if (mapping->n < 2)
        return LP_OK;
    const struct lp_yaml_pair **sorted = malloc(mapping->n * sizeof *sorted);
    if (!sorted)
        return LP_ENOMEM;
    for (size_t i = 0; i < mapping->n; i++)
        sorted[i] = &mapping->pairs[i];
    qsort(sorted, mapping->n, sizeof *sorted, compare_pairs);
    for (size_t i = 1, i_first = 0; i < mapping->n; i++) {
        if (strcmp(sorted[i]->key, sorted[i_first]->key) != 0) {
            i_first = i;
            continue;
        }
        lp_diag_error(reader->diag, sorted[i]->key_span, "key '%s' is there twice", sorted[i]->key);
        lp_diag_note(reader->diag, sorted[i_first]->key_span, "'%s' first stands here",
                     sorted[i]->key);
        fault(reader);
    }
    free(sorted);
    return LP_OK;
}

static enum lp_status read_node(struct reader *reader, const yaml_event_t *event, size_t depth,
                                const struct lp_yaml **node, struct built *built);

/* A child of a collection at a depth, its cost added to the collection's. */
static enum lp_status read_child(struct reader *reader, const yaml_event_t *event, size_t depth,
                                 const struct lp_yaml **node, struct built *parent)
{
    struct built built = {0};
    enum lp_status status = read_node(reader, event, depth + 1, node, &built);
    if (status != LP_OK)
        return status;
    if (built.height + 1 > parent->height)
        parent->height = built.height + 1;
    parent->n_nodes += built.n_nodes;
    if (depth + parent->height > MAX_DEPTH) {
        lp_diag_error(reader->diag, span_between(reader, &event->start_mark, NULL),
                      "nested deeper than %d levels", MAX_DEPTH);
        return fault(reader);
    }
    if (parent->n_nodes > MAX_NODES) {
        lp_diag_error(reader->diag, span_between(reader, &event->start_mark, NULL),
                      "more than %d nodes, those through aliases counted", MAX_NODES);
        return fault(reader);
    }
    return LP_OK;
}

static enum lp_status read_sequence(struct reader *reader, size_t depth, struct built *built)
{
    struct children items = {.size = sizeof(const struct lp_yaml *)};
    yaml_event_t event;
    enum lp_status status = LP_OK;
    for (;;) {
        status = next_event(reader, &event);
        if (status != LP_OK)
            goto out;
        bool is_end = event.type == YAML_SEQUENCE_END_EVENT;
        const struct lp_yaml *item = NULL;
        if (!is_end)
            status = read_child(reader, &event, depth, &item, built);
        yaml_event_delete(&event);
        if (status != LP_OK || is_end)
            break;
        status = add_child(&items, &item);
        if (status != LP_OK)
            goto out;
    }
    if (status != LP_OK)
        goto out;
    built->node->n = items.n;
    built->node->items = keep_children(reader->arena, &items);
    if (!built->node->items)
        status = LP_ENOMEM;
out:
    free(items.items);
    return status;
}

/* One "key: value"; the key's event is given and the value's is taken. A key that is no scalar is
 * a fault, read over to find those behind it. */
static enum lp_status read_pair(struct reader *reader, const yaml_event_t *key_event, size_t depth,
                                struct built *built, struct children *pairs)
{
    const struct lp_yaml *key = NULL;
    struct lp_yaml_pair pair = {
        .key_span = span_between(reader, &key_event->start_mark, &key_event->end_mark)};
    enum lp_status status = read_child(reader, key_event, depth, &key, built);
    if (status != LP_OK)
        return status;
    yaml_event_t event;
    status = next_event(reader, &event);
    if (status != LP_OK)
        return status;
    status = read_child(reader, &event, depth, &pair.value, built);
    yaml_event_delete(&event);
    if (status != LP_OK)
        return status;
    if (key->kind != LP_YAML_SCALAR) {
        pair.key_span.length = 1;
        lp_diag_error(reader->diag, pair.key_span, "a %s cannot be a key, expected a name",
                      key->kind == LP_YAML_MAPPING ? "mapping" : "list");
        fault(reader);
        return LP_OK;
    }
    pair.key = key->text;
    return add_child(pairs, &pair);
}

static enum lp_status read_mapping(struct reader *reader, size_t depth, struct built *built)
{
    struct children pairs = {.size = sizeof(struct lp_yaml_pair)};
    yaml_event_t event;
    enum lp_status status = LP_OK;
    for (;;) {
        status = next_event(reader, &event);
        if (status != LP_OK)
            goto out;
        bool is_end = event.type == YAML_MAPPING_END_EVENT;
        if (!is_end)
            status = read_pair(reader, &event, depth, built, &pairs);
        yaml_event_delete(&event);
        if (status != LP_OK || is_end)
            break;
    }
    if (status != LP_OK)
        goto out;
    built->node->n = pairs.n;
    built->node->pairs = keep_children(reader->arena, &pairs);
    status = built->node->pairs ? check_keys(reader, built->node) : LP_ENOMEM;
out:
    free(pairs.items);
    return status;
}

/* A node other than an alias, its anchor open. */
static enum lp_status build_node(struct reader *reader, const yaml_event_t *event, size_t depth,
                                 struct built *built)
{
    built->node = lp_arena_alloc(reader->arena, 1, sizeof *built->node);
    if (!built->node)
        return LP_ENOMEM;
    built->n_nodes = 1;
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event, built->node);
    built->node->span = span_between(reader, &event->start_mark, NULL);
    built->node->text = "";
    if (event->type == YAML_SEQUENCE_START_EVENT) {
        built->node->kind = LP_YAML_SEQUENCE;
        return read_sequence(reader, depth, built);
    }
    built->node->kind = LP_YAML_MAPPING;
    return read_mapping(reader, depth, built);
}

/*
 * The node that an event begins. The depth is checked before the descent (so that our recursion is
 * bounded) and again by read_child (where aliases bring in nodes of their own height).
 */
static enum lp_status read_node(struct reader *reader, const yaml_event_t *event, size_t depth,
                                const struct lp_yaml **node, struct built *built)
{
    if (event->type == YAML_ALIAS_EVENT)
        return use_alias(reader, event, node, built);
    if (depth > MAX_DEPTH) {
        lp_diag_error(reader->diag, span_between(reader, &event->start_mark, NULL),
                      "nested deeper than %d levels", MAX_DEPTH);
        return fault(reader);
    }
    const char *tag = event_tag(event), *anchor = event_anchor(event);
    if (tag) {
        lp_diag_error(reader->diag, span_between(reader, &event->start_mark, NULL),
                      "tag '%s': tags are not used in these files", tag);
        fault(reader);
    }
    enum lp_status status = anchor ? open_anchor(reader, event, anchor) : LP_OK;
    if (status == LP_OK)
        status = build_node(reader, event, depth, built);
    if (status != LP_OK)
        return status;
    close_anchor(reader, anchor, built);
    *node = built->node;
    return LP_OK;
}

/* Take an event and tell its type; its contents are not needed. */
static enum lp_status skip_event(struct reader *reader, yaml_event_type_t *type,
                                 struct lp_span *span)
{
    yaml_event_t event;
    enum lp_status status = next_event(reader, &event);
    if (status != LP_OK)
        return status;
    *type = event.type;
    *span = span_between(reader, &event.start_mark, NULL);
    yaml_event_delete(&event);
    return LP_OK;
}

/* stream start, document start, node, document end, stream end */
static enum lp_status read_stream(struct reader *reader, const struct lp_yaml **root)
{
    yaml_event_type_t type;
    struct lp_span span;
    enum lp_status status = skip_event(reader, &type, &span);
    if (status == LP_OK)
        status = skip_event(reader, &type, &span);
    if (status != LP_OK)
        return status;
    if (type == YAML_STREAM_END_EVENT) {
        lp_diag_error(reader->diag, lp_span_none(reader->source), "there is nothing in it");
        return fault(reader);
    }
    yaml_event_t event;
    status = next_event(reader, &event);
    if (status != LP_OK)
        return status;
    struct built built = {0};
    status = read_node(reader, &event, 0, root, &built);
    yaml_event_delete(&event);
    if (status == LP_OK)
        status = skip_event(reader, &type, &span);
    if (status == LP_OK)
        status = skip_event(reader, &type, &span);
    if (status == LP_OK && type != YAML_STREAM_END_EVENT) {
        lp_diag_error(reader->diag, span, "a second document begins here, expected only one");
        return fault(reader);
    }
    return status;
}

enum lp_status lp_yaml_read(struct lp_arena *arena, const struct lp_source *source,
                            const struct lp_yaml **root, struct lp_diag *diag)
{
    struct reader reader = {.arena = arena, .source = source, .diag = diag};
    size_t start = source->line_start[0];
    reader.cursor = (struct cursor){.offset = start, .line = 1};
    if (!yaml_parser_initialize(&reader.parser))
        return LP_ENOMEM;
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)source->bytes + start,
                                 source->n_bytes - start);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    const struct lp_yaml *read = NULL;
    enum lp_status status = read_stream(&reader, &read);
    if (status == LP_OK && reader.n_faults)
        status = LP_EINPUT;
    status = lp_arena_status(arena, status);
    if (status == LP_OK)
        *root = read;
    yaml_parser_delete(&reader.parser);
    free(reader.anchors);
    return status;
}

const struct lp_yaml_pair *lp_yaml_find(const struct lp_yaml *mapping, const char *key)
{
    if (!mapping || mapping->kind != LP_YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < mapping->n; i++)
        if (strcmp(mapping->pairs[i].key, key) == 0)
            return &mapping->pairs[i];
    return NULL;
}

bool lp_yaml_is_null(const struct lp_yaml *node)
{
    if (!node || node->kind != LP_YAML_SCALAR || node->is_quoted)
        return false;
    return node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}

/* What a key becomes: the override's value merged into the base's. A base that is no mapping
 * counts as an empty one, so that a null in the override deletes nothing rather than staying. */
static const struct lp_yaml *merge_mappings(struct lp_arena *arena, const struct lp_yaml *base,
                                            const struct lp_yaml *override, int merge_depth)
{
    bool has_base = base && base->kind == LP_YAML_MAPPING;
    size_t n_base = has_base ? base->n : 0, n = 0;
    struct lp_yaml *merged = lp_arena_alloc(arena, 1, sizeof *merged);
    struct lp_yaml_pair *pairs = lp_arena_alloc(arena, n_base + override->n, sizeof *pairs);
    if (!merged || !pairs)
        return NULL;
    for (size_t i = 0; i < n_base; i++) {
        const struct lp_yaml_pair *over = lp_yaml_find(override, base->pairs[i].key);
        if (over && lp_yaml_is_null(over->value))
            continue;
        pairs[n] = over ? *over : base->pairs[i];
        if (over)
            pairs[n].value =
                lp_yaml_merge(arena, base->pairs[i].value, over->value, merge_depth - 1);
        if (!pairs[n++].value)
            return NULL;
    }
    for (size_t i = 0; i < override->n; i++) {
        const struct lp_yaml_pair *over = &override->pairs[i];
        if (lp_yaml_is_null(over->value) || (has_base && lp_yaml_find(base, over->key)))
            continue;
        pairs[n] = *over;
        pairs[n].value = lp_yaml_merge(arena, NULL, over->value, merge_depth - 1);
        if (!pairs[n++].value)
            return NULL;
    }
    *merged = has_base ? *base : *override;
    merged->pairs = pairs;
    merged->n = n;
    return merged;
}

const struct lp_yaml *lp_yaml_merge(struct lp_arena *arena, const struct lp_yaml *base,
                                    const struct lp_yaml *override, int merge_depth)
{
    if (!override)
        return base;
    if (merge_depth <= 0 || override->kind != LP_YAML_MAPPING)
        return override;
    return merge_mappings(arena, base, override, merge_depth);
}
