/* SPDX-License-Identifier: MIT
 *
 * Every outcome has its words and the exit code that the interface promises for it.
 */
#include "base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void exit_codes_are_those_of_the_interface(void **state)
{
    (void)state;
    assert_int_equal(lp_status_exit_code(LP_OK), 0);
    assert_int_equal(lp_status_exit_code(LP_ENOFIT), 1);
    assert_int_equal(lp_status_exit_code(LP_EUSAGE), 2);
    assert_int_equal(lp_status_exit_code(LP_EINPUT), 3);
    assert_int_equal(lp_status_exit_code(LP_ENUMERIC), 4);
    assert_int_equal(lp_status_exit_code(LP_ENOMEM), 4);
    assert_int_equal(lp_status_exit_code(LP_EINTERNAL), 4);
    assert_int_equal(lp_status_exit_code(LP_EIO), 5);
}

static void words_are_there_and_differ(void **state)
{
    (void)state;
    for (int a = LP_OK; a <= LP_EIO; a++) {
        assert_true(strlen(lp_status_text((enum lp_status)a)) > 0);
        for (int b = LP_OK; b < a; b++)
            assert_string_not_equal(lp_status_text((enum lp_status)a),
                                    lp_status_text((enum lp_status)b));
    }
}

static void an_unknown_status_is_an_internal_failure(void **state)
{
    (void)state;
    assert_string_equal(lp_status_text((enum lp_status)99), lp_status_text(LP_EINTERNAL));
    assert_int_equal(lp_status_exit_code((enum lp_status)99), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes_are_those_of_the_interface),
        cmocka_unit_test(words_are_there_and_differ),
        cmocka_unit_test(an_unknown_status_is_an_internal_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
