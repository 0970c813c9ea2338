/* SPDX-License-Identifier: MIT
 *
 * Kirchhoff's law by star-mesh elimination. Removing node k replaces its links g_ki by a mesh
 *
 *     s_k = sum_i g_ki,     g_ij += g_ki g_kj / s_k
 *
 * until only source and sink are left, joined by the conductance G of the whole. This is Gaussian
 * elimination of the grounded Laplacian with its pivots summed rather than subtracted, so each g_ij
 * keeps its relative accuracy (Grassmann, Taksar & Heyman, Oper. Res. 33 (1985) 1107, for Markov
 * chains). A flow g (psi_a - psi_b) would lose as many digits as g is larger than its neighbours;
 * potential drops d_ij = psi_i - psi_j of linked nodes are therefore recovered directly, from the
 * last node eliminated to the first:
 *
 *     d_ki = b_k / s_k + sum_j (g_kj / s_k) d_ji        (b: current fed in; only the source has
 * any)
 *
 * where each term, times g_ki, is a flow of the mesh and at most the total. The mesh makes every
 * pair of neighbours of k linked, so all d_ji needed are there (cf. Takahashi's sparse inverse).
 */
#include "network/kirchhoff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOWHERE ((size_t)-1)

/*
 * Positions are places in the order of elimination; the source is last but one, the sink last.
 * Row p of the pattern lists the later positions that p is linked to when it is eliminated.
 */
struct lp_kirchhoff {
    size_t n_nodes, n_links;
    const size_t (*ends)[2];
    size_t *first; /* [n_nodes + 1] each node's part of at */
    size_t *at;    /* [2 n_links] its links */

    /* The plan: what follows from source, sink and which links are open (g > 0). */
    bool has_plan, is_joined;
    size_t source, sink;
    bool *is_open; /* [n_links] */
    bool *is_live; /* [n_links] on some way from source to sink that repeats no node */
    size_t n_order;
    size_t *order;    /* [n_nodes] node at each position: those that the source reaches */
    size_t *position; /* [n_nodes] NOWHERE if the source does not reach it */
    size_t *row;      /* [n_nodes + 1] */
    size_t *column;   /* [row[n_order]] */
    size_t *slot;     /* [n_links] entry of the pattern; NOWHERE if closed or out of reach */
    size_t capacity;  /* entries that column, share, drop and slope have room for */

    /* Search and pattern work. */
    size_t *rank;   /* [n_nodes] when the search found it */
    size_t *low;    /* [n_nodes] */
    size_t *parent; /* [n_nodes] */
    size_t *cursor; /* [n_nodes] */
    size_t *found;  /* [n_nodes] nodes by rank */
    bool *is_core;  /* [n_nodes] touches a live link */

    /* Numbers. */
    bool has_solution;
    double *share; /* [capacity] g_kj while collecting, g_kj / s_k once eliminated */
    double *drop;  /* [capacity] d_kj of the solution */
    double *slope; /* [capacity] its derivative */
    double *pivot; /* [n_nodes] s_k */
    double *feed;  /* [n_nodes] b_k */
};

void lp_kirchhoff_free(struct lp_kirchhoff *kirchhoff)
{
    if (!kirchhoff)
        return;
    void *const owned[] = {
        kirchhoff->first,  kirchhoff->at,       kirchhoff->is_open, kirchhoff->is_live,
        kirchhoff->order,  kirchhoff->position, kirchhoff->row,     kirchhoff->column,
        kirchhoff->slot,   kirchhoff->rank,     kirchhoff->low,     kirchhoff->parent,
        kirchhoff->cursor, kirchhoff->found,    kirchhoff->is_core, kirchhoff->share,
        kirchhoff->drop,   kirchhoff->slope,    kirchhoff->pivot,   kirchhoff->feed};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        free(owned[i]);
    free(kirchhoff);
}

static bool allocate(struct lp_kirchhoff *k)
{
    size_t **const by_node[] = {&k->order,  &k->position, &k->rank, &k->low,
                                &k->parent, &k->cursor,   &k->found};
    for (size_t i = 0; i < sizeof by_node / sizeof by_node[0]; i++)
        if (!(*by_node[i] = calloc(k->n_nodes + 1, sizeof **by_node[i])))
            return false;
    k->first = calloc(k->n_nodes + 2, sizeof *k->first);
    k->row = calloc(k->n_nodes + 1, sizeof *k->row);
    k->at = calloc(2 * k->n_links + 1, sizeof *k->at);
    k->slot = calloc(k->n_links + 1, sizeof *k->slot);
    k->is_open = calloc(k->n_links + 1, sizeof *k->is_open);
    k->is_live = calloc(k->n_links + 1, sizeof *k->is_live);
    k->is_core = calloc(k->n_nodes + 1, sizeof *k->is_core);
    k->pivot = calloc(k->n_nodes + 1, sizeof *k->pivot);
    k->feed = calloc(k->n_nodes + 1, sizeof *k->feed);
    return k->first && k->row && k->at && k->slot && k->is_open && k->is_live && k->is_core &&
           k->pivot && k->feed;
}

/* Links by node: counted one place ahead, so that filling them in leaves first[] at their starts.
 */
static void list_links(struct lp_kirchhoff *k)
{
    for (size_t l = 0; l < k->n_links; l++) {
        k->first[k->ends[l][0] + 2]++;
        k->first[k->ends[l][1] + 2]++;
    }
    for (size_t i = 2; i < k->n_nodes + 2; i++)
        k->first[i] += k->first[i - 1];
    for (size_t l = 0; l < k->n_links; l++) {
        k->at[k->first[k->ends[l][0] + 1]++] = l;
        k->at[k->first[k->ends[l][1] + 1]++] = l;
    }
}

enum lp_status lp_kirchhoff_new(size_t n_nodes, size_t n_links, const size_t (*ends)[2],
                                struct lp_kirchhoff **kirchhoff)
{
    for (size_t l = 0; l < n_links; l++)
        if (ends[l][0] >= n_nodes || ends[l][1] >= n_nodes || ends[l][0] == ends[l][1])
            return LP_EINTERNAL;
    struct lp_kirchhoff *k = calloc(1, sizeof *k);
    if (!k)
        return LP_ENOMEM;
    k->n_nodes = n_nodes;
    k->n_links = n_links;
    k->ends = ends;
    if (!allocate(k)) {
        lp_kirchhoff_free(k);
        return LP_ENOMEM;
    }
    list_links(k);
    *kirchhoff = k;
    return LP_OK;
}

static size_t other_end(const struct lp_kirchhoff *k, size_t link, size_t node)
{
    return k->ends[link][0] == node ? k->ends[link][1] : k->ends[link][0];
}

/* Depth-first search from the source along open links; returns how many nodes it found. */
static size_t search(struct lp_kirchhoff *k)
{
    for (size_t i = 0; i < k->n_nodes; i++)
        k->rank[i] = NOWHERE;
    size_t n_found = 0;
    size_t node = k->source;
    k->parent[node] = NOWHERE;
    while (node != NOWHERE) {
        if (k->rank[node] == NOWHERE) {
            k->rank[node] = n_found;
            k->found[n_found++] = node;
            k->cursor[node] = k->first[node];
        }
        size_t next = k->parent[node];
        while (k->cursor[node] < k->first[node + 1]) {
            const size_t link = k->at[k->cursor[node]++];
            const size_t other = other_end(k, link, node);
            if (k->is_open[link] && k->rank[other] == NOWHERE) {
                k->parent[other] = node;
                next = other;
                break;
            }
        }
        node = next;
    }
    return n_found;
}

/*
 * The live links are the block (biconnected component) that an extra link from source to sink
 * would be in. In a depth-first tree rooted at the source, the branch u-v continues the block of
 * the branch above u if some link leads from below v to above u (low[v] < rank[u]); the extra link
 * is one from the sink to the root. Any other link lies in the block of the branch above its
 * later end.
 */
static void mark_live(struct lp_kirchhoff *k, size_t n_found)
{
    for (size_t r = n_found; r-- > 0;) {
        const size_t node = k->found[r];
        k->low[node] = node == k->sink ? 0 : r;
        for (size_t c = k->first[node]; c < k->first[node + 1]; c++) {
            const size_t other = other_end(k, k->at[c], node);
            if (!k->is_open[k->at[c]])
                continue;
            const size_t low = k->parent[other] == node ? k->low[other] : k->rank[other];
            if (low < k->low[node])
                k->low[node] = low;
        }
    }
    size_t trunk = k->sink;
    while (k->parent[trunk] != k->source)
        trunk = k->parent[trunk];

    bool *const branch_is_live = k->is_core;
    branch_is_live[k->source] = false;
    for (size_t r = 1; r < n_found; r++) {
        const size_t node = k->found[r], above = k->parent[node];
        branch_is_live[node] = above == k->source
                                   ? node == trunk
                                   : branch_is_live[above] && k->low[node] < k->rank[above];
    }
    for (size_t l = 0; l < k->n_links; l++) {
        const size_t a = k->ends[l][0], b = k->ends[l][1];
        k->is_live[l] = k->is_open[l] && k->rank[a] != NOWHERE &&
                        branch_is_live[k->rank[a] > k->rank[b] ? a : b];
    }
}

/*
 * Dead ends go first: they leave the rest as it is to the last bit, since a block that hangs on one
 * node makes no mesh beyond that node.
 */
static void choose_order(struct lp_kirchhoff *k)
{
    for (size_t i = 0; i < k->n_nodes; i++) {
        k->is_core[i] = false;
        k->position[i] = NOWHERE;
    }
    for (size_t l = 0; l < k->n_links; l++)
        if (k->is_live[l])
            k->is_core[k->ends[l][0]] = k->is_core[k->ends[l][1]] = true;
    size_t n = 0;
    for (int core = 0; core < 2; core++)
        for (size_t i = 0; i < k->n_nodes; i++)
            if (k->rank[i] != NOWHERE && k->is_core[i] == core && i != k->source && i != k->sink)
                k->order[n++] = i;
    k->order[n++] = k->source;
    k->order[n++] = k->sink;
    for (size_t p = 0; p < n; p++)
        k->position[k->order[p]] = p;
    k->n_order = n;
}

static bool make_room(struct lp_kirchhoff *k, size_t n_entries)
{
    if (n_entries <= k->capacity)
        return true;
    const size_t capacity = 2 * n_entries + 16;
    size_t *column = realloc(k->column, capacity * sizeof *column);
    if (column)
        k->column = column;
    double **const values[] = {&k->share, &k->drop, &k->slope};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double *larger = realloc(*values[i], capacity * sizeof *larger);
        if (!larger)
            return false;
        *values[i] = larger;
    }
    if (!column)
        return false;
    k->capacity = capacity;
    return true;
}

static int compare_sizes(const void *one, const void *other)
{
    const size_t a = *(const size_t *)one, b = *(const size_t *)other;
    return (a > b) - (a < b);
}

/*
 * The pattern of elimination: row p holds its own later neighbours and the rows of those eliminated
 * before it whose first entry is p (each row is passed on to its first entry only: the mesh among
 * the others is then inherited along the way).
 */
static enum lp_status find_pattern(struct lp_kirchhoff *k)
{
    size_t *const last_seen = k->low;    /* by position: row that has the entry already */
    size_t *const heir = k->cursor;      /* list of rows that pass on to p ... */
    size_t *const next_heir = k->parent; /* ... chained */
    for (size_t p = 0; p < k->n_order; p++)
        last_seen[p] = heir[p] = NOWHERE;
    k->row[0] = 0;
    for (size_t p = 0; p < k->n_order; p++) {
        size_t n = k->row[p];
        const size_t node = k->order[p];
        for (size_t c = k->first[node]; c < k->first[node + 1]; c++) {
            const size_t q = k->position[other_end(k, k->at[c], node)];
            if (!k->is_open[k->at[c]] || q < p || last_seen[q] == p)
                continue;
            if (!make_room(k, n + 1))
                return LP_ENOMEM;
            last_seen[q] = p;
            k->column[n++] = q;
        }
        for (size_t child = heir[p]; child != NOWHERE; child = next_heir[child]) {
            for (size_t e = k->row[child] + 1; e < k->row[child + 1]; e++) {
                const size_t q = k->column[e];
                if (last_seen[q] == p)
                    continue;
                if (!make_room(k, n + 1))
                    return LP_ENOMEM;
                last_seen[q] = p;
                k->column[n++] = q;
            }
        }
        if (n > k->row[p]) {
            qsort(k->column + k->row[p], n - k->row[p], sizeof *k->column, compare_sizes);
            next_heir[p] = heir[k->column[k->row[p]]];
            heir[k->column[k->row[p]]] = p;
        }
        k->row[p + 1] = n;
    }
    return LP_OK;
}

static void find_slots(struct lp_kirchhoff *k)
{
    for (size_t l = 0; l < k->n_links; l++) {
        const size_t a = k->position[k->ends[l][0]], b = k->position[k->ends[l][1]];
        k->slot[l] = NOWHERE;
        if (!k->is_open[l] || a == NOWHERE)
            continue;
        const size_t p = a < b ? a : b, q = a < b ? b : a;
        const size_t *entry = bsearch(&q, k->column + k->row[p], k->row[p + 1] - k->row[p],
                                      sizeof *entry, compare_sizes);
        k->slot[l] = (size_t)(entry - k->column);
    }
}

static enum lp_status make_plan(struct lp_kirchhoff *k)
{
    const size_t n_found = search(k);
    k->is_joined = k->rank[k->sink] != NOWHERE;
    if (k->is_joined) {
        mark_live(k, n_found);
        choose_order(k);
        const enum lp_status status = find_pattern(k);
        if (status != LP_OK)
            return status;
        find_slots(k);
    }
    k->has_plan = true;
    return LP_OK;
}

/* Keep the plan as long as source, sink and the open links are the same. */
static enum lp_status update_plan(struct lp_kirchhoff *k, const double g[], size_t source,
                                  size_t sink)
{
    for (size_t l = 0; l < k->n_links; l++)
        if (!isfinite(g[l]))
            return LP_ENUMERIC;
    bool is_same = k->has_plan && k->source == source && k->sink == sink;
    for (size_t l = 0; l < k->n_links; l++) {
        if (k->is_open[l] != (g[l] > 0)) {
            k->is_open[l] = g[l] > 0;
            is_same = false;
        }
    }
    if (is_same)
        return LP_OK;
    k->has_plan = false;
    k->source = source;
    k->sink = sink;
    return make_plan(k);
}

/* The entry of row i for column q, looked for from entry e on; the pattern has it. */
static size_t next_entry(const struct lp_kirchhoff *k, size_t e, size_t q)
{
    while (k->column[e] != q)
        e++;
    return e;
}

/* Star to mesh for every node but source and sink. False if conductances under- or overflow. */
static bool eliminate(struct lp_kirchhoff *k, const double g[])
{
    double *const w = k->share;
    memset(w, 0, k->row[k->n_order] * sizeof *w);
    for (size_t l = 0; l < k->n_links; l++)
        if (k->slot[l] != NOWHERE)
            w[k->slot[l]] += g[l];
    for (size_t p = 0; p + 2 < k->n_order; p++) {
        const size_t begin = k->row[p], end = k->row[p + 1];
        double sum = 0;
        for (size_t e = begin; e < end; e++)
            sum += w[e];
        if (!(sum > 0 && isfinite(sum)))
            return false;
        k->pivot[p] = sum;
        for (size_t e = begin; e < end; e++) {
            const double w_i = w[e];
            size_t target = k->row[k->column[e]];
            for (size_t f = e + 1; f < end; f++) {
                target = next_entry(k, target, k->column[f]);
                w[target] += w_i * (w[f] / sum);
            }
            w[e] = w_i / sum;
        }
    }
    return w[k->row[k->n_order - 2]] > 0;
}

/*
 * Drops along all entries of the pattern for the currents fed in at each position, source included
 * (the sink takes what is left). feed is used up.
 */
static void recover(const struct lp_kirchhoff *k, double feed[], double drop[])
{
    const size_t n = k->n_order;
    for (size_t p = 0; p + 2 < n; p++)
        if (feed[p] != 0)
            for (size_t e = k->row[p]; e < k->row[p + 1]; e++)
                feed[k->column[e]] += k->share[e] * feed[p];

    drop[k->row[n - 2]] = feed[n - 2] / k->share[k->row[n - 2]];
    for (size_t p = n - 2; p-- > 0;) {
        const size_t begin = k->row[p], end = k->row[p + 1];
        for (size_t e = begin; e < end; e++)
            drop[e] = feed[p] / k->pivot[p];
        for (size_t e = begin; e < end; e++) {
            size_t pair = k->row[k->column[e]];
            for (size_t f = e + 1; f < end; f++) {
                pair = next_entry(k, pair, k->column[f]);
                drop[e] -= k->share[f] * drop[pair];
                drop[f] += k->share[e] * drop[pair];
            }
        }
    }
}

/* Potentials as weighted means of those eliminated later: all terms >= 0, the sink is 0. */
static void set_potentials(const struct lp_kirchhoff *k, double psi[])
{
    const size_t n = k->n_order;
    psi[k->sink] = 0;
    psi[k->source] = k->drop[k->row[n - 2]];
    for (size_t p = n - 2; p-- > 0;) {
        double mean = 0;
        for (size_t e = k->row[p]; e < k->row[p + 1]; e++)
            mean += k->share[e] * psi[k->order[k->column[e]]];
        psi[k->order[p]] = mean;
    }
}

/* A link's drop from ends[0] to ends[1], given the entries' drops (earlier to later position). */
static double along(const struct lp_kirchhoff *k, size_t link, const double drop[])
{
    const bool is_forward = k->position[k->ends[link][0]] < k->position[k->ends[link][1]];
    return is_forward ? drop[k->slot[link]] : -drop[k->slot[link]];
}

enum lp_status lp_kirchhoff_solve(struct lp_kirchhoff *kirchhoff, const double g[], size_t source,
                                  size_t sink, double psi[], double q[], bool *joined)
{
    struct lp_kirchhoff *k = kirchhoff;
    if (source >= k->n_nodes || sink >= k->n_nodes || source == sink)
        return LP_EINTERNAL;
    k->has_solution = false;
    const enum lp_status status = update_plan(k, g, source, sink);
    if (status != LP_OK)
        return status;

    if (k->is_joined) {
        if (!eliminate(k, g))
            return LP_ENUMERIC;
        memset(k->feed, 0, k->n_order * sizeof *k->feed);
        k->feed[k->n_order - 2] = 1;
        recover(k, k->feed, k->drop);
        for (size_t l = 0; l < k->n_links; l++)
            if (k->is_live[l] && !isfinite(g[l] * along(k, l, k->drop)))
                return LP_ENUMERIC;
        if (!isfinite(k->drop[k->row[k->n_order - 2]]))
            return LP_ENUMERIC;
    }
    memset(psi, 0, k->n_nodes * sizeof *psi);
    memset(q, 0, k->n_links * sizeof *q);
    *joined = k->is_joined;
    if (!k->is_joined)
        return LP_OK;
    set_potentials(k, psi);
    for (size_t l = 0; l < k->n_links; l++)
        if (k->is_live[l])
            q[l] = g[l] * along(k, l, k->drop);
    k->has_solution = true;
    return LP_OK;
}

/* Drop that dg acts on: none along dead ends, and that between the ends of a closed link. */
static double driving_drop(const struct lp_kirchhoff *k, size_t link, const double psi[])
{
    const size_t a = k->ends[link][0], b = k->ends[link][1];
    if (k->is_live[link])
        return along(k, link, k->drop);
    if (k->is_open[link] || k->position[a] == NOWHERE || k->position[b] == NOWHERE)
        return 0;
    return psi[a] - psi[b];
}

/*
 * A change dg of a link carries dg d more from a to b at the old potentials, which the network has
 * to bring back: it is fed in at b and taken out at a.
 */
enum lp_status lp_kirchhoff_derivative(struct lp_kirchhoff *kirchhoff, const double g[],
                                       const double psi[], const double dg[], double dq[])
{
    struct lp_kirchhoff *k = kirchhoff;
    if (!k->has_solution)
        return LP_EINTERNAL;
    memset(k->feed, 0, k->n_order * sizeof *k->feed);
    bool opens = false; /* a closed link: then dead ends may come to life */
    for (size_t l = 0; l < k->n_links; l++) {
        const double extra = dg[l] * driving_drop(k, l, psi);
        if (!isfinite(extra))
            return LP_ENUMERIC;
        if (extra == 0)
            continue;
        opens |= !k->is_open[l];
        k->feed[k->position[k->ends[l][0]]] -= extra;
        k->feed[k->position[k->ends[l][1]]] += extra;
    }
    recover(k, k->feed, k->slope);
    for (size_t l = 0; l < k->n_links; l++) {
        dq[l] = dg[l] * driving_drop(k, l, psi);
        if (k->is_live[l] || (opens && k->slot[l] != NOWHERE))
            dq[l] += g[l] * along(k, l, k->slope);
        if (!isfinite(dq[l]))
            return LP_ENUMERIC;
    }
    return LP_OK;
}
