/* SPDX-License-Identifier: MIT
 *
 * Numbers read whole and without a locale, and nearest spellings.
 */
#include "base/text.h"

#include <float.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_takes_up_its_whole_text),
        cmocka_unit_test(a_number_at_the_start_is_measured),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(the_nearest_word_is_found),
        cmocka_unit_test(a_duration_has_three_digits_and_a_unit_of_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
