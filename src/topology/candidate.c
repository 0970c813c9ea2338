/* SPDX-License-Identifier: MIT
 *
 * Grouping of optional edges into candidates. Edges are joined when they share an id or a flow (or
 * rate) parameter in any experiment; the groups are the connected parts of that relation.
 */
#include "topology/candidate.h"

#include <string.h>

struct edge_list {
    size_t n;
    const char **ids; /* distinct optional edges over all experiments */
    size_t *group;    /* [n] the lowest edge of its group */
};

/* The parameter that an edge's flow or rate is, LP_NONE for a number. */
static size_t flow_parameter(const struct lp_edge *edge)
{
    const struct lp_value *value =
        lp_edge_conducts(edge) ? &edge->flow_mol_per_s : &edge->rate_per_s;
    return value->is_given ? value->i_parameter : LP_NONE;
}

static size_t find_id(const struct edge_list *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->ids[i], id) == 0)
            return i;
    return LP_NONE;
}

static void join(struct edge_list *list, size_t a, size_t b)
{
    size_t from = list->group[a], to = list->group[b];
    size_t low = from < to ? from : to, high = from < to ? to : from;

    for (size_t i = 0; i < list->n; i++)
        if (list->group[i] == high)
            list->group[i] = low;
}

static void collect(const struct lp_study *study, struct edge_list *list)
{
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        for (size_t i = 0; i < m->n_edges; i++)
            if (m->edges[i].is_optional && find_id(list, m->edges[i].id) == LP_NONE) {
                list->group[list->n] = list->n;
                list->ids[list->n++] = m->edges[i].id;
            }
    }
}

/* Join the edges of one parameter; `first` [parameters.n] remembers the first edge of each. */
static void join_by_parameter(const struct lp_study *study, struct edge_list *list, size_t first[])
{
    for (size_t i = 0; i < study->parameters.n; i++)
        first[i] = LP_NONE;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        for (size_t i = 0; i < m->n_edges; i++) {
            size_t parameter = flow_parameter(&m->edges[i]);
            if (!m->edges[i].is_optional || parameter == LP_NONE)
                continue;
            size_t edge = find_id(list, m->edges[i].id);
            if (first[parameter] == LP_NONE)
                first[parameter] = edge;
            join(list, edge, first[parameter]);
        }
    }
}

static void make_candidates(const struct edge_list *list, struct lp_arena *arena,
                            struct lp_candidates *out)
{
    struct lp_candidate *items = lp_arena_alloc(arena, list->n, sizeof *items);

    for (size_t g = 0; items && g < list->n; g++) {
        if (list->group[g] != g)
            continue;
        const char **ids = lp_arena_alloc(arena, list->n, sizeof(char *));
        struct lp_candidate *item = &items[out->n++];
        for (size_t i = g; ids && i < list->n; i++)
            if (list->group[i] == g)
                ids[item->n++] = list->ids[i];
        item->ids = ids;
    }
    out->items = items;
}

enum lp_status lp_candidates_find(const struct lp_study *study, struct lp_arena *arena,
                                  struct lp_candidates *candidates, struct lp_diag *diag)
{
    size_t n_edges = 0;
    struct edge_list list = {.n = 0};
    struct lp_candidates out = {.n = 0};

    for (size_t e = 0; e < study->n_experiments; e++)
        n_edges += study->experiments[e].model->n_edges;
    list.ids = lp_arena_alloc(arena, n_edges, sizeof(char *));
    list.group = lp_arena_alloc(arena, n_edges, sizeof(size_t));
    size_t *first = lp_arena_alloc(arena, study->parameters.n, sizeof(size_t));
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    collect(study, &list);
    join_by_parameter(study, &list, first);
    make_candidates(&list, arena, &out);
    if (out.n > LP_CANDIDATES_MAX) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "%zu candidates (optional edges, those of one parameter counted once) are "
                      "more than the %d that a search can go through: make some edges certain or "
                      "let them share a parameter",
                      out.n, LP_CANDIDATES_MAX);
        return LP_EINPUT;
    }
    out.n_topologies = (uint64_t)1 << out.n;
    *candidates = out;
    return lp_arena_status(arena, LP_OK);
}

struct lp_edge_set lp_candidates_absent(const struct lp_candidates *candidates, uint64_t number,
                                        struct lp_arena *arena)
{
    size_t n = 0, i = 0;

    for (size_t k = 0; k < candidates->n; k++)
        n += (number >> k & 1) ? candidates->items[k].n : 0;
    const char **ids = lp_arena_alloc(arena, n, sizeof(char *));
    for (size_t k = 0; ids && k < candidates->n; k++)
        for (size_t j = 0; (number >> k & 1) && j < candidates->items[k].n; j++)
            ids[i++] = candidates->items[k].ids[j];
    return (struct lp_edge_set){.n = ids ? n : 0, .ids = ids};
}
