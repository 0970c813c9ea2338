/* SPDX-License-Identifier: MIT
 *
 * Topology by topology, all draws of one at a time over all workers. Streams are numbered through,
 * so that no two topologies share their data. A topology that cannot be drawn from drops out.
 */
#include "uncertainty/mixture.h"

#include "uncertainty/bootstrap.h"

#include <math.h>
#include <string.h>

/* See mixture.h; which way it is depends on the study alone, never on the clock. */
static bool can_refit(const struct lp_solution *s)
{
    const struct lp_study *study = s->study;

    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].n_rows > 0 && study->experiments[e].model->n_layers > 0)
            return false;
    return lp_objective_engine(s->workers.objective[0]) == LP_ENGINE_EXACT;
}

static enum lp_status covariance_of(const struct lp_solution *s, const struct lp_topology *t,
                                    struct lp_covariance **covariance)
{
    struct lp_objective *objective = NULL;
    enum lp_status status = lp_objective_new(t->problem, &s->options->engine, &objective, NULL);

    if (status == LP_OK)
        status = lp_sample_covariance(t->problem, objective, t->optimum, covariance);
    lp_objective_free(objective);
    return status;
}

/* The covariance has the directions that data leave free: refits start anywhere along them. */
static enum lp_status refit(const struct lp_solution *s, const struct lp_topology *t, size_t n,
                            uint64_t first, struct lp_sample *sample)
{
    struct lp_covariance *covariance = NULL;
    struct lp_arena *arena = lp_arena_new();
    double *u = lp_arena_alloc(arena, n, t->problem->n * sizeof(double));
    size_t n_done = 0;
    enum lp_status status = u ? covariance_of(s, t, &covariance) : LP_ENOMEM;

    if (status == LP_ENUMERIC)
        status = LP_OK; /* all start at the optimum */
    struct lp_bootstrap b = {.kind = LP_BOOTSTRAP_PARAMETRIC,
                             .problem = t->problem,
                             .best = t->optimum,
                             .covariance = covariance,
                             .first = first,
                             .n = n};

    if (status == LP_OK)
        status = lp_bootstrap_run(&b, s->options, u, &n_done);
    if (status == LP_OK)
        status =
            lp_sample_at(t->problem, t->optimum, s->options, &s->followed, n_done, u, 0, sample);
    lp_covariance_free(covariance);
    lp_arena_free(arena);
    return status;
}

static bool counts(const struct lp_topology *t)
{
    return t->problem && t->optimum && t->weight > LP_MIXTURE_LEAST;
}

static size_t draws_of(const struct lp_topology *t, double sum)
{
    return (size_t)ceil((double)LP_DRAWS * t->weight / sum);
}

/* The first n draws of a sample go to the end of the mixture. */
static void append(struct lp_solution *s, const struct lp_sample *sample, size_t n)
{
    struct lp_mixture *m = &s->mixture;
    size_t n_paths = s->followed.n;

    n = n < sample->n_draws ? n : sample->n_draws;
    memcpy(m->probability + m->n * n_paths, sample->probability, n * n_paths * sizeof(double));
    memcpy(m->top + m->n, sample->top, n * sizeof(size_t));
    m->n += n;
}

/* The full model has been drawn from already (draw.h), the same way where no method but the
 * profile was asked for. */
static bool is_drawn(const struct lp_solution *s, const struct lp_topology *t)
{
    return t->number == 0 && s->n_sampled > 0 && lp_solution_method(s) == LP_METHOD_PROFILE;
}

/* A topology's draws. */
static enum lp_status add(struct lp_solution *s, const struct lp_topology *t, size_t n,
                          uint64_t first, bool is_refit)
{
    struct lp_sample sample = {.n_draws = 0};

    if (!is_refit && is_drawn(s, t)) {
        append(s, &s->sampled[0].sample, n);
        return LP_OK;
    }
    enum lp_status status = is_refit ? refit(s, t, n, first, &sample)
                                     : lp_sample_around(t->problem, t->optimum, s->options,
                                                        &s->followed, n, 0, NULL, &sample);

    if (status != LP_OK)
        return status == LP_ENOMEM ? status : LP_OK;
    append(s, &sample, n);
    lp_sample_clear(&sample);
    return LP_OK;
}

enum lp_status lp_mixture_run(struct lp_solution *s)
{
    const struct lp_topologies *t = &s->topologies;
    double sum = 0.0;
    size_t n_draws = 0;
    uint64_t first = s->options->n_draws; /* streams before are those of --method bootstrap */
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < t->n && t->has_weights; i++)
        sum += counts(&t->items[i]) ? t->items[i].weight : 0.0;
    for (size_t i = 0; i < t->n && sum > 0.0; i++)
        n_draws += counts(&t->items[i]) ? draws_of(&t->items[i], sum) : 0;
    if (n_draws == 0)
        return LP_OK;
    s->mixture.probability = lp_arena_doubles(s->arena, n_draws, s->followed.n);
    s->mixture.top = lp_arena_alloc(s->arena, n_draws, sizeof(size_t));
    if (lp_arena_has_failed(s->arena))
        return LP_ENOMEM;
    bool is_refit = can_refit(s);
    for (size_t i = 0; i < t->n && status == LP_OK; i++) {
        if (!counts(&t->items[i]))
            continue;
        size_t n = draws_of(&t->items[i], sum);
        lp_solution_progress(s, "averaging over topologies", i, t->n);
        status = add(s, &t->items[i], n, first, is_refit);
        first += n;
    }
    lp_solution_progress(s, "averaging over topologies", t->n, t->n);
    return status;
}

double lp_mixture_average(const struct lp_solution *s, size_t i_path)
{
    const struct lp_mixture *m = &s->mixture;
    size_t n_paths = s->followed.n, n = 0;
    double sum = 0.0;

    for (size_t i = 0; i < m->n; i++) {
        const double *probability = m->probability + i * n_paths;
        double own = i_path == LP_NONE ? 1.0 : probability[i_path];
        for (size_t k = 0; k < n_paths && i_path == LP_NONE; k++)
            own -= probability[k];
        if (!isnan(own)) {
            sum += own;
            n++;
        }
    }
    return n > 0 ? fmax(sum / (double)n, 0.0) : NAN;
}

double lp_mixture_leads(const struct lp_solution *s, size_t i_path)
{
    double sum = 0.0;
    size_t n_drawn = 0;

    if (s->mixture.n > 0) {
        for (size_t i = 0; i < s->mixture.n; i++)
            sum += s->mixture.top[i] == i_path;
        return sum / (double)s->mixture.n;
    }
    for (size_t k = 0; k < s->n_sampled; k++) {
        const struct lp_sample *d = &s->sampled[k].sample;
        size_t n = 0;
        for (size_t i = 0; i < d->n_draws; i++)
            n += d->top[i] == i_path;
        sum += d->n_draws > 0 ? (double)n / (double)d->n_draws : 0.0;
        n_drawn += d->n_draws > 0;
    }
    return n_drawn > 0 ? sum / (double)n_drawn : NAN;
}
