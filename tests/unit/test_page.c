/* SPDX-License-Identifier: MIT */
/*
 * Pages are whole or not there: a text of more than one buffer comes back byte by byte; one that
 * its writer gives up or that was never opened is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/page.h"

#define N_LINES 5000

static void what_was_written_comes_back(void **state)
{
    struct lp_page page;
    (void)state;
    assert_true(lp_page_open(&page));
    for (int i = 0; i < N_LINES; i++)
        fprintf(page.out, "%05d\n", i);
    char *text = lp_page_take(&page, true);
    assert_non_null(text);
    assert_int_equal(strlen(text), 6 * N_LINES);
    for (int i = 0; i < N_LINES; i++)
        assert_int_equal(strtol(text + 6 * i, NULL, 10), i);
    free(text);
}

static void an_empty_page_is_an_empty_text(void **state)
{
    struct lp_page page;
    (void)state;
    assert_true(lp_page_open(&page));
    char *text = lp_page_take(&page, true);
    assert_string_equal(text, "");
    free(text);
}

static void what_is_not_whole_is_nothing(void **state)
{
    struct lp_page page;
    (void)state;
    assert_true(lp_page_open(&page));
    fputs("half of", page.out);
    assert_null(lp_page_take(&page, false));
}

static void a_page_that_was_never_opened_is_nothing(void **state)
{
    struct lp_page page = {.out = NULL};
    (void)state;
    assert_null(lp_page_take(&page, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_comes_back),
        cmocka_unit_test(an_empty_page_is_an_empty_text),
        cmocka_unit_test(what_is_not_whole_is_nothing),
        cmocka_unit_test(a_page_that_was_never_opened_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
