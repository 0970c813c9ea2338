/* SPDX-License-Identifier: MIT
 *
 * The ends of every parameter's range are tried by a fit with that parameter held there, from the
 * optimum. A failure of such a fit means that nothing is known about that end, which then counts as
 * closed; once there are profiles they settle which ends are open. A parameter whose interval is
 * nearly its prior's is known from its prior alone.
 */
#include "uncertainty/identify.h"

#include "base/jobs.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* Only a comparison with 3.84 depends on these fits. */
#define END_GTOL 1e-4
#define END_XTOL 1e-4

/* Posterior sd above this part of the prior's: the data add nothing. */
#define PRIOR_ALONE 0.9

/* Random points of the structural test. */
#define POINTS 5

double lp_identify_rise(const struct lp_problem *problem)
{
    double n = 0.0, k = (double)problem->n;

    for (size_t g = 0; g < problem->n_groups; g++)
        n += (double)problem->n_in_group[g];
    if (problem->n_groups == 0 || n - k < 1.0)
        return LP_IDENTIFY_CHI2;
    double t = gsl_cdf_tdist_Pinv(0.975, n - k);
    return n * log1p(t * t / (n - k));
}

struct end_jobs {
    const struct lp_problem *problem;
    const struct lp_workers *workers;
    const struct lp_optimum *best;
    struct lp_identity *out;
};

static double end_of(const struct lp_problem *problem, size_t j, size_t which)
{
    return which == 0 ? problem->lo[j] : problem->hi[j];
}

static enum lp_status end_job(void *context, size_t i_job, size_t i_worker)
{
    struct end_jobs *jobs = context;
    const struct lp_problem *problem = jobs->problem;
    size_t j = i_job / 2, which = i_job % 2;
    double end = end_of(problem, j, which);
    enum lp_status status = LP_ENOMEM;
    struct lp_fit_options fit = lp_fit_options_default();
    struct lp_arena *scratch = lp_arena_new();
    struct lp_optimum *o = scratch ? lp_optimum_new(scratch, problem) : NULL;
    bool *is_fixed = lp_arena_alloc(scratch, problem->n, sizeof(bool));

    jobs->out[j].rise[which] = NAN;
    if (!o || !is_fixed)
        goto out;
    status = LP_OK;
    if (!isfinite(end))
        goto out;
    lp_optimum_copy(problem, o, jobs->best);
    o->u[j] = end;
    is_fixed[j] = true;
    fit.gtol = END_GTOL;
    fit.xtol = END_XTOL;
    fit.max_jacobians = 60;
    status =
        lp_optimum_fit(jobs->workers->objective[i_worker], problem, &fit, is_fixed, scratch, o);
    if (!isnan(o->deviance))
        jobs->out[j].rise[which] = o->deviance - jobs->best->deviance;
    memcpy(jobs->out[j].u_end[which], o->u, problem->n * sizeof(double));
out:
    lp_arena_free(scratch);
    return status;
}

/* The free direction that a parameter takes part in, LP_NONE if none. */
static size_t null_of(const struct lp_covariance *covariance, size_t j)
{
    for (size_t i = 0; i < covariance->n_null; i++)
        if (covariance->null[i * covariance->n + j] != 0.0)
            return i;
    return LP_NONE;
}

/* sd in the prior's terms over the prior's sd; NaN without a prior. */
static double prior_ratio(const struct lp_problem *problem, const struct lp_covariance *covariance,
                          size_t j)
{
    const struct lp_prior *prior = &lp_problem_parameter(problem, j)->prior;
    double slope;

    if (prior->kind == LP_PRIOR_NONE)
        return NAN;
    lp_transform_prior(&problem->transform[j], prior, covariance->u[j], &slope);
    return covariance->sd[j] * fabs(slope);
}

/* What is known of one parameter, from its ends, free directions and prior. */
static void classify(const struct lp_problem *problem, const struct lp_covariance *covariance,
                     size_t j, struct lp_identity *id)
{
    id->i_null = null_of(covariance, j);
    id->prior_part = prior_ratio(problem, covariance, j);
    id->unknown = LP_UNKNOWN_ENDS;
    id->kind = id->is_open[0] && id->is_open[1] ? LP_NOT_IDENTIFIED
               : id->is_open[0]                 ? LP_UPPER_BOUND_ONLY
               : id->is_open[1]                 ? LP_LOWER_BOUND_ONLY
                                                : LP_IDENTIFIED;
    if (id->i_null != LP_NONE && isnan(id->prior_part) && (id->is_open[0] || id->is_open[1]))
        id->unknown = LP_UNKNOWN_DIRECTION;
    else if (id->prior_part > PRIOR_ALONE)
        id->unknown = LP_UNKNOWN_PRIOR;
    if (id->unknown != LP_UNKNOWN_ENDS)
        id->kind = LP_NOT_IDENTIFIED;
}

/* Whether the data leave parameters free at one random point: is_free [n] stays true only if so. */
static enum lp_status test_point(const struct lp_problem *problem, struct lp_objective *objective,
                                 const double u[], double r[], double jacobian[], bool is_free[])
{
    struct lp_covariance *c = NULL;
    enum lp_status status = lp_objective_evaluate(objective, u, r, jacobian, NULL);

    if (status == LP_OK)
        status =
            lp_covariance_new(problem, u, lp_objective_n_residuals(objective), r, jacobian, &c);
    for (size_t j = 0; status == LP_OK && j < problem->n; j++)
        is_free[j] = is_free[j] && null_of(c, j) != LP_NONE;
    lp_covariance_free(c);
    return status == LP_ENUMERIC ? LP_OK
                                 : status; /* a point that cannot be evaluated says nought */
}

/* Step 2: parameters that are free at the best and at all random points. */
static enum lp_status find_structural(const struct lp_problem *problem,
                                      struct lp_objective *objective,
                                      const struct lp_covariance *covariance,
                                      struct lp_identity out[])
{
    size_t n = problem->n, m = lp_objective_n_residuals(objective);
    struct lp_arena *scratch = lp_arena_new();
    double *u = lp_arena_alloc(scratch, POINTS, (n + 1) * sizeof(double));
    double *r = lp_arena_alloc(scratch, m, (n + 2) * sizeof(double));
    bool *is_free = lp_arena_alloc(scratch, n + 1, sizeof(bool));
    enum lp_status status = LP_ENOMEM;

    if (!u || !r || !is_free)
        goto out;
    for (size_t j = 0; j < n; j++)
        is_free[j] = null_of(covariance, j) != LP_NONE;
    status = lp_multistart_points(problem, LP_RANDOM_STARTS, 2, POINTS, u);
    for (size_t k = 0; k < POINTS && covariance->n_null > 0 && status == LP_OK; k++)
        status = test_point(problem, objective, u + k * n, r, r + m, is_free);
    for (size_t j = 0; j < n; j++)
        out[j].is_structural = is_free[j];
out:
    lp_arena_free(scratch);
    return status;
}

void lp_identify_settle(const struct lp_problem *problem, const struct lp_covariance *covariance,
                        size_t j, const bool is_open[2], const double rise[2],
                        struct lp_identity *id)
{
    for (size_t which = 0; which < 2; which++) {
        id->is_open[which] = is_open[which];
        if (is_open[which])
            id->rise[which] = rise[which];
    }
    classify(problem, covariance, j, id);
}

enum lp_status lp_identify_run(const struct lp_problem *problem, const struct lp_workers *workers,
                               const struct lp_optimum *best,
                               const struct lp_covariance *covariance, struct lp_arena *arena,
                               struct lp_identity out[])
{
    struct end_jobs jobs = {.problem = problem, .workers = workers, .best = best, .out = out};
    double *u_end = lp_arena_alloc(arena, 2 * problem->n, (problem->n + 1) * sizeof(double));

    if (!u_end)
        return LP_ENOMEM;
    for (size_t i = 0; i < 2 * problem->n; i++)
        out[i / 2].u_end[i % 2] = u_end + i * problem->n;
    enum lp_status status = lp_jobs_run(2 * problem->n, workers->n, end_job, &jobs);

    if (status == LP_OK)
        status = find_structural(problem, workers->objective[0], covariance, out);
    for (size_t j = 0; j < problem->n && status == LP_OK; j++) {
        for (size_t which = 0; which < 2; which++)
            out[j].is_open[which] = out[j].rise[which] < lp_identify_rise(problem);
        classify(problem, covariance, j, &out[j]);
    }
    return status;
}
