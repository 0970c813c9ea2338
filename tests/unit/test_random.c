/* SPDX-License-Identifier: MIT
 *
 * Random numbers: the moments and counts that uniform and normal numbers must have, and streams
 * that know nothing of each other. The seeds are fixed, so the tests cannot fail by bad luck; the
 * bounds are five standard errors of what is measured, so a generator with a fault would.
 */
#include "base/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define N 200000

static void streams_are_reproducible(void **state)
{
    (void)state;
    struct lp_random a = lp_random_stream(7, LP_RANDOM_STARTS, 3);
    struct lp_random b = lp_random_stream(7, LP_RANDOM_STARTS, 3), copy;
    for (int i = 0; i < 10; i++) {
        double x = lp_random_uniform(&a), y = lp_random_uniform(&b);
        assert_true(x >= y && x <= y);
    }
    copy = a; /* a stream is a value: its place can be kept */
    double next = lp_random_uniform(&a), again = lp_random_uniform(&copy);
    assert_true(next >= again && next <= again);
}

static void uniform_numbers_fill_the_interval(void **state)
{
    (void)state;
    enum { BINS = 64 };
    struct lp_random stream = lp_random_stream(1, LP_RANDOM_TESTS, 0);
    double sum = 0, square = 0, product = 0, before = 0.5;
    size_t count[BINS] = {0};
    for (int i = 0; i < N; i++) {
        double u = lp_random_uniform(&stream);
        assert_true(u > 0 && u < 1);
        sum += u;
        square += u * u;
        product += (u - 0.5) * (before - 0.5);
        before = u;
        count[(int)(u * BINS)]++;
    }
    assert_true(fabs(sum / N - 0.5) < 5 / sqrt(12.0 * N));
    assert_true(fabs(square / N - 1.0 / 3) < 5 * sqrt(4.0 / 45 / N));
    assert_true(fabs(product / N) < 5 / (12 * sqrt(N))); /* neighbours are independent */
    double chi2 = 0, expected = (double)N / BINS;
    for (int i = 0; i < BINS; i++)
        chi2 += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
    assert_true(fabs(chi2 - (BINS - 1)) < 5 * sqrt(2.0 * (BINS - 1)));
}

static void normal_numbers_have_normal_moments(void **state)
{
    (void)state;
    struct lp_random stream = lp_random_stream(2, LP_RANDOM_TESTS, 0);
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    int beyond = 0;
    for (int i = 0; i < N; i++) {
        double z = lp_random_normal(&stream);
        m1 += z;
        m2 += z * z;
        m3 += z * z * z;
        m4 += z * z * z * z;
        beyond += fabs(z) > 1.959963984540054;
    }
    /* Variances of z, z^2, z^3, z^4: 1, 2, 15, 96. */
    assert_true(fabs(m1 / N) < 5 * sqrt(1.0 / N));
    assert_true(fabs(m2 / N - 1) < 5 * sqrt(2.0 / N));
    assert_true(fabs(m3 / N) < 5 * sqrt(15.0 / N));
    assert_true(fabs(m4 / N - 3) < 5 * sqrt(96.0 / N));
    assert_true(fabs((double)beyond / N - 0.05) < 5 * sqrt(0.05 * 0.95 / N));
}

static double correlation(struct lp_random a, struct lp_random b)
{
    double sum = 0;
    for (int i = 0; i < N / 10; i++)
        sum += (lp_random_uniform(&a) - 0.5) * (lp_random_uniform(&b) - 0.5);
    return 12 * sum / (N / 10);
}

static void streams_are_independent(void **state)
{
    (void)state;
    double bound = 5 / sqrt(N / 10);
    for (uint64_t i = 0; i < 20; i++) {
        struct lp_random base = lp_random_stream(1, LP_RANDOM_STARTS, i);
        struct lp_random shifted = base;
        lp_random_uniform(&shifted);
        assert_true(fabs(correlation(base, shifted)) < bound);
        assert_true(fabs(correlation(base, lp_random_stream(1, LP_RANDOM_STARTS, i + 1))) < bound);
        assert_true(fabs(correlation(base, lp_random_stream(2, LP_RANDOM_STARTS, i))) < bound);
        assert_true(fabs(correlation(base, lp_random_stream(1, LP_RANDOM_SYNTHETIC_NOISE, i))) <
                    bound);
    }
    /* The first numbers of many streams are as uniform as one stream's. */
    double sum = 0, square = 0;
    for (uint64_t i = 0; i < N; i++) {
        struct lp_random stream = lp_random_stream(1, LP_RANDOM_COVARIANCE_DRAWS, i);
        double u = lp_random_uniform(&stream);
        sum += u;
        square += u * u;
    }
    assert_true(fabs(sum / N - 0.5) < 5 / sqrt(12.0 * N));
    assert_true(fabs(square / N - 1.0 / 3) < 5 * sqrt(4.0 / 45 / N));
}

static int compare(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void streams_have_keys_of_their_own(void **state)
{
    (void)state;
    enum { EACH = 40 };
    static uint64_t key[EACH * EACH * LP_N_RANDOM_PURPOSES];
    size_t n = 0;
    for (uint64_t seed = 0; seed < EACH; seed++)
        for (int purpose = 0; purpose < LP_N_RANDOM_PURPOSES; purpose++)
            for (uint64_t index = 0; index < EACH; index++)
                key[n++] = lp_random_stream(seed, (enum lp_random_purpose)purpose, index).key;
    assert_int_equal(n, sizeof key / sizeof *key);
    qsort(key, n, sizeof *key, compare);
    for (size_t i = 1; i < n; i++)
        assert_true(key[i] != key[i - 1]);
}

static void permutations_are_equally_likely(void **state)
{
    (void)state;
    enum { DRAWS = 24000 };
    struct lp_random stream = lp_random_stream(3, LP_RANDOM_TESTS, 0);
    size_t count[256] = {0}, n_seen = 0, order[4];
    for (int i = 0; i < DRAWS; i++) {
        lp_random_permutation(&stream, 4, order);
        size_t code = 0, seen = 0;
        for (size_t k = 0; k < 4; k++) {
            code = 4 * code + order[k];
            seen |= (size_t)1 << order[k];
        }
        assert_int_equal(seen, 15);
        count[code]++;
    }
    for (size_t i = 0; i < 256; i++) {
        if (count[i] == 0)
            continue;
        n_seen++;
        assert_true(fabs((double)count[i] - DRAWS / 24.0) < 5 * sqrt(DRAWS / 24.0));
    }
    assert_int_equal(n_seen, 24);
    lp_random_permutation(&stream, 0, order);
    lp_random_permutation(&stream, 1, order);
    assert_int_equal(order[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_are_reproducible),
        cmocka_unit_test(uniform_numbers_fill_the_interval),
        cmocka_unit_test(normal_numbers_have_normal_moments),
        cmocka_unit_test(streams_are_independent),
        cmocka_unit_test(streams_have_keys_of_their_own),
        cmocka_unit_test(permutations_are_equally_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
