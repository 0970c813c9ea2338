/* SPDX-License-Identifier: MIT
 *
 * A comma-separated table (RFC 4180 quoting, `#` comments, blank lines skipped) whose every cell
 * keeps its place in the file. It knows no columns by name: dataread gives them their meaning.
 */
#ifndef LP_INPUT_CSVTABLE_H
#define LP_INPUT_CSVTABLE_H

#include "base/diag.h"

struct lp_csv_cell {
    const char *text; /* trimmed, unquoted */
    struct lp_span span;
};

struct lp_csv {
    const struct lp_source *source;
    size_t n_columns, n_rows;        /* the head is not a row */
    const struct lp_csv_cell *head;  /* [n_columns] */
    const struct lp_csv_cell *cells; /* [n_rows][n_columns] */
};

/*
 * Errors: LP_EINPUT  no head, a row with another number of cells than the head, an open quote,
 *                    an empty or repeated head. All of a file's faults are reported. LP_ENOMEM.
 */
enum lp_status lp_csv_read(struct lp_arena *arena, const struct lp_source *source,
                           const struct lp_csv **table, struct lp_diag *diag) LP_MUST_CHECK;

#endif
