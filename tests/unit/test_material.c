/* SPDX-License-Identifier: MIT
 *
 * The table of classes is that of its source.
 */
#include "network/material.h"

#include "tests/support/checkmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void classes_are_those_of_the_source(void **state)
{
    (void)state;
    assert_null(lp_material_class(LP_MATERIAL_UNKNOWN));
    assert_true(lp_material_class(LP_MATERIAL_LIQUID)->d_high_m2_per_s == 1e-10);
    assert_true(lp_material_class(LP_MATERIAL_POLYMER)->ea_low_eV == 0.7);
    assert_true(lp_material_class(LP_MATERIAL_CERAMIC)->d_low_m2_per_s == 1e-13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_those_of_the_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
