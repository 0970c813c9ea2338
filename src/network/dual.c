/* SPDX-License-Identifier: MIT
 *
 * Arithmetic of numbers with derivatives (dual.h): product, quotient, series connection.
 */
#include "network/dual.h"

#include <string.h>

void lp_dual_copy(size_t n, const struct lp_dual *a, struct lp_dual *out)
{
    if (n > 0)
        memmove(out->d, a->d, n * sizeof *out->d);
    out->value = a->value;
}

void lp_dual_multiply(size_t n, const struct lp_dual *a, const struct lp_dual *b,
                      struct lp_dual *out)
{
    for (size_t k = 0; k < n; k++)
        out->d[k] = a->value * b->d[k] + b->value * a->d[k];
    out->value = a->value * b->value;
}

void lp_dual_divide(size_t n, const struct lp_dual *a, const struct lp_dual *b, struct lp_dual *out)
{
    double per_b = 1 / b->value, quotient = a->value / b->value;
    for (size_t k = 0; k < n; k++)
        out->d[k] = (a->d[k] - quotient * b->d[k]) * per_b;
    out->value = quotient;
}

void lp_dual_scale(size_t n, const struct lp_dual *a, double factor, struct lp_dual *out)
{
    for (size_t k = 0; k < n; k++)
        out->d[k] = factor * a->d[k];
    out->value = factor * a->value;
}

void lp_dual_series(size_t n, const struct lp_dual *a, const struct lp_dual *b, struct lp_dual *out)
{
    double sum = a->value + b->value;
    double share_a = sum > 0 ? a->value / sum : 0;
    double share_b = sum > 0 ? b->value / sum : 0;
    for (size_t k = 0; k < n; k++)
        out->d[k] = share_b * share_b * a->d[k] + share_a * share_a * b->d[k];
    out->value = share_a * b->value;
}

void lp_dual_add(size_t n, const struct lp_dual *a, double factor, struct lp_dual *out)
{
    for (size_t k = 0; k < n; k++)
        out->d[k] += factor * a->d[k];
    out->value += factor * a->value;
}

void lp_dual_store(size_t n, const struct lp_dual *from, size_t i, double value[], double d[])
{
    value[i] = from->value;
    if (n > 0)
        memcpy(d + i * n, from->d, n * sizeof *d);
}

void lp_dual_load(size_t n, const double value[], const double d[], size_t i, struct lp_dual *to)
{
    to->value = value[i];
    if (n > 0)
        memcpy(to->d, d + i * n, n * sizeof *d);
}
