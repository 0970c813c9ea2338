/* SPDX-License-Identifier: MIT
 *
 * What is known of a parameter between its declaration and the end of reading. Shared by
 * parameterread (declaration and use) and parameterbounds (bounds and scales), by nobody else.
 */
#ifndef LP_INPUT_PARAMETERLIST_H
#define LP_INPUT_PARAMETERLIST_H

#include "input/parameterread.h"

/* A number of a declaration, with its place. */
struct lp_stated {
    bool is_given;
    double value;
    struct lp_span span;
};

struct lp_declared {
    struct lp_parameter parameter; /* name, span; the rest is filled step by step */
    const struct lp_yaml *node;
    const char *written_name;    /* without the experiment */
    bool is_new;                 /* its activation is not read yet */
    bool is_faulty;              /* an error was reported: no more about it */
    enum lp_dimension dimension; /* of its unit; LP_N_DIMENSIONS: bare numbers only */
    const char *unit;            /* as written */
    struct lp_stated start, fixed, min, max;
    struct lp_stated median, factor, mean, sd;
    struct lp_span prior_span;
    bool is_used;
    enum lp_dimension use_dimension;
    struct lp_span use_span;
    const char *use_key; /* "flow" */
    const char *use_where;
    enum lp_range range; /* the narrowest of its uses */
};

/* Settle value, bounds, prior and scale of one parameter whose uses are all known. */
void lp_parameterbounds_settle(struct lp_reader *reader, struct lp_declared *declared);

#endif
