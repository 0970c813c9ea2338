/* SPDX-License-Identifier: MIT
 *
 * Places in a text, numbers read whole and without a locale, and nearest spellings.
 */
#include "base/diag.h"

#include <float.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct lp_arena *arena;
    struct lp_diag *diag;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = lp_arena_new();
    f->diag = lp_diag_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    lp_arena_free(f->arena);
    lp_diag_free(f->diag);
    free(f);
    return 0;
}

static const struct lp_source *source_of(struct fixture *f, const char *text, size_t n)
{
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_from_memory(f->arena, "t", text, n, &source, f->diag), LP_OK);
    assert_int_equal(lp_diag_n_errors(f->diag), 0);
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

static void what_is_no_text_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *place;
    } bad[] = {
        {"ab\nc\xFFz", 6, "t:2:2: error: byte 0xFF"},
        {"\xC3", 1, "t:1:1: error: byte 0xC3"},         /* cut short */
        {"a\xC0\x80", 3, "t:1:2: error: byte 0xC0"},    /* overlong */
        {"\xE0\x80\x80", 3, "t:1:1: error"},            /* overlong */
        {"\xED\xA0\x80", 3, "t:1:1: error: byte 0xED"}, /* half a surrogate pair */
        {"\xF4\x90\x80\x80", 4, "t:1:1: error"},        /* above 10FFFF */
        {"\x80", 1, "t:1:1: error: byte 0x80"},         /* continuation alone */
        {"a\n\0b", 4, "t:2:1: error: a zero byte"},
        {"\xFF\xFE\x61\x00", 4, "t: error: the text is UTF-16"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct lp_source *source = NULL;
        lp_diag_clear(f->diag);
        assert_int_equal(
            lp_source_from_memory(f->arena, "t", bad[i].bytes, bad[i].n, &source, f->diag),
            LP_EINPUT);
        assert_null(source);
        char *text = lp_diag_render(f->diag, false);
        assert_memory_equal(text, bad[i].place, strlen(bad[i].place));
        free(text);
    }
}

static void a_file_is_read_whole(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/lipath-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    static char bytes[300000];
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 99; i < sizeof bytes; i += 100)
        bytes[i] = '\n';
    assert_int_equal(write(descriptor, bytes, sizeof bytes), sizeof bytes);
    close(descriptor);
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, path, &source, f->diag), LP_OK);
    unlink(path);
    assert_string_equal(source->name, path);
    assert_int_equal(source->n_bytes, sizeof bytes);
    assert_memory_equal(source->bytes, bytes, sizeof bytes);
    assert_int_equal(source->n_lines, 3001);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, "/no/such/file", &source, f->diag), LP_EIO);
    assert_int_equal(lp_source_load(f->arena, "/tmp", &source, f->diag), LP_EIO);
    assert_null(source);
    char *text = lp_diag_render(f->diag, false);
    assert_string_equal(text, "/no/such/file: error: cannot be opened: No such file or directory\n"
                              "/tmp: error: cannot be read: Is a directory\n");
    free(text);
}

static void endless_input_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, "/dev/zero", &source, f->diag), LP_EINPUT);
    assert_string_equal(lp_diag_first_error(f->diag), "larger than 64 MiB");
}

static void a_number_takes_up_its_whole_text(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},   {"-1", -1},     {"+2.5", 2.5},  {".5", .5},
                {"5.", 5},  {"1e-8", 1e-8}, {"1E+3", 1000}, {"6.02214076e23", 6.02214076e23},
                {"007", 7}, {"0.1", 0.1},   {"1e-400", 0},  {"1.7976931348623157e308", DBL_MAX}};
    static const char *const bad[] = {"",      "x",      "2x",  "x2",   " 1",    "1 ",
                                      "1e",    "1e+",    "e5",  ".",    "-",     "+.",
                                      "0x10",  "inf",    "nan", "-inf", "1,5",   "1.2.3",
                                      "1e999", "-1e999", "--1", "1 2",  "1e5.5", "1_000"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double value = -99;
        assert_true(lp_text_number(good[i].text, strlen(good[i].text), &value));
        assert_true(value >= good[i].value && value <= good[i].value);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = -99;
        assert_false(lp_text_number(bad[i], strlen(bad[i]), &value));
        assert_true(value < -98);
    }
}

static void a_number_at_the_start_is_measured(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
    } cases[] = {{"6.0 umol", 3}, {"5e3V", 3}, {"5eV", 1},  {"1e-8 cm2/s", 4},
                 {"1.e", 2},      {"0x10", 1}, {"umol", 0}, {"1e999 mol", 0}};
    double value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lp_text_number_prefix(cases[i].text, strlen(cases[i].text), &value),
                         cases[i].n);
    /* No more than n bytes are looked at. */
    assert_int_equal(lp_text_number_prefix("12345", 2, &value), 2);
    assert_true(value > 11.5 && value < 12.5);
    char digits[1000];
    memset(digits, '1', sizeof digits);
    assert_int_equal(lp_text_number_prefix(digits, sizeof digits, &value), 0);
}

static void the_locale_does_not_matter(void **state)
{
    (void)state;
    static const char *const with_comma[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    const char *set = NULL;
    for (size_t i = 0; i < 4 && !set; i++)
        set = setlocale(LC_ALL, with_comma[i]);
    if (!set)
        skip();
    double value = 0;
    assert_true(lp_text_number("1.5", 3, &value));
    assert_true(value > 1.4);
    assert_false(lp_text_number("1,5", 3, &value));
    setlocale(LC_ALL, "C");
}

static void the_nearest_word_is_found(void **state)
{
    (void)state;
    const char *const words[] = {"inventory", "enrichment", "diffusivity", "kind", NULL, "h"};
    static const struct {
        const char *word, *nearest;
    } cases[] = {{"inventroy", "inventory"},
                 {"Inventory", "inventory"},
                 {"enrichmnt", "enrichment"},
                 {"difusivitty", "diffusivity"},
                 {"knid", "kind"},
                 {"kin", "kind"},
                 {"H", "h"},
                 {"x", NULL},
                 {"temperature", NULL},
                 {"", NULL},
                 {"dink", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = lp_text_nearest(cases[i].word, words, 6);
        if (cases[i].nearest)
            assert_string_equal(found, cases[i].nearest);
        else
            assert_null(found);
    }
    char huge[5000];
    memset(huge, 'k', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    assert_null(lp_text_nearest(huge, words, 6));
}

static void a_duration_has_three_digits_and_a_unit_of_its_size(void **state)
{
    (void)state;
    char text[LP_DURATION_TEXT];
    lp_text_duration(2078.0, text);
    assert_string_equal(text, "34.6 min");
    lp_text_duration(3600.0, text);
    assert_string_equal(text, "1 h");
    lp_text_duration(122400.0, text);
    assert_string_equal(text, "34 h");
    lp_text_duration(172800.0, text);
    assert_string_equal(text, "2 d");
    lp_text_duration(1e300, text);
    assert_string_equal(text, "1.16e+295 d");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(lines_end_in_either_way),
        WITH_FIXTURE(a_span_is_clamped_to_its_line),
        WITH_FIXTURE(columns_count_characters_behind_a_byte_order_mark),
        WITH_FIXTURE(an_empty_text_has_one_line),
        WITH_FIXTURE(what_is_no_text_is_refused_with_its_place),
        WITH_FIXTURE(a_file_is_read_whole),
        WITH_FIXTURE(a_file_that_cannot_be_read_is_named),
        WITH_FIXTURE(endless_input_is_refused),
        cmocka_unit_test(a_number_takes_up_its_whole_text),
        cmocka_unit_test(a_number_at_the_start_is_measured),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(the_nearest_word_is_found),
        cmocka_unit_test(a_duration_has_three_digits_and_a_unit_of_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
