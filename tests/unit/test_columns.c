/* SPDX-License-Identifier: MIT
 *
 * Heads with units, and cells that say nothing.
 */
#include "input/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void heads_carry_units(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        bool is_time;
        double factor;
    } cases[] = {{"time_s", true, 1},     {"time_min", true, 60},   {"time_h", true, 3600},
                 {"time_d", true, 86400}, {"time [h]", true, 3600}, {"time[ms]", true, 1e-3},
                 {"time", false, 0},      {"time_", false, 0},      {"timer_s", false, 0},
                 {"time []", true, 0},    {"time [h", false, 0}};
    struct lp_reader reader;
    struct lp_arena *arena = lp_arena_new();
    assert_int_equal(lp_reader_init(&reader, arena, NULL), LP_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lp_csv_cell head = {.text = cases[i].head};
        double factor = 0.0;
        assert_int_equal(lp_columns_is_quantity(head.text, "time"), cases[i].is_time);
        if (!cases[i].is_time)
            continue;
        bool is_fine = lp_columns_factor(&reader, &head, LP_DIM_TIME, &factor);
        assert_int_equal(is_fine, cases[i].factor > 0.0);
        assert_true(!is_fine || fabs(factor / cases[i].factor - 1.0) < 1e-14);
    }
    lp_reader_clear(&reader);
    lp_arena_free(arena);
}

static void blank_and_na_are_not_measured(void **state)
{
    (void)state;
    assert_true(lp_columns_is_blank(&(struct lp_csv_cell){.text = ""}));
    assert_true(lp_columns_is_blank(&(struct lp_csv_cell){.text = "NA"}));
    assert_false(lp_columns_is_blank(&(struct lp_csv_cell){.text = "0"}));
    assert_false(lp_columns_is_blank(&(struct lp_csv_cell){.text = "nan"}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_carry_units),
        cmocka_unit_test(blank_and_na_are_not_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
