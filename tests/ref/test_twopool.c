/* SPDX-License-Identifier: MIT
 *
 * A published two-pool script against the continuous model (tests/ref/published/README.md). With
 * pools m1, m2 and n atoms per update, its rule is
 *
 *     x2' = (m2 x2 + n x1)/(m2 + n),     x1' = (n x2' + (m1 - n) x1)/m1
 *
 * n atoms go from pool 1 into pool 2, mix there, and n of the mixture go back. It conserves
 * m1 x1 + m2 x2, and the gap d = x1 - x2 shrinks by a constant factor: from
 * x2' - x2 = n d/(m2 + n) and x1' - x1 = -(m2/m1)(x2' - x2),
 *
 *     d' = d (1 - n_eff mu),     n_eff = n/(1 + n/m2),   mu = 1/m1 + 1/m2
 *
 * n_eff < n since part of what returns is what has just come. One exchange edge gives
 * d(t) = d(0) exp(-phi mu t), so the rule *is* the continuous model, sampled, with
 *
 *     phi dt = -ln(1 - n_eff mu)/mu = n (1 - n/m2 + n mu/2 + O(n²))
 *
 * The naive phi dt = n is low by n (mu/2 - 1/m2) = 3.6e-4 of n here: 6e-5 in the gap after 1801
 * updates.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const double M1 = 100, M2 = 300.47, N = 0.1088, TOTAL = 115.9803, X_EQUAL = 0.2896105;

#define N_ROWS 2

static void read_published(double updates[N_ROWS], double x1[N_ROWS], double x2[N_ROWS])
{
    char line[100];
    FILE *file = fopen("tests/ref/published/two-pool.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (size_t i = 0; i < N_ROWS; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(sscanf(line, "%lf,%lf,%lf", &updates[i], &x1[i], &x2[i]), 3);
    }
    fclose(file);
}

static void apply_rule(double n_updates, double *x1, double *x2)
{
    for (double i = 0; i < n_updates; i++) {
        *x2 = (M2 * *x2 + N * *x1) / (M2 + N);
        *x1 = (N * *x2 + (M1 - N) * *x1) / M1;
    }
}

/* The continuous model, one update per second. */
static void integrate(double phi, double t_s, double x1_start, double x2_start, double *x1,
                      double *x2)
{
    struct modelmaker *maker = modelmaker_new();
    size_t a = modelmaker_phase(maker, M1, x1_start), b = modelmaker_phase(maker, M2, x2_start);
    const struct lp_point points[2] = {{.t_s = t_s}, {.t_s = t_s, .i_component = 1}};
    double y[2];
    modelmaker_exchange(maker, a, b, phi);
    struct lp_observer *observer = modelmaker_observer(maker, 2, points);
    assert_int_equal(lp_observer_predict(observer, maker->p, y, NULL, NULL), LP_OK);
    *x1 = y[0];
    *x2 = y[1];
    lp_observer_free(observer);
    modelmaker_free(maker);
}

static void rule_is_one_exchange(void **state)
{
    (void)state;
    double updates[N_ROWS], published1[N_ROWS], published2[N_ROWS], x1, x2;
    read_published(updates, published1, published2);
    double rule1 = published1[0], rule2 = published2[0], mu = 1 / M1 + 1 / M2;
    apply_rule(updates[1], &rule1, &rule2);
    net_assert_near(rule1, published1[1], 5e-5, "rule, as printed");
    net_assert_near(rule2, published2[1], 5e-5, "rule, as printed");

    double n_eff = N / (1 + N / M2), exact = -log(1 - n_eff * mu) / mu;
    integrate(exact, updates[1], published1[0], published2[0], &x1, &x2);
    net_assert_near(x1, rule1, 1e-8, "continuous model");
    net_assert_near(x2, rule2, 1e-8, "continuous model");
    net_assert_near(M1 * x1 + M2 * x2, TOTAL, 5e-5, "6Li, as printed");

    integrate(exact, 1e6, published1[0], published2[0], &x1, &x2);
    net_assert_near(x1, X_EQUAL, 5e-8, "equilibrium");
    net_assert_near(x2, X_EQUAL, 5e-8, "equilibrium");
}

static void naive_rate_differs_as_derived(void **state)
{
    (void)state;
    double updates[N_ROWS], published1[N_ROWS], published2[N_ROWS], x1, x2;
    read_published(updates, published1, published2);
    double rule1 = published1[0], rule2 = published2[0], mu = 1 / M1 + 1 / M2;
    apply_rule(updates[1], &rule1, &rule2);
    integrate(N, updates[1], published1[0], published2[0], &x1, &x2);
    double expected = mu * updates[1] * N * N * (mu / 2 - 1 / M2); /* of ln(gap) */
    net_assert_near(log((x1 - x2) / (rule1 - rule2)), expected, 2e-6, "gap, n for phi dt");
    net_assert_near(x1 - rule1, 4.6e-5, 5e-7, "x1, n for phi dt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rule_is_one_exchange),
        cmocka_unit_test(naive_rate_differs_as_derived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
