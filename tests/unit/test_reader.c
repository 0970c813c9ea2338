/* SPDX-License-Identifier: MIT
 *
 * The questions that all formats ask: errors are told once, integers and truths are read whole.
 */
#include "tests/support/readermaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void an_error_is_told_once(void **state)
{
    (void)state;
    struct readermaker f;
    readermaker_open(&f, "a: 1\nb: 2\n");
    for (int i = 0; i < 3; i++)
        lp_reader_error(&f.reader, f.root->pairs[0].key_span, "wrong");
    lp_reader_note(&f.reader, lp_span_none(NULL), "a note on a repeat is dropped");
    assert_int_equal(lp_diag_n_errors(f.diag), 1);
    lp_reader_error(&f.reader, f.root->pairs[1].key_span, "wrong");
    assert_int_equal(lp_diag_n_errors(f.diag), 2);
    assert_int_equal(lp_reader_status(&f.reader), LP_EINPUT);
    readermaker_close(&f);
}

static void truth_has_six_words(void **state)
{
    (void)state;
    struct readermaker f;
    readermaker_open(&f, "[on, 'true', yes, off, \"false\", no, On, 1]");
    for (size_t i = 0; i < 6; i++) {
        bool value = i >= 3;
        assert_true(lp_reader_boolean(&f.reader, f.root->items[i], "x", &value));
        assert_int_equal(value, i < 3);
    }
    bool value = true;
    assert_false(lp_reader_boolean(&f.reader, f.root->items[6], "x", &value));
    assert_false(lp_reader_boolean(&f.reader, f.root->items[7], "x", &value));
    assert_true(value);
    readermaker_close(&f);
}

static void integers_lose_nothing(void **state)
{
    (void)state;
    struct readermaker f;
    readermaker_open(&f, "[18446744073709551615, 18446744073709551616, 1.0, '', 007]");
    uint64_t value = 5;
    assert_true(lp_reader_integer(&f.reader, f.root->items[0], "x", 0, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    for (size_t i = 1; i < 4; i++)
        assert_false(lp_reader_integer(&f.reader, f.root->items[i], "x", 0, UINT64_MAX, &value));
    assert_true(value == UINT64_MAX);
    assert_true(lp_reader_integer(&f.reader, f.root->items[4], "x", 0, 10, &value));
    assert_true(value == 7);
    readermaker_close(&f);
}

static void null_is_absent(void **state)
{
    (void)state;
    struct readermaker f;
    readermaker_open(&f, "a: ~\nb:\nc: 1\nd: ''\n");
    assert_null(lp_reader_get(f.root, "a"));
    assert_null(lp_reader_get(f.root, "b"));
    assert_null(lp_reader_get(f.root, "e"));
    assert_non_null(lp_reader_get(f.root, "c"));
    assert_non_null(lp_reader_get(f.root, "d"));
    readermaker_close(&f);
}

static void a_number_is_told_from_a_name(void **state)
{
    (void)state;
    assert_true(lp_reader_looks_like_number("-1e-3 mol/s"));
    assert_true(lp_reader_looks_like_number(".5"));
    assert_true(lp_reader_looks_like_number("2x"));
    assert_false(lp_reader_looks_like_number("phi_el"));
    assert_false(lp_reader_looks_like_number("-"));
    assert_false(lp_reader_looks_like_number("inf"));
}

static void synthetic_counts_in_the_head_only(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_synthetic;
    } cases[] = {{"\n# SYNTHETIC data\na: 1\n", true},
                 {"a: 1\n# SYNTHETIC data\n", false},
                 {"# measured\na: SYNTHETIC\n", false},
                 {"# measured\n#: SYNTHETIC\na: 1", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct readermaker f;
        readermaker_open(&f, cases[i].text);
        lp_reader_add_input(&f.reader, f.source);
        assert_int_equal(f.reader.is_synthetic, cases[i].is_synthetic);
        readermaker_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_told_once),
        cmocka_unit_test(truth_has_six_words),
        cmocka_unit_test(integers_lose_nothing),
        cmocka_unit_test(null_is_absent),
        cmocka_unit_test(a_number_is_told_from_a_name),
        cmocka_unit_test(synthetic_counts_in_the_head_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
