/* SPDX-License-Identifier: MIT
 *
 * The active set around GSL, in rounds:
 *
 *  1. At u, free every parameter that is inside the box, or at a bound with the gradient pointing
 *     inwards; hold the others.
 *  2. Let GSL step over the free ones. Residuals outside the box are those of the nearest point
 *     inside, so a step out of the box is tried as its projection and only taken if that helps.
 *  3. As soon as a step has left the box, move to the projection and start a new round; where GSL
 *     converged, start one only if a bound holds back a parameter that wants inside.
 *  4. A round of many steps ends, too, if a Gauss-Newton step would take parameters out of the
 *     box, and these are tried at their bounds. Where two parameters make up for each other, a step
 *     beyond a bound promises much that its projection does not keep, so step 2 only creeps there.
 *
 * The misfit falls in every round, so the rounds end. Convergence is judged by what a Gauss-Newton
 * step over the free parameters still promises, g^T (J^T J)^-1 g with g = J^T r, because GSL's own
 * flag says "converged" at wrong points too.
 */
#include "search/fit.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Residual of a point that cannot be evaluated: far above any real one, yet its square is finite.
 */
#define REFUSED 1e20

/* Below this promise a search that finds no better point is at the optimum within round-off of the
 * integrator (rtol 1e-8 leaves about 1e-6 in a residual). */
#define ROUND_OFF_PROMISE 1e-5

#define PATIENCE   40 /* Jacobians: most fits are done by then */
#define BOUND_MOST 20 /* of the fit of the others where some are tried at their bounds */

struct search {
    const struct lp_least_squares *problem;
    const struct lp_fit_options *options;
    size_t n_rows; /* residuals, padded to at least n: GSL takes no fewer rows than columns */
    size_t n_free;
    size_t *free;     /* [n] */
    double *u;        /* [n] where the round began; held parameters stay there */
    double *trial;    /* [n] */
    double *r;        /* [n_residuals] at the last point that was evaluated, `at` */
    double *jacobian; /* [n_residuals][n] there if has_jacobian, else at an earlier point */
    double *at;       /* [n] */
    bool is_refused;  /* it cannot be evaluated */
    bool has_point, has_jacobian;
    double *gradient; /* [n] J^T r */
    double *normal;   /* [n][n] scratch of promise */
    double *step;     /* [n] likewise: a Gauss-Newton step backwards, of the free */
    bool *is_held;    /* [n] scratch of try_bounds */
    double floor;     /* a cost that counts as none */
    size_t patience;  /* steps of a round, before parameters are tried at their bounds */
    bool is_slow;     /* the last round ended for that */
    struct lp_fit_result *result;
};

const char *lp_stop_text(enum lp_stop stop)
{
#define TEXT(name, text) text,
    static const char *const texts[] = {LP_STOP_LIST(TEXT)};
#undef TEXT
    return (size_t)stop < LP_N_STOPS ? texts[stop] : "unknown";
}

bool lp_stop_is_optimum(enum lp_stop stop)
{
    return stop == LP_STOP_GRADIENT || stop == LP_STOP_STEP;
}

struct lp_fit_options lp_fit_options_default(void)
{
    return (struct lp_fit_options){.xtol = 1e-8, .gtol = 1e-9, .max_jacobians = 300};
}

static double clamp(double value, double min, double max)
{
    return fmin(fmax(value, min), max);
}

static double sum_of_squares(size_t n, const double r[])
{
    double sum = 0.0;
    for (size_t k = 0; k < n; k++)
        sum += r[k] * r[k];
    return sum;
}

/* The full point of the free parameters x, projected into the box. */
static void expand(struct search *s, const gsl_vector *x)
{
    const struct lp_least_squares *p = s->problem;

    memcpy(s->trial, s->u, p->n * sizeof(double));
    for (size_t i = 0; i < s->n_free; i++) {
        size_t j = s->free[i];
        s->trial[j] = clamp(gsl_vector_get(x, i), p->lo[j], p->hi[j]);
    }
}

/* Residuals at u, and the Jacobian if asked for; false where the model fails. GSL asks again for
 * what a round began with and ended at. */
static bool evaluate(struct search *s, const double u[], bool with_jacobian)
{
    const struct lp_least_squares *p = s->problem;

    if (s->has_point && memcmp(s->at, u, p->n * sizeof(double)) == 0 &&
        (s->has_jacobian || !with_jacobian))
        return !s->is_refused;
    if (with_jacobian)
        s->result->n_jacobians++;
    else
        s->result->n_evaluations++;
    memcpy(s->at, u, p->n * sizeof(double));
    s->is_refused = p->evaluate(p->context, u, s->r, with_jacobian ? s->jacobian : NULL) != LP_OK ||
                    !isfinite(sum_of_squares(p->n_residuals, s->r));
    s->has_point = true;
    s->has_jacobian = with_jacobian;
    return !s->is_refused;
}

static int residuals(const gsl_vector *x, void *context, gsl_vector *f)
{
    struct search *s = context;

    expand(s, x);
    bool is_good = evaluate(s, s->trial, false);
    gsl_vector_set_zero(f);
    for (size_t k = 0; k < s->problem->n_residuals; k++)
        f->data[k * f->stride] = is_good ? s->r[k] : REFUSED;
    return GSL_SUCCESS;
}

static int jacobian(const gsl_vector *x, void *context, gsl_matrix *jac)
{
    struct search *s = context;
    size_t n = s->problem->n;

    expand(s, x);
    if (!evaluate(s, s->trial, true))
        return GSL_EBADFUNC;
    gsl_matrix_set_zero(jac);
    for (size_t k = 0; k < s->problem->n_residuals; k++) {
        double *row = gsl_matrix_ptr(jac, k, 0);
        for (size_t i = 0; i < s->n_free; i++)
            row[i] = s->jacobian[k * n + s->free[i]];
    }
    return GSL_SUCCESS;
}

/*
 * What a Gauss-Newton step over the free parameters promises at the last Jacobian. A ridge of 1e-9
 * of the mean curvature keeps directions without any from promising what no step can deliver.
 * NaN if the normal equations cannot be solved.
 */
static double promise(struct search *s)
{
    size_t n = s->problem->n, m = s->n_free;
    double value = 0.0, trace = 0.0;

    if (m == 0)
        return 0.0;
    gsl_matrix_view normal = gsl_matrix_view_array(s->normal, m, m);
    gsl_vector_view step = gsl_vector_view_array(s->step, m);
    gsl_matrix *a = &normal.matrix;
    gsl_matrix_set_zero(a);
    for (size_t k = 0; k < s->problem->n_residuals; k++)
        for (size_t i = 0; i < m; i++)
            for (size_t j = 0; j <= i; j++)
                s->normal[i * m + j] +=
                    s->jacobian[k * n + s->free[i]] * s->jacobian[k * n + s->free[j]];
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < i; j++)
            s->normal[j * m + i] = s->normal[i * m + j];
        trace += s->normal[i * m + i];
        s->step[i] = s->gradient[s->free[i]];
    }
    if (trace == 0.0)
        return 0.0;
    for (size_t i = 0; i < m; i++)
        s->normal[i * m + i] += 1e-9 * trace / (double)m;
    if (gsl_linalg_cholesky_decomp1(a) || gsl_linalg_cholesky_svx(a, &step.vector))
        return NAN;
    for (size_t i = 0; i < m; i++)
        value += s->step[i] * s->gradient[s->free[i]];
    return value;
}

/* Whether a step straight down the gradient promises more than `limit` already, |g|^4/|J g|^2 with
 * the same ridge: the whole promise is then no less, and need not be solved for. */
static bool promises_more(const struct search *s, double limit)
{
    size_t n = s->problem->n;
    double gg = 0.0, curvature = 0.0, trace = 0.0;

    for (size_t i = 0; i < s->n_free; i++)
        gg += s->gradient[s->free[i]] * s->gradient[s->free[i]];
    for (size_t k = 0; k < s->problem->n_residuals; k++) {
        const double *row = s->jacobian + k * n;
        double along = 0.0;
        for (size_t i = 0; i < s->n_free; i++) {
            along += row[s->free[i]] * s->gradient[s->free[i]];
            trace += row[s->free[i]] * row[s->free[i]];
        }
        curvature += along * along;
    }
    curvature += 1e-9 * trace / (double)s->n_free * gg;
    return gg * gg > limit * curvature;
}

/* Fill s->gradient from the last residuals and Jacobian. */
static void set_gradient(struct search *s)
{
    size_t n = s->problem->n;

    memset(s->gradient, 0, n * sizeof(double));
    for (size_t k = 0; k < s->problem->n_residuals; k++)
        for (size_t j = 0; j < n; j++)
            s->gradient[j] += s->jacobian[k * n + j] * s->r[k];
}

/* Residuals, Jacobian, gradient and cost at s->u. False if the model fails there. */
static bool evaluate_here(struct search *s)
{
    if (!evaluate(s, s->u, true))
        return false;
    s->result->cost = sum_of_squares(s->problem->n_residuals, s->r);
    set_gradient(s);
    return true;
}

/* The parameters that may move from s->u: see step 1 above. Returns how many are free. */
static size_t choose_free(struct search *s, const bool is_fixed[])
{
    const struct lp_least_squares *p = s->problem;

    s->n_free = 0;
    for (size_t j = 0; j < p->n; j++) {
        bool is_held = (is_fixed && is_fixed[j]) ||
                       (s->u[j] <= p->lo[j] && s->gradient[j] >= 0.0) ||
                       (s->u[j] >= p->hi[j] && s->gradient[j] <= 0.0);
        if (!is_held)
            s->free[s->n_free++] = j;
    }
    return s->n_free;
}

/* Move s->u to GSL's point. True if that lay outside the box. */
static bool take_point(struct search *s, const gsl_vector *x)
{
    const struct lp_least_squares *p = s->problem;
    bool has_left = false;

    for (size_t i = 0; i < s->n_free; i++) {
        size_t j = s->free[i];
        double value = gsl_vector_get(x, i);
        has_left = has_left || value < p->lo[j] || value > p->hi[j];
        s->u[j] = clamp(value, p->lo[j], p->hi[j]);
    }
    return has_left;
}

static bool is_small_step(const struct search *s, const gsl_vector *dx, const gsl_vector *x)
{
    for (size_t i = 0; i < dx->size; i++)
        if (fabs(gsl_vector_get(dx, i)) > s->options->xtol * (fabs(gsl_vector_get(x, i)) + 1.0))
            return false;
    return true;
}

/* Where the last Gauss-Newton step takes u_j of the i-th free. */
static double step_to(const struct search *s, size_t i)
{
    return s->u[s->free[i]] - s->step[i];
}

static bool is_inside(const struct search *s, size_t j, double u)
{
    return u > s->problem->lo[j] && u < s->problem->hi[j];
}

static bool wants_out(const struct search *s)
{
    for (size_t i = 0; i < s->n_free; i++)
        if (!is_inside(s, s->free[i], step_to(s, i)))
            return true;
    return false;
}

/* GSL's steps from s->u until one leaves the box or there were many (true) or none is left to take
 * (false, why in stop). */
static bool step_until(struct search *s, gsl_multifit_nlinear_workspace *w)
{
    size_t n_before = s->result->n_jacobians;

    for (;;) {
        if (s->result->n_jacobians >= s->options->max_jacobians) {
            s->result->stop = LP_STOP_LIMIT;
            return false;
        }
        int status = gsl_multifit_nlinear_iterate(w);
        if (status == GSL_ENOPROG) {
            s->result->stop = LP_STOP_NO_PROGRESS;
            return false;
        }
        if (status != GSL_SUCCESS) {
            s->result->stop = LP_STOP_NUMERIC;
            return false;
        }
        if (take_point(s, w->x))
            return true;
        s->result->cost = sum_of_squares(s->problem->n_residuals, s->r);
        set_gradient(s);
        double limit = s->options->gtol * (s->floor + s->result->cost), promised = NAN;
        bool is_long = s->result->n_jacobians - n_before >= s->patience;
        if (is_long || !promises_more(s, limit))
            promised = promise(s);
        if (promised <= limit) {
            s->result->stop = LP_STOP_GRADIENT;
            return false;
        }
        if (is_small_step(s, w->dx, w->x)) {
            s->result->stop = LP_STOP_STEP;
            return false;
        }
        if (is_long && isfinite(promised) && wants_out(s)) {
            s->is_slow = true;
            return true;
        }
    }
}

/* One round. *has_left: a step left the box, or there were many. */
static enum lp_status one_round(struct search *s, bool *has_left)
{
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    parameters.trs = gsl_multifit_nlinear_trs_lmaccel;
    parameters.scale = gsl_multifit_nlinear_scale_levenberg;
    parameters.solver = gsl_multifit_nlinear_solver_mcholesky;
    gsl_multifit_nlinear_fdf fdf = {
        .f = residuals, .df = jacobian, .n = s->n_rows, .p = s->n_free, .params = s};
    enum lp_status status = LP_ENOMEM;
    gsl_vector *x = gsl_vector_alloc(s->n_free);
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, s->n_rows, s->n_free);

    *has_left = s->is_slow = false;
    if (!x || !w)
        goto out;
    for (size_t i = 0; i < s->n_free; i++)
        gsl_vector_set(x, i, s->u[s->free[i]]);
    status = LP_OK;
    if (gsl_multifit_nlinear_init(x, &fdf, w) != GSL_SUCCESS) {
        s->result->stop = LP_STOP_NUMERIC;
        goto out;
    }
    *has_left = step_until(s, w);
out:
    gsl_multifit_nlinear_free(w);
    gsl_vector_free(x);
    return status;
}

static enum lp_status search_new(const struct lp_least_squares *problem, struct search *s)
{
    size_t n = problem->n, m = problem->n_residuals;

    s->problem = problem;
    s->n_rows = m > n ? m : n;
    s->patience = PATIENCE;
    s->free = calloc(n + 1, sizeof(size_t));
    s->is_held = calloc(n + 1, sizeof(bool));
    s->u = calloc(5 * n + n * n + m + m * n + 1, sizeof(double));
    if (!s->free || !s->is_held || !s->u)
        return LP_ENOMEM;
    s->trial = s->u + n;
    s->gradient = s->trial + n;
    s->step = s->gradient + n;
    s->normal = s->step + n;
    s->r = s->normal + n * n;
    s->jacobian = s->r + m;
    s->at = s->jacobian + m * n;
    return LP_OK;
}

/* See step 4 above. Moves s->u only if that lowers the misfit; s->step is of s->u. */
static enum lp_status try_bounds(struct search *s, const bool is_fixed[], bool *has_moved)
{
    const struct lp_least_squares *p = s->problem;
    struct lp_fit_options options = *s->options;
    struct lp_fit_result result;
    size_t n_held = 0;

    s->is_slow = *has_moved = false;
    options.max_jacobians = BOUND_MOST;
    for (size_t j = 0; j < p->n; j++)
        s->is_held[j] = is_fixed && is_fixed[j];
    memcpy(s->trial, s->u, p->n * sizeof(double));
    for (size_t i = 0; i < s->n_free; i++) {
        size_t j = s->free[i];
        if (is_inside(s, j, step_to(s, i)))
            continue;
        s->trial[j] = s->step[i] > 0.0 ? p->lo[j] : p->hi[j];
        s->is_held[j] = true;
        n_held++;
    }
    if (n_held == 0)
        return LP_OK;
    enum lp_status status = lp_fit_local(p, &options, s->is_held, s->trial, &result);
    s->has_point = false; /* the caller's last evaluation is that fit's */
    if (status != LP_OK)
        return status;
    s->result->n_evaluations += result.n_evaluations;
    s->result->n_jacobians += result.n_jacobians;
    *has_moved = result.cost < s->result->cost;
    s->patience *= *has_moved ? 1 : 2;
    if (*has_moved)
        memcpy(s->u, s->trial, p->n * sizeof(double));
    return LP_OK;
}

/* The rounds. s->u is in the box. */
static enum lp_status search_run(struct search *s, const bool is_fixed[])
{
    struct lp_fit_result *result = s->result;

    if (!evaluate_here(s)) {
        result->stop = LP_STOP_FAILED;
        result->cost = NAN;
        return LP_OK;
    }
    s->floor = fmax(fmin(1.0, 1e-3 * result->cost), 1e-10 * s->problem->size);
    for (;;) {
        choose_free(s, is_fixed);
        result->promise = promise(s);
        if (result->promise <= s->options->gtol * (s->floor + result->cost)) {
            result->stop = LP_STOP_GRADIENT;
            return LP_OK;
        }
        double before = result->cost;
        bool has_left = false;
        bool is_for_bounds = s->is_slow;
        enum lp_status status =
            is_for_bounds ? try_bounds(s, is_fixed, &has_left) : one_round(s, &has_left);
        if (status == LP_OK && is_for_bounds && !has_left)
            status = one_round(s, &has_left);
        if (status != LP_OK)
            return status;
        enum lp_stop stop = result->stop;
        if (!evaluate_here(s)) {
            result->stop = LP_STOP_NUMERIC;
            return LP_OK;
        }
        if (has_left)
            continue;
        size_t n_before = s->n_free;
        bool is_wider = choose_free(s, is_fixed) > n_before;
        result->promise = promise(s);
        result->stop = stop;
        if (stop == LP_STOP_NO_PROGRESS &&
            result->promise <= ROUND_OFF_PROMISE * (s->floor + result->cost))
            result->stop = LP_STOP_STEP;
        bool is_better = result->cost < before;
        if (stop == LP_STOP_LIMIT || !is_wider || !is_better)
            return LP_OK;
    }
}

enum lp_status lp_fit_local(const struct lp_least_squares *problem,
                            const struct lp_fit_options *options, const bool is_fixed[], double u[],
                            struct lp_fit_result *result)
{
    struct search s = {.options = options, .result = result};
    enum lp_status status = search_new(problem, &s);

    *result = (struct lp_fit_result){.cost = NAN, .promise = NAN, .stop = LP_STOP_NUMERIC};
    if (status != LP_OK)
        goto out;
    for (size_t j = 0; j < problem->n; j++)
        s.u[j] = clamp(u[j], problem->lo[j], problem->hi[j]);
    status = search_run(&s, is_fixed);
    if (status == LP_OK)
        memcpy(u, s.u, problem->n * sizeof(double));
out:
    free(s.u);
    free(s.free);
    free(s.is_held);
    return status;
}
