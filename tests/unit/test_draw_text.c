/* SPDX-License-Identifier: MIT
 *
 * Widths, line breaks, shares in words, escapes.
 */
/* LINK: draw */
#include "draw/draw_text.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void test_width(void **state)
{
    (void)state;
    /* "53 %" in Helvetica: 556 + 556 + 278 + 889 thousandths. */
    assert_true(fabs(lp_draw_text_width("53 %", 10, false) - 22.79) < 1e-9);
    assert_true(lp_draw_text_width("interface", 12, true) >
                lp_draw_text_width("interface", 12, false));
    assert_true(lp_draw_text_width("界面", 10, false) == 20);
    assert_true(lp_draw_text_width("", 10, false) == 0);
}

/* Lines keep within the width, and together they are the text. */
static void test_wrap(void **state)
{
    static const char *const texts[] = {"Source electrode",
                                        "LGPS–PEO(LiTFSI) composite",
                                        "trifluoromethanesulfonylimide",
                                        "ünïcödé 界面界面界面界面",
                                        "a  b   c",
                                        "x"};
    struct lp_arena *arena = lp_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct lp_draw_lines lines = lp_draw_text_wrap(arena, texts[i], 70, 12, true);
        char all[200] = "", bare[200] = "";
        for (size_t k = 0; k < lines.n; k++) {
            assert_true(lp_draw_text_width(lines.line[k], 12, true) <= 70);
            strcat(all, lines.line[k]);
        }
        size_t n = 0;
        for (const char *c = texts[i]; *c; c++)
            if (*c != ' ')
                bare[n++] = *c;
        char *end = all;
        for (const char *c = all; *c; c++)
            if (*c != ' ')
                *end++ = *c;
        *end = '\0';
        assert_string_equal(all, bare);
    }
    const struct lp_draw_lines two = lp_draw_text_wrap(arena, "Source electrode", 70, 12, true);
    assert_int_equal(two.n, 2);
    assert_string_equal(two.line[0], "Source");
    assert_int_equal(lp_draw_text_wrap(arena, "   ", 70, 12, true).n, 0);
    lp_arena_free(arena);
}

static void test_too_long_ends_in_an_ellipsis(void **state)
{
    char text[400];
    struct lp_arena *arena = lp_arena_new();
    (void)state;
    memset(text, 'm', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const struct lp_draw_lines lines = lp_draw_text_wrap(arena, text, 70, 12, true);
    assert_int_equal(lines.n, LP_DRAW_MAX_LINES);
    assert_non_null(strstr(lines.line[lines.n - 1], "…"));
    assert_true(lp_draw_text_width(lines.line[lines.n - 1], 12, true) <= 70);
    lp_arena_free(arena);
}

static const char *interval(struct lp_arena *arena, double low, double high)
{
    const struct lp_picture_number number = {0.5, low, high};
    return lp_draw_text_interval(arena, &number);
}

static void test_shares_in_words(void **state)
{
    struct lp_arena *arena = lp_arena_new();
    (void)state;
    assert_string_equal(lp_draw_text_percent(arena, 0.534), "53 %");
    assert_string_equal(lp_draw_text_percent(arena, 1), "100 %");
    assert_string_equal(lp_draw_text_percent(arena, 0.004), "0.4 %");
    assert_string_equal(lp_draw_text_percent(arena, 1e-5), "<0.1 %");
    assert_string_equal(lp_draw_text_percent(arena, 0), "0 %");
    assert_string_equal(interval(arena, 0.43, 0.62), "[43–62]");
    assert_string_equal(interval(arena, -0.04, 0.05), "[−4 … 5]");
    assert_string_equal(interval(arena, 1, 1), "");
    assert_string_equal(interval(arena, (double)NAN, (double)NAN), "");
    assert_string_equal(interval(arena, 0.1, (double)NAN), "[10–?]");
    lp_arena_free(arena);
}

static void test_escapes(void **state)
{
    static const char nasty[] = "a\"b\\N<i>&amp;\n";
    struct lp_draw_buffer buffer = {NULL, 0, 0, false};
    (void)state;
    lp_draw_buffer_add_xml(&buffer, nasty);
    assert_string_equal(buffer.bytes, "a&quot;b&#92;N&lt;i&gt;&amp;amp; ");
    lp_draw_buffer_clear(&buffer);
    lp_draw_buffer_add_json(&buffer, nasty);
    assert_string_equal(buffer.bytes, "a\\\"b\\\\N<i>&amp;\\u000a");
    lp_draw_buffer_clear(&buffer);
    lp_draw_buffer_add_dot(&buffer, nasty);
    assert_string_equal(buffer.bytes, "a\\\"b\\\\N<i>&amp;amp; ");
    lp_draw_buffer_clear(&buffer);
    lp_draw_buffer_add_tip(&buffer, nasty);
    assert_string_equal(buffer.bytes, "a\"b\\\\\\\\N<i>&amp;amp; ");
    lp_draw_buffer_clear(&buffer);
}

/* In every format, and in the title: white space is a blank, what may not be shown U+FFFD. */
static void test_unfit_characters(void **state)
{
    static void (*const writers[])(struct lp_draw_buffer *,
                                   const char *) = {lp_draw_buffer_add_xml, lp_draw_buffer_add_json,
                                                    lp_draw_buffer_add_dot, lp_draw_buffer_add_tip};
    static const char text[] = "\033 \a \x7F \xC2\x9B \xE2\x80\xAE \xEF\xBF\xBE",
                      shown[] = "\uFFFD \uFFFD \uFFFD \uFFFD \uFFFD \uFFFD";
    struct lp_arena *arena = lp_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        struct lp_draw_buffer buffer = {NULL, 0, 0, false};
        writers[i](&buffer, text);
        assert_string_equal(buffer.bytes, shown);
        lp_draw_buffer_clear(&buffer);
    }
    assert_string_equal(lp_draw_text_clean(arena, text), shown);
    assert_string_equal(lp_draw_text_clean(arena, "a\tb\nc"), "a b c");
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_too_long_ends_in_an_ellipsis),
        cmocka_unit_test(test_shares_in_words),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_unfit_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
