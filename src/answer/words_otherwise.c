/* SPDX-License-Identifier: MIT
 *
 * One sentence: the assumption, what came out under it, and which of the two the data like better.
 */
#include "answer/words_otherwise.h"

#include "answer/answer.h"
#include "checks/otherwise.h"

const char *lp_words_otherwise_assumption(const struct lp_solution *s, struct lp_arena *arena)
{
    const struct lp_otherwise *o = s->otherwise;
    const struct lp_model *m = s->report->model;
    const char *but = "";

    if (!o->are_pools)
        return "foils that give their own enrichment at once, without a pool of plated lithium";
    for (size_t i = 0; i < o->n_kept; i++)
        but = lp_arena_printf(arena, "%s (but '%s', which a phase grows from)", but,
                              m->compartments[o->kept[i]].name);
    return lp_arena_printf(arena, "a pool of %.3g nmol of plated lithium on each electrode%s",
                           1e9 * o->pool_mol, but);
}

static const char *preference_text(const struct lp_otherwise *o, struct lp_arena *arena)
{
    switch (o->preference) {
    case LP_PREFERS_OTHER:
        return lp_arena_printf(arena, "the data fit that better, by %.3g in -2 ln L", o->better);
    case LP_PREFERS_OWN:
        return lp_arena_printf(arena, "the data refuse that (-2 ln L higher by %.3g)", -o->better);
    case LP_PREFERS_NEITHER:
        break;
    }
    return "the data do not tell the two apart";
}

const char *lp_words_otherwise(const struct lp_solution *s, struct lp_arena *arena)
{
    const struct lp_otherwise *o = s->otherwise;
    const char *assumption = lp_words_otherwise_assumption(s, arena);
    const char *preference = preference_text(o, arena);
    const double own_chi2 = s->best->likelihood.chi2;

    if (!o->is_fitted)
        return lp_arena_printf(arena, "With %s no fit could be computed.", assumption);
    if (o->interface == LP_VERDICT_NULL && s->verdict.interface == LP_VERDICT_NULL)
        return lp_arena_printf(arena,
                               "With %s: conductance %.3g mol/s (95 %%: %.3g to %.3g); chi2 %.4g "
                               "instead of %.4g: %s.",
                               assumption, o->conductance_mol_s.value, o->conductance_mol_s.low,
                               o->conductance_mol_s.high, o->chi2, own_chi2, preference);
    return lp_arena_printf(
        arena,
        "%sith %s the verdict %s '%s': %.1f %% through the interface (95 %%: %.1f to %.1f %%); "
        "chi2 %.4g instead of %.4g: %s.",
        o->hangs ? "The verdict hangs on what the electrodes give: w" : "W", assumption,
        o->differs ? "would be" : "is the same,", lp_verdict_text(o->interface),
        100 * o->share.value, 100 * o->share.low, 100 * o->share.high, o->chi2, own_chi2,
        preference);
}

void lp_words_otherwise_warn(const struct lp_solution *s, struct lp_arena *arena,
                             struct lp_diag *diag)
{
    if (s->otherwise && s->otherwise->differs)
        lp_diag_warning(diag, lp_span_none(NULL), "%s", lp_words_otherwise(s, arena));
}
