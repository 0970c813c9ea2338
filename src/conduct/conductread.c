/* SPDX-License-Identifier: MIT
 *
 * The file of `lipath conduct` becomes numbers in SI and tables (its keys: conductkeys.c). The two
 * rooms agree on the order of the numbers by the enum of conduction.h, which is below this
 * room and so is not seen here: `enum place` has that order.
 */
#include "conduct/conductread.h"

#include "base/file.h"
#include "base/sourceread.h"
#include "conduct/conductkeys.h"
#include "conduct/conducttable.h"
#include "input/keyread.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof array / sizeof *(array))

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

/* A number that may have an error, with its place in the input. */
struct number {
    const char *key;
    enum place place;
};

static const struct number top_numbers[] = {{"conductivity", SIGMA},
                                            {"conductivity_diffusivity", D_SIGMA},
                                            {"haven", HAVEN},
                                            {"diffusivity", D_TRACER},
                                            {"random_diffusivity", D_RANDOM}};
static const struct number hop_numbers[] = {{"distance", DISTANCE},
                                            {"rate", RATE},
                                            {"attempt", ATTEMPT},
                                            {"entropy", ENTROPY},
                                            {"enthalpy", ENTHALPY}};
static void read_number(struct lp_reader *reader, const struct lp_yaml *mapping,
                        const struct lp_keys *keys, struct number of, const char *where,
                        struct lp_conduct_input *input)
{
    const struct lp_key *key = lp_keys_find(keys, of.key);
    const struct lp_yaml *node = lp_reader_get(mapping, of.key);
    double value = NAN, error = 0.0;
    if (!node)
        return;
    if (node->kind != LP_YAML_MAPPING) {
        if (!lp_reader_quantity(reader, node, key->dimension, key->range, of.key, where, &value))
            return;
    } else {
        if (!lp_reader_keys(reader, node, &lp_conduct_number_keys, of.key))
            return;
        const struct lp_yaml *inner = lp_reader_get(node, "value");
        const struct lp_yaml *width = lp_reader_get(node, "error");
        if (!inner) {
            lp_reader_error(reader, node->span, "%s has no value", of.key);
            lp_reader_note(reader, lp_span_none(NULL), "write {value: ..., error: ...}");
            return;
        }
        if (!lp_reader_quantity(reader, inner, key->dimension, key->range, "value", of.key, &value))
            return;
        if (width && !lp_reader_quantity(reader, width, key->dimension, LP_POSITIVE, "error",
                                         of.key, &error))
            return;
    }
    bool is_shift = of.place == ENTROPY || of.place == ENTHALPY; /* may be 0: nothing to scale */
    input->number[of.place] =
        (struct lp_conduct_number){value, is_shift ? error : error / value, "given"};
}

/* A number of `carriers`, which has no use without it. */
static bool need(struct lp_reader *reader, const struct lp_yaml *mapping,
                 const struct lp_keys *keys, const char *name, double *value)
{
    const struct lp_key *key = lp_keys_find(keys, name);
    const struct lp_yaml *node = lp_reader_get(mapping, name);
    if (node)
        return lp_reader_quantity(reader, node, key->dimension, key->range, name, "carriers",
                                  value);
    lp_reader_error(reader, mapping->span, "carriers has no %s", name);
    lp_reader_note(reader, lp_span_none(NULL),
                   "write a number (2.09e28 1/m3), {cell: 0.96 nm3, per_cell: 20} or "
                   "{density: 2 g/cm3, molar_mass: 589 g/mol, per_formula: 10}");
    return false;
}

/* Number density: given, from the unit cell, or from mass and formula. Every part is read, so that
 * all that is wrong is said at once. */
static void read_carriers(struct lp_reader *reader, const struct lp_yaml *root,
                          struct lp_conduct_input *input)
{
    const struct lp_keys *cell = &lp_conduct_by_cell_keys, *mass = &lp_conduct_by_mass_keys;
    const struct lp_yaml *node = lp_reader_get(root, "carriers");
    struct lp_conduct_number *number = &input->number[CARRIERS];
    double a = 0.0, b = 0.0, c = 0.0;
    if (!node || node->kind != LP_YAML_MAPPING || lp_yaml_find(node, "value")) {
        read_number(reader, root, &lp_conduct_keys, (struct number){"carriers", CARRIERS},
                    "the file", input);
    } else if (lp_yaml_find(node, "cell") || lp_yaml_find(node, "per_cell")) {
        const bool is_known = lp_reader_keys(reader, node, cell, "carriers");
        const bool has_cell = need(reader, node, cell, "cell", &a);
        const bool has_carriers = need(reader, node, cell, "per_cell", &b);
        if (is_known && has_cell && has_carriers)
            *number = (struct lp_conduct_number){
                b / a, 0.0, lp_reader_printf(reader, "%g Li in a cell of %.4g nm3", b, a * 1e27)};
    } else {
        const bool is_known = lp_reader_keys(reader, node, mass, "carriers");
        const bool has_density = need(reader, node, mass, "density", &a);
        const bool has_mass = need(reader, node, mass, "molar_mass", &b);
        const bool has_formula = need(reader, node, mass, "per_formula", &c);
        if (is_known && has_density && has_mass && has_formula)
            *number = (struct lp_conduct_number){
                a / b * LP_AVOGADRO_PER_MOL * c, 0.0,
                lp_reader_printf(reader, "%g Li per formula, %.4g g/mol, %.4g g/cm3", c, b * 1e3,
                                 a * 1e-3)};
    }
}

static void read_correlation(struct lp_reader *reader, const struct lp_yaml *root,
                             struct lp_conduct_input *input)
{
    const struct lp_yaml *node = lp_reader_get(root, "correlation");
    struct lp_conduct_number *number = &input->number[CORRELATION];
    if (!node)
        return;
    if (node->kind != LP_YAML_SCALAR || lp_reader_looks_like_number(node->text)) {
        read_number(reader, root, &lp_conduct_keys, (struct number){"correlation", CORRELATION},
                    "the file", input);
        if (number->source && number->value == 0.0)
            lp_reader_error(reader, node->span, "correlation is 0, expected a number above 0");
        return;
    }
    const char *const *lattices = lp_keys_find(&lp_conduct_keys, "correlation")->words;
    size_t n = 0;
    for (; lattices[n]; n++)
        if (strcmp(lattices[n], node->text) == 0) {
            /* Its factor is conduction.c's to know: the name is handed on. */
            *number = (struct lp_conduct_number){1.0, 0.0, lattices[n]};
            return;
        }
    lp_reader_error(reader, node->span, "correlation: no lattice is called '%s'", node->text);
    lp_reader_suggest(reader, node->text, n, lattices);
}

static void read_hop(struct lp_reader *reader, const struct lp_yaml *root,
                     struct lp_conduct_input *input)
{
    const struct lp_yaml *hop = lp_reader_get(root, "hop");
    size_t dimension = 3;
    if (!hop || !lp_reader_kind(reader, hop, LP_YAML_MAPPING, "hop"))
        return;
    lp_reader_keys(reader, hop, &lp_conduct_hop_keys, "hop");
    for (size_t i = 0; i < LENGTH(hop_numbers); i++)
        read_number(reader, hop, &lp_conduct_hop_keys, hop_numbers[i], "hop", input);
    const struct lp_yaml *node = lp_reader_get(hop, "dimension");
    if (node)
        input->is_dimension_given = lp_keyread_count(reader, &lp_conduct_hop_keys, "dimension",
                                                     node, "dimension", &dimension);
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
                              struct lp_conduct_input *input)
{
    struct lp_conduct_number *number = &input->number[TRANSFERENCE];
    *number = (struct lp_conduct_number){1.0, 0.0, "assumed: Li+ alone conducts"};
    read_number(reader, root, &lp_conduct_keys, (struct number){"transference", TRANSFERENCE},
                "the file", input);
    if (number->value == 0.0)
        lp_reader_error(
            reader, lp_reader_get(root, "transference")->span,
            "transference is 0: Li+ does not conduct at all; expected a number above 0");
}

static void read_file(struct lp_reader *reader, const struct lp_source *source,
                      const struct lp_yaml *root, struct lp_conduct_input *input)
{
    const struct lp_yaml *node;
    lp_reader_keys(reader, root, &lp_conduct_keys, "a conduct file");
    lp_reader_version(reader, root, true);
    (void)lp_keyread(reader, NULL, &lp_conduct_keys, NULL, root, "the file", input);
    for (size_t i = 0; i < LENGTH(top_numbers); i++)
        read_number(reader, root, &lp_conduct_keys, top_numbers[i], "the file", input);
    read_transference(reader, root, input);
    read_carriers(reader, root, input);
    read_correlation(reader, root, input);
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
    struct lp_conduct_input *read = lp_arena_alloc(arena, 1, sizeof *read);
    enum lp_status status = LP_ENOMEM;
    if (!read)
        goto out;
    *read = (struct lp_conduct_input){
        .arena = arena, .title = "", .note = "", .dimension = 3, .activation_J = NAN};
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
        for (size_t i = 0; i < lp_conduct_keys.n; i++) {
            const char *name = lp_conduct_keys.key[i].name;
            is_one = is_one || (lp_yaml_find(root, name) && !lp_keys_find(&lp_keys_study, name));
        }
        is_one = is_one && !lp_yaml_find(root, "model") && !lp_yaml_find(root, "experiments") &&
                 !lp_yaml_find(root, "compartments");
    }
    lp_diag_free(silent);
    lp_arena_free(arena);
    return is_one;
}
