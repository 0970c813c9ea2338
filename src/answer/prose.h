/* SPDX-License-Identifier: MIT
 *
 * A text for the reader that grows by sentences, each on a line of its own. Every words_*.c writes
 * with it: a function adds what it has to say, or nothing. Running out of memory is remembered by
 * the arena, which is asked once, at the end.
 */
#ifndef LP_ANSWER_PROSE_H
#define LP_ANSWER_PROSE_H

#include "base/arena.h"

/* Begin with {.arena = arena, .text = ""}; all strings live in that arena. */
struct lp_prose {
    struct lp_arena *arena;
    const char *text;
};

/* Add a sentence. */
void lp_prose_add(struct lp_prose *prose, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A list with one name more, which stands behind the separator if it is not the first. The text
 * stays as it is. */
const char *lp_prose_list(struct lp_prose *prose, const char *list, const char *separator,
                          const char *name);

#endif
