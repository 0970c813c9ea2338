/* SPDX-License-Identifier: MIT
 *
 * Each topology is one job: its own problem and objective, a first start at the full model's
 * optimum and a few more from the Latin hypercube; then all are compared. A topology that fits
 * better than the full model shows that the full fit missed its optimum (it contains every one of
 * them, with the absent flows at zero): the full fit starts again from there.
 */
#include "topology/topology.h"

#include "base/jobs.h"
#include "search/search.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Looser than the main fit: a misfit is compared with 3.84, not with another optimiser's digits. */
#define TOPOLOGY_GTOL 1e-5
#define TOPOLOGY_XTOL 1e-5
#define AS_GOOD       0.02

double lp_topology_aicc(double loglik, size_t k, size_t n)
{
    double kd = (double)k, rest = (double)n - kd - 1.0;
    return rest < 1.0 ? NAN : -2.0 * loglik + 2.0 * kd + 2.0 * kd * (kd + 1.0) / rest;
}

double lp_topology_bic(double loglik, size_t k, size_t n)
{
    return -2.0 * loglik + (double)k * log((double)n);
}

struct fit_jobs {
    const struct lp_problem *full;
    const struct lp_optimum *best;
    const struct lp_inference_options *options;
    struct lp_topologies *topologies;
    struct lp_candidates candidates;
    size_t capacity;  /* items there is memory for */
    size_t first_fit; /* item of the first job */
    atomic_size_t n_done;
    size_t n_jobs;
};

/* The full model's optimum as a start of a smaller problem. */
static void inherit(const struct lp_problem *full, const struct lp_optimum *best,
                    const struct lp_problem *problem, double u[])
{
    for (size_t j = 0; j < problem->n; j++) {
        size_t slot = lp_problem_find(full, problem->i_parameter[j]);
        if (slot != LP_NONE)
            u[j] = lp_transform_u(&problem->transform[j],
                                  lp_transform_value(&full->transform[slot], best->u[slot]));
    }
}

double lp_topology_lifted_deviance(const struct lp_problem *full, const struct lp_topology *t)
{
    double deviance = t->optimum->deviance;

    for (size_t k = 0; k < full->n_priors; k++) {
        size_t j = full->i_prior[k], i = full->i_parameter[j];
        double slope;
        if (lp_problem_find(t->problem, i) == LP_NONE)
            deviance +=
                pow(lp_transform_prior(&full->transform[j], &full->study->parameters.item[i].prior,
                                       full->lo[j], &slope),
                    2);
    }
    return deviance;
}

double lp_topologies_inclusion(const struct lp_topologies *t, const char *edge)
{
    double sum = 0.0;

    for (size_t i = 0; i < t->n && t->has_weights; i++)
        if (!isnan(t->items[i].weight) && !lp_edge_set_has(&t->items[i].absent, edge))
            sum += t->items[i].weight;
    return t->has_weights ? fmin(sum, 1.0) : NAN;
}

/*
 * More starts would not change what is said of a topology: physics refuses it anyway, or it fits as
 * well as the full model, which it cannot beat by more than the full fit missed, or two starts
 * ended in the same optimum.
 */
static bool is_settled(const struct fit_jobs *jobs, const struct lp_topology *topology,
                       const struct lp_optimum *latest)
{
    const struct lp_optimum *o = topology->optimum;

    return o &&
           (topology->refusal.kind == LP_REFUSAL_PHYSICS ||
            lp_topology_lifted_deviance(jobs->full, topology) < jobs->best->deviance + AS_GOOD ||
            (o != latest && fabs(o->deviance - latest->deviance) < AS_GOOD));
}

/* The best of a few starts into topology->optimum. */
static enum lp_status fit_starts(const struct fit_jobs *jobs, struct lp_topology *topology,
                                 struct lp_objective *objective)
{
    struct lp_problem *problem = topology->problem;
    struct lp_fit_options fit = lp_fit_options_default();
    uint64_t seed = lp_inference_seed(jobs->options, problem->study) + topology->number;
    double *points = lp_arena_doubles(problem->arena, LP_TOPOLOGY_STARTS * problem->n, 1);

    fit.gtol = TOPOLOGY_GTOL;
    fit.xtol = TOPOLOGY_XTOL;
    if (!points)
        return LP_ENOMEM;
    enum lp_status status =
        lp_multistart_points(problem, LP_RANDOM_TOPOLOGY_STARTS, seed, LP_TOPOLOGY_STARTS, points);
    for (size_t i = 0; i <= LP_TOPOLOGY_STARTS && status == LP_OK; i++) {
        struct lp_optimum *o = lp_optimum_new(problem->arena, problem);
        if (!o)
            return LP_ENOMEM;
        inherit(jobs->full, jobs->best, problem, o->u);
        if (i > 0)
            memcpy(o->u, points + (i - 1) * problem->n, problem->n * sizeof(double));
        status = lp_optimum_fit(objective, problem, &fit, NULL, problem->arena, o);
        const struct lp_optimum *earlier = topology->optimum;
        if (!isnan(o->deviance) && (!earlier || o->deviance < earlier->deviance))
            topology->optimum = o;
        if (is_settled(jobs, topology, topology->optimum == o && earlier ? earlier : o))
            break;
    }
    return status;
}

static enum lp_status fit_job(void *context, size_t i_job, size_t i_worker)
{
    struct fit_jobs *jobs = context;
    struct lp_topology *topology = &jobs->topologies->items[jobs->first_fit + i_job];
    struct lp_objective *objective = NULL;
    enum lp_status status = LP_OK;

    (void)i_worker;
    if (!lp_refusal_is_structure(topology->refusal.kind)) {
        status = lp_problem_new(jobs->full->study, &topology->absent, &topology->problem, NULL);
        if (status == LP_OK)
            status = lp_objective_new(topology->problem, &jobs->options->engine, &objective, NULL);
        if (status == LP_OK)
            status = fit_starts(jobs, topology, objective);
        lp_objective_free(objective);
        if (status != LP_ENOMEM)
            status = LP_OK; /* one that cannot be computed has no optimum and says so */
    }
    size_t n_done = atomic_fetch_add(&jobs->n_done, 1) + 1;
    if (jobs->options->progress)
        jobs->options->progress(jobs->options->progress_context, "fitting topologies", n_done,
                                jobs->n_jobs);
    return status;
}

/* Start the full fit again from any topology that fits better. */
static enum lp_status improve_full(const struct lp_problem *full, struct lp_optimum *best,
                                   const struct lp_inference_options *options,
                                   const struct lp_topologies *topologies)
{
    const struct lp_topology *better = NULL;
    struct lp_objective *objective = NULL;
    enum lp_status status = LP_OK;
    double least = best->deviance - 1e-3;

    for (size_t i = 1; i < topologies->n; i++) {
        if (!topologies->items[i].optimum)
            continue;
        double deviance = lp_topology_lifted_deviance(full, &topologies->items[i]);
        if (deviance < least) {
            better = &topologies->items[i];
            least = deviance;
        }
    }
    if (!better)
        return LP_OK;
    struct lp_optimum *again = lp_optimum_new(topologies->arena, full);
    if (!again)
        return LP_ENOMEM;
    for (size_t j = 0; j < full->n; j++) {
        size_t slot = lp_problem_find(better->problem, full->i_parameter[j]);
        again->u[j] = slot == LP_NONE
                          ? full->lo[j]
                          : lp_transform_u(&full->transform[j],
                                           lp_transform_value(&better->problem->transform[slot],
                                                              better->optimum->u[slot]));
    }
    status = lp_objective_new(full, &options->engine, &objective, NULL);
    if (status == LP_OK)
        status = lp_optimum_settle(objective, full, topologies->arena, again);
    if (status == LP_OK && again->deviance < best->deviance)
        lp_optimum_copy(full, best, again);
    lp_objective_free(objective);
    return status;
}

/* AICc, delta and weights over what physics does not refuse; none if any has n - k - 1 < 1. */
static void weigh(struct lp_topologies *t, size_t n_data)
{
    double least = INFINITY, sum = 0.0;

    t->has_weights = true;
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        if (!item->optimum || item->refusal.kind == LP_REFUSAL_PHYSICS)
            continue;
        double loglik = item->optimum->likelihood.loglik;
        size_t k = lp_problem_n_estimated(item->problem);
        item->aicc = lp_topology_aicc(loglik, k, n_data);
        item->bic = lp_topology_bic(loglik, k, n_data);
        t->has_weights = t->has_weights && !isnan(item->aicc);
        least = fmin(least, item->aicc);
    }
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        if (!t->has_weights)
            item->aicc = NAN;
        item->delta = item->aicc - least;
        if (!isnan(item->delta))
            sum += exp(-0.5 * item->delta);
    }
    for (size_t i = 0; i < t->n; i++)
        t->items[i].weight = exp(-0.5 * t->items[i].delta) / sum;
}

/* -2 ln L: with sigmas given, chi2 and a constant. Priors stay out of the comparison. */
static double misfit(const struct lp_topology *item)
{
    return -2.0 * item->optimum->likelihood.loglik;
}

/* Where a fitted topology's misfit refuses it, into its refusal; `best` is the least misfit. */
static void judge_misfit(const struct lp_topologies *t, struct lp_topology *item, double best)
{
    const struct lp_topology *full = &t->items[0];
    size_t df = full->problem->n > item->problem->n ? full->problem->n - item->problem->n : 1;
    double rise = misfit(item) - (t->has_weights ? misfit(full) : best);
    double limit = t->has_weights ? gsl_cdf_chisq_Pinv(0.95, (double)df) : LP_TOPOLOGY_CHI2;

    if (rise <= limit)
        return;
    item->refusal.is_misfit = true;
    item->refusal.misfit = (struct lp_misfit){.chi2 = item->optimum->likelihood.chi2,
                                              .rise = rise,
                                              .limit = limit,
                                              .n_fewer = t->has_weights ? df : 0};
    if (item->refusal.kind == LP_REFUSAL_NONE)
        item->refusal.kind = LP_REFUSAL_MISFIT;
}

/* What refuses a topology after its fit, and how many are refused by what. */
static void judge(struct lp_topologies *t)
{
    double best = INFINITY;

    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].optimum && t->items[i].refusal.kind != LP_REFUSAL_PHYSICS)
            best = fmin(best, misfit(&t->items[i]));
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        if (item->optimum)
            judge_misfit(t, item, best);
        else if (item->refusal.kind == LP_REFUSAL_NONE)
            item->refusal.kind = LP_REFUSAL_NOT_FITTED;
        t->n_refused[item->refusal.kind]++;
    }
}

/* One that is kept is tied where others are kept within LP_TOPOLOGY_TIE of the best, too. */
static void find_ties(struct lp_topologies *t)
{
    double least = INFINITY;
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        if (lp_topology_is_kept(&t->items[i]) && !isnan(t->items[i].aicc))
            least = fmin(least, t->items[i].aicc);
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        item->is_tied =
            lp_topology_is_kept(item) && (!t->has_weights || item->aicc < least + LP_TOPOLOGY_TIE);
        n += item->is_tied;
    }
    for (size_t i = 0; i < t->n && n < 2; i++)
        t->items[i].is_tied = false;
}

/* One more topology at the end of the list, with what refuses it before any fit. */
static enum lp_status add_topology(struct fit_jobs *jobs, uint64_t number)
{
    struct lp_topologies *t = jobs->topologies;
    struct lp_topology *items =
        lp_arena_grow(t->arena, t->items, t->n, &jobs->capacity, sizeof *items);
    const struct lp_edge_set absent = lp_candidates_absent(&jobs->candidates, number, t->arena);

    if (lp_arena_has_failed(t->arena))
        return LP_ENOMEM;
    struct lp_topology *item = &items[t->n++];
    t->items = items;
    *item = (struct lp_topology){
        .number = number, .absent = absent, .aicc = NAN, .delta = NAN, .weight = NAN, .bic = NAN};
    if (number > 0)
        lp_refuse_structure(jobs->full->study, &absent, t->arena, &item->refusal);
    if (number > 0 && item->refusal.kind == LP_REFUSAL_NONE)
        lp_refuse_physics(jobs->full, jobs->best->factor, &absent, t->arena, &item->refusal);
    return lp_arena_status(t->arena, LP_OK);
}

/* Fit the items from `first` on. */
static enum lp_status fit_from(struct fit_jobs *jobs, size_t first)
{
    jobs->first_fit = first;
    jobs->n_jobs = jobs->topologies->n - first;
    atomic_store(&jobs->n_done, 0);
    return lp_jobs_run(jobs->n_jobs, jobs->options->n_jobs, fit_job, jobs);
}

static enum lp_status try_all(struct fit_jobs *jobs)
{
    enum lp_status status = LP_OK;

    for (uint64_t number = 1; number < jobs->candidates.n_topologies && status == LP_OK; number++)
        status = add_topology(jobs, number);
    return status == LP_OK ? fit_from(jobs, 1) : status;
}

static const struct lp_topology *find(const struct lp_topologies *t, uint64_t number)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].number == number)
            return &t->items[i];
    return NULL;
}

/* What the search goes down: AICc, BIC where there is none, infinite for what is refused. */
static double score(const struct fit_jobs *jobs, const struct lp_topology *item)
{
    const struct lp_optimum *o = item->number == 0 ? jobs->best : item->optimum;
    const struct lp_problem *problem = item->number == 0 ? jobs->full : item->problem;

    if (!o || item->refusal.kind == LP_REFUSAL_PHYSICS)
        return INFINITY;
    size_t k = lp_problem_n_estimated(problem), n = jobs->full->n_rows;
    if (isnan(lp_topology_aicc(0.0, lp_problem_n_estimated(jobs->full), n)))
        return lp_topology_bic(o->likelihood.loglik, k, n);
    return lp_topology_aicc(o->likelihood.loglik, k, n);
}

/* Scores for the search: what is new is fitted, all at once. */
static enum lp_status score_batch(void *context, size_t n, const uint64_t numbers[],
                                  double scores[])
{
    struct fit_jobs *jobs = context;
    size_t first = jobs->topologies->n;
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < n && status == LP_OK; i++)
        if (!find(jobs->topologies, numbers[i]))
            status = add_topology(jobs, numbers[i]);
    if (status == LP_OK)
        status = fit_from(jobs, first);
    for (size_t i = 0; i < n && status == LP_OK; i++)
        scores[i] = score(jobs, find(jobs->topologies, numbers[i]));
    return status;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = ((const struct lp_topology *)a)->number;
    uint64_t y = ((const struct lp_topology *)b)->number;
    return (x > y) - (x < y);
}

static enum lp_status search_some(struct fit_jobs *jobs)
{
    struct lp_search search = {.n = jobs->candidates.n,
                               .seed = lp_inference_seed(jobs->options, jobs->full->study),
                               .context = jobs,
                               .score = score_batch};
    uint64_t winner;
    enum lp_status status = lp_search_run(&search, &winner);

    jobs->topologies->is_searched = true;
    qsort(jobs->topologies->items, jobs->topologies->n, sizeof(struct lp_topology), by_number);
    return status;
}

enum lp_status lp_topologies_run(const struct lp_problem *full, struct lp_optimum *best,
                                 const struct lp_inference_options *options,
                                 struct lp_topologies *topologies, struct lp_diag *diag)
{
    struct lp_topologies t = {.arena = lp_arena_new()};
    struct fit_jobs jobs = {.full = full, .best = best, .options = options, .topologies = &t};
    enum lp_status status =
        t.arena ? lp_candidates_find(full->study, t.arena, &jobs.candidates, diag) : LP_ENOMEM;

    if (status == LP_OK)
        status = add_topology(&jobs, 0);
    t.n_candidates = jobs.candidates.n;
    if (status == LP_OK)
        status = t.n_candidates <= options->most_exhaustive ? try_all(&jobs) : search_some(&jobs);
    if (status == LP_OK)
        status = improve_full(full, best, options, &t);
    if (status == LP_OK) {
        /* The full problem is the caller's: lent here, taken back in lp_topologies_clear. */
        t.items[0].problem = (struct lp_problem *)full;
        t.items[0].optimum = best;
        weigh(&t, full->n_rows);
        judge(&t);
        find_ties(&t);
    }
    status = lp_arena_status(t.arena, status);
    if (status == LP_OK)
        *topologies = t;
    else
        lp_topologies_clear(&t);
    return status;
}

void lp_topologies_clear(struct lp_topologies *t)
{
    for (size_t i = 1; i < t->n; i++)
        lp_problem_free(t->items[i].problem);
    lp_arena_free(t->arena);
    *t = (struct lp_topologies){.n = 0};
}
