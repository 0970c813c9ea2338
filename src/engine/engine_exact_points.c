/* SPDX-License-Identifier: MIT
 *
 * The points of the hyperbola on which engine_exact_contour.c inverts the Laplace transform,
 *
 *     z = mu (1 + sin(i u_k - alpha)),  u_k = (k + 1/2) h,
 *
 * best for all times of a window and for singularities on the negative real axis and at 0: alpha
 * maximises the digits B(alpha) that each point gives, then h = A(alpha)/n and
 * mu = (4 pi alpha - pi^2) n/(A(alpha) t). Points below the real axis are the conjugates.
 * Reference: Weideman & Trefethen, Math. Comp. 76 (2007) 1341, section 4.
 */
#include "engine/engine_exact.h"

#include <math.h>

#define PI 3.14159265358979323846

/* A(alpha) of the reference, for a window of times with this span. */
static double step_times_n(double alpha, double span)
{
    return acosh(((PI - 2 * alpha) * span + 4 * alpha - PI) / ((4 * alpha - PI) * sin(alpha)));
}

/* Digits (natural) that each point gives: B(alpha) of the reference. */
static double convergence(double alpha, double span)
{
    return (PI * PI - 2 * PI * alpha) / step_times_n(alpha, span);
}

/* alpha of fastest convergence in (pi/4, pi/2), by golden section. */
static double best_alpha(double span)
{
    const double golden = 0.6180339887498949;
    double low = (0.25 * PI) + 1e-6, high = (0.5 * PI) - 1e-6;
    for (int i = 0; i < 30; i++) {
        double a = high - golden * (high - low), b = low + golden * (high - low);
        if (convergence(a, span) > convergence(b, span))
            high = b;
        else
            low = a;
    }
    return 0.5 * (low + high);
}

void lp_exact_points_set(struct lp_exact_points *points, double span, double last_s, double discard)
{
    double alpha = best_alpha(span), A = step_times_n(alpha, span);
    double wanted = -log(discard) / convergence(alpha, span);
    size_t n = wanted > LP_EXACT_MAX_POINTS
                   ? LP_EXACT_MAX_POINTS
                   : (size_t)ceil(wanted / LP_EXACT_LANES) * LP_EXACT_LANES;
    double h = A / (double)n, mu = (4 * PI * alpha - PI * PI) / A * (double)n / last_s;
    points->n_points = n;
    for (size_t k = 0; k < n; k++) {
        double u = ((double)k + 0.5) * h;
        points->z_re[k] = mu * (1 - sin(alpha) * cosh(u));
        points->z_im[k] = mu * cos(alpha) * sinh(u);
        points->weight_re[k] = -h / PI * mu * sin(alpha) * sinh(u);
        points->weight_im[k] = h / PI * mu * cos(alpha) * cosh(u);
    }
}
