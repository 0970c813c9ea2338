/* SPDX-License-Identifier: MIT
 *
 * Links first: what they leave of the resistance is the film's.
 */
#include "checks/athermal.h"

#include "pathway/activation.h"
#include "uncertainty/solution.h"

#include <math.h>

/* Links without activation energy; the part of the resistance that no link has. */
static double find_links(const struct lp_solution *s, size_t links[], size_t *n)
{
    const struct lp_model *m = s->report->model;
    double film = 1.0;

    for (size_t i = 0; i < m->n_edges; i++) {
        const double part = s->numbers[lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)];
        film -= part;
        if (part > LP_ATHERMAL_PART &&
            !lp_activation_has(m->parameters, &m->edges[i].flow_mol_per_s))
            links[(*n)++] = i;
    }
    return film;
}

void lp_athermal_run(struct lp_solution *s)
{
    const struct lp_model *m = s->report->model;

    if (!s->is_joined || isnan(s->numbers[LP_SHARE_ACTIVATION]))
        return;
    struct lp_athermal *out = lp_arena_alloc(s->arena, 1, sizeof *out);
    size_t *links = lp_arena_alloc(s->arena, m->n_edges, sizeof *links);
    size_t *films = lp_arena_alloc(s->arena, m->n_compartments, sizeof *films);
    if (!out || !links || !films)
        return;
    const double film = find_links(s, links, &out->n_links);
    for (size_t i = 0; i < m->n_compartments && film > LP_ATHERMAL_PART && m->n_layers > 0; i++) {
        const struct lp_value *diffusivity = &m->compartments[i].diffusivity_m2_per_s;
        if (diffusivity->is_given && !lp_activation_has(m->parameters, diffusivity))
            films[out->n_films++] = i;
    }
    out->links = links;
    out->films = films;
    s->athermal = out;
}
