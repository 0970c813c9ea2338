/* SPDX-License-Identifier: MIT
 *
 * A text with a name whose places can be named: where each line begins, columns counted in
 * characters, spans from byte offsets. sourceread makes them of files; diag prints the lines that
 * they point to.
 */
#ifndef LP_BASE_SOURCE_H
#define LP_BASE_SOURCE_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A text with its name. Lines end in \n or \r\n; what follows the last end is a line too, if only
 * an empty one. The bytes are those of the file; a leading byte order mark stays in them, but the
 * first line starts behind it: readers begin at line_start[0].
 */
struct lp_source {
    const char *name;  /* as the user wrote it; "<stdin>" for "-" */
    const char *bytes; /* n_bytes, then a closing zero */
    size_t n_bytes;
    const size_t *line_start; /* byte offset of each line's first byte [n_lines] */
    size_t n_lines;
    const char *file_bytes; /* the file's own bytes where they were decoded, else NULL */
    size_t n_file_bytes;
};

/* A place in a source: line and column are 1-based, column and length count characters.
 * line == 0: no position (source may then still name the file). */
struct lp_span {
    const struct lp_source *source;
    size_t line, column, length;
};

/* Find the lines of bytes [n_bytes]: fills in line_start (in the arena) and n_lines. False when out
 * of memory. */
bool lp_source_index_lines(struct lp_arena *arena, struct lp_source *source);

/* The span of n_bytes bytes from a byte offset (clamped to its line). */
struct lp_span lp_source_span(const struct lp_source *source, size_t offset, size_t n_bytes);

/* Where a line's text ends (the offset behind its last byte, its \n or \r\n not included). */
size_t lp_source_line_end(const struct lp_source *source, size_t i_line);

/* A position-less span that names the file only; source may be NULL. */
struct lp_span lp_span_none(const struct lp_source *source);

#endif
