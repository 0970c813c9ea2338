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
#include "answer/words_warnings.h"
#include "checks/checks.h"
#include "checks/otherwise.h"
#include "design/design_next.h"
#include "uncertainty/quantify.h"

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

/* Where the best fit leaves linear response; what is found there is warned of when it is told. */
static enum lp_status find_doubts(struct lp_solution *s)
{
    s->doubts = lp_diag_new();
    if (!s->doubts)
        return LP_ENOMEM;
    lp_objective_doubt(s->workers.objective[0], s->best->u, s->doubts);
    return LP_OK;
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
        status = lp_words_warn_of_fit(s, diag);

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

/* Everything that is computed, step by step. */
static enum lp_status compute(struct lp_solution *s, bool is_run, struct lp_diag *diag)
{
    enum lp_status status = check(s, is_run, diag);

    if (status == LP_OK)
        status = lp_quantify_fit(s, diag);
    if (status != LP_OK || !s->best)
        return status;
    if (is_run)
        status = lp_quantify_topologies(s, diag);
    if (status == LP_OK)
        status = lp_quantify(s, diag);
    if (status == LP_OK)
        status = find_doubts(s);
    if (status == LP_OK)
        status = lp_checks_run(s);
    if (status == LP_OK && is_run)
        status = lp_next_run(s);
    if (status == LP_OK)
        status = lp_otherwise_run(s);
    return status;
}

static enum lp_status solve(const struct lp_study *study,
                            const struct lp_inference_options *options, bool is_run,
                            struct lp_answer **answer, struct lp_diag *diag)
{
    struct lp_answer *out = lp_answer_new(study);

    if (!out)
        return LP_ENOMEM;
    struct lp_solution s = lp_quantify_begin(study, options, out->arena);
    enum lp_status status = compute(&s, is_run, diag);
    if (status == LP_OK)
        status = tell(&s, is_run, out, diag);
    status = lp_arena_status(out->arena, status);
    lp_quantify_clear(&s);
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
