/* SPDX-License-Identifier: MIT
 *
 * One sentence: the assumption, what came out under it, and which of the two the data like better.
 */
#include "answer/words_otherwise.h"

#include "checks/otherwise.h"

#include <math.h>

/* "a pool of 0.785 nmol of plated lithium on each electrode". */
static const char *assumption_text(const struct lp_solution *s, const struct lp_otherwise *o,
                                   struct lp_arena *arena)
{
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

/* Which of the two the data like better, by -2 ln L + priors. */
static const char *preference_text(double better, struct lp_arena *arena)
{
    if (!(fabs(better) > LP_TOPOLOGY_CHI2))
        return "the data do not tell the two apart";
    return lp_arena_printf(arena,
                           better > 0.0 ? "the data fit that better, by %.3g in -2 ln L"
                                        : "the data refuse that (-2 ln L higher by %.3g)",
                           fabs(better));
}

static const char *sentence(const struct lp_solution *s, const struct lp_otherwise *o,
                            const char *assumption, struct lp_arena *arena)
{
    const char *preference = preference_text(o->better, arena);
    double own_chi2 = s->best->likelihood.chi2;
    bool hangs = o->differs && o->better > -LP_TOPOLOGY_CHI2;

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
        hangs ? "The verdict hangs on what the electrodes give: w" : "W", assumption,
        o->differs ? "would be" : "is the same,", lp_verdict_text(o->interface),
        100 * o->share.value, 100 * o->share.low, 100 * o->share.high, o->chi2, own_chi2,
        preference);
}

void lp_words_otherwise(const struct lp_solution *s, struct lp_prose *verdict,
                        struct lp_answer *answer)
{
    const struct lp_otherwise *o = s->otherwise;

    if (!o)
        return;
    struct lp_answer_otherwise *out = lp_arena_alloc(answer->arena, 1, sizeof *out);
    const char *assumption = assumption_text(s, o, answer->arena);
    if (!out)
        return;
    *out = (struct lp_answer_otherwise){.assumption = assumption,
                                        .is_converged = o->is_converged,
                                        .chi2 = o->chi2,
                                        .conductance_mol_s = o->conductance_mol_s,
                                        .share = o->share,
                                        .interface = o->interface,
                                        .differs = o->differs,
                                        .text = sentence(s, o, assumption, answer->arena)};
    if (o->differs)
        lp_prose_add(verdict, "%s", out->text);
    answer->otherwise = out;
}

void lp_words_otherwise_warn(const struct lp_answer *answer, struct lp_diag *diag)
{
    if (answer->otherwise && answer->otherwise->differs)
        lp_diag_warning(diag, lp_span_none(NULL), "%s", answer->otherwise->text);
}
