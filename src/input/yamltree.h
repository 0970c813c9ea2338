/* SPDX-License-Identifier: MIT
 *
 * A YAML document as a tree in which every key and every value keeps the place it was written at.
 * Built on libyaml's events; duplicate keys and tags are rejected, aliases are resolved (bounded),
 * merge keys ("<<") are not special. Nodes are immutable and live in an arena, so trees can share.
 */
#ifndef LP_INPUT_YAMLTREE_H
#define LP_INPUT_YAMLTREE_H

#include "base/diag.h"

enum lp_yaml_kind { LP_YAML_SCALAR, LP_YAML_SEQUENCE, LP_YAML_MAPPING };

struct lp_yaml;

struct lp_yaml_pair {
    const char *key;
    struct lp_span key_span;
    const struct lp_yaml *value;
};

struct lp_yaml {
    enum lp_yaml_kind kind;
    struct lp_span span; /* where it starts; length is that of the scalar as written */
    const char *text;    /* scalar: its value, unquoted */
    bool is_quoted;      /* scalar in quotes or a block: never null, never a boolean */
    size_t n;            /* sequence: items; mapping: pairs */
    const struct lp_yaml *const *items;
    const struct lp_yaml_pair *pairs;
};

/*
 * Read the one document of a source.
 * Errors: LP_EINPUT  not YAML (libyaml's problem and context, with their places), a duplicate key,
 *                    a tag, a key that is no scalar, more than one document, nested deeper than 64,
 *                    more than 1e6 nodes through aliases. LP_ENOMEM.
 */
enum lp_status lp_yaml_read(struct lp_arena *arena, const struct lp_source *source,
                            const struct lp_yaml **root, struct lp_diag *diag) LP_MUST_CHECK;

/* The pair of a key in a mapping, or NULL (also when the node is no mapping or NULL). */
const struct lp_yaml_pair *lp_yaml_find(const struct lp_yaml *mapping, const char *key);

/* True for an unquoted, empty, "~" or "null" scalar. */
bool lp_yaml_is_null(const struct lp_yaml *node);

/*
 * An override (override.h): mappings merge by key, key by key down to `merge_depth`
 * levels of mappings (0: the override replaces the base whole); scalars and lists replace whole;
 * a null deletes the key. Order: base keys first, as they stood, then new ones.
 * Nodes that the override does not touch are the base's own nodes (same pointer).
 * NULL when out of memory.
 */
const struct lp_yaml *lp_yaml_merge(struct lp_arena *arena, const struct lp_yaml *base,
                                    const struct lp_yaml *override, int merge_depth);

#endif
