/* SPDX-License-Identifier: MIT
 *
 * Rows as sums of functions against a plain loop: any number of columns, of rows and of functions,
 * states anywhere among the columns; nothing is written beyond the rows.
 */
#include "engine/engine_exact_sums.h"
#include "tests/support/netmaker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST_COLUMNS 11
#define N_FUNCTIONS  5
#define BEYOND       1234.5

static double number(size_t i)
{
    return (double)(i * 7919 % 101) / 64 - 0.5; /* sums of products are exact */
}

static void check(size_t n_columns, size_t first, size_t end, size_t n_rows, size_t n_functions)
{
    static double rows[N_BATCH * MOST_COLUMNS + 1], function[N_FUNCTIONS * N_BATCH];
    struct lp_arena *arena = lp_arena_new();
    struct lp_exact_sums sums = {.n_columns = n_columns, .first = first, .end = end};
    lp_exact_sums_alloc(arena, N_FUNCTIONS, &sums);
    assert_false(lp_arena_has_failed(arena));
    assert_true(sums.first <= first && sums.end >= end && sums.end <= n_columns);
    for (size_t i = 0; i < N_FUNCTIONS * N_BATCH; i++)
        function[i] = number(i - i % N_BATCH + (i % N_BATCH < n_rows ? i % N_BATCH : n_rows - 1));
    for (size_t c = 0; c < n_columns; c++) {
        sums.constant[c] = number(c + 3);
        for (size_t i = 0; i < N_FUNCTIONS && c >= first && c < end; i++)
            sums.coefficient[i * sums.stride + c] = number(c + 50 * i);
    }
    rows[n_rows * n_columns] = BEYOND;
    lp_exact_sums_rows(&sums, n_functions, function, n_rows, rows);
    for (size_t t = 0; t < n_rows; t++) {
        for (size_t c = 0; c < n_columns; c++) {
            double expected = number(c + 3);
            for (size_t i = 0; i < n_functions && c >= first && c < end; i++)
                expected += function[i * N_BATCH + t] * number(c + 50 * i);
            net_assert_near(rows[t * n_columns + c], expected, 0, "sum");
        }
    }
    net_assert_near(rows[n_rows * n_columns], BEYOND, 0, "beyond the rows");
    lp_arena_free(arena);
}

static void any_shape(void **state)
{
    static const size_t n_rows[] = {1, 3, 4, 5, 31, N_BATCH};
    (void)state;
    for (size_t n = 1; n <= MOST_COLUMNS; n++) {
        for (size_t first = 0; first < n; first++) {
            for (size_t end = first + 1; end <= n; end++) {
                for (size_t r = 0; r < sizeof n_rows / sizeof n_rows[0]; r++)
                    check(n, first, end, n_rows[r], (first + end) % (N_FUNCTIONS + 1));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_shape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
