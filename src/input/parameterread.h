/* SPDX-License-Identifier: MIT
 *
 * The study's one table of parameters while it grows: models declare names, numbers refer to them,
 * and only when everything is read is it known what each name stands for. The dimension of a
 * parameter comes from its unit, or, written as a bare number, from its first use; its bounds and
 * scale follow from dimension, use and prior (parameterbounds.c).
 *
 * Order of calls: _scope for the study's model, _activations, then per model _scope, _activations
 * and any number of _value; at the end _finish.
 */
#ifndef LP_INPUT_PARAMETERREAD_H
#define LP_INPUT_PARAMETERREAD_H

#include "input/reader.h"

/* The names that one model knows, in the order written. */
struct lp_scope {
    size_t n;
    const char **names;     /* [n] */
    size_t *i_parameter;    /* [n] */
    const char *experiment; /* NULL: the study's own model */
};

/*
 * Declare the parameters of a model. A declaration that an earlier model made already (the same
 * name and the same node of YAML) is that one; a new one made for an experiment is called
 * name@experiment. mapping: the value of `parameters`, NULL if absent. NULL when out of memory.
 */
struct lp_scope *lp_parameterread_scope(struct lp_reader *reader, const struct lp_yaml *mapping,
                                        const char *experiment);

/* Read `activation` and `at` of the scope's new parameters; at is temperature_K by default. */
void lp_parameterread_activations(struct lp_reader *reader, const struct lp_scope *scope,
                                  double temperature_K);

/* Declare a parameter where it is used (a scale); its index, LP_NONE when out of memory. */
size_t lp_parameterread_declare(struct lp_reader *reader, const char *name,
                                const struct lp_yaml *node, struct lp_span span);

/*
 * A number of a model: a quantity, or the name of a parameter, whose use is noted.
 * key and where: what is read, for messages ("flow", "exchange[1] (left -- salt)").
 * False after an error; then *value is not given.
 */
bool lp_parameterread_value(struct lp_reader *reader, const struct lp_scope *scope,
                            const struct lp_yaml *node, enum lp_dimension dimension,
                            enum lp_range range, const char *key, const char *where,
                            struct lp_value *value);

/* Note that a value refers to the parameter of this index. */
void lp_parameterread_use(struct lp_reader *reader, size_t i_parameter, enum lp_dimension dimension,
                          enum lp_range range, struct lp_span span, const char *key,
                          const char *where);

/* A number that cannot be fitted: a quantity, or the name of a parameter with a fixed value. */
bool lp_parameterread_number(struct lp_reader *reader, const struct lp_scope *scope,
                             const struct lp_yaml *node, enum lp_dimension dimension,
                             enum lp_range range, const char *key, const char *where,
                             double *number);

/* True, and its value, if a value is a constant or refers to a fixed parameter. */
bool lp_parameterread_is_fixed(const struct lp_reader *reader, const struct lp_value *value,
                               double *number);

/* Settle dimensions, bounds and scales, warn of unused ones, and fill reader->table. */
void lp_parameterread_finish(struct lp_reader *reader);

/* The start or fixed value of a value's parameter, or the constant; NaN if there is none. */
double lp_parameterread_start(const struct lp_reader *reader, const struct lp_value *value);

#endif
