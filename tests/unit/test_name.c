/* SPDX-License-Identifier: MIT
 *
 * Which texts are names. What is said of those that are not: tests/bad/name-*.
 */
#include "input/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_what_may_be_a_name(void **state)
{
    (void)state;
    static const char *const names[] = {
        "LGPS",          "a = b", "x+",   "\"q\" `t` $(u) <b> ]]> \\N %s &amp;",
        "Grüße, 界面 𝛼", " 2 ",   "(=1)", "#1"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int kind = LP_NAME_TITLE; kind <= LP_NAME_CELL; kind++)
            if (!lp_name_is_fit(names[i], (enum lp_name)kind))
                fail_msg("'%s' should be a name", names[i]);
}

static void test_what_may_not(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\033[31m",     "\a",           "a\x7F",        "\xC2\x9B",     "a\xE2\x80\x8E",
        "\xE2\x80\xAE", "\xE2\x81\xA9", "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xEF\xB7\x90",
        "\xED\xA0\x80", "\xFF",         "a\tb",         "a\n",          "\xE2\x80\xA8"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int kind = LP_NAME_TITLE; kind <= LP_NAME_CELL; kind++)
            if (lp_name_is_fit(texts[i], (enum lp_name)kind))
                fail_msg("text %zu should not be a name", i);
}

/* Only what stands in tables must not look like a formula; only titles and roles may be empty. */
static void test_kinds(void **state)
{
    (void)state;
    for (const char *c = "=+-@"; *c; c++) {
        const char text[] = {*c, 'x', '\0'};
        assert_true(lp_name_is_fit(text, LP_NAME_TITLE));
        assert_true(lp_name_is_fit(text, LP_NAME_ONE));
        assert_false(lp_name_is_fit(text, LP_NAME_CELL));
    }
    assert_true(lp_name_is_fit("", LP_NAME_TITLE));
    assert_false(lp_name_is_fit("", LP_NAME_ONE));
    assert_false(lp_name_is_fit("", LP_NAME_CELL));
}

/* Characters count, not bytes. */
static void test_length(void **state)
{
    (void)state;
    char text[2 * LP_NAME_LONGEST + 3] = "";
    for (size_t i = 0; i < LP_NAME_LONGEST; i++)
        strcat(text, "ü");
    assert_true(lp_name_is_fit(text, LP_NAME_CELL));
    strcat(text, "x");
    assert_false(lp_name_is_fit(text, LP_NAME_CELL));
    assert_false(lp_name_is_fit(text, LP_NAME_TITLE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_a_name),
        cmocka_unit_test(test_what_may_not),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
