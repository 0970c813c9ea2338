/* SPDX-License-Identifier: MIT
 *
 * One item of a study's `experiments`.
 */
#ifndef LP_INPUT_EXPERIMENTREAD_H
#define LP_INPUT_EXPERIMENTREAD_H

#include "input/parameterread.h"

/* The study's model, which experiments without an override of their own share. */
struct lp_base_model {
    const struct lp_yaml *tree; /* overrides of the study applied */
    struct lp_model *model;     /* NULL until an experiment needs it, or after a fault */
    struct lp_scope *scope;
    bool is_read;
};

/*
 * Read an experiment; node NULL: the one a study without experiments implies. The name is settled
 * already. source: the study, which paths are relative to. Faults go to the reader.
 */
void lp_experimentread(struct lp_reader *reader, struct lp_base_model *base,
                       const struct lp_source *source, const struct lp_yaml *node,
                       struct lp_experiment *experiment);

#endif
