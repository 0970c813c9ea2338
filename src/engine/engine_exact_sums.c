/* SPDX-License-Identifier: MIT
 *
 * Rows as sums of functions of time (engine_exact_sums.h): TIMES rows by LANES columns at once, in
 * registers, whatever the number of columns.
 */
#include "engine/engine_exact_sums.h"

#include "engine/engine_exact.h"

void lp_exact_sums_alloc(struct lp_arena *arena, size_t n_functions, struct lp_exact_sums *sums)
{
    size_t n_whole = (sums->end - sums->first + LANES - 1) / LANES * LANES;
    if (n_whole <= sums->n_columns) { /* whole lanes, with some constant columns among them */
        sums->end = n_whole > sums->end ? n_whole : sums->end;
        sums->first = sums->end - n_whole;
    }
    sums->stride = sums->n_columns + LANES;
    sums->constant = lp_arena_doubles(arena, sums->stride, 1);
    sums->coefficient = lp_arena_doubles(arena, n_functions, sums->stride);
}

/* Columns c and further of TIMES rows, which may be the same. */
static inline void sum_block(const struct lp_exact_sums *sums, size_t c, size_t n_functions,
                             const double f[], double *const row[TIMES])
{
    struct group group = {c, sums->end - c < LANES ? sums->end - c : LANES};
    const double *from = sums->coefficient + c;
    lanes sum[TIMES];
    for (size_t t = 0; t < TIMES; t++)
        sum[t] = *(const lanes *)(sums->constant + c);
    for (size_t i = 0; i < n_functions; i++, from += sums->stride, f += N_BATCH) {
        lanes coefficient = *(const lanes *)from;
        for (size_t t = 0; t < TIMES; t++)
            sum[t] += f[t] * coefficient;
    }
    for (size_t t = 0; t < TIMES; t++)
        store(row[t], &group, &sum[t]);
}

LP_WIDE void lp_exact_sums_rows(const struct lp_exact_sums *sums, size_t n_functions,
                                const double function[], size_t n_rows, double rows[])
{
    size_t n = sums->n_columns;
    double *row[TIMES];
    for (size_t i = 0; i < n_rows; i += TIMES) {
        for (size_t t = 0; t < TIMES; t++)
            row[t] = rows + (i + t < n_rows ? i + t : n_rows - 1) * n;
        for (size_t c = sums->first; c < sums->end; c += LANES)
            sum_block(sums, c, n_functions, function + i, row);
    }
    for (size_t i = 0; i < n_rows; i++) {
        for (size_t c = 0; c < sums->first; c++)
            rows[i * n + c] = sums->constant[c];
        for (size_t c = sums->end; c < n; c++)
            rows[i * n + c] = sums->constant[c];
    }
}
