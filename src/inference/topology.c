/* SPDX-License-Identifier: MIT
 *
 * Each topology is one job: its own problem and objective, a first start at the full model's
 * optimum and a few more from the Latin hypercube; then all are compared. A topology that fits
 * better than the full model shows that the full fit missed its optimum (it contains every one of
 * them, with the absent flows at zero): the full fit starts again from there.
 */
#include "inference/topology.h"

#include "base/jobs.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdatomic.h>
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

/*
 * More starts would not change what is said of a topology: physics refuses it anyway, or it fits as
 * well as the full model, which it cannot beat by more than the full fit missed, or two starts
 * ended in the same optimum.
 */
static bool is_settled(const struct fit_jobs *jobs, const struct lp_topology *topology,
                       const struct lp_optimum *latest)
{
    const struct lp_optimum *o = topology->optimum;

    return o && (topology->is_refused_by_physics || o->deviance < jobs->best->deviance + AS_GOOD ||
                 (o != latest && fabs(o->deviance - latest->deviance) < AS_GOOD));
}

/* The best of a few starts into topology->optimum. */
static enum lp_status fit_starts(const struct fit_jobs *jobs, struct lp_topology *topology,
                                 struct lp_objective *objective, size_t number)
{
    struct lp_problem *problem = topology->problem;
    struct lp_fit_options fit = lp_fit_options_default();
    uint64_t seed = lp_inference_seed(jobs->options, problem->study) + number;
    double *points =
        lp_arena_alloc(problem->arena, LP_TOPOLOGY_STARTS * problem->n, sizeof(double));

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
    size_t number = i_job + 1;
    struct lp_topology *topology = &jobs->topologies->items[number];
    struct lp_objective *objective = NULL;
    enum lp_status status = LP_OK;

    (void)i_worker;
    if (!topology->rejected || topology->is_refused_by_physics) {
        status = lp_problem_new(jobs->full->study, &topology->absent, &topology->problem, NULL);
        if (status == LP_OK)
            status = lp_objective_new(topology->problem, &jobs->options->engine, &objective, NULL);
        if (status == LP_OK)
            status = fit_starts(jobs, topology, objective, number);
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
    struct lp_fit_options fit = lp_fit_options_default();
    enum lp_status status = LP_OK;

    for (size_t i = 1; i < topologies->n; i++) {
        const struct lp_optimum *o = topologies->items[i].optimum;
        if (o && o->deviance < best->deviance - 1e-3 &&
            (!better || o->deviance < better->optimum->deviance))
            better = &topologies->items[i];
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
        status = lp_optimum_fit(objective, full, &fit, NULL, topologies->arena, again);
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
        if (!item->optimum || item->is_refused_by_physics)
            continue;
        item->aicc = lp_topology_aicc(item->optimum->likelihood.loglik,
                                      lp_problem_n_estimated(item->problem), n_data);
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

static const char *reject_by_misfit(const struct lp_topologies *t, const struct lp_topology *item,
                                    double best)
{
    const struct lp_topology *full = &t->items[0];
    size_t df = full->problem->n > item->problem->n ? full->problem->n - item->problem->n : 1;
    double rise = misfit(item) - (t->has_weights ? misfit(full) : best);
    double limit = t->has_weights ? gsl_cdf_chisq_Pinv(0.95, (double)df) : LP_TOPOLOGY_CHI2;

    if (rise <= limit)
        return NULL;
    if (t->has_weights)
        return lp_arena_printf(t->arena,
                               "misfit: chi2 %.4g, %.4g above the full model, more than the %.4g "
                               "that %zu parameter%s less may cost (95 %%)",
                               item->optimum->likelihood.chi2, rise, limit, df, df == 1 ? "" : "s");
    return lp_arena_printf(t->arena,
                           "misfit: chi2 %.4g, %.4g above the best topology, more than %.4g",
                           item->optimum->likelihood.chi2, rise, limit);
}

/* Reasons: physics first, misfit added where both hold. */
static enum lp_status judge(struct lp_topologies *t)
{
    double best = INFINITY;

    for (size_t i = 0; i < t->n; i++)
        if (t->items[i].optimum && !t->items[i].is_refused_by_physics)
            best = fmin(best, misfit(&t->items[i]));
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        if (!item->optimum && !item->rejected) {
            item->rejected = "no start could be fitted";
        } else if (item->optimum) {
            const char *by_misfit = reject_by_misfit(t, item, best);
            if (by_misfit && item->rejected)
                item->rejected = lp_arena_printf(t->arena, "%s; %s", item->rejected, by_misfit);
            else if (by_misfit)
                item->rejected = by_misfit;
            if (by_misfit && !item->rejected)
                return LP_ENOMEM;
        }
        t->n_kept += item->rejected == NULL;
    }
    return LP_OK;
}

/* The list with its refusals; item 0 is the full model's own problem and optimum. */
static enum lp_status list_all(const struct lp_problem *full, struct lp_optimum *best,
                               struct lp_topologies *t, struct lp_diag *diag)
{
    struct lp_candidates candidates;
    enum lp_status status = lp_candidates_find(full->study, t->arena, &candidates, diag);

    if (status != LP_OK)
        return status;
    t->items = lp_arena_alloc(t->arena, candidates.n_topologies, sizeof(*t->items));
    if (!t->items)
        return LP_ENOMEM;
    t->n = candidates.n_topologies;
    for (size_t i = 0; i < t->n; i++) {
        struct lp_topology *item = &t->items[i];
        item->aicc = item->delta = item->weight = NAN;
        item->absent = lp_candidates_absent(&candidates, i, t->arena);
        if (!item->absent.ids)
            return LP_ENOMEM;
        item->rejected = i == 0 ? NULL : lp_refuse_structure(full->study, &item->absent, t->arena);
        if (item->rejected || i == 0)
            continue;
        item->rejected = lp_refuse_physics(full, best->factor, &item->absent, t->arena);
        item->is_refused_by_physics = item->rejected != NULL;
    }
    return LP_OK;
}

enum lp_status lp_topologies_run(const struct lp_problem *full, struct lp_optimum *best,
                                 const struct lp_inference_options *options,
                                 struct lp_topologies *topologies, struct lp_diag *diag)
{
    struct lp_topologies t = {.arena = lp_arena_new()};
    struct fit_jobs jobs = {.full = full, .best = best, .options = options, .topologies = &t};
    enum lp_status status = t.arena ? list_all(full, best, &t, diag) : LP_ENOMEM;

    if (status == LP_OK) {
        jobs.n_jobs = t.n - 1;
        status = lp_jobs_run(t.n - 1, options->n_jobs, fit_job, &jobs);
    }
    if (status == LP_OK)
        status = improve_full(full, best, options, &t);
    if (status == LP_OK) {
        /* The full problem is the caller's: lent here, taken back in lp_topologies_clear. */
        t.items[0].problem = (struct lp_problem *)full;
        t.items[0].optimum = best;
        weigh(&t, full->n_rows);
        status = judge(&t);
    }
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
