/* SPDX-License-Identifier: MIT
 *
 * Numbers with derivatives: every rule against central differences of its own values, in place too,
 * and the series connection at its corners.
 */
#include "network/dual.h"

#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define N 2

typedef void (*rule)(size_t, const struct lp_dual *, const struct lp_dual *, struct lp_dual *);

static double value_of(rule apply, double a, double b)
{
    double da[N] = {0}, db[N] = {0}, d[N];
    struct lp_dual x = {a, da}, y = {b, db}, out = {0, d};
    apply(0, &x, &y, &out);
    return out.value;
}

static void rules_are_differentials(void **state)
{
    (void)state;
    const rule rules[] = {lp_dual_multiply, lp_dual_divide, lp_dual_series};
    const double a = 3, b = 0.7, h = 1e-5;
    for (size_t i = 0; i < 3; i++) {
        double da[N] = {1, 2}, db[N] = {0, -3}, d[N];
        struct lp_dual x = {a, da}, y = {b, db}, out = {0, d};
        double by_a = (value_of(rules[i], a + h, b) - value_of(rules[i], a - h, b)) / (2 * h);
        double by_b = (value_of(rules[i], a, b + h) - value_of(rules[i], a, b - h)) / (2 * h);
        rules[i](N, &x, &y, &out);
        net_assert_near(out.d[0], by_a, 1e-8, "by the first");
        net_assert_near(out.d[1], 2 * by_a - 3 * by_b, 1e-8, "by both");
        rules[i](N, &x, &y, &x);
        net_assert_near(x.value, out.value, 0, "in place");
        net_assert_near(x.d[1], out.d[1], 0, "in place");
    }
}

static void sums_and_multiples(void **state)
{
    (void)state;
    double da[N] = {1, 2}, db[N] = {5, 7};
    struct lp_dual a = {3, da}, b = {10, db};
    lp_dual_add(N, &a, -2, &b);
    net_assert_near(b.value, 4, 0, "sum");
    net_assert_near(b.d[1], 3, 0, "its derivative");
    lp_dual_scale(N, &a, 4, &b);
    net_assert_near(b.value, 12, 0, "multiple");
    net_assert_near(b.d[0], 4, 0, "its derivative");
}

/* A missing link is no connection, whichever of the two it is. */
static void series_at_zero(void **state)
{
    (void)state;
    double da[N] = {1, 0}, db[N] = {0, 1}, d[N];
    struct lp_dual a = {0, da}, b = {4, db}, out = {0, d};
    lp_dual_series(N, &a, &b, &out);
    net_assert_near(out.value, 0, 0, "0 in series with 4");
    net_assert_near(out.d[0], 1, 0, "opens with the flow that is missing");
    net_assert_near(out.d[1], 0, 0, "not with the other");
    b.value = 0;
    lp_dual_series(N, &a, &b, &out);
    net_assert_near(out.value, 0, 0, "both missing");
}

static void places_in_arrays(void **state)
{
    (void)state;
    double value[3] = {0}, slopes[3 * N] = {0}, da[N] = {1, 2}, db[N];
    struct lp_dual a = {3, da}, b = {0, db};
    lp_dual_store(N, &a, 1, value, slopes);
    net_assert_near(value[1], 3, 0, "value");
    net_assert_near(slopes[1 * N + 1], 2, 0, "derivative");
    lp_dual_load(N, value, slopes, 1, &b);
    net_assert_near(b.d[0], 1, 0, "back");
    lp_dual_copy(N, &b, &a);
    net_assert_near(a.d[1], 2, 0, "copy");
    b.value = 9;
    lp_dual_store(0, &b, 1, value, NULL);
    net_assert_near(value[1], 9, 0, "without slots");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_differentials),
        cmocka_unit_test(sums_and_multiples),
        cmocka_unit_test(series_at_zero),
        cmocka_unit_test(places_in_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
