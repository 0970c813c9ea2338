/* SPDX-License-Identifier: MIT
 *
 * Draws over all workers. A worker has its own evaluator; a draw writes only to its own row, and
 * its random numbers depend on its number alone.
 */
#include "inference/sample.h"

#include "base/jobs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct draw_jobs {
    const struct lp_problem *problem;
    const struct lp_covariance *covariance;
    const struct lp_path_list *paths;
    struct lp_shares **shares; /* [n_workers] */
    double **u;                /* [n_workers][n] */
    struct lp_sample *sample;
    uint64_t seed;
};

/* How the draw's current splits over the followed paths, and which of them leads. */
static enum lp_status follow_paths(const struct draw_jobs *jobs, const struct lp_flow *flow,
                                   size_t i_draw)
{
    struct lp_paths found;
    struct lp_sample *s = jobs->sample;
    double *probability = s->probability + i_draw * s->n_paths;
    enum lp_status status = lp_paths_find(flow, &found);

    if (status != LP_OK)
        return status;
    double rest = 1.0;
    for (size_t i = 0; i < s->n_paths; i++) {
        probability[i] = 0.0;
        for (size_t k = 0; k < found.n; k++)
            if (lp_path_equal(&jobs->paths->items[i], &found.items[k])) {
                probability[i] = found.items[k].probability;
                if (k == 0)
                    s->top[i_draw] = i;
            }
        rest -= probability[i];
    }
    s->rest[i_draw] = fmax(rest, 0.0);
    lp_paths_clear(&found);
    return LP_OK;
}

static enum lp_status draw_job(void *context, size_t i_draw, size_t i_worker)
{
    struct draw_jobs *jobs = context;
    struct lp_sample *s = jobs->sample;
    double *u = jobs->u[i_worker];
    double *p = s->p + i_draw * jobs->problem->study->parameters.n;
    double *numbers = s->numbers + i_draw * s->n_numbers;
    bool joined = false;

    s->top[i_draw] = LP_NONE;
    for (size_t i = 0; i < s->n_paths; i++)
        s->probability[i_draw * s->n_paths + i] = NAN;
    s->rest[i_draw] = NAN;
    enum lp_status status = lp_covariance_draw(jobs->covariance, jobs->seed, i_draw, u);
    if (status != LP_OK)
        return status;
    lp_problem_values(jobs->problem, u, p);
    status =
        lp_shares_evaluate(jobs->shares[i_worker], p, i_draw < s->n_states, numbers, &joined, NULL);
    if (status == LP_OK && joined)
        status = follow_paths(jobs, lp_shares_flow(jobs->shares[i_worker]), i_draw);
    if (status == LP_ENOMEM)
        return status;
    for (size_t i = 0; status != LP_OK && i < s->n_numbers; i++)
        numbers[i] = NAN;
    return LP_OK;
}

static enum lp_status allocate(const struct lp_problem *problem, struct lp_sample *s)
{
    s->arena = lp_arena_new();
    if (!s->arena)
        return LP_ENOMEM;
    s->numbers = lp_arena_alloc(s->arena, s->n_draws * s->n_numbers, sizeof(double));
    s->probability = lp_arena_alloc(s->arena, s->n_draws * s->n_paths, sizeof(double));
    s->rest = lp_arena_alloc(s->arena, s->n_draws, sizeof(double));
    s->top = lp_arena_alloc(s->arena, s->n_draws, sizeof(size_t));
    s->p = lp_arena_alloc(s->arena, s->n_draws * problem->study->parameters.n, sizeof(double));
    return s->numbers && s->probability && s->rest && s->top && s->p ? LP_OK : LP_ENOMEM;
}

enum lp_status lp_sample_run(const struct lp_problem *problem,
                             const struct lp_covariance *covariance,
                             const struct lp_inference_options *options,
                             const struct lp_path_list *paths, size_t n_draws, size_t n_states,
                             struct lp_sample *sample)
{
    const struct lp_model *model = problem->study->experiments[problem->study->i_report].model;
    size_t n_workers = options->n_jobs > 0 ? options->n_jobs : 1;
    struct lp_sample s = {.n_draws = n_draws,
                          .n_states = n_states,
                          .n_numbers = lp_shares_n(model),
                          .n_paths = paths->n};
    struct draw_jobs jobs = {.problem = problem,
                             .covariance = covariance,
                             .paths = paths,
                             .sample = &s,
                             .seed = lp_inference_seed(options, problem->study)};
    enum lp_status status = allocate(problem, &s);

    if (status != LP_OK)
        goto out;
    jobs.shares = lp_arena_alloc(s.arena, n_workers, sizeof(*jobs.shares));
    jobs.u = lp_arena_alloc(s.arena, n_workers, sizeof(*jobs.u));
    if (!jobs.shares || !jobs.u) {
        status = LP_ENOMEM;
        goto out;
    }
    for (size_t i = 0; i < n_workers && status == LP_OK; i++) {
        jobs.u[i] = lp_arena_alloc(s.arena, problem->n, sizeof(double));
        status = jobs.u[i] ? lp_shares_new(problem->study, &problem->absent, &options->engine,
                                           &jobs.shares[i], NULL)
                           : LP_ENOMEM;
    }
    if (status == LP_OK)
        status = lp_jobs_run(n_draws, n_workers, draw_job, &jobs);
out:
    for (size_t i = 0; jobs.shares && i < n_workers; i++)
        lp_shares_free(jobs.shares[i]);
    if (status == LP_OK)
        *sample = s;
    else
        lp_sample_clear(&s);
    return status;
}

void lp_sample_clear(struct lp_sample *sample)
{
    lp_arena_free(sample->arena);
    *sample = (struct lp_sample){.n_draws = 0};
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(size_t n, const double sorted[], double q)
{
    double place = q * (double)(n - 1);
    size_t i = (size_t)place;

    if (i + 1 >= n || sorted[i] == sorted[i + 1])
        return sorted[i];
    return sorted[i] + (place - (double)i) * (sorted[i + 1] - sorted[i]);
}

struct lp_estimate lp_sample_interval(double value, size_t n, const double values[], size_t stride,
                                      double scratch[])
{
    struct lp_estimate e = {.value = value, .low = NAN, .high = NAN};
    size_t n_valid = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i * stride]))
            scratch[n_valid++] = values[i * stride];
    if (n_valid == 0)
        return e;
    qsort(scratch, n_valid, sizeof(double), compare);
    e.low = fmin(quantile(n_valid, scratch, 0.025), value);
    e.high = fmax(quantile(n_valid, scratch, 0.975), value);
    return e;
}
