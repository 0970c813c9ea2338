/* SPDX-License-Identifier: MIT
 *
 * The file of `lipath conduct` becomes numbers in SI and tables (its keys: conductread.h). The two
 * rooms agree on the order of the numbers by the enum of conduction.h, which is below this
 * room and so is not seen here: `enum place` has that order.
 */
#include "conduct/conductread.h"

#include "base/file.h"
#include "conduct/conducttable.h"

#include <math.h>
#include <string.h>

#define LENGTH(array)      (sizeof array / sizeof *(array))
#define ROOM_TEMPERATURE_K 298.15

enum place {
    SIGMA,
    TRANSFERENCE,
    CARRIERS,
    D_SIGMA,
    HAVEN,
    D_TRACER,
    CORRELATION,
    D_RANDOM,
    DISTANCE,
    RATE,
    ATTEMPT,
    ENTROPY,
    ENTHALPY
};

struct key {
    const char *key;
    enum place place;
    enum lp_dimension dimension;
    enum lp_range range;
};

static const struct key top_numbers[] = {
    {"conductivity", SIGMA, LP_DIM_CONDUCTIVITY, LP_POSITIVE},
    {"conductivity_diffusivity", D_SIGMA, LP_DIM_DIFFUSIVITY, LP_POSITIVE},
    {"haven", HAVEN, LP_DIM_ONE, LP_POSITIVE},
    {"diffusivity", D_TRACER, LP_DIM_DIFFUSIVITY, LP_POSITIVE},
    {"random_diffusivity", D_RANDOM, LP_DIM_DIFFUSIVITY, LP_POSITIVE},
};
static const struct key hop_numbers[] = {
    {"distance", DISTANCE, LP_DIM_LENGTH, LP_POSITIVE},
    {"rate", RATE, LP_DIM_RATE, LP_POSITIVE},
    {"attempt", ATTEMPT, LP_DIM_RATE, LP_POSITIVE},
    {"entropy", ENTROPY, LP_DIM_ONE, LP_ANY_NUMBER},
    {"enthalpy", ENTHALPY, LP_DIM_ENERGY, LP_ANY_NUMBER},
};
/* Named as in conduction.c, which knows their factors. */
static const char *const lattices[] = {"sc",     "bcc",       "fcc",       "diamond",
                                       "square", "hexagonal", "honeycomb", "interstitial"};

static void read_number(struct lp_reader *reader, const struct lp_yaml *mapping,
                        const struct key *key, const char *where, struct lp_conduct_number *number)
{
    static const char *const keys[] = {"value", "error"};
    const struct lp_yaml *node = lp_reader_get(mapping, key->key);
    double value = NAN, error = 0.0;
    if (!node)
        return;
    if (node->kind != LP_YAML_MAPPING) {
        if (!lp_reader_quantity(reader, node, key->dimension, key->range, key->key, where, &value))
            return;
    } else {
        if (!lp_reader_keys(reader, node, LENGTH(keys), keys, key->key))
            return;
        const struct lp_yaml *inner = lp_reader_get(node, "value");
        const struct lp_yaml *width = lp_reader_get(node, "error");
        if (!inner) {
            lp_reader_error(reader, node->span, "%s has no value", key->key);
            lp_reader_note(reader, lp_span_none(NULL), "write {value: ..., error: ...}");
            return;
        }
        if (!lp_reader_quantity(reader, inner, key->dimension, key->range, "value", key->key,
                                &value))
            return;
        if (width && !lp_reader_quantity(reader, width, key->dimension, LP_POSITIVE, "error",
                                         key->key, &error))
            return;
    }
    const bool is_own = key->place == ENTROPY || key->place == ENTHALPY;
    *number = (struct lp_conduct_number){value, is_own ? error : error / value, "given"};
}

static bool need(struct lp_reader *reader, const struct lp_yaml *mapping, const char *key,
                 enum lp_dimension dimension, const char *where, double *value)
{
    const struct lp_yaml *node = lp_reader_get(mapping, key);
    if (node)
        return lp_reader_quantity(reader, node, dimension, LP_POSITIVE, key, where, value);
    lp_reader_error(reader, mapping->span, "%s has no %s", where, key);
    lp_reader_note(reader, lp_span_none(NULL),
                   "write a number (2.09e28 1/m3), {cell: 0.96 nm3, per_cell: 20} or "
                   "{density: 2 g/cm3, molar_mass: 589 g/mol, per_formula: 10}");
    return false;
}

/* Number density: given, from the unit cell, or from mass and formula. */
static void read_carriers(struct lp_reader *reader, const struct lp_yaml *root,
                          struct lp_conduct_number *number)
{
    static const struct key plain = {"carriers", CARRIERS, LP_DIM_NUMBER_DENSITY, LP_POSITIVE};
    static const char *const by_cell[] = {"cell", "per_cell"};
    static const char *const by_mass[] = {"density", "molar_mass", "per_formula"};
    const struct lp_yaml *node = lp_reader_get(root, "carriers");
    double a = 0.0, b = 0.0, c = 0.0;
    if (!node || node->kind != LP_YAML_MAPPING || lp_yaml_find(node, "value")) {
        read_number(reader, root, &plain, "the file", number);
    } else if (lp_yaml_find(node, "cell") || lp_yaml_find(node, "per_cell")) {
        if (lp_reader_keys(reader, node, 2, by_cell, "carriers") &
            need(reader, node, "cell", LP_DIM_VOLUME, "carriers", &a) &
            need(reader, node, "per_cell", LP_DIM_ONE, "carriers", &b))
            *number = (struct lp_conduct_number){
                b / a, 0.0, lp_reader_printf(reader, "%g Li in a cell of %.4g nm3", b, a * 1e27)};
    } else if (lp_reader_keys(reader, node, 3, by_mass, "carriers") &
               need(reader, node, "density", LP_DIM_DENSITY, "carriers", &a) &
               need(reader, node, "molar_mass", LP_DIM_MOLAR_MASS, "carriers", &b) &
               need(reader, node, "per_formula", LP_DIM_ONE, "carriers", &c)) {
        *number = (struct lp_conduct_number){
            a / b * LP_AVOGADRO_PER_MOL * c, 0.0,
            lp_reader_printf(reader, "%g Li per formula, %.4g g/mol, %.4g g/cm3", c, b * 1e3,
                             a * 1e-3)};
    }
}

static void read_correlation(struct lp_reader *reader, const struct lp_yaml *root,
                             struct lp_conduct_number *number)
{
    static const struct key key = {"correlation", CORRELATION, LP_DIM_ONE, LP_FRACTION};
    const struct lp_yaml *node = lp_reader_get(root, "correlation");
    if (!node)
        return;
    if (node->kind != LP_YAML_SCALAR || lp_reader_looks_like_number(node->text)) {
        read_number(reader, root, &key, "the file", number);
        if (number->source && number->value == 0.0)
            lp_reader_error(reader, node->span, "correlation is 0, expected a number above 0");
        return;
    }
    for (size_t i = 0; i < LENGTH(lattices); i++)
        if (strcmp(lattices[i], node->text) == 0)
            /* The factor is physics' to know: a name alone is handed on. */
            *number = (struct lp_conduct_number){1.0, 0.0, lattices[i]};
    if (number->source)
        return;
    lp_reader_error(reader, node->span, "correlation: no lattice is called '%s'", node->text);
    lp_reader_suggest(reader, node->text, LENGTH(lattices), lattices);
}

static void read_hop(struct lp_reader *reader, const struct lp_yaml *root,
                     struct lp_conduct_input *input)
{
    static const char *const keys[] = {"distance", "dimension", "rate",
                                       "attempt",  "entropy",   "enthalpy"};
    const struct lp_yaml *hop = lp_reader_get(root, "hop");
    uint64_t dimension = 3;
    if (!hop || !lp_reader_kind(reader, hop, LP_YAML_MAPPING, "hop"))
        return;
    lp_reader_keys(reader, hop, LENGTH(keys), keys, "hop");
    for (size_t i = 0; i < LENGTH(hop_numbers); i++)
        read_number(reader, hop, &hop_numbers[i], "hop", &input->number[hop_numbers[i].place]);
    const struct lp_yaml *node = lp_reader_get(hop, "dimension");
    if (node)
        input->is_dimension_given = lp_reader_integer(reader, node, "dimension", 1, 3, &dimension);
    input->dimension = (unsigned)dimension;
}

static void read_at(struct lp_reader *reader, const struct lp_yaml *root,
                    struct lp_conduct_input *input)
{
    const struct lp_yaml *at = lp_reader_get(root, "at");
    if (!at || !lp_reader_kind(reader, at, LP_YAML_SEQUENCE, "at"))
        return;
    input->at_K = lp_reader_alloc(reader, at->n, sizeof *input->at_K);
    for (size_t i = 0; input->at_K && i < at->n; i++)
        if (lp_reader_quantity(reader, at->items[i], LP_DIM_TEMPERATURE, LP_POSITIVE, "temperature",
                               "at", &input->at_K[input->n_at]))
            input->n_at++;
    if (isnan(input->activation_J))
        lp_reader_error(reader, at->span, "`at` needs `activation`, the energy of sigma T");
}

static void read_transference(struct lp_reader *reader, const struct lp_yaml *root,
                              struct lp_conduct_number *number)
{
    static const struct key key = {"transference", TRANSFERENCE, LP_DIM_ONE, LP_FRACTION};
    *number = (struct lp_conduct_number){1.0, 0.0, "assumed: Li+ alone conducts"};
    read_number(reader, root, &key, "the file", number);
    if (number->value == 0.0)
        lp_reader_error(
            reader, lp_reader_get(root, "transference")->span,
            "transference is 0: Li+ does not conduct at all; expected a number above 0");
}

/* The first are a study's or model's too: N_COMMON_KEYS of them. */
static const char *const file_keys[] = {
    "lipath",      "title",        "synthetic",    "note",
    "temperature", "conductivity", "transference", "haven",
    "carriers",    "diffusivity",  "correlation",  "conductivity_diffusivity",
    "hop",         "activation",   "at",           "random_diffusivity",
    "measured",    "result"};
#define N_COMMON_KEYS 4

/* What concerns the whole file. */
static void read_head(struct lp_reader *reader, const struct lp_yaml *root,
                      struct lp_conduct_input *input)
{
    const struct lp_yaml *node;
    lp_reader_version(reader, root, true);
    if ((node = lp_reader_get(root, "title")))
        (void)lp_reader_text(reader, node, "title", &input->title);
    if ((node = lp_reader_get(root, "note")))
        (void)lp_reader_text(reader, node, "note", &input->note);
    if ((node = lp_reader_get(root, "temperature")))
        (void)lp_reader_quantity(reader, node, LP_DIM_TEMPERATURE, LP_POSITIVE, "temperature",
                                 "the file", &input->temperature_K);
    if ((node = lp_reader_get(root, "activation")))
        (void)lp_reader_quantity(reader, node, LP_DIM_ENERGY, LP_POSITIVE, "activation", "the file",
                                 &input->activation_J);
    if ((node = lp_reader_get(root, "synthetic")))
        (void)lp_reader_boolean(reader, node, "synthetic", &input->is_synthetic);
}

static void read_file(struct lp_reader *reader, const struct lp_source *source,
                      const struct lp_yaml *root, struct lp_conduct_input *input)
{
    const struct lp_yaml *node;
    lp_reader_keys(reader, root, LENGTH(file_keys), file_keys, "a conduct file");
    read_head(reader, root, input);
    for (size_t i = 0; i < LENGTH(top_numbers); i++)
        read_number(reader, root, &top_numbers[i], "the file",
                    &input->number[top_numbers[i].place]);
    read_transference(reader, root, &input->number[TRANSFERENCE]);
    read_carriers(reader, root, &input->number[CARRIERS]);
    read_correlation(reader, root, &input->number[CORRELATION]);
    read_hop(reader, root, input);
    read_at(reader, root, input);
    lp_conducttable_read(reader, source, lp_reader_get(root, "measured"), input);
    if ((node = lp_reader_get(root, "result")) &&
        lp_reader_text(reader, node, "result", &input->result_path))
        input->result_path = lp_file_beside(reader->arena, source->name, input->result_path);
    input->is_synthetic = input->is_synthetic || reader->is_synthetic;
}

enum lp_status lp_conductread(const char *path, struct lp_conduct_input **input,
                              struct lp_diag *diag)
{
    const struct lp_source *source = NULL;
    struct lp_reader reader;
    struct lp_arena *arena = lp_arena_new();
    struct lp_conduct_input *read = arena ? lp_arena_alloc(arena, 1, sizeof *read) : NULL;
    enum lp_status status = LP_ENOMEM;
    if (!read)
        goto out;
    *read = (struct lp_conduct_input){.arena = arena,
                                      .title = "",
                                      .note = "",
                                      .dimension = 3,
                                      .temperature_K = ROOM_TEMPERATURE_K,
                                      .activation_J = NAN};
    read->path = lp_arena_strdup(arena, path);
    for (size_t i = 0; i < LP_CONDUCT_N_NUMBERS; i++)
        read->number[i].value = NAN;
    status = lp_source_load(arena, path, &source, diag);
    if (!status)
        status = lp_reader_init(&reader, arena, diag);
    if (status)
        goto out;
    lp_reader_add_input(&reader, source);
    const struct lp_yaml *root = lp_reader_tree(&reader, source);
    if (root)
        read_file(&reader, source, root, read);
    status = lp_reader_status(&reader);
    lp_reader_clear(&reader);
    if (!status) {
        *input = read;
        return LP_OK;
    }
out:
    lp_arena_free(arena);
    return status;
}

void lp_conduct_input_free(struct lp_conduct_input *input)
{
    if (input)
        lp_arena_free(input->arena);
}

bool lp_conductread_is_one(const char *path)
{
    const struct lp_source *source = NULL;
    const struct lp_yaml *root = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *silent = lp_diag_new();
    bool is_one = false;
    if (arena && silent && lp_source_load(arena, path, &source, silent) == LP_OK &&
        lp_yaml_read(arena, source, &root, silent) == LP_OK) {
        for (size_t i = N_COMMON_KEYS; i < LENGTH(file_keys); i++)
            is_one = is_one || lp_yaml_find(root, file_keys[i]);
        is_one = is_one && !lp_yaml_find(root, "model") && !lp_yaml_find(root, "experiments") &&
                 !lp_yaml_find(root, "compartments");
    }
    lp_diag_free(silent);
    lp_arena_free(arena);
    return is_one;
}
