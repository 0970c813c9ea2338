/* SPDX-License-Identifier: MIT
 *
 * The pipeline, in the order of its steps:
 *
 *     check -> fit -> topologies -> intervals and verdict -> what else is computed of them -> tell
 *
 * Every step writes its part of struct lp_solution; the answer is told from that at the end.
 */
#include "run/solve.h"

#include "answer/tell.h"
#include "checks/athermal.h"
#include "checks/books.h"
#include "checks/checks.h"
#include "checks/enginecheck.h"
#include "checks/otherwise.h"
#include "checks/refine.h"
#include "checks/regime.h"
#include "design/design_next.h"
#include "uncertainty/curves.h"
#include "uncertainty/grounds.h"
#include "uncertainty/quantify.h"
#include "uncertainty/uptake.h"

/* The compartments that exchange edges join to the first electrode; NULL when out of memory. */
static const bool *find_reached(const struct lp_model *m, struct lp_arena *arena)
{
    bool *reached = lp_arena_alloc(arena, m->n_compartments, sizeof(bool));

    if (!reached)
        return NULL;
    reached[m->i_first] = true;
    lp_model_reach(m, NULL, LP_NONE, true, reached);
    return reached;
}

/* Names of the others, for a message. */
static const char *cut_off(const struct lp_model *m, const bool reached[], struct lp_arena *arena)
{
    const char *names = "";

    for (size_t i = 0; i < m->n_compartments; i++)
        if (!reached[i])
            names = lp_arena_printf(arena, "%s%s'%s'", names, names[0] == '\0' ? "" : ", ",
                                    m->compartments[i].name);
    return names;
}

/* What can be said before any fit. */
static enum lp_status check(const struct lp_solution *s, bool is_run, struct lp_diag *diag)
{
    const struct lp_model *m = s->report->model;

    if (lp_study_n_rows(s->study) == 0) {
        lp_diag_error(diag, s->report->span,
                      "the study has no data to fit: give `data` in an experiment");
        return LP_EINPUT;
    }
    if (m->i_second == LP_NONE) {
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the model has fewer than two electrodes: no pathway and no verdict");
        return LP_OK;
    }
    const bool *reached = find_reached(m, s->arena);
    if (!reached || reached[m->i_second])
        return reached ? LP_OK : LP_ENOMEM;
    if (is_run) {
        lp_diag_error(diag, m->compartments[m->i_second].span,
                      "nothing joins the electrodes: '%s' does not reach %s",
                      m->compartments[m->i_first].name, cut_off(m, reached, s->arena));
        return LP_EINPUT;
    }
    lp_diag_warning(diag, m->compartments[m->i_second].span,
                    "nothing joins the electrodes ('%s' does not reach %s): no pathway and no "
                    "verdict",
                    m->compartments[m->i_first].name, cut_off(m, reached, s->arena));
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

/* Everything that is computed, step by step. */
static enum lp_status compute(struct lp_solution *s, bool is_run, struct lp_diag *diag)
{
    enum lp_status status = check(s, is_run, diag);

    if (status == LP_OK)
        lp_grounds_reach(s);
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
        status = lp_uptake_run(s);
    if (status == LP_OK)
        status = lp_twin_find(s);
    if (status == LP_OK)
        lp_grounds_run(s);
    if (status == LP_OK)
        status = lp_curves_run(s, diag);
    if (status == LP_OK)
        status = lp_books_run(s);
    if (status == LP_OK && is_run)
        status = lp_enginecheck_run(s);
    if (status == LP_OK)
        status = lp_refine_run(s, &s->options->engine);
    if (status == LP_OK)
        status = lp_regime_run(s);
    if (status == LP_OK)
        lp_athermal_run(s);
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
        status = lp_tell(&s, out, diag);
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
