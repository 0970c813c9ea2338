/* SPDX-License-Identifier: MIT
 *
 * What the spectrum resolves: `NAME: {compartment: weight, ...}`, or in long form
 * `NAME: {of: {compartment: weight, ...}, T1: 1.3 s}`. Without the key every phase is a component
 * of its own. Electrodes are not in the spectrum (science.md, "What the spectrometer sees").
 */
#include "input/modelbuild.h"
#include "input/name.h"

#include <string.h>

static void read_part(struct lp_build *build, const struct lp_yaml_pair *pair, const char *where,
                      struct lp_component *component)
{
    struct lp_reader *reader = build->reader;
    size_t i = lp_model_find_compartment(build->model, pair->key);
    if (i == LP_NONE) {
        lp_reader_error(reader, pair->key_span, "%s: no compartment is called '%s'", where,
                        pair->key);
        lp_reader_suggest(reader, pair->key, build->model->n_compartments,
                          build->compartment_names);
        if (strcmp(pair->key, "T1") == 0)
            lp_reader_note(reader, lp_span_none(NULL),
                           "T1 goes into the long form: {of: {lgps: 1}, T1: 1.3 s}");
        return;
    }
    if (build->model->compartments[i].kind == LP_ELECTRODE) {
        lp_reader_error(reader, pair->key_span, "%s: '%s' is an electrode", where, pair->key);
        lp_reader_note(reader, lp_span_none(NULL), "components are made of phases");
        return;
    }
    struct lp_component_part *part = &component->parts[component->n_parts];
    part->i_compartment = i;
    if (lp_parameterread_value(reader, build->scope, pair->value, LP_DIM_ONE, LP_NOT_NEGATIVE,
                               "weight", where, &part->weight))
        component->n_parts++;
}

static void read_component(struct lp_build *build, const struct lp_yaml_pair *pair,
                           struct lp_component *component)
{
    const char *where = lp_reader_printf(build->reader, "component '%s'", pair->key);
    const struct lp_yaml *parts = pair->value;
    *component = (struct lp_component){
        .name = pair->key, .t1_s.i_parameter = LP_NONE, .span = pair->key_span};
    (void)lp_name_check(build->reader, pair->key_span, pair->key, LP_NAME_CELL,
                        "name of a component");
    if (!where || !lp_reader_kind(build->reader, pair->value, LP_YAML_MAPPING, where))
        return;
    if (lp_yaml_find(pair->value, "of")) {
        lp_reader_keys(build->reader, pair->value, &lp_keys_component, where);
        (void)lp_keyread(build->reader, build->scope, &lp_keys_component, NULL, pair->value, where,
                         component);
        parts = lp_yaml_find(pair->value, "of")->value;
        if (!lp_reader_kind(build->reader, parts, LP_YAML_MAPPING, where))
            return;
    }
    if (parts->n == 0) {
        lp_reader_error(build->reader, pair->key_span, "%s sees no compartment", where);
        lp_reader_note(build->reader, lp_span_none(NULL), "as in `LGPS: {lgps: 1}`");
        return;
    }
    component->parts = lp_reader_alloc(build->reader, parts->n, sizeof *component->parts);
    if (!component->parts)
        return;
    for (size_t i = 0; i < parts->n; i++)
        read_part(build, &parts->pairs[i], where, component);
}

static void add_default(struct lp_build *build)
{
    struct lp_model *model = build->model;
    model->components =
        lp_reader_alloc(build->reader, model->n_compartments, sizeof *model->components);
    for (size_t i = 0; i < model->n_compartments && model->components; i++) {
        const struct lp_compartment *compartment = &model->compartments[i];
        if (compartment->kind == LP_ELECTRODE)
            continue;
        struct lp_component *component = &model->components[model->n_components];
        *component = (struct lp_component){.name = compartment->name,
                                           .n_parts = 1,
                                           .t1_s.i_parameter = LP_NONE,
                                           .span = compartment->span};
        component->parts = lp_reader_alloc(build->reader, 1, sizeof *component->parts);
        if (!component->parts)
            return;
        *component->parts =
            (struct lp_component_part){i, lp_build_constant(1.0, compartment->span)};
        model->n_components++;
    }
}

void lp_componentread(struct lp_build *build, const struct lp_yaml *mapping)
{
    struct lp_model *model = build->model;
    if (!mapping) {
        add_default(build);
        return;
    }
    if (!lp_reader_kind(build->reader, mapping, LP_YAML_MAPPING, "components"))
        return;
    model->components = lp_reader_alloc(build->reader, mapping->n, sizeof *model->components);
    if (!model->components)
        return;
    for (size_t i = 0; i < mapping->n; i++)
        read_component(build, &mapping->pairs[i], &model->components[i]);
    model->n_components = mapping->n;
}
