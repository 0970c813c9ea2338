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

/* However a repeat is reached, it starts at the same time to the last bit, and no rounding of the
 * steps before adds up: 3 * 0.1 is what it is, 30000 times over. */
static void skipped_repeats_end_where_walked_ones_do(void **state)
{
    (void)state;
    const struct lp_step steps[] = {
        {0.1, 1e-6, true, {0}}, {0.2, 0, true, {0}}, {1.0 / 3, -1e-6, true, {0}}};
    const struct lp_block blocks[] = {{1, 1, steps + 1}, {30000, 3, steps}, {2, 1, steps}};
    const struct lp_protocol protocol = {3, blocks};
    struct lp_protocol_cursor walked = lp_protocol_begin(&protocol), skipped;
    lp_protocol_next(&walked);
    skipped = walked;
    for (size_t i = 0; i < 3 * 29999; i++)
        lp_protocol_next(&walked);
    lp_protocol_skip(&skipped, 29999);
    assert_true(walked.start_s == skipped.start_s && walked.stop_s == skipped.stop_s);
    assert_true(fabs(walked.start_s - (0.2 + 29999 * (0.3 + 1.0 / 3))) <= 4e-12);
    assert_int_equal(skipped.i_repeat, 29999);
    for (size_t i = 0; i < 3; i++) {
        double stop_s = walked.stop_s;
        lp_protocol_next(&walked);
        assert_true(walked.start_s == stop_s);
    }
    lp_protocol_skip(&skipped, 1); /* the last one: into the next block */
    assert_int_equal(skipped.i_block, 2);
    assert_true(walked.start_s == skipped.start_s && walked.stop_s == skipped.stop_s);
    lp_protocol_skip(&skipped, 2); /* and out of it */
    assert_null(lp_protocol_block(&skipped));
    assert_true(isinf(skipped.stop_s) && skipped.step.current_A == 0);
    assert_true(fabs(skipped.start_s - walked.start_s - 0.2) <= 1e-11);
}

/* Steps below the clock's resolution, 1.9e-6 s here: time may stand still, but never goes back. */
static void time_never_goes_back(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{1.2e-6, 0, true, {0}}, {1e-8, 0, true, {0}}};
    const struct lp_step rest = {1e10, 0, true, {0}};
    const struct lp_block blocks[] = {{1, 1, &rest}, {1000, 2, steps}};
    const struct lp_protocol protocol = {2, blocks};
    struct lp_protocol_cursor cursor = lp_protocol_begin(&protocol);
    while (lp_protocol_block(&cursor) != NULL) {
        double stop_s = cursor.stop_s;
        assert_true(stop_s >= cursor.start_s);
        lp_protocol_next(&cursor);
        assert_true(cursor.start_s == stop_s);
    }
    assert_true(fabs(cursor.start_s - 1e10 - 1000 * 1.21e-6) <= 4e-6);
}

/* A repeat that ends with an output is not before it: that output belongs to its last step. */
static void repeats_before_a_time_are_counted(void **state)
{
    (void)state;
    const struct lp_step steps[] = {{300, 1e-6, true, {0}}, {300, -1e-6, true, {0}}};
    const struct lp_block blocks[] = {{10, 2, steps}, {1, 1, steps}};
    const struct lp_protocol protocol = {2, blocks};
    struct lp_protocol_cursor cursor = lp_protocol_begin(&protocol);
    assert_int_equal(lp_protocol_repeats(&cursor, 599), 0);
    assert_int_equal(lp_protocol_repeats(&cursor, 600), 0);
    assert_int_equal(lp_protocol_repeats(&cursor, 600.001), 1);
    assert_int_equal(lp_protocol_repeats(&cursor, 6000), 9);
    assert_int_equal(lp_protocol_repeats(&cursor, 6001), 10);
    assert_int_equal(lp_protocol_repeats(&cursor, 1e30), 10);
    assert_int_equal(lp_protocol_repeats(&cursor, INFINITY), 10);
    lp_protocol_skip(&cursor, 4);
    assert_int_equal(lp_protocol_repeats(&cursor, 100), 0); /* past already */
    assert_int_equal(lp_protocol_repeats(&cursor, 3600), 1);
    assert_int_equal(lp_protocol_repeats(&cursor, 1e30), 6);
    lp_protocol_next(&cursor);
    assert_int_equal(lp_protocol_repeats(&cursor, 1e30), 0); /* within a repeat */
    lp_protocol_next(&cursor);
    lp_protocol_skip(&cursor, 5);
    assert_int_equal(lp_protocol_repeats(&cursor, 1e30), 1); /* a block of one */
    lp_protocol_next(&cursor);
    assert_int_equal(lp_protocol_repeats(&cursor, 1e30), 0); /* after the last step */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_protocol_the_cell_rests),
        cmocka_unit_test(repeats_are_walked_in_order),
        cmocka_unit_test(the_current_ends_with_the_last_step),
        cmocka_unit_test(skipped_repeats_end_where_walked_ones_do),
        cmocka_unit_test(time_never_goes_back),
        cmocka_unit_test(repeats_before_a_time_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
