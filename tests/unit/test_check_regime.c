/* SPDX-License-Identifier: MIT
 *
 * theta and Bi from the answer's own numbers; a gradient that a well-mixed model lacks; twin
 * curves.
 */
#include "inference/checks.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void biot_of_a_well_mixed_model(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_film("", ", diffusivity: 1e-16 m2/s", "", "");
    assert_int_equal(checkmaker_find(&maker, "biot", "a")->status, LP_CHECK_FAIL);
    assert_int_equal(checkmaker_find(&maker, "theta", "")->status, LP_CHECK_OK);
    assert_int_equal(checkmaker_find(&maker, "twin_curves", "b")->status, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(biot_of_a_well_mixed_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
