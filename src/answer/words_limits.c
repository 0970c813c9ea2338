/* SPDX-License-Identifier: MIT
 *
 * One function a warning; each reads its fact and says it, or nothing.
 */
#include "answer/words_limits.h"

#include "checks/books.h"
#include "checks/enginecheck.h"
#include "checks/refine.h"
#include "checks/regime.h"
#include "pathway/activation.h"

#include <math.h>

#define CONTRIBUTES 0.01 /* of the resistance: not passed over in silence */

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

/* "'left--a' (40 %), 'a--right' (8 %)": links without activation energy. film: the part
 * of the resistance that no link has. */
static const char *list_athermal(const struct lp_solution *s, double *film)
{
    const struct lp_model *m = s->report->model;
    const char *list = "";

    *film = 1.0;
    for (size_t i = 0; i < m->n_edges; i++) {
        double part = s->numbers[lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)];
        *film -= part;
        if (part > CONTRIBUTES && !lp_activation_has(m->parameters, &m->edges[i].flow_mol_per_s))
            list = lp_arena_printf(s->arena, "%s%s'%s' (%.0f %%)", list, list[0] ? ", " : "",
                                   m->edges[i].id, 100.0 * part);
    }
    return list;
}

/* Where the activation energy of the path counts flows that the study holds independent of
 * temperature and that make up more than CONTRIBUTES of the resistance. */
static void warn_of_athermal(const struct lp_solution *s, struct lp_diag *diag)
{
    double film;

    if (!s->is_joined || isnan(s->numbers[LP_SHARE_ACTIVATION]))
        return;
    const struct lp_model *m = s->report->model;
    const char *list = list_athermal(s, &film);
    for (size_t i = 0; i < m->n_compartments && film > CONTRIBUTES && m->n_layers > 0; i++) {
        const struct lp_value *diffusivity = &m->compartments[i].diffusivity_m2_per_s;
        if (diffusivity->is_given && !lp_activation_has(m->parameters, diffusivity))
            list = lp_arena_printf(s->arena, "%s%sthe diffusivity of '%s'", list,
                                   list[0] ? ", " : "", m->compartments[i].name);
    }
    if (list[0])
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the activation energy of the path takes for independent of temperature "
                        "what has none (part of the resistance): %s",
                        list);
}

static void warn_of_layers(const struct lp_study *study, const struct lp_refinement *r,
                           struct lp_diag *diag)
{
    const size_t n_wanted = lp_refine_wanted(r);

    if (n_wanted == 0)
        return;
    if (r->sigma > LP_REFINE_SIGMA) {
        const struct lp_experiment *x = &study->experiments[r->i_experiment];
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
                    2 * r->n_layers, r->n_layers, r->share_name, r->share, n_wanted);
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

void lp_words_warn_of_limits(const struct lp_solution *s, struct lp_diag *diag)
{
    for (size_t i = 0; i < s->n_books; i++)
        warn_of_books(&s->books[i], diag);
    for (size_t i = 0; i < s->n_engines; i++)
        warn_of_engine(&s->engines[i], diag);
    warn_of_athermal(s, diag);
    if (s->refinement)
        warn_of_layers(s->study, s->refinement, diag);
    if (s->mixing)
        warn_of_mixing(s->mixing, diag);
}
