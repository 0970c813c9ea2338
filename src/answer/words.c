/* SPDX-License-Identifier: MIT
 *
 * Remarks are added one by one, a line each, to a text in the answer's arena; each function adds
 * what it has to say, or nothing.
 */
#include "answer/words.h"

#include "answer/prose.h"
#include "answer/words_next.h"
#include "answer/words_otherwise.h"
#include "answer/words_topology.h"
#include "uncertainty/twin.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Up to this many parameters are named with their reasons. */
#define FEW 2

/* Probabilities of paths that differ by rounding only. */
#define ALIKE (1.0 - 1e-9)

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

static void add_dominant(struct lp_prose *t, const struct lp_answer *answer)
{
    const struct lp_answer_pathway *pathway = answer->pathway;
    const char *way = "";

    if (pathway->n_paths == 0 || pathway->paths[0].n == 0 || isnan(pathway->paths[0].p_top))
        return;
    for (size_t i = 0; i < pathway->paths[0].n; i++)
        way = lp_prose_list(t, way, " > ", pathway->paths[0].compartments[i]);
    if (answer->verdict.dominant)
        lp_prose_add(
            t,
            "The dominant path is %s (%.0f %% of the current; it leads in %.0f %% of the draws).",
            way, percent(pathway->paths[0].probability.value), percent(pathway->paths[0].p_top));
    else if (pathway->paths[0].p_top == 0.0 && pathway->n_paths > 1 &&
             pathway->paths[1].probability.value >= ALIKE * pathway->paths[0].probability.value)
        lp_prose_add(
            t,
            "No path can be called dominant: %s (%.0f %% of the current) is one of several alike.",
            way, percent(pathway->paths[0].probability.value));
    else
        lp_prose_add(
            t,
            "No path can be called dominant: %s has the largest part of the current in the best "
            "fit (%.0f %%) and leads in %.0f %% of the draws; naming it takes 95 %% and an "
            "interval "
            "clear of the other paths'.",
            way, percent(pathway->paths[0].probability.value), percent(pathway->paths[0].p_top));
}

/* The phase that took most of the new 6Li, or gave most of what was lost, in per cent and in
 * amount. */
static void add_uptake(struct lp_prose *t, const struct lp_answer_pathway *pathway)
{
    size_t most = LP_NONE;

    for (size_t i = 0; i < pathway->n_compartments; i++)
        if (!isnan(pathway->compartments[i].uptake_share.value) &&
            (most == LP_NONE || pathway->compartments[i].uptake_share.value >
                                    pathway->compartments[most].uptake_share.value))
            most = i;
    if (most == LP_NONE)
        return;
    const struct lp_answer_compartment *c = &pathway->compartments[most];
    if (c->uptake_mol.value < 0.0) {
        lp_prose_add(t,
                     "Of the 6Li that was lost %.0f %% came from %s (95 %%: %.0f to %.0f %%; %.3g "
                     "umol, %.1f %% of its own 6Li).",
                     percent(c->uptake_share.value), c->name, percent(c->uptake_share.low),
                     percent(c->uptake_share.high), -1e6 * c->uptake_mol.value,
                     -c->increase_percent.value);
        return;
    }
    lp_prose_add(
        t,
        "Of the new 6Li %.0f %% is in %s (95 %%: %.0f to %.0f %%; %.3g umol, an increase of its "
        "own 6Li by %.*f %%).",
        percent(c->uptake_share.value), c->name, percent(c->uptake_share.low),
        percent(c->uptake_share.high), 1e6 * c->uptake_mol.value,
        c->increase_percent.value < 100.0 ? 1 : 0, c->increase_percent.value);
}

/* How far the data are from a verdict: the interval's arm that holds the threshold against the way
 * from the best fit to it; errors and the arm shrink alike. */
static void add_precision(struct lp_prose *t, const struct lp_solution *s,
                          const struct lp_estimate *share)
{
    double way = s->study->threshold - share->value;
    double arm = way > 0.0 ? share->high - share->value : share->value - share->low;

    if (arm > 0.0 && arm < 100.0 * fabs(way))
        lp_prose_add(
            t,
            "A verdict would take errors about %.1f times smaller, if the best fit is right (it is "
            "%.1f %% from the threshold, the interval reaches %.1f %% that way).",
            arm / fabs(way), percent(fabs(way)), percent(arm));
    else if (arm > 0.0)
        lp_prose_add(t,
                     "The best fit is within %.1g %% of the threshold: no precision would decide.",
                     percent(fabs(way)));
}

/* True if no spectrum of the report experiment shows the interface: then neither its curve nor the
 * precision of what was seen is what a verdict waits for. */
static bool add_unseen(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    const char *names = "";

    for (size_t i = 0; i < m->n_compartments; i++) {
        if (strcmp(m->compartments[i].role, "interface") != 0)
            continue;
        if (lp_refuse_is_seen(s->report, i))
            return false;
        names = lp_prose_list(t, names, ", ", m->compartments[i].name);
    }
    lp_prose_add(
        t,
        "No component that '%s' measured shows %s: of its share these spectra say only what the "
        "other "
        "phases leave.",
        s->report->name, names);
    return true;
}

/* Why the data cannot tell: one time, early times, twin curves. */
static void add_reasons(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    const struct lp_twins *twins = &s->twins;
    const bool is_open = s->verdict.interface == LP_VERDICT_UNDETERMINED;
    double theta = lp_shares_theta(s->report, s->p, s->numbers), d = twins->distance;

    if (lp_study_is_single(s->study))
        lp_prose_add(
            t, "There is one time point only: it fixes how much 6Li each phase took, but not by "
               "which links (a phase fed by an electrode and one fed by its neighbour can look "
               "alike), so rates between phases cannot be known from it.");
    if (m->i_first != LP_NONE && fabs(theta) < LP_EARLY_THETA)
        lp_prose_add(
            t,
            "All phases are within %.2g %% of the way to the electrodes' enrichment: uptake is "
            "linear in time there, and only the sum of the flows into each phase shows.",
            percent(fabs(theta)));
    /* Of two under one peak another sentence tells (averaged.h), and more precision tells nothing.
     */
    if (!is_open || add_unseen(t, s) || !twins->is_known || s->averaged.n > 0)
        return;
    if (d < LP_TWIN_DISTANCE)
        lp_prose_add(
            t,
            "The curves of %s and %s are twins (distance %.1f sigma over the whole series): only "
            "the sum of what the electrodes give to the two is known, not its split.",
            m->compartments[twins->i_interface].name, m->compartments[twins->i_neighbour].name, d);
    else if (!isnan(d))
        lp_prose_add(
            t,
            "The curves of %s and of %s, its nearest neighbour, are %.1f sigma apart over the "
            "whole "
            "series: no twins (below %.0f), yet their split is not known well enough.",
            m->compartments[twins->i_interface].name, m->compartments[twins->i_neighbour].name, d,
            LP_TWIN_DISTANCE);
    add_precision(t, s, &s->verdict.share);
}

/* The electrode contact of a phase with either electrode: edge index or LP_NONE. */
static size_t contact(const struct lp_model *m, size_t i_electrode, size_t i_phase)
{
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct lp_edge *e = &m->edges[i];
        if (lp_edge_conducts(e) && ((e->i_from == i_electrode && e->i_to == i_phase) ||
                                    (e->i_to == i_electrode && e->i_from == i_phase)))
            return i;
    }
    return LP_NONE;
}

/* Left and right contacts of a phase that share one parameter: the symmetry assumption. */
static void add_symmetry(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    const char *names = "";
    size_t n_names = 0;
    bool *is_told = lp_arena_alloc(t->arena, m->parameters->n, sizeof(bool));

    if (!is_told)
        return;
    for (size_t i = 0; i < m->n_compartments; i++) {
        size_t left = contact(m, m->i_first, i), right = contact(m, m->i_second, i);
        if (left == LP_NONE || right == LP_NONE)
            continue;
        size_t p = m->edges[left].flow_mol_per_s.i_parameter;
        if (p == LP_NONE || p != m->edges[right].flow_mol_per_s.i_parameter || is_told[p])
            continue;
        is_told[p] = true;
        n_names++;
        names = lp_prose_list(t, names, ", ", m->parameters->item[p].name);
    }
    if (n_names > 0)
        lp_prose_add(
            t,
            "This rests on an assumption of the model: both sides of the cell are alike (%s "
            "stand%s for the left and the right contact).",
            names, n_names > 1 ? "" : "s");
}

/*
 * One ratio c of right to left contacts for all phases: then all phases sit at one potential and
 * the share is the foil-contact share (science.md). Well-mixed models only.
 */
static void add_well_mixed(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    double c = NAN;

    if (m->n_layers > 0)
        return;
    for (size_t i = 0; i < m->n_compartments; i++) {
        size_t left = contact(m, m->i_first, i), right = contact(m, m->i_second, i);
        if (left == LP_NONE && right == LP_NONE)
            continue;
        if (left == LP_NONE || right == LP_NONE)
            return;
        double phi_left = lp_value_at(m->parameters, &m->edges[left].flow_mol_per_s, s->p,
                                      s->study->report_temperature_K);
        double phi_right = lp_value_at(m->parameters, &m->edges[right].flow_mol_per_s, s->p,
                                       s->study->report_temperature_K);
        if (phi_left == 0.0 && phi_right == 0.0)
            continue;
        double ratio = phi_right / phi_left;
        if (!isfinite(ratio) || (!isnan(c) && fabs(ratio - c) > 1e-6 * c))
            return;
        c = ratio;
    }
    if (isnan(c))
        return;
    char alike[100] = "the contacts on both sides are alike";
    if (c != 1.0)
        snprintf(alike, sizeof alike,
                 "for every phase the right contact is the left one times %.3g", c);
    lp_prose_add(
        t,
        "The model is well mixed and %s: all phases sit at one potential, so the share is the "
        "foil-contact share and the flows between phases do not enter it; a claim about transport "
        "through the film needs a depth model.",
        alike);
}

/* True if phase i has the only contacts with the electrodes that a topology leaves. */
static bool is_only_contact(const struct lp_model *m, const struct lp_edge_set *absent, size_t i)
{
    bool touches = false;

    for (size_t k = 0; k < m->n_edges; k++) {
        const struct lp_edge *e = &m->edges[k];
        if (!lp_edge_conducts(e) || !lp_edge_touches_electrode(m, e) ||
            lp_edge_set_has(absent, e->id))
            continue;
        if (e->i_from != i && e->i_to != i)
            return false;
        touches = true;
    }
    return touches;
}

/* Of the topologies in which all Li+ comes and goes through phase i: one that is kept, else the one
 * that fits best; NULL if there is none. */
static const struct lp_topology *best_chain(const struct lp_solution *s, size_t i)
{
    const struct lp_topology *best = NULL;

    for (size_t k = 0; k < s->topologies.n; k++) {
        const struct lp_topology *t = &s->topologies.items[k];
        if (!t->optimum || !is_only_contact(s->report->model, &t->absent, i))
            continue;
        bool is_better = !best || (!lp_topology_is_kept(best) && lp_topology_is_kept(t)) ||
                         (lp_topology_is_kept(best) == lp_topology_is_kept(t) &&
                          t->optimum->deviance < best->optimum->deviance);
        if (is_better)
            best = t;
    }
    return best;
}

/* Whether the whole current may pass through the contacts of one phase alone, phase by phase. */
static void add_chains(struct lp_prose *t, const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;

    for (size_t i = 0; i < m->n_compartments; i++) {
        const struct lp_topology *chain =
            m->compartments[i].kind == LP_PHASE ? best_chain(s, i) : NULL;
        if (!chain || chain->absent.n == 0)
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
    const size_t *n = s->topologies.n_refused, n_left = n[LP_REFUSAL_NONE];
    const size_t n_physics = n[LP_REFUSAL_PHYSICS], n_misfit = n[LP_REFUSAL_MISFIT];
    const char *lost = "";

    if (s->topologies.n < 2 || !lp_study_is_single(s->study))
        return;
    if (n[LP_REFUSAL_NOT_FITTED] > 0)
        lost = lp_arena_printf(t->arena, ", %zu could not be fitted", n[LP_REFUSAL_NOT_FITTED]);
    lp_prose_add(
        t,
        "Of %zu ways to leave out optional links %zu feed all that is seen and join the foils; the "
        "data rule out %zu of these (%zu by physics, %zu by misfit)%s, %zu are left%s.",
        s->topologies.n, s->topologies.n - n[LP_REFUSAL_UNFED] - n[LP_REFUSAL_APART],
        n_physics + n_misfit, n_physics, n_misfit, lost, n_left,
        n_left > 1 && !s->topologies.has_weights
            ? ", and the intervals of shares hold those of all of them"
            : "");
}

/* The parameters of a kind, by name; with their reasons where they are few. */
static void add_unknown(struct lp_prose *t, const struct lp_solution *s,
                        const struct lp_answer *answer, enum lp_identifiable kind, bool by_prior,
                        const char *what)
{
    const char *names = "";
    size_t n = 0;

    for (size_t i = 0; i < answer->n_parameters; i++)
        n +=
            s->identity[i].kind == kind && (s->identity[i].unknown == LP_UNKNOWN_PRIOR) == by_prior;
    for (size_t i = 0; i < answer->n_parameters; i++) {
        const struct lp_answer_parameter *p = &answer->parameters[i];
        if (s->identity[i].kind != kind || (s->identity[i].unknown == LP_UNKNOWN_PRIOR) != by_prior)
            continue;
        names = lp_prose_list(t, names, n <= FEW && !by_prior ? "; " : ", ", p->name);
        if (n <= FEW && !by_prior)
            names = lp_prose_list(t, lp_prose_list(t, names, " (", p->why), ")", "");
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

    add_verdict(&t, s);
    add_dominant(&t, answer);
    add_uptake(&t, answer->pathway);
    add_reasons(&t, s);
    add_ruled_out(&t, s);
    add_averaged(&t, s);
    add_chains(&t, s);
    add_symmetry(&t, s);
    add_well_mixed(&t, s);
    add_unknown(&t, s, answer, LP_NOT_IDENTIFIED, false, "Cannot be known from these data");
    add_unknown(&t, s, answer, LP_UPPER_BOUND_ONLY, false, "Known from above only");
    add_unknown(&t, s, answer, LP_LOWER_BOUND_ONLY, false, "Known from below only");
    add_unknown(&t, s, answer, LP_NOT_IDENTIFIED, true, "Known from their priors alone");
    lp_words_next(s, &t, answer);
    lp_words_otherwise(s, &t, answer);
    answer->verdict.text = t.text;
}
