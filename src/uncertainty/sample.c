/* SPDX-License-Identifier: MIT
 *
 * Draws over all workers, in two stages: tries, each kept or not; then the pathway's numbers of
 * those kept. A worker has its own evaluators; a job writes only to its own row, and its random
 * numbers depend on its number alone.
 */
#include "uncertainty/sample.h"

#include "base/jobs.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#define TIE 1e-9 /* relative difference of probabilities that are the same but for rounding */

struct draw_jobs {
    const struct lp_problem *problem;
    const struct lp_optimum *best;
    const struct lp_covariance *covariance;
    const struct lp_path_list *paths;
    size_t n_workers;
    struct lp_objective **objective; /* [n_workers] */
    struct lp_shares **shares;       /* [n_workers] */
    double **r;                      /* [n_workers][n_residuals] */
    double *u;                       /* [n_draws][n] of this round's tries */
    bool *is_kept;                   /* [n_draws] likewise */
    size_t first_try;                /* number of this round's first try */
    struct lp_sample *sample;
    uint64_t seed;
};

static double square_sum(size_t n, const double r[])
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += r[i] * r[i];
    return sum;
}

/* One try: a draw, and whether the model agrees with it as well as its linearisation does. */
static enum lp_status try_job(void *context, size_t i_job, size_t i_worker)
{
    struct draw_jobs *jobs = context;
    struct lp_objective *objective = jobs->objective[i_worker];
    size_t i_try = jobs->first_try + i_job;
    double *u = jobs->u + i_job * jobs->problem->n, linear_rise = 0.0;
    double at_best = jobs->best->likelihood.chi2 + jobs->best->likelihood.prior;
    struct lp_random stream = lp_random_stream(jobs->seed, LP_RANDOM_ACCEPTANCE, i_try);
    enum lp_status status =
        lp_covariance_draw(jobs->covariance, jobs->seed, i_try, u, &linear_rise);

    if (status == LP_OK)
        status = lp_objective_evaluate(objective, u, jobs->r[i_worker], NULL, NULL);
    double rise = square_sum(lp_objective_n_residuals(objective), jobs->r[i_worker]) - at_best;
    jobs->is_kept[i_job] =
        status == LP_OK && log(lp_random_uniform(&stream)) < -0.5 * (rise - linear_rise);
    return status == LP_ENOMEM ? status : LP_OK;
}

enum lp_status lp_sample_follow(const struct lp_flow *flow, const struct lp_path_list *paths,
                                double probability[], double *rest, size_t *top)
{
    struct lp_paths found;
    enum lp_status status = lp_paths_find(flow, &found);

    if (status != LP_OK)
        return status;
    *rest = 1.0;
    /* Equal ways share the lead, so none of them is the top one. */
    bool is_tied = found.n > 1 && found.items[1].n > 0 &&
                   found.items[1].probability >= (1.0 - TIE) * found.items[0].probability;
    for (size_t i = 0; i < paths->n; i++) {
        probability[i] = 0.0;
        for (size_t k = 0; k < found.n; k++)
            if (lp_path_equal(&paths->items[i], &found.items[k])) {
                probability[i] = found.items[k].probability;
                if (k == 0 && !is_tied)
                    *top = i;
            }
        *rest -= probability[i];
    }
    *rest = fmax(*rest, 0.0);
    lp_paths_clear(&found);
    return LP_OK;
}

/* The pathway at a draw that was kept. */
static enum lp_status number_job(void *context, size_t i_draw, size_t i_worker)
{
    struct draw_jobs *jobs = context;
    struct lp_sample *s = jobs->sample;
    const double *p = s->p + i_draw * jobs->problem->study->parameters.n;
    double *numbers = s->numbers + i_draw * s->n_numbers;
    bool joined = false;

    s->top[i_draw] = LP_NONE;
    for (size_t i = 0; i < s->n_paths; i++)
        s->probability[i_draw * s->n_paths + i] = NAN;
    s->rest[i_draw] = NAN;
    enum lp_status status =
        lp_shares_evaluate(jobs->shares[i_worker], p, i_draw < s->n_states, numbers, &joined, NULL);
    if (status == LP_OK && joined)
        status = lp_sample_follow(lp_shares_flow(jobs->shares[i_worker]), jobs->paths,
                                  s->probability + i_draw * s->n_paths, &s->rest[i_draw],
                                  &s->top[i_draw]);
    if (status == LP_ENOMEM)
        return status;
    for (size_t i = 0; status != LP_OK && i < s->n_numbers; i++)
        numbers[i] = NAN;
    return LP_OK;
}

/* Rounds of tries until there are enough draws, or too many tries; those kept go into sample->p. */
static enum lp_status keep_draws(struct draw_jobs *jobs, size_t n_wanted)
{
    struct lp_sample *s = jobs->sample;
    size_t n_parameters = jobs->problem->study->parameters.n;
    enum lp_status status = LP_OK;

    while (status == LP_OK && s->n_draws < n_wanted && s->n_tried < LP_SAMPLE_TRIES * n_wanted) {
        jobs->first_try = s->n_tried;
        status = lp_jobs_run(n_wanted, jobs->n_workers, try_job, jobs);
        s->n_tried += n_wanted;
        for (size_t i = 0; status == LP_OK && i < n_wanted && s->n_draws < n_wanted; i++)
            if (jobs->is_kept[i])
                lp_problem_values(jobs->problem, jobs->u + i * jobs->problem->n,
                                  s->p + s->n_draws++ * n_parameters);
    }
    return status;
}

/* Room for the draws, and the evaluators of each worker. */
static enum lp_status begin(struct draw_jobs *jobs, size_t n_draws,
                            const struct lp_inference_options *options)
{
    const struct lp_problem *problem = jobs->problem;
    struct lp_sample *s = jobs->sample;
    struct lp_arena *arena = s->arena = lp_arena_new();
    const size_t n_workers = options->n_jobs > 0 ? options->n_jobs : 1;
    enum lp_status status = LP_OK;

    jobs->n_workers = n_workers;
    s->n_numbers = lp_shares_n(lp_study_report(problem->study)->model);
    s->numbers = lp_arena_doubles(arena, n_draws, s->n_numbers);
    s->probability = lp_arena_doubles(arena, n_draws, s->n_paths);
    s->rest = lp_arena_doubles(arena, n_draws, 1);
    s->top = lp_arena_alloc(arena, n_draws, sizeof(size_t));
    s->p = lp_arena_doubles(arena, n_draws, problem->study->parameters.n);
    jobs->u = lp_arena_doubles(arena, n_draws, problem->n);
    jobs->is_kept = lp_arena_alloc(arena, n_draws, sizeof(bool));
    jobs->objective = lp_arena_alloc(arena, n_workers, sizeof *jobs->objective);
    jobs->shares = lp_arena_alloc(arena, n_workers, sizeof *jobs->shares);
    jobs->r = lp_arena_alloc(arena, n_workers, sizeof *jobs->r);
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    for (size_t i = 0; i < n_workers && status == LP_OK; i++) {
        status = lp_objective_new(problem, &options->engine, &jobs->objective[i], NULL);
        if (status == LP_OK)
            status = lp_shares_new(problem->study, &problem->absent, &options->engine,
                                   &jobs->shares[i], NULL);
        if (status != LP_OK)
            break;
        lp_objective_set_noise(jobs->objective[i], jobs->best->factor);
        jobs->r[i] = lp_arena_doubles(arena, lp_objective_n_residuals(jobs->objective[i]), 1);
    }
    return lp_arena_status(arena, status);
}

/* The numbers of the draws in sample->p, into *out; nothing where that or what came before failed.
 */
static enum lp_status finish(struct draw_jobs *jobs, enum lp_status status, size_t n_states,
                             struct lp_sample *out)
{
    struct lp_sample *s = jobs->sample;

    s->n_states = n_states < s->n_draws ? n_states : s->n_draws;
    if (status == LP_OK)
        status = lp_jobs_run(s->n_draws, jobs->n_workers, number_job, jobs);
    for (size_t i = 0; jobs->objective && i < jobs->n_workers; i++)
        lp_objective_free(jobs->objective[i]);
    for (size_t i = 0; jobs->shares && i < jobs->n_workers; i++)
        lp_shares_free(jobs->shares[i]);
    if (status == LP_OK)
        *out = *s;
    else
        lp_sample_clear(s);
    return status;
}

enum lp_status lp_sample_run(const struct lp_problem *problem, const struct lp_optimum *best,
                             const struct lp_covariance *covariance,
                             const struct lp_inference_options *options,
                             const struct lp_path_list *paths, size_t n_draws, size_t n_states,
                             struct lp_sample *sample)
{
    struct lp_sample s = {.n_paths = paths->n};
    struct draw_jobs jobs = {.problem = problem,
                             .best = best,
                             .covariance = covariance,
                             .paths = paths,
                             .sample = &s,
                             .seed = lp_inference_seed(options, problem->study)};
    enum lp_status status = begin(&jobs, n_draws, options);

    if (status == LP_OK)
        status = keep_draws(&jobs, n_draws);
    return finish(&jobs, status, n_states, sample);
}

enum lp_status lp_sample_at(const struct lp_problem *problem, const struct lp_optimum *best,
                            const struct lp_inference_options *options,
                            const struct lp_path_list *paths, size_t n, const double u[],
                            size_t n_states, struct lp_sample *sample)
{
    struct lp_sample s = {.n_paths = paths->n};
    struct draw_jobs jobs = {.problem = problem, .best = best, .paths = paths, .sample = &s};
    enum lp_status status = begin(&jobs, n, options);

    for (size_t i = 0; i < n && status == LP_OK; i++)
        lp_problem_values(problem, u + i * problem->n, s.p + i * problem->study->parameters.n);
    s.n_draws = s.n_tried = n;
    return finish(&jobs, status, n_states, sample);
}

void lp_sample_clear(struct lp_sample *sample)
{
    lp_arena_free(sample->arena);
    *sample = (struct lp_sample){.n_draws = 0};
}

/* The rule of gsl_stats_quantile_from_sorted_data, but equal numbers are themselves: GSL's two
 * products move them by rounding (a share of 1 in all draws), and make NaN of two infinite ones. */
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
    gsl_sort(scratch, 1, n_valid);
    e.low = fmin(quantile(n_valid, scratch, 0.025), value);
    e.high = fmax(quantile(n_valid, scratch, 0.975), value);
    return e;
}

enum lp_status lp_sample_covariance(const struct lp_problem *problem,
                                    struct lp_objective *objective, const struct lp_optimum *best,
                                    struct lp_covariance **covariance)
{
    size_t m = lp_objective_n_residuals(objective);
    struct lp_arena *scratch = lp_arena_new();
    double *r = lp_arena_alloc(scratch, m, sizeof(double));
    double *jacobian = lp_arena_alloc(scratch, m, (problem->n + 1) * sizeof(double));
    enum lp_status status = LP_ENOMEM;

    if (r && jacobian) {
        lp_objective_set_noise(objective, best->factor);
        status = lp_objective_evaluate(objective, best->u, r, jacobian, NULL);
    }
    if (status == LP_OK)
        status = lp_covariance_new(problem, best->u, m, r, jacobian, covariance);
    lp_arena_free(scratch);
    return status;
}

/* The pathway's numbers at an optimum. */
static enum lp_status numbers_at(const struct lp_problem *problem, const struct lp_optimum *best,
                                 const struct lp_engine_options *engine, bool with_state,
                                 double numbers[])
{
    struct lp_arena *scratch = lp_arena_new();
    struct lp_shares *shares = NULL;
    double *p = lp_arena_alloc(scratch, problem->study->parameters.n, sizeof *p);
    enum lp_status status =
        p ? lp_shares_new(problem->study, &problem->absent, engine, &shares, NULL) : LP_ENOMEM;

    if (status == LP_OK) {
        lp_problem_values(problem, best->u, p);
        status = lp_shares_evaluate(shares, p, with_state, numbers, NULL, NULL);
    }
    lp_shares_free(shares);
    lp_arena_free(scratch);
    return status;
}

enum lp_status lp_sample_around(const struct lp_problem *problem, const struct lp_optimum *best,
                                const struct lp_inference_options *options,
                                const struct lp_path_list *paths, size_t n_draws, size_t n_states,
                                double numbers[], struct lp_sample *sample)
{
    struct lp_objective *objective = NULL;
    struct lp_covariance *covariance = NULL;
    enum lp_status status = lp_objective_new(problem, &options->engine, &objective, NULL);

    if (status == LP_OK)
        status = lp_sample_covariance(problem, objective, best, &covariance);
    if (status == LP_OK && numbers)
        status = numbers_at(problem, best, &options->engine, n_states > 0, numbers);
    if (status == LP_OK)
        status =
            lp_sample_run(problem, best, covariance, options, paths, n_draws, n_states, sample);
    lp_covariance_free(covariance);
    lp_objective_free(objective);
    return status;
}
