/* SPDX-License-Identifier: MIT
 *
 * Overrides are applied to the tree, before it is read as a model, so that an overridden model
 * obeys the very rules of one written out. Parameters merge two levels deep (the section, then each
 * parameter whole: a `value` must not be left standing beside a new `start`), all other sections as
 * deep as they go. A null for a name that is not there would be a silent slip of the pen: an error.
 */
#include "input/override.h"

#include <string.h>

#define PARAMETERS_DEPTH 2
#define FULL_DEPTH       64

/* Deletions of what is not there, at any depth of mappings. */
static void check_deletions(struct lp_reader *reader, const struct lp_yaml *base,
                            const struct lp_yaml *override, const char *where)
{
    bool has_base = base && base->kind == LP_YAML_MAPPING;
    for (size_t i = 0; i < override->n; i++) {
        const struct lp_yaml_pair *pair = &override->pairs[i];
        const struct lp_yaml_pair *old = has_base ? lp_yaml_find(base, pair->key) : NULL;
        if (pair->value->kind == LP_YAML_MAPPING && old)
            check_deletions(reader, old->value, pair->value, where);
        if (!lp_yaml_is_null(pair->value) || old)
            continue;
        const char **names = lp_reader_alloc(reader, has_base ? base->n : 0, sizeof *names);
        if (!names)
            return;
        for (size_t k = 0; has_base && k < base->n; k++)
            names[k] = base->pairs[k].key;
        lp_reader_error(reader, pair->key_span, "%s deletes '%s', which is not there", where,
                        pair->key);
        lp_reader_suggest(reader, pair->key, has_base ? base->n : 0, names);
    }
}

/* The override's `parameters` alone, or all but them. */
static struct lp_yaml *part_of(struct lp_reader *reader, const struct lp_yaml *override,
                               bool wants_parameters)
{
    struct lp_yaml *part = lp_reader_alloc(reader, 1, sizeof *part);
    struct lp_yaml_pair *pairs = lp_reader_alloc(reader, override->n, sizeof *pairs);
    if (!part || !pairs)
        return NULL;
    *part = *override;
    part->n = 0;
    part->pairs = pairs;
    for (size_t i = 0; i < override->n; i++)
        if ((strcmp(override->pairs[i].key, "parameters") == 0) == wants_parameters)
            pairs[part->n++] = override->pairs[i];
    return part;
}

const struct lp_yaml *lp_override_apply(struct lp_reader *reader, const struct lp_yaml *base,
                                        const struct lp_yaml *override, const char *where)
{
    if (!override)
        return base;
    lp_reader_keys(reader, override, &lp_keys_override, where);
    if (override->kind != LP_YAML_MAPPING)
        return NULL;
    check_deletions(reader, base, override, where);
    const struct lp_yaml *parameters = part_of(reader, override, true);
    const struct lp_yaml *rest = part_of(reader, override, false);
    if (!parameters || !rest)
        return NULL;
    const struct lp_yaml *merged = lp_yaml_merge(reader->arena, base, parameters, PARAMETERS_DEPTH);
    if (merged)
        merged = lp_yaml_merge(reader->arena, merged, rest, FULL_DEPTH);
    if (!merged)
        reader->is_out_of_memory = true;
    return merged;
}
