/* SPDX-License-Identifier: MIT
 *
 * Sequential replacement with random starts. Of equal scores the first in order wins, so that the
 * way does not depend on who computes it. A random subset that is not possible takes candidates
 * back in, in random order, until it is.
 */
#include "search/search.h"

#include "base/random.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct walk {
    const struct lp_search *search;
    uint64_t *numbers; /* neighbours */
    double *scores;
    uint64_t at;
    double score;
};

/* The best of n neighbours; true if it is lower than where the walk stands. */
static enum lp_status step(struct walk *w, size_t n, bool *has_moved)
{
    enum lp_status status =
        n > 0 ? w->search->score(w->search->context, n, w->numbers, w->scores) : LP_OK;

    for (size_t i = 0; i < n && status == LP_OK; i++)
        if (w->scores[i] < w->score) {
            w->score = w->scores[i];
            w->at = w->numbers[i];
            *has_moved = true;
        }
    return status;
}

static enum lp_status step_single(struct walk *w, bool *has_moved)
{
    for (size_t k = 0; k < w->search->n; k++)
        w->numbers[k] = w->at ^ (uint64_t)1 << k;
    return step(w, w->search->n, has_moved);
}

static enum lp_status step_exchange(struct walk *w, bool *has_moved)
{
    size_t n = 0;

    for (size_t k = 0; k < w->search->n; k++)
        for (size_t m = 0; m < k; m++)
            if ((w->at >> k & 1) != (w->at >> m & 1))
                w->numbers[n++] = w->at ^ (uint64_t)1 << k ^ (uint64_t)1 << m;
    return step(w, n, has_moved);
}

static enum lp_status descend(struct walk *w)
{
    bool has_moved = true;
    enum lp_status status = LP_OK;

    while (has_moved && status == LP_OK) {
        has_moved = false;
        status = step_single(w, &has_moved);
        if (!has_moved && status == LP_OK)
            status = step_exchange(w, &has_moved);
    }
    return status;
}

/* Walk number i starts at the full model (0) or at a random subset that is possible. */
static enum lp_status place(struct walk *w, size_t i_walk, size_t order[])
{
    const struct lp_search *s = w->search;
    struct lp_random stream = lp_random_stream(s->seed, LP_RANDOM_SEARCH, i_walk);

    w->at = 0;
    for (size_t k = 0; k < s->n && i_walk > 0; k++)
        if (lp_random_uniform(&stream) < 0.5)
            w->at |= (uint64_t)1 << k;
    lp_random_permutation(&stream, s->n, order);
    enum lp_status status = s->score(s->context, 1, &w->at, &w->score);
    for (size_t k = 0; k < s->n && status == LP_OK && isinf(w->score); k++) {
        if (!(w->at >> order[k] & 1))
            continue;
        w->at &= ~((uint64_t)1 << order[k]);
        status = s->score(s->context, 1, &w->at, &w->score);
    }
    return status;
}

enum lp_status lp_search_run(const struct lp_search *search, uint64_t *best)
{
    size_t n_neighbours = search->n * search->n + 1;
    struct walk w = {.search = search};
    size_t *order = malloc((search->n + 1) * sizeof(size_t));
    double least = INFINITY;
    uint64_t found = 0;
    enum lp_status status = LP_ENOMEM;

    w.numbers = malloc(n_neighbours * sizeof(uint64_t));
    w.scores = malloc(n_neighbours * sizeof(double));
    if (order && w.numbers && w.scores)
        status = LP_OK;
    for (size_t i = 0; i <= LP_SEARCH_RESTARTS && status == LP_OK; i++) {
        status = place(&w, i, order);
        if (status == LP_OK)
            status = descend(&w);
        if (status == LP_OK && w.score < least) {
            least = w.score;
            found = w.at;
        }
    }
    free(order);
    free(w.numbers);
    free(w.scores);
    if (status == LP_OK)
        *best = found;
    return status;
}
