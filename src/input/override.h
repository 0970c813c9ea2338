/* SPDX-License-Identifier: MIT
 *
 * A model's tree under an `override` of the study or of an experiment (inputs/README.md,
 * `override`).
 */
#ifndef LP_INPUT_OVERRIDE_H
#define LP_INPUT_OVERRIDE_H

#include "input/reader.h"

/*
 * base with the override applied: mappings merge by key, but a parameter's mapping, a scalar and a
 * list replace whole; a null deletes. Nodes that the override does not touch stay the same nodes.
 * override NULL gives base. NULL after a fault that leaves nothing to go on with.
 */
const struct lp_yaml *lp_override_apply(struct lp_reader *reader, const struct lp_yaml *base,
                                        const struct lp_yaml *override, const char *where);

#endif
