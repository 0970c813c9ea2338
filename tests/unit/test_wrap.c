/* SPDX-License-Identifier: MIT
 *
 * Words over lines: none longer than the width but by a single word, none begins with a blank.
 */
#include "output/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_wraps(const char *text, size_t column, size_t indent, size_t width,
                         const char *expected)
{
    char *written = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&written, &n);
    assert_non_null(out);
    lp_wrap(out, column, indent, width, text);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(written, expected);
    free(written);
}

static void lines_end_before_the_width(void **state)
{
    (void)state;
    assert_wraps("one two three four", 0, 0, 9, "one two\nthree\nfour\n");
    assert_wraps("one two three four", 0, 0, 10, "one two\nthree four\n");
    assert_wraps("", 0, 0, 10, "\n");
    assert_wraps("  spread   out ", 0, 0, 80, "spread out\n");
}

static void what_stands_there_counts_and_further_lines_are_indented(void **state)
{
    (void)state;
    assert_wraps("one two", 4, 2, 11, "one two\n");
    assert_wraps("one two", 5, 2, 11, "one\n  two\n");
    assert_wraps("one two three", 0, 3, 10, "one two\n   three\n");
}

static void a_long_word_stays_whole(void **state)
{
    (void)state;
    assert_wraps("a/very/long/path b", 0, 0, 5, "a/very/long/path\nb\n");
    assert_wraps("a a/very/long/path", 3, 1, 5, "a\n a/very/long/path\n");
}

static void characters_count_not_bytes(void **state)
{
    (void)state;
    assert_wraps("µΩ µΩ µΩ", 0, 0, 5, "µΩ µΩ\nµΩ\n");
}

static void a_line_end_begins_a_new_line(void **state)
{
    (void)state;
    assert_wraps("one\ntwo \n three", 0, 2, 80, "one\n  two\n  three\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_before_the_width),
        cmocka_unit_test(what_stands_there_counts_and_further_lines_are_indented),
        cmocka_unit_test(a_long_word_stays_whole),
        cmocka_unit_test(characters_count_not_bytes),
        cmocka_unit_test(a_line_end_begins_a_new_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
