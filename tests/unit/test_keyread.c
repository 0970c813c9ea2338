/* SPDX-License-Identifier: MIT
 *
 * Every kind of plain value out of YAML into its place, defaults by the same way, faults that leave
 * the place alone.
 */
#include "input/keyread.h"
#include "tests/support/readermaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

struct target {
    struct lp_value area;
    struct lp_value share;
    double time_s, plain;
    const char *text;
    bool truth;
    uint64_t count;
    unsigned word;
};

static const char *const words[] = {"solid", "liquid", NULL};
static const struct lp_key rows[] = {
    {LP_KEY_QUANTITY("area", AREA, POSITIVE, ANY), LP_SLOT_AT(struct target, area)},
    {LP_KEY_QUANTITY("share", ONE, FRACTION, ANY), LP_SLOT_AT(struct target, share), .of = "a part",
     .absent = "0.25"},
    {LP_KEY_QUANTITY("time", TIME, POSITIVE, NONE), LP_SLOT_AT(struct target, time_s),
     .absent = "2 min"},
    {LP_KEY_PLAIN("plain", NOT_NEGATIVE, FIXED), LP_SLOT_AT(struct target, plain)},
    {LP_KEY_TEXT("text"), LP_SLOT_AT(struct target, text)},
    {LP_KEY_BOOLEAN("truth"), LP_SLOT_AT(struct target, truth), .absent = "on"},
    {LP_KEY_INTEGER("count", 1, 9), LP_SLOT_AT(struct target, count)},
    {LP_KEY_WORD("word", words, 5), LP_SLOT_AT(struct target, word)},
    {LP_KEY_MAPPING("apart", "read elsewhere")},
};
static const struct lp_keys keys = {.name = "thing", LP_KEYS_IN(rows)};

static const struct lp_scope scope; /* no parameters */

static struct target untouched(void)
{
    return (struct target){
        .time_s = -1.0, .plain = -1.0, .text = "before", .count = 77, .word = 88};
}

static void values_go_to_their_places(void **state)
{
    (void)state;
    struct readermaker f;
    struct target target = untouched();
    readermaker_open(&f, "area: 2 cm2\nshare: 0.5\ntime: 1 h\nplain: 3\ntext: words\ntruth: off\n"
                         "count: 9\nword: liquid\napart: {a: 1}\n");
    assert_true(lp_keyread(&f.reader, &scope, &keys, NULL, f.root, "it", &target));
    assert_true(target.area.is_given && target.area.i_parameter == LP_NONE);
    assert_true(fabs(target.area.constant - 2e-4) < 1e-18);
    assert_int_equal(target.area.span.line, 1);
    assert_true(target.share.constant == 0.5);
    assert_true(target.time_s == 3600.0);
    assert_true(target.plain == 3.0);
    assert_string_equal(target.text, "words");
    assert_false(target.truth);
    assert_int_equal(target.count, 9);
    assert_int_equal(target.word, 6);
    assert_int_equal(lp_diag_n_errors(f.diag), 0);
    readermaker_close(&f);
}

/* Null counts as absent; a missing mapping has none of its keys. */
static void absent_keys_have_the_defaults_of_the_table(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct readermaker f;
        struct target target = untouched();
        readermaker_open(&f, "area: null\n");
        assert_true(lp_keyread(&f.reader, &scope, &keys, NULL, i ? f.root : NULL, "it", &target));
        assert_false(target.area.is_given);
        assert_int_equal(target.area.i_parameter, LP_NONE);
        assert_true(target.share.is_given && target.share.constant == 0.25);
        assert_true(target.time_s == 120.0);
        assert_true(target.plain == -1.0);
        assert_string_equal(target.text, "before");
        assert_true(target.truth);
        assert_int_equal(target.count, 77);
        assert_int_equal(target.word, 88);
        readermaker_close(&f);
    }
}

static void keys_of_another_kind_count_as_absent(void **state)
{
    (void)state;
    struct readermaker f;
    struct target target = untouched();
    readermaker_open(&f, "share: 0.75\n");
    assert_true(lp_keyread(&f.reader, &scope, &keys, "a whole", f.root, "it", &target));
    assert_true(target.share.constant == 0.25);
    assert_true(lp_keyread(&f.reader, &scope, &keys, "a part", f.root, "it", &target));
    assert_true(target.share.constant == 0.75);
    readermaker_close(&f);
}

static void faults_are_told_and_leave_the_place_alone(void **state)
{
    (void)state;
    struct readermaker f;
    struct target target = untouched();
    readermaker_open(&f, "area: -1 cm2\nshare: 7.6\ntime: 2 m\nplain: 2 percent\ntext: [a]\n"
                         "truth: perhaps\ncount: 10\nword: gas\n");
    assert_false(lp_keyread(&f.reader, &scope, &keys, NULL, f.root, "it", &target));
    assert_int_equal(lp_diag_n_errors(f.diag), 8);
    assert_false(target.area.is_given);
    assert_true(target.time_s == -1.0 && target.plain == -1.0);
    assert_string_equal(target.text, "before");
    assert_int_equal(target.count, 77);
    assert_int_equal(target.word, 88);
    readermaker_close(&f);
}

static void one_key_and_one_count(void **state)
{
    (void)state;
    struct readermaker f;
    struct target target = untouched();
    size_t count = 0;
    readermaker_open(&f, "time: 5 s\ncount: 3\ntext: [broken]\n");
    assert_true(lp_keyread_one(&f.reader, NULL, &keys, "time", f.root, "it", &target));
    assert_true(target.time_s == 5.0);
    const struct lp_yaml *node = lp_reader_get(f.root, "count");
    assert_true(lp_keyread_count(&f.reader, &keys, "count", node, "count of it", &count));
    assert_int_equal(count, 3);
    node = lp_reader_get(f.root, "time");
    assert_false(lp_keyread_count(&f.reader, &keys, "count", node, "count of it", &count));
    assert_string_equal(lp_diag_first_error(f.diag),
                        "count of it: found '5 s', expected a whole number from 1 to 9");
    assert_int_equal(count, 3);
    readermaker_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_to_their_places),
        cmocka_unit_test(absent_keys_have_the_defaults_of_the_table),
        cmocka_unit_test(keys_of_another_kind_count_as_absent),
        cmocka_unit_test(faults_are_told_and_leave_the_place_alone),
        cmocka_unit_test(one_key_and_one_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
