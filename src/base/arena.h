/* SPDX-License-Identifier: MIT
 *
 * Memory that is given out piece by piece and freed at once. A model, a study and everything they
 * point to live in one arena, so no reader needs to know who frees what.
 */
#ifndef LP_BASE_ARENA_H
#define LP_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct lp_arena;

/* NULL when out of memory. Free with lp_arena_free, which accepts NULL. */
struct lp_arena *lp_arena_new(void);
void lp_arena_free(struct lp_arena *arena);

/*
 * Zeroed memory for n objects of a size, aligned for any type; NULL when out of memory or when
 * n * size overflows. n == 0 gives a non-NULL pointer that must not be read.
 */
void *lp_arena_alloc(struct lp_arena *arena, size_t n, size_t size);

/* Zeroed n * m doubles into *array; false when out of memory. */
bool lp_arena_doubles(struct lp_arena *arena, size_t n, size_t m, double **array);

/* A copy of n bytes of text with a closing zero; lp_arena_strdup takes a whole string. */
char *lp_arena_strndup(struct lp_arena *arena, const char *text, size_t n);
char *lp_arena_strdup(struct lp_arena *arena, const char *text);

/* A formatted string; NULL when out of memory. */
char *lp_arena_printf(struct lp_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *lp_arena_vprintf(struct lp_arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/*
 * An array with room for one more than its n items: the same one, or a larger copy. *capacity is
 * kept up to date. NULL when out of memory; the array stays as it was.
 */
void *lp_arena_grow(struct lp_arena *arena, void *array, size_t n, size_t *capacity, size_t size);

#endif
