/* SPDX-License-Identifier: MIT
 *
 * Rows survive growth; a ratio is read by its errors, and the text states the rule.
 */
#include "conduct/conductwork.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

static void rows_survive_growth(void **state)
{
    (void)state;
    struct lp_conduct_answer answer = {.arena = lp_arena_new()};
    assert_non_null(answer.arena);
    for (int i = 0; i < 100; i++)
        lp_conductwork_add_row(
            &answer, (struct lp_conduct_row){"chain", "x", "x", "1", {i, NAN, NAN}, "given"});
    assert_int_equal(answer.n_rows, 100);
    for (int i = 0; i < 100; i++)
        assert_true(answer.rows[i].value.value == i);
    assert_false(lp_arena_has_failed(answer.arena));
    lp_arena_free(answer.arena);
    answer = (struct lp_conduct_answer){.arena = NULL};
    lp_conductwork_add_check(&answer, (struct lp_conduct_check){.name = "there is no room for it"});
    assert_int_equal(answer.n_checks, 0);
}

static void ratios_are_read_by_their_errors(void **state)
{
    (void)state;
    static const struct {
        double ratio, width;
        bool is_partly_without;
        enum lp_conduct_reading reading;
        const char *rule;
    } cases[] = {
        {1.9, 0.0, true, LP_CONDUCT_OK, "a factor of 2 either way counts as agreement"},
        {0.45, 0.0, true, LP_CONDUCT_FAIL, "factor of 2"},
        {1.05, 0.1, false, LP_CONDUCT_OK, "within the interval"},
        {1.5, 0.1, false, LP_CONDUCT_FAIL, "within the interval"},
        {1.5, 0.1, true, LP_CONDUCT_LOOK, "marked look"},
        {2.5, 0.1, true, LP_CONDUCT_FAIL, "marked look"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lp_conduct_answer answer = {.arena = lp_arena_new()};
        struct lp_conduct_work work = {.answer = &answer};
        assert_non_null(answer.arena);
        lp_conductwork_compare(&work, "x", cases[i].ratio, cases[i].width,
                               cases[i].is_partly_without, "what");
        assert_int_equal(answer.n_checks, 1);
        assert_int_equal(answer.checks[0].reading, cases[i].reading);
        assert_true(answer.checks[0].compares);
        assert_non_null(strstr(answer.checks[0].text, cases[i].rule));
        lp_arena_free(answer.arena);
    }
}

static void intervals(void **state)
{
    (void)state;
    assert_true(isnan(lp_conductwork_interval(2.0, 0.0, true).low));
    assert_true(fabs(lp_conductwork_interval(2.0, log(2.0), true).high - 4.0) < 1e-12);
    assert_true(fabs(lp_conductwork_interval(2.0, 0.5, false).low - 1.5) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_survive_growth),
                                       cmocka_unit_test(ratios_are_read_by_their_errors),
                                       cmocka_unit_test(intervals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
