/* SPDX-License-Identifier: MIT
 *
 * Cell, compartments and depth of a model, and the order in which its parts are read: parameters
 * and cell first (the reference temperature of an activation is the cell's), then compartments,
 * then what refers to them. A part that is broken as a whole stops what depends on it, so that one
 * mistake does not show as twenty. Formats: interface.md, "Model"; meaning: science.md.
 */
#include "input/modelbuild.h"

#include <math.h>
#include <string.h>

#define LENGTH(array)      (sizeof array / sizeof *(array))
#define ROOM_TEMPERATURE_K 298.15
#define NATURAL_LI6        0.0759 /* IUPAC 2013 representative value */
#define MAX_LAYERS         100000

/* A number under a key, or a constant where the key is absent. */
static void value_or(struct lp_build *build, const struct lp_yaml *mapping, const char *key,
                     enum lp_dimension dimension, enum lp_range range, const char *where,
                     double absent, struct lp_value *value)
{
    if (lp_reader_get(mapping, key))
        (void)lp_build_value(build, mapping, key, dimension, range, where, value);
    else
        *value = lp_build_constant(absent, mapping->span);
}

static void read_cell(struct lp_build *build)
{
    static const char *const keys[] = {"area", "thickness", "temperature", "natural",
                                       "transference"};
    struct lp_cell *cell = &build->model->cell;
    const struct lp_yaml *mapping = lp_reader_get(build->tree, "cell");
    struct lp_span nowhere = build->tree->span;
    *cell = (struct lp_cell){
        .area_m2.i_parameter = LP_NONE,
        .thickness_m.i_parameter = LP_NONE,
        .temperature_K = lp_build_constant(ROOM_TEMPERATURE_K, nowhere),
        .natural = lp_build_constant(NATURAL_LI6, nowhere),
        .transference = lp_build_constant(1.0, nowhere),
    };
    if (!mapping)
        return;
    lp_reader_keys(build->reader, mapping, LENGTH(keys), keys, "cell");
    if (mapping->kind != LP_YAML_MAPPING)
        return;
    (void)lp_build_value(build, mapping, "area", LP_DIM_AREA, LP_POSITIVE, "cell", &cell->area_m2);
    (void)lp_build_value(build, mapping, "thickness", LP_DIM_LENGTH, LP_POSITIVE, "cell",
                         &cell->thickness_m);
    value_or(build, mapping, "temperature", LP_DIM_TEMPERATURE, LP_POSITIVE, "cell",
             ROOM_TEMPERATURE_K, &cell->temperature_K);
    value_or(build, mapping, "natural", LP_DIM_ONE, LP_FRACTION, "cell", NATURAL_LI6,
             &cell->natural);
    value_or(build, mapping, "transference", LP_DIM_ONE, LP_FRACTION, "cell", 1.0,
             &cell->transference);
}

/* The cell's temperature as a number: protocols and reference temperatures are not fitted. */
static double cell_temperature(struct lp_build *build)
{
    const struct lp_value *value = &build->model->cell.temperature_K;
    double temperature_K;
    if (lp_parameterread_is_fixed(build->reader, value, &temperature_K))
        return temperature_K;
    if (value->is_given) {
        lp_reader_error(build->reader, value->span,
                        "the cell's temperature cannot be fitted: give it as a number");
        return ROOM_TEMPERATURE_K;
    }
    return ROOM_TEMPERATURE_K;
}

static void read_material(struct lp_build *build, const struct lp_yaml *node, const char *where,
                          enum lp_material *material)
{
    static const char *const materials[] = {"liquid", "polymer", "ceramic"};
    static const enum lp_material meant[] = {LP_MATERIAL_LIQUID, LP_MATERIAL_POLYMER,
                                             LP_MATERIAL_CERAMIC};
    const char *text = NULL;
    if (!lp_reader_text(build->reader, node, "material", &text))
        return;
    for (size_t i = 0; i < LENGTH(materials); i++)
        if (strcmp(text, materials[i]) == 0) {
            *material = meant[i];
            return;
        }
    lp_reader_error(build->reader, node->span, "material of %s is '%s'", where, text);
    lp_reader_suggest(build->reader, text, LENGTH(materials), materials);
}

static void read_growth(struct lp_build *build, const struct lp_yaml *mapping, const char *where,
                        struct lp_growth *growth)
{
    static const char *const keys[] = {"rate", "start", "scale", "from"};
    const char *here = lp_reader_printf(build->reader, "growth of %s", where);
    growth->i_source = LP_NONE;
    if (!here || !lp_reader_keys(build->reader, mapping, LENGTH(keys), keys, here))
        return;
    for (size_t i = 0; i < LENGTH(keys); i++)
        if (!lp_reader_get(mapping, keys[i])) {
            lp_reader_error(build->reader, mapping->span, "%s has no `%s`", here, keys[i]);
            lp_reader_note(build->reader, lp_span_none(NULL),
                           "all of: {rate: 1e-19 m2/s, start: 2 nm, scale: 10 nm, from: right}");
            return;
        }
    growth->is_given = true;
    (void)lp_build_value(build, mapping, "rate", LP_DIM_DIFFUSIVITY, LP_NOT_NEGATIVE, here,
                         &growth->rate_m2_per_s);
    (void)lp_build_value(build, mapping, "start", LP_DIM_LENGTH, LP_POSITIVE, here,
                         &growth->start_m);
    (void)lp_build_value(build, mapping, "scale", LP_DIM_LENGTH, LP_POSITIVE, here,
                         &growth->scale_m);
    growth->i_source = lp_build_compartment(build, lp_reader_get(mapping, "from"), here);
}

/* is_sound: no key and no kind is misspelt, so what is missing is really missing. */
static void read_electrode(struct lp_build *build, const struct lp_yaml_pair *pair,
                           const char *where, bool is_sound, struct lp_compartment *compartment)
{
    static const char *const phase_keys[] = {"diffusivity", "haven", "growth", "material"};
    struct lp_reader *reader = build->reader;
    for (size_t i = 0; i < LENGTH(phase_keys); i++)
        if (lp_reader_get(pair->value, phase_keys[i]))
            lp_reader_error(reader, lp_reader_key_span(pair->value, phase_keys[i]),
                            "`%s` belongs to a phase, and %s is an electrode", phase_keys[i],
                            where);
    (void)lp_build_value(build, pair->value, "surface", LP_DIM_AMOUNT, LP_POSITIVE, where,
                         &compartment->surface_mol);
    if (compartment->surface_mol.is_given && compartment->inventory_mol.is_given) {
        lp_reader_error(reader, lp_reader_key_span(pair->value, "surface"),
                        "%s has both `surface` and `inventory`", where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "`surface` is a pool on an endless foil, `inventory` a finite foil: keep "
                       "one of the two");
    }
    if (is_sound && !lp_reader_get(pair->value, "enrichment")) {
        lp_reader_error(reader, pair->key_span, "electrode '%s' has no `enrichment`",
                        compartment->name);
        lp_reader_note(reader, lp_span_none(NULL),
                       "give the 6Li fraction of its foil, as in `enrichment: 0.95`, or "
                       "`enrichment: natural`");
    }
}

static void read_phase(struct lp_build *build, const struct lp_yaml_pair *pair, const char *where,
                       bool is_sound, struct lp_compartment *compartment)
{
    struct lp_reader *reader = build->reader;
    if (lp_reader_get(pair->value, "surface"))
        lp_reader_error(reader, lp_reader_key_span(pair->value, "surface"),
                        "`surface` belongs to an electrode, and %s is a phase", where);
    (void)lp_build_value(build, pair->value, "diffusivity", LP_DIM_DIFFUSIVITY, LP_NOT_NEGATIVE,
                         where, &compartment->diffusivity_m2_per_s);
    const struct lp_yaml *material = lp_reader_get(pair->value, "material");
    if (material)
        read_material(build, material, where, &compartment->material);
    const struct lp_yaml *growth = lp_reader_get(pair->value, "growth");
    if (growth)
        read_growth(build, growth, where, &compartment->growth);
    bool may_lack = !is_sound || (reader->is_lenient && !lp_reader_get(build->tree, "depth"));
    if (!lp_reader_get(pair->value, "inventory") && !may_lack) {
        lp_reader_error(reader, pair->key_span, "phase '%s' has no `inventory`", compartment->name);
        lp_reader_note(reader, lp_span_none(NULL),
                       "give its lithium, 6Li and 7Li together, as in `inventory: 6.0 umol`, or "
                       "make it an electrode with `kind: electrode`");
    }
}

static void read_enrichment(struct lp_build *build, const struct lp_yaml *mapping,
                            const char *where, struct lp_compartment *compartment)
{
    const struct lp_yaml *node = lp_reader_get(mapping, "enrichment");
    bool is_natural = !node || (node->kind == LP_YAML_SCALAR && strcmp(node->text, "natural") == 0);
    if (is_natural) {
        compartment->enrichment = build->model->cell.natural;
        if (node)
            compartment->enrichment.span = node->span;
    } else {
        (void)lp_build_value(build, mapping, "enrichment", LP_DIM_ONE, LP_FRACTION, where,
                             &compartment->enrichment);
    }
}

static const char *const kinds[] = {[LP_ELECTRODE] = "electrode", [LP_PHASE] = "phase"};

static bool has_strange_kind(const struct lp_yaml *mapping)
{
    const struct lp_yaml *kind = lp_reader_get(mapping, "kind");
    return kind && (kind->kind != LP_YAML_SCALAR || (strcmp(kind->text, kinds[LP_PHASE]) != 0 &&
                                                     strcmp(kind->text, kinds[LP_ELECTRODE]) != 0));
}

static void read_compartment(struct lp_build *build, const struct lp_yaml_pair *pair,
                             struct lp_compartment *compartment)
{
    static const char *const keys[] = {"kind",  "role",    "inventory", "enrichment", "diffusivity",
                                       "haven", "surface", "growth",    "material"};
    const char *where = lp_reader_printf(build->reader, "compartment '%s'", compartment->name);
    compartment->surface_mol.i_parameter = LP_NONE;
    compartment->diffusivity_m2_per_s.i_parameter = LP_NONE;
    compartment->growth.i_source = LP_NONE;
    if (!where)
        return;
    bool is_sound = lp_reader_keys(build->reader, pair->value, LENGTH(keys), keys, where) &&
                    !has_strange_kind(pair->value);
    if (pair->value->kind != LP_YAML_MAPPING)
        return;
    const struct lp_yaml *role = lp_reader_get(pair->value, "role");
    if (role)
        (void)lp_reader_text(build->reader, role, "role", &compartment->role);
    (void)lp_build_value(build, pair->value, "inventory", LP_DIM_AMOUNT, LP_POSITIVE, where,
                         &compartment->inventory_mol);
    read_enrichment(build, pair->value, where, compartment);
    if (compartment->kind == LP_PHASE) {
        value_or(build, pair->value, "haven", LP_DIM_ONE, LP_POSITIVE, where, 1.0,
                 &compartment->haven);
        read_phase(build, pair, where, is_sound, compartment);
    } else {
        compartment->haven = lp_build_constant(1.0, pair->key_span);
        read_electrode(build, pair, where, is_sound, compartment);
    }
}

/* Names and kinds come before all else: growth and edges refer to any compartment. */
static void read_kind(struct lp_build *build, const struct lp_yaml_pair *pair,
                      struct lp_compartment *compartment)
{
    const struct lp_yaml *node = lp_reader_get(pair->value, "kind");
    const char *kind = kinds[LP_PHASE];
    *compartment = (struct lp_compartment){
        .name = pair->key, .kind = LP_PHASE, .role = "", .span = pair->key_span};
    if (!node || !lp_reader_text(build->reader, node, "kind", &kind))
        return;
    if (has_strange_kind(pair->value)) {
        lp_reader_error(build->reader, node->span, "kind of compartment '%s' is '%s'", pair->key,
                        kind);
        lp_reader_suggest(build->reader, kind, LENGTH(kinds), kinds);
    } else if (strcmp(kind, kinds[LP_ELECTRODE]) == 0) {
        compartment->kind = LP_ELECTRODE;
    }
}

static void note_electrode(struct lp_build *build, size_t i)
{
    struct lp_model *model = build->model;
    if (model->i_first == LP_NONE) {
        model->i_first = i;
    } else if (model->i_second == LP_NONE) {
        model->i_second = i;
    } else {
        lp_reader_error(build->reader, model->compartments[i].span,
                        "'%s' is a third electrode: a model has at most two",
                        model->compartments[i].name);
        lp_reader_note(build->reader, lp_span_none(NULL), "the other two are '%s' and '%s'",
                       model->compartments[model->i_first].name,
                       model->compartments[model->i_second].name);
    }
}

static bool read_compartments(struct lp_build *build)
{
    struct lp_model *model = build->model;
    const struct lp_yaml *mapping = lp_reader_get(build->tree, "compartments");
    if (!mapping) {
        lp_reader_error(build->reader, lp_reader_key_span(build->tree, "compartments"),
                        "the model has no `compartments`");
        lp_reader_note(build->reader, lp_span_none(NULL),
                       "list electrodes and phases by name, as in "
                       "`compartments: {salt: {inventory: 2.5 umol}}`");
        return false;
    }
    if (!lp_reader_kind(build->reader, mapping, LP_YAML_MAPPING, "compartments"))
        return false;
    model->compartments = lp_reader_alloc(build->reader, mapping->n, sizeof *model->compartments);
    build->compartment_names = lp_reader_alloc(build->reader, mapping->n, sizeof(char *));
    if (!model->compartments || !build->compartment_names)
        return false;
    for (size_t i = 0; i < mapping->n; i++) {
        read_kind(build, &mapping->pairs[i], &model->compartments[i]);
        build->compartment_names[i] = mapping->pairs[i].key;
    }
    model->n_compartments = mapping->n;
    for (size_t i = 0; i < mapping->n; i++) {
        if (model->compartments[i].kind == LP_ELECTRODE)
            note_electrode(build, i);
        read_compartment(build, &mapping->pairs[i], &model->compartments[i]);
    }
    return true;
}

/* Thickness of the film: the depth's own, else the cell's; where both are given they agree. */
static void settle_thickness(struct lp_build *build, const struct lp_yaml *mapping)
{
    struct lp_model *model = build->model;
    struct lp_value *own = &model->depth_thickness_m;
    const struct lp_value *cell = &model->cell.thickness_m;
    if (!own->is_given && !lp_reader_get(mapping, "thickness")) {
        *own = *cell;
        const struct lp_yaml *of_cell = lp_reader_get(build->tree, "cell");
        if (!own->is_given && !lp_reader_get(of_cell, "thickness")) {
            lp_reader_error(build->reader, lp_reader_key_span(build->tree, "depth"),
                            "depth needs the film's thickness");
            lp_reader_note(build->reader, lp_span_none(NULL),
                           "write `thickness: 40 um` in depth or in cell");
        }
        return;
    }
    double here, there;
    if (!own->is_given || !cell->is_given ||
        (own->i_parameter == cell->i_parameter && own->i_parameter != LP_NONE))
        return;
    bool are_known = lp_parameterread_is_fixed(build->reader, own, &here) &&
                     lp_parameterread_is_fixed(build->reader, cell, &there);
    if (are_known && fabs(here - there) <= 1e-9 * there)
        return;
    lp_reader_error(build->reader, own->span, "thickness of depth is not that of the cell");
    lp_reader_note(build->reader, cell->span, "the cell's thickness is here");
    lp_reader_note(build->reader, lp_span_none(NULL), "give it once, or the same twice");
}

static void read_depth(struct lp_build *build)
{
    static const char *const keys[] = {"layers", "thickness"};
    const struct lp_yaml *mapping = lp_reader_get(build->tree, "depth");
    build->model->depth_thickness_m.i_parameter = LP_NONE;
    if (!mapping)
        return;
    lp_reader_keys(build->reader, mapping, LENGTH(keys), keys, "depth");
    if (mapping->kind != LP_YAML_MAPPING)
        return;
    const struct lp_yaml *layers = lp_reader_get(mapping, "layers");
    uint64_t n_layers = 1;
    if (!layers) {
        lp_reader_error(build->reader, mapping->span, "depth has no `layers`");
        lp_reader_note(build->reader, lp_span_none(NULL),
                       "say into how many layers the film is cut, as in `layers: 64`");
    } else {
        (void)lp_reader_integer(build->reader, layers, "layers of depth", 1, MAX_LAYERS, &n_layers);
    }
    build->model->n_layers = (size_t)n_layers;
    (void)lp_build_value(build, mapping, "thickness", LP_DIM_LENGTH, LP_POSITIVE, "depth",
                         &build->model->depth_thickness_m);
    settle_thickness(build, mapping);
}

/* Parameters, cell and reference temperatures. */
static bool begin(struct lp_build *build, struct lp_reader *reader, const struct lp_yaml *tree,
                  const char *experiment)
{
    *build = (struct lp_build){.reader = reader, .tree = tree};
    build->model = lp_reader_alloc(reader, 1, sizeof *build->model);
    if (!build->model)
        return false;
    build->model->title = "";
    build->model->parameters = reader->table;
    build->model->i_first = build->model->i_second = LP_NONE;
    build->scope = lp_parameterread_scope(reader, lp_reader_get(tree, "parameters"), experiment);
    if (!build->scope)
        return false;
    read_cell(build);
    lp_parameterread_activations(reader, build->scope, cell_temperature(build));
    return true;
}

void lp_modelread_parameters(struct lp_reader *reader, const struct lp_yaml *tree)
{
    struct lp_build build;
    (void)begin(&build, reader, tree, NULL);
}

struct lp_model *lp_modelread(struct lp_reader *reader, const struct lp_yaml *tree,
                              const char *experiment, struct lp_scope **scope)
{
    struct lp_build build;
    size_t n_errors = reader->n_errors;
    if (!begin(&build, reader, tree, experiment))
        return NULL;
    *scope = build.scope;
    const struct lp_yaml *title = lp_reader_get(tree, "title");
    if (title)
        (void)lp_reader_text(reader, title, "title", &build.model->title);
    if (!read_compartments(&build))
        return NULL;
    read_depth(&build);
    const struct lp_yaml *exchange = lp_reader_get(tree, "exchange");
    if (exchange)
        lp_exchangeread(&build, exchange);
    lp_componentread(&build, lp_reader_get(tree, "components"));
    if (reader->is_out_of_memory)
        return NULL;
    lp_modelcheck(&build, reader->n_errors != n_errors);
    return build.model;
}
