/* SPDX-License-Identifier: MIT
 *
 * The solution of a fit whose parameters are known: one evaluation of the pathway's numbers, told
 * like any other but without draws.
 */
#include "run/given.h"

#include "answer/telldepth.h"
#include "answer/tellpath.h"
#include "answer/words_limits.h"
#include "checks/athermal.h"
#include "checks/refine.h"
#include "checks/regime.h"
#include "uncertainty/intervals.h"

/* Why there is no pathway, by name. */
static enum lp_status report_cut_off(const struct lp_model *m, const struct lp_flow *flow,
                                     struct lp_arena *arena, struct lp_diag *diag)
{
    bool *cut_off = lp_arena_alloc(arena, m->n_compartments, sizeof *cut_off);

    if (!cut_off)
        return LP_ENOMEM;
    lp_flow_cut_off(flow, cut_off);
    lp_diag_error(diag, m->compartments[m->i_second].span,
                  "nothing joins the electrodes '%s' and '%s'", m->compartments[m->i_first].name,
                  m->compartments[m->i_second].name);
    for (size_t i = 0; i < m->n_compartments; i++)
        if (cut_off[i])
            lp_diag_note(diag, m->compartments[i].span, "'%s' is cut off from '%s'",
                         m->compartments[i].name, m->compartments[m->i_first].name);
    return LP_EINPUT;
}

/* Its numbers and paths. The state at the last time is told only where it can be computed. */
static enum lp_status evaluate(struct lp_solution *s, struct lp_shares *shares,
                               struct lp_diag *diag)
{
    const struct lp_model *m = s->report->model;
    enum lp_status status = lp_shares_evaluate(shares, s->p, true, s->numbers, &s->is_joined, NULL);

    if (status == LP_EINPUT || status == LP_ENUMERIC)
        status = lp_shares_evaluate(shares, s->p, false, s->numbers, &s->is_joined, diag);
    if (status == LP_OK && !s->is_joined)
        status = report_cut_off(m, lp_shares_flow(shares), s->arena, diag);
    if (status == LP_OK)
        status = lp_paths_find(lp_shares_flow(shares), &s->paths);
    return status;
}

enum lp_status lp_given_pathway(const struct lp_study *study,
                                const struct lp_engine_options *engine, struct lp_answer **answer,
                                struct lp_diag *diag)
{
    const struct lp_model *m = lp_study_report(study)->model;
    struct lp_answer *out = lp_answer_new(study);
    struct lp_solution s = {
        .arena = out ? out->arena : NULL, .study = study, .report = lp_study_report(study)};
    struct lp_shares *shares = NULL;
    enum lp_status status = LP_ENOMEM;

    if (!out)
        goto out;
    if (m->i_second == LP_NONE) {
        lp_diag_error(diag, s.report->span,
                      "a pathway needs two electrodes; the model of %s has fewer", study->path);
        status = LP_EINPUT;
        goto out;
    }
    s.p = lp_arena_alloc(s.arena, study->parameters.n, sizeof *s.p);
    s.numbers = lp_arena_alloc(s.arena, lp_shares_n(m), sizeof *s.numbers);
    if (!s.p || !s.numbers)
        goto out;
    lp_study_start(study, s.p);
    status = lp_shares_new(study, NULL, engine, &shares, diag);
    if (status == LP_OK)
        status = evaluate(&s, shares, diag);
    if (status == LP_OK)
        status = lp_intervals_run(&s);
    if (status == LP_OK)
        status = lp_refine_run(&s, engine);
    if (status == LP_OK)
        status = lp_regime_run(&s);
    if (status == LP_OK)
        lp_athermal_run(&s);
    if (status == LP_OK) {
        lp_tellpath(&s, out);
        lp_telldepth(&s, out);
        lp_words_warn_of_limits(&s, s.arena, diag);
    }
out:
    status = lp_arena_status(s.arena, status);
    lp_shares_free(shares);
    lp_paths_clear(&s.paths);
    if (status == LP_OK)
        *answer = out;
    else
        lp_answer_free(out);
    return status;
}
