/* SPDX-License-Identifier: MIT
 *
 * The most probable sequences of compartments under proportional mixing, from a solved flow.
 *
 *   1. Candidates: one sweep down the net flow. Each node keeps a list of (sequence so far, share
 * of the current that arrives by it). A step to a node of the same phase keeps the sequence, any
 *      other appends to it. Sequences are interned, so equal ones merge. A list keeps its KEEP
 *      largest shares, and shares of at least FLOOR.
 *   2. Each of the best candidates at the sink is then given its exact probability by a sweep of
 * its own: the share of the current that passes its phases in just this order.
 *
 * In a well-mixed network each sequence passes a node in one way only and what may follow does not
 * depend on it, so the best LP_PATHS_MAX at the sink are among the best LP_PATHS_MAX of every node:
 * the search is exact (K best paths in an acyclic graph; KEEP >= LP_PATHS_MAX).
 */
#include "pathway/paths.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEEP = 128,        /* sequences per node */
    N_CANDIDATES = 40, /* sequences that are evaluated */
    ROOM = 4096        /* sequences beyond those in use before the unused ones are forgotten */
};
#define FLOOR 1e-12 /* share of the current that a list entry is worth keeping for */
#define TIE   1e-12 /* probabilities that differ by less are equal: round-off orders nothing */

/* Sequences as a tree: each is another with one compartment more. */
struct sequence {
    size_t parent, compartment, length;
};

struct sequences {
    size_t n, capacity;
    struct sequence *item; /* [capacity]; item[0] is the first electrode alone */
    size_t *bucket;        /* [2 capacity] open addressing, LP_NONE where free */
};

struct entry {
    size_t sequence;
    double share;
};

struct list {
    size_t n;
    struct entry *entry; /* by sequence */
};

/* All that a search works with. */
struct search {
    struct lp_flow_view view;
    double *outflow; /* [n_nodes] net flow that leaves the node */
    struct sequences sequences;
    struct list *list;       /* [n_nodes] */
    struct entry step[KEEP]; /* what one link brings */
    struct entry merged[2 * KEEP];
    double rank[2 * KEEP];
    double *here, *next; /* [n_nodes] of the evaluation */
};

static size_t bucket_of(const struct sequences *s, size_t parent, size_t compartment)
{
    const uint64_t key = ((uint64_t)parent << 20) ^ (uint64_t)compartment;
    const size_t n_buckets = 2 * s->capacity;
    size_t b = (size_t)((key * 0x9e3779b97f4a7c15u) >> 32) % n_buckets;
    while (s->bucket[b] != LP_NONE && (s->item[s->bucket[b]].parent != parent ||
                                       s->item[s->bucket[b]].compartment != compartment))
        b = (b + 1) % n_buckets;
    return b;
}

static void fill_buckets(struct sequences *s)
{
    for (size_t b = 0; b < 2 * s->capacity; b++)
        s->bucket[b] = LP_NONE;
    for (size_t i = 0; i < s->n; i++)
        s->bucket[bucket_of(s, s->item[i].parent, s->item[i].compartment)] = i;
}

static bool grow_sequences(struct sequences *s)
{
    const size_t capacity = s->capacity ? 2 * s->capacity : 64;
    struct sequence *item = realloc(s->item, capacity * sizeof *item);
    if (!item)
        return false;
    s->item = item;
    size_t *bucket = realloc(s->bucket, 2 * capacity * sizeof *bucket);
    if (!bucket)
        return false;
    s->bucket = bucket;
    s->capacity = capacity;
    fill_buckets(s);
    return true;
}

/* The sequence with one compartment more, made if it is new. LP_NONE when out of memory. */
static size_t append(struct sequences *s, size_t parent, size_t compartment)
{
    if (s->n == s->capacity && !grow_sequences(s))
        return LP_NONE;
    const size_t b = bucket_of(s, parent, compartment);
    if (s->bucket[b] == LP_NONE) {
        const size_t length = parent == LP_NONE ? 1 : s->item[parent].length + 1;
        s->item[s->n] = (struct sequence){parent, compartment, length};
        s->bucket[b] = s->n++;
    }
    return s->bucket[b];
}

/*
 * Forget the sequences that no list holds any more, nor any sequence that is held. The others close
 * ranks in their order, in which each comes after its parent, so lists stay sorted.
 */
static bool forget_unused(struct search *s)
{
    struct sequences *all = &s->sequences;
    size_t *place = calloc(all->n, sizeof *place); /* 1 where in use, then the new index */
    if (!place)
        return false;
    for (size_t node = 0; node < s->view.network->n_nodes; node++)
        for (size_t i = 0; i < s->list[node].n; i++)
            place[s->list[node].entry[i].sequence] = 1;
    for (size_t i = all->n; i-- > 0;)
        if (place[i] && all->item[i].parent != LP_NONE)
            place[all->item[i].parent] = 1;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (!place[i])
            continue;
        const size_t parent = all->item[i].parent;
        all->item[n] = all->item[i];
        all->item[n].parent = parent == LP_NONE ? LP_NONE : place[parent];
        place[i] = n++;
    }
    all->n = n;
    fill_buckets(all);
    for (size_t node = 0; node < s->view.network->n_nodes; node++)
        for (size_t i = 0; i < s->list[node].n; i++)
            s->list[node].entry[i].sequence = place[s->list[node].entry[i].sequence];
    free(place);
    return true;
}

static int by_sequence(const void *one, const void *other)
{
    const size_t a = ((const struct entry *)one)->sequence;
    const size_t b = ((const struct entry *)other)->sequence;
    return (a > b) - (a < b);
}

static int by_falling_share(const void *one, const void *other)
{
    const struct entry *a = one, *b = other;
    return a->share != b->share ? (a->share < b->share) - (a->share > b->share)
                                : by_sequence(one, other);
}

static int falling(const void *one, const void *other)
{
    const double a = *(const double *)one, b = *(const double *)other;
    return (a < b) - (a > b);
}

/* Drop all but the KEEP largest shares of merged[n]; returns how many are left. */
static size_t prune(struct search *s, size_t n)
{
    if (n <= KEEP)
        return n;
    for (size_t i = 0; i < n; i++)
        s->rank[i] = s->merged[i].share;
    qsort(s->rank, n, sizeof s->rank[0], falling);
    const double least = s->rank[KEEP - 1];
    size_t n_ties = 0; /* entries of just the least share that still fit */
    while (n_ties < KEEP && s->rank[KEEP - 1 - n_ties] == least)
        n_ties++;
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        const bool is_tie = s->merged[i].share == least;
        if (s->merged[i].share > least || (is_tie && n_ties > 0)) {
            n_ties -= is_tie;
            s->merged[n_kept++] = s->merged[i];
        }
    }
    return n_kept;
}

/* Join step[n_step] into a list; both are by sequence. */
static enum lp_status merge(struct search *s, size_t n_step, struct list *list)
{
    size_t n = 0, i = 0, k = 0;
    while (i < list->n || k < n_step) {
        const bool from_list =
            k == n_step || (i < list->n && list->entry[i].sequence <= s->step[k].sequence);
        const bool from_step =
            i == list->n || (k < n_step && s->step[k].sequence <= list->entry[i].sequence);
        struct entry entry = from_list ? list->entry[i] : s->step[k];
        if (from_list && from_step)
            entry.share += s->step[k].share;
        i += from_list;
        k += from_step;
        s->merged[n++] = entry;
    }
    n = prune(s, n);
    struct entry *kept = realloc(list->entry, (n + 1) * sizeof *kept);
    if (!kept)
        return LP_ENOMEM;
    memcpy(kept, s->merged, n * sizeof *kept);
    list->entry = kept;
    list->n = n;
    return LP_OK;
}

static double outflow(const struct lp_flow_view *view, size_t link, size_t node)
{
    return view->network->links[link].a == node ? view->q[link] : -view->q[link];
}

static size_t other_end(const struct lp_flow_view *view, size_t link, size_t node)
{
    const struct lp_link *l = &view->network->links[link];
    return l->a == node ? l->b : l->a;
}

/* Pass a node's list along one link. */
static enum lp_status pass_on(struct search *s, size_t node, size_t link)
{
    const struct lp_node *nodes = s->view.network->nodes;
    const size_t next = other_end(&s->view, link, node);
    const double fraction = outflow(&s->view, link, node) / s->outflow[node];
    const bool stays = nodes[node].i_compartment == nodes[next].i_compartment;
    const struct list *list = &s->list[node];
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        struct entry entry = {list->entry[i].sequence, list->entry[i].share * fraction};
        if (entry.share < FLOOR)
            continue;
        if (!stays)
            entry.sequence =
                append(&s->sequences, list->entry[i].sequence, nodes[next].i_compartment);
        if (entry.sequence == LP_NONE)
            return LP_ENOMEM;
        s->step[n++] = entry;
    }
    qsort(s->step, n, sizeof s->step[0], by_sequence);
    return merge(s, n, &s->list[next]);
}

/* Step 1 of the head of this file. */
static enum lp_status find_candidates(struct search *s)
{
    const struct lp_flow_view *view = &s->view;
    const size_t start =
        append(&s->sequences, LP_NONE, view->network->nodes[view->source].i_compartment);
    if (start == LP_NONE)
        return LP_ENOMEM;
    size_t limit = ROOM;
    s->step[0] = (struct entry){start, 1};
    enum lp_status status = merge(s, 1, &s->list[view->source]);
    for (size_t k = 0; k < view->network->n_nodes && status == LP_OK; k++) {
        const size_t node = view->order[k];
        if (s->list[node].n == 0 || node == view->sink)
            continue;
        if (s->sequences.n > limit) {
            if (!forget_unused(s))
                return LP_ENOMEM;
            limit = 2 * s->sequences.n + ROOM;
        }
        for (size_t c = view->first[node]; c < view->first[node + 1] && status == LP_OK; c++)
            if (outflow(view, view->at[c], node) > 0)
                status = pass_on(s, node, view->at[c]);
        free(s->list[node].entry);
        s->list[node] = (struct list){0};
    }
    return status;
}

/*
 * Step 2: the probability of one sequence. At each place of the sequence, `here` is what enters the
 * phase there; one sweep takes it through the phase's own layers and gathers in `next` what steps
 * out into the phase that comes after.
 */
static double probability(struct search *s, size_t n, const size_t compartments[])
{
    const struct lp_flow_view *view = &s->view;
    const struct lp_network *net = view->network;
    memset(s->here, 0, net->n_nodes * sizeof *s->here);
    s->here[view->source] = 1;
    for (size_t place = 0; place + 1 < n; place++) {
        memset(s->next, 0, net->n_nodes * sizeof *s->next);
        for (size_t k = 0; k < net->n_nodes; k++) {
            const size_t node = view->order[k];
            if (!(s->here[node] > 0))
                continue;
            for (size_t c = view->first[node]; c < view->first[node + 1]; c++) {
                const double q = outflow(view, view->at[c], node);
                if (!(q > 0))
                    continue;
                const size_t to = other_end(view, view->at[c], node);
                const double share = s->here[node] * (q / s->outflow[node]);
                if (net->nodes[to].i_compartment == compartments[place])
                    s->here[to] += share;
                else if (net->nodes[to].i_compartment == compartments[place + 1])
                    s->next[to] += share;
            }
        }
        double *const swap = s->here;
        s->here = s->next;
        s->next = swap;
    }
    return s->here[view->sink];
}

static int compare_sequences(const struct lp_path *one, const struct lp_path *other)
{
    const size_t n = one->n < other->n ? one->n : other->n;
    for (size_t i = 0; i < n; i++)
        if (one->compartments[i] != other->compartments[i])
            return one->compartments[i] < other->compartments[i] ? -1 : 1;
    return (one->n > other->n) - (one->n < other->n);
}

static int by_falling_probability(const void *one, const void *other)
{
    const struct lp_path *a = one, *b = other;
    return a->probability != b->probability
               ? (a->probability < b->probability) - (a->probability > b->probability)
               : compare_sequences(a, b);
}

static int by_compartments(const void *one, const void *other)
{
    return compare_sequences(one, other);
}

/* By falling probability, then each run of near equals by its compartments. */
static void sort_paths(struct lp_path paths[], size_t n)
{
    qsort(paths, n, sizeof *paths, by_falling_probability);
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = begin + 1;
        while (end < n && paths[end - 1].probability - paths[end].probability <= TIE)
            end++;
        qsort(paths + begin, end - begin, sizeof *paths, by_compartments);
    }
}

static enum lp_status report(struct search *s, struct lp_paths *paths)
{
    struct list *list = &s->list[s->view.sink];
    if (list->n > 0)
        qsort(list->entry, list->n, sizeof *list->entry, by_falling_share);
    size_t n = list->n < N_CANDIDATES ? list->n : N_CANDIDATES;
    struct lp_path *items = lp_arena_alloc(paths->arena, N_CANDIDATES + 1, sizeof *items);
    if (!items)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        size_t sequence = list->entry[i].sequence;
        const size_t length = s->sequences.item[sequence].length;
        size_t *compartments = lp_arena_alloc(paths->arena, length, sizeof *compartments);
        if (!compartments)
            return LP_ENOMEM;
        for (size_t k = length; k-- > 0; sequence = s->sequences.item[sequence].parent)
            compartments[k] = s->sequences.item[sequence].compartment;
        items[i] = (struct lp_path){length, compartments, probability(s, length, compartments)};
    }
    sort_paths(items, n);
    if (n > LP_PATHS_MAX)
        n = LP_PATHS_MAX;
    double rest = 1;
    for (size_t i = 0; i < n; i++)
        rest -= items[i].probability;
    if (rest > TIE) {
        items[n] = (struct lp_path){.n = 0, .probability = rest};
        n++;
    }
    paths->n = n;
    paths->items = items;
    return LP_OK;
}

static bool prepare(struct search *s)
{
    const struct lp_flow_view *view = &s->view;
    const size_t n_nodes = view->network->n_nodes;
    s->outflow = calloc(n_nodes, sizeof *s->outflow);
    s->here = calloc(n_nodes, sizeof *s->here);
    s->next = calloc(n_nodes, sizeof *s->next);
    s->list = calloc(n_nodes, sizeof *s->list);
    if (!s->outflow || !s->here || !s->next || !s->list)
        return false;
    for (size_t l = 0; l < view->network->n_links; l++) {
        const struct lp_link *link = &view->network->links[l];
        s->outflow[view->q[l] > 0 ? link->a : link->b] += fabs(view->q[l]);
    }
    return true;
}

static void release(struct search *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->list && i < s->view.network->n_nodes; i++)
        free(s->list[i].entry);
    free(s->list);
    free(s->outflow);
    free(s->here);
    free(s->next);
    free(s->sequences.item);
    free(s->sequences.bucket);
    free(s);
}

enum lp_status lp_paths_find(const struct lp_flow *flow, struct lp_paths *paths)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_paths found = {.arena = lp_arena_new()};
    struct search *s = calloc(1, sizeof *s);
    if (!s || !found.arena)
        goto out;
    s->view = lp_flow_view(flow);
    if (s->view.joined) {
        if (!prepare(s))
            goto out;
        status = find_candidates(s);
        if (status == LP_OK)
            status = report(s, &found);
        if (status != LP_OK)
            goto out;
    }
    status = LP_OK;
    *paths = found;
    found.arena = NULL;
out:
    release(s);
    lp_arena_free(found.arena);
    return status;
}

void lp_paths_clear(struct lp_paths *paths)
{
    lp_arena_free(paths->arena);
    *paths = (struct lp_paths){0};
}

bool lp_path_equal(const struct lp_path *one, const struct lp_path *other)
{
    return compare_sequences(one, other) == 0;
}
