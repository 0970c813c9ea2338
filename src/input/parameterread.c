/* SPDX-License-Identifier: MIT
 *
 * Declarations and uses of parameters. A declaration is one of
 *
 *     name: 8e-11 mol/s                                   fixed
 *     name: {value: ...}                                  fixed
 *     name: {start: ..., min: ..., max: ..., prior: ..., at: ..., activation: ...}   fitted
 *
 * and a use is a name where a number may stand. A name has one dimension: that of its unit, or, if
 * all its numbers are bare, that of its first use; every later use must agree. Bounds and scales
 * come last (parameterbounds), for they depend on the use.
 */
#include "base/text.h"
#include "input/name.h"
#include "input/parameterlist.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof array / sizeof *(array))

/* The unit of a quantity as written: what follows the number. */
static const char *unit_of(const char *text)
{
    double number;
    size_t n = lp_text_number_prefix(text, strlen(text), &number);
    return text + n + strspn(text + n, " \t");
}

static bool is_name_in(const struct lp_scope *scope, const char *name)
{
    for (size_t i = 0; scope && i < scope->n; i++)
        if (strcmp(scope->names[i], name) == 0)
            return true;
    return false;
}

/*
 * One number of a declaration. Its unit must be of the dimension that the others have; a bare
 * number goes with any. dimension: LP_N_DIMENSIONS where the parameter's own is meant.
 */
static bool read_stated(struct lp_reader *reader, struct lp_declared *declared,
                        const struct lp_scope *scope, const struct lp_yaml *node, const char *key,
                        struct lp_stated *stated)
{
    const char *where = lp_reader_printf(reader, "parameter '%s'", declared->written_name);
    enum lp_dimension dimension;
    double value;
    if (!where || !lp_reader_kind(reader, node, LP_YAML_SCALAR, where))
        return false;
    if (is_name_in(scope, node->text)) {
        lp_reader_error(reader, node->span, "%s of %s is the name of another parameter", key,
                        where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "write the quantity here, or use the name '%s' where '%s' is used",
                       node->text, declared->written_name);
        return false;
    }
    if (lp_quantity_read_any(reader->units, node->text, strlen(node->text), node->span, key,
                             &dimension, &value, reader->scratch) != LP_OK) {
        lp_reader_pass_on(reader, node->span, where);
        return false;
    }
    if (dimension != LP_N_DIMENSIONS && declared->dimension == LP_N_DIMENSIONS) {
        declared->dimension = dimension;
        declared->unit = unit_of(node->text);
    } else if (dimension != LP_N_DIMENSIONS && dimension != declared->dimension) {
        lp_reader_error(reader, node->span,
                        "%s of %s has unit %s (%s), its other numbers have %s (%s)", key, where,
                        unit_of(node->text), lp_dimension_words(dimension), declared->unit,
                        lp_dimension_words(declared->dimension));
        return false;
    }
    *stated = (struct lp_stated){true, value, node->span};
    return true;
}

/* A plain number of a prior: the factor. */
static bool read_factor(struct lp_reader *reader, const struct lp_yaml *node, const char *where,
                        struct lp_stated *stated)
{
    double value;
    if (!lp_reader_quantity(reader, node, LP_DIM_ONE, LP_ANY_NUMBER, "factor", where, &value))
        return false;
    if (value <= 1.0) {
        lp_reader_error(reader, node->span, "factor of %s is %g, expected a number above 1", where,
                        value);
        lp_reader_note(reader, lp_span_none(NULL),
                       "one sigma reaches from median / factor to median x factor");
        return false;
    }
    *stated = (struct lp_stated){true, value, node->span};
    return true;
}

static bool read_prior(struct lp_reader *reader, struct lp_declared *declared,
                       const struct lp_scope *scope, const struct lp_yaml *node)
{
    const char *where =
        lp_reader_printf(reader, "the prior of parameter '%s'", declared->written_name);
    if (!where || !lp_reader_keys(reader, node, &lp_keys_prior, where))
        return false;
    declared->prior_span = node->span;
    const struct lp_yaml *median = lp_reader_get(node, "median");
    const struct lp_yaml *factor = lp_reader_get(node, "factor");
    const struct lp_yaml *mean = lp_reader_get(node, "mean");
    const struct lp_yaml *sd = lp_reader_get(node, "sd");
    bool is_log = median && factor && !mean && !sd;
    bool is_plain = mean && sd && !median && !factor;
    if (!is_log && !is_plain) {
        lp_reader_error(reader, node->span,
                        "%s needs either {median, factor} or {mean, sd}, both of one pair", where);
        return false;
    }
    if (is_log)
        return read_stated(reader, declared, scope, median, "median", &declared->median) &&
               read_factor(reader, factor, where, &declared->factor);
    return read_stated(reader, declared, scope, mean, "mean", &declared->mean) &&
           read_stated(reader, declared, scope, sd, "sd", &declared->sd);
}

/* The numbers of a declaration in long form, all of them, so that all faults show. */
static void read_mapping(struct lp_reader *reader, struct lp_declared *declared,
                         const struct lp_scope *scope)
{
    const char *where = lp_reader_printf(reader, "parameter '%s'", declared->written_name);
    const struct {
        const char *key;
        struct lp_stated *stated;
    } numbers[] = {{"start", &declared->start},
                   {"value", &declared->fixed},
                   {"min", &declared->min},
                   {"max", &declared->max}};
    if (!where || !lp_reader_keys(reader, declared->node, &lp_keys_parameter, where)) {
        declared->is_faulty = true;
        return;
    }
    for (size_t i = 0; i < LENGTH(numbers); i++) {
        const struct lp_yaml *node = lp_reader_get(declared->node, numbers[i].key);
        if (node && !read_stated(reader, declared, scope, node, numbers[i].key, numbers[i].stated))
            declared->is_faulty = true;
    }
    const struct lp_yaml *prior = lp_reader_get(declared->node, "prior");
    if (prior && !read_prior(reader, declared, scope, prior))
        declared->is_faulty = true;
    if (lp_reader_get(declared->node, "start") && lp_reader_get(declared->node, "value")) {
        lp_reader_error(reader, lp_reader_key_span(declared->node, "value"),
                        "parameter '%s' has both `start` (fitted) and `value` (fixed)",
                        declared->written_name);
        lp_reader_note(reader, lp_span_none(NULL), "keep one of the two");
        declared->is_faulty = true;
    }
}

static void check_name(struct lp_reader *reader, const char *name, struct lp_span span)
{
    if (*name && !lp_reader_looks_like_number(name) && !strpbrk(name, " \t\n@")) {
        (void)lp_name_check(reader, span, name, LP_NAME_CELL, "name of a parameter");
        return;
    }
    lp_reader_error(reader, span, "'%s' cannot be the name of a parameter", name);
    lp_reader_note(reader, lp_span_none(NULL),
                   "a name does not begin like a number and has no space and no '@' in it");
}

/* A new entry of the table; its index. The name in messages is the one without experiment. */
static size_t add(struct lp_reader *reader, const char *name, const char *written_name,
                  const struct lp_yaml *node, struct lp_span span)
{
    struct lp_declared *larger = lp_reader_grow(reader, reader->parameters, reader->n_parameters,
                                                &reader->parameter_capacity, sizeof *larger);
    if (!larger || !name)
        return LP_NONE;
    reader->parameters = larger;
    larger[reader->n_parameters] = (struct lp_declared){
        .parameter = {.name = name, .i_activation = LP_NONE, .span = span},
        .node = node,
        .written_name = written_name,
        .is_new = true,
        .dimension = LP_N_DIMENSIONS,
    };
    return reader->n_parameters++;
}

static void read_declaration(struct lp_reader *reader, size_t i_parameter,
                             const struct lp_scope *scope)
{
    struct lp_declared *declared = &reader->parameters[i_parameter];
    if (declared->node->kind == LP_YAML_MAPPING)
        read_mapping(reader, declared, scope);
    else if (!lp_yaml_is_null(declared->node) &&
             !read_stated(reader, declared, scope, declared->node, "value", &declared->fixed))
        declared->is_faulty = true;
}

static size_t find_declared(const struct lp_reader *reader, const char *written_name,
                            const struct lp_yaml *node)
{
    for (size_t i = 0; i < reader->n_parameters; i++)
        if (reader->parameters[i].node == node &&
            strcmp(reader->parameters[i].written_name, written_name) == 0)
            return i;
    return LP_NONE;
}

struct lp_scope *lp_parameterread_scope(struct lp_reader *reader, const struct lp_yaml *mapping,
                                        const char *experiment)
{
    struct lp_scope *scope = lp_reader_alloc(reader, 1, sizeof *scope);
    if (!scope)
        return NULL;
    scope->experiment = experiment;
    if (!mapping || !lp_reader_kind(reader, mapping, LP_YAML_MAPPING, "parameters"))
        return scope;
    size_t n_before = reader->n_parameters;
    scope->names = lp_reader_alloc(reader, mapping->n, sizeof *scope->names);
    scope->i_parameter = lp_reader_alloc(reader, mapping->n, sizeof *scope->i_parameter);
    if (!scope->names || !scope->i_parameter)
        return NULL;
    for (size_t i = 0; i < mapping->n; i++) {
        const struct lp_yaml_pair *pair = &mapping->pairs[i];
        size_t k = find_declared(reader, pair->key, pair->value);
        if (k == LP_NONE) {
            check_name(reader, pair->key, pair->key_span);
            k = add(reader,
                    experiment ? lp_reader_printf(reader, "%s@%s", pair->key, experiment)
                               : pair->key,
                    pair->key, pair->value, pair->key_span);
        }
        if (k == LP_NONE)
            return NULL;
        scope->names[i] = pair->key;
        scope->i_parameter[i] = k;
        scope->n++;
    }
    for (size_t k = n_before; k < reader->n_parameters; k++)
        read_declaration(reader, k, scope);
    return scope;
}

size_t lp_parameterread_declare(struct lp_reader *reader, const char *name,
                                const struct lp_yaml *node, struct lp_span span)
{
    size_t k = add(reader, name, name, node, span);
    if (k == LP_NONE)
        return LP_NONE;
    read_declaration(reader, k, NULL);
    reader->parameters[k].is_new = false;
    return k;
}

/* The activation energy: a name, or a declaration of its own under "name.activation". */
static size_t read_activation(struct lp_reader *reader, const struct lp_scope *scope,
                              size_t i_parameter, const struct lp_yaml *node)
{
    const struct lp_declared *owner = &reader->parameters[i_parameter];
    const char *where = lp_reader_printf(reader, "parameter '%s'", owner->written_name);
    const char *name = lp_reader_printf(reader, "%s.activation", owner->parameter.name);
    if (!where || !name)
        return LP_NONE;
    if (node->kind == LP_YAML_SCALAR && !lp_reader_looks_like_number(node->text)) {
        struct lp_value value;
        if (!lp_parameterread_value(reader, scope, node, LP_DIM_ENERGY, LP_ANY_NUMBER, "activation",
                                    where, &value))
            return LP_NONE;
        if (lp_reader_get(reader->parameters[value.i_parameter].node, "activation")) {
            lp_reader_error(reader, node->span,
                            "activation of %s is a parameter that has an activation itself", where);
            return LP_NONE;
        }
        return value.i_parameter;
    }
    if (lp_reader_get(node, "activation") || lp_reader_get(node, "at")) {
        lp_reader_error(reader, node->span,
                        "activation of %s has `at` or an `activation` of its own", where);
        lp_reader_note(reader, lp_span_none(NULL), "an activation energy is a plain energy");
        return LP_NONE;
    }
    double energy_J;
    if (node->kind == LP_YAML_SCALAR &&
        !lp_reader_quantity(reader, node, LP_DIM_ENERGY, LP_ANY_NUMBER, "activation", where,
                            &energy_J))
        return LP_NONE;
    size_t k = add(reader, name, name, node, node->span);
    if (k == LP_NONE)
        return LP_NONE;
    read_declaration(reader, k, scope);
    reader->parameters[k].is_new = false;
    lp_parameterread_use(reader, k, LP_DIM_ENERGY, LP_ANY_NUMBER, node->span, "activation", where);
    return k;
}

void lp_parameterread_activations(struct lp_reader *reader, const struct lp_scope *scope,
                                  double temperature_K)
{
    for (size_t i = 0; i < scope->n; i++) {
        size_t k = scope->i_parameter[i];
        if (!reader->parameters[k].is_new)
            continue;
        reader->parameters[k].is_new = false;
        const struct lp_yaml *activation = lp_reader_get(reader->parameters[k].node, "activation");
        const struct lp_yaml *at = lp_reader_get(reader->parameters[k].node, "at");
        const char *where = lp_reader_printf(reader, "parameter '%s'", scope->names[i]);
        double reference_K = temperature_K;
        if (!where)
            return;
        if (at)
            (void)lp_parameterread_number(reader, scope, at, LP_DIM_TEMPERATURE, LP_POSITIVE, "at",
                                          where, &reference_K);
        reader->parameters[k].parameter.reference_temperature_K = reference_K;
        if (at && !activation) {
            lp_reader_error(reader, lp_reader_key_span(reader->parameters[k].node, "at"),
                            "`at` of %s has no meaning without `activation`", where);
            continue;
        }
        /* The table may move while the activation is added to it. */
        size_t i_activation = activation ? read_activation(reader, scope, k, activation) : LP_NONE;
        reader->parameters[k].parameter.i_activation = i_activation;
    }
}

/* What a unit of the wrong kind looks like to the one who wrote it. */
static void report_unit(struct lp_reader *reader, const struct lp_declared *declared,
                        enum lp_dimension dimension, struct lp_span span, const char *key,
                        const char *where)
{
    lp_reader_error(reader, span, "%s '%s' has unit %s, expected %s", key, declared->written_name,
                    declared->unit, lp_dimension_words(dimension));
    lp_reader_note(reader, declared->parameter.span, "'%s' declared here", declared->written_name);
    lp_reader_note(reader, lp_span_none(NULL), "in %s; accepted: %s", where,
                   lp_dimension_accepted(dimension));
}

void lp_parameterread_use(struct lp_reader *reader, size_t i_parameter, enum lp_dimension dimension,
                          enum lp_range range, struct lp_span span, const char *key,
                          const char *where)
{
    struct lp_declared *declared = &reader->parameters[i_parameter];
    bool is_first = !declared->is_used;
    declared->is_used = true;
    if (declared->dimension != LP_N_DIMENSIONS && declared->dimension != dimension) {
        report_unit(reader, declared, dimension, span, key, where);
        declared->is_faulty = true;
        return;
    }
    if (is_first) {
        declared->use_dimension = dimension;
        declared->use_span = span;
        declared->use_key = key;
        declared->use_where = where;
    } else if (declared->use_dimension != dimension) {
        lp_reader_error(reader, span, "parameter '%s' stands for %s here and for %s elsewhere",
                        declared->written_name, lp_dimension_words(dimension),
                        lp_dimension_words(declared->use_dimension));
        lp_reader_note(reader, declared->use_span, "'%s' used as %s of %s here",
                       declared->written_name, declared->use_key, declared->use_where);
        lp_reader_note(reader, lp_span_none(NULL), "one name has one dimension: use two names");
        declared->is_faulty = true;
        return;
    }
    if (range == LP_FRACTION || (range == LP_POSITIVE && declared->range != LP_FRACTION) ||
        declared->range == LP_ANY_NUMBER)
        declared->range = range;
}

static size_t find_in_scope(const struct lp_scope *scope, const char *name)
{
    for (size_t i = 0; i < scope->n; i++)
        if (strcmp(scope->names[i], name) == 0)
            return scope->i_parameter[i];
    return LP_NONE;
}

static void report_undeclared(struct lp_reader *reader, const struct lp_scope *scope,
                              const struct lp_yaml *node, enum lp_dimension dimension,
                              const char *key, const char *where)
{
    lp_reader_error(reader, node->span, "%s of %s: '%s' is neither a number nor a parameter", key,
                    where, node->text);
    const char *nearest = lp_text_nearest(node->text, scope->names, scope->n);
    if (nearest)
        lp_reader_note(reader, lp_span_none(NULL), "did you mean '%s'?", nearest);
    lp_reader_note(reader, lp_span_none(NULL), "write %s (%s), or declare '%s' under `parameters`",
                   lp_dimension_words(dimension), lp_dimension_accepted(dimension), node->text);
}

bool lp_parameterread_value(struct lp_reader *reader, const struct lp_scope *scope,
                            const struct lp_yaml *node, enum lp_dimension dimension,
                            enum lp_range range, const char *key, const char *where,
                            struct lp_value *value)
{
    *value = (struct lp_value){.i_parameter = LP_NONE, .span = node->span};
    if (node->kind != LP_YAML_SCALAR || lp_yaml_is_null(node) || !*node->text ||
        lp_reader_looks_like_number(node->text)) {
        value->is_given =
            lp_reader_quantity(reader, node, dimension, range, key, where, &value->constant);
        return value->is_given;
    }
    size_t k = find_in_scope(scope, node->text);
    if (k == LP_NONE) {
        report_undeclared(reader, scope, node, dimension, key, where);
        return false;
    }
    lp_parameterread_use(reader, k, dimension, range, node->span, key, where);
    value->i_parameter = k;
    value->is_given = true;
    return true;
}

bool lp_parameterread_is_fixed(const struct lp_reader *reader, const struct lp_value *value,
                               double *number)
{
    if (!value->is_given)
        return false;
    if (value->i_parameter == LP_NONE) {
        *number = value->constant;
        return true;
    }
    const struct lp_declared *declared = &reader->parameters[value->i_parameter];
    if (!declared->fixed.is_given || lp_reader_get(declared->node, "activation"))
        return false;
    *number = declared->fixed.value;
    return true;
}

bool lp_parameterread_number(struct lp_reader *reader, const struct lp_scope *scope,
                             const struct lp_yaml *node, enum lp_dimension dimension,
                             enum lp_range range, const char *key, const char *where,
                             double *number)
{
    struct lp_value value;
    double found;
    if (!lp_parameterread_value(reader, scope, node, dimension, range, key, where, &value))
        return false;
    if (lp_parameterread_is_fixed(reader, &value, &found)) {
        if (value.i_parameter != LP_NONE &&
            !lp_reader_range(reader, node->span, key, where, range, found))
            return false;
        *number = found;
        return true;
    }
    if (reader->parameters[value.i_parameter].is_faulty)
        return false;
    lp_reader_error(reader, node->span, "%s of %s cannot be fitted, but '%s' has no fixed value",
                    key, where, node->text);
    lp_reader_note(reader, reader->parameters[value.i_parameter].parameter.span,
                   "'%s' declared here; a fixed parameter has `value` and no activation",
                   node->text);
    return false;
}

double lp_parameterread_start(const struct lp_reader *reader, const struct lp_value *value)
{
    if (!value->is_given)
        return NAN;
    if (value->i_parameter == LP_NONE)
        return value->constant;
    const struct lp_declared *declared = &reader->parameters[value->i_parameter];
    const struct lp_stated *stated[] = {&declared->fixed, &declared->start, &declared->median,
                                        &declared->mean};
    for (size_t i = 0; i < LENGTH(stated); i++)
        if (stated[i]->is_given)
            return stated[i]->value;
    return NAN;
}

/* A declaration that every experiment replaced is used through its replacements. */
static bool is_name_used(const struct lp_reader *reader, const char *written_name)
{
    for (size_t i = 0; i < reader->n_parameters; i++)
        if (reader->parameters[i].is_used &&
            strcmp(reader->parameters[i].written_name, written_name) == 0)
            return true;
    return false;
}

void lp_parameterread_finish(struct lp_reader *reader)
{
    struct lp_parameter *item = lp_reader_alloc(reader, reader->n_parameters, sizeof *item);
    if (!item)
        return;
    /* After an error a use may be hidden behind it. */
    bool may_warn = reader->n_errors == 0;
    for (size_t i = 0; i < reader->n_parameters; i++) {
        struct lp_declared *declared = &reader->parameters[i];
        lp_parameterbounds_settle(reader, declared);
        if (may_warn && !declared->is_used && !is_name_used(reader, declared->written_name))
            lp_reader_warning(reader, declared->parameter.span, "parameter '%s' is not used",
                              declared->written_name);
        item[i] = declared->parameter;
    }
    reader->table->n = reader->n_parameters;
    reader->table->item = item;
}
