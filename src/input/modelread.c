/* SPDX-License-Identifier: MIT
 *
 * Cell, compartments and depth of a model, and the order in which its parts are read: parameters
 * and cell first (the reference temperature of an activation is the cell's), then compartments,
 * then what refers to them. A part that is broken as a whole stops what depends on it, so that one
 * mistake does not show as twenty. Keys: modelkeys.c.
 */
#include "input/modelbuild.h"
#include "input/name.h"

#include <math.h>
#include <string.h>

#define ROOM_TEMPERATURE_K 298.15

static void read_cell(struct lp_build *build)
{
    const struct lp_yaml *mapping = lp_reader_get(build->tree, "cell");
    bool is_mapping = mapping && mapping->kind == LP_YAML_MAPPING;
    if (mapping)
        lp_reader_keys(build->reader, mapping, &lp_keys_cell, "cell");
    (void)lp_keyread(build->reader, build->scope, &lp_keys_cell, NULL, is_mapping ? mapping : NULL,
                     "cell", &build->model->cell);
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

static void read_growth(struct lp_build *build, const struct lp_yaml *mapping, const char *where,
                        struct lp_growth *growth)
{
    const char *here = lp_reader_printf(build->reader, "growth of %s", where);
    growth->i_source = LP_NONE;
    if (!here || !lp_reader_keys(build->reader, mapping, &lp_keys_growth, here))
        return;
    for (size_t i = 0; i < lp_keys_growth.n; i++)
        if (!lp_reader_get(mapping, lp_keys_growth.key[i].name)) {
            lp_reader_error(build->reader, mapping->span, "%s has no `%s`", here,
                            lp_keys_growth.key[i].name);
            lp_reader_note(build->reader, lp_span_none(NULL),
                           "all of: {rate: 1e-19 m2/s, start: 2 nm, scale: 10 nm, from: right}");
            return;
        }
    growth->is_given = true;
    (void)lp_keyread(build->reader, build->scope, &lp_keys_growth, NULL, mapping, here, growth);
    growth->i_source = lp_build_compartment(build, lp_reader_get(mapping, "from"), here);
}

static const char *kind_words(enum lp_compartment_kind kind)
{
    return kind == LP_ELECTRODE ? "an electrode" : "a phase";
}

static void check_foreign_keys(struct lp_build *build, const struct lp_yaml *mapping,
                               const char *where, const char *kind)
{
    for (size_t i = 0; i < lp_keys_compartment.n; i++) {
        const struct lp_key *key = &lp_keys_compartment.key[i];
        if (key->of && strcmp(key->of, kind) != 0 && lp_reader_get(mapping, key->name))
            lp_reader_error(build->reader, lp_reader_key_span(mapping, key->name),
                            "`%s` belongs to %s, and %s is %s", key->name, key->of, where, kind);
    }
}

/* is_sound: no key and no kind is misspelt, so what is missing is really missing. */
static void check_electrode(struct lp_build *build, const struct lp_yaml_pair *pair,
                            const char *where, bool is_sound,
                            const struct lp_compartment *compartment)
{
    struct lp_reader *reader = build->reader;
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
    const struct lp_key *key = lp_keys_find(&lp_keys_compartment, "enrichment");
    const struct lp_yaml *node = lp_reader_get(mapping, key->name);
    bool is_natural =
        !node || (node->kind == LP_YAML_SCALAR && strcmp(node->text, key->absent) == 0);
    if (is_natural) {
        compartment->enrichment = build->model->cell.natural;
        if (node)
            compartment->enrichment.span = node->span;
    } else {
        (void)lp_parameterread_value(build->reader, build->scope, node, key->dimension, key->range,
                                     key->name, where, &compartment->enrichment);
    }
}

/* One that is not in the table, or no word at all: reported when kinds were read. */
static bool has_strange_kind(const struct lp_yaml *mapping)
{
    const char *const *words = lp_keys_find(&lp_keys_compartment, "kind")->words;
    const struct lp_yaml *kind = lp_reader_get(mapping, "kind");
    size_t i = 0;
    while (kind && kind->kind == LP_YAML_SCALAR && words[i] && strcmp(kind->text, words[i]) != 0)
        i++;
    return kind && (kind->kind != LP_YAML_SCALAR || !words[i]);
}

static void read_compartment(struct lp_build *build, const struct lp_yaml_pair *pair,
                             struct lp_compartment *compartment)
{
    const char *where = lp_reader_printf(build->reader, "compartment '%s'", compartment->name);
    const char *kind = kind_words(compartment->kind);
    compartment->growth.i_source = LP_NONE;
    if (!where)
        return;
    bool is_sound = lp_reader_keys(build->reader, pair->value, &lp_keys_compartment, where) &&
                    !has_strange_kind(pair->value);
    if (pair->value->kind != LP_YAML_MAPPING)
        return;
    (void)lp_keyread(build->reader, build->scope, &lp_keys_compartment, kind, pair->value, where,
                     compartment);
    read_enrichment(build, pair->value, where, compartment);
    check_foreign_keys(build, pair->value, where, kind);
    if (compartment->kind == LP_PHASE)
        read_phase(build, pair, where, is_sound, compartment);
    else
        check_electrode(build, pair, where, is_sound, compartment);
}

/* Names and kinds come before all else: growth and edges refer to any compartment. */
static void read_kind(struct lp_build *build, const struct lp_yaml_pair *pair,
                      struct lp_compartment *compartment)
{
    const char *where = lp_reader_printf(build->reader, "compartment '%s'", pair->key);
    *compartment = (struct lp_compartment){
        .name = pair->key, .kind = LP_PHASE, .role = "", .span = pair->key_span};
    (void)lp_name_check(build->reader, pair->key_span, pair->key, LP_NAME_CELL,
                        "name of a compartment");
    if (where)
        (void)lp_keyread_one(build->reader, build->scope, &lp_keys_compartment, "kind", pair->value,
                             where, compartment);
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
    const struct lp_yaml *mapping = lp_reader_get(build->tree, "depth");
    build->model->depth_thickness_m.i_parameter = LP_NONE;
    if (!mapping)
        return;
    lp_reader_keys(build->reader, mapping, &lp_keys_depth, "depth");
    if (mapping->kind != LP_YAML_MAPPING)
        return;
    const struct lp_yaml *layers = lp_reader_get(mapping, "layers");
    build->model->n_layers = 1;
    if (!layers) {
        lp_reader_error(build->reader, mapping->span, "depth has no `layers`");
        lp_reader_note(build->reader, lp_span_none(NULL),
                       "say into how many layers the film is cut, as in `layers: 64`");
    } else {
        (void)lp_keyread_count(build->reader, &lp_keys_depth, "layers", layers, "layers of depth",
                               &build->model->n_layers);
    }
    (void)lp_keyread(build->reader, build->scope, &lp_keys_depth, NULL, mapping, "depth",
                     build->model);
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
    (void)lp_keyread(reader, build.scope, &lp_keys_model, NULL, tree, "a model", build.model);
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
