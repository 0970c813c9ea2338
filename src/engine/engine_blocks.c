/* SPDX-License-Identifier: MIT
 *
 * CVODES' vectors: states and sensitivities behind one another, as one vector. A vector of the
 * library has one length and one norm. Here
 *
 * - the length is shared by all that are cloned from one, and may change between integrations:
 *   states alone, or with sensitivities;
 * - the norm is the largest of the blocks' own, so that a block's error meets its tolerance
 *   however many others there are;
 * - loops are compiled with optimisation, which distributions leave out of theirs (Debian 12).
 *
 * Only what CVODES calls, or looks for, is there. As in the library, z may be x or y, or the first
 * of a combination.
 */
#include "engine/engine_blocks.h"

#include <sundials/sundials_nvector.h>

#include <math.h>
#include <stdlib.h>

struct content {
    const struct lp_blocks *blocks;
    double *data;
};

static struct content *content(N_Vector x)
{
    return x->content;
}

static double *data(N_Vector x)
{
    return content(x)->data;
}

static size_t length(N_Vector x)
{
    const struct lp_blocks *blocks = content(x)->blocks;
    return blocks->n * blocks->n_used;
}

static void destroy(N_Vector x)
{
    if (!x)
        return;
    if (x->content)
        free(data(x));
    free(x->content);
    N_VFreeEmpty(x);
}

/* Give an empty vector its numbers, all 0; frees it when there is no memory for them. */
static N_Vector fill(N_Vector x, const struct lp_blocks *blocks)
{
    if (!x)
        return NULL;
    struct content *made = calloc(1, sizeof *made);
    x->content = made;
    if (made) {
        made->blocks = blocks;
        made->data = calloc(blocks->n * blocks->n_room, sizeof *made->data);
    }
    if (!made || !made->data) {
        destroy(x);
        return NULL;
    }
    return x;
}

static N_Vector clone(N_Vector x)
{
    N_Vector made = N_VNewEmpty(x->sunctx);
    if (made && N_VCopyOps(x, made) != 0) {
        N_VFreeEmpty(made);
        return NULL;
    }
    return fill(made, content(x)->blocks);
}

/* For statistics that nobody reads. */
static void count_numbers(N_Vector x, sunindextype *n_numbers, sunindextype *n_integers)
{
    *n_numbers = (sunindextype)length(x);
    *n_integers = 0;
}

static void linear_sum(sunrealtype a, N_Vector x, sunrealtype b, N_Vector y, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x), *yd = data(y);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = a * xd[i] + b * yd[i];
}

static void set_constant(sunrealtype c, N_Vector z)
{
    size_t n = length(z);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = c;
}

static void multiply(N_Vector x, N_Vector y, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x), *yd = data(y);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = xd[i] * yd[i];
}

static void divide(N_Vector x, N_Vector y, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x), *yd = data(y);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = xd[i] / yd[i];
}

static void scale(sunrealtype c, N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = c * xd[i];
}

static void absolute(N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = fabs(xd[i]);
}

static void invert(N_Vector x, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = 1 / xd[i];
}

static void add_constant(N_Vector x, sunrealtype b, N_Vector z)
{
    size_t n = length(x);
    const double *xd = data(x);
    double *zd = data(z);
    for (size_t i = 0; i < n; i++)
        zd[i] = xd[i] + b;
}

static sunrealtype maximum(N_Vector x)
{
    size_t n = length(x);
    const double *xd = data(x);
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(xd[i]));
    return most;
}

static sunrealtype minimum(N_Vector x)
{
    size_t n = length(x);
    const double *xd = data(x);
    double least = INFINITY;
    for (size_t i = 0; i < n; i++)
        least = fmin(least, xd[i]);
    return least;
}

/* The largest weighted root mean square of a block; NaN if any is. */
static sunrealtype wrms_norm(N_Vector x, N_Vector w)
{
    const struct lp_blocks *blocks = content(x)->blocks;
    const double *xd = data(x), *wd = data(w);
    double most = 0;
    for (size_t k = 0; k < blocks->n_used; k++) {
        double sum = 0;
        for (size_t i = k * blocks->n; i < (k + 1) * blocks->n; i++)
            sum += (xd[i] * wd[i]) * (xd[i] * wd[i]);
        if (!(sum <= most))
            most = sum;
        if (isnan(most))
            break;
    }
    return sqrt(most / (double)blocks->n);
}

/* z = sum_j c_j x_j */
static int linear_combination(int n_x, sunrealtype *c, N_Vector *x, N_Vector z)
{
    size_t n = length(z);
    double *zd = data(z);
    scale(c[0], x[0], z);
    for (int j = 1; j < n_x; j++) {
        const double *xd = data(x[j]);
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

void *lp_blocks_vector(const struct lp_blocks *blocks, void *context)
{
    N_Vector x = N_VNewEmpty(context);
    if (!x)
        return NULL;
    x->ops->nvclone = clone;
    x->ops->nvdestroy = destroy;
    x->ops->nvspace = count_numbers;
    x->ops->nvlinearsum = linear_sum;
    x->ops->nvconst = set_constant;
    x->ops->nvprod = multiply;
    x->ops->nvdiv = divide;
    x->ops->nvscale = scale;
    x->ops->nvabs = absolute;
    x->ops->nvinv = invert;
    x->ops->nvaddconst = add_constant;
    x->ops->nvmaxnorm = maximum;
    x->ops->nvmin = minimum;
    x->ops->nvwrmsnorm = wrms_norm;
    x->ops->nvlinearcombination = linear_combination;
    x->ops->nvscaleaddmulti = scale_add_multi;
    return fill(x, blocks);
}

double *lp_blocks_data(void *n_vector)
{
    return data(n_vector);
}
