/* SPDX-License-Identifier: MIT
 *
 * Text as it stands in a file: the bytes, where each line begins, columns counted in characters,
 * numbers read without a locale, and the nearest spelling of a word.
 */
#ifndef LP_BASE_TEXT_H
#define LP_BASE_TEXT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_diag;

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

/*
 * Read a whole file ("-" is standard input) into the arena.
 * Errors: LP_EIO     cannot be opened or read (diag says why)
 *         LP_EINPUT  not UTF-8, or a zero byte in it (diag has the place); over 64 MiB
 *         LP_ENOMEM
 */
enum lp_status lp_source_load(struct lp_arena *arena, const char *path,
                              const struct lp_source **source, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * The same for what an instrument exported: text that is not UTF-8 is taken for Latin-1 and decoded
 * (bytes of neither, 0x80 to 0x9F, become '?'). source->file_bytes then has the file's own.
 */
enum lp_status lp_source_load_export(struct lp_arena *arena, const char *path,
                                     const struct lp_source **source,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* The bytes of such an export, already in memory. */
enum lp_status lp_source_from_export(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* The same as lp_source_load for bytes that are already in memory (copied). */
enum lp_status lp_source_from_memory(struct lp_arena *arena, const char *name, const char *bytes,
                                     size_t n_bytes, const struct lp_source **source,
                                     struct lp_diag *diag) LP_MUST_CHECK;

/* The span of n_bytes bytes from a byte offset (clamped to its line). */
struct lp_span lp_source_span(const struct lp_source *source, size_t offset, size_t n_bytes);

/* Where a line's text ends (the offset behind its last byte, its \n or \r\n not included). */
size_t lp_source_line_end(const struct lp_source *source, size_t i_line);

/* A position-less span that names the file only; source may be NULL. */
struct lp_span lp_span_none(const struct lp_source *source);

/*
 * Read a number that takes up the whole of text[0..n), independent of the locale: decimal point,
 * optional exponent; no hexadecimal, no "inf", no "nan", no surrounding space; at most 400 bytes.
 * Returns false, and leaves value alone, if it is not such a number or overflows.
 */
bool lp_text_number(const char *text, size_t n, double *value);

/* As above, but reads the longest number at the start; returns the bytes it took (0: none). */
size_t lp_text_number_prefix(const char *text, size_t n, double *value);

/*
 * The candidate closest to word by Damerau-Levenshtein distance (case folded, at most a third of
 * the word's length, at least 1; a word of one letter differs in case only), or NULL.
 */
const char *lp_text_nearest(const char *word, const char *const candidates[], size_t n_candidates);

/* Characters (not bytes) in a UTF-8 text of n bytes. */
size_t lp_text_n_characters(const char *text, size_t n);

/* A duration for a reader, three digits in min, h or d: "34.6 min". */
#define LP_DURATION_TEXT 32
void lp_text_duration(double t_s, char text[LP_DURATION_TEXT]);

/* Bytes of the UTF-8 character at the start of text[0..n), n > 0; 0 if there is none. */
size_t lp_text_character_length(const char *text, size_t n);

#endif
