/* SPDX-License-Identifier: MIT
 *
 * Observables: each against its formula on a trajectory that has a closed form, their derivatives
 * to everything that enters them against finite differences, averages over a duration, the state
 * and the books for the report, and failures.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOLERANCE 1e-7
#define N_POINTS  4

static const double PHI = 3e-11, N_A = 6e-6, N_B = 2e-6, X_FOIL = 0.95, X_A = 0.08, X_B = 0.3;

/* a fills from the foil, b stands alone: x_b is constant. Component 0 sees both (w 1 and 0.25),
 * component 1 b alone. */
static struct modelmaker *filling(void)
{
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, X_FOIL);
    size_t a = modelmaker_phase(maker, N_A, X_A), b = modelmaker_phase(maker, N_B, X_B);
    modelmaker_exchange(maker, foil, a, PHI);
    struct lp_component *both = &maker->model.components[0];
    both->n_parts = 2;
    both->parts[0].weight = modelmaker_parameter(maker, 1);
    both->parts[1] =
        (struct lp_component_part){.i_compartment = b, .weight = modelmaker_parameter(maker, 0.25)};
    return maker;
}

static double x_a(double t_s)
{
    return X_FOIL + (X_A - X_FOIL) * exp(-PHI / N_A * t_s);
}

static double amount(double x)
{
    return N_A * x + 0.25 * N_B * X_B;
}

static const struct lp_point points[N_POINTS] = {
    {.t_s = 0}, {.t_s = 1e5}, {.t_s = 3e5}, {.t_s = 1e5, .i_component = 1}};

static void predict(struct modelmaker *maker, double y[], double dy[])
{
    struct lp_observer *observer = modelmaker_observer(maker, N_POINTS, points);
    assert_int_equal(lp_observer_engine(observer), LP_ENGINE_EXACT);
    assert_int_equal(lp_observer_predict(observer, maker->p, y, dy, NULL), LP_OK);
    lp_observer_free(observer);
}

static void enrichment_is_the_weighted_mean(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    double y[N_POINTS];
    predict(maker, y, NULL);
    for (size_t i = 0; i < 3; i++) {
        net_assert_near(y[i], amount(x_a(points[i].t_s)) / (N_A + 0.25 * N_B), TOLERANCE,
                        "a_c/n_c");
    }
    net_assert_near(y[3], X_B, 1e-15, "alone");
    modelmaker_free(maker);
}

static void rows_are_predicted_as_points_are(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    struct lp_engine_options engine = lp_engine_options_default();
    const struct lp_row rows[N_POINTS] = {
        {.t_s = 0}, {.t_s = 1e5}, {.t_s = 3e5}, {.t_s = 1e5, .i_component = 1}};
    double y[N_POINTS];
    assert_int_equal(
        lp_observer_predict_rows(&maker->experiment, &engine, N_POINTS, rows, maker->p, y), LP_OK);
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(y[i] - amount(x_a(rows[i].t_s)) / (N_A + 0.25 * N_B)) < TOLERANCE);
    assert_true(fabs(y[3] - X_B) < TOLERANCE);
    modelmaker_free(maker);
}

static void increase_refers_to_the_start(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    double y[N_POINTS];
    maker->experiment.observable = LP_OBSERVE_INCREASE;
    predict(maker, y, NULL);
    net_assert_near(y[0], 0, 1e-12, "at the start");
    for (size_t i = 1; i < 3; i++) {
        net_assert_near(y[i], 100 * (amount(x_a(points[i].t_s)) / amount(X_A) - 1), 100 * TOLERANCE,
                        "per cent");
    }
    modelmaker_free(maker);
}

static void area_is_scaled_and_saturated(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    double y[N_POINTS], S = 3e7, E = exp(-2.0 / 1.3), angle = 0.5;
    maker->experiment.observable = LP_OBSERVE_AREA;
    maker->experiment.scale = modelmaker_parameter(maker, S);
    maker->model.components[0].t1_s = modelmaker_parameter(maker, 1.3);
    predict(maker, y, NULL);
    net_assert_near(y[1] / (S * amount(x_a(1e5))), 1, TOLERANCE, "no recycle: no saturation");
    maker->experiment.recycle_s = 2;
    predict(maker, y, NULL);
    net_assert_near(y[1] / (S * (1 - E) * amount(x_a(1e5))), 1, TOLERANCE, "90 degrees");
    net_assert_near(y[3] / (S * N_B * X_B), 1, TOLERANCE, "no T1: no saturation");
    maker->experiment.flip_rad = angle;
    predict(maker, y, NULL);
    double kappa = sin(angle) * (1 - E) / (1 - E * cos(angle));
    net_assert_near(y[1] / (S * kappa * amount(x_a(1e5))), 1, TOLERANCE, "small angle");
    modelmaker_free(maker);
}

static void long_spectra_average(void **state)
{
    (void)state;
    const struct lp_point long_points[3] = {{.t_s = 1e5, .duration_s = 1e5},
                                            {.t_s = 4e5, .duration_s = 2e5},
                                            {.t_s = 1e5, .duration_s = 1e5, .i_component = 1}};
    struct modelmaker *maker = filling();
    struct lp_observer *observer = modelmaker_observer(maker, 3, long_points);
    double y[3], k = PHI / N_A;
    assert_int_equal(lp_observer_predict(observer, maker->p, y, NULL, NULL), LP_OK);
    for (size_t i = 0; i < 2; i++) {
        double to = long_points[i].t_s, d = long_points[i].duration_s, from = to - d;
        double mean = X_FOIL + (X_A - X_FOIL) * (exp(-k * from) - exp(-k * to)) / (k * d);
        net_assert_near(y[i], amount(mean) / (N_A + 0.25 * N_B), TOLERANCE, "mean");
    }
    net_assert_near(y[2], X_B, 1e-14, "mean of a constant");
    lp_observer_free(observer);
    modelmaker_free(maker);
}

static void check_derivatives(struct modelmaker *maker)
{
    size_t n_slots = maker->slots.n;
    double y[N_POINTS], up[N_POINTS], down[N_POINTS], size = 0;
    double *dy = calloc(N_POINTS * n_slots, sizeof *dy);
    predict(maker, y, dy);
    for (size_t i = 0; i < N_POINTS; i++)
        size = fmax(size, fabs(y[i]));
    for (size_t k = 0; k < n_slots; k++) {
        double value = maker->p[k], h = 1e-3 * maker->scale[k];
        maker->p[k] = value + h;
        predict(maker, up, NULL);
        maker->p[k] = value - h;
        predict(maker, down, NULL);
        maker->p[k] = value;
        for (size_t i = 0; i < N_POINTS; i++) {
            /* differences of values good to 1e-8, plus the cubic term of the step */
            net_assert_near(dy[i * n_slots + k] * maker->scale[k],
                            (up[i] - down[i]) / (2 * h) * maker->scale[k], 2e-5 * size, "dy/dp");
        }
    }
    free(dy);
}

static void derivatives_agree_with_differences(void **state)
{
    (void)state;
    const enum lp_observable kinds[] = {LP_OBSERVE_ENRICHMENT, LP_OBSERVE_INCREASE,
                                        LP_OBSERVE_AREA};
    for (size_t i = 0; i < 3; i++) {
        struct modelmaker *maker = filling();
        maker->experiment.observable = kinds[i];
        maker->experiment.scale = modelmaker_parameter(maker, 3e7);
        maker->experiment.recycle_s = 2;
        maker->experiment.flip_rad = 0.7;
        maker->model.components[0].t1_s = modelmaker_parameter(maker, 1.3);
        check_derivatives(maker);
        modelmaker_free(maker);
    }
}

static void increase_from_nothing_is_refused(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    struct lp_diag *diag = lp_diag_new();
    double y[N_POINTS] = {0};
    maker->experiment.observable = LP_OBSERVE_INCREASE;
    maker->p[maker->model.compartments[2].enrichment.i_parameter] = 0;
    struct lp_observer *observer = modelmaker_observer(maker, N_POINTS, points);
    assert_int_equal(lp_observer_predict(observer, maker->p, y, NULL, diag), LP_EINPUT);
    assert_non_null(strstr(lp_diag_first_error(diag), "phase2"));
    assert_true(isnan(y[0]) != 0);
    lp_observer_free(observer);
    lp_diag_free(diag);
    modelmaker_free(maker);
}

static void failure_gives_nan(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    struct lp_diag *diag = lp_diag_new();
    struct lp_observer_setup setup = {.experiment = &maker->experiment,
                                      .slots = maker->slots,
                                      .engine = lp_engine_options_default(),
                                      .n_points = N_POINTS,
                                      .points = points};
    struct lp_observer *observer = NULL;
    double y[N_POINTS] = {0}, *dy = calloc(N_POINTS * maker->slots.n, sizeof *dy);
    setup.engine.kind = LP_ENGINE_CVODES;
    setup.engine.max_steps = 5;
    assert_int_equal(lp_observer_new(&setup, &observer, diag), LP_OK);
    assert_int_equal(lp_observer_predict(observer, maker->p, y, dy, diag), LP_ENUMERIC);
    for (size_t i = 0; i < N_POINTS * maker->slots.n; i++)
        assert_true(isnan(y[i / maker->slots.n]) != 0 && isnan(dy[i]) != 0);
    assert_non_null(strstr(lp_diag_first_error(diag), "'cell'"));
    lp_observer_free(observer);
    lp_diag_free(diag);
    free(dy);
    modelmaker_free(maker);
}

static void state_at_a_time(void **state)
{
    (void)state;
    struct modelmaker *maker = filling();
    struct lp_observer *observer = modelmaker_observer(maker, N_POINTS, points);
    double x[3], N[3];
    assert_int_equal(lp_observer_state(observer, maker->p, 2e5, x, N, NULL), LP_OK);
    net_assert_near(x[0], X_FOIL, 0, "foil");
    net_assert_near(x[1], x_a(2e5), TOLERANCE, "a");
    assert_true(isnan(N[0]) != 0);
    net_assert_near(N[2], N_B, 0, "inventory");
    assert_int_equal(lp_observer_state(observer, maker->p, 0, x, N, NULL), LP_OK);
    net_assert_near(x[1], X_A, 0, "at the start");
    lp_observer_free(observer);
    lp_observer_free(NULL);
    modelmaker_free(maker);
}

static void sigma_of_a_row(void **state)
{
    (void)state;
    struct lp_experiment experiment = {.noise = {.constant = 0.03, .relative = 0.1}};
    struct lp_row row = {.value = 0.4, .sigma = NAN};
    net_assert_near(lp_row_sigma(&experiment, &row), 0.05, 1e-15, "noise model");
    row.sigma = 0.02;
    net_assert_near(lp_row_sigma(&experiment, &row), 0.02, 0, "its own");
    row.sigma = NAN;
    experiment.noise = (struct lp_noise){.is_estimated = true};
    assert_true(isnan(lp_row_sigma(&experiment, &row)) != 0);
}

/* Charges of 1e8 repeats: not by adding them up one by one, which takes long and loses digits. */
static void books_of_many_repeats(void **state)
{
    (void)state;
    const double I = 7.2e-6;
    struct modelmaker *maker = filling();
    modelmaker_exchange(maker, 1, modelmaker_electrode(maker, NAN, X_FOIL), PHI);
    modelmaker_step(maker, 2e-3, I, true);
    modelmaker_step(maker, 1e-3, -I, true);
    modelmaker_repeat(maker, 2, 100000000);
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    struct lp_books books;
    assert_int_equal(lp_observer_books(observer, maker->p, 2.4e5 + 1e-3, &books, NULL), LP_OK);
    net_assert_near(books.charge_C / (I * (0.8e5 + 1e-3)), 1, 1e-13, "net charge");
    net_assert_near(books.throughput_C / (I * (2.4e5 + 1e-3)), 1, 1e-13, "throughput");
    lp_observer_free(observer);
    modelmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enrichment_is_the_weighted_mean),
        cmocka_unit_test(rows_are_predicted_as_points_are),
        cmocka_unit_test(increase_refers_to_the_start),
        cmocka_unit_test(area_is_scaled_and_saturated),
        cmocka_unit_test(long_spectra_average),
        cmocka_unit_test(derivatives_agree_with_differences),
        cmocka_unit_test(increase_from_nothing_is_refused),
        cmocka_unit_test(failure_gives_nan),
        cmocka_unit_test(state_at_a_time),
        cmocka_unit_test(books_of_many_repeats),
        cmocka_unit_test(sigma_of_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
