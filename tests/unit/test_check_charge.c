/* SPDX-License-Identifier: MIT
 *
 * Charge by hand; exchange at rest explains all where the current is nothing; a control at rest.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_small_current_brings_nothing(void **state)
{
    (void)state;
    struct checkmaker maker =
        checkmaker_film("", "", "",
                        "    protocol: [{duration: 2 h, current: 1 nA}]\n"
                        "  - {name: rest, data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.55, 0.01]]}\n"
                        "  - {name: odd, data: [[1 h, a, 0.9, 0.001], [2 h, a, 0.2, 0.001]]}\n");
    const double gained = maker.answer->books[0].phases_li6_gained_mol;
    const double passed = 7200 * 1e-9 / LP_FARADAY_C_PER_MOL;
    checkmaker_expect(&maker, "charge_budget", "cell", gained / passed, LP_CHECK_LOOK);
    assert_true(fabs(checkmaker_find(&maker, "charge_budget", "cell")->expected_high -
                     (0.95 - 0.0759)) < 1e-12);
    const struct lp_answer_check *rest = checkmaker_find(&maker, "exchange_at_rest", "cell");
    assert_non_null(rest);
    assert_true(fabs(rest->value.value - 1) < 1e-3);
    assert_int_equal(rest->status, LP_CHECK_LOOK);
    assert_non_null(checkmaker_find(&maker, "zero_current_control", "rest"));
    assert_int_equal(checkmaker_find(&maker, "zero_current_control", "odd")->status, LP_CHECK_FAIL);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_current_brings_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
