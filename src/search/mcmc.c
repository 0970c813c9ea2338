/* SPDX-License-Identifier: MIT
 *
 * One job per chain. The running covariance starts again at a quarter and at a half of the warm-up,
 * so that the way in from the start is forgotten.
 */
#include "search/mcmc.h"

#include "base/jobs.h"
#include "base/random.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define TARGET      0.234
#define SMALL       0.1 /* part of the steps that are small, and how small */
#define REFRESH     50  /* steps between factorisations */
#define MIN_POINTS  20  /* times n, before the covariance is used */
#define REGULARISER 1e-6

struct chain {
    const struct lp_mcmc *mcmc;
    size_t i_worker;
    struct lp_random stream;
    double *v, *next, *z, *mean; /* [n] */
    gsl_matrix *covariance;      /* sum of squares of the points seen */
    gsl_matrix *factor;          /* lower Cholesky factor of the proposals' shape */
    double lp, ln_scale;
    size_t n_seen;
};

struct chain_jobs {
    const struct lp_mcmc *mcmc;
    double *v, *lp, *accept;
};

static double density(const struct chain *c, const double v[])
{
    double lp = c->mcmc->log_density(c->mcmc->context, c->i_worker, v);
    return isnan(lp) ? -INFINITY : lp;
}

/* Back into [lo, hi], as often as it takes. */
static double reflect(double x, double lo, double hi)
{
    if (x >= lo && x <= hi)
        return x;
    if (!(hi > lo))
        return lo;
    if (isinf(hi))
        return lo + fabs(x - lo);
    if (isinf(lo))
        return hi - fabs(x - hi);
    double width = hi - lo, y = fmod(fabs(x - lo), 2.0 * width);
    return fmin(hi, lo + (y > width ? 2.0 * width - y : y));
}

static void propose(struct chain *c)
{
    size_t n = c->mcmc->n;
    double scale = exp(c->ln_scale) * 2.38 / sqrt((double)n);

    if (lp_random_uniform(&c->stream) < SMALL)
        scale *= SMALL;
    for (size_t i = 0; i < n; i++)
        c->z[i] = lp_random_normal(&c->stream);
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t k = 0; k <= i; k++)
            sum += gsl_matrix_get(c->factor, i, k) * c->z[k];
        c->next[i] = reflect(c->v[i] + scale * sum, c->mcmc->lo[i], c->mcmc->hi[i]);
    }
}

/* One step; returns the probability of its acceptance. */
static double step(struct chain *c)
{
    propose(c);
    double lp = density(c, c->next), probability = exp(fmin(0.0, lp - c->lp));

    if (isinf(lp))
        probability = 0.0;
    if (lp_random_uniform(&c->stream) < probability) {
        memcpy(c->v, c->next, c->mcmc->n * sizeof(double));
        c->lp = lp;
    }
    return probability;
}

static void forget(struct chain *c)
{
    c->n_seen = 0;
    memset(c->mean, 0, c->mcmc->n * sizeof(double));
    gsl_matrix_set_zero(c->covariance);
}

/* Welford's update of mean and sum of squares. */
static void see(struct chain *c)
{
    size_t n = c->mcmc->n;

    c->n_seen++;
    for (size_t i = 0; i < n; i++) {
        c->z[i] = c->v[i] - c->mean[i];
        c->mean[i] += c->z[i] / (double)c->n_seen;
    }
    double part = (double)(c->n_seen - 1) / (double)c->n_seen;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++)
            *gsl_matrix_ptr(c->covariance, i, k) += part * c->z[i] * c->z[k];
}

/* The proposals' shape from what was seen; left as it is where that has no factor. */
static enum lp_status reshape(struct chain *c)
{
    size_t n = c->mcmc->n;

    /* A shape from a short stretch is too narrow in some direction, and keeps itself so. */
    if (c->n_seen < MIN_POINTS * n || c->n_seen < c->mcmc->n_warmup / 10)
        return LP_OK;
    gsl_matrix *shape = gsl_matrix_alloc(n, n);
    if (!shape)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            double value = gsl_matrix_get(c->covariance, i, k) / (double)(c->n_seen - 1);
            if (i == k)
                value += pow(REGULARISER * c->mcmc->step[i], 2);
            gsl_matrix_set(shape, i, k, value);
            gsl_matrix_set(shape, k, i, value);
        }
    if (gsl_linalg_cholesky_decomp1(shape) == 0)
        gsl_matrix_memcpy(c->factor, shape);
    gsl_matrix_free(shape);
    return LP_OK;
}

static enum lp_status warm_up(struct chain *c)
{
    size_t n_warmup = c->mcmc->n_warmup;
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < n_warmup && status == LP_OK; i++) {
        double probability = step(c);
        c->ln_scale += (probability - TARGET) / pow((double)(i + 1), 0.6);
        if (i == n_warmup / 4 || i == n_warmup / 2)
            forget(c);
        see(c);
        if (i % REFRESH == REFRESH - 1)
            status = reshape(c);
    }
    return status;
}

static enum lp_status allocate(struct chain *c)
{
    size_t n = c->mcmc->n;

    c->v = calloc(n, sizeof(double));
    c->next = calloc(n, sizeof(double));
    c->z = calloc(n, sizeof(double));
    c->mean = calloc(n, sizeof(double));
    c->covariance = gsl_matrix_calloc(n, n);
    c->factor = gsl_matrix_calloc(n, n);
    return c->v && c->next && c->z && c->mean && c->covariance && c->factor ? LP_OK : LP_ENOMEM;
}

static void clear(struct chain *c)
{
    free(c->v);
    free(c->next);
    free(c->z);
    free(c->mean);
    gsl_matrix_free(c->covariance);
    gsl_matrix_free(c->factor);
}

static enum lp_status chain_job(void *context, size_t i_job, size_t i_worker)
{
    struct chain_jobs *jobs = context;
    const struct lp_mcmc *m = jobs->mcmc;
    struct chain c = {.mcmc = m,
                      .i_worker = i_worker,
                      .stream = lp_random_stream(m->seed, LP_RANDOM_CHAINS, i_job)};
    enum lp_status status = allocate(&c);

    if (status == LP_OK) {
        memcpy(c.v, m->start + i_job * m->n, m->n * sizeof(double));
        for (size_t i = 0; i < m->n; i++)
            gsl_matrix_set(c.factor, i, i, m->step[i]);
        c.lp = density(&c, c.v);
        status = warm_up(&c);
    }
    for (size_t i = 0; i < m->n_draws && status == LP_OK; i++) {
        size_t place = i_job * m->n_draws + i;
        double sum = 0.0;
        for (size_t k = 0; k < m->thin; k++)
            sum += step(&c);
        memcpy(jobs->v + place * m->n, c.v, m->n * sizeof(double));
        jobs->lp[place] = c.lp;
        jobs->accept[place] = sum / (double)m->thin;
    }
    clear(&c);
    return status;
}

enum lp_status lp_mcmc_run(const struct lp_mcmc *mcmc, double v[], double lp[], double accept[])
{
    struct chain_jobs jobs = {.mcmc = mcmc, .v = v, .lp = lp, .accept = accept};
    return lp_jobs_run(mcmc->n_chains, mcmc->n_jobs > 0 ? mcmc->n_jobs : 1, chain_job, &jobs);
}
