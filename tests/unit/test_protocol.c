/* SPDX-License-Identifier: MIT
 *
 * Walking a protocol: rest without one, repeats in order, and what lasts after the last step.
 */
#include "input/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void without_a_protocol_the_cell_rests(void **state)
{
    (void)state;
    struct lp_protocol protocol = {0};
    struct lp_protocol_cursor cursor = lp_protocol_begin(&protocol);
    for (int i = 0; i < 3; i++) {
        assert_true(isinf(cursor.step.duration_s) && cursor.step.current_A == 0.0);
        assert_true(cursor.step.electrodes_on && cursor.start_s == 0.0);
        lp_protocol_next(&cursor);
    }
    assert_false(lp_protocol_is_driven(&protocol));
    assert_false(lp_protocol_has_storage(&protocol));
}

static void repeats_are_walked_in_order(void **state)
{
    (void)state;
    const struct lp_step pulse[] = {{.duration_s = 300, .current_A = 1e-6, .electrodes_on = true},
                                    {.duration_s = 300, .current_A = -1e-6, .electrodes_on = true}};
    const struct lp_step storage = {.duration_s = 7200, .electrodes_on = false};
    const struct lp_block blocks[] = {{3, 2, pulse}, {1, 1, &storage}};
    const struct lp_protocol protocol = {2, blocks};
    struct lp_protocol_cursor cursor = lp_protocol_begin(&protocol);
    double charge_C = 0.0;
    for (int i = 0; i < 6; i++) {
        assert_true(cursor.start_s == 300.0 * i);
        assert_true(cursor.step.current_A == (i % 2 ? -1e-6 : 1e-6));
        charge_C += cursor.step.current_A * cursor.step.duration_s;
        lp_protocol_next(&cursor);
    }
    assert_true(charge_C == 0.0); /* polarity switching moves no net charge */
    assert_true(cursor.start_s == 1800.0 && !cursor.step.electrodes_on);
    lp_protocol_next(&cursor); /* the electrodes stay off */
    assert_true(cursor.start_s == 9000.0 && !cursor.step.electrodes_on);
    assert_true(isinf(cursor.step.duration_s) && cursor.step.current_A == 0.0);
    lp_protocol_next(&cursor);
    assert_true(cursor.start_s == 9000.0);
    assert_true(lp_protocol_is_driven(&protocol));
    assert_true(lp_protocol_has_storage(&protocol));
}

static void the_current_ends_with_the_last_step(void **state)
{
    (void)state;
    const struct lp_step step = {.duration_s = 60, .current_A = 2e-6, .electrodes_on = true};
    const struct lp_block block = {1, 1, &step};
    const struct lp_protocol protocol = {1, &block};
    struct lp_protocol_cursor cursor = lp_protocol_begin(&protocol);
    lp_protocol_next(&cursor);
    assert_true(cursor.step.current_A == 0.0 && cursor.step.electrodes_on);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_protocol_the_cell_rests),
        cmocka_unit_test(repeats_are_walked_in_order),
        cmocka_unit_test(the_current_ends_with_the_last_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
