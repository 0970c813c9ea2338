/* SPDX-License-Identifier: MIT
 *
 * What the readers of a model's parts ask of the model under construction.
 */
#include "input/modelbuild.h"

struct lp_value lp_build_constant(double constant, struct lp_span span)
{
    return (struct lp_value){
        .is_given = true, .i_parameter = LP_NONE, .constant = constant, .span = span};
}

size_t lp_build_compartment(struct lp_build *build, const struct lp_yaml *node, const char *where)
{
    const char *name;
    if (!lp_reader_text(build->reader, node, where, &name))
        return LP_NONE;
    size_t i = lp_model_find_compartment(build->model, name);
    if (i == LP_NONE) {
        lp_reader_error(build->reader, node->span, "%s: no compartment is called '%s'", where,
                        name);
        lp_reader_suggest(build->reader, name, build->model->n_compartments,
                          build->compartment_names);
    }
    return i;
}
