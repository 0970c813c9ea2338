/* SPDX-License-Identifier: MIT
 *
 * Random numbers by counting: a stream is a function of (seed, purpose, index), so the n-th start
 * or the k-th draw is the same however many threads share the work and in whatever order.
 */
#ifndef LP_BASE_RANDOM_H
#define LP_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* What the numbers are for: streams of different purposes never overlap. A purpose keeps its
 * number, so that a seed gives the same results in later versions. */
enum lp_random_purpose {
    LP_RANDOM_STARTS = 0,
    LP_RANDOM_TOPOLOGY_STARTS = 1,
    LP_RANDOM_COVARIANCE_DRAWS = 2,
    LP_RANDOM_ACCEPTANCE = 3,
    LP_RANDOM_TESTS = 4,
    LP_RANDOM_SYNTHETIC_NOISE = 5,
    LP_RANDOM_SEARCH = 6,
    LP_RANDOM_BOOTSTRAP = 7,
    LP_RANDOM_CHAINS = 8,
    LP_RANDOM_DESIGN = 9,
    LP_N_RANDOM_PURPOSES
};

struct lp_random {
    uint64_t key, counter;
};

struct lp_random lp_random_stream(uint64_t seed, enum lp_random_purpose purpose, uint64_t index);

/* Uniform in (0,1), never 0 or 1. */
double lp_random_uniform(struct lp_random *stream);

/* Standard normal. */
double lp_random_normal(struct lp_random *stream);

/* A uniformly random order of 0..n-1. */
void lp_random_permutation(struct lp_random *stream, size_t n, size_t order[n]);

#endif
