/* SPDX-License-Identifier: MIT
 *
 * Comparison of two columns of values, to rounding.
 */
#include "search/affine.h"

#include <math.h>
#include <stdint.h>

#define SAME 1e-8 /* of the range of a number: the difference that counts as none */

/* A factor or offset of shares is mostly a whole or half number: then without its rounding. */
static double rounded(double x)
{
    return fabs(x - 0.5 * round(2.0 * x)) < 1e-7 ? 0.5 * round(2.0 * x) : x;
}

/* Number b follows number a where it is offset + factor x a at all points, NaN left out. */
bool lp_affine_follows(size_t n_points, size_t stride, const double a[], const double b[],
                       double *offset, double *factor)
{
    size_t low = SIZE_MAX, high = SIZE_MAX, n = 0;

    for (size_t k = 0; k < n_points; k++) {
        if (isnan(a[k * stride]) != isnan(b[k * stride]))
            return false;
        if (isnan(a[k * stride]))
            continue;
        n++;
        low = low == SIZE_MAX || a[k * stride] < a[low * stride] ? k : low;
        high = high == SIZE_MAX || a[k * stride] > a[high * stride] ? k : high;
    }
    if (n < n_points / 2 || a[low * stride] == a[high * stride])
        return false;
    double f = (b[high * stride] - b[low * stride]) / (a[high * stride] - a[low * stride]);
    double c = b[low * stride] - f * a[low * stride];
    double size = fabs(f) * (a[high * stride] - a[low * stride]);
    if (fabs(c) < SAME * size)
        c = 0.0;
    if (size > 0.01) {
        f = rounded(f);
        c = rounded(c);
    }
    for (size_t k = 0; k < n_points; k++)
        if (fabs(c + f * a[k * stride] - b[k * stride]) > 10.0 * SAME * size)
            return false;
    *offset = c;
    *factor = f;
    return size > 0.0;
}

/* True if a number is the same at all points. */
bool lp_affine_constant(size_t n_points, size_t stride, const double a[])
{
    double low = INFINITY, high = -INFINITY;

    for (size_t k = 0; k < n_points; k++) {
        low = fmin(low, a[k * stride]);
        high = fmax(high, a[k * stride]);
    }
    return high - low <= 1e-13 * fabs(low) || !(high >= low);
}
