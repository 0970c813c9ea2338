/* SPDX-License-Identifier: MIT
 *
 * Numbers that are one but for a factor and an offset, and those that only nearly are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/affine.h"

#include <math.h>

static void an_affine_pair_is_found(void **state)
{
    (void)state;
    double v[10][2], offset, factor;
    for (size_t k = 0; k < 10; k++) {
        v[k][0] = sqrt((double)k + 1.0);
        v[k][1] = 1.0 - 0.5 * v[k][0];
    }
    assert_true(lp_affine_follows(10, 2, &v[0][0], &v[0][1], &offset, &factor));
    assert_true(offset == 1.0 && factor == -0.5); /* without rounding */
    v[3][1] += 1e-5;
    assert_false(lp_affine_follows(10, 2, &v[0][0], &v[0][1], &offset, &factor));
    v[3][0] = v[3][1] = NAN;
    assert_true(lp_affine_follows(10, 2, &v[0][0], &v[0][1], &offset, &factor));
    v[4][1] = NAN;
    assert_false(lp_affine_follows(10, 2, &v[0][0], &v[0][1], &offset, &factor));
}

static void small_amounts_keep_their_own_offset(void **state)
{
    (void)state;
    double v[8][2], offset, factor;
    for (size_t k = 0; k < 8; k++) {
        v[k][0] = 0.1 * (double)(k * k);
        v[k][1] = 3.1e-8 + 2e-7 * v[k][0]; /* mol */
    }
    assert_true(lp_affine_follows(8, 2, &v[0][0], &v[0][1], &offset, &factor));
    assert_true(fabs(offset / 3.1e-8 - 1.0) < 1e-6 && fabs(factor / 2e-7 - 1.0) < 1e-6);
}

static void constants_are_constant(void **state)
{
    (void)state;
    double one[3] = {1.0, NAN, 1.0}, two[3] = {1.0, 1.0, 1.1}, none[3] = {NAN, NAN, NAN};
    assert_true(lp_affine_constant(3, 1, one));
    assert_false(lp_affine_constant(3, 1, two));
    assert_true(lp_affine_constant(3, 1, none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_affine_pair_is_found),
        cmocka_unit_test(small_amounts_keep_their_own_offset),
        cmocka_unit_test(constants_are_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
