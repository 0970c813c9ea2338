/* SPDX-License-Identifier: MIT
 *
 * What a name or a title may be: the one rule for all of them, in studies, models and tables.
 */
#ifndef LP_INPUT_NAME_H
#define LP_INPUT_NAME_H

#include "input/reader.h"

enum lp_name {
    LP_NAME_TITLE, /* titles and roles: at most LP_NAME_LONGEST characters, all of which can be
                      shown (base/clean.h), on one line; may be empty */
    LP_NAME_ONE,   /* names: the same, and not empty */
    LP_NAME_CELL   /* names that stand in cells of tables: the same, and they do not begin with
                      = + - @, which a spreadsheet takes for a formula's begin */
};

/*
 * True if the text may be such a name; else an error at the span, with its remedy.
 * what: "name of a compartment"
 */
bool lp_name_check(struct lp_reader *reader, struct lp_span span, const char *text,
                   enum lp_name kind, const char *what);

/* Read a node's text as such a name. False after an error; *value is then untouched. */
bool lp_name_read(struct lp_reader *reader, const struct lp_yaml *node, enum lp_name kind,
                  const char *what, const char **value);

/* The same rule where nobody is told. */
bool lp_name_is_fit(const char *text, enum lp_name kind);

#endif
