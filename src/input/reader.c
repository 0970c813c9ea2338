/* SPDX-License-Identifier: MIT
 *
 * The questions that all formats ask, and the one door through which every fault of the input goes.
 * Several experiments may read the same piece of YAML (a shared model), so an error is remembered
 * by place and text, and told once. Steps of a message: found, expected, and what to do.
 */
#include "input/reader.h"

#include "base/sourceread.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

/* Beyond the cap of the diag nobody reads errors, so repeats need not be told apart any more. */
#define MAX_REPORTED   (4 * LP_DIAG_MAX_ERRORS)
#define MAX_LISTED     20 /* candidates named in a note */
#define FORMAT_VERSION "1"

struct lp_reported {
    struct lp_span span;
    const char *text;
};

enum lp_status lp_reader_init(struct lp_reader *reader, struct lp_arena *arena,
                              struct lp_diag *diag)
{
    *reader = (struct lp_reader){.arena = arena, .diag = diag};
    reader->units = lp_units_new();
    reader->scratch = lp_diag_new();
    reader->reported = lp_arena_alloc(arena, MAX_REPORTED, sizeof *reader->reported);
    if (reader->units && reader->scratch && reader->reported)
        return LP_OK;
    if (!reader->units)
        lp_diag_error(diag, lp_span_none(NULL), "the unit database of UDUNITS-2 cannot be loaded");
    lp_reader_clear(reader);
    return LP_ENOMEM;
}

void lp_reader_clear(struct lp_reader *reader)
{
    lp_units_free(reader->units);
    lp_diag_free(reader->scratch);
    reader->units = NULL;
    reader->scratch = NULL;
}

enum lp_status lp_reader_status(const struct lp_reader *reader)
{
    if (reader->is_out_of_memory)
        return LP_ENOMEM;
    return lp_arena_status(reader->arena, reader->n_errors ? LP_EINPUT : LP_OK);
}

void *lp_reader_alloc(struct lp_reader *reader, size_t n, size_t size)
{
    void *memory = lp_arena_alloc(reader->arena, n, size);
    if (!memory)
        reader->is_out_of_memory = true;
    return memory;
}

const char *lp_reader_printf(struct lp_reader *reader, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(reader->arena, format, arguments);
    va_end(arguments);
    return text;
}

void *lp_reader_grow(struct lp_reader *reader, void *array, size_t n, size_t *capacity, size_t size)
{
    void *larger = lp_arena_grow(reader->arena, array, n, capacity, size);
    if (!larger)
        reader->is_out_of_memory = true;
    return larger;
}

static bool same_place(struct lp_span a, struct lp_span b)
{
    return a.source == b.source && a.line == b.line && a.column == b.column;
}

/* Count an error; false if it was told before. */
static bool is_news(struct lp_reader *reader, struct lp_span span, const char *text)
{
    for (size_t i = 0; i < reader->n_reported; i++)
        if (same_place(reader->reported[i].span, span) &&
            strcmp(reader->reported[i].text, text) == 0)
            return false;
    if (reader->n_reported < MAX_REPORTED)
        reader->reported[reader->n_reported++] = (struct lp_reported){span, text};
    reader->n_errors++;
    return true;
}

void lp_reader_error(struct lp_reader *reader, struct lp_span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(reader->arena, format, arguments);
    va_end(arguments);
    reader->is_muted = lp_arena_has_failed(reader->arena) || !is_news(reader, span, text);
    if (!reader->is_muted)
        lp_diag_error(reader->diag, span, "%s", text);
}

void lp_reader_note(struct lp_reader *reader, struct lp_span span, const char *format, ...)
{
    if (reader->is_muted)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(reader->arena, format, arguments);
    va_end(arguments);
    lp_diag_note(reader->diag, span, "%s", text);
}

void lp_reader_warning(struct lp_reader *reader, struct lp_span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(reader->arena, format, arguments);
    va_end(arguments);
    reader->is_muted = lp_arena_has_failed(reader->arena);
    if (!reader->is_muted)
        lp_diag_warning(reader->diag, span, "%s", text);
}

void lp_reader_pass_on(struct lp_reader *reader, struct lp_span span, const char *where)
{
    const char *first = lp_diag_first_error(reader->scratch);
    const char *text = first ? lp_arena_strdup(reader->arena, first) : NULL;
    if (!text)
        reader->is_out_of_memory = true;
    if (text && is_news(reader, span, text)) {
        if (where)
            lp_diag_note(reader->scratch, lp_span_none(NULL), "in %s", where);
        lp_diag_append(reader->diag, reader->scratch);
    }
    lp_diag_clear(reader->scratch);
}

/* "a, b, c", cut after some. */
static const char *listed(struct lp_reader *reader, size_t n, const char *const words[])
{
    const char *text = n ? words[0] : "(none)";
    for (size_t i = 1; i < n && text; i++) {
        if (i == MAX_LISTED)
            return lp_reader_printf(reader, "%s, ... (%zu in all)", text, n);
        text = lp_reader_printf(reader, "%s, %s", text, words[i]);
    }
    return text;
}

void lp_reader_suggest(struct lp_reader *reader, const char *word, size_t n_candidates,
                       const char *const candidates[])
{
    if (reader->is_muted)
        return;
    const char *nearest = lp_text_nearest(word, candidates, n_candidates);
    const char *list = listed(reader, n_candidates, candidates);
    if (nearest)
        lp_reader_note(reader, lp_span_none(NULL), "did you mean '%s'?", nearest);
    if (list)
        lp_reader_note(reader, lp_span_none(NULL), "accepted: %s", list);
}

static const char *kind_words(const struct lp_yaml *node)
{
    switch (node->kind) {
    case LP_YAML_SCALAR:
        return lp_yaml_is_null(node) ? "nothing" : "a single value";
    case LP_YAML_SEQUENCE:
        return "a list";
    case LP_YAML_MAPPING:
        return "a mapping";
    }
    return "something else";
}

bool lp_reader_kind(struct lp_reader *reader, const struct lp_yaml *node, enum lp_yaml_kind kind,
                    const char *where)
{
    static const char *const words[] = {
        [LP_YAML_SCALAR] = "a single value",
        [LP_YAML_SEQUENCE] = "a list (`[a, b]`, or lines that begin with `- `)",
        [LP_YAML_MAPPING] = "a mapping (`{key: value}`, or lines `key: value`)",
    };
    if (node->kind == kind && !(kind == LP_YAML_SCALAR && lp_yaml_is_null(node)))
        return true;
    lp_reader_error(reader, node->span, "%s: expected %s, found %s", where, words[kind],
                    kind_words(node));
    return false;
}

void lp_reader_suggest_keys(struct lp_reader *reader, const char *word, const struct lp_keys *keys)
{
    const char **names = lp_reader_alloc(reader, keys->n, sizeof *names);
    if (!names)
        return;
    for (size_t i = 0; i < keys->n; i++)
        names[i] = keys->key[i].name;
    lp_reader_suggest(reader, word, keys->n, names);
}

bool lp_reader_keys(struct lp_reader *reader, const struct lp_yaml *node,
                    const struct lp_keys *keys, const char *where)
{
    if (!lp_reader_kind(reader, node, LP_YAML_MAPPING, where))
        return false;
    bool is_fine = true;
    for (size_t i = 0; i < node->n; i++) {
        const struct lp_yaml_pair *pair = &node->pairs[i];
        if (lp_keys_find(keys, pair->key))
            continue;
        lp_reader_error(reader, pair->key_span, "unknown key '%s' in %s", pair->key, where);
        lp_reader_suggest_keys(reader, pair->key, keys);
        is_fine = false;
    }
    return is_fine;
}

const struct lp_yaml *lp_reader_get(const struct lp_yaml *mapping, const char *key)
{
    const struct lp_yaml_pair *pair = lp_yaml_find(mapping, key);
    return pair && !lp_yaml_is_null(pair->value) ? pair->value : NULL;
}

struct lp_span lp_reader_key_span(const struct lp_yaml *mapping, const char *key)
{
    const struct lp_yaml_pair *pair = lp_yaml_find(mapping, key);
    return pair ? pair->key_span : mapping->span;
}

bool lp_reader_text(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                    const char **value)
{
    if (!lp_reader_kind(reader, node, LP_YAML_SCALAR, where))
        return false;
    *value = node->text;
    return true;
}

/* YAML 1.1's words for truth, so that `off` means the same quoted and unquoted. */
bool lp_reader_boolean(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                       bool *value)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"on", true},   {"true", true},   {"yes", true},
                 {"off", false}, {"false", false}, {"no", false}};
    if (!lp_reader_kind(reader, node, LP_YAML_SCALAR, where))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(node->text, words[i].word) == 0) {
            *value = words[i].value;
            return true;
        }
    lp_reader_error(reader, node->span, "%s: found '%s', expected on, true, yes or off, false, no",
                    where, node->text);
    return false;
}

/* Digits only, so that 64-bit seeds lose nothing on the way through a double. */
static bool parse_digits(const char *text, uint64_t *value)
{
    uint64_t sum = 0;
    if (!*text)
        return false;
    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9')
            return false;
        uint64_t digit = (uint64_t)(*c - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = 10 * sum + digit;
    }
    *value = sum;
    return true;
}

bool lp_reader_integer(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                       uint64_t min, uint64_t max, uint64_t *value)
{
    if (!lp_reader_kind(reader, node, LP_YAML_SCALAR, where))
        return false;
    uint64_t number;
    if (parse_digits(node->text, &number) && number >= min && number <= max) {
        *value = number;
        return true;
    }
    if (max == UINT64_MAX)
        lp_reader_error(reader, node->span, "%s: found '%s', expected a whole number, %llu or more",
                        where, node->text, (unsigned long long)min);
    else
        lp_reader_error(reader, node->span,
                        "%s: found '%s', expected a whole number from %llu to %llu", where,
                        node->text, (unsigned long long)min, (unsigned long long)max);
    return false;
}

bool lp_reader_looks_like_number(const char *text)
{
    if (*text == '+' || *text == '-')
        text++;
    if (*text == '.')
        text++;
    return *text >= '0' && *text <= '9';
}

bool lp_reader_range(struct lp_reader *reader, struct lp_span span, const char *key,
                     const char *where, enum lp_range range, double value)
{
    switch (range) {
    case LP_ANY_NUMBER:
        return true;
    case LP_POSITIVE:
        if (value > 0.0)
            return true;
        lp_reader_error(reader, span, "%s of %s is %g, expected a number above 0", key, where,
                        value);
        return false;
    case LP_NOT_NEGATIVE:
        if (value >= 0.0)
            return true;
        lp_reader_error(reader, span, "%s of %s is %g, expected 0 or more", key, where, value);
        return false;
    case LP_FRACTION:
        if (value >= 0.0 && value <= 1.0)
            return true;
        lp_reader_error(reader, span, "%s of %s is %g, expected a fraction from 0 to 1", key, where,
                        value);
        if (value > 1.0 && value <= 100.0)
            lp_reader_note(reader, lp_span_none(NULL), "if this is per cent, write %g",
                           value / 100.0);
        return false;
    }
    return false;
}

bool lp_reader_quantity(struct lp_reader *reader, const struct lp_yaml *node,
                        enum lp_dimension dimension, enum lp_range range, const char *key,
                        const char *where, double *value)
{
    double number;
    if (node->kind != LP_YAML_SCALAR || lp_yaml_is_null(node)) {
        lp_reader_error(reader, node->span, "%s of %s: expected %s, found %s", key, where,
                        lp_dimension_words(dimension), kind_words(node));
        return false;
    }
    if (lp_quantity_read(reader->units, node->text, strlen(node->text), dimension, node->span, key,
                         &number, reader->scratch) != LP_OK) {
        lp_reader_pass_on(reader, node->span, where);
        return false;
    }
    if (!lp_reader_range(reader, node->span, key, where, range, number))
        return false;
    *value = number;
    return true;
}

static const struct lp_source *find_opened(const struct lp_reader *reader, const char *path)
{
    for (size_t i = 0; i < reader->n_opened; i++)
        if (strcmp(reader->opened[i].path, path) == 0)
            return reader->opened[i].source;
    return NULL;
}

/* A comment before the first line of content says that the file's data are made up. */
static bool says_synthetic(const struct lp_source *source)
{
    static const char word[] = "SYNTHETIC";
    for (size_t i = 0; i < source->n_lines; i++) {
        const char *line = source->bytes + source->line_start[i];
        size_t n = strcspn(line, "\n");
        size_t blank = strspn(line, " \t\r");
        if (blank < n && line[blank] != '#')
            return false;
        for (size_t k = blank; k + sizeof word - 1 <= n; k++)
            if (memcmp(line + k, word, sizeof word - 1) == 0)
                return true;
    }
    return false;
}

void lp_reader_add_input(struct lp_reader *reader, const struct lp_source *source)
{
    struct lp_opened *larger = lp_reader_grow(reader, reader->opened, reader->n_opened,
                                              &reader->opened_capacity, sizeof *larger);
    if (!larger)
        return;
    reader->opened = larger;
    reader->opened[reader->n_opened++] = (struct lp_opened){source, source->name};
    if (says_synthetic(source))
        reader->is_synthetic = true;
}

static const struct lp_source *open_beside(struct lp_reader *reader, const struct lp_source *base,
                                           const struct lp_yaml *node, const char *role,
                                           bool is_export)
{
    const char *name;
    if (!lp_reader_text(reader, node, role, &name))
        return NULL;
    const char *path = lp_file_beside(reader->arena, base->name, name);
    if (!path) {
        reader->is_out_of_memory = true;
        return NULL;
    }
    const struct lp_source *source = find_opened(reader, path);
    if (source)
        return source;
    const enum lp_status status =
        lp_source_load_named(reader->arena, path, is_export, &source, reader->scratch);
    if (status == LP_EINPUT) {
        lp_reader_pass_on(reader, lp_span_none(base), NULL);
        return NULL;
    }
    if (status == LP_ENOMEM)
        reader->is_out_of_memory = true;
    if (status != LP_OK) {
        const char *reason = lp_diag_first_error(reader->scratch);
        lp_reader_error(reader, node->span, "%s '%s': %s", role, name,
                        reason ? reason : "cannot be read");
        lp_reader_note(reader, lp_span_none(NULL),
                       "a path is relative to the file that names it; looked for %s", path);
        lp_diag_clear(reader->scratch);
        return NULL;
    }
    lp_reader_add_input(reader, source);
    return source;
}

const struct lp_source *lp_reader_open(struct lp_reader *reader, const struct lp_source *base,
                                       const struct lp_yaml *node, const char *role)
{
    return open_beside(reader, base, node, role, false);
}

const struct lp_source *lp_reader_open_export(struct lp_reader *reader,
                                              const struct lp_source *base,
                                              const struct lp_yaml *node, const char *role)
{
    return open_beside(reader, base, node, role, true);
}

const struct lp_yaml *lp_reader_tree(struct lp_reader *reader, const struct lp_source *source)
{
    const struct lp_yaml *root = NULL;
    switch (lp_yaml_read(reader->arena, source, &root, reader->scratch)) {
    case LP_OK:
        return lp_reader_kind(reader, root, LP_YAML_MAPPING, "the file") ? root : NULL;
    case LP_ENOMEM:
        reader->is_out_of_memory = true;
        return NULL;
    default:
        lp_reader_pass_on(reader, lp_span_none(source), NULL);
        return NULL;
    }
}

void lp_reader_version(struct lp_reader *reader, const struct lp_yaml *root, bool is_required)
{
    const struct lp_yaml *version = lp_reader_get(root, "lipath");
    if (!version && is_required) {
        lp_reader_error(reader, root->span, "the file does not say `lipath: " FORMAT_VERSION "`");
        lp_reader_note(reader, lp_span_none(NULL),
                       "its format version stands at the top of every file");
    } else if (version &&
               (version->kind != LP_YAML_SCALAR || strcmp(version->text, FORMAT_VERSION) != 0)) {
        lp_reader_error(reader, version->span,
                        "format version '%s' is not known, expected " FORMAT_VERSION,
                        version->kind == LP_YAML_SCALAR ? version->text : "(a list)");
    }
}
