/* SPDX-License-Identifier: MIT
 *
 * Memory that is given out piece by piece and freed at once. A model, a study and everything they
 * point to live in one arena, so no reader needs to know who frees what.
 *
 * An arena remembers that a request failed, so memory is asked for where it is needed and its want
 * is looked at once, by who made the arena, when the work in it is done:
 *
 *     struct lp_arena *arena = lp_arena_new();
 *     enum lp_status status = work(arena);       asks for texts and arrays
 *     return lp_arena_status(arena, status);     LP_ENOMEM if one of them failed
 *
 * A text is never NULL: where memory fails it is "", which can be printed, joined and compared, so
 * a forgotten look never reads what is not there. An array is NULL where memory fails: whoever
 * fills it looks at it, or at lp_arena_has_failed after the last of several. Later requests are
 * still tried after a failure; nothing but the arena's end makes it forget.
 *
 * Every function accepts a NULL arena, as one for which there was no memory at all.
 */
#ifndef LP_BASE_ARENA_H
#define LP_BASE_ARENA_H

#include "base/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct lp_arena;

/* NULL when out of memory. Free with lp_arena_free, which accepts NULL. */
struct lp_arena *lp_arena_new(void);
void lp_arena_free(struct lp_arena *arena);

/* True if there is no arena, or any request to it failed. */
bool lp_arena_has_failed(const struct lp_arena *arena);

/* What work in an arena ends with: LP_ENOMEM if a request failed, else the work's own status (which
 * may be what the want of memory led to). */
enum lp_status lp_arena_status(const struct lp_arena *arena, enum lp_status status) LP_MUST_CHECK;

/*
 * Zeroed memory for n objects of a size, aligned for any type; NULL when out of memory or when
 * n * size overflows. n == 0 gives a non-NULL pointer that must not be read.
 */
void *lp_arena_alloc(struct lp_arena *arena, size_t n, size_t size);

/* Zeroed n * m doubles; as above, also where n * m overflows. */
double *lp_arena_doubles(struct lp_arena *arena, size_t n, size_t m);

/* A copy of n bytes of text with a closing zero; "" when out of memory. lp_arena_strdup takes a
 * whole string. */
const char *lp_arena_strndup(struct lp_arena *arena, const char *text, size_t n);
const char *lp_arena_strdup(struct lp_arena *arena, const char *text);

/* A formatted string; "" when out of memory. */
const char *lp_arena_printf(struct lp_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *lp_arena_vprintf(struct lp_arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/*
 * An array with room for one more than its n items: the same one, or a larger copy. *capacity is
 * kept up to date. NULL when out of memory; the array stays as it was.
 */
void *lp_arena_grow(struct lp_arena *arena, void *array, size_t n, size_t *capacity, size_t size);

#endif
