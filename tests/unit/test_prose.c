/* SPDX-License-Identifier: MIT
 *
 * Sentences stand on lines of their own; a list has separators between its names alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/prose.h"

static void sentences_and_lists(void **state)
{
    (void)state;
    struct lp_prose prose = {.arena = lp_arena_new(), .text = ""};
    const char *list = "";
    lp_prose_add(&prose, "One is %d.", 1);
    assert_string_equal(prose.text, "One is 1.");
    lp_prose_add(&prose, "%s", "Two.");
    assert_string_equal(prose.text, "One is 1.\nTwo.");
    list = lp_prose_list(&prose, list, ", ", "a");
    assert_string_equal(list, "a");
    list = lp_prose_list(&prose, list, ", ", "b%s");
    assert_string_equal(list, "a, b%s");
    assert_string_equal(prose.text, "One is 1.\nTwo.");
    lp_arena_free(prose.arena);
    prose = (struct lp_prose){.arena = NULL, .text = ""}; /* no memory: no text, and no crash */
    lp_prose_add(&prose, "Three.");
    assert_string_equal(prose.text, "");
    assert_string_equal(lp_prose_list(&prose, "", ", ", "a"), "");
    assert_true(lp_arena_has_failed(prose.arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sentences_and_lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
