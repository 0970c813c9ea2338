/* SPDX-License-Identifier: MIT
 *
 * Starts, topologies, then all that rests on the best estimate: covariance, what is identified,
 * pathway, profiles; draws, points that agree, splits; the verdict.
 */
#include "uncertainty/quantify.h"

#include "uncertainty/agree.h"
#include "uncertainty/draw.h"
#include "uncertainty/intervals.h"
#include "uncertainty/mixture.h"

#define ROUNDS_MAX 4 /* of profiles, of which all but the last may lead to a better fit */

/* The best is copied, for topologies may improve it. */
enum lp_status lp_quantify_fit(struct lp_solution *s, struct lp_diag *diag)
{
    enum lp_status status = lp_multistart_study(s->study, s->options, s->arena, &s->problem,
                                                &s->workers, &s->starts, diag);

    if (status != LP_OK || !s->starts.best)
        return status;
    s->best = lp_optimum_new(s->arena, s->problem);
    if (!s->best)
        return LP_ENOMEM;
    lp_optimum_copy(s->problem, s->best, s->starts.best);
    return LP_OK;
}

enum lp_status lp_quantify_topologies(struct lp_solution *s, struct lp_diag *diag)
{
    double before = s->best->deviance;
    enum lp_status status =
        lp_topologies_run(s->problem, s->best, s->options, &s->topologies, diag);

    if (status != LP_OK || lp_optimum_is_same(s->best, s->starts.best))
        return status;
    s->starts.n_at_best = 0;
    s->starts.n_distinct++;
    s->gain_topology = before - s->best->deviance;
    return LP_OK;
}

/* The pathway of the best estimate and its paths. */
static enum lp_status best_pathway(struct lp_solution *s, struct lp_diag *diag)
{
    struct lp_shares *shares = NULL;
    enum lp_status status = LP_ENOMEM;

    s->p = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof(double));
    s->numbers = lp_arena_alloc(s->arena, lp_shares_n(s->report->model), sizeof(double));
    s->scratch = lp_arena_alloc(s->arena, lp_solution_most_draws(s->options), sizeof(double));
    if (!s->p || !s->numbers || !s->scratch)
        return LP_ENOMEM;
    lp_problem_values(s->problem, s->best->u, s->p);
    status = lp_shares_new(s->study, NULL, &s->options->engine, &shares, diag);
    if (status == LP_OK)
        status = lp_shares_evaluate(shares, s->p, true, s->numbers, &s->is_joined, diag);
    if (status == LP_OK && s->is_joined)
        status = lp_paths_find(lp_shares_flow(shares), &s->paths);
    if (status == LP_OK && s->is_joined) {
        s->followed.items = s->paths.items;
        while (s->followed.n < s->paths.n && s->paths.items[s->followed.n].n > 0)
            s->followed.n++;
    }
    lp_shares_free(shares);
    return status;
}

/* Draws of each topology kept: many topologies need few each, for their intervals are united. */
static size_t union_draws(const struct lp_topologies *topologies)
{
    const size_t n_kept = topologies->n_refused[LP_REFUSAL_NONE];
    size_t n = LP_UNION_DRAWS / (n_kept > 0 ? n_kept : 1);

    return n > LP_UNION_MOST ? LP_UNION_MOST : n < LP_UNION_LEAST ? LP_UNION_LEAST : n;
}

/* Draws of one topology, with the numbers of its best estimate. */
static enum lp_status sample_topology(struct lp_solution *s, const struct lp_topology *t,
                                      struct lp_sampled *out)
{
    out->absent = &t->absent;
    out->best = lp_arena_alloc(s->arena, lp_shares_n(s->report->model), sizeof(double));
    return out->best ? lp_sample_around(t->problem, t->optimum, s->options, &s->followed,
                                        union_draws(&s->topologies), LP_UNION_STATES, out->best,
                                        &out->sample)
                     : LP_ENOMEM;
}

/* Draws of the full model and, where there are no weights, of every other topology kept. */
static enum lp_status sample_all(struct lp_solution *s)
{
    bool is_union = s->topologies.n > 1 && !s->topologies.has_weights &&
                    s->topologies.n_refused[LP_REFUSAL_NONE] > 1;

    s->sampled = lp_arena_alloc(s->arena, s->topologies.n + 1, sizeof *s->sampled);
    if (!s->sampled)
        return LP_ENOMEM;
    s->sampled[0].best = s->numbers;
    enum lp_status status = lp_draw_full(s);

    s->n_sampled = status == LP_OK;
    for (size_t i = 1; i < s->topologies.n && is_union && status == LP_OK; i++) {
        lp_solution_progress(s, "drawing from topologies", i, s->topologies.n - 1);
        if (!lp_topology_is_kept(&s->topologies.items[i]))
            continue;
        status = sample_topology(s, &s->topologies.items[i], &s->sampled[s->n_sampled]);
        if (status == LP_ENUMERIC)
            status = LP_OK; /* one that has no draws adds none to the union */
        else if (status == LP_OK)
            s->n_sampled++;
    }
    return status;
}

/* What is identified, by the profiles of the parameters. */
static void settle_ends(struct lp_solution *s)
{
    for (size_t j = 0; j < s->problem->n; j++) {
        const struct lp_profiled *p = lp_profiles_parameter(&s->profiles, j);
        if (!p)
            continue;
        bool is_open[2];
        for (size_t k = 0; k < 2; k++)
            is_open[k] = p->stop[k] == LP_PROFILE_LIMIT || p->stop[k] == LP_PROFILE_FLAT;
        lp_identify_settle(s->problem, s->covariance, j, is_open, p->rise, &s->identity[j]);
    }
}

/* Everything that starts from the best estimate alone, up to its profiles. */
static enum lp_status describe_best(struct lp_solution *s, const struct lp_optimum **better,
                                    struct lp_diag *diag)
{
    enum lp_status status =
        lp_sample_covariance(s->problem, s->workers.objective[0], s->best, &s->covariance);

    lp_solution_progress(s, "ends of parameters", 0, 1);
    if (status == LP_OK) {
        s->identity = lp_arena_alloc(s->arena, s->problem->n, sizeof *s->identity);
        status = s->identity ? lp_identify_run(s->problem, &s->workers, s->best, s->covariance,
                                               s->arena, s->identity)
                             : LP_ENOMEM;
    }
    lp_solution_progress(s, "ends of parameters", 1, 1);
    if (status == LP_OK)
        status = best_pathway(s, diag);
    if (status == LP_OK)
        status = lp_profiles_run(s, better);
    if (status == LP_OK)
        settle_ends(s);
    return status;
}

/* Take the better fit, and clear what was made from the one before; topologies are fitted anew, for
 * they started from it and are weighed against it. */
static enum lp_status restart(struct lp_solution *s, const struct lp_optimum *better)
{
    lp_optimum_copy(s->problem, s->best, better);
    if (s->is_joined)
        lp_paths_clear(&s->paths);
    lp_covariance_free(s->covariance);
    s->covariance = NULL;
    s->is_joined = false;
    s->followed.n = 0;
    if (s->topologies.n == 0)
        return LP_OK;
    lp_topologies_clear(&s->topologies);
    return lp_topologies_run(s->problem, s->best, s->options, &s->topologies, NULL);
}

/* How the full model fares at its best, against models with fewer parameters. */
static void set_criteria(struct lp_solution *s)
{
    const size_t k = lp_problem_n_estimated(s->problem);
    const double loglik = s->best->likelihood.loglik;

    s->aicc = lp_topology_aicc(loglik, k, s->problem->n_rows);
    s->bic = lp_topology_bic(loglik, k, s->problem->n_rows);
}

/* Started anew where a profile finds a better fit; one that the last round finds is left, and told
 * of, so that all that was made is of one point. */
enum lp_status lp_quantify(struct lp_solution *s, struct lp_diag *diag)
{
    const double before = s->best->deviance;
    const struct lp_optimum *better = NULL;
    enum lp_status status = describe_best(s, &better, diag);

    for (size_t i = 1; i < ROUNDS_MAX && better && status == LP_OK; i++) {
        status = restart(s, better);
        if (status == LP_OK)
            status = describe_best(s, &better, diag);
    }
    if (status == LP_OK && better)
        s->gain_left = s->best->deviance - better->deviance;
    if (status == LP_OK && s->best->deviance < before - LP_PROFILE_TOLERANCE) {
        s->starts.n_at_best = 0;
        s->starts.n_distinct++;
        s->gain_profile = before - s->best->deviance;
    }
    if (status == LP_OK)
        lp_objective_set_noise(s->workers.objective[0], s->best->factor);
    if (status == LP_OK)
        status = sample_all(s);
    if (status == LP_OK && s->is_joined)
        status = lp_mixture_run(s);
    if (status == LP_OK)
        status = lp_agree_collect(s);
    if (status == LP_OK)
        status = lp_averaged_find(s);
    set_criteria(s);
    if (status == LP_OK)
        status = lp_intervals_run(s);
    if (status == LP_OK)
        lp_verdict_decide(s);
    return lp_arena_status(s->arena, status);
}

struct lp_solution lp_quantify_begin(const struct lp_study *study,
                                     const struct lp_inference_options *options,
                                     struct lp_arena *arena)
{
    return (struct lp_solution){
        .arena = arena, .study = study, .options = options, .report = lp_study_report(study)};
}

enum lp_status lp_quantify_without_topologies(struct lp_solution *s, struct lp_diag *diag)
{
    enum lp_status status = lp_quantify_fit(s, diag);

    if (status == LP_OK && s->best)
        status = lp_quantify(s, diag);
    return status;
}

void lp_quantify_clear(struct lp_solution *s)
{
    for (size_t i = 0; i < s->n_sampled; i++)
        lp_sample_clear(&s->sampled[i].sample);
    if (s->is_joined)
        lp_paths_clear(&s->paths);
    lp_covariance_free(s->covariance);
    lp_topologies_clear(&s->topologies);
    lp_workers_clear(&s->workers);
    lp_problem_free(s->problem);
    lp_diag_free(s->doubts);
}
