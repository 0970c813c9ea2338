/* SPDX-License-Identifier: MIT
 *
 * Bytes of text: UTF-8 characters, numbers read without a locale, and the nearest spelling of a
 * word.
 */
#ifndef LP_BASE_TEXT_H
#define LP_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

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
