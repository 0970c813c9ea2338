/* SPDX-License-Identifier: MIT
 *
 * The search finds what trying every subset finds: sums with pair terms, subsets that are not
 * possible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "search/search.h"

#include <gsl/gsl_errno.h>
#include <math.h>

enum { N = 12 };

struct landscape {
    double single[N], pair[N][N];
    size_t n_asked;
};

static struct landscape make(uint64_t seed)
{
    struct landscape l = {.n_asked = 0};
    struct lp_random stream = lp_random_stream(seed, LP_RANDOM_TESTS, 0);
    for (size_t i = 0; i < N; i++) {
        l.single[i] = 2.0 * lp_random_normal(&stream);
        for (size_t k = 0; k < i; k++)
            l.pair[i][k] = lp_random_normal(&stream);
    }
    return l;
}

static double value(const struct landscape *l, uint64_t x)
{
    double sum = 0.0;
    if (x != 0 && x % 7 == 0)
        return INFINITY;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k <= i; k++)
            if ((x >> i & 1) && (x >> k & 1))
                sum += i == k ? l->single[i] : l->pair[i][k];
    return sum;
}

static enum lp_status score(void *context, size_t n, const uint64_t numbers[], double scores[])
{
    struct landscape *l = context;
    for (size_t i = 0; i < n; i++)
        scores[i] = value(l, numbers[i]);
    l->n_asked += n;
    return LP_OK;
}

static void search_finds_the_exhaustive_winner(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct landscape l = make(seed);
        struct lp_search search = {.n = N, .seed = seed, .context = &l, .score = score};
        uint64_t best = 0, found;
        for (uint64_t x = 1; x < (uint64_t)1 << N; x++)
            if (value(&l, x) < value(&l, best))
                best = x;
        assert_int_equal(lp_search_run(&search, &found), LP_OK);
        assert_int_equal(found, best);
        assert_true(l.n_asked < (uint64_t)1 << N);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(search_finds_the_exhaustive_winner)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
