/* SPDX-License-Identifier: MIT
 *
 * Rows that are sums of functions of time with constant coefficients, for engine_exact_rest.c:
 *
 *     row(t) = constant + sum_i f_i(t) coefficient_i
 *
 * and the vectors that numbers of a row are worked on in, LANES at once.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_SUMS_H
#define LP_ENGINE_ENGINE_EXACT_SUMS_H

#include "base/arena.h"

#include <stdbool.h>

#define N_BATCH 32 /* times whose functions lie side by side */
#define LANES   4
#define TIMES   4 /* rows that are summed side by side */

/* Anywhere among doubles. */
typedef double lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));

struct lp_exact_sums {
    size_t n_columns;    /* of a row */
    size_t first, end;   /* columns of states and what lies between; those outside are constant */
    size_t stride;       /* n_columns and room for LANES */
    double *constant;    /* [stride] */
    double *coefficient; /* [n_functions][stride] */
};

/* From n_columns, first and end, which may grow to whole lanes. The arena remembers want of
 * memory. */
void lp_exact_sums_alloc(struct lp_arena *arena, size_t n_functions, struct lp_exact_sums *sums);

/* The rows [n_rows][n_columns], n_rows <= N_BATCH, from functions [n_functions][N_BATCH], the last
 * of n_rows repeated up to whole TIMES. Coefficients between first and end are 0 where nobody has
 * set them. */
void lp_exact_sums_rows(const struct lp_exact_sums *sums, size_t n_functions,
                        const double function[], size_t n_rows, double rows[]);

/* Numbers of a row: the first and how many, up to LANES. */
struct group {
    size_t first, n;
};

static inline void load(const double *row, const struct group *group, lanes *values)
{
    const double *from = row + group->first;
    if (group->n == LANES) {
        *values = *(const lanes *)from;
        return;
    }
    *values = (lanes){0};
    for (size_t l = 0; l < group->n; l++)
        (*values)[l] = from[l];
}

static inline void store(double *row, const struct group *group, const lanes *values)
{
    double *to = row + group->first;
    if (group->n == LANES) {
        *(lanes *)to = *values;
        return;
    }
    for (size_t l = 0; l < group->n; l++)
        to[l] = (*values)[l];
}

#endif
