/* SPDX-License-Identifier: MIT
 *
 * A text of up to four parts: what refuses the topology, the numbers, the law behind it, and the
 * misfit where that refuses it beside physics.
 */
#include "answer/words_topology.h"

static const char *name_of(const struct lp_refusal *r, size_t i_compartment)
{
    return r->model->compartments[i_compartment].name;
}

static const char *physics_text(const struct lp_refusal *r, enum lp_refusal_words how_much,
                                struct lp_arena *arena)
{
    const struct lp_contradiction *c = &r->contradiction;
    const char *link = name_of(r, c->i_link), *fed = name_of(r, c->i_fed);
    const char *text = lp_arena_printf(
        arena, "physics: here '%s' would be the only link of '%s' to the electrodes", link, fed);

    if (how_much != LP_REFUSAL_BRIEF)
        text = lp_arena_printf(arena,
                               "%s, but at %.4g s '%s' is %s enriched (%.4f) than '%s' (%.4f) by "
                               "%.1f times their joint error",
                               text, c->t_s, fed, c->is_falling ? "less" : "more", c->x_fed, link,
                               c->x_link, c->excess);
    if (how_much == LP_REFUSAL_ALL)
        text = lp_arena_printf(arena, "%s; at rest a compartment never %s its %s enriched source",
                               text, c->is_falling ? "falls below" : "exceeds",
                               c->is_falling ? "least" : "most");
    return text;
}

static const char *misfit_text(const struct lp_misfit *m, enum lp_refusal_words how_much,
                               struct lp_arena *arena)
{
    if (how_much == LP_REFUSAL_BRIEF)
        return lp_arena_printf(arena, "misfit: chi2 %.4g", m->chi2);
    if (m->n_fewer == 0)
        return lp_arena_printf(arena,
                               "misfit: chi2 %.4g, %.4g above the best topology, more than %.4g",
                               m->chi2, m->rise, m->limit);
    return lp_arena_printf(arena,
                           "misfit: chi2 %.4g, %.4g above the full model, more than the %.4g "
                           "that %zu parameter%s less may cost (95 %%)",
                           m->chi2, m->rise, m->limit, m->n_fewer, m->n_fewer == 1 ? "" : "s");
}

/* The first reason; NULL: kept. */
static const char *first_text(const struct lp_refusal *r, enum lp_refusal_words how_much,
                              struct lp_arena *arena)
{
    switch (r->kind) {
    case LP_REFUSAL_UNFED:
        return lp_arena_printf(arena, "not a candidate: nothing feeds '%s'",
                               name_of(r, r->i_unfed));
    case LP_REFUSAL_APART:
        return lp_arena_printf(arena, "not a candidate: nothing joins the electrodes '%s' and '%s'",
                               name_of(r, r->model->i_first), name_of(r, r->model->i_second));
    case LP_REFUSAL_PHYSICS:
        return physics_text(r, how_much, arena);
    case LP_REFUSAL_MISFIT:
        return misfit_text(&r->misfit, how_much, arena);
    case LP_REFUSAL_NOT_FITTED:
        return "no start could be fitted";
    case LP_REFUSAL_NONE:
    case LP_N_REFUSALS:
        break;
    }
    return NULL;
}

const char *lp_words_refusal(const struct lp_refusal *r, enum lp_refusal_words how_much,
                             struct lp_arena *arena)
{
    const char *first = first_text(r, how_much, arena);

    if (how_much != LP_REFUSAL_ALL || !r->is_misfit || r->kind == LP_REFUSAL_MISFIT)
        return first;
    return lp_arena_printf(arena, "%s; %s", first, misfit_text(&r->misfit, how_much, arena));
}
