/* SPDX-License-Identifier: MIT
 *
 * A search for the subset with the lowest score where there are too many to try each: steepest
 * descent by single changes (leave a candidate out, take one in), by exchanges (one out, one in)
 * where none of these helps, from the full model and from LP_SEARCH_RESTARTS random subsets. It
 * knows nothing of topologies: a function scores subsets, many at a time.
 */
#ifndef LP_SEARCH_SEARCH_H
#define LP_SEARCH_SEARCH_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define LP_SEARCH_RESTARTS 6

struct lp_search {
    size_t n; /* candidates, at most 62; bit k of a subset's number: candidate k is absent */
    uint64_t seed;
    void *context;
    /* scores [n] of numbers [n]; infinite: not possible. Asked for the same subset repeatedly. */
    enum lp_status (*score)(void *context, size_t n, const uint64_t numbers[], double scores[]);
};

/*
 * The best subset found; the full one (number 0) has to be possible.
 * Errors: LP_ENOMEM, and those of score. Cost: about restarts x n steps of n scores.
 * Source: Miller, Subset Selection in Regression, 2nd ed. (2002), ch. 3: sequential replacement
 *         with random starts.
 */
enum lp_status lp_search_run(const struct lp_search *search, uint64_t *best) LP_MUST_CHECK;

#endif
