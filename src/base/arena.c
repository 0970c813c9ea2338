/* SPDX-License-Identifier: MIT
 *
 * The arena: a list of zeroed chunks from which objects are cut in order. Chunks double in size
 * up to a megabyte, so that a small model costs a few kilobytes and a large table few calls. A
 * large object that does not fit gets a chunk of its own, and what is left of the one before stays
 * in use. Nothing is ever given back but the whole.
 *
 * Objects are aligned for any type; text is not aligned at all, since a table of a million cells
 * would otherwise spend half its memory on padding.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer there is a gap behind each object, so that a look beyond it is noticed as
 * it is with one of malloc's. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define GAP            ((size_t)16)
#define CLOSE(from, n) ASAN_POISON_MEMORY_REGION(from, n)
#define OPEN(from, n)  ASAN_UNPOISON_MEMORY_REGION(from, n)
#else
#define GAP            ((size_t)0)
#define CLOSE(from, n) ((void)0)
#define OPEN(from, n)  ((void)0)
#endif

#define FIRST_CHUNK   ((size_t)4096)
#define LARGEST_CHUNK ((size_t)1 << 20)

struct chunk {
    struct chunk *next;
    size_t n_used, capacity;
    max_align_t bytes[];
};

struct lp_arena {
    struct chunk *newest;
    size_t next_capacity;
    bool has_failed;
};

struct lp_arena *lp_arena_new(void)
{
    struct lp_arena *arena = calloc(1, sizeof *arena);
    if (arena)
        arena->next_capacity = FIRST_CHUNK;
    return arena;
}

void lp_arena_free(struct lp_arena *arena)
{
    if (!arena)
        return;
    struct chunk *chunk = arena->newest;
    while (chunk) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(arena);
}

bool lp_arena_has_failed(const struct lp_arena *arena)
{
    return !arena || arena->has_failed;
}

enum lp_status lp_arena_status(const struct lp_arena *arena, enum lp_status status)
{
    return lp_arena_has_failed(arena) ? LP_ENOMEM : status;
}

/* Remember that there is no memory for a request. */
static void *fail(struct lp_arena *arena)
{
    if (arena)
        arena->has_failed = true;
    return NULL;
}

/* A chunk with room for n bytes; NULL when out of memory. The next objects are cut from it, unless
 * n is so large that they had better fill the one before. */
static struct chunk *add_chunk(struct lp_arena *arena, size_t n)
{
    bool is_own = n > arena->next_capacity / 4;
    size_t capacity = is_own ? n : arena->next_capacity;
    if (capacity > SIZE_MAX - sizeof(struct chunk))
        return NULL;
    struct chunk *chunk = calloc(1, sizeof(struct chunk) + capacity);
    if (!chunk)
        return NULL;
    chunk->capacity = capacity;
    CLOSE(chunk->bytes, capacity);
    struct chunk **place = is_own && arena->newest ? &arena->newest->next : &arena->newest;
    chunk->next = *place;
    *place = chunk;
    if (!is_own && arena->next_capacity < LARGEST_CHUNK)
        arena->next_capacity *= 2;
    return chunk;
}

/* n bytes at a multiple of a power of two; NULL when out of memory. */
static void *cut(struct lp_arena *arena, size_t n, size_t alignment)
{
    if (!arena)
        return NULL;
    struct chunk *chunk = arena->newest;
    size_t start = chunk ? (chunk->n_used + alignment - 1) & ~(alignment - 1) : 0;
    if (!chunk || start > chunk->capacity || n > chunk->capacity - start) {
        chunk = add_chunk(arena, n);
        start = 0;
    }
    if (!chunk)
        return fail(arena);
    chunk->n_used = start + n + GAP;
    OPEN((char *)chunk->bytes + start, n);
    return (char *)chunk->bytes + start;
}

void *lp_arena_alloc(struct lp_arena *arena, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        return fail(arena);
    return cut(arena, n * size, _Alignof(max_align_t));
}

double *lp_arena_doubles(struct lp_arena *arena, size_t n, size_t m)
{
    return m == 0 || n <= SIZE_MAX / m ? lp_arena_alloc(arena, n * m, sizeof(double)) : fail(arena);
}

const char *lp_arena_strndup(struct lp_arena *arena, const char *text, size_t n)
{
    char *copy = n < SIZE_MAX ? cut(arena, n + 1, 1) : fail(arena);
    if (copy && n)
        memcpy(copy, text, n);
    return copy ? copy : "";
}

const char *lp_arena_strdup(struct lp_arena *arena, const char *text)
{
    return lp_arena_strndup(arena, text, strlen(text));
}

const char *lp_arena_printf(struct lp_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = lp_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

const char *lp_arena_vprintf(struct lp_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = n < 0 ? fail(arena) : cut(arena, (size_t)n + 1, 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, arguments);
    return text ? text : "";
}

void *lp_arena_grow(struct lp_arena *arena, void *array, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return array;
    size_t larger = *capacity ? 2 * *capacity : 8;
    void *copy = lp_arena_alloc(arena, larger, size);
    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, array, n * size);
    *capacity = larger;
    return copy;
}
