/* SPDX-License-Identifier: MIT
 *
 * Remarks are added one by one, a line each, to a text in the answer's arena; each function adds
 * what it has to say, or nothing.
 */
#include "answer/words.h"

#include "answer/prose.h"
#include "answer/words_next.h"
#include "answer/words_otherwise.h"
#include "answer/words_parameter.h"
#include "answer/words_topology.h"
#include "checks/otherwise.h"
#include "uncertainty/grounds.h"

#include <math.h>

/* Up to this many parameters are named with their reasons. */
#define FEW 2

static double percent(double share)
{
    return 100.0 * share;
}

static void add_verdict(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_decision *v = &s->verdict;
    double threshold = percent(s->study->threshold);

    switch (v->interface) {
    case LP_VERDICT_NULL:
        lp_prose_add(t, "No verdict on an interface: no compartment has the role 'interface'.");
        break;
    case LP_VERDICT_YES:
        lp_prose_add(
            t,
            "Li+ goes through the interface: %.0f %% of the net current enters it at least once "
            "(95 %%: %.0f to %.0f %%), above the threshold of %.0f %%.",
            percent(v->share.value), percent(v->share.low), percent(v->share.high), threshold);
        break;
    case LP_VERDICT_NO:
        lp_prose_add(t,
                     "Li+ does not go through the interface: %.1f %% of the net current enters it "
                     "(95 %%: %.1f to %.1f %%), below the threshold of %.0f %%.",
                     percent(v->share.value), percent(v->share.low), percent(v->share.high),
                     threshold);
        break;
    case LP_VERDICT_UNDETERMINED:
        lp_prose_add(
            t,
            "Whether Li+ goes through the interface is undetermined: %.1f %% of the net current "
            "enters it in the best fit, but anything from %.1f to %.1f %% agrees with the data "
            "(95 %%), and the threshold of %.0f %% lies within.",
            percent(v->share.value), percent(v->share.low), percent(v->share.high), threshold);
        break;
    }
}

static void add_dominant(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    const enum lp_lead lead = s->grounds->lead;
    const char *way = "";

    if (lead == LP_LEAD_UNKNOWN)
        return;
    const struct lp_path *first = &s->paths.items[0];
    const double part = percent(first->probability), leads = percent(s->intervals.p_top[0]);
    for (size_t i = 0; i < first->n; i++)
        way = lp_prose_list(t, way, " > ", m->compartments[first->compartments[i]].name);
    if (lead == LP_LEAD_NAMED)
        lp_prose_add(
            t,
            "The dominant path is %s (%.0f %% of the current; it leads in %.0f %% of the draws).",
            way, part, leads);
    else if (lead == LP_LEAD_SHARED)
        lp_prose_add(
            t,
            "No path can be called dominant: %s (%.0f %% of the current) is one of several alike.",
            way, part);
    else
        lp_prose_add(
            t,
            "No path can be called dominant: %s has the largest part of the current in the best "
            "fit (%.0f %%) and leads in %.0f %% of the draws; naming it takes 95 %% and an "
            "interval "
            "clear of the other paths'.",
            way, part, leads);
}

/* The phase that took most of the new 6Li, or gave most of what was lost, in per cent and in
 * amount. */
static void add_uptake(struct lp_prose *t, const struct lp_solution *s)
{
    const size_t i = s->grounds->i_taker;

    if (i == LP_NONE)
        return;
    const struct lp_estimate *numbers = s->intervals.numbers;
    const struct lp_estimate *part = &numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE_PART)];
    const double uptake_mol = numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE)].value;
    const double increase = numbers[lp_shares_at_compartment(i, LP_SHARE_INCREASE)].value;
    if (s->grounds->is_loss) {
        lp_prose_add(t,
                     "Of the 6Li that was lost %.0f %% came from %s (95 %%: %.0f to %.0f %%; %.3g "
                     "umol, %.1f %% of its own 6Li).",
                     percent(part->value), s->report->model->compartments[i].name,
                     percent(part->low), percent(part->high), -1e6 * uptake_mol, -increase);
        return;
    }
    lp_prose_add(
        t,
        "Of the new 6Li %.0f %% is in %s (95 %%: %.0f to %.0f %%; %.3g umol, an increase of its "
        "own 6Li by %.*f %%).",
        percent(part->value), s->report->model->compartments[i].name, percent(part->low),
        percent(part->high), 1e6 * uptake_mol, increase < 100.0 ? 1 : 0, increase);
}

/* How far the data are from a verdict. */
static void add_precision(struct lp_prose *t, const struct lp_precision *p)
{
    if (p->reading == LP_PRECISION_DECIDES)
        lp_prose_add(
            t,
            "A verdict would take errors about %.1f times smaller, if the best fit is right (it is "
            "%.1f %% from the threshold, the interval reaches %.1f %% that way).",
            p->times_smaller, percent(p->way), percent(p->arm));
    else if (p->reading == LP_PRECISION_HOPELESS)
        lp_prose_add(t,
                     "The best fit is within %.1g %% of the threshold: no precision would decide.",
                     percent(p->way));
}

static void add_unseen(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_grounds *g = s->grounds;
    const char *names = "";

    for (size_t i = 0; i < g->n_unseen; i++)
        names = lp_prose_list(t, names, ", ", s->report->model->compartments[g->unseen[i]].name);
    if (g->n_unseen > 0)
        lp_prose_add(
            t,
            "No component that '%s' measured shows %s: of its share these spectra say only what "
            "the other phases leave.",
            s->report->name, names);
}

static void add_twins(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_compartment *c = s->report->model->compartments;
    const struct lp_twins *twins = &s->twins;

    if (s->grounds->twins == LP_TWIN_ALIKE)
        lp_prose_add(
            t,
            "The curves of %s and %s are twins (distance %.1f sigma over the whole series): only "
            "the sum of what the electrodes give to the two is known, not its split.",
            c[twins->i_interface].name, c[twins->i_neighbour].name, twins->distance);
    else if (s->grounds->twins == LP_TWIN_APART)
        lp_prose_add(
            t,
            "The curves of %s and of %s, its nearest neighbour, are %.1f sigma apart over the "
            "whole "
            "series: no twins (below %.0f), yet their split is not known well enough.",
            c[twins->i_interface].name, c[twins->i_neighbour].name, twins->distance,
            LP_TWIN_DISTANCE);
}

/* Why the data cannot tell. */
static void add_reasons(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_grounds *g = s->grounds;

    if (g->is_single)
        lp_prose_add(
            t, "There is one time point only: it fixes how much 6Li each phase took, but not by "
               "which links (a phase fed by an electrode and one fed by its neighbour can look "
               "alike), so rates between phases cannot be known from it.");
    if (g->is_early)
        lp_prose_add(
            t,
            "All phases are within %.2g %% of the way to the electrodes' enrichment: uptake is "
            "linear in time there, and only the sum of the flows into each phase shows.",
            percent(fabs(g->theta)));
    add_unseen(t, s);
    add_twins(t, s);
    add_precision(t, &g->precision);
}

/* The symmetry assumption. */
static void add_symmetry(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_grounds *g = s->grounds;
    const char *names = "";

    for (size_t i = 0; i < g->n_shared; i++)
        names = lp_prose_list(t, names, ", ", s->study->parameters.item[g->shared[i]].name);
    if (g->n_shared > 0)
        lp_prose_add(
            t,
            "This rests on an assumption of the model: both sides of the cell are alike (%s "
            "stand%s for the left and the right contact).",
            names, g->n_shared > 1 ? "" : "s");
}

static void add_well_mixed(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_grounds *g = s->grounds;

    if (g->sides == LP_SIDES_OWN)
        return;
    const char *alike =
        g->sides == LP_SIDES_ALIKE
            ? "the contacts on both sides are alike"
            : lp_arena_printf(t->arena,
                              "for every phase the right contact is the left one times %.3g",
                              g->side_ratio);
    lp_prose_add(
        t,
        "The model is well mixed and %s: all phases sit at one potential, so the share is the "
        "foil-contact share and the flows between phases do not enter it; a claim about transport "
        "through the film needs a depth model.",
        alike);
}

/* Whether the whole current may pass through the contacts of one phase alone, phase by phase. */
static void add_chains(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;

    for (size_t i = 0; i < m->n_compartments; i++) {
        const struct lp_topology *chain = s->grounds->chains[i];
        if (!chain)
            continue;
        const char *name = m->compartments[i].name;
        const char *why = lp_words_refusal(&chain->refusal, LP_REFUSAL_NUMBERS, t->arena);
        if (!why)
            lp_prose_add(t, "That all Li+ comes and goes through %s alone agrees with the data.",
                         name);
        else
            lp_prose_add(t, "That all Li+ comes and goes through %s alone is refused (%s).", name,
                         why);
    }
}

/* What a single time point rules out, and what intervals are taken over. */
static void add_ruled_out(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_grounds *g = s->grounds;
    const size_t *n = s->topologies.n_refused;
    const char *lost = "";

    if (!g->is_ruling)
        return;
    if (n[LP_REFUSAL_NOT_FITTED] > 0)
        lost = lp_arena_printf(t->arena, ", %zu could not be fitted", n[LP_REFUSAL_NOT_FITTED]);
    lp_prose_add(
        t,
        "Of %zu ways to leave out optional links %zu feed all that is seen and join the foils; the "
        "data rule out %zu of these (%zu by physics, %zu by misfit)%s, %zu are left%s.",
        s->topologies.n, g->n_feasible, g->n_ruled_out, n[LP_REFUSAL_PHYSICS], n[LP_REFUSAL_MISFIT],
        lost, n[LP_REFUSAL_NONE],
        g->are_united ? ", and the intervals of shares hold those of all of them" : "");
}

/* The parameters of a kind, by name; with their reasons where they are few. */
static void add_unknown(struct lp_prose *t, const struct lp_solution *s, enum lp_identifiable kind,
                        bool by_prior, const char *what)
{
    const struct lp_problem *problem = s->problem;
    const char *names = "";
    size_t n = 0;

    for (size_t j = 0; j < problem->n; j++)
        n +=
            s->identity[j].kind == kind && (s->identity[j].unknown == LP_UNKNOWN_PRIOR) == by_prior;
    for (size_t j = 0; j < problem->n; j++) {
        const struct lp_identity *id = &s->identity[j];
        if (id->kind != kind || (id->unknown == LP_UNKNOWN_PRIOR) != by_prior)
            continue;
        names = lp_prose_list(t, names, n <= FEW && !by_prior ? "; " : ", ",
                              s->study->parameters.item[problem->i_parameter[j]].name);
        if (n > FEW || by_prior)
            continue;
        const char *why = lp_words_parameter(s->covariance, j, id, t->arena);
        names = lp_prose_list(t, lp_prose_list(t, names, " (", why), ")", "");
    }
    if (n > 0)
        lp_prose_add(t, "%s: %s.", what, names);
}

/* Two compartments under one peak. */
static void add_averaged(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_averaged *a = &s->averaged;
    const struct lp_compartment *c = s->report->model->compartments;

    if (a->i_interface == LP_NONE)
        return;
    lp_prose_add(t, "%s and %s are one peak ('%s'): the spectrum does not resolve them%s.",
                 c[a->i_interface].name, c[a->i_partner].name, a->component,
                 a->n > 0 ? ", so of what others give to the two only the sum is known; every "
                            "split of it is within the intervals"
                          : "; how lithium is shared between them comes from the model");
}

void lp_words_tell(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_prose t = {.arena = answer->arena, .text = ""};

    if (!s->grounds)
        return;
    add_verdict(&t, s);
    add_dominant(&t, s);
    add_uptake(&t, s);
    add_reasons(&t, s);
    add_ruled_out(&t, s);
    add_averaged(&t, s);
    add_chains(&t, s);
    add_symmetry(&t, s);
    add_well_mixed(&t, s);
    add_unknown(&t, s, LP_NOT_IDENTIFIED, false, "Cannot be known from these data");
    add_unknown(&t, s, LP_UPPER_BOUND_ONLY, false, "Known from above only");
    add_unknown(&t, s, LP_LOWER_BOUND_ONLY, false, "Known from below only");
    add_unknown(&t, s, LP_NOT_IDENTIFIED, true, "Known from their priors alone");
    if (s->next)
        lp_prose_add(&t, "%s", lp_words_next(s, t.arena));
    if (s->otherwise && s->otherwise->differs)
        lp_prose_add(&t, "%s", lp_words_otherwise(s, t.arena));
    answer->verdict.text = t.text;
}
