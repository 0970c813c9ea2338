/* SPDX-License-Identifier: MIT
 *
 * One function a warning; each reads its fact and says it, or nothing.
 */
#include "answer/words_limits.h"

#include "checks/athermal.h"
#include "checks/books.h"
#include "checks/enginecheck.h"
#include "checks/refine.h"
#include "checks/regime.h"

#include <math.h>

static void warn_of_books(const struct lp_experiment_books *books, struct lp_diag *diag)
{
    if (fabs(books->imbalance) > LP_BOOKS_IMBALANCE)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "experiment '%s': what the electrodes gave and what the phases gained "
                        "differ by %.2g of it: integrate more tightly (--rtol)",
                        books->experiment->name, fabs(books->imbalance));
}

static void warn_of_engine(const struct lp_engine_check *check, struct lp_diag *diag)
{
    if (check->failure)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "experiment '%s': the best fit could not be repeated with engine %s: %s",
                        check->experiment->name, lp_engine_kind_text(check->other), check->failure);
    if (check->difference > LP_ENGINE_DIFFERENCE)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "experiment '%s': engines %s and %s differ by %.2g in an enrichment of the "
                        "best fit (above %g): run again with a smaller --rtol",
                        check->experiment->name, lp_engine_kind_text(check->engine),
                        lp_engine_kind_text(check->other), check->difference, LP_ENGINE_DIFFERENCE);
}

static void warn_of_athermal(const struct lp_solution *s, struct lp_arena *arena,
                             struct lp_diag *diag)
{
    const struct lp_athermal *athermal = s->athermal;
    const struct lp_model *m = s->report->model;
    const char *list = "";

    for (size_t i = 0; i < athermal->n_links; i++) {
        const size_t k = athermal->links[i];
        list =
            lp_arena_printf(arena, "%s%s'%s' (%.0f %%)", list, list[0] ? ", " : "", m->edges[k].id,
                            100.0 * s->numbers[lp_shares_at_edge(m, k, LP_SHARE_DISSIPATION)]);
    }
    for (size_t i = 0; i < athermal->n_films; i++)
        list = lp_arena_printf(arena, "%s%sthe diffusivity of '%s'", list, list[0] ? ", " : "",
                               m->compartments[athermal->films[i]].name);
    if (list[0])
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the activation energy of the path takes for independent of temperature "
                        "what has none (part of the resistance): %s",
                        list);
}

const char *lp_words_refined(const struct lp_solution *s, struct lp_arena *arena)
{
    static const char *const shares[] = {[LP_REFINE_VISITED] = "visited of",
                                         [LP_REFINE_CARRIED] = "carried by",
                                         [LP_REFINE_WITHOUT] = "lost without",
                                         [LP_REFINE_NET] = "net share of"};
    const struct lp_refinement *r = s->refinement;
    const struct lp_model *m = s->report->model;

    if (r->which == LP_REFINE_NOTHING)
        return "";
    return lp_arena_printf(arena, "%s '%s'", shares[r->which],
                           r->which == LP_REFINE_NET ? m->edges[r->i_share].id
                                                     : m->compartments[r->i_share].name);
}

static void warn_of_layers(const struct lp_solution *s, struct lp_arena *arena,
                           struct lp_diag *diag)
{
    const struct lp_refinement *r = s->refinement;
    const size_t n_wanted = lp_refine_wanted(r);

    if (n_wanted == 0)
        return;
    if (r->sigma > LP_REFINE_SIGMA) {
        const struct lp_experiment *x = &s->study->experiments[r->i_experiment];
        const struct lp_row *row = &x->rows[r->i_row];
        lp_diag_warning(diag, lp_span_none(NULL),
                        "too few layers: with %zu instead of %zu the prediction of '%s' at %.4g s "
                        "in experiment '%s' moves by %.2g sigma; about %zu layers would do",
                        2 * r->n_layers, r->n_layers, x->model->components[row->i_component].name,
                        row->t_s, x->name, r->sigma, n_wanted);
        return;
    }
    lp_diag_warning(diag, lp_span_none(NULL),
                    "too few layers: with %zu instead of %zu a share (%s) moves by %.2g; about "
                    "%zu layers would do",
                    2 * r->n_layers, r->n_layers, lp_words_refined(s, arena), r->share, n_wanted);
}

static void warn_of_mixing(const struct lp_mixing *mixing, struct lp_diag *diag)
{
    const struct lp_mixing_phase *largest = lp_regime_needless(mixing);

    for (size_t i = 0; i < mixing->n_phases; i++)
        if (lp_regime_needs_depth(&mixing->phases[i]))
            lp_diag_warning(diag, lp_span_none(NULL),
                            "'%s' is taken as well mixed along the depth, but by its diffusivity "
                            "it is not (Bi %.2g, above %g): a depth model is needed, as in "
                            "`depth: {layers: 64}`",
                            mixing->phases[i].name, mixing->phases[i].biot, LP_REGIME_WELL_MIXED);
    if (largest)
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "all phases are well mixed along the depth (largest Bi %.2g, of '%s', below "
            "%g): without `depth` enrichments and conductance would be much the same",
            largest->biot, largest->name, LP_REGIME_WELL_MIXED);
}

void lp_words_warn_of_limits(const struct lp_solution *s, struct lp_arena *arena,
                             struct lp_diag *diag)
{
    for (size_t i = 0; i < s->n_books; i++)
        warn_of_books(&s->books[i], diag);
    for (size_t i = 0; i < s->n_engines; i++)
        warn_of_engine(&s->engines[i], diag);
    if (s->athermal)
        warn_of_athermal(s, arena, diag);
    if (s->refinement)
        warn_of_layers(s, arena, diag);
    if (s->mixing)
        warn_of_mixing(s->mixing, diag);
}

const char *lp_words_skipped(const struct lp_engine_check *check, struct lp_arena *arena)
{
    if (check->obstacle == LP_OBSTACLE_NONE)
        return check->failure;
    return lp_arena_printf(arena, "the exact engine does not apply to %s",
                           lp_obstacle_text(check->obstacle));
}
