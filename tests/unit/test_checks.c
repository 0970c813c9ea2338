/* SPDX-License-Identifier: MIT
 *
 * Status of a value with and without an interval, open ends; a study without inputs has no such
 * rows.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void status_follows_value_and_interval(void **state)
{
    (void)state;
    const struct lp_estimate one = {1, NAN, NAN}, wide = {5, 0.5, 8}, far = {50, 40, 60};
    assert_int_equal(lp_checks_within(&one, 0.5, 2, 10), LP_CHECK_OK);
    assert_int_equal(lp_checks_within(&wide, 0.1, 1, 10), LP_CHECK_OK);
    assert_int_equal(lp_checks_within(&one, 2, 3, 10), LP_CHECK_LOOK);
    assert_int_equal(lp_checks_within(&far, 2, 3, 10), LP_CHECK_FAIL);
    assert_int_equal(lp_checks_within(&far, 2, 3, (double)INFINITY), LP_CHECK_LOOK);
    assert_int_equal(lp_checks_within(&far, 2, (double)NAN, 10), LP_CHECK_OK);
}

static void what_is_not_given_is_absent(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film("", "", "", "");
    assert_non_null(checkmaker_find(&maker, "theta", ""));
    assert_null(checkmaker_find(&maker, "eis_total", "cell"));
    assert_null(checkmaker_find(&maker, "mass_balance", "cell: a"));
    assert_null(checkmaker_find(&maker, "charge_budget", "cell"));
    assert_null(checkmaker_find(&maker, "diffusivity", "a"));
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(status_follows_value_and_interval),
        cmocka_unit_test(what_is_not_given_is_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
