/* SPDX-License-Identifier: MIT
 *
 * Arena memory: zeroed, aligned, never shared between objects, and no overflow in n * size.
 */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void objects_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    enum { N = 3000 };
    static unsigned char *object[N];
    static size_t size[N];
    struct lp_arena *arena = lp_arena_new();
    assert_non_null(arena);
    for (size_t i = 0; i < N; i++) {
        size[i] = i % 7 == 0 ? 9000 + i : 1 + i % 90;
        object[i] = lp_arena_alloc(arena, 1, size[i]);
        assert_non_null(object[i]);
        assert_int_equal((uintptr_t)object[i] % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < size[i]; k++)
            assert_int_equal(object[i][k], 0);
        memset(object[i], (int)(i % 251) + 1, size[i]);
        /* Odd text between the objects must not spoil their alignment. */
        assert_string_equal(lp_arena_strdup(arena, "odd"), "odd");
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < size[i]; k++)
            assert_int_equal(object[i][k], (int)(i % 251) + 1);
    lp_arena_free(arena);
}

static void impossible_sizes_give_null(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    assert_null(lp_arena_alloc(arena, SIZE_MAX / 2, 3));
    assert_null(lp_arena_alloc(arena, SIZE_MAX, 1));
    assert_null(lp_arena_alloc(arena, SIZE_MAX - 8, 1));
    assert_string_equal(lp_arena_strndup(arena, "x", SIZE_MAX), "");
    assert_non_null(lp_arena_alloc(arena, 0, 100));
    assert_non_null(lp_arena_alloc(arena, 100, 0));
    assert_non_null(lp_arena_alloc(arena, 10, 10));
    lp_arena_free(arena);
}

static void texts_are_copied(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    char original[] = "6.0 umol";
    const char *whole = lp_arena_strdup(arena, original),
               *part = lp_arena_strndup(arena, original, 3);
    const char *empty = lp_arena_strndup(arena, original, 0);
    original[0] = '7';
    assert_string_equal(whole, "6.0 umol");
    assert_string_equal(part, "6.0");
    assert_string_equal(empty, "");
    assert_string_equal(lp_arena_printf(arena, "%s--%s %d", "a", "b", 7), "a--b 7");
    const char *wide = lp_arena_printf(arena, "%20000d", 1);
    assert_int_equal(strlen(wide), 20000);
    lp_arena_free(arena);
}

static void arrays_grow_and_keep_what_they_have(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    size_t *numbers = NULL, capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        size_t *larger = lp_arena_grow(arena, numbers, i, &capacity, sizeof *numbers);
        assert_non_null(larger);
        assert_true(capacity > i);
        numbers = larger;
        numbers[i] = i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    assert_null(lp_arena_grow(arena, numbers, capacity, &capacity, SIZE_MAX / capacity));
    assert_int_equal(capacity, 1024);
    lp_arena_free(arena);
}

static void nothing_is_accepted(void **state)
{
    (void)state;
    lp_arena_free(NULL);
    assert_null(lp_arena_alloc(NULL, 1, 1));
    assert_string_equal(lp_arena_strdup(NULL, "x"), "");
    assert_string_equal(lp_arena_printf(NULL, "%d", 1), "");
    assert_true(lp_arena_has_failed(NULL));
    assert_int_equal(lp_arena_status(NULL, LP_EINPUT), LP_ENOMEM);
}

static bool numbers_fail(struct lp_arena *arena)
{
    return !lp_arena_doubles(arena, SIZE_MAX / 2 + 1, 2);
}

/* Each kind of request that fails is remembered, though later ones are met. */
static void a_failure_is_remembered(void **state)
{
    (void)state;
    size_t capacity = SIZE_MAX / 2;
    for (size_t kind = 0; kind < 5; kind++) {
        struct lp_arena *arena = lp_arena_new();
        assert_non_null(lp_arena_alloc(arena, 0, 100));
        assert_false(lp_arena_has_failed(arena));
        assert_int_equal(lp_arena_status(arena, LP_EINPUT), LP_EINPUT);
        assert_int_equal(lp_arena_status(arena, LP_OK), LP_OK);
        const bool has_failed = kind == 0   ? !lp_arena_alloc(arena, SIZE_MAX / 2, 3)
                                : kind == 1 ? !lp_arena_alloc(arena, SIZE_MAX - 8, 1)
                                : kind == 2 ? lp_arena_strndup(arena, "x", SIZE_MAX)[0] == '\0'
                                : kind == 3 ? numbers_fail(arena)
                                            : !lp_arena_grow(arena, arena, capacity, &capacity, 8);
        assert_true(has_failed);
        assert_string_equal(lp_arena_printf(arena, "%d", 12), "12");
        assert_true(lp_arena_has_failed(arena));
        assert_int_equal(lp_arena_status(arena, LP_OK), LP_ENOMEM);
        assert_int_equal(lp_arena_status(arena, LP_EINPUT), LP_ENOMEM);
        lp_arena_free(arena);
    }
}

/* Rows times columns, also where the product is more than a size can hold. */
static void numbers_come_zeroed_or_not_at_all(void **state)
{
    struct lp_arena *arena = lp_arena_new();
    double *numbers = lp_arena_doubles(arena, 3, 4);
    (void)state;
    assert_non_null(numbers);
    for (size_t i = 0; i < 12; i++)
        assert_true(numbers[i] == 0);
    assert_non_null(lp_arena_doubles(arena, 3, 0));
    assert_null(lp_arena_doubles(arena, SIZE_MAX / 2 + 1, 2));
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_zeroed_or_not_at_all),
        cmocka_unit_test(objects_are_zeroed_aligned_and_apart),
        cmocka_unit_test(impossible_sizes_give_null),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(arrays_grow_and_keep_what_they_have),
        cmocka_unit_test(nothing_is_accepted),
        cmocka_unit_test(a_failure_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
