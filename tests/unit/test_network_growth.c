/* SPDX-License-Identifier: MIT
 *
 * Values that move in time against closed forms: phases that grow as sqrt(t), foils that a current
 * fills and drains, pools that are plated and stripped, and what runs empty is named with its time.
 */
#include "tests/support/modelmaker.h"
#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define F         LP_FARADAY_C_PER_MOL
#define TOLERANCE 2e-8 /* a few times the local tolerance */
#define HUGE_MOL  1e6  /* what it takes does not show */

static const double KP = 1e-19, L_START = 2e-9, L_SCALE = 1e-8;

static void state_at(struct modelmaker *maker, double t_s, double x[], double N[])
{
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    struct lp_diag *diag = lp_diag_new();
    if (lp_observer_state(observer, maker->p, t_s, x, N, diag) != LP_OK)
        fail_msg("%s", lp_diag_first_error(diag));
    lp_diag_free(diag);
    lp_observer_free(observer);
}

/* N (x - x_source) stays what it was: growth dilutes, in storage too. */
static void growth_dilutes_as_the_root_of_time(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 0.95), a = modelmaker_phase(maker, 1e-8, 0.1);
    modelmaker_growth(maker, a, KP, L_START, L_SCALE, foil);
    modelmaker_step(maker, 500, 0, false);
    modelmaker_step(maker, 1e5, 0, true);
    const double times[] = {0, 20, 400, 1e4, 4e4};
    for (size_t i = 0; i < 5; i++) {
        double x[2], N[2], ratio = sqrt(L_START * L_START + 2 * KP * times[i]) / L_START;
        state_at(maker, times[i], x, N);
        net_assert_near(N[a] / (1e-8 * ratio), 1, 1e-13, "inventory");
        net_assert_near(x[a], 0.95 - 0.85 / ratio, TOLERANCE, "enrichment");
        assert_true(isnan(N[foil]) != 0);
    }
    modelmaker_free(maker);
}

/* The same with its derivatives, by way of the observables. */
static void growth_is_seen_and_differentiated(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 0.95), a = modelmaker_phase(maker, 1e-8, 0.1);
    modelmaker_growth(maker, a, KP, L_START, L_SCALE, foil);
    const struct lp_point point = {.t_s = 1e4};
    const struct lp_compartment *c = maker->model.compartments;
    double y, *dy = calloc(maker->slots.n, sizeof *dy);
    double l = sqrt(L_START * L_START + 2 * KP * 1e4), ratio = l / L_START;
    maker->experiment.observable = LP_OBSERVE_AREA;
    struct lp_observer *observer = modelmaker_observer(maker, 1, &point);
    assert_int_equal(lp_observer_predict(observer, maker->p, &y, dy, NULL), LP_OK);
    net_assert_near(y / (1e-8 * (0.95 * ratio - 0.85)), 1, 1e-7, "N x");
    /* d ratio/d ln kp = kp t/(l l_s), d ratio/d ln l_s = -2 kp t/(l l_s) */
    double by_kp = 0.95 * KP * 1e4 / (l * L_START);
    size_t kp = c[a].growth.rate_m2_per_s.i_parameter, ls = c[a].growth.start_m.i_parameter;
    net_assert_near(dy[kp] * KP / 1e-8, by_kp, 1e-6, "by kp");
    net_assert_near(dy[ls] * L_START / 1e-8, -2 * by_kp, 1e-6, "by l_s");
    net_assert_near(dy[c[a].growth.scale_m.i_parameter], 0, 0, "no edge, no l_c");
    maker->experiment.observable = LP_OBSERVE_INCREASE;
    assert_int_equal(lp_observer_predict(observer, maker->p, &y, NULL, NULL), LP_OK);
    net_assert_near(y, 100 * (0.95 * ratio - 0.85 - 0.1) / 0.1, 2e-3, "in per cent of the start");
    free(dy);
    lp_observer_free(observer);
    modelmaker_free(maker);
}

/* phi(t) = phi/(1 + l/l_c) on every edge of a growing phase; in series where both ends grow. */
static void thick_layers_let_less_through(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t foil = modelmaker_electrode(maker, NAN, 0.95), a = modelmaker_phase(maker, 1e-8, 0.1);
    size_t b = modelmaker_phase(maker, 1e-8, 0.1), c = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_exchange(maker, foil, a, 3e-11);
    modelmaker_exchange(maker, a, b, 3e-11);
    modelmaker_exchange(maker, b, c, 3e-11);
    modelmaker_exchange(maker, foil, c, 3e-11);
    modelmaker_growth(maker, a, KP, L_START, L_SCALE, foil);
    modelmaker_growth(maker, b, 4 * KP, L_START, 2 * L_SCALE, c);
    struct lp_network *net = modelmaker_network(maker);
    for (size_t i = 0; i < 2; i++) {
        double t = i == 0 ? 0 : 1e4;
        double la = sqrt(L_START * L_START + 2 * KP * t) / L_SCALE;
        double lb = sqrt(L_START * L_START + 8 * KP * t) / (2 * L_SCALE);
        assert_int_equal(lp_network_age(net, t, NULL), LP_OK);
        net_assert_near(net->phi[0] / 3e-11, 1 / (1 + la), 1e-14, "contact");
        net_assert_near(net->g[1] / 3e-11, 1 / (1 + la + lb), 1e-14, "both ends grow");
        net_assert_near(net->phi[2] / 3e-11, 1 / (1 + lb), 1e-14, "to the source");
        net_assert_near(net->phi[3] / 3e-11, 1, 1e-14, "neither end");
    }
    lp_network_free(net);
    modelmaker_free(maker);
}

/*
 * Pure drift (phi << q) out of a finite foil into a phase that is so large that it keeps its
 * enrichment, and on into a second foil: the first loses at its own enrichment, the second mixes.
 */
static void a_foil_drains_into_another(void **state)
{
    (void)state;
    const double N1 = 3e-6, N2 = 1e-6, I = 1e-5, q = I / F, t = 1e4;
    double x[3], N[3];
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, N1, 0.95);
    size_t right = modelmaker_electrode(maker, N2, 0.5);
    size_t a = modelmaker_phase(maker, HUGE_MOL, 0.1);
    modelmaker_exchange(maker, left, a, 1e-22);
    modelmaker_exchange(maker, a, right, 1e-22);
    modelmaker_step(maker, 2 * t, I, true);
    state_at(maker, t, x, N);
    net_assert_near(N[left] / (N1 - q * t), 1, 1e-14, "drained");
    net_assert_near(N[right] / (N2 + q * t), 1, 1e-14, "filled");
    net_assert_near(x[left], 0.95, 1e-10, "at its own enrichment");
    net_assert_near(x[right], (N2 * 0.5 + q * t * 0.1) / (N2 + q * t), TOLERANCE, "mixed");
    modelmaker_free(maker);
}

/* Plate, strip what was plated, then strip the foil: the pool is renewed as exp(-q t/N_set). */
static void a_pool_is_stripped_then_renewed(void **state)
{
    (void)state;
    const double set = 5e-9, I = 1e-6, q = I / F;
    double x[3], N[3];
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_pool(maker, set, 0.95), right = modelmaker_electrode(maker, NAN, 0.95);
    size_t a = modelmaker_phase(maker, HUGE_MOL, 0.1);
    modelmaker_exchange(maker, left, a, 1e-22);
    modelmaker_exchange(maker, a, right, 1e-22);
    modelmaker_step(maker, 1000, -I, true);
    modelmaker_step(maker, 3600, 0, false);
    modelmaker_step(maker, 5000, I, true);
    double plated = (set * 0.95 + 1000 * q * 0.1) / (set + 1000 * q);
    const double times[] = {1000, 4000, 5100, 5600, 5600 + set / q, 9600};
    for (size_t i = 0; i < 6; i++) {
        double t = times[i], E = t <= 4600 ? 1000 * q : fmax(0, (5600 - t) * q);
        double renewed = t > 5600 ? exp(-(t - 5600) * q / set) : 1;
        state_at(maker, t, x, N);
        net_assert_near(N[left] / (set + E), 1, 1e-12, "what lies there");
        net_assert_near(x[left], 0.95 + (plated - 0.95) * renewed, TOLERANCE, "its enrichment");
    }
    struct lp_books books;
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    assert_int_equal(lp_observer_books(observer, maker->p, 9600, &books, NULL), LP_OK);
    net_assert_near(books.electrode[0].foil_li_mol / (4000 * q), 1, 1e-12, "Li of the foil");
    net_assert_near(books.electrode[0].foil_li6_mol / (4000 * q * 0.95), 1, 1e-12, "6Li of it");
    net_assert_near(books.charge_C, 4000 * I, 1e-15, "net charge");
    net_assert_near(books.throughput_C, 6000 * I, 1e-15, "throughput");
    lp_observer_free(observer);
    modelmaker_free(maker);
}

/* At rest nothing comes from the foil: a pool and a phase level out between them. */
static void a_resting_pool_gets_nothing(void **state)
{
    (void)state;
    const double set = 1e-6, N0 = 3e-6;
    double x[2], N[2];
    struct modelmaker *maker = modelmaker_new();
    size_t pool = modelmaker_pool(maker, set, 0.95), a = modelmaker_phase(maker, N0, 0.1);
    modelmaker_exchange(maker, pool, a, 1e-9);
    state_at(maker, 1e6, x, N);
    net_assert_near(x[a], (0.95 * set + 0.1 * N0) / (set + N0), TOLERANCE, "levelled out");
    net_assert_near(N[pool], set, 0, "the pool keeps N_set");
    modelmaker_free(maker);
}

static void expect_empty(struct modelmaker *maker, double t_s, double empty_s, const char *name)
{
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    struct lp_diag *diag = lp_diag_new();
    double x[4], N[4];
    char time[40];
    snprintf(time, sizeof time, "t = %.6g s", empty_s);
    assert_int_equal(lp_observer_state(observer, maker->p, 0.99 * empty_s, x, N, NULL), LP_OK);
    assert_int_equal(lp_observer_state(observer, maker->p, t_s, x, N, diag), LP_EINPUT);
    const char *text = lp_diag_first_error(diag);
    if (strstr(text, "runs empty") == NULL || strstr(text, name) == NULL ||
        strstr(text, time) == NULL)
        fail_msg("expected '%s' empty at %s: %s", name, time, text);
    assert_true(isnan(x[0]) != 0);
    lp_diag_free(diag);
    lp_observer_free(observer);
}

static void what_runs_empty_is_named_with_its_time(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9);
    size_t right = modelmaker_electrode(maker, 1e-6, 0.9), a = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_exchange(maker, left, a, 1e-10);
    modelmaker_exchange(maker, a, right, 1e-10);
    modelmaker_step(maker, 100, 1e-5, true);
    modelmaker_step(maker, 1e6, -1e-5, true);
    expect_empty(maker, 5e4, 200 + 1e-6 * F / 1e-5, "foil1");
    modelmaker_free(maker);

    /* growth: l = l_s (1 + N_source/N), t = (l² - l_s²)/(2 kp); from a phase, then from a pool */
    double l = L_START * (1 + 3e-8 / 1e-8), t = (l * l - L_START * L_START) / (2 * KP);
    maker = modelmaker_new();
    size_t b = modelmaker_phase(maker, 3e-8, 0.1), c = modelmaker_phase(maker, 1e-8, 0.1);
    modelmaker_growth(maker, c, KP, L_START, L_SCALE, b);
    modelmaker_exchange(maker, b, c, 1e-12);
    expect_empty(maker, 1e6, t, "phase0");
    modelmaker_depth(maker, 3, 1e-5);
    expect_empty(maker, 1e6, t, "phase0");
    modelmaker_free(maker);
    maker = modelmaker_new();
    size_t pool = modelmaker_pool(maker, 3e-8, 0.9);
    c = modelmaker_phase(maker, 1e-8, 0.1);
    modelmaker_growth(maker, c, KP, L_START, L_SCALE, pool);
    expect_empty(maker, 1e6, t, "foil0");
    modelmaker_free(maker);
}

/* A current that feeds the foil in time keeps it from running empty: N(t) dips and comes back. */
static void a_dip_is_not_the_end(void **state)
{
    (void)state;
    double x[3], N[3];
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9);
    size_t right = modelmaker_electrode(maker, 5e-9, 0.9), a = modelmaker_phase(maker, 1e-8, 0.1);
    modelmaker_exchange(maker, left, a, 1e-10);
    modelmaker_exchange(maker, a, right, 1e-10);
    modelmaker_growth(maker, a, 1e-20, L_START, L_SCALE, right);
    modelmaker_step(maker, 1e4, 1e-6, true);
    state_at(maker, 1e4, x, N);
    double grown = 1e-8 * (sqrt(L_START * L_START + 2e-20 * 1e4) / L_START - 1);
    net_assert_near(N[right] / (5e-9 + 1e-2 / F - grown), 1, 1e-12, "what is left");
    maker->p[maker->model.compartments[right].inventory_mol.i_parameter] = 3e-9;
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    assert_int_equal(lp_observer_state(observer, maker->p, 1e4, x, N, NULL), LP_EINPUT);
    lp_observer_free(observer);
    modelmaker_free(maker);
}

/* An engine that has been at the end starts again at the start. */
static void predicting_again_gives_the_same(void **state)
{
    (void)state;
    const struct lp_point points[2] = {{.t_s = 0}, {.t_s = 1e4}};
    struct modelmaker *maker = modelmaker_new();
    size_t left = modelmaker_electrode(maker, NAN, 0.9);
    size_t right = modelmaker_electrode(maker, 1e-6, 0.9), a = modelmaker_phase(maker, 1e-6, 0.1);
    modelmaker_exchange(maker, left, a, 1e-10);
    modelmaker_exchange(maker, a, right, 1e-10);
    modelmaker_step(maker, 1e4, 5e-6, true);
    for (size_t i = 0; i < 2; i++) { /* the foil alone, then with an interphase that grows */
        double first[2], again[2], *dy = calloc(2 * maker->slots.n + 8, sizeof *dy);
        struct lp_observer *observer = modelmaker_observer(maker, 2, points);
        assert_int_equal(lp_observer_predict(observer, maker->p, first, NULL, NULL), LP_OK);
        net_assert_near(first[0], 0.1, 1e-15, "the start");
        assert_int_equal(lp_observer_predict(observer, maker->p, again, NULL, NULL), LP_OK);
        assert_memory_equal(first, again, sizeof first);
        assert_int_equal(lp_observer_predict(observer, maker->p, again, dy, NULL), LP_OK);
        net_assert_near(again[0], 0.1, 1e-15, "the start beside derivatives");
        net_assert_near(dy[maker->model.compartments[a].enrichment.i_parameter], 1, 1e-15, "dx0");
        net_assert_near(dy[maker->model.compartments[right].inventory_mol.i_parameter] * 1e-6, 0,
                        1e-15, "no other");
        free(dy);
        lp_observer_free(observer);
        if (i == 0)
            modelmaker_growth(maker, a, 1e-21, L_START, L_SCALE, right);
    }
    modelmaker_free(maker);
}

static void strong_currents_are_doubted(void **state)
{
    (void)state;
    struct modelmaker *maker = modelmaker_problem_s(false);
    struct lp_diag *diag = lp_diag_new();
    modelmaker_step(maker, 100, -1e-5, true);
    modelmaker_step(maker, 100, 5e-6, true);
    struct lp_observer *observer = modelmaker_observer(maker, 0, NULL);
    assert_int_equal(lp_observer_doubt(observer, maker->p, diag), LP_OK);
    assert_int_equal(lp_diag_n_warnings(diag), 0);
    for (size_t e = 0; e < maker->model.n_edges; e++)
        maker->p[maker->model.edges[e].flow_mol_per_s.i_parameter] *= 0.2;
    assert_int_equal(lp_observer_doubt(observer, maker->p, diag), LP_OK);
    assert_int_equal(lp_diag_n_warnings(diag), 6); /* every contact, none within */
    assert_non_null(strstr(lp_diag_warning_text(diag, 0), "-1e-05 A"));
    lp_diag_free(diag);
    lp_observer_free(observer);
    modelmaker_free(maker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_dilutes_as_the_root_of_time),
        cmocka_unit_test(growth_is_seen_and_differentiated),
        cmocka_unit_test(thick_layers_let_less_through),
        cmocka_unit_test(a_foil_drains_into_another),
        cmocka_unit_test(a_pool_is_stripped_then_renewed),
        cmocka_unit_test(a_resting_pool_gets_nothing),
        cmocka_unit_test(what_runs_empty_is_named_with_its_time),
        cmocka_unit_test(a_dip_is_not_the_end),
        cmocka_unit_test(predicting_again_gives_the_same),
        cmocka_unit_test(strong_currents_are_doubted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
