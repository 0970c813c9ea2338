/* SPDX-License-Identifier: MIT
 *
 * Arithmetic for CVODES' serial vectors. Two thirds of a trajectory's time go into sums of short
 * vectors, and distributions ship SUNDIALS without optimisation (Debian 12: each loop variable
 * stays in memory). An N_Vector carries its operations in a table, which clones inherit: here the
 * ones that CVODES calls at each step are put in the place of the library's. Same formulas, same
 * layout (N_VNew_Serial's); all others stay the library's.
 *
 * Reference problem S (24 times, six sensitivities) takes 0.96 ms with them and 1.55 ms with the
 * library's fused ones; L with 100 layers half the time. As in the library, z may be x or y, or the
 * first of a combination.
 */
#include "physics/engine_impl.h"

#include <nvector/nvector_serial.h>

#include <math.h>

static size_t length(N_Vector x)
{
    return (size_t)NV_LENGTH_S(x);
}

static void linear_sum(sunrealtype a, N_Vector x, sunrealtype b, N_Vector y, N_Vector z)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x), *yd = NV_DATA_S(y);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = a * xd[i] + b * yd[i];
}

static void set_constant(sunrealtype c, N_Vector z)
{
    size_t n = length(z);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = c;
}

static void scale(sunrealtype c, N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = c * xd[i];
}

static void absolute(N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = fabs(xd[i]);
}

static void invert(N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = 1 / xd[i];
}

static void add_constant(N_Vector x, sunrealtype b, N_Vector z)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x);
    double *zd = NV_DATA_S(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = xd[i] + b;
}

static sunrealtype wrms_norm(N_Vector x, N_Vector w)
{
    size_t n = length(x);
    const double *xd = NV_DATA_S(x), *wd = NV_DATA_S(w);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (xd[i] * wd[i]) * (xd[i] * wd[i]);
    return sqrt(sum / (double)n);
}

/* z = sum_j c_j x_j */
static int linear_combination(int n_x, sunrealtype *c, N_Vector *x, N_Vector z)
{
    size_t n = length(z);
    double *zd = NV_DATA_S(z);
    scale(c[0], x[0], z);
    for (int j = 1; j < n_x; j++) {
        const double *xd = NV_DATA_S(x[j]);
        for (size_t i = 0; i < n; i++)
            zd[i] += c[j] * xd[i];
    }
    return 0;
}

/* z_j = a_j x + y_j */
static int scale_add_multi(int n_y, sunrealtype *a, N_Vector x, N_Vector *y, N_Vector *z)
{
    for (int j = 0; j < n_y; j++)
        linear_sum(a[j], x, 1, y[j], z[j]);
    return 0;
}

/* The same for arrays of vectors: one per sensitivity. */

static int linear_sum_array(int n_v, sunrealtype a, N_Vector *x, sunrealtype b, N_Vector *y,
                            N_Vector *z)
{
    for (int k = 0; k < n_v; k++)
        linear_sum(a, x[k], b, y[k], z[k]);
    return 0;
}

static int scale_array(int n_v, sunrealtype *c, N_Vector *x, N_Vector *z)
{
    for (int k = 0; k < n_v; k++)
        scale(c[k], x[k], z[k]);
    return 0;
}

static int set_constant_array(int n_v, sunrealtype c, N_Vector *z)
{
    for (int k = 0; k < n_v; k++)
        set_constant(c, z[k]);
    return 0;
}

static int wrms_norm_array(int n_v, N_Vector *x, N_Vector *w, sunrealtype *norm)
{
    for (int k = 0; k < n_v; k++)
        norm[k] = wrms_norm(x[k], w[k]);
    return 0;
}

/* z_jk = a_j x_k + y_jk */
static int scale_add_multi_array(int n_v, int n_sum, sunrealtype *a, N_Vector *x, N_Vector **y,
                                 N_Vector **z)
{
    for (int j = 0; j < n_sum; j++) {
        for (int k = 0; k < n_v; k++)
            linear_sum(a[j], x[k], 1, y[j][k], z[j][k]);
    }
    return 0;
}

/* z_k = sum_j c_j x_jk */
static int linear_combination_array(int n_v, int n_sum, sunrealtype *c, N_Vector **x, N_Vector *z)
{
    for (int k = 0; k < n_v; k++) {
        size_t n = length(z[k]);
        double *zd = NV_DATA_S(z[k]);
        scale(c[0], x[0][k], z[k]);
        for (int j = 1; j < n_sum; j++) {
            const double *xd = NV_DATA_S(x[j][k]);
            for (size_t i = 0; i < n; i++)
                zd[i] += c[j] * xd[i];
        }
    }
    return 0;
}

void lp_engine_vectors_quicken(void *n_vector)
{
    N_Vector_Ops ops = ((N_Vector)n_vector)->ops;
    ops->nvlinearsum = linear_sum;
    ops->nvconst = set_constant;
    ops->nvscale = scale;
    ops->nvabs = absolute;
    ops->nvinv = invert;
    ops->nvaddconst = add_constant;
    ops->nvwrmsnorm = wrms_norm;
    ops->nvlinearcombination = linear_combination;
    ops->nvscaleaddmulti = scale_add_multi;
    ops->nvlinearsumvectorarray = linear_sum_array;
    ops->nvscalevectorarray = scale_array;
    ops->nvconstvectorarray = set_constant_array;
    ops->nvwrmsnormvectorarray = wrms_norm_array;
    ops->nvscaleaddmultivectorarray = scale_add_multi_array;
    ops->nvlinearcombinationvectorarray = linear_combination_array;
}
