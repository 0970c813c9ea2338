/* SPDX-License-Identifier: MIT
 *
 * Text from outside on its way out. A control character moves a terminal's cursor or rings its
 * bell, a bidirectional one makes a reader see another order than what is written, a non-character
 * may stand in no XML: none of them has a place in a name, and where one comes by all the same,
 * U+FFFD (the replacement character) is written instead.
 */
#ifndef LP_BASE_CLEAN_H
#define LP_BASE_CLEAN_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LP_CLEAN_REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/*
 * True for what may be shown: no control character (C0, DEL, C1, so no tab and no line end), no
 * line or paragraph separator (U+2028/9), no bidirectional control (U+061C, U+200E/F, U+202A-E,
 * U+2066-9), no non-character (U+FDD0-EF and the last two of each plane), no surrogate.
 */
bool lp_clean_may_show(uint32_t code);

/* The first character of text[0..n), n > 0, as it may be shown. */
struct lp_clean {
    uint32_t code;     /* code point; U+FFFD for a byte that is not UTF-8 */
    size_t n_taken;    /* bytes of text it took, >= 1 */
    const char *shown; /* [n_shown] the same bytes, or U+FFFD in their place */
    size_t n_shown;
};

struct lp_clean lp_clean_next(const char *text, size_t n);

/* True if all of text may be shown as it is. */
bool lp_clean_is(const char *text);

/* What becomes of line ends and tabs. */
enum lp_space {
    LP_SPACE_REPLACED, /* U+FFFD, as other control characters */
    LP_SPACE_BLANK,    /* a blank each: running text on one line */
    LP_SPACE_LINES     /* \n stays */
};

/*
 * Write text[0..n) as it may be shown, and a closing zero, to `to`, which has room for
 * LP_CLEAN_ROOM(n) bytes; returns the bytes written without the zero.
 */
#define LP_CLEAN_ROOM(n) (3 * (n) + 1) /* a byte that is not UTF-8 becomes three */
size_t lp_clean_write(char *to, const char *text, size_t n, enum lp_space space);

/* The same as a copy in the arena; "" when out of memory. */
const char *lp_clean_copy(struct lp_arena *arena, const char *text, size_t n, enum lp_space space);

#endif
