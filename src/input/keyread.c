/* SPDX-License-Identifier: MIT
 *
 * One switch over what a slot holds. A default goes the way of a written value, so that the
 * reference cannot name another than the one that is used.
 */
#include "input/keyread.h"

#include "base/text.h"
#include "input/name.h"

#include <string.h>

bool lp_keyread_plain(struct lp_reader *reader, const struct lp_scope *scope,
                      const struct lp_yaml *node, enum lp_range range, const char *key,
                      const char *where, double *value)
{
    double number;
    if (node->kind != LP_YAML_SCALAR || !lp_reader_looks_like_number(node->text))
        return lp_parameterread_number(reader, scope, node, LP_DIM_ONE, range, key, where, value);
    if (!lp_text_number(node->text, strlen(node->text), &number)) {
        lp_reader_error(reader, node->span, "%s of %s: '%s' is not a plain number", key, where,
                        node->text);
        lp_reader_note(reader, lp_span_none(NULL),
                       "it is in the observable's unit: write the number alone");
        return false;
    }
    if (!lp_reader_range(reader, node->span, key, where, range, number))
        return false;
    *value = number;
    return true;
}

static bool read_number(struct lp_reader *reader, const struct lp_scope *scope,
                        const struct lp_key *key, const struct lp_yaml *node, const char *where,
                        double *value)
{
    if (key->takes == LP_TAKES_PLAIN)
        return lp_keyread_plain(reader, scope, node, key->range, key->name, where, value);
    if (key->refers == LP_REFERS_TO_NONE)
        return lp_reader_quantity(reader, node, key->dimension, key->range, key->name, where,
                                  value);
    return lp_parameterread_number(reader, scope, node, key->dimension, key->range, key->name,
                                   where, value);
}

static bool read_word(struct lp_reader *reader, const struct lp_key *key,
                      const struct lp_yaml *node, const char *where, unsigned *value)
{
    const char *text;
    size_t n = 0;
    if (!lp_reader_text(reader, node, key->name, &text))
        return false;
    for (; key->words[n]; n++)
        if (strcmp(text, key->words[n]) == 0) {
            *value = (unsigned)(key->least + n);
            return true;
        }
    lp_reader_error(reader, node->span, "%s of %s is '%s'", key->name, where, text);
    lp_reader_suggest(reader, text, n, key->words);
    return false;
}

static bool read_slot(struct lp_reader *reader, const struct lp_scope *scope,
                      const struct lp_key *key, const struct lp_yaml *node, const char *where,
                      void *slot)
{
    switch (key->slot) {
    case LP_SLOT_VALUE:
        return lp_parameterread_value(reader, scope, node, key->dimension, key->range, key->name,
                                      where, slot);
    case LP_SLOT_NUMBER:
        return read_number(reader, scope, key, node, where, slot);
    case LP_SLOT_TEXT:
        return key->most ? lp_name_read(reader, node, LP_NAME_TITLE, key->name, slot)
                         : lp_reader_text(reader, node, key->name, slot);
    case LP_SLOT_BOOLEAN:
        return lp_reader_boolean(reader, node, key->name, slot);
    case LP_SLOT_INTEGER:
        return lp_reader_integer(reader, node, key->name, key->least, key->most, slot);
    case LP_SLOT_WORD:
        return read_word(reader, key, node, where, slot);
    case LP_SLOT_NONE:
        break;
    }
    return true;
}

/* One key of a mapping; is_foreign: it is another kind's, and so absent. */
static bool read_key(struct lp_reader *reader, const struct lp_scope *scope,
                     const struct lp_key *key, bool is_foreign, const struct lp_yaml *mapping,
                     const char *where, void *target)
{
    void *slot = (char *)target + key->offset;
    const struct lp_yaml *node = is_foreign ? NULL : lp_reader_get(mapping, key->name);
    struct lp_span span = mapping ? mapping->span : lp_span_none(NULL);
    if (node)
        return read_slot(reader, scope, key, node, where, slot);
    if (key->absent) {
        struct lp_yaml absent = {.kind = LP_YAML_SCALAR, .span = span, .text = key->absent};
        return read_slot(reader, scope, key, &absent, where, slot);
    }
    if (key->slot == LP_SLOT_VALUE)
        *(struct lp_value *)slot = (struct lp_value){.i_parameter = LP_NONE, .span = span};
    return true;
}

bool lp_keyread(struct lp_reader *reader, const struct lp_scope *scope, const struct lp_keys *keys,
                const char *kind, const struct lp_yaml *mapping, const char *where, void *target)
{
    bool is_fine = true;
    for (size_t i = 0; i < keys->n; i++) {
        const struct lp_key *key = &keys->key[i];
        bool is_foreign = kind && key->of && strcmp(key->of, kind) != 0;
        if (key->slot != LP_SLOT_NONE)
            is_fine = read_key(reader, scope, key, is_foreign, mapping, where, target) && is_fine;
    }
    return is_fine;
}

bool lp_keyread_one(struct lp_reader *reader, const struct lp_scope *scope,
                    const struct lp_keys *keys, const char *name, const struct lp_yaml *mapping,
                    const char *where, void *target)
{
    return read_key(reader, scope, lp_keys_find(keys, name), false, mapping, where, target);
}

bool lp_keyread_count(struct lp_reader *reader, const struct lp_keys *keys, const char *name,
                      const struct lp_yaml *node, const char *label, size_t *count)
{
    const struct lp_key *key = lp_keys_find(keys, name);
    uint64_t number;
    if (!lp_reader_integer(reader, node, label, key->least, key->most, &number))
        return false;
    *count = (size_t)number;
    return true;
}
