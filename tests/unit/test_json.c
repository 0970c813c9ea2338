/* SPDX-License-Identifier: MIT
 *
 * Numbers that need not exist, and the text of a value.
 */
#include "output/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>

static void what_is_not_finite_is_null(void **state)
{
    (void)state;
    const double none[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        json_t *value = lp_json_real(none[i]);
        assert_true(json_is_null(value));
        json_decref(value);
    }
    json_t *value = lp_json_real(-0.25);
    assert_true(json_is_real(value) && json_real_value(value) == -0.25);
    json_decref(value);
}

static void check_string(const char *text, const char *expected)
{
    json_t *value = lp_json_string(text);
    assert_string_equal(json_string_value(value), expected);
    json_decref(value);
}

/* What JSON can hold and a reader can see comes back; the rest is U+FFFD. */
static void a_string_is_what_may_be_shown(void **state)
{
    (void)state;
    check_string("\\ \" `id` <b> ]]> %s ü\n2", "\\ \" `id` <b> ]]> %s ü\n2");
    check_string("caf\xE9 \033[2J \xE2\x80\xAE \xEF\xBF\xBE", "caf\uFFFD \uFFFD[2J \uFFFD \uFFFD");
    json_t *none = lp_json_string(NULL);
    assert_true(json_is_null(none));
    json_decref(none);
}

static void a_text_ends_in_a_line_end(void **state)
{
    (void)state;
    char *text = lp_json_text_take(
        json_pack("{s:o, s:o, s:i}", "a", lp_json_real(0.1), "b", lp_json_real(NAN), "c", 7));
    assert_string_equal(text, "{\n  \"a\": 0.1,\n  \"b\": null,\n  \"c\": 7\n}\n");
    free(text);
    text = lp_json_text_take(json_pack("[o]", lp_json_real(1.0 / 3.0)));
    assert_string_equal(text, "[\n  0.333333333333333\n]\n");
    free(text);
    assert_null(lp_json_text_take(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_string_is_what_may_be_shown),
                                       cmocka_unit_test(what_is_not_finite_is_null),
                                       cmocka_unit_test(a_text_ends_in_a_line_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
