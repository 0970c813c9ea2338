/* SPDX-License-Identifier: MIT
 *
 * Rules between the parts of a model: contacts of a film cut into
 * layers, one-way edges beside two electrodes, growth, and weights that do not sum to 1. What is
 * physically impossible is an error, what is only doubtful a warning (science.md).
 */
#include "input/modelbuild.h"

#include <math.h>

/* In layers a contact to a phase that does not conduct along the film would vanish as 1/Z. */
static void check_contact(struct lp_build *build, const struct lp_edge *edge)
{
    const struct lp_model *model = build->model;
    if (!model->n_layers || !lp_edge_conducts(edge) || !lp_edge_touches_electrode(model, edge))
        return;
    bool is_from = model->compartments[edge->i_from].kind == LP_ELECTRODE;
    const struct lp_compartment *electrode =
        &model->compartments[is_from ? edge->i_from : edge->i_to];
    const struct lp_compartment *phase = &model->compartments[is_from ? edge->i_to : edge->i_from];
    double diffusivity;
    const struct lp_value *value = &phase->diffusivity_m2_per_s;
    const struct lp_yaml *written = lp_reader_get(
        lp_reader_get(lp_reader_get(build->tree, "compartments"), phase->name), "diffusivity");
    if (written && !value->is_given)
        return; /* it has a fault of its own */
    if (value->is_given &&
        !(lp_parameterread_is_fixed(build->reader, value, &diffusivity) && diffusivity == 0.0))
        return;
    lp_reader_error(build->reader, edge->span,
                    "phase '%s' touches electrode '%s' but has no diffusivity", phase->name,
                    electrode->name);
    lp_reader_note(build->reader, phase->span, "'%s' declared here", phase->name);
    lp_reader_note(build->reader, lp_span_none(NULL),
                   "in a model with `depth` such a contact would vanish with the layers: give '%s' "
                   "a `diffusivity`, or remove the edge",
                   phase->name);
}

static void check_growth(struct lp_build *build, size_t i)
{
    const struct lp_compartment *compartment = &build->model->compartments[i];
    if (!compartment->growth.is_given)
        return;
    if (compartment->growth.i_source == i)
        lp_reader_error(build->reader, compartment->span,
                        "phase '%s' grows from itself: `from` names another compartment",
                        compartment->name);
}

static void check_one_way(struct lp_build *build)
{
    const struct lp_model *model = build->model;
    if (model->i_second == LP_NONE)
        return;
    for (size_t i = 0; i < model->n_edges; i++)
        if (!lp_edge_conducts(&model->edges[i])) {
            lp_reader_warning(build->reader, model->edges[i].span,
                              "one-way edge '%s' in a model with two electrodes: it moves tracer "
                              "only and takes no part in current, conductance or shares",
                              model->edges[i].id);
        }
}

/* A weight that is fitted has no sum yet. */
static void check_weights(struct lp_build *build, size_t i_compartment)
{
    const struct lp_model *model = build->model;
    double sum = 0.0, weight;
    const struct lp_component_part *last = NULL;
    for (size_t c = 0; c < model->n_components; c++)
        for (size_t k = 0; k < model->components[c].n_parts; k++) {
            const struct lp_component_part *part = &model->components[c].parts[k];
            if (part->i_compartment != i_compartment)
                continue;
            if (!lp_parameterread_is_fixed(build->reader, &part->weight, &weight))
                return;
            last = part;
            sum += weight;
        }
    if (!last || fabs(sum - 1.0) <= 1e-9)
        return;
    lp_reader_warning(build->reader, last->weight.span,
                      "the weights of '%s' sum to %g over the components, not to 1",
                      model->compartments[i_compartment].name, sum);
}

/* A parameter that nothing depends on would be fitted in vain. */
static void check_diffusivity(struct lp_build *build, const struct lp_compartment *compartment)
{
    double diffusivity;
    const struct lp_value *value = &compartment->diffusivity_m2_per_s;
    if (build->model->n_layers || !value->is_given ||
        lp_parameterread_is_fixed(build->reader, value, &diffusivity))
        return;
    lp_reader_warning(build->reader, value->span,
                      "diffusivity of '%s' is fitted, but nothing depends on it in a model without "
                      "`depth`",
                      compartment->name);
}

void lp_modelcheck(struct lp_build *build, bool is_faulty)
{
    const struct lp_model *model = build->model;
    for (size_t i = 0; i < model->n_edges; i++)
        check_contact(build, &model->edges[i]);
    for (size_t i = 0; i < model->n_compartments; i++)
        check_growth(build, i);
    if (is_faulty)
        return;
    for (size_t i = 0; i < model->n_compartments; i++) {
        check_weights(build, i);
        check_diffusivity(build, &model->compartments[i]);
    }
    check_one_way(build);
    if (model->n_edges == 0)
        lp_reader_warning(build->reader, build->tree->span,
                          "the model has no `exchange`: nothing moves between its compartments");
}
