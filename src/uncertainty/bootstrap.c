/* SPDX-License-Identifier: MIT
 *
 * Each worker has its own copy of the problem with rows of its own, which a job fills with new data
 * before it fits; an objective reads the values of its problem at every evaluation.
 */
#include "uncertainty/bootstrap.h"

#include "base/jobs.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* A refit has to be finer than the scatter, not than the optimum. */
#define REFIT_GTOL 1e-5
#define REFIT_XTOL 1e-5

/* What a worker owns. */
struct bench {
    struct lp_problem problem; /* the problem with these: */
    struct lp_problem_row *rows;
    double *prior_shift;
    double *e, *errors; /* [n_rows] */
    struct lp_objective *objective;
};

struct refit_jobs {
    const struct lp_bootstrap *bootstrap;
    const struct lp_inference_options *options;
    uint64_t seed;
    struct bench *benches;  /* [n_workers] */
    double *predicted;      /* [n_rows] at the optimum */
    double *residuals;      /* [n_rows] whitened, centred, stretched; residual kind */
    double *prior_residual; /* [n_priors] at the optimum */
    double *factor;         /* [n_groups] that errors are drawn with */
    double *u;              /* [n][problem->n] */
    bool *is_done;          /* [n] */
    atomic_size_t n_told;
};

/* sqrt(n/(n-k)): what a fit of k parameters takes from the scatter of n values. */
static double stretch(const struct lp_problem *problem)
{
    double n = (double)problem->n_rows, k = (double)problem->n;
    return n > k ? sqrt(n / (n - k)) : 1.0;
}

/* The optimum's predictions and residuals. */
static enum lp_status look_at_optimum(struct refit_jobs *jobs, struct lp_arena *arena)
{
    const struct lp_problem *problem = jobs->bootstrap->problem;
    struct lp_objective *objective = jobs->benches[0].objective;
    size_t n = problem->n_rows;
    double *r = lp_arena_alloc(arena, lp_objective_n_residuals(objective), sizeof(double));
    double mean = 0.0;

    jobs->predicted = lp_arena_alloc(arena, n, sizeof(double));
    jobs->residuals = lp_arena_alloc(arena, n, sizeof(double));
    jobs->prior_residual = lp_arena_alloc(arena, problem->n_priors, sizeof(double));
    jobs->factor = lp_arena_alloc(arena, problem->n_groups, sizeof(double));
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    lp_objective_set_noise(objective, jobs->bootstrap->best->factor);
    enum lp_status status =
        lp_objective_evaluate(objective, jobs->bootstrap->best->u, r, NULL, NULL);
    if (status != LP_OK)
        return status;
    memcpy(jobs->predicted, lp_objective_predicted(objective), n * sizeof(double));
    memcpy(jobs->prior_residual, r + n, problem->n_priors * sizeof(double));
    for (size_t i = 0; i < n; i++)
        mean += r[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        jobs->residuals[i] = (r[i] - mean) * stretch(problem);
    bool is_residual = jobs->bootstrap->kind == LP_BOOTSTRAP_RESIDUAL;
    for (size_t g = 0; g < problem->n_groups; g++)
        jobs->factor[g] = jobs->bootstrap->best->factor[g] * (is_residual ? 1.0 : stretch(problem));
    return LP_OK;
}

static enum lp_status make_bench(struct refit_jobs *jobs, struct lp_arena *arena,
                                 struct bench *bench)
{
    const struct lp_problem *problem = jobs->bootstrap->problem;
    size_t n = problem->n_rows;

    bench->problem = *problem;
    bench->rows = lp_arena_alloc(arena, n, sizeof *bench->rows);
    bench->prior_shift = lp_arena_alloc(arena, problem->n_priors, sizeof(double));
    bench->e = lp_arena_alloc(arena, n, sizeof(double));
    bench->errors = lp_arena_alloc(arena, n, sizeof(double));
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    memcpy(bench->rows, problem->rows, n * sizeof *bench->rows);
    memset(bench->prior_shift, 0, problem->n_priors * sizeof(double));
    bench->problem.rows = bench->rows;
    bench->problem.prior_shift = bench->prior_shift;
    return lp_objective_new(&bench->problem, &jobs->options->engine, &bench->objective, NULL);
}

/* New data and new centres of the priors. */
static void make_data(const struct refit_jobs *jobs, struct bench *bench, uint64_t number)
{
    struct lp_random stream = lp_random_stream(jobs->seed, LP_RANDOM_BOOTSTRAP, number);
    size_t n = bench->problem.n_rows;

    for (size_t i = 0; i < n; i++)
        if (jobs->bootstrap->kind == LP_BOOTSTRAP_PARAMETRIC)
            bench->e[i] = lp_random_normal(&stream);
        else
            bench->e[i] = jobs->residuals[(size_t)(lp_random_uniform(&stream) * (double)n)];
    lp_objective_set_noise(bench->objective, jobs->factor);
    lp_objective_colour(bench->objective, bench->e, bench->errors);
    for (size_t i = 0; i < n; i++)
        bench->rows[i].value = jobs->predicted[i] + bench->errors[i];
    for (size_t k = 0; k < bench->problem.n_priors; k++)
        bench->prior_shift[k] = jobs->prior_residual[k] + lp_random_normal(&stream);
}

static enum lp_status place_start(const struct refit_jobs *jobs, uint64_t number, double u[])
{
    const struct lp_bootstrap *b = jobs->bootstrap;
    double rise;

    memcpy(u, b->best->u, b->problem->n * sizeof(double));
    if (b->covariance && b->covariance->n_null > 0)
        return lp_covariance_draw(b->covariance, jobs->seed, (size_t)number, u, &rise);
    return LP_OK;
}

static enum lp_status refit_job(void *context, size_t i_job, size_t i_worker)
{
    struct refit_jobs *jobs = context;
    const struct lp_bootstrap *b = jobs->bootstrap;
    struct bench *bench = &jobs->benches[i_worker];
    struct lp_fit_options fit = lp_fit_options_default();
    struct lp_arena *arena = lp_arena_new();
    struct lp_optimum *o = lp_optimum_new(arena, &bench->problem);
    enum lp_status status = o ? LP_OK : LP_ENOMEM;

    fit.gtol = REFIT_GTOL;
    fit.xtol = REFIT_XTOL;
    if (status == LP_OK) {
        make_data(jobs, bench, b->first + i_job);
        memcpy(o->factor, jobs->factor, b->problem->n_groups * sizeof(double));
        status = place_start(jobs, b->first + i_job, o->u);
    }
    if (status == LP_OK)
        status = lp_optimum_fit(bench->objective, &bench->problem, &fit, NULL, arena, o);
    jobs->is_done[i_job] = status == LP_OK && !isnan(o->deviance);
    if (jobs->is_done[i_job])
        memcpy(jobs->u + i_job * b->problem->n, o->u, b->problem->n * sizeof(double));
    lp_arena_free(arena);
    size_t n_told = atomic_fetch_add(&jobs->n_told, 1) + 1;
    if (b->what && jobs->options->progress)
        jobs->options->progress(jobs->options->progress_context, b->what, n_told, b->n);
    return status;
}

enum lp_status lp_bootstrap_run(const struct lp_bootstrap *b,
                                const struct lp_inference_options *options, double u[],
                                size_t *n_done)
{
    size_t n_workers = options->n_jobs > 0 ? options->n_jobs : 1, n = b->problem->n;
    struct lp_arena *arena = lp_arena_new();
    struct refit_jobs jobs = {.bootstrap = b,
                              .options = options,
                              .seed = lp_inference_seed(options, b->problem->study),
                              .u = u};

    jobs.benches = lp_arena_alloc(arena, n_workers, sizeof *jobs.benches);
    jobs.is_done = lp_arena_alloc(arena, b->n, sizeof(bool));
    enum lp_status status = lp_arena_status(arena, LP_OK);
    for (size_t i = 0; i < n_workers && status == LP_OK; i++)
        status = make_bench(&jobs, arena, &jobs.benches[i]);
    if (status == LP_OK)
        status = look_at_optimum(&jobs, arena);
    if (status == LP_OK)
        status = lp_jobs_run(b->n, n_workers, refit_job, &jobs);
    *n_done = 0;
    for (size_t i = 0; i < b->n && status == LP_OK; i++)
        if (jobs.is_done[i])
            memmove(u + (*n_done)++ * n, u + i * n, n * sizeof(double));
    for (size_t i = 0; jobs.benches && i < n_workers; i++)
        lp_objective_free(jobs.benches[i].objective);
    lp_arena_free(arena);
    return status;
}
