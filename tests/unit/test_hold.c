/* SPDX-License-Identifier: MIT
 *
 * Fits with a quantity held, against a search by brute force over the two flows that are fitted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/hold.h"
#include "uncertainty/identify.h"

#include <math.h>
#include <string.h>

static const char *const two_flows = "  parameters:\n"
                                     "    phi_a: {start: 2e-11 mol/s}\n"
                                     "    phi_b: {start: 4e-11 mol/s}\n" FITMAKER_CONTACTS;

struct setup {
    struct fitmaker_fit fit;
    struct lp_hold hold;
    struct lp_flows flows;
    double *u; /* [LP_HOLD_EXCHANGES][n] */
};

static struct setup set_up(const char *model)
{
    struct lp_engine_options engine = lp_engine_options_default();
    struct setup s = {.fit = fitmaker_fit(&(struct fitmaker_series){
                          model, "a b", 6, 1e3, 2e4, NULL, .sigma = 0.01, .noise = 1, .seed = 5})};
    assert_int_equal(lp_quantity_view_init(s.fit.problem, &engine, s.fit.arena, &s.hold.view),
                     LP_OK);
    s.hold.objective = s.fit.workers.objective[0];
    s.hold.factor = s.fit.best->factor;
    lp_hold_init(&s.hold, s.fit.arena);
    lp_flows_find(s.fit.problem, s.fit.arena, &s.flows);
    s.u = lp_arena_alloc(s.fit.arena, LP_HOLD_EXCHANGES, s.fit.problem->n * sizeof(double));
    return s;
}

static void tear_down(struct setup *s)
{
    lp_quantity_view_clear(&s->hold.view);
    fitmaker_clear(&s->fit);
}

static struct lp_profile_point from_best(struct setup *s)
{
    for (size_t j = 0; j < s->fit.problem->n; j++)
        s->u[j] = s->fit.best->u[j];
    return (struct lp_profile_point){NAN, NAN, s->u};
}

static double deviance(struct setup *s, double u_a, double u_b)
{
    double r[32], u[2] = {u_a, u_b};
    assert_true(lp_objective_n_residuals(s->hold.objective) <= 32);
    assert_int_equal(lp_objective_evaluate(s->hold.objective, u, r, NULL, NULL), LP_OK);
    return -2.0 * lp_objective_likelihood(s->hold.objective, r).loglik;
}

/* The least of deviance(u_a(u_b), u_b) over u_b around the best; share: NaN holds u_a instead. */
static double least(struct setup *s, double u_a, double share)
{
    const struct lp_transform *t = s->fit.problem->transform;
    double found = INFINITY;
    for (double x = -0.5; x < 0.5; x += 1e-4) {
        double u_b = s->fit.best->u[1] + x, phi_b = lp_transform_value(&t[1], u_b);
        double own = isnan(share) ? u_a : lp_transform_u(&t[0], phi_b * share / (1.0 - share));
        found = fmin(found, deviance(s, own, u_b));
    }
    return found;
}

static void a_parameter_is_held_at_the_value_itself(void **state)
{
    (void)state;
    struct setup s = set_up(two_flows);
    double target = s.fit.best->u[0] - 0.3;
    struct lp_profile_point point = from_best(&s);
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_PARAMETER, 0};
    assert_int_equal(lp_hold_towards(&s.hold, target, 1.0, &point), LP_OK);
    assert_true(point.g == target && point.u[0] == target);
    assert_true(fabs(point.deviance - least(&s, target, NAN)) < 1e-3);
    assert_true(point.deviance > s.fit.best->deviance + 0.1);
    assert_int_equal(lp_hold_nothing(&s.hold, &point), LP_OK); /* it is free again */
    assert_true(fabs(point.deviance - s.fit.best->deviance) < 1e-3);
    assert_int_equal(lp_hold_towards(&s.hold, 1e3, 1.0, &point), LP_OK);
    assert_true(point.u[0] == s.fit.problem->hi[0]); /* as near as can be */
    tear_down(&s);
}

/* a, the interface, has phi_a/(phi_a + phi_b) of the current. */
static void a_number_is_pulled_to_a_point_of_its_profile(void **state)
{
    (void)state;
    struct setup s = set_up(two_flows);
    struct lp_profile_point point = from_best(&s);
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    assert_int_equal(lp_hold_towards(&s.hold, 0.25, 1e-3, &point), LP_OK);
    assert_true(fabs(point.g - 0.25) < 2e-3);
    assert_true(fabs(point.deviance - least(&s, NAN, point.g)) < 1e-3);
    assert_true(point.deviance > s.fit.best->deviance + 1.0);
    tear_down(&s);
}

/* As if ln(phi_a + ...) had been measured as well: u_a = centre, to 0.05. */
static enum lp_status measured_besides(void *context, const double u[], double *residual,
                                       double gradient[])
{
    *residual = (u[0] - *(const double *)context) / 0.05;
    if (gradient) {
        gradient[0] = 1.0 / 0.05;
        gradient[1] = 0.0;
    }
    return LP_OK;
}

static void what_is_measured_besides_counts_in_every_fit(void **state)
{
    (void)state;
    struct setup s = set_up(two_flows);
    double centre = s.fit.best->u[0] + 0.2, expected = INFINITY;
    const struct lp_pull beside = {.context = &centre, .evaluate = measured_besides};
    struct lp_profile_point point = from_best(&s);
    s.hold.beside = &beside;
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_PARAMETER, 0};
    assert_int_equal(lp_hold_measure(&s.hold, 7.0, &point), LP_OK);
    assert_true(fabs(point.deviance - (7.0 + 16.0)) < 1e-9); /* (0.2/0.05)² */
    assert_int_equal(lp_hold_nothing(&s.hold, &point), LP_OK);
    for (double x = 0.0; x < 0.2; x += 0.002) {
        double u_a = s.fit.best->u[0] + x;
        double r = (u_a - centre) / 0.05;
        if (fabs(u_a - point.u[0]) < 0.004)
            expected = fmin(expected, least(&s, u_a, NAN) + r * r);
    }
    assert_true(fabs(point.deviance - expected) < 0.01);
    assert_true(point.u[0] > s.fit.best->u[0] + 0.01 && point.u[0] < centre - 0.001);
    tear_down(&s);
}

static void exchange_is_tried_strong_and_not_at_all(void **state)
{
    (void)state;
    struct setup s = set_up(fitmaker_two_phases);
    size_t n = s.fit.problem->n, j = n;
    struct lp_profile_point points[LP_HOLD_EXCHANGES];
    for (size_t k = 0; k < n; k++)
        j = s.flows.is_between[k] ? k : j;
    assert_int_equal(lp_hold_exchanges(&s.hold, s.fit.best->u, s.fit.arena, points), LP_OK);
    assert_true(isnan(points[0].deviance) && isnan(points[1].deviance)); /* not asked for */
    assert_false(lp_hold_vary(&s.hold, 0, s.u));
    s.hold.flows = &s.flows;
    assert_int_equal(lp_hold_exchanges(&s.hold, s.fit.best->u, s.fit.arena, points), LP_OK);
    for (size_t i = 0; i < LP_HOLD_EXCHANGES; i++)
        assert_true(points[i].deviance > s.fit.best->deviance - 0.01);
    for (size_t k = 0; k < n; k++)
        s.u[k] = s.fit.best->u[k];
    assert_true(lp_hold_vary(&s.hold, 0, s.u));
    assert_true(j < n && s.u[j] > s.fit.best->u[j] + 1.0);
    assert_false(lp_hold_vary(&s.hold, 1, s.u));
    tear_down(&s);
}

/* With every parameter held, so that each fit stays where it starts: the exchange strengthened, and
 * left out; all else as it was. */
static void exchanges_start_strong_and_without(void **state)
{
    (void)state;
    struct setup s = set_up(fitmaker_two_phases);
    size_t n = s.fit.problem->n;
    double strong[8];
    struct lp_profile_point points[LP_HOLD_EXCHANGES];
    assert_true(n <= 8);
    memcpy(strong, s.fit.best->u, n * sizeof(double));
    assert_true(lp_flows_strengthen(s.fit.problem, &s.flows, s.hold.view.p, strong));
    for (size_t j = 0; j < n; j++)
        s.hold.is_fixed[j] = true;
    s.hold.flows = &s.flows;
    assert_int_equal(lp_hold_exchanges(&s.hold, s.fit.best->u, s.fit.arena, points), LP_OK);
    for (size_t j = 0; j < n; j++) {
        const double own = s.fit.best->u[j];
        assert_true(points[0].u[j] == strong[j]);
        assert_true(points[1].u[j] == (s.flows.is_between[j] ? s.fit.problem->lo[j] : own));
        assert_true(s.flows.is_between[j] ? strong[j] > own + 1 : strong[j] == own);
    }
    const bool first_only[] = {true, false, false}; /* whichever it is */
    assert_int_equal(n, 3);
    s.flows.is_between = first_only;
    assert_int_equal(lp_hold_exchanges(&s.hold, s.fit.best->u, s.fit.arena, points), LP_OK);
    for (size_t j = 0; j < n; j++)
        assert_true(points[1].u[j] == (j == 0 ? s.fit.problem->lo[0] : s.fit.best->u[j]));
    tear_down(&s);
}

static enum lp_status cannot_be_measured(void *context, const double u[], double *residual,
                                         double gradient[])
{
    (void)context;
    (void)u;
    (void)residual;
    (void)gradient;
    return LP_ENUMERIC;
}

/* Where g or the fit cannot be had both numbers are NaN, and nothing fails. */
static void what_cannot_be_had_is_nan(void **state)
{
    (void)state;
    struct setup s = set_up(two_flows);
    struct lp_profile_point point = from_best(&s);
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    for (size_t j = 0; j < 2; j++)
        point.u[j] = lp_transform_u(&s.fit.problem->transform[j], 0); /* joins nothing */
    assert_int_equal(lp_hold_towards(&s.hold, 0.3, 1e-3, &point), LP_OK);
    assert_true(isnan(point.g) && isnan(point.deviance));
    const struct lp_pull beside = {.evaluate = cannot_be_measured};
    s.hold.beside = &beside;
    point = from_best(&s);
    assert_int_equal(lp_hold_measure(&s.hold, 5, &point), LP_OK);
    assert_true(isnan(point.g) && isnan(point.deviance));
    s.hold.beside = NULL;
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_PARAMETER, 0};
    point.u[1] = NAN;
    assert_int_equal(lp_hold_towards(&s.hold, s.fit.best->u[0], 1, &point), LP_OK);
    assert_true(isnan(point.g) && isnan(point.deviance));
    tear_down(&s);
}

static void the_search_gets_the_edges_and_the_rise(void **state)
{
    (void)state;
    struct setup s = set_up(two_flows);
    s.hold.quantity = (struct lp_quantity){LP_QUANTITY_NUMBER, LP_SHARE_INTERFACE};
    struct lp_profile_task task = lp_hold_task(&s.hold, from_best(&s));
    assert_int_equal(task.n, 2);
    assert_true(task.limit[0] == 0.0 && task.limit[1] == 1.0);
    assert_true(task.rise == LP_PROFILE_CHI2);
    assert_ptr_equal(task.best.u, s.u);
    tear_down(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_parameter_is_held_at_the_value_itself),
        cmocka_unit_test(a_number_is_pulled_to_a_point_of_its_profile),
        cmocka_unit_test(what_is_measured_besides_counts_in_every_fit),
        cmocka_unit_test(exchange_is_tried_strong_and_not_at_all),
        cmocka_unit_test(exchanges_start_strong_and_without),
        cmocka_unit_test(what_cannot_be_had_is_nan),
        cmocka_unit_test(the_search_gets_the_edges_and_the_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
