/* SPDX-License-Identifier: MIT
 *
 * The modes of a small network at rest (engine_exact_rest.c): with L the Laplacian of the exchange
 * flows phi, contacts to reservoirs on its diagonal, P and lambda with
 *
 *     P^T N P = 1,   P^T L P = -lambda
 *
 * Rates may span any number of decades: L is factored as (1-l) D (1-l)^T from off-diagonals and
 * grounds alone, without a subtraction (Grassmann, Taksar, Heyman), so every entry of the factors
 * and of L^-1 is accurate, and eigenvalues are squares of the singular values of
 * N^-1/2 (1-l) D^1/2 by one-sided Jacobi rotations, the small ones as accurate as the large. Parts
 * that no reservoir reaches have D = 0: lambda = 0.
 *
 * References: Grassmann, Taksar & Heyman, Oper. Res. 33 (1985) 1107; Demmel & Veselic, SIAM J.
 * Matrix Anal. Appl. 13 (1992) 1204.
 */
#include "engine/engine_exact_modes.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Functions that know n where their caller does. */
#define INLINE static inline __attribute__((always_inline))

#define MAX_SWEEPS 40
#define ROUNDING   1e-14 /* cosine of columns that are orthogonal */

void lp_exact_modes_alloc(struct lp_arena *arena, size_t n, struct lp_exact_modes *modes)
{
    double **const square[] = {&modes->adjacent, &modes->lower, &modes->green, &modes->member,
                               &modes->P};
    double **const vector[] = {&modes->ground, &modes->pivot, &modes->lambda, &modes->root_N};
    for (size_t i = 0; i < sizeof square / sizeof square[0]; i++)
        *square[i] = lp_arena_doubles(arena, n, n);
    for (size_t i = 0; i < sizeof vector / sizeof vector[0]; i++)
        *vector[i] = lp_arena_doubles(arena, n, 1);
    modes->n = n;
    modes->order = lp_arena_alloc(arena, n, sizeof *modes->order);
}

/* Step with the largest diagonal over N among those not eliminated; its diagonal. */
INLINE double choose_pivot(const struct lp_exact_modes *modes, size_t n, size_t step,
                           size_t *i_best)
{
    const double *N = modes->N;
    double best = -1, best_diagonal = 0;
    for (size_t i = step; i < n; i++) {
        size_t node = modes->order[i];
        double diagonal = modes->ground[node];
        for (size_t k = step; k < n; k++)
            diagonal += modes->adjacent[node * n + modes->order[k]];
        if (diagonal > best * N[node]) {
            best = diagonal / N[node];
            best_diagonal = diagonal;
            *i_best = i;
        }
    }
    return best_diagonal;
}

/* L = (1-l) D (1-l)^T: only sums of flows, so no digit is lost. */
INLINE void factor(struct lp_exact_modes *modes, size_t n)
{
    size_t i_pivot = 0;
    memset(modes->lower, 0, n * n * sizeof *modes->lower);
    for (size_t i = 0; i < n; i++)
        modes->order[i] = i;
    for (modes->rank = 0; modes->rank < n; modes->rank++) {
        size_t step = modes->rank;
        double diagonal = choose_pivot(modes, n, step, &i_pivot);
        if (!(diagonal > 0))
            break;
        size_t p = modes->order[i_pivot];
        modes->order[i_pivot] = modes->order[step];
        modes->order[step] = p;
        modes->pivot[step] = diagonal;
        for (size_t i = step + 1; i < n; i++) {
            size_t a = modes->order[i];
            double l = modes->adjacent[a * n + p] / diagonal;
            modes->lower[step * n + a] = l;
            modes->ground[a] += l * modes->ground[p];
            for (size_t k = step + 1; k < i; k++) {
                size_t b = modes->order[k];
                double flow = l * modes->adjacent[b * n + p];
                modes->adjacent[a * n + b] += flow;
                modes->adjacent[b * n + a] += flow;
            }
        }
    }
}

/* v <- (1-l)^-T v over the steps before `rank`. */
INLINE void substitute_back(const struct lp_exact_modes *modes, size_t n, double v[])
{
    for (size_t step = modes->rank; step-- > 0;) {
        const double *l = modes->lower + step * n;
        double sum = 0;
        for (size_t i = step + 1; i < n; i++)
            sum += l[modes->order[i]] * v[modes->order[i]];
        v[modes->order[step]] += sum;
    }
}

INLINE void invert(struct lp_exact_modes *modes, size_t n)
{
    memset(modes->green, 0, n * n * sizeof *modes->green);
    for (size_t b = 0; b < modes->rank; b++) {
        double *v = modes->green + modes->order[b] * n;
        v[modes->order[b]] = 1;
        for (size_t step = b; step < modes->rank; step++) {
            const double *l = modes->lower + step * n;
            double value = v[modes->order[step]];
            for (size_t i = step + 1; i < n && value != 0; i++)
                v[modes->order[i]] += l[modes->order[i]] * value;
            v[modes->order[step]] = value / modes->pivot[step];
        }
        for (size_t i = modes->rank; i < n; i++)
            v[modes->order[i]] = 0;
        substitute_back(modes, n, v);
    }
    for (size_t j = modes->rank; j < n; j++) {
        double *v = modes->member + j * n;
        memset(v, 0, n * sizeof *v);
        v[modes->order[j]] = 1;
        substitute_back(modes, n, v);
    }
}

INLINE double dot(size_t n, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Make columns g and h orthogonal; true where they were not, but for rounding. (An angle that was
 * rounding stays so: rotations of others only mix what is as small.) */
INLINE bool rotate(size_t n, double g[], double h[])
{
    double gg = dot(n, g, g), hh = dot(n, h, h), gh = dot(n, g, h);
    double scale = gg * hh, gap = hh - gg;
    if (gh * gh <= DBL_EPSILON * DBL_EPSILON * scale)
        return false;
    double t = 2 * gh / (gap + copysign(sqrt(gap * gap + 4 * gh * gh), gap));
    double c = 1 / sqrt(1 + t * t), s = c * t;
    for (size_t i = 0; i < n; i++) {
        double old = g[i];
        g[i] = c * old - s * h[i];
        h[i] = s * old + c * h[i];
    }
    return gh * gh > ROUNDING * ROUNDING * scale;
}

/* Modes from the columns of N^-1/2 (1-l) D^1/2, built in P's rows. */
INLINE enum lp_status find_modes(struct lp_exact_modes *modes, size_t n)
{
    const double *N = modes->N;
    size_t n_rotated = 1;
    double *root_N = modes->root_N;
    for (size_t i = 0; i < n; i++)
        root_N[i] = sqrt(N[i]);
    for (size_t m = 0; m < modes->rank; m++) {
        double root = sqrt(modes->pivot[m]), *g = modes->P + m * n;
        for (size_t i = 0; i < n; i++)
            g[i] = -modes->lower[m * n + i] * root / root_N[i];
        g[modes->order[m]] = root / root_N[modes->order[m]];
    }
    for (int sweep = 0; n_rotated > 0; sweep++) {
        if (sweep == MAX_SWEEPS)
            return LP_ENUMERIC;
        n_rotated = 0;
        for (size_t p = 0; p < modes->rank; p++) {
            for (size_t q = p + 1; q < modes->rank; q++)
                n_rotated += rotate(n, modes->P + p * n, modes->P + q * n) ? 1 : 0;
        }
    }
    for (size_t m = 0; m < n; m++) {
        double *P = modes->P + m * n, norm = 0;
        if (m < modes->rank) {
            modes->lambda[m] = -dot(n, P, P);
            norm = sqrt(-modes->lambda[m]);
            for (size_t i = 0; i < n; i++)
                P[i] /= norm * root_N[i];
            continue;
        }
        modes->lambda[m] = 0;
        for (size_t i = 0; i < n; i++)
            norm += N[i] * modes->member[m * n + i] * modes->member[m * n + i];
        for (size_t i = 0; i < n; i++)
            P[i] = modes->member[m * n + i] / sqrt(norm);
    }
    return LP_OK;
}

INLINE enum lp_status find(struct lp_exact_modes *modes, size_t n)
{
    factor(modes, n);
    invert(modes, n);
    return find_modes(modes, n);
}

void lp_exact_modes_invert(struct lp_exact_modes *modes)
{
    factor(modes, modes->n);
    invert(modes, modes->n);
}

/* The commonest sizes are known to the compiler: a third less time. */
enum lp_status lp_exact_modes_find(struct lp_exact_modes *modes, const double N[])
{
    modes->N = N;
    switch (modes->n) {
    case 2:
        return find(modes, 2);
    case 3:
        return find(modes, 3);
    case 4:
        return find(modes, 4);
    default:
        return find(modes, modes->n);
    }
}
