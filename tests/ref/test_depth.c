/* SPDX-License-Identifier: MIT
 *
 * Depth models, from the text of a study to predictions and shares, against closed forms:
 *
 *     uptake of a film between ideal contacts, late   1 - sum 8/(pi² m²) exp(-m² pi² D t/L²), odd m
 *     uptake through one contact, early               semi-infinite, by erfc (Crank, "The
 *         Mathematics of Diffusion", 2nd ed., eqs. 2.54, 3.36, 3.37)
 *     carried by two phases that exchange             ladder of two lines (see below)
 *
 * and what must hold for any: 1/Z², one layer, three phases, the cost of many layers, the band.
 */
#include "observe/observe.h"
#include "run/given.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <time.h>

#include "../unit/study_text.h"

#define PI     3.14159265358979323846
#define N_LI   2e-6  /* mol */
#define LENGTH 5e-5  /* m */
#define D_LI   1e-13 /* m2/s */

static struct lp_study *study_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct lp_study *study_of(const char *format, ...)
{
    char text[3000];
    va_list arguments;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_true(n > 0 && n < (int)sizeof text);
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = study_from_text(text, diag);
    if (!study)
        print_error("%s\n", lp_diag_first_error(diag));
    lp_diag_free(diag);
    assert_non_null(study);
    return study;
}

/* Predictions of the first experiment's first component at times [n]. */
static void predict(const struct lp_study *study, size_t n, const double t_s[], double y[])
{
    struct lp_point points[16];
    struct lp_observer *observer = NULL;
    double p[32];
    assert_true(n <= 16 && study->parameters.n <= 32);
    lp_study_start(study, p);
    for (size_t i = 0; i < n; i++)
        points[i] = (struct lp_point){.t_s = t_s[i]};
    struct lp_observer_setup setup = {.experiment = &study->experiments[0],
                                      .engine = lp_engine_options_default(),
                                      .n_points = n,
                                      .points = points};
    setup.engine.rtol = 1e-10;
    assert_int_equal(lp_observer_new(&setup, &observer, NULL), LP_OK);
    assert_int_equal(lp_observer_predict(observer, p, y, NULL, NULL), LP_OK);
    lp_observer_free(observer);
}

/* One phase between contacts of the given flows; x from 0 towards 1, so that the mean is theta. */
static struct lp_study *film(size_t n_layers, double phi_left, double phi_right)
{
    return study_of("lipath: 1\nmodel:\n"
                    "  compartments: {l: {kind: electrode, enrichment: 1},\n"
                    "    a: {inventory: %.17g, enrichment: 0, diffusivity: %.17g},\n"
                    "    r: {kind: electrode, enrichment: 1}}\n"
                    "  exchange: [{between: [l, a], flow: %.17g}, {between: [a, r], flow: %.17g}]\n"
                    "  depth: {layers: %zu, thickness: %.17g}\n"
                    "experiments: [{times: [1 s]}]\n",
                    N_LI, D_LI, phi_left, phi_right, n_layers, LENGTH);
}

static double series(double t_s)
{
    double sum = 0;
    for (int m = 1; m < 400; m += 2)
        sum += 8 / (PI * PI * m * m) * exp(-m * m * PI * PI * D_LI * t_s / (LENGTH * LENGTH));
    return 1 - sum;
}

/* Each doubling of Z takes three quarters of the error away. */
static void the_series_is_met_as_one_over_z_squared(void **state)
{
    (void)state;
    const double t_s[3] = {0.03 * LENGTH * LENGTH / D_LI, 0.1 * LENGTH * LENGTH / D_LI,
                           0.3 * LENGTH * LENGTH / D_LI};
    double before[3] = {0}, ideal = 1e9 * D_LI * N_LI / (LENGTH * LENGTH);
    for (size_t n_layers = 16; n_layers <= 128; n_layers *= 2) {
        struct lp_study *study = film(n_layers, ideal, ideal);
        double y[3];
        predict(study, 3, t_s, y);
        for (size_t i = 0; i < 3; i++) {
            double error = fabs(y[i] - series(t_s[i]));
            if (n_layers > 16 && fabs(before[i] / error - 4) > 0.1)
                print_error("Z %zu, time %zu: error %g after %g\n", n_layers, i, error, before[i]);
            assert_true(n_layers == 16 || fabs(before[i] / error - 4) < 0.1);
            before[i] = error;
        }
        lp_study_free(study);
    }
    for (size_t i = 0; i < 3; i++)
        assert_true(before[i] < 1e-4);
}

/* While nothing has come through: 2 sqrt(D t/pi)/L. */
static void early_uptake_is_that_of_a_half_space(void **state)
{
    (void)state;
    double t_s[2] = {4e-3 * LENGTH * LENGTH / D_LI, 0.02 * LENGTH * LENGTH / D_LI}, y[2];
    struct lp_study *study = film(512, 1e9 * D_LI * N_LI / (LENGTH * LENGTH), 0);
    predict(study, 2, t_s, y);
    for (size_t i = 0; i < 2; i++)
        assert_true(fabs(y[i] / (2 * sqrt(D_LI * t_s[i] / PI) / LENGTH) - 1) < 1e-4);
    lp_study_free(study);
}

/* A contact that resists: surface exchange k = phi L/N [m/s] and h = k/D,
 *     theta L = (exp(h² D t) erfc(h sqrt(D t)) - 1)/h + 2 sqrt(D t/pi) */
static void early_uptake_through_a_contact_is_by_erfc(void **state)
{
    (void)state;
    double t_s[3], y[3], h = 20 / LENGTH; /* Bi = h L */
    double phi = 20 * D_LI * N_LI / (LENGTH * LENGTH);
    struct lp_study *study = film(256, phi, 0);
    for (size_t i = 0; i < 3; i++)
        t_s[i] = (double[]){5e-4, 2.5e-3, 0.02}[i] * LENGTH * LENGTH / D_LI;
    predict(study, 3, t_s, y);
    for (size_t i = 0; i < 3; i++) {
        double reach = sqrt(D_LI * t_s[i]);
        double exact =
            ((exp(h * h * reach * reach) * erfc(h * reach) - 1) / h + 2 * reach / sqrt(PI)) /
            LENGTH;
        /* second order in the layer over the length that diffusion has reached */
        double layer = LENGTH / 256 / reach;
        assert_true(fabs(y[i] / exact - 1) < 0.1 * layer * layer);
    }
    lp_study_free(study);
}

static void one_layer_is_well_mixed_behind_half_layers(void **state)
{
    (void)state;
    double P = D_LI * N_LI / (LENGTH * LENGTH), phi = 0.7 * P, in_series = 1 / (1 / phi + 0.5 / P);
    const double t_s[3] = {0.1 * N_LI / P, 0.5 * N_LI / P, 2 * N_LI / P};
    double deep[3], mixed[3];
    struct lp_study *one = film(1, phi, phi);
    struct lp_study *none =
        study_of("lipath: 1\nmodel:\n"
                 "  compartments: {l: {kind: electrode, enrichment: 1},\n"
                 "    a: {inventory: %.17g, enrichment: 0}, r: {kind: electrode, enrichment: 1}}\n"
                 "  exchange: [{between: [l, a], flow: %.17g}, {between: [a, r], flow: %.17g}]\n"
                 "experiments: [{times: [1 s]}]\n",
                 N_LI, in_series, in_series);
    predict(one, 3, t_s, deep);
    predict(none, 3, t_s, mixed);
    for (size_t i = 0; i < 3; i++)
        assert_true(fabs(deep[i] - mixed[i]) < 1e-9);
    lp_study_free(one);
    lp_study_free(none);
}

/* Two or three phases of unlike diffusivity, the first alone in contact with the foils. */
static struct lp_study *ladder(size_t n_layers, double phi_12, bool with_third)
{
    return study_of(
        "lipath: 1\nmodel:\n"
        "  compartments: {l: {kind: electrode, enrichment: 1},\n"
        "    a: {inventory: 2 umol, enrichment: 0, diffusivity: 1e-13},\n"
        "    b: {inventory: 1 umol, enrichment: 0, diffusivity: 8e-13},\n"
        "    %s r: {kind: electrode, enrichment: 1}}\n"
        "  exchange: [{between: [l, a], flow: 3e-10}, {between: [a, r], flow: 3e-10},\n"
        "    {between: [a, b], flow: %.17g}%s]\n"
        "  depth: {layers: %zu, thickness: %.17g}\n"
        "experiments: [{times: [1 s]}]\n",
        with_third ? "c: {role: interface, inventory: 0.5 umol, enrichment: 0,"
                     " diffusivity: 1e-12},"
                   : "",
        phi_12, with_third ? ", {between: [b, c], flow: 2e-10}, {between: [c, r], flow: 1e-9}" : "",
        n_layers, LENGTH);
}

/* carried by each of the compartments [n], and R. */
static void pathway(const struct lp_study *study, size_t n, double carried[], double *conductance)
{
    struct lp_answer *answer = NULL;
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(lp_given_pathway(study, &engine, &answer, diag), LP_OK);
    for (size_t i = 0; i < n; i++)
        carried[i] = answer->pathway->compartments[i].carried.value;
    *conductance = answer->pathway->conductance_mol_s.value;
    lp_answer_free(answer);
    lp_diag_free(diag);
}

/*
 * Films g_a, g_b (D N/L²), exchange g spread over the depth: the difference of potentials obeys
 * delta'' = kappa² delta with kappa² = g (1/g_a + 1/g_b), delta' = -1/g_a at both ends, so
 *
 *     carried_a = (g_a + (2 g_b/kappa) tanh(kappa/2))/(g_a + g_b),   1/G = 2/phi + carried_a/g_a
 */
static void carried_by_two_phases_is_that_of_the_ladder(void **state)
{
    (void)state;
    double g_a = 2e-6 * 1e-13 / (LENGTH * LENGTH), g_b = 1e-6 * 8e-13 / (LENGTH * LENGTH);
    double g = 5e-10, kappa = sqrt(g * (1 / g_a + 1 / g_b));
    double exact = (g_a + 2 * g_b / kappa * tanh(kappa / 2)) / (g_a + g_b);
    double resistance = 2 / 3e-10 + exact / g_a, before[2] = {0};
    for (size_t n_layers = 16; n_layers <= 128; n_layers *= 2) {
        struct lp_study *study = ladder(n_layers, g, false);
        double carried[4], conductance, error[2];
        pathway(study, 4, carried, &conductance);
        assert_true(fabs(carried[1] + carried[2] - 1) < 1e-12);
        error[0] = fabs(carried[1] - exact);
        error[1] = fabs(1 / conductance - resistance) / resistance;
        for (size_t i = 0; i < 2 && n_layers > 16; i++)
            assert_true(fabs(before[i] / error[i] - 4) < 0.2);
        memcpy(before, error, sizeof before);
        lp_study_free(study);
    }
    assert_true(before[0] < 2e-4 && before[1] < 2e-4);
}

/* No closed form, but differences between Z, 2 Z and 4 Z show the order. */
static void three_phases_converge_alike(void **state)
{
    (void)state;
    double x[4][2], carried[4][5], conductance[4];
    const double t_s[2] = {2e3, 2e4};
    for (size_t k = 0; k < 4; k++) {
        struct lp_study *study = ladder((size_t)16 << k, 5e-10, true);
        predict(study, 2, t_s, x[k]);
        pathway(study, 5, carried[k], &conductance[k]);
        assert_true(fabs(carried[k][1] + carried[k][2] + carried[k][3] - 1) < 1e-12);
        lp_study_free(study);
    }
    for (size_t k = 0; k + 2 < 4; k++) {
        for (size_t i = 0; i < 2; i++)
            assert_true(fabs((x[k][i] - x[k + 1][i]) / (x[k + 1][i] - x[k + 2][i]) - 4) < 0.3);
        for (size_t i = 1; i < 4; i++)
            assert_true(
                fabs((carried[k][i] - carried[k + 1][i]) / (carried[k + 1][i] - carried[k + 2][i]) -
                     4) < 0.3);
    }
}

/* Every link joins nodes at most one layer of states apart, whatever order the file has. */
static void the_band_is_as_wide_as_one_layer(void **state)
{
    (void)state;
    struct lp_study *study = ladder(100, 5e-10, true);
    struct lp_network *network = NULL;
    struct lp_slots slots = {.n = 0};
    assert_int_equal(
        lp_network_new(study->experiments[0].model, 298.15, NULL, &slots, &network, NULL), LP_OK);
    assert_int_equal(network->n_states, 300);
    size_t n_states = 0;
    for (size_t i = 0; i < network->n_links; i++) {
        size_t a = network->links[i].a, b = network->links[i].b;
        if (a >= network->n_states || b >= network->n_states)
            continue;
        assert_true((a > b ? a - b : b - a) <= 3);
        n_states++;
    }
    assert_int_equal(n_states, 3 * 99 + 2 * 100);
    lp_network_free(network);
    lp_study_free(study);
}

/* Ten times the layers cost about ten times as much; dense factors would take a
 * thousand. A factor of 60 leaves room for a busy machine. */
static void cost_grows_with_the_layers(void **state)
{
    (void)state;
    double seconds[2];
    const double t_s[2] = {2e3, 2e4};
    for (size_t k = 0; k < 2; k++) {
        struct lp_study *study = ladder(k ? 1000 : 100, 5e-10, true);
        double y[2];
        clock_t start = clock();
        predict(study, 2, t_s, y);
        seconds[k] = (double)(clock() - start) / CLOCKS_PER_SEC;
        lp_study_free(study);
    }
    assert_true(seconds[1] < 60 * seconds[0] + 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_series_is_met_as_one_over_z_squared),
        cmocka_unit_test(early_uptake_is_that_of_a_half_space),
        cmocka_unit_test(early_uptake_through_a_contact_is_by_erfc),
        cmocka_unit_test(one_layer_is_well_mixed_behind_half_layers),
        cmocka_unit_test(carried_by_two_phases_is_that_of_the_ladder),
        cmocka_unit_test(three_phases_converge_alike),
        cmocka_unit_test(the_band_is_as_wide_as_one_layer),
        cmocka_unit_test(cost_grows_with_the_layers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
