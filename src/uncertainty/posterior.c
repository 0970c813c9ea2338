/* SPDX-License-Identifier: MIT
 *
 * From u to the coordinates v of the chains and back: sqrt(p) for the scale log1p, log10 p (u) for
 * log10, p for logit, u for linear; after these ln f of each noise group, within e^3 of the best.
 */
#include "uncertainty/posterior.h"

#include "search/chaincheck.h"
#include "search/mcmc.h"

#include <math.h>
#include <string.h>

#define APART      3.0 /* marginal sd between starts */
#define MAX_PLACES 200 /* starts tried for one that can be computed */
#define LN_FACTOR  3.0
#define STARTS_AT  ((uint64_t)1 << 32) /* streams of starts, beside those of chains */

struct posterior {
    const struct lp_problem *problem;
    const struct lp_optimum *best;
    const struct lp_workers *workers;
    size_t n;                   /* coordinates: parameters, noise groups */
    double *lo, *hi, *step, *r; /* [n]; r [n_workers][n_residuals] */
    double *u, *factor;         /* [n_workers][n], [n_workers][n_groups] */
};

static double to_v(const struct lp_transform *t, double u)
{
    switch (t->scale) {
    case LP_SCALE_LOG1P:
        return sqrt(fmax(lp_transform_value(t, u), 0.0));
    case LP_SCALE_LOGIT:
        return lp_transform_value(t, u);
    default:
        return u;
    }
}

static double to_u(const struct lp_transform *t, double v)
{
    switch (t->scale) {
    case LP_SCALE_LOG1P:
        return lp_transform_u(t, v * v);
    case LP_SCALE_LOGIT:
        return lp_transform_u(t, v);
    default:
        return v;
    }
}

/* Twice the negative logarithm of the prior that a parameter without one on a log10 scale has. */
static double default_prior(const struct lp_problem *problem, size_t j, double u)
{
    const struct lp_parameter *p = lp_problem_parameter(problem, j);

    if (problem->transform[j].scale != LP_SCALE_LOG10 || p->prior.kind != LP_PRIOR_NONE)
        return 0.0;
    return pow((u - problem->start[j]) / LP_PRIOR_DECADES, 2);
}

static double log_density(void *context, size_t i_worker, const double v[])
{
    const struct posterior *p = context;
    const struct lp_problem *problem = p->problem;
    struct lp_objective *objective = p->workers->objective[i_worker];
    double *u = p->u + i_worker * (problem->n + 1);
    double *factor = p->factor + i_worker * (problem->n_groups + 1);
    double *r = p->r + i_worker * (problem->n_rows + problem->n_priors);
    double extra = 0.0;

    for (size_t j = 0; j < problem->n; j++) {
        u[j] = to_u(&problem->transform[j], v[j]);
        extra += default_prior(problem, j, u[j]);
    }
    for (size_t g = 0; g < problem->n_groups; g++)
        factor[g] = exp(v[problem->n + g]);
    lp_objective_set_noise(objective, factor);
    if (lp_objective_evaluate(objective, u, r, NULL, NULL) != LP_OK)
        return NAN;
    struct lp_likelihood l = lp_objective_likelihood(objective, r);
    return l.loglik - 0.5 * (l.prior + extra);
}

/* The box, and a first guess of the steps, in v. */
static void make_box(const struct posterior *p, const struct lp_covariance *covariance)
{
    const struct lp_problem *problem = p->problem;

    for (size_t j = 0; j < problem->n; j++) {
        const struct lp_transform *t = &problem->transform[j];
        double sd = covariance->sd[j], at = p->best->u[j];
        p->lo[j] = to_v(t, t->lo);
        p->hi[j] = to_v(t, t->hi);
        double up = to_v(t, fmin(at + sd, t->hi)), down = to_v(t, fmax(at - sd, t->lo));
        double step = fmax(0.5 * (up - down), 1e-9 * fabs(up));
        p->step[j] =
            isfinite(p->hi[j] - p->lo[j]) ? fmin(step, 0.25 * (p->hi[j] - p->lo[j])) : step;
        p->step[j] = p->step[j] > 0.0 ? p->step[j] : 1e-30;
    }
    for (size_t g = 0; g < problem->n_groups; g++) {
        size_t j = problem->n + g;
        p->lo[j] = log(p->best->factor[g]) - LN_FACTOR;
        p->hi[j] = log(p->best->factor[g]) + LN_FACTOR;
        p->step[j] = sqrt(0.5 / (double)problem->n_in_group[g]);
    }
}

/* Chain c starts APART sd off in random directions, inside the box, where the model can be
 * computed. */
static void place(struct posterior *p, const struct lp_covariance *covariance, uint64_t seed,
                  size_t c, double v[])
{
    const struct lp_problem *problem = p->problem;
    struct lp_random stream = lp_random_stream(seed, LP_RANDOM_CHAINS, STARTS_AT + c);

    for (size_t k = 0; k < MAX_PLACES; k++) {
        double apart = k + 1 < MAX_PLACES ? APART : 0.0;
        for (size_t j = 0; j < problem->n; j++) {
            const struct lp_transform *t = &problem->transform[j];
            double u = p->best->u[j] + apart * covariance->sd[j] * lp_random_normal(&stream);
            v[j] = to_v(t, fmin(fmax(u, t->lo), t->hi));
        }
        for (size_t g = 0; g < problem->n_groups; g++)
            v[problem->n + g] =
                log(p->best->factor[g]) +
                fmax(fmin(apart * p->step[problem->n + g] * lp_random_normal(&stream), LN_FACTOR),
                     -LN_FACTOR);
        if (isfinite(log_density(p, 0, v)))
            return;
    }
}

/* Names of the columns: the Stan layout's two, parameters, noise factors as an array. */
static void name_columns(const struct lp_problem *problem, struct lp_arena *arena,
                         const char *names[])
{
    size_t n = 0;

    names[n++] = "lp__";
    names[n++] = "accept_stat__";
    for (size_t j = 0; j < problem->n; j++)
        names[n++] = lp_problem_parameter(problem, j)->name;
    for (size_t g = 0; g < problem->n_groups; g++)
        names[n++] = lp_arena_printf(arena, "noise_factor.%zu", g + 1);
}

static enum lp_status check_columns(struct lp_chains *chains, struct lp_arena *arena)
{
    size_t n = chains->n_chains * chains->n_draws;
    double *column = lp_arena_alloc(arena, n, sizeof(double));

    if (!column)
        return LP_ENOMEM;
    for (size_t k = 0; k < chains->n_columns; k++) {
        struct lp_chaincheck check = {NAN, NAN, NAN};
        for (size_t i = 0; i < n; i++)
            column[i] = chains->values[i * chains->n_columns + k];
        if (k != 1) { /* accept_stat__ is no quantity of the posterior */
            enum lp_status status =
                lp_chaincheck(chains->n_chains, chains->n_draws, column, &check);
            if (status != LP_OK)
                return status;
        }
        chains->rhat[k] = check.rhat;
        chains->ess_bulk[k] = check.ess_bulk;
        chains->ess_tail[k] = check.ess_tail;
    }
    return LP_OK;
}

/* v into the table of values (SI) and, in turns, into u. */
static void hand_over(const struct lp_problem *problem, size_t n_v, const double v[],
                      const double lp[], const double accept[], struct lp_chains *chains,
                      double u[])
{
    for (size_t c = 0; c < chains->n_chains; c++)
        for (size_t i = 0; i < chains->n_draws; i++) {
            size_t place = c * chains->n_draws + i;
            double *row = chains->values + place * chains->n_columns;
            double *out = u + (i * chains->n_chains + c) * problem->n;
            row[0] = lp[place];
            row[1] = accept[place];
            for (size_t j = 0; j < problem->n; j++) {
                out[j] = to_u(&problem->transform[j], v[place * n_v + j]);
                row[2 + j] = lp_transform_value(&problem->transform[j], out[j]);
            }
            for (size_t g = 0; g < problem->n_groups; g++)
                row[2 + problem->n + g] = exp(v[place * n_v + problem->n + g]);
        }
}

static enum lp_status allocate(struct posterior *p, size_t n_workers, struct lp_arena *arena,
                               struct lp_chains *chains)
{
    const struct lp_problem *problem = p->problem;
    size_t n_all = chains->n_chains * chains->n_draws;

    p->lo = lp_arena_alloc(arena, p->n, sizeof(double));
    p->hi = lp_arena_alloc(arena, p->n, sizeof(double));
    p->step = lp_arena_alloc(arena, p->n, sizeof(double));
    p->r = lp_arena_alloc(arena, n_workers * (problem->n_rows + problem->n_priors), sizeof(double));
    p->u = lp_arena_alloc(arena, n_workers * (problem->n + 1), sizeof(double));
    p->factor = lp_arena_alloc(arena, n_workers * (problem->n_groups + 1), sizeof(double));
    chains->names = lp_arena_alloc(arena, chains->n_columns, sizeof(char *));
    chains->values = lp_arena_alloc(arena, n_all, chains->n_columns * sizeof(double));
    chains->rhat = lp_arena_alloc(arena, chains->n_columns, sizeof(double));
    chains->ess_bulk = lp_arena_alloc(arena, chains->n_columns, sizeof(double));
    chains->ess_tail = lp_arena_alloc(arena, chains->n_columns, sizeof(double));
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    name_columns(problem, arena, chains->names);
    return lp_arena_status(arena, LP_OK);
}

enum lp_status lp_posterior_run(const struct lp_problem *problem, const struct lp_optimum *best,
                                const struct lp_covariance *covariance,
                                const struct lp_inference_options *options, struct lp_arena *arena,
                                double u[], struct lp_chains *chains)
{
    struct lp_workers workers;
    uint64_t seed = lp_inference_seed(options, problem->study);
    struct posterior p = {.problem = problem, .best = best, .n = problem->n + problem->n_groups};
    struct lp_chains out = {.n_chains = options->n_chains,
                            .n_draws = options->n_draws,
                            .n_warmup = options->n_draws * LP_CHAIN_THIN / 2,
                            .thin = LP_CHAIN_THIN,
                            .n_columns = 2 + p.n};
    size_t n_all = out.n_chains * out.n_draws;
    enum lp_status status = lp_workers_new(problem, options, &workers, NULL);

    if (status != LP_OK)
        return status;
    p.workers = &workers;
    double *start = lp_arena_alloc(arena, out.n_chains, p.n * sizeof(double));
    double *v = lp_arena_alloc(arena, n_all, p.n * sizeof(double));
    double *lp = lp_arena_alloc(arena, n_all, sizeof(double));
    double *accept = lp_arena_alloc(arena, n_all, sizeof(double));
    status = allocate(&p, workers.n, arena, &out);
    if (status == LP_OK) {
        make_box(&p, covariance);
        for (size_t c = 0; c < out.n_chains; c++)
            place(&p, covariance, seed, c, start + c * p.n);
        struct lp_mcmc mcmc = {.n = p.n,
                               .lo = p.lo,
                               .hi = p.hi,
                               .start = start,
                               .step = p.step,
                               .n_chains = out.n_chains,
                               .n_draws = out.n_draws,
                               .n_warmup = out.n_warmup,
                               .thin = out.thin,
                               .seed = seed,
                               .n_jobs = workers.n,
                               .context = &p,
                               .log_density = log_density};
        status = lp_mcmc_run(&mcmc, v, lp, accept);
    }
    if (status == LP_OK) {
        hand_over(problem, p.n, v, lp, accept, &out, u);
        status = check_columns(&out, arena);
    }
    lp_workers_clear(&workers);
    if (status == LP_OK)
        *chains = out;
    return status;
}
