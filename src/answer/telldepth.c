/* SPDX-License-Identifier: MIT
 *
 * Bi is told for the report experiment at the report temperature, as the pathway is.
 */
#include "answer/telldepth.h"

#include "answer/words_limits.h"
#include "checks/refine.h"
#include "checks/regime.h"

#include <math.h>

/* Bi of each phase; true: one of them is known. */
static bool tell_biot(const struct lp_solution *s, struct lp_arena *arena,
                      struct lp_answer_depth *depth)
{
    const struct lp_model *m = s->report->model;
    const char **names = lp_arena_alloc(arena, m->n_compartments, sizeof *names);
    double *biot = lp_arena_alloc(arena, m->n_compartments, sizeof *biot);
    bool any = false;

    if (!names || !biot)
        return false;
    for (size_t i = 0; i < m->n_compartments; i++) {
        if (m->compartments[i].kind != LP_PHASE)
            continue;
        names[depth->n_phases] = m->compartments[i].name;
        biot[depth->n_phases++] = s->mixing->biot[i];
        any = any || !isnan(s->mixing->biot[i]);
    }
    depth->phases = names;
    depth->biot = biot;
    depth->n_layers = m->n_layers;
    return any;
}

void lp_telldepth(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_refinement *r = s->refinement;
    struct lp_answer_depth *depth = lp_arena_alloc(answer->arena, 1, sizeof *depth);

    if (!s->mixing || !r || !depth)
        return;
    bool any = tell_biot(s, answer->arena, depth);
    depth->is_refined = r->is_checked;
    depth->refined_layers = 2 * r->n_layers;
    depth->change_sigma = r->sigma;
    depth->change_share = r->share;
    depth->share_name = lp_words_refined(s, answer->arena);
    answer->depth = any || r->is_checked ? depth : NULL;
}
