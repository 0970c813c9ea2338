/* SPDX-License-Identifier: MIT
 *
 * A model out of its YAML tree: the keys of modelkeys.c, every number with its dimension
 * and range, every name resolved, then the rules that hold between the parts (modelcheck). Faults
 * go to the reader; what comes back after a fault must not be used for anything but further
 * reading.
 */
#ifndef LP_INPUT_MODELREAD_H
#define LP_INPUT_MODELREAD_H

#include "input/parameterread.h"

/*
 * Declare the parameters of the study's own model (overrides of the study applied), so that
 * experiments can share them. Owns: nothing; what it makes lives in the reader's arena.
 */
void lp_modelread_parameters(struct lp_reader *reader, const struct lp_yaml *tree);

/*
 * Read a model. experiment: the one whose override made this tree, NULL for the study's own.
 * scope: out, the names it knows, for numbers of the experiment. NULL after a fault that leaves
 * nothing to go on with.
 */
struct lp_model *lp_modelread(struct lp_reader *reader, const struct lp_yaml *tree,
                              const char *experiment, struct lp_scope **scope);

#endif
