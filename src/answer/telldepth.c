/* SPDX-License-Identifier: MIT
 *
 * Bi is told for the report experiment at the report temperature, as the pathway is; warnings look
 * at all experiments.
 */
#include "answer/telldepth.h"

#include "checks/refine.h"
#include "checks/regime.h"

#include <math.h>

static enum lp_status tell_biot(const struct lp_solution *s, struct lp_arena *arena,
                                struct lp_answer_depth *depth, bool *any)
{
    const struct lp_model *m = s->report->model;
    const char **names = lp_arena_alloc(arena, m->n_compartments, sizeof *names);
    double *biot = lp_arena_alloc(arena, m->n_compartments, sizeof *biot);
    if (!names || !biot)
        return LP_ENOMEM;
    for (size_t i = 0; i < m->n_compartments; i++) {
        if (m->compartments[i].kind != LP_PHASE)
            continue;
        names[depth->n_phases] = m->compartments[i].name;
        biot[depth->n_phases] = lp_regime_biot(m, i, s->p, s->study->report_temperature_K);
        *any = *any || !isnan(biot[depth->n_phases]);
        depth->n_phases++;
    }
    depth->phases = names;
    depth->biot = biot;
    depth->n_layers = m->n_layers;
    return LP_OK;
}

/* sigma of every row, noise factors included; NULL without a fit. */
static enum lp_status row_sigmas(const struct lp_solution *s, double **sigma)
{
    *sigma = NULL;
    if (!s->problem || !s->best)
        return LP_OK;
    *sigma = lp_arena_alloc(s->arena, s->problem->n_rows, sizeof **sigma);
    if (!*sigma)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->problem->n_rows; i++) {
        const struct lp_problem_row *row = &s->problem->rows[i];
        (*sigma)[i] = row->sigma * (row->i_group == LP_NONE ? 1.0 : s->best->factor[row->i_group]);
    }
    return LP_OK;
}

static enum lp_status tell_refinement(const struct lp_solution *s,
                                      const struct lp_engine_options *engine,
                                      struct lp_arena *arena, struct lp_answer_depth *depth,
                                      struct lp_diag *diag)
{
    struct lp_refinement r;
    double *sigma;
    enum lp_status status = row_sigmas(s, &sigma);
    if (status == LP_OK)
        status = lp_refine_check(s->study, s->p, sigma, engine, arena, &r);
    if (status != LP_OK)
        return status;
    depth->is_refined = r.is_checked;
    depth->refined_layers = 2 * r.n_layers;
    depth->change_sigma = r.sigma;
    depth->change_share = r.share;
    depth->share_name = r.share_name;
    lp_refine_warn(s->study, &r, diag);
    return LP_OK;
}

enum lp_status lp_telldepth(const struct lp_solution *s, const struct lp_engine_options *engine,
                            struct lp_answer *answer, struct lp_diag *diag)
{
    struct lp_answer_depth *depth = lp_arena_alloc(answer->arena, 1, sizeof *depth);
    bool any = false;
    enum lp_status status = depth ? tell_biot(s, answer->arena, depth, &any) : LP_ENOMEM;
    if (status == LP_OK)
        status = tell_refinement(s, engine, answer->arena, depth, diag);
    if (status == LP_OK)
        status = lp_regime_warn(s->study, s->p, diag);
    if (status == LP_OK && (any || depth->is_refined))
        answer->depth = depth;
    return status;
}
