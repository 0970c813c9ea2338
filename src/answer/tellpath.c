/* SPDX-License-Identifier: MIT
 *
 * Estimates are those of the full model's optimum; their intervals are those of intervals.h.
 */
#include "answer/tellpath.h"

#include <math.h>

static struct lp_estimate of_compartment(const struct lp_solution *s, size_t i,
                                         enum lp_share_compartment what)
{
    return s->intervals.numbers[lp_shares_at_compartment(i, what)];
}

static void tell_compartment(const struct lp_solution *s, size_t i,
                             struct lp_answer_compartment *out)
{
    const struct lp_compartment *c = &s->report->model->compartments[i];

    *out = (struct lp_answer_compartment){
        .name = c->name,
        .kind = c->kind,
        .role = c->role,
        .inventory_mol = s->numbers[lp_shares_at_compartment(i, LP_SHARE_INVENTORY)],
        .enrichment = s->numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)],
        .visited = of_compartment(s, i, LP_SHARE_VISITED),
        .carried = of_compartment(s, i, LP_SHARE_CARRIED),
        .without = of_compartment(s, i, LP_SHARE_WITHOUT),
        .increase_percent = of_compartment(s, i, LP_SHARE_INCREASE),
        .uptake_mol = of_compartment(s, i, LP_SHARE_UPTAKE),
        .uptake_share = of_compartment(s, i, LP_SHARE_UPTAKE_PART)};
    out->has_carried = !isnan(out->carried.value);
}

static void tell_edge(const struct lp_solution *s, size_t i, struct lp_answer_edge *out)
{
    const struct lp_model *m = s->report->model;
    const struct lp_edge *e = &m->edges[i];

    *out = (struct lp_answer_edge){
        .id = e->id,
        .between = {m->compartments[e->i_from].name, m->compartments[e->i_to].name},
        .net_share = s->intervals.numbers[lp_shares_at_edge(m, i, LP_SHARE_NET)],
        .resistance_share = s->intervals.numbers[lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)],
        .activation_eV = s->intervals.numbers[lp_shares_at_edge(m, i, LP_SHARE_EDGE_ACTIVATION)],
        .inclusion = s->intervals.inclusion[i],
        .is_significant = s->intervals.is_significant[i]};
}

const char *const *lp_tellpath_names(const struct lp_solution *s, size_t i_path,
                                     struct lp_arena *arena)
{
    const struct lp_path *path = &s->paths.items[i_path];
    const char **names = lp_arena_alloc(arena, path->n, sizeof *names);

    for (size_t i = 0; names && i < path->n; i++)
        names[i] = s->report->model->compartments[path->compartments[i]].name;
    return names;
}

static void tell_paths(const struct lp_solution *s, struct lp_answer *answer,
                       struct lp_answer_pathway *pathway)
{
    pathway->paths = lp_arena_alloc(answer->arena, s->paths.n, sizeof *pathway->paths);
    pathway->n_paths = s->paths.n;
    for (size_t i = 0; pathway->paths && i < s->paths.n; i++) {
        const struct lp_path *path = &s->paths.items[i];
        struct lp_answer_path *out = &pathway->paths[i];
        const char *const *names = lp_tellpath_names(s, i, answer->arena);
        *out = (struct lp_answer_path){.n = path->n,
                                       .compartments = names,
                                       .probability = s->intervals.paths[i],
                                       .p_top = s->intervals.p_top[i],
                                       .averaged = s->intervals.averaged[i]};
    }
    pathway->rest = s->intervals.rest;
}

void lp_tellpath(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_model *m = s->report->model;
    if (!s->is_joined)
        return;
    struct lp_answer_pathway *pathway = lp_arena_alloc(answer->arena, 1, sizeof *pathway);

    if (!pathway)
        return;
    if (s->options) /* flow (given.h) has no intervals */
        pathway->method = lp_interval_method_text(
            lp_solution_method(s), lp_profiles_number(&s->profiles, LP_SHARE_G) != NULL);
    pathway->method_rest =
        s->profiles.is_costly && lp_solution_method(s) == LP_METHOD_PROFILE ? "covariance" : NULL;
    pathway->conductance_mol_s = s->intervals.numbers[LP_SHARE_G];
    pathway->resistance_ohm = s->intervals.numbers[LP_SHARE_R];
    pathway->activation_eV = s->intervals.numbers[LP_SHARE_ACTIVATION];
    pathway->compartments =
        lp_arena_alloc(answer->arena, m->n_compartments, sizeof *pathway->compartments);
    pathway->edges = lp_arena_alloc(answer->arena, m->n_edges, sizeof *pathway->edges);
    if (!pathway->compartments || !pathway->edges)
        return;
    for (size_t i = 0; i < m->n_compartments; i++)
        tell_compartment(s, i, &pathway->compartments[pathway->n_compartments++]);
    for (size_t i = 0; i < m->n_edges; i++)
        if (lp_edge_conducts(&m->edges[i]))
            tell_edge(s, i, &pathway->edges[pathway->n_edges++]);
    answer->pathway = pathway;
    tell_paths(s, answer, pathway);
}
