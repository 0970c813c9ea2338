/* SPDX-License-Identifier: MIT
 *
 * What may be shown, at the edges of each range, and what is written in place of the rest.
 */
#include "base/clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_ranges(void **state)
{
    (void)state;
    static const uint32_t shown[] = {' ',    '~',    0xA0,   0x61B,   0x61D,   0x200D,  0x2010,
                                     0x2027, 0x202F, 0x2065, 0x206A,  0xD7FF,  0xE000,  0xFDCF,
                                     0xFDF0, 0xFFFD, 0xFEFF, 0x10000, 0x1FFFD, 0x10FFFD};
    static const uint32_t hidden[] = {0,      7,      '\t',   '\n',   0x1B,    0x1F,     0x7F,
                                      0x80,   0x9B,   0x9F,   0x61C,  0x200E,  0x200F,   0x2028,
                                      0x2029, 0x202A, 0x202E, 0x2066, 0x2069,  0xD800,   0xDFFF,
                                      0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF, 0x110000};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (!lp_clean_may_show(shown[i]))
            fail_msg("U+%04X should be shown", shown[i]);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (lp_clean_may_show(hidden[i]))
            fail_msg("U+%04X should not be shown", hidden[i]);
}

/* Characters of one to four bytes are decoded and passed as they are. */
static void test_what_is_fit_passes(void **state)
{
    (void)state;
    static const char text[] = "aü→𝛼";
    static const uint32_t codes[] = {'a', 0xFC, 0x2192, 0x1D6FC};
    size_t at = 0;
    for (size_t i = 0; i < 4; i++) {
        const struct lp_clean next = lp_clean_next(text + at, strlen(text + at));
        assert_int_equal(next.code, codes[i]);
        assert_int_equal(next.n_taken, i + 1);
        assert_int_equal(next.n_shown, i + 1);
        assert_ptr_equal(next.shown, text + at);
        at += next.n_taken;
    }
    assert_int_equal(at, strlen(text));
    assert_true(lp_clean_is(text));
    assert_true(lp_clean_is(""));
}

static void check(const char *text, enum lp_space space, const char *expected)
{
    struct lp_arena *arena = lp_arena_new();
    assert_false(lp_clean_is(text));
    assert_string_equal(lp_clean_copy(arena, text, strlen(text), space), expected);
    lp_arena_free(arena);
}

/* One U+FFFD for a character, and for each byte that belongs to none. */
static void test_the_rest_is_replaced(void **state)
{
    (void)state;
    check("\033[31mred", LP_SPACE_REPLACED, "\uFFFD[31mred");
    check("a\xC2\x9B"
          "b",
          false, "a\uFFFDb");
    check("a\xE2\x80\xAE"
          "b\xE2\x81\xA6",
          false, "a\uFFFDb\uFFFD");
    check("\xEF\xBF\xBE\xEF\xBF\xBF", LP_SPACE_REPLACED, "\uFFFD\uFFFD");
    check("\xED\xA0\x80", LP_SPACE_REPLACED, "\uFFFD\uFFFD\uFFFD");
    check("x\xFF", LP_SPACE_REPLACED, "x\uFFFD");
    check("cut \xE2\x82", LP_SPACE_REPLACED, "cut \uFFFD\uFFFD");
    check("a\nb\tc\r\n", LP_SPACE_REPLACED, "a\uFFFDb\uFFFDc\uFFFD\uFFFD");
    check("a\nb\tc\r\n", LP_SPACE_BLANK, "a b c  ");
    check("a\nb\tc\r\n", LP_SPACE_LINES, "a\nb\uFFFDc\uFFFD\n");
}

/* Three bytes for one is the most that cleaning can make of a text. */
static void test_room(void **state)
{
    (void)state;
    char text[64], to[LP_CLEAN_ROOM(64)];
    memset(text, 0xFF, sizeof text);
    assert_int_equal(lp_clean_write(to, text, sizeof text, LP_SPACE_REPLACED), sizeof to - 1);
    assert_int_equal(to[sizeof to - 1], '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_what_is_fit_passes),
        cmocka_unit_test(test_the_rest_is_replaced),
        cmocka_unit_test(test_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
