/* SPDX-License-Identifier: MIT
 *
 * Columns of a table by name: finding them, and reading heads that carry a unit, `time_h` or
 * `time [h]`. Shared by data, covariance and protocol files.
 */
#ifndef LP_INPUT_COLUMNS_H
#define LP_INPUT_COLUMNS_H

#include "input/csvtable.h"
#include "input/reader.h"

/* The column whose head is this word, LP_NONE if there is none. */
size_t lp_columns_find(const struct lp_csv *table, const char *head);

/* True if the head is the name with a unit: "time_h" or "time [h]" for "time". */
bool lp_columns_is_quantity(const char *head, const char *name);

/* The column "name_unit" or "name [unit]" (LP_NONE if absent; no error). */
size_t lp_columns_find_quantity(const struct lp_csv *table, const char *name);

/* The factor from the unit in a head to SI; false after an error. */
bool lp_columns_factor(struct lp_reader *reader, const struct lp_csv_cell *head,
                       enum lp_dimension dimension, double *factor);

/* The unit in such a head. */
const char *lp_columns_unit(struct lp_reader *reader, const char *head);

/* True for a cell that says "not measured": blank or NA. */
bool lp_columns_is_blank(const struct lp_csv_cell *cell);

/* A number; false after an error. */
bool lp_columns_number(struct lp_reader *reader, const struct lp_csv_cell *cell, const char *what,
                       double *value);

/* Open and parse a table that a node of base names; NULL after errors. */
const struct lp_csv *lp_columns_open(struct lp_reader *reader, const struct lp_source *base,
                                     const struct lp_yaml *node, const char *role);

#endif
