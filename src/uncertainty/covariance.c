/* SPDX-License-Identifier: MIT
 *
 * Steps of lp_covariance_new:
 *
 *  1. In u: precision J^T J plus a ridge of one over the width of the box squared; marginal sd.
 *  2. The scales w for draws, and J there (columns times (du/dp)(dp/dw)).
 *  3. Singular values of J scaled by the widths. Below 1e-5 of the largest, which is what the
 *     integrator's tolerance leaves of an exact zero, a direction is free; the free ones are
 *     row-reduced, so that left/right pairs of several phases come out one by one.
 *  4. The precision of w, stiff along traded directions, and its Cholesky factor.
 *
 * The ridge makes an undetermined direction spread over about the box and leaves a determined one
 * alone: its variance changes by the square of sd/width.
 */
#include "uncertainty/covariance.h"

#include "search/boxqp.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define RANK_TOLERANCE   1e-5
#define SPARSE_TOLERANCE 1e-3
#define LINEAR_SDS       100.0
#define HELD             1e4 /* precision along a traded direction, over the largest of any parameter */

static double width_of(const struct lp_transform *t)
{
    return fmax(lp_transform_width(t), 1e-6);
}

/* a <- J^T J + diag(1/width²), [n][n]. */
static void normal_matrix(size_t m, size_t n, const double jacobian[],
                          const struct lp_transform transform[], double a[])
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = i == j ? 1.0 / pow(width_of(&transform[i]), 2) : 0.0;
            for (size_t k = 0; k < m; k++)
                sum += jacobian[k * n + i] * jacobian[k * n + j];
            a[i * n + j] = sum;
        }
}

/* sd [n] from a precision; LP_ENUMERIC if it is not positive definite. */
static enum lp_status marginal_sd(size_t n, const double a[], double sd[])
{
    gsl_matrix *m = gsl_matrix_alloc(n, n);
    enum lp_status status = LP_ENUMERIC;

    if (!m)
        return LP_ENOMEM;
    memcpy(m->data, a, n * n * sizeof(double));
    if (!gsl_linalg_cholesky_decomp1(m) && !gsl_linalg_cholesky_invert(m)) {
        for (size_t i = 0; i < n; i++)
            sd[i] = sqrt(gsl_matrix_get(m, i, i));
        status = LP_OK;
    }
    gsl_matrix_free(m);
    return status;
}

/* s of the scale that flow j is drawn on: see the head of the header. */
static double flow_scale(const struct lp_covariance *c, size_t j, double slope)
{
    const struct lp_transform *t = &c->problem->transform[j];
    return fmax(t->s0, fmin(LINEAR_SDS * c->sd[j] * slope, 1e-3 * (t->max - t->min)));
}

/*
 * The scales of draws, and the Jacobian's columns on them (in place). Fractions are drawn as they
 * are: the logit is flat at its ends, where it would make a well-known fraction look undetermined.
 */
static void draw_scales(struct lp_covariance *c, size_t m, double jacobian[])
{
    for (size_t j = 0; j < c->n; j++) {
        const struct lp_transform *t = &c->problem->transform[j];
        double slope = lp_transform_slope(t, c->u[j]), value = lp_transform_value(t, c->u[j]);
        double factor = 1.0; /* (dp/dw)/(dp/du) */
        c->w[j] = *t;
        if (t->scale == LP_SCALE_LOG1P) {
            double s = c->w[j].s0 = flow_scale(c, j, slope);
            c->w[j].lo = log1p(t->min / s);
            c->w[j].hi = log1p(t->max / s);
            factor = (value + s) / slope;
        } else if (t->scale == LP_SCALE_LOGIT) {
            double s = c->w[j].s0 = t->max - t->min;
            c->w[j].scale = LP_SCALE_LINEAR;
            c->w[j].lo = t->min / s;
            c->w[j].hi = t->max / s;
            factor = s / slope;
        }
        for (size_t k = 0; k < m; k++)
            jacobian[k * c->n + j] *= factor;
        c->w_hat[j] = lp_transform_u(&c->w[j], value);
    }
}

/* Row-reduce the directions [n_null][n] with full pivoting, and clear what is round-off. */
static void row_reduce(size_t n_null, size_t n, double v[], bool is_pivot[])
{
    for (size_t row = 0; row < n_null; row++) {
        size_t best_row = row, best = 0;
        double most = -1.0;
        for (size_t i = row; i < n_null; i++)
            for (size_t j = 0; j < n; j++)
                if (!is_pivot[j] && fabs(v[i * n + j]) > most) {
                    most = fabs(v[i * n + j]);
                    best_row = i;
                    best = j;
                }
        is_pivot[best] = true;
        for (size_t j = 0; j < n; j++) {
            double swap = v[row * n + j];
            v[row * n + j] = v[best_row * n + j];
            v[best_row * n + j] = swap;
        }
        double pivot = v[row * n + best];
        for (size_t j = 0; j < n; j++)
            v[row * n + j] /= pivot;
        for (size_t i = 0; i < n_null; i++) {
            double f = v[i * n + best];
            for (size_t j = 0; i != row && j < n; j++)
                v[i * n + j] -= f * v[row * n + j];
        }
    }
    for (size_t i = 0; i < n_null * n; i++)
        if (fabs(v[i]) < SPARSE_TOLERANCE)
            v[i] = 0.0;
}

/*
 * True if the direction takes from one flow what it gives to another: two flows, moved by opposite
 * amounts (within 5 %). Their sum is then all that enters the data, at any values of the two; other
 * directions are free at the optimum only, and walking far along them would leave the data behind.
 */
static bool is_trade(const struct lp_covariance *c, const double v[])
{
    double moved[2] = {0.0, 0.0};
    size_t n = 0;

    for (size_t j = 0; j < c->n; j++) {
        if (v[j] == 0.0)
            continue;
        if (c->w[j].scale != LP_SCALE_LOG1P || n == 2)
            return false;
        moved[n++] = v[j] * lp_transform_slope(&c->w[j], c->w_hat[j]);
    }
    return n == 2 && fabs(moved[0] / moved[1] + 1.0) < 0.05;
}

/* Step 3. */
static enum lp_status find_null(struct lp_covariance *c, size_t m, const double jacobian[])
{
    size_t n = c->n, rows = m > n ? m : n;
    double *singular = lp_arena_alloc(c->arena, n, sizeof(double));
    double *null = lp_arena_alloc(c->arena, n * n, sizeof(double));
    bool *trade = lp_arena_alloc(c->arena, n, sizeof(bool));
    bool *is_pivot = lp_arena_alloc(c->arena, n, sizeof(bool));
    gsl_matrix *a = gsl_matrix_calloc(rows, n), *v = gsl_matrix_alloc(n, n);
    gsl_vector *s = gsl_vector_alloc(n), *work = gsl_vector_alloc(n);
    enum lp_status status = LP_ENOMEM;

    if (!singular || !null || !trade || !is_pivot || !a || !v || !s || !work)
        goto out;
    for (size_t k = 0; k < m; k++)
        for (size_t j = 0; j < n; j++)
            gsl_matrix_set(a, k, j, jacobian[k * n + j] * width_of(&c->w[j]));
    status = gsl_linalg_SV_decomp(a, v, s, work) ? LP_ENUMERIC : LP_OK;
    for (size_t k = 0; status == LP_OK && k < n; k++) {
        singular[k] = gsl_vector_get(s, k);
        if (singular[k] > RANK_TOLERANCE * singular[0]) {
            c->rank++;
            continue;
        }
        for (size_t j = 0; j < n; j++)
            null[c->n_null * n + j] = gsl_matrix_get(v, j, k);
        c->n_null++;
    }
    /* Reduced on the scale of the box, where entries compare; then in units of w. */
    row_reduce(c->n_null, n, null, is_pivot);
    for (size_t i = 0; i < c->n_null; i++) {
        for (size_t j = 0; j < n; j++)
            null[i * n + j] *= width_of(&c->w[j]);
        trade[i] = is_trade(c, null + i * n);
    }
    c->singular = singular;
    c->null = null;
    c->is_trade = trade;
out:
    gsl_matrix_free(a);
    gsl_matrix_free(v);
    gsl_vector_free(s);
    gsl_vector_free(work);
    return status;
}

/* J^T J and J^T r: what the linearised model says of the misfit around the optimum. */
static void linearise(struct lp_covariance *c, size_t m, const double r[], const double jacobian[])
{
    size_t n = c->n;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++)
            for (size_t k = 0; k < m; k++)
                c->normal[i * n + j] += jacobian[k * n + i] * jacobian[k * n + j];
        for (size_t k = 0; k < m; k++)
            c->gradient[i] += jacobian[k * n + i] * r[k];
    }
}

/* |r + J (w - w_hat)|² - |r|². */
static double linear_rise(const struct lp_covariance *c, const double w[])
{
    double rise = 0.0;

    for (size_t i = 0; i < c->n; i++) {
        double d_i = w[i] - c->w_hat[i];
        rise += 2.0 * c->gradient[i] * d_i;
        for (size_t j = 0; j < c->n; j++)
            rise += d_i * c->normal[i * c->n + j] * (w[j] - c->w_hat[j]);
    }
    return rise;
}

/* Step 4: precision, factor and mean. */
static enum lp_status make_precision(struct lp_covariance *c, size_t m, const double r[],
                                     const double jacobian[])
{
    size_t n = c->n;
    gsl_matrix *l = gsl_matrix_alloc(n, n);
    gsl_vector *g = gsl_vector_calloc(n);
    double held = 0.0;
    enum lp_status status = LP_ENOMEM;

    if (!l || !g)
        goto out;
    normal_matrix(m, n, jacobian, c->w, c->precision);
    for (size_t j = 0; j < n; j++)
        held = fmax(held, HELD * c->precision[j * n + j]);
    for (size_t i = 0; i < c->n_null; i++) {
        const double *v = c->null + i * n;
        double size = 0.0;
        for (size_t j = 0; j < n; j++)
            size += v[j] * v[j];
        for (size_t j = 0; c->is_trade[i] && j < n; j++)
            for (size_t k = 0; k < n; k++)
                c->precision[j * n + k] += held * v[j] * v[k] / size;
    }
    memcpy(l->data, c->precision, n * n * sizeof(double));
    status = LP_ENUMERIC;
    if (gsl_linalg_cholesky_decomp1(l))
        goto out;
    for (size_t j = 0; j < n; j++) {
        /* The pull of a gradient counts only where a bound holds against it; elsewhere it is what
         * the optimiser left over. */
        double sum = 0.0;
        bool is_held = c->u[j] <= c->problem->lo[j] || c->u[j] >= c->problem->hi[j];
        for (size_t k = 0; is_held && k < m; k++)
            sum -= jacobian[k * n + j] * r[k];
        gsl_vector_set(g, j, sum);
    }
    gsl_linalg_cholesky_svx(l, g);
    for (size_t j = 0; j < n; j++)
        c->mean[j] = c->w_hat[j] + gsl_vector_get(g, j);
    memcpy(c->factor, l->data, n * n * sizeof(double));
    status = LP_OK;
out:
    gsl_matrix_free(l);
    gsl_vector_free(g);
    return status;
}

/* Room for everything; LP_ENOMEM. */
static enum lp_status allocate(const struct lp_problem *problem, const double u[], double **sd,
                               struct lp_covariance **covariance)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_covariance *c = lp_arena_alloc(arena, 1, sizeof *c);
    size_t n = problem->n;
    double *block = lp_arena_alloc(arena, 3 * n * n + 5 * n, sizeof *block);
    struct lp_transform *w = lp_arena_alloc(arena, n, sizeof *w);

    if (lp_arena_has_failed(arena)) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    c->arena = arena;
    c->w = w;
    c->problem = problem;
    c->n = n;
    c->precision = block;
    c->factor = block + n * n;
    c->normal = c->factor + n * n;
    c->gradient = c->normal + n * n;
    c->mean = c->gradient + n;
    c->w_hat = c->mean + n;
    *sd = c->w_hat + n;
    c->sd = *sd;
    double *u_copy = *sd + n;
    memcpy(u_copy, u, n * sizeof(double));
    c->u = u_copy;
    *covariance = c;
    return LP_OK;
}

enum lp_status lp_covariance_new(const struct lp_problem *problem, const double u[],
                                 size_t n_residuals, const double r[], const double jacobian[],
                                 struct lp_covariance **covariance)
{
    struct lp_covariance *c = NULL;
    double *sd = NULL, *j_w = NULL;
    size_t n = problem->n;
    enum lp_status status = allocate(problem, u, &sd, &c);

    if (status != LP_OK || n == 0)
        goto out;
    for (size_t i = 0; i < n_residuals * n; i++)
        if (!isfinite(jacobian[i]))
            status = LP_ENUMERIC;
    j_w = lp_arena_alloc(c->arena, n_residuals * n, sizeof(double));
    if (!j_w)
        status = LP_ENOMEM;
    if (status != LP_OK)
        goto out;
    memcpy(j_w, jacobian, n_residuals * n * sizeof(double));
    normal_matrix(n_residuals, n, jacobian, problem->transform, c->precision);
    status = marginal_sd(n, c->precision, sd);
    if (status != LP_OK)
        goto out;
    draw_scales(c, n_residuals, j_w);
    linearise(c, n_residuals, r, j_w);
    status = find_null(c, n_residuals, j_w);
    if (status == LP_OK)
        status = make_precision(c, n_residuals, r, j_w);
out:
    if (status == LP_OK)
        *covariance = c;
    else
        lp_covariance_free(c);
    return status;
}

void lp_covariance_free(struct lp_covariance *c)
{
    if (c)
        lp_arena_free(c->arena);
}

/* Move the flows value [n] along a traded direction, uniformly between the ends where one meets a
 * bound. */
static void walk(const struct lp_covariance *c, const double v[], struct lp_random *stream,
                 double value[])
{
    double low = -INFINITY, high = INFINITY;

    for (size_t j = 0; j < c->n; j++) {
        if (v[j] == 0.0)
            continue;
        double d = v[j] * lp_transform_slope(&c->w[j], c->w_hat[j]);
        double to_min = (c->w[j].min - value[j]) / d, to_max = (c->w[j].max - value[j]) / d;
        low = fmax(low, fmin(to_min, to_max));
        high = fmin(high, fmax(to_min, to_max));
    }
    double step = low + (high - low) * lp_random_uniform(stream);
    if (!(high >= low) || !isfinite(step))
        return;
    for (size_t j = 0; j < c->n; j++)
        if (v[j] != 0.0)
            value[j] += step * v[j] * lp_transform_slope(&c->w[j], c->w_hat[j]);
}

enum lp_status lp_covariance_draw(const struct lp_covariance *c, uint64_t seed, size_t i_draw,
                                  double u[], double *rise)
{
    size_t n = c->n;
    struct lp_random stream = lp_random_stream(seed, LP_RANDOM_COVARIANCE_DRAWS, i_draw);
    struct lp_arena *scratch = lp_arena_new();
    double *x = lp_arena_alloc(scratch, 5 * n, sizeof *x);
    enum lp_status status = LP_ENOMEM;

    if (!x)
        goto out;
    double *lo = x + n, *hi = lo + n, *centre = hi + n, *value = centre + n;
    for (size_t j = 0; j < n; j++) {
        x[j] = lp_random_normal(&stream);
        lo[j] = c->w[j].lo;
        hi[j] = c->w[j].hi;
    }
    /* L^T y = z has covariance (L L^T)^-1, the inverse of the precision. */
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            x[i] -= c->factor[j * n + i] * x[j];
        x[i] /= c->factor[i * n + i];
    }
    for (size_t j = 0; j < n; j++)
        centre[j] = c->mean[j] + x[j];
    status = lp_boxqp_nearest(n, c->precision, centre, lo, hi, x);
    if (status != LP_OK)
        goto out;
    *rise = linear_rise(c, x);
    for (size_t j = 0; j < n; j++)
        value[j] = lp_transform_value(&c->w[j], x[j]);
    for (size_t i = 0; i < c->n_null; i++)
        if (c->is_trade[i])
            walk(c, c->null + i * n, &stream, value);
    for (size_t j = 0; j < n; j++)
        u[j] = lp_transform_u(&c->problem->transform[j], value[j]);
out:
    lp_arena_free(scratch);
    return status;
}

struct lp_direction lp_covariance_direction(const struct lp_covariance *c, size_t i_null)
{
    const double *v = c->null + i_null * c->n;
    size_t which[2] = {0, 0}, n = 0;

    for (size_t j = 0; j < c->n; j++)
        if (v[j] != 0.0) {
            which[n < 2 ? n : 1] = j;
            n++;
        }
    struct lp_direction d = {.known = n == 1 ? LP_KNOWN_NOTHING : LP_KNOWN_COMBINATIONS,
                             .i = which[0],
                             .j = which[n == 1 ? 0 : 1],
                             .sum = NAN};
    if (n != 2)
        return d;
    const double w_i = lp_transform_value(&c->w[d.i], c->w_hat[d.i]);
    const double w_j = lp_transform_value(&c->w[d.j], c->w_hat[d.j]);
    if (c->is_trade[i_null]) {
        d.known = LP_KNOWN_SUM;
        d.sum = w_i + w_j;
        return d;
    }
    bool both_log = c->w[d.i].scale != LP_SCALE_LINEAR && c->w[d.j].scale != LP_SCALE_LINEAR &&
                    c->w[d.i].scale != LP_SCALE_LOGIT && c->w[d.j].scale != LP_SCALE_LOGIT;
    double ratio = v[d.i] * lp_transform_slope(&c->w[d.i], c->w_hat[d.i]) / w_i /
                   (v[d.j] * lp_transform_slope(&c->w[d.j], c->w_hat[d.j]) / w_j);
    if (both_log && fabs(fabs(ratio) - 1.0) < 0.01)
        d.known = ratio < 0 ? LP_KNOWN_PRODUCT : LP_KNOWN_RATIO;
    return d;
}
