/* SPDX-License-Identifier: MIT
 *
 * The local fit on problems with known optima: inside, at a bound exactly with the conditions of
 * Karush, Kuhn and Tucker, with fewer residuals than parameters, and with a model that fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/fit.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

/* Rosenbrock's valley: r = (10 (y - x²), 1 - x), optimum (1, 1) without bounds. */
static enum lp_status rosenbrock(void *context, const double u[], double r[], double j[])
{
    (void)context;
    r[0] = 10.0 * (u[1] - u[0] * u[0]);
    r[1] = 1.0 - u[0];
    if (j) {
        j[0] = -20.0 * u[0];
        j[1] = 10.0;
        j[2] = -1.0;
        j[3] = 0.0;
    }
    return LP_OK;
}

static struct lp_least_squares problem_of(const double lo[], const double hi[])
{
    return (struct lp_least_squares){
        .n = 2, .n_residuals = 2, .lo = lo, .hi = hi, .evaluate = rosenbrock};
}

static void finds_the_optimum_inside(void **state)
{
    (void)state;
    const double lo[2] = {-5.0, -5.0}, hi[2] = {5.0, 5.0};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[2] = {-1.9, 2.0};
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_true(lp_stop_is_optimum(result.stop));
    assert_true(fabs(u[0] - 1.0) < 1e-6 && fabs(u[1] - 1.0) < 1e-6);
}

/* With y <= 1/4 the optimum is at that bound: minimise 100 (1/4 - x²)² + (1 - x)² over x. */
static void reaches_a_bound_exactly(void **state)
{
    (void)state;
    const double lo[2] = {-5.0, -5.0}, hi[2] = {5.0, 0.25};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    const double starts[][2] = {{-1.9, 0.2}, {3.0, -4.0}, {0.1, 0.25}, {5.0, 9.0}};
    for (size_t i = 0; i < 4; i++) {
        double u[2] = {starts[i][0], starts[i][1]}, r[2], j[4];
        assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
        assert_true(lp_stop_is_optimum(result.stop));
        assert_true(u[1] == 0.25); /* to the last bit */
        assert_int_equal(rosenbrock(NULL, u, r, j), LP_OK);
        double g_x = j[0] * r[0] + j[2] * r[1], g_y = j[1] * r[0] + j[3] * r[1];
        assert_true(fabs(g_x) < 1e-3);
        assert_true(g_y < 0.0); /* pushes against the upper bound */
    }
}

/* A start at a bound whose gradient points inside must leave it. */
static void leaves_a_bound_that_does_not_hold(void **state)
{
    (void)state;
    const double lo[2] = {0.0, 0.0}, hi[2] = {5.0, 5.0};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[2] = {0.0, 5.0};
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_true(fabs(u[0] - 1.0) < 1e-4 && fabs(u[1] - 1.0) < 1e-4);
}

static void holds_what_is_fixed(void **state)
{
    (void)state;
    const double lo[2] = {-5.0, -5.0}, hi[2] = {5.0, 5.0};
    const bool fixed[2] = {false, true};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[2] = {2.0, 4.0};
    assert_int_equal(lp_fit_local(&p, &o, fixed, u, &result), LP_OK);
    assert_true(u[1] == 4.0);
    /* dc/dx = -400 x (4 - x²) - 2 (1 - x) = 0 near x = 2 */
    assert_true(fabs(-400.0 * u[0] * (4.0 - u[0] * u[0]) - 2.0 * (1.0 - u[0])) < 1e-3);
}

/* One residual, three parameters: x + y + z = 1 in the unit box. */
static enum lp_status one_sum(void *context, const double u[], double r[], double j[])
{
    (void)context;
    r[0] = u[0] + u[1] + u[2] - 1.0;
    for (size_t i = 0; j && i < 3; i++)
        j[i] = 1.0;
    return LP_OK;
}

static void takes_fewer_residuals_than_parameters(void **state)
{
    (void)state;
    const double lo[3] = {0.0, 0.0, 0.0}, hi[3] = {1.0, 1.0, 1.0};
    struct lp_least_squares p = {.n = 3, .n_residuals = 1, .lo = lo, .hi = hi, .evaluate = one_sum};
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[3] = {0.9, 0.8, 0.0};
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_true(lp_stop_is_optimum(result.stop));
    assert_true(result.cost < 1e-12);
}

/* r = (x - 3, y), which fails for x > 1.5, so that the optimum cannot be had. */
struct far_out {
    double limit;
    size_t n_failed;
};

static enum lp_status fails_far_out(void *context, const double u[], double r[], double j[])
{
    struct far_out *far = context;
    if (u[0] > far->limit) {
        far->n_failed++;
        return LP_ENUMERIC;
    }
    r[0] = u[0] - 3.0;
    r[1] = u[1];
    if (j) {
        j[0] = j[3] = 1.0;
        j[1] = j[2] = 0.0;
    }
    return LP_OK;
}

static void refuses_points_that_fail(void **state)
{
    (void)state;
    const double lo[2] = {-50.0, -50.0}, hi[2] = {50.0, 50.0};
    struct far_out far = {.limit = 1.5};
    struct lp_least_squares p = {
        .n = 2, .n_residuals = 2, .lo = lo, .hi = hi, .context = &far, .evaluate = fails_far_out};
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[2] = {-2.0, 2.0};
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_true(far.n_failed > 0);
    assert_true(u[0] > -2.0 && u[0] <= 1.5);
    assert_true(result.cost < 29.0 && result.promise > 1.0);
    double bad[2] = {2.0, 2.0};
    assert_int_equal(lp_fit_local(&p, &o, NULL, bad, &result), LP_OK);
    assert_int_equal(result.stop, LP_STOP_FAILED);
    assert_true(isnan(result.cost) && bad[0] == 2.0);
}

static void stops_at_the_limit(void **state)
{
    (void)state;
    const double lo[2] = {-5.0, -5.0}, hi[2] = {5.0, 5.0};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    double u[2] = {-1.9, 2.0};
    o.max_jacobians = 3;
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_int_equal(result.stop, LP_STOP_LIMIT);
    assert_false(lp_stop_is_optimum(result.stop));
    assert_string_equal(lp_stop_text(LP_STOP_LIMIT), "evaluation limit reached");
}

/* Rosenbrock's valley that counts evaluations whose answer was there already. */
struct memory {
    double u[2];
    bool has_point, has_jacobian;
    size_t n_evaluations, n_repeats;
};

static enum lp_status remembering(void *context, const double u[], double r[], double j[])
{
    struct memory *m = context;
    bool is_same = m->has_point && memcmp(m->u, u, sizeof m->u) == 0;
    m->n_evaluations++;
    m->n_repeats += is_same && (m->has_jacobian || !j) ? 1 : 0;
    memcpy(m->u, u, sizeof m->u);
    m->has_point = true;
    m->has_jacobian = j != NULL;
    return rosenbrock(NULL, u, r, j);
}

/* The last evaluation is the result's, whose predictions the caller then reads. */
static void evaluates_no_point_twice_in_a_row(void **state)
{
    (void)state;
    const double lo[2] = {-5.0, -5.0}, hi[2] = {5.0, 0.25};
    struct lp_least_squares p = problem_of(lo, hi);
    struct lp_fit_options o = lp_fit_options_default();
    struct lp_fit_result result;
    struct memory memory = {.has_point = false};
    double u[2] = {3.0, -4.0};
    p.context = &memory;
    p.evaluate = remembering;
    assert_int_equal(lp_fit_local(&p, &o, NULL, u, &result), LP_OK);
    assert_int_equal(memory.n_repeats, 0);
    assert_int_equal(memory.n_evaluations, result.n_evaluations + result.n_jacobians);
    assert_memory_equal(memory.u, u, sizeof u);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_optimum_inside),
                                       cmocka_unit_test(reaches_a_bound_exactly),
                                       cmocka_unit_test(leaves_a_bound_that_does_not_hold),
                                       cmocka_unit_test(holds_what_is_fixed),
                                       cmocka_unit_test(takes_fewer_residuals_than_parameters),
                                       cmocka_unit_test(refuses_points_that_fail),
                                       cmocka_unit_test(stops_at_the_limit),
                                       cmocka_unit_test(evaluates_no_point_twice_in_a_row)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
