/* SPDX-License-Identifier: MIT
 *
 * A model under construction, shared by the files that read its parts: modelread (cell,
 * compartments, depth), exchangeread, componentread and modelcheck. By nobody else.
 */
#ifndef LP_INPUT_MODELBUILD_H
#define LP_INPUT_MODELBUILD_H

#include "input/keyread.h"
#include "input/modelread.h"

struct lp_build {
    struct lp_reader *reader;
    const struct lp_yaml *tree;
    struct lp_scope *scope;
    struct lp_model *model;
    const char **compartment_names; /* [n_compartments], for suggestions */
};

/* The compartment that a scalar names; LP_NONE after an error. */
size_t lp_build_compartment(struct lp_build *build, const struct lp_yaml *node, const char *where);

/* A constant that stands for an absent number. */
struct lp_value lp_build_constant(double constant, struct lp_span span);

void lp_exchangeread(struct lp_build *build, const struct lp_yaml *list);

/* mapping NULL: one component per phase, under the phase's name. */
void lp_componentread(struct lp_build *build, const struct lp_yaml *mapping);

/* What holds between the parts of a model. is_faulty: a part has a fault, so do not warn yet. */
void lp_modelcheck(struct lp_build *build, bool is_faulty);

#endif
