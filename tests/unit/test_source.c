/* SPDX-License-Identifier: MIT
 *
 * Places in a text: where lines begin and end, and columns that count characters.
 */
#include "base/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = lp_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    lp_arena_free(*state);
    return 0;
}

static const struct lp_source *source_of(struct lp_arena *arena, const char *text, size_t n)
{
    struct lp_source *source = lp_arena_alloc(arena, 1, sizeof *source);
    source->bytes = text;
    source->n_bytes = n;
    assert_true(lp_source_index_lines(arena, source));
    return source;
}

static void lines_end_in_either_way(void **state)
{
    const char text[] = "ab\ncd\r\n\nlast";
    const struct lp_source *source = source_of(*state, text, sizeof text - 1);
    assert_int_equal(source->n_lines, 4);
    const size_t start[] = {0, 3, 7, 8}, end[] = {2, 5, 7, 12};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(source->line_start[i], start[i]);
        assert_int_equal(lp_source_line_end(source, i), end[i]);
    }
}

static void a_span_is_clamped_to_its_line(void **state)
{
    const char text[] = "ab\ncd\r\n";
    const struct lp_source *source = source_of(*state, text, sizeof text - 1);
    struct lp_span span = lp_source_span(source, 4, 100);
    assert_int_equal(span.line, 2);
    assert_int_equal(span.column, 2);
    assert_int_equal(span.length, 1);
    span = lp_source_span(source, 6, 1); /* on the \n of \r\n */
    assert_int_equal(span.line, 2);
    assert_int_equal(span.column, 3);
    span = lp_source_span(source, 1000, 5);
    assert_int_equal(span.line, 3);
    assert_int_equal(span.column, 1);
    assert_int_equal(span.length, 0);
}

static void columns_count_characters_behind_a_byte_order_mark(void **state)
{
    const char text[] = "\xEF\xBB\xBF\xC2\xB5m \xE2\x82\xAC\xF0\x9F\x98\x80 x";
    const struct lp_source *source = source_of(*state, text, sizeof text - 1);
    assert_int_equal(source->line_start[0], 3);
    assert_int_equal(source->n_bytes, sizeof text - 1);
    const char *x = strchr(source->bytes, 'x');
    struct lp_span span = lp_source_span(source, (size_t)(x - source->bytes), 1);
    assert_int_equal(span.column, 7);
    span = lp_source_span(source, 0, 1);
    assert_int_equal(span.column, 1);
    span = lp_source_span(source, 7, 7); /* the euro sign and the face */
    assert_int_equal(span.column, 4);
    assert_int_equal(span.length, 2);
}

static void an_empty_text_has_one_line(void **state)
{
    const struct lp_source *source = source_of(*state, "", 0);
    assert_int_equal(source->n_lines, 1);
    assert_int_equal(lp_source_span(source, 0, 0).line, 1);
}

static void a_place_may_be_a_file_alone(void **state)
{
    const struct lp_source *source = source_of(*state, "a", 1);
    assert_ptr_equal(lp_span_none(source).source, source);
    assert_int_equal(lp_span_none(source).line, 0);
    assert_null(lp_span_none(NULL).source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_end_in_either_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_span_is_clamped_to_its_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(columns_count_characters_behind_a_byte_order_mark, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_text_has_one_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_place_may_be_a_file_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
