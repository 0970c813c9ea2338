/* SPDX-License-Identifier: MIT
 *
 * Counter-based random numbers: the k-th number of a stream is a hash of (key, k), so any thread
 * can make any part of the sequence. They feed the starts of fits, the draws behind intervals and
 * synthetic noise: some 1e8 numbers in a long run, no cryptography.
 *
 * The hash is two rounds of the 64-bit finaliser of SplitMix64 (Steele, Lea & Flood,
 * doi:10.1145/2660193.2660195; constants of Stafford's variant 13). One round of it over a counter
 * is SplitMix64 itself, which passes the BigCrush tests. One round alone would make every stream a
 * piece of one and the same sequence of 2^64 numbers; with the key also added between the rounds,
 * each key permutes the counter in its own way, so streams do not run into each other's numbers.
 *
 * Normal numbers: G. E. P. Box & M. E. Muller, doi:10.1214/aoms/1177706645, the cosine alone, so
 * that a stream's state stays a counter. They reach out to 8.6 standard deviations.
 */
#include "base/random.h"

#include <math.h>

#define GOLDEN_GAMMA 0x9E3779B97F4A7C15u /* 2^64 over the golden ratio, odd */
#define TWO_PI       6.283185307179586

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

struct lp_random lp_random_stream(uint64_t seed, enum lp_random_purpose purpose, uint64_t index)
{
    /* The three are hashed in one after the other: sums of them would make (seed 1, index 2) the
     * stream of (seed 2, index 1). */
    uint64_t key = mix(seed + GOLDEN_GAMMA);
    key = mix(key + ((uint64_t)purpose + 1) * GOLDEN_GAMMA);
    key = mix(key + (index + 1) * GOLDEN_GAMMA);
    struct lp_random stream = {.key = key};
    return stream;
}

static uint64_t next_bits(struct lp_random *stream)
{
    uint64_t z = mix(stream->key + ++stream->counter * GOLDEN_GAMMA);
    return mix(z + stream->key);
}

double lp_random_uniform(struct lp_random *stream)
{
    /* The middles of 2^52 equal parts of (0,1), each a double in full. */
    return ((double)(next_bits(stream) >> 12) + 0.5) * 0x1p-52;
}

double lp_random_normal(struct lp_random *stream)
{
    double radius = sqrt(-2.0 * log(lp_random_uniform(stream)));
    return radius * cos(TWO_PI * lp_random_uniform(stream));
}

/* Uniform in 0..n-1, n > 0. Numbers past the last whole multiple of n are drawn again, since the
 * remainders of the others alone are equally likely. */
static uint64_t below(struct lp_random *stream, uint64_t n)
{
    uint64_t n_excess = (UINT64_MAX % n + 1) % n;
    uint64_t bits;
    do
        bits = next_bits(stream);
    while (bits > UINT64_MAX - n_excess);
    return bits % n;
}

void lp_random_permutation(struct lp_random *stream, size_t n, size_t order[n])
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    /* Fisher and Yates. */
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)below(stream, i), last = order[i - 1];
        order[i - 1] = order[j];
        order[j] = last;
    }
}
