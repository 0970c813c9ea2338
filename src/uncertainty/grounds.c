/* SPDX-License-Identifier: MIT
 *
 * One function a ground; each reads the solution and sets its part, in the order of grounds.h.
 */
#include "uncertainty/grounds.h"

#include "uncertainty/solution.h"
#include "uncertainty/uptake.h"

#include <math.h>
#include <string.h>

#define PATHS_ALIKE (1.0 - 1e-9) /* probabilities that differ by rounding only */
#define RATIO_ALIKE 1e-6         /* relative: contacts of one ratio */
#define HOPELESS    100.0        /* an arm so many times the way is not to be shrunk */

static enum lp_lead find_lead(const struct lp_solution *s)
{
    const struct lp_path *paths = s->paths.items;
    const double *p_top = s->intervals.p_top;

    if (s->paths.n == 0 || paths[0].n == 0 || isnan(p_top[0]))
        return LP_LEAD_UNKNOWN;
    if (s->verdict.has_dominant)
        return LP_LEAD_NAMED;
    return p_top[0] == 0.0 && s->paths.n > 1 &&
                   paths[1].probability >= PATHS_ALIKE * paths[0].probability
               ? LP_LEAD_SHARED
               : LP_LEAD_OPEN;
}

static void find_taker(const struct lp_solution *s, struct lp_grounds *out)
{
    const size_t i = lp_uptake_most(s->report->model, s->numbers);

    out->i_taker = i;
    out->is_loss = i != LP_NONE && s->numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE)] < 0.0;
}

/* The interface compartments, where no spectrum of the report experiment shows one of them: then
 * neither its curve nor the precision of what was seen is what a verdict waits for. */
static void find_unseen(const struct lp_solution *s, struct lp_grounds *out)
{
    const struct lp_model *m = s->report->model;
    size_t *unseen = lp_arena_alloc(s->arena, m->n_compartments, sizeof *unseen);
    size_t n = 0;

    if (!unseen)
        return;
    for (size_t i = 0; i < m->n_compartments; i++) {
        if (!lp_compartment_is_interface(&m->compartments[i]))
            continue;
        if (lp_experiment_sees(s->report, i))
            return;
        unseen[n++] = i;
    }
    out->unseen = unseen;
    out->n_unseen = n;
}

static struct lp_precision find_precision(const struct lp_estimate *share, double threshold)
{
    const double way = threshold - share->value;
    const double arm = way > 0.0 ? share->high - share->value : share->value - share->low;
    struct lp_precision p = {LP_PRECISION_UNSAID, fabs(way), arm, arm / fabs(way)};

    if (arm > 0.0)
        p.reading = arm < HOPELESS * p.way ? LP_PRECISION_DECIDES : LP_PRECISION_HOPELESS;
    return p;
}

/* Why the data cannot tell: one time, early times, an interface unseen, twin curves. */
static void find_reasons(const struct lp_solution *s, struct lp_grounds *out)
{
    out->is_single = lp_study_is_single(s->study);
    out->theta = lp_shares_theta(s->report, s->p, s->numbers);
    out->is_early = s->report->model->i_first != LP_NONE && fabs(out->theta) < LP_EARLY_THETA;
    if (s->verdict.interface != LP_VERDICT_UNDETERMINED)
        return;
    find_unseen(s, out);
    if (out->n_unseen > 0 || !s->twins.is_known || s->averaged.n > 0)
        return;
    if (!isnan(s->twins.distance))
        out->twins = s->twins.distance < LP_TWIN_DISTANCE ? LP_TWIN_ALIKE : LP_TWIN_APART;
    out->precision = find_precision(&s->verdict.share, s->study->threshold);
}

/* Left and right contacts of a phase that share one parameter: the symmetry assumption. */
static void find_shared(const struct lp_solution *s, struct lp_grounds *out)
{
    const struct lp_model *m = s->report->model;
    bool *is_found = lp_arena_alloc(s->arena, m->parameters->n, sizeof *is_found);
    size_t *shared = lp_arena_alloc(s->arena, m->parameters->n, sizeof *shared);

    if (!is_found || !shared)
        return;
    for (size_t i = 0; i < m->n_compartments; i++) {
        const size_t left = lp_model_contact(m, m->i_first, i),
                     right = lp_model_contact(m, m->i_second, i);
        if (left == LP_NONE || right == LP_NONE)
            continue;
        const size_t p = m->edges[left].flow_mol_per_s.i_parameter;
        if (p == LP_NONE || p != m->edges[right].flow_mol_per_s.i_parameter || is_found[p])
            continue;
        is_found[p] = true;
        shared[out->n_shared++] = p;
    }
    out->shared = shared;
}

/* Right over left of all phases that touch an electrode; NaN where they have no one ratio. */
static double ratio_of_sides(const struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    const double T = s->study->report_temperature_K;
    double c = NAN;

    for (size_t i = 0; i < m->n_compartments; i++) {
        const size_t left = lp_model_contact(m, m->i_first, i),
                     right = lp_model_contact(m, m->i_second, i);
        if (left == LP_NONE && right == LP_NONE)
            continue;
        if (left == LP_NONE || right == LP_NONE)
            return NAN;
        const double phi_left = lp_value_at(m->parameters, &m->edges[left].flow_mol_per_s, s->p, T);
        const double phi_right =
            lp_value_at(m->parameters, &m->edges[right].flow_mol_per_s, s->p, T);
        if (phi_left == 0.0 && phi_right == 0.0)
            continue;
        const double ratio = phi_right / phi_left;
        if (!isfinite(ratio) || (!isnan(c) && fabs(ratio - c) > RATIO_ALIKE * c))
            return NAN;
        c = ratio;
    }
    return c;
}

static void find_sides(const struct lp_solution *s, struct lp_grounds *out)
{
    out->side_ratio = s->report->model->n_layers > 0 ? NAN : ratio_of_sides(s);
    out->sides = isnan(out->side_ratio)   ? LP_SIDES_OWN
                 : out->side_ratio == 1.0 ? LP_SIDES_ALIKE
                                          : LP_SIDES_SCALED;
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
    return best && best->absent.n > 0 ? best : NULL;
}

static void find_chains(const struct lp_solution *s, struct lp_grounds *out)
{
    const struct lp_model *m = s->report->model;
    const struct lp_topology **chains = lp_arena_alloc(s->arena, m->n_compartments, sizeof *chains);

    if (!chains)
        return;
    for (size_t i = 0; i < m->n_compartments; i++)
        chains[i] = m->compartments[i].kind == LP_PHASE ? best_chain(s, i) : NULL;
    out->chains = chains;
}

/* What a single time point rules out, and what intervals are taken over. */
static void find_ruled_out(const struct lp_solution *s, struct lp_grounds *out)
{
    const struct lp_topologies *all = &s->topologies;
    const size_t *n = all->n_refused;

    out->is_ruling = out->is_single && all->n > 1;
    out->n_feasible = all->n - n[LP_REFUSAL_UNFED] - n[LP_REFUSAL_APART];
    out->n_ruled_out = n[LP_REFUSAL_PHYSICS] + n[LP_REFUSAL_MISFIT];
    out->are_united = n[LP_REFUSAL_NONE] > 1 && !all->has_weights;
}

void lp_grounds_run(struct lp_solution *s)
{
    struct lp_grounds *out = lp_arena_alloc(s->arena, 1, sizeof *out);

    if (!out || !s->is_joined)
        return;
    out->lead = find_lead(s);
    find_taker(s, out);
    find_reasons(s, out);
    find_shared(s, out);
    find_sides(s, out);
    find_chains(s, out);
    find_ruled_out(s, out);
    s->grounds = out;
}

void lp_grounds_reach(struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;
    bool *reached = lp_arena_alloc(s->arena, m->n_compartments, sizeof *reached);
    size_t *unreached = lp_arena_alloc(s->arena, m->n_compartments, sizeof *unreached);

    if (!reached || !unreached)
        return;
    if (m->i_first == LP_NONE)
        return;
    for (size_t i = 0; i < m->n_compartments; i++)
        reached[i] = m->compartments[i].kind == LP_ELECTRODE;
    lp_model_reach(m, NULL, LP_NONE, false, reached);
    for (size_t i = 0; i < m->n_compartments; i++)
        if (!reached[i])
            unreached[s->n_unreached++] = i;
    s->unreached = unreached;
}
