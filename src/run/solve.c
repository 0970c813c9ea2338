/* SPDX-License-Identifier: MIT
 *
 * The pipeline, in the order of its steps:
 *
 *     problem -> starts -> topologies -> covariance -> what is identified -> pathway of the best
 *     estimate -> draws -> answer
 *
 * Every step writes its part of struct lp_solution; the answer is told from that at the end.
 */
#include "run/solve.h"

#include "answer/series.h"
#include "answer/tellbooks.h"
#include "answer/telldepth.h"
#include "answer/tellengine.h"
#include "answer/tellfit.h"
#include "answer/tellpath.h"
#include "answer/tellverdict.h"
#include "answer/words.h"
#include "answer/words_checks.h"
#include "answer/words_otherwise.h"
#include "checks/checks.h"
#include "checks/otherwise.h"
#include "design/design_next.h"
#include "uncertainty/agree.h"
#include "uncertainty/draw.h"
#include "uncertainty/mixture.h"
#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

#define RESTARTS_MAX 4 /* times that profiles may find a better fit */

/* Names of the compartments that the first electrode does not reach, for a message. */
static const char *cut_off(const struct lp_model *m, struct lp_arena *arena)
{
    const char *names = "";
    bool *reached = lp_arena_alloc(arena, m->n_compartments, sizeof(bool));

    if (!reached)
        return "";
    reached[m->i_first] = true;
    lp_refuse_reach(m, NULL, LP_NONE, true, reached);
    for (size_t i = 0; names && i < m->n_compartments; i++)
        if (!reached[i])
            names = lp_arena_printf(arena, "%s%s'%s'", names, names[0] == '\0' ? "" : ", ",
                                    m->compartments[i].name);
    return names ? names : "";
}

/* Whether exchange edges join the two electrodes. */
static enum lp_status find_joined(const struct lp_model *m, struct lp_arena *arena, bool *joined)
{
    bool *reached = lp_arena_alloc(arena, m->n_compartments, sizeof(bool));

    if (!reached)
        return LP_ENOMEM;
    reached[m->i_first] = true;
    lp_refuse_reach(m, NULL, LP_NONE, true, reached);
    *joined = reached[m->i_second];
    return LP_OK;
}

/* What can be said before any fit. */
static enum lp_status check(const struct lp_solution *s, bool is_run, struct lp_diag *diag)
{
    const struct lp_model *m = s->report->model;
    bool any = false, joined = false;

    for (size_t e = 0; e < s->study->n_experiments; e++)
        any = any || s->study->experiments[e].n_rows > 0;
    if (!any) {
        lp_diag_error(diag, s->report->span,
                      "the study has no data to fit: give `data` in an experiment");
        return LP_EINPUT;
    }
    if (m->i_second == LP_NONE) {
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the model has fewer than two electrodes: no pathway and no verdict");
        return LP_OK;
    }
    enum lp_status status = find_joined(m, s->arena, &joined);
    if (status != LP_OK || joined)
        return status;
    if (is_run) {
        lp_diag_error(diag, m->compartments[m->i_second].span,
                      "nothing joins the electrodes: '%s' does not reach %s",
                      m->compartments[m->i_first].name, cut_off(m, s->arena));
        return LP_EINPUT;
    }
    lp_diag_warning(diag, m->compartments[m->i_second].span,
                    "nothing joins the electrodes ('%s' does not reach %s): no pathway and no "
                    "verdict",
                    m->compartments[m->i_first].name, cut_off(m, s->arena));
    return LP_OK;
}

static void progress(const struct lp_solution *s, const char *what, size_t n_done, size_t n_all)
{
    if (s->options->progress)
        s->options->progress(s->options->progress_context, what, n_done, n_all);
}

/* Fit from all starts; the best is copied, for topologies may improve it. */
static enum lp_status fit_full(struct lp_solution *s, struct lp_diag *diag)
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

/* Topologies, and the count of starts at the best where they found a better one. */
static enum lp_status try_topologies(struct lp_solution *s, struct lp_diag *diag)
{
    double before = s->best->deviance;
    enum lp_status status =
        lp_topologies_run(s->problem, s->best, s->options, &s->topologies, diag);

    if (status == LP_OK && s->topologies.is_searched)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "%zu candidates make 2^%zu topologies: %zu were found by a search, and "
                        "weights are among these",
                        s->topologies.n_candidates, s->topologies.n_candidates, s->topologies.n);
    if (status != LP_OK || lp_optimum_is_same(s->best, s->starts.best))
        return status;
    s->starts.n_at_best = 0;
    s->starts.n_distinct++;
    lp_diag_warning(diag, lp_span_none(NULL),
                    "no start reached the best fit: a topology with fewer edges led to one that is "
                    "better by %.3g; more starts may help (--starts)",
                    before - s->best->deviance);
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
static enum lp_status sample_all(struct lp_solution *s, struct lp_diag *diag)
{
    const size_t n_kept = s->topologies.n_refused[LP_REFUSAL_NONE];
    bool is_union = s->topologies.n > 1 && !s->topologies.has_weights && n_kept > 1;

    s->sampled = lp_arena_alloc(s->arena, s->topologies.n + 1, sizeof *s->sampled);
    if (!s->sampled)
        return LP_ENOMEM;
    s->sampled[0].best = s->numbers;
    enum lp_status status = lp_draw_full(s, diag);

    s->n_sampled = status == LP_OK;
    if (status == LP_OK && s->sampled[0].sample.n_draws < LP_DRAWS_FEW)
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "the data contradict nearly all draws from the covariance (%zu of %zu agree): "
            "intervals are rough",
            s->sampled[0].sample.n_draws, s->sampled[0].sample.n_tried);
    for (size_t i = 1; i < s->topologies.n && is_union && status == LP_OK; i++) {
        progress(s, "drawing from topologies", i, s->topologies.n - 1);
        if (!lp_topology_is_kept(&s->topologies.items[i]))
            continue;
        status = sample_topology(s, &s->topologies.items[i], &s->sampled[s->n_sampled]);
        if (status == LP_ENUMERIC)
            status = LP_OK; /* one that has no draws adds none to the union */
        else if (status == LP_OK)
            s->n_sampled++;
    }
    if (s->topologies.n > 1 && !s->topologies.has_weights)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "too few data for weights of topologies (%zu values, %zu parameters): the "
                        "%zu of %zu topologies within chi2 %.2f of the best are kept alike, and "
                        "intervals of shares are the union of theirs",
                        s->problem->n_rows, lp_problem_n_estimated(s->problem), n_kept,
                        s->topologies.n, LP_TOPOLOGY_CHI2);
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
static enum lp_status profile(struct lp_solution *s, bool *is_better, struct lp_diag *diag)
{
    enum lp_status status =
        lp_sample_covariance(s->problem, s->workers.objective[0], s->best, &s->covariance);

    *is_better = false;
    progress(s, "ends of parameters", 0, 1);
    if (status == LP_OK) {
        s->identity = lp_arena_alloc(s->arena, s->problem->n, sizeof *s->identity);
        status = s->identity ? lp_identify_run(s->problem, &s->workers, s->best, s->covariance,
                                               s->arena, s->identity)
                             : LP_ENOMEM;
    }
    progress(s, "ends of parameters", 1, 1);
    if (status == LP_OK)
        status = best_pathway(s, diag);
    if (status == LP_OK)
        status = lp_profiles_run(s, is_better);
    if (status == LP_OK)
        settle_ends(s);
    return status;
}

/* What was made from a best estimate that is the best no more; topologies are fitted anew, for they
 * started from it and are weighed against it. */
static enum lp_status restart(struct lp_solution *s)
{
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

/* Ends of intervals that no search reached: the number may go further than is told. */
static void warn_unsolved(const struct lp_solution *s, struct lp_diag *diag)
{
    size_t n = 0, n_parameters = 0;

    for (size_t i = 0; i < 2 * s->profiles.n; i++) {
        const struct lp_profiled *p = &s->profiles.item[i / 2];
        bool is_unsolved = p->is_done && p->stop[i % 2] == LP_PROFILE_UNSOLVED;
        n += is_unsolved ? 1 : 0;
        n_parameters += is_unsolved && i / 2 < s->profiles.n_parameters ? 1 : 0;
    }
    if (n > 0)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "%zu ends of intervals (%zu of parameters) are the last point that agrees "
                        "with the data, not where the misfit has risen by %.2f: no fit led "
                        "further",
                        n, n_parameters, s->profiles.rise);
}

/* Everything that needs a best estimate: started anew where a profile finds a better one. */
static enum lp_status quantify(struct lp_solution *s, struct lp_diag *diag)
{
    double before = s->best->deviance;
    bool is_better = true;
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < RESTARTS_MAX && is_better && status == LP_OK; i++) {
        if (i > 0)
            status = restart(s);
        if (status == LP_OK)
            status = profile(s, &is_better, diag);
    }
    if (status == LP_OK && s->best->deviance < before - LP_PROFILE_TOLERANCE) {
        s->starts.n_at_best = 0;
        s->starts.n_distinct++;
        lp_diag_warning(diag, lp_span_none(NULL),
                        "no start reached the best fit: a profile led to one that is better by "
                        "%.3g, and everything was fitted again from there; more starts may help "
                        "(--starts)",
                        before - s->best->deviance);
    }
    if (status == LP_OK && s->options->method == LP_METHOD_PROFILE)
        warn_unsolved(s, diag);
    if (status == LP_OK)
        lp_objective_set_noise(s->workers.objective[0], s->best->factor);
    if (status == LP_OK)
        status = sample_all(s, diag);
    if (status == LP_OK && s->is_joined)
        status = lp_mixture_run(s);
    if (status == LP_OK)
        status = lp_agree_collect(s);
    if (status == LP_OK)
        status = lp_averaged_find(s);
    return status == LP_OK ? lp_verdict_decide(s) : status;
}

/* Warnings about the network and the noise that the fit brought to light. */
static void warn(const struct lp_solution *s, struct lp_diag *diag)
{
    const struct lp_model *m = s->report->model;
    bool *reached = lp_arena_alloc(s->arena, m->n_compartments, sizeof(bool));

    for (size_t i = 0; reached && i < m->n_compartments; i++)
        reached[i] = m->compartments[i].kind == LP_ELECTRODE;
    if (reached && m->i_first != LP_NONE) {
        lp_refuse_reach(m, NULL, LP_NONE, false, reached);
        for (size_t i = 0; i < m->n_compartments; i++)
            if (!reached[i])
                lp_diag_warning(diag, m->compartments[i].span,
                                "no electrode reaches '%s': its shares are 0",
                                m->compartments[i].name);
    }
    if (s->best)
        lp_objective_doubt(s->workers.objective[0], s->best->u, diag);
    for (size_t g = 0; s->best && g < s->problem->n_groups; g++)
        if (s->best->factor[g] < 1e-5)
            lp_diag_warning(diag, lp_span_none(NULL),
                            "component '%s' is fitted without any error: its estimated noise means "
                            "nothing (%zu values)",
                            s->problem->group_names[g], s->problem->n_in_group[g]);
}

static enum lp_status copy_warnings(struct lp_answer *answer, const struct lp_diag *diag)
{
    size_t n = lp_diag_n_warnings(diag);
    const char **texts = lp_arena_alloc(answer->arena, n, sizeof(char *));

    if (!texts)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        texts[i] = lp_arena_strdup(answer->arena, lp_diag_warning_text(diag, i));
        if (!texts[i])
            return LP_ENOMEM;
    }
    answer->warnings = texts;
    answer->n_warnings = n;
    return LP_OK;
}

static enum lp_status tell(const struct lp_solution *s, bool is_run, struct lp_answer *answer,
                           struct lp_diag *diag)
{
    enum lp_status status = lp_tellfit_objective(s, answer);

    answer->chains = s->chains;

    if (status == LP_OK)
        status = lp_tellfit_parameters(s, answer);
    if (status == LP_OK && s->topologies.n > 0)
        status = lp_tellfit_topologies(s, answer);
    if (status == LP_OK && s->is_joined)
        status = lp_tellpath(s, answer);
    if (status == LP_OK && answer->pathway)
        status = lp_tellverdict(s, answer);
    if (status == LP_OK && answer->pathway)
        status = lp_words_tell(s, answer);
    if (status == LP_OK)
        lp_words_otherwise_warn(answer, diag);
    if (status == LP_OK && s->best)
        status = lp_tellbooks(s, answer, diag);
    if (status == LP_OK && s->best)
        status = lp_series_tell(s, answer, diag);
    if (status == LP_OK && s->best && is_run)
        status = lp_tellengine(s, answer, diag);
    if (status == LP_OK && answer->pathway)
        lp_tellpath_warn(s, diag);
    if (status == LP_OK && s->best)
        status = lp_telldepth(s, &s->options->engine, answer, diag);
    if (status == LP_OK && s->checks)
        status = lp_words_checks(s->checks, answer);
    if (!answer->is_converged)
        lp_diag_warning(diag, lp_span_none(NULL), "no fit converged: estimates are %s",
                        s->best ? "where the best start stopped" : "null");
    return status == LP_OK ? copy_warnings(answer, diag) : status;
}

static void clear(struct lp_solution *s)
{
    for (size_t i = 0; i < s->n_sampled; i++)
        lp_sample_clear(&s->sampled[i].sample);
    if (s->is_joined)
        lp_paths_clear(&s->paths);
    lp_covariance_free(s->covariance);
    lp_topologies_clear(&s->topologies);
    lp_workers_clear(&s->workers);
    lp_problem_free(s->problem);
}

static enum lp_status solve(const struct lp_study *study,
                            const struct lp_inference_options *options, bool is_run,
                            struct lp_answer **answer, struct lp_diag *diag)
{
    struct lp_answer *out = lp_answer_new(study);
    struct lp_solution s = {.arena = out ? out->arena : NULL,
                            .study = study,
                            .options = options,
                            .report = &study->experiments[study->i_report]};
    enum lp_status status = out ? check(&s, is_run, diag) : LP_ENOMEM;

    if (status == LP_OK)
        status = fit_full(&s, diag);
    if (status == LP_OK && is_run && s.best)
        status = try_topologies(&s, diag);
    if (status == LP_OK && s.best)
        status = quantify(&s, diag);
    if (status == LP_OK && s.best)
        status = lp_checks_run(&s);
    if (status == LP_OK && is_run && s.best)
        status = lp_next_run(&s);
    if (status == LP_OK && s.best)
        status = lp_otherwise_run(&s);
    if (status == LP_OK) {
        warn(&s, diag);
        status = tell(&s, is_run, out, diag);
    }
    status = lp_arena_status(s.arena, status);
    clear(&s);
    if (status == LP_OK)
        *answer = out;
    else
        lp_answer_free(out);
    return status;
}

enum lp_status lp_inference_fit(const struct lp_study *study,
                                const struct lp_inference_options *options,
                                struct lp_answer **answer, struct lp_diag *diag)
{
    return solve(study, options, false, answer, diag);
}

enum lp_status lp_inference_run(const struct lp_study *study,
                                const struct lp_inference_options *options,
                                struct lp_answer **answer, struct lp_diag *diag)
{
    return solve(study, options, true, answer, diag);
}
