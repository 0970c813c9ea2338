/* SPDX-License-Identifier: MIT
 *
 * What every JSON of the program has in common: numbers that need not exist, and the text of the
 * whole. The values are jansson's.
 */
#ifndef LP_OUTPUT_JSON_H
#define LP_OUTPUT_JSON_H

struct json_t; /* <jansson.h> */

/* A number; null where it is not finite. The caller owns it; NULL when out of memory. */
struct json_t *lp_json_real(double value);

/* A text as it may be shown (base/clean.h), its lines kept: a path on disk need not be UTF-8, JSON
 * must be. Null for NULL. The caller owns it; NULL when out of memory. */
struct json_t *lp_json_string(const char *text);

/*
 * The text of a value, which is given up: lines of keys indented by two, reals with DBL_DIG digits
 * (0.1 stays 0.1, and twelve and more digits survive), a line end behind it.
 * Owns: takes root; the caller frees the text. NULL if root is NULL or memory is out.
 */
char *lp_json_text_take(struct json_t *root);

#endif
