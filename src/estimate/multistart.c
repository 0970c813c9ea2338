/* SPDX-License-Identifier: MIT
 *
 * Starts, noise factors and the comparison of optima.
 *
 * The likelihood with one unknown factor f_g per noise group is maximal over f_g at the root mean
 * square of the group's residuals (/n); alternating this with a least-squares fit at fixed factors
 * climbs the likelihood at every turn and stands still at its maximum.
 */
#include "estimate/multistart.h"

#include "base/jobs.h"
#include "estimate/scales.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOISE_ROUNDS 60
#define GO_ON        3 /* times as many steps for what is to be the best */

struct lp_optimum *lp_optimum_new(struct lp_arena *arena, const struct lp_problem *problem)
{
    struct lp_optimum *o = lp_arena_alloc(arena, 1, sizeof *o);

    if (!o)
        return NULL;
    o->u = lp_arena_alloc(arena, problem->n, sizeof(double));
    o->factor = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    if (lp_arena_has_failed(arena))
        return NULL;
    memcpy(o->u, problem->start, problem->n * sizeof(double));
    for (size_t g = 0; g < problem->n_groups; g++)
        o->factor[g] = 1.0;
    o->deviance = NAN;
    o->stop = LP_STOP_FAILED;
    o->message = "";
    return o;
}

void lp_optimum_copy(const struct lp_problem *problem, struct lp_optimum *to,
                     const struct lp_optimum *from)
{
    double *u = to->u, *factor = to->factor;

    memcpy(u, from->u, problem->n * sizeof(double));
    memcpy(factor, from->factor, problem->n_groups * sizeof(double));
    *to = *from;
    to->u = u;
    to->factor = factor;
}

bool lp_optimum_is_same(const struct lp_optimum *one, const struct lp_optimum *other)
{
    double size = fmin(one->likelihood.chi2 + one->likelihood.prior,
                       other->likelihood.chi2 + other->likelihood.prior);
    return fabs(one->deviance - other->deviance) <= 1e-6 + 1e-4 * size;
}

/* Values only at optimum->u: likelihood and, through it, the deviance. */
static enum lp_status measure(struct lp_objective *objective, double r[],
                              struct lp_optimum *optimum, struct lp_diag *diag)
{
    enum lp_status status = lp_objective_evaluate(objective, optimum->u, r, NULL, diag);

    optimum->deviance = NAN;
    if (status != LP_OK)
        return status;
    optimum->likelihood = lp_objective_likelihood(objective, r);
    optimum->deviance = -2.0 * optimum->likelihood.loglik + optimum->likelihood.prior;
    return LP_OK;
}

/* New factors from the last evaluation; returns the largest change of a logarithm. */
static double update_noise(struct lp_objective *objective, size_t n_groups, double scratch[],
                           double factor[])
{
    double change = 0.0;

    lp_objective_noise(objective, scratch);
    for (size_t g = 0; g < n_groups; g++) {
        change = fmax(change, fabs(log(scratch[g] / factor[g])));
        factor[g] = scratch[g];
    }
    lp_objective_set_noise(objective, factor);
    return change;
}

/* ln f may be off by this much: the likelihood is flat in it, so its own error is the square. */
static double noise_tolerance(const struct lp_fit_options *options)
{
    return fmax(1e-6, 0.1 * sqrt(options->gtol));
}

/* A fit between two estimates of the noise need not be finer than the noise is yet. */
static struct lp_fit_options round_options(const struct lp_fit_options *options, double change)
{
    struct lp_fit_options local = *options;

    local.gtol = fmax(options->gtol, fmin(1e-3, 1e-3 * change));
    local.xtol = fmax(options->xtol, fmin(1e-3, 1e-2 * change));
    return local;
}

enum lp_status lp_optimum_fit(struct lp_objective *objective, const struct lp_problem *problem,
                              const struct lp_fit_options *options, const bool is_fixed[],
                              struct lp_arena *arena, struct lp_optimum *optimum)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_diag *diag = lp_diag_new();
    struct lp_scales *scales = lp_scales_new(arena, problem);
    double *r = lp_arena_alloc(arena, lp_objective_n_residuals(objective), sizeof(double));
    double *scratch = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    struct lp_fit_result result = {.stop = LP_STOP_FAILED};

    if (!diag || lp_arena_has_failed(arena))
        goto out;
    status = LP_OK;
    lp_objective_set_noise(objective, optimum->factor);
    optimum->message = "";
    optimum->stop = LP_STOP_FAILED;
    if (measure(objective, r, optimum, diag) != LP_OK) {
        const char *text = lp_diag_first_error(diag);
        optimum->message = lp_arena_strdup(arena, text ? text : "");
        goto out;
    }
    if (problem->n_groups > 0)
        update_noise(objective, problem->n_groups, scratch, optimum->factor);
    double change = problem->n_groups > 0 ? INFINITY : 0.0;
    for (size_t round = 0; round < NOISE_ROUNDS; round++) {
        struct lp_fit_options local = round_options(options, change);
        bool is_last = local.gtol <= options->gtol && change < noise_tolerance(options);
        status = lp_scales_fit(objective, problem, scales, &local, is_fixed, optimum->u, &result);
        if (status != LP_OK || measure(objective, r, optimum, NULL) != LP_OK || is_last)
            break;
        change = update_noise(objective, problem->n_groups, scratch, optimum->factor);
        if (measure(objective, r, optimum, NULL) != LP_OK)
            break;
    }
    optimum->stop = result.stop;
out:
    lp_diag_free(diag);
    return lp_arena_status(arena, status);
}

enum lp_status lp_optimum_settle(struct lp_objective *objective, const struct lp_problem *problem,
                                 struct lp_arena *arena, struct lp_optimum *optimum)
{
    struct lp_fit_options options = lp_fit_options_default();
    enum lp_status status = lp_optimum_fit(objective, problem, &options, NULL, arena, optimum);

    for (size_t k = 0; k < GO_ON && status == LP_OK && optimum->stop == LP_STOP_LIMIT; k++)
        status = lp_optimum_fit(objective, problem, &options, NULL, arena, optimum);
    return status;
}

enum lp_status lp_workers_new(const struct lp_problem *problem,
                              const struct lp_inference_options *options,
                              struct lp_workers *workers, struct lp_diag *diag)
{
    size_t n = options->n_jobs > 0 ? options->n_jobs : 1;
    struct lp_arena *arena = lp_arena_new();
    enum lp_status status = LP_ENOMEM;

    *workers = (struct lp_workers){.n = 0};
    workers->objective = lp_arena_alloc(arena, n, sizeof *workers->objective);
    workers->arena = lp_arena_alloc(arena, n + 1, sizeof *workers->arena);
    if (lp_arena_has_failed(arena)) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    workers->n = n;
    workers->arena[n] = arena; /* the last one holds the lists themselves */
    for (size_t i = 0; i < n; i++) {
        workers->arena[i] = lp_arena_new();
        status = lp_objective_new(problem, &options->engine, &workers->objective[i],
                                  i == 0 ? diag : NULL);
        status = lp_arena_status(workers->arena[i], status);
        if (status != LP_OK)
            break;
    }
    if (status != LP_OK)
        lp_workers_clear(workers);
    return status;
}

void lp_workers_clear(struct lp_workers *workers)
{
    if (workers->n == 0)
        return;
    for (size_t i = 0; i < workers->n; i++) {
        lp_objective_free(workers->objective[i]);
        lp_arena_free(workers->arena[i]);
    }
    lp_arena_free(workers->arena[workers->n]);
    workers->n = 0;
}

enum lp_status lp_multistart_points(const struct lp_problem *problem,
                                    enum lp_random_purpose purpose, uint64_t seed, size_t n_points,
                                    double points[])
{
    size_t *order = malloc((n_points + 1) * sizeof(size_t));

    if (!order)
        return LP_ENOMEM;
    for (size_t j = 0; j < problem->n; j++) {
        struct lp_random stream = lp_random_stream(seed, purpose, j);
        double from, to;
        lp_transform_start_range(&problem->transform[j], lp_problem_parameter(problem, j)->value,
                                 &from, &to);
        lp_random_permutation(&stream, n_points, order);
        for (size_t i = 0; i < n_points; i++) {
            double stratum = (double)order[i] + lp_random_uniform(&stream);
            points[i * problem->n + j] = from + (to - from) * stratum / (double)n_points;
        }
    }
    free(order);
    return LP_OK;
}

struct start_jobs {
    const struct lp_problem *problem;
    const struct lp_workers *workers;
    const struct lp_inference_options *options;
    struct lp_optimum **starts;
};

static enum lp_status start_job(void *context, size_t i_job, size_t i_worker)
{
    struct start_jobs *jobs = context;
    struct lp_fit_options options = lp_fit_options_default();

    return lp_optimum_fit(jobs->workers->objective[i_worker], jobs->problem, &options, NULL,
                          jobs->workers->arena[i_worker], jobs->starts[i_job]);
}

/* The best start; of those that are the same optimum as the best, one that says so itself:
 * round-off may put one that ran out of steps ahead. */
static void find_best(struct lp_multistart *result)
{
    const struct lp_optimum *least = NULL;

    for (size_t i = 0; i < result->n; i++) {
        const struct lp_optimum *o = result->starts[i];
        if (!isnan(o->deviance) && (!least || o->deviance < least->deviance))
            least = o;
    }
    result->best = least;
    for (size_t i = 0; i < result->n && least; i++) {
        const struct lp_optimum *o = result->starts[i];
        if (isnan(o->deviance) || !lp_stop_is_optimum(o->stop) || !lp_optimum_is_same(o, least))
            continue;
        if (!lp_stop_is_optimum(result->best->stop) || o->deviance < result->best->deviance)
            result->best = o;
    }
}

/* A best start that ran out of steps is given more. */
static enum lp_status go_on(const struct start_jobs *jobs, struct lp_multistart *result)
{
    enum lp_status status = LP_OK;

    find_best(result);
    for (size_t k = 0; k < GO_ON && status == LP_OK; k++) {
        if (!result->best || lp_stop_is_optimum(result->best->stop))
            break;
        size_t i = 0;
        while (jobs->starts[i] != result->best)
            i++;
        status = lp_optimum_settle(jobs->workers->objective[0], jobs->problem,
                                   jobs->workers->arena[0], jobs->starts[i]);
        find_best(result);
    }
    return status;
}

/* How many starts reached the best, and how many different optima there are. */
static void compare(struct lp_multistart *result)
{
    for (size_t i = 0; i < result->n && result->best; i++) {
        const struct lp_optimum *o = result->starts[i];
        if (isnan(o->deviance) || !lp_stop_is_optimum(o->stop))
            continue;
        result->n_at_best += lp_optimum_is_same(o, result->best);
        bool is_new = true;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = isnan(result->starts[k]->deviance) ||
                     !lp_stop_is_optimum(result->starts[k]->stop) ||
                     !lp_optimum_is_same(o, result->starts[k]);
        result->n_distinct += is_new;
    }
}

enum lp_status lp_multistart_run(const struct lp_problem *problem, const struct lp_workers *workers,
                                 const struct lp_inference_options *options, struct lp_arena *arena,
                                 struct lp_multistart *result)
{
    uint64_t seed = lp_inference_seed(options, problem->study);
    struct start_jobs jobs = {.problem = problem, .workers = workers, .options = options};

    *result = (struct lp_multistart){.n = options->n_starts > 0 ? options->n_starts : 1};
    jobs.starts = lp_arena_alloc(arena, result->n, sizeof *jobs.starts);
    double *points = lp_arena_alloc(arena, result->n, problem->n * sizeof(double));
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    enum lp_status status =
        lp_multistart_points(problem, LP_RANDOM_STARTS, seed, result->n - 1, points);
    for (size_t i = 0; i < result->n && status == LP_OK; i++) {
        jobs.starts[i] = lp_optimum_new(arena, problem);
        if (!jobs.starts[i])
            return LP_ENOMEM;
        if (i > 0)
            memcpy(jobs.starts[i]->u, points + (i - 1) * problem->n, problem->n * sizeof(double));
    }
    if (status == LP_OK)
        status = lp_jobs_run(result->n, workers->n, start_job, &jobs);
    result->starts = jobs.starts;
    if (status == LP_OK)
        status = go_on(&jobs, result);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < result->n; i++)
        jobs.starts[i]->message = lp_arena_strdup(arena, jobs.starts[i]->message);
    compare(result);
    return lp_arena_status(arena, LP_OK);
}

enum lp_status lp_multistart_study(const struct lp_study *study,
                                   const struct lp_inference_options *options,
                                   struct lp_arena *arena, struct lp_problem **problem,
                                   struct lp_workers *workers, struct lp_multistart *starts,
                                   struct lp_diag *diag)
{
    enum lp_status status = lp_problem_new(study, NULL, problem, diag);

    if (status != LP_OK)
        return status;
    status = lp_workers_new(*problem, options, workers, diag);
    if (status == LP_OK)
        status = lp_multistart_run(*problem, workers, options, arena, starts);
    if (status != LP_OK) {
        lp_workers_clear(workers);
        lp_problem_free(*problem);
        *problem = NULL;
    }
    return status;
}
