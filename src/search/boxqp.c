/* SPDX-License-Identifier: MIT
 *
 * Active set: hold what lies outside at its bound, solve for the rest given that, hold the worst
 * newcomer outside, and let go of the held one whose gradient points inwards most, until neither is
 * left. The number of changes is capped; the clamped point then stands (it is inside and near).
 */
#include "search/boxqp.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct qp {
    size_t n;
    const double *a, *c, *lo, *hi;
    double *x;
    bool *is_held;
    size_t *free;
    size_t n_free;
};

/* x of the free given the held: A_FF (x_F - c_F) = -A_FH (x_H - c_H). */
static enum lp_status solve_free(struct qp *q)
{
    enum lp_status status = LP_ENOMEM;

    q->n_free = 0;
    for (size_t i = 0; i < q->n; i++)
        if (!q->is_held[i])
            q->free[q->n_free++] = i;
    if (q->n_free == 0)
        return LP_OK;
    gsl_matrix *a = gsl_matrix_alloc(q->n_free, q->n_free);
    gsl_vector *b = gsl_vector_alloc(q->n_free);
    if (!a || !b)
        goto out;
    for (size_t i = 0; i < q->n_free; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < q->n; j++)
            if (q->is_held[j])
                sum -= q->a[q->free[i] * q->n + j] * (q->x[j] - q->c[j]);
        gsl_vector_set(b, i, sum);
        for (size_t j = 0; j < q->n_free; j++)
            gsl_matrix_set(a, i, j, q->a[q->free[i] * q->n + q->free[j]]);
    }
    status = LP_ENUMERIC;
    if (gsl_linalg_cholesky_decomp1(a) || gsl_linalg_cholesky_svx(a, b))
        goto out;
    for (size_t i = 0; i < q->n_free; i++)
        q->x[q->free[i]] = q->c[q->free[i]] + gsl_vector_get(b, i);
    status = LP_OK;
out:
    gsl_matrix_free(a);
    gsl_vector_free(b);
    return status;
}

/* Hold the free one farthest outside. False if all are inside. */
static bool hold_worst(struct qp *q)
{
    size_t worst = q->n;
    double most = 0.0;

    for (size_t i = 0; i < q->n; i++) {
        if (q->is_held[i])
            continue;
        double out = fmax(q->lo[i] - q->x[i], q->x[i] - q->hi[i]) * sqrt(q->a[i * q->n + i]);
        if (out > most) {
            most = out;
            worst = i;
        }
    }
    if (worst == q->n)
        return false;
    q->x[worst] = q->x[worst] < q->lo[worst] ? q->lo[worst] : q->hi[worst];
    q->is_held[worst] = true;
    return true;
}

/* Let go of the held one whose gradient points inwards most. False if none does. */
static bool release_best(struct qp *q)
{
    size_t best = q->n;
    double most = 1e-9;

    for (size_t i = 0; i < q->n; i++) {
        if (!q->is_held[i])
            continue;
        double g = 0.0;
        for (size_t j = 0; j < q->n; j++)
            g += q->a[i * q->n + j] * (q->x[j] - q->c[j]);
        double inwards = (q->x[i] <= q->lo[i] ? -g : g) / sqrt(q->a[i * q->n + i]);
        if (inwards > most) {
            most = inwards;
            best = i;
        }
    }
    if (best == q->n)
        return false;
    q->is_held[best] = false;
    return true;
}

enum lp_status lp_boxqp_nearest(size_t n, const double a[], const double c[], const double lo[],
                                const double hi[], double x[])
{
    struct qp q = {.n = n, .a = a, .c = c, .lo = lo, .hi = hi, .x = x};
    enum lp_status status = LP_OK;

    q.is_held = calloc(n + 1, sizeof(bool));
    q.free = calloc(n + 1, sizeof(size_t));
    if (!q.is_held || !q.free) {
        status = LP_ENOMEM;
        goto out;
    }
    for (size_t i = 0; i < n; i++)
        x[i] = c[i];
    for (size_t change = 0; change < 10 * n + 10; change++) {
        if (!hold_worst(&q) && !release_best(&q))
            break;
        status = solve_free(&q);
        if (status != LP_OK)
            goto out;
    }
    for (size_t i = 0; i < n; i++)
        x[i] = fmin(fmax(x[i], lo[i]), hi[i]);
out:
    free(q.is_held);
    free(q.free);
    return status;
}
