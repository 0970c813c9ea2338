/* SPDX-License-Identifier: MIT
 *
 * The plain values of a mapping (numbers, texts, truths, words) into its struct, as the table of
 * keys says: dimension, range, whether a parameter's name may stand there, what holds where the
 * key is absent. What asks for more than that is read by the mapping's own reader.
 */
#ifndef LP_INPUT_KEYREAD_H
#define LP_INPUT_KEYREAD_H

#include "input/parameterread.h"

/*
 * Read every key of a mapping that has a slot, in the order of the table, into target.
 *
 * scope    names of parameters; may be NULL where no key takes one
 * kind     NULL, or which of the mapping's kinds this one is ("a phase"): keys of another kind
 *          count as absent
 * mapping  NULL: all keys are absent
 * where    "compartment 'salt'", for messages
 * target   the struct that the table's offsets are of
 *
 * An absent key is read as its `absent` was written; without one, a struct lp_value becomes "not
 * given" and all else stays as it is. So does a value with a fault.
 * False after errors, which the reader has.
 */
bool lp_keyread(struct lp_reader *reader, const struct lp_scope *scope, const struct lp_keys *keys,
                const char *kind, const struct lp_yaml *mapping, const char *where, void *target);

/* The same for one key. */
bool lp_keyread_one(struct lp_reader *reader, const struct lp_scope *scope,
                    const struct lp_keys *keys, const char *name, const struct lp_yaml *mapping,
                    const char *where, void *target);

/* A whole number of a key that is there, within the table's bounds; label: "layers of depth". */
bool lp_keyread_count(struct lp_reader *reader, const struct lp_keys *keys, const char *name,
                      const struct lp_yaml *node, const char *label, size_t *count);

/*
 * A number in the observable's unit: plain, so that "2 percent" does not become 0.02; or the name
 * of a fixed parameter. key and where: what is read, for messages. False after an error.
 */
bool lp_keyread_plain(struct lp_reader *reader, const struct lp_scope *scope,
                      const struct lp_yaml *node, enum lp_range range, const char *key,
                      const char *where, double *value);

#endif
