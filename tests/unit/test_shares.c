/* SPDX-License-Identifier: MIT
 *
 * The pathway's numbers at given parameters, against the closed form of two phases in parallel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pathway/shares.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lp_study *two_phases(void)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 3,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01};
    return fitmaker_study(&series);
}

/* Both sides alike: a carries phi_a/(phi_a + phi_b), G = (phi_a + phi_b)/2, nothing crosses. */
static void two_phases_share_by_their_contacts(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double *out = calloc(lp_shares_n(m), sizeof(double)), p[8];
    bool joined = false;
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, &joined, NULL), LP_OK);
    assert_true(joined);
    assert_true(fabs(out[LP_SHARE_G] / 3.5e-11 - 1.0) < 1e-9);
    assert_true(fabs(out[LP_SHARE_INTERFACE] - 5.0 / 7.0) < 1e-9);
    size_t a = lp_model_find_compartment(m, "a"), b = lp_model_find_compartment(m, "b");
    assert_true(fabs(out[lp_shares_at_compartment(a, LP_SHARE_VISITED)] - 5.0 / 7.0) < 1e-9);
    assert_true(fabs(out[lp_shares_at_compartment(a, LP_SHARE_WITHOUT)] - 5.0 / 7.0) < 1e-9);
    assert_true(fabs(out[lp_shares_at_edge(m, 4, LP_SHARE_NET)]) < 1e-9);
    assert_true(isnan(out[lp_shares_at_compartment(0, LP_SHARE_VISITED)]));
    assert_true(isnan(out[lp_shares_at_compartment(a, LP_SHARE_CARRIED)]));
    double part_a = out[lp_shares_at_compartment(a, LP_SHARE_UPTAKE_PART)];
    double part_b = out[lp_shares_at_compartment(b, LP_SHARE_UPTAKE_PART)];
    assert_true(fabs(part_a + part_b - 1.0) < 1e-12);
    /* per cent and amount are the same thing twice: uptake = N x0 increase/100 */
    assert_true(
        fabs(out[lp_shares_at_compartment(a, LP_SHARE_UPTAKE)] /
                 (1.5e-6 * 0.0759 * out[lp_shares_at_compartment(a, LP_SHARE_INCREASE)] / 100.0) -
             1.0) < 1e-9);
    lp_shares_free(shares);
    lp_study_free(study);
    free(out);
}

static void what_is_apart_has_no_shares(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    const char *ids[] = {"a--right", "b--right"};
    struct lp_edge_set absent = {.n = 2, .ids = ids};
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double *out = calloc(lp_shares_n(m), sizeof(double)), p[8];
    bool joined = true;
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, &absent, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, false, out, &joined, NULL), LP_OK);
    assert_false(joined);
    assert_true(out[LP_SHARE_G] == 0.0);
    assert_true(isnan(out[LP_SHARE_INTERFACE]));
    assert_true(isnan(out[lp_shares_at_compartment(2, LP_SHARE_ENRICHMENT)]));
    assert_true(lp_shares_last_time(study) == 1e5);
    lp_shares_free(shares);
    lp_study_free(study);
    free(out);
}

/* In layers, with flows that depend on temperature: every kind of number there is, but for an
 * interface. */
static const char *const layered =
    "lipath: 1\nmodel:\n"
    "  parameters: {la: {value: 1e-10 mol/s, activation: 0.7 eV}, ar: {value: 7e-11 mol/s},\n"
    "    D: {value: 1e-13 m2/s, activation: 0.25 eV}}\n"
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
    "    a: {inventory: 2 umol, diffusivity: D}, b: {inventory: 1 umol, diffusivity: D},\n"
    "    r: {kind: electrode, enrichment: 0.95}}\n"
    "  exchange: [{between: [l, a], flow: la}, {between: [a, r], flow: ar},\n"
    "    {between: [a, b], flow: ar}]\n"
    "  depth: {layers: 8, thickness: 50 um}\n"
    "experiments: [{times: [1 h]}]\n";

/* Every number asked for alone has the bits it has in the list; frees the study. */
static void numbers_alone_equal_the_list(struct lp_study *study, const struct lp_edge_set *absent,
                                         size_t n_told)
{
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *whole = NULL, *alone = NULL;
    size_t n = lp_shares_n(m), n_finite = 0;
    double *out = calloc(n, sizeof *out), value, p[16];
    assert_true(study->parameters.n <= 16);
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, absent, &options.engine, &whole, NULL), LP_OK);
    assert_int_equal(lp_shares_new(study, absent, &options.engine, &alone, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(whole, p, true, out, NULL, NULL), LP_OK);
    for (size_t k = 0; k < n; k++) {
        size_t i = n - 1 - k;
        value = 7.0;
        assert_int_equal(lp_shares_number(alone, p, i, &value), LP_OK);
        if (memcmp(&value, &out[i], sizeof value) != 0 && !(isnan(value) && isnan(out[i])))
            fail_msg("number %zu is %.17g alone and %.17g in the list", i, value, out[i]);
        n_finite += isfinite(value) ? 1 : 0;
    }
    assert_int_equal(n_finite, n_told);
    lp_shares_free(alone);
    lp_shares_free(whole);
    lp_study_free(study);
    free(out);
}

static void a_number_alone_is_that_of_the_list(void **state)
{
    (void)state;
    const char *ids[] = {"a--right", "b--right"};
    struct lp_edge_set cut = {.n = 2, .ids = ids};
    /* G, R, interface; an electrode's enrichment; 7 of each phase (carried is of layers only);
     * two of each edge */
    numbers_alone_equal_the_list(two_phases(), NULL, 3 + 2 * 1 + 2 * 7 + 5 * 2);
    /* G = 0 and the state: 5 of each phase */
    numbers_alone_equal_the_list(two_phases(), &cut, 1 + 2 * 1 + 2 * 5);
    /* G, R, Ea; all 8 of each phase; two of each edge, and the energy of one */
    numbers_alone_equal_the_list(fitmaker_from_text(layered), NULL, 3 + 2 * 1 + 2 * 8 + 3 * 2 + 1);
}

/* The list's places and their inverse. */
static void every_number_has_one_place(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    const struct lp_model *m = study->experiments[0].model;
    for (size_t i = 0; i < lp_shares_n(m); i++) {
        struct lp_share_place at = lp_shares_place(m, i);
        size_t back = at.whole;
        if (at.of_compartment != SIZE_MAX)
            back = lp_shares_at_compartment(at.index, (enum lp_share_compartment)at.of_compartment);
        if (at.of_edge != SIZE_MAX)
            back = lp_shares_at_edge(m, at.index, (enum lp_share_edge)at.of_edge);
        assert_int_equal(back, i);
        assert_int_equal(
            (at.whole != SIZE_MAX) + (at.of_compartment != SIZE_MAX) + (at.of_edge != SIZE_MAX), 1);
    }
    for (size_t i = 0; i < LP_SHARE_N_WHOLE; i++)
        assert_int_equal(lp_shares_place(m, i).index, 0);
    /* Behind 4 numbers of the whole and 3 x 8 of compartments: 3 of the one edge. */
    const struct lp_model three = {.n_compartments = 3, .n_edges = 1};
    for (size_t k = 0; k < LP_SHARE_PER_EDGE; k++)
        assert_int_equal(lp_shares_place(&three, 4 + 3 * 8 + k).of_edge, k);
    size_t enrichment = lp_shares_at_compartment(1, LP_SHARE_ENRICHMENT);
    assert_true(lp_shares_is_state(m, enrichment));
    assert_false(lp_shares_is_state(m, lp_shares_at_compartment(1, LP_SHARE_WITHOUT)));
    assert_false(lp_shares_is_state(m, LP_SHARE_ACTIVATION));
    assert_false(lp_shares_is_state(m, lp_shares_at_edge(m, 0, LP_SHARE_EDGE_ACTIVATION)));
    lp_study_free(study);
}

/*
 * Two phases side by side with no link between them, worked out by hand. Contacts in series,
 * 3e-11 and 1e-11 mol/s to a, 1e-11 twice to b: 0.75e-11 and 0.5e-11, so G = 1.25e-11 and a
 * carries 0.6. An edge dissipates q^2 G/phi: 0.15, 0.45, 0.2, 0.2; with 0.5 eV on the first the
 * path has 0.15 of it. Each phase goes to the mean of its electrodes, weighted by its contacts,
 * at the rate of their sum over its inventory.
 */
static const char *const apart =
    "lipath: 1\nmodel:\n"
    "  parameters: {la: {value: 3e-11 mol/s, activation: 0.5 eV}, phi: {value: 1e-11 mol/s}}\n"
    "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
    "    r: {kind: electrode, enrichment: 0.5}, a: {role: interface, inventory: 2 umol},\n"
    "    b: {inventory: 0.5 umol}}\n"
    "  exchange: [{between: [l, a], flow: la}, {between: [a, r], flow: phi},\n"
    "    {between: [l, b], flow: phi}, {between: [b, r], flow: phi}]\n"
    "experiments: [{times: [1 h, 10 h], temperature: 25 degC}]\n";

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance * fabs(expected)))
        fail_msg("%.12g, expected %.12g", found, expected);
}

static void every_number_of_a_case_by_hand(void **state)
{
    (void)state;
    const double x0 = 0.0759, t_s = 36000, N[] = {2e-6, 0.5e-6}, rate[] = {4e-11, 2e-11};
    const double end[] = {(3 * 0.95 + 0.5) / 4, (0.95 + 0.5) / 2}, share[] = {0.6, 0.4};
    const double dissipation[] = {0.15, 0.45, 0.2, 0.2};
    struct lp_study *study = fitmaker_from_text(apart);
    const struct lp_experiment *report = &study->experiments[0];
    const struct lp_model *m = report->model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double *out = calloc(lp_shares_n(m), sizeof *out), p[8], x[2], uptake[2];
    lp_study_start(study, p);
    assert_true(lp_shares_last_time(study) == t_s);
    assert_int_equal(lp_shares_n(m), 4 + 4 * 8 + 4 * 3);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, NULL, NULL), LP_OK);
    near(out[LP_SHARE_G], 1.25e-11, 1e-12);
    near(out[LP_SHARE_R],
         LP_GAS_R_J_PER_MOL_K * 298.15 / (LP_FARADAY_C_PER_MOL * LP_FARADAY_C_PER_MOL * 1.25e-11),
         1e-12);
    near(out[LP_SHARE_INTERFACE], 0.6, 1e-12);
    near(out[LP_SHARE_ACTIVATION], 0.075, 1e-6);
    for (size_t e = 0; e < 4; e++) {
        near(out[lp_shares_at_edge(m, e, LP_SHARE_NET)], share[e / 2], 1e-12);
        near(out[lp_shares_at_edge(m, e, LP_SHARE_DISSIPATION)], dissipation[e], 1e-12);
    }
    near(out[lp_shares_at_edge(m, 0, LP_SHARE_EDGE_ACTIVATION)], 0.5, 1e-12);
    for (size_t k = 0; k < 2; k++) {
        x[k] = end[k] - (end[k] - x0) * exp(-rate[k] / N[k] * t_s);
        uptake[k] = N[k] * (x[k] - x0);
    }
    for (size_t k = 0; k < 2; k++) {
        const double *of = &out[lp_shares_at_compartment(2 + k, 0)];
        near(of[LP_SHARE_VISITED], share[k], 1e-12);
        near(of[LP_SHARE_WITHOUT], share[k], 1e-12);
        near(of[LP_SHARE_INVENTORY], N[k], 1e-12);
        near(of[LP_SHARE_ENRICHMENT], x[k], 1e-8);
        near(of[LP_SHARE_INCREASE], 100 * (x[k] - x0) / x0, 1e-8);
        near(of[LP_SHARE_UPTAKE], uptake[k], 1e-8);
        near(of[LP_SHARE_UPTAKE_PART], uptake[k] / (uptake[0] + uptake[1]), 1e-8);
    }
    assert_true(out[lp_shares_at_compartment(0, LP_SHARE_ENRICHMENT)] == 0.95);
    assert_true(out[lp_shares_at_compartment(1, LP_SHARE_ENRICHMENT)] == 0.5);
    assert_true(isnan(out[lp_shares_at_compartment(0, LP_SHARE_INCREASE)]));
    near(lp_shares_theta(report, p, out), fmax(x[0] - x0, x[1] - x0) / (0.95 - x0), 1e-8);
    lp_shares_free(shares);
    lp_study_free(study);
    free(out);
}

/* The last time of the data, else of the times asked for, else the start. */
static void the_last_time_is_that_of_the_report(void **state)
{
    (void)state;
    struct lp_row rows[] = {{.t_s = 60}, {.t_s = 3600}};
    double times[] = {7, 86400};
    struct lp_experiment x = {.n_rows = 2, .rows = rows, .n_times = 1, .times_s = times + 1};
    const struct lp_study study = {.n_experiments = 1, .experiments = &x};
    assert_true(lp_shares_last_time(&study) == 3600.0);
    x.n_rows = 1;
    assert_true(lp_shares_last_time(&study) == 60.0);
    x.n_rows = 0;
    assert_true(lp_shares_last_time(&study) == 86400.0);
    x.n_times = 0;
    assert_true(lp_shares_last_time(&study) == 0.0);
}

/*
 * A bridge by hand, phases written first. Contacts 3 and 1 to a, 1 and 3 to b, 1 between them
 * (1e-11 mol/s): with 1 across, a is at 2/3 and b at 1/3, the current is 5/3, of which 1 enters a
 * and 2/3 b; 1/3 goes on from a to b. So a and b are visited by 0.6 each, while without one of them
 * the other's contacts in series carry 3/4: 0.55 less. All foils alike, each phase fills at the sum
 * of its contacts, and nothing goes between them.
 */
static const char *const bridge =
    "lipath: 1\nmodel:\n"
    "  parameters: {phi: {value: 1e-11 mol/s}}\n"
    "  compartments: {a: {role: interface, inventory: 1 umol}, b: {inventory: 1 umol},\n"
    "    l: {kind: electrode, enrichment: 0.95}, r: {kind: electrode, enrichment: 0.95}}\n"
    "  exchange: [{between: [l, a], flow: 3e-11 mol/s}, {between: [a, r], flow: phi},\n"
    "    {between: [l, b], flow: phi}, {between: [b, r], flow: 3e-11 mol/s},\n"
    "    {between: [a, b], flow: phi}]\n"
    "experiments: [{times: [10 h]}]\n";

static void a_bridge_by_hand(void **state)
{
    (void)state;
    static const double net[] = {0.6, 0.4, 0.4, 0.6, 0.2};
    struct lp_study *study = fitmaker_from_text(bridge);
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double out[64], p[8], x = 0.95 - (0.95 - 0.0759) * exp(-4e-11 / 1e-6 * 36000);
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, NULL, NULL), LP_OK);
    near(out[LP_SHARE_G], 5e-11 / 3.0, 1e-12);
    near(out[LP_SHARE_INTERFACE], 0.6, 1e-12);
    for (size_t i = 0; i < 2; i++) {
        const double *of = &out[lp_shares_at_compartment(i, 0)];
        near(of[LP_SHARE_VISITED], 0.6, 1e-12);
        near(of[LP_SHARE_WITHOUT], 0.55, 1e-12);
        near(of[LP_SHARE_ENRICHMENT], x, 1e-8);
        near(of[LP_SHARE_UPTAKE], 1e-6 * (x - 0.0759), 1e-8);
        near(of[LP_SHARE_UPTAKE_PART], 0.5, 1e-8);
    }
    for (size_t e = 0; e < 5; e++)
        near(fabs(out[lp_shares_at_edge(m, e, LP_SHARE_NET)]), net[e], 1e-12);
    lp_shares_free(shares);
    lp_study_free(study);
}

/* One phase, thus one peak, and one foil: no current can be driven, and the phase fills. */
static void one_foil_has_a_state_and_no_shares(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_from_text(
        "lipath: 1\nmodel:\n  parameters: {phi: {value: 2e-11 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol}}\n"
        "  exchange: [{between: [l, a], flow: phi}]\nexperiments: [{times: [10 h]}]\n");
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double out[64], p[8];
    bool joined = true;
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_null(lp_shares_flow(shares));
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, &joined, NULL), LP_OK);
    assert_false(joined);
    assert_true(isnan(out[LP_SHARE_G]) && isnan(out[LP_SHARE_R]));
    near(out[lp_shares_at_compartment(1, LP_SHARE_ENRICHMENT)],
         0.95 - (0.95 - 0.0759) * exp(-2e-11 / 1e-6 * 36000), 1e-8);
    near(out[lp_shares_at_compartment(1, LP_SHARE_UPTAKE_PART)], 1.0, 1e-12);
    lp_shares_free(shares);
    lp_study_free(study);
}

/* The numbers of s, a layer between foil and film that grows or not. */
static void layer_numbers(const char *growth, double *G, double of_s[LP_SHARE_PER_COMPARTMENT])
{
    char text[1000];
    snprintf(text, sizeof text,
             "lipath: 1\nmodel:\n  parameters: {phi: {value: 1e-11 mol/s}}\n"
             "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
             "    s: {inventory: 0.2 umol%s}, a: {inventory: 1 umol},\n"
             "    r: {kind: electrode, enrichment: 0.95}}\n"
             "  exchange: [{between: [l, s], flow: phi}, {between: [s, a], flow: phi},\n"
             "    {between: [a, r], flow: phi}]\nexperiments: [{times: [10 h]}]\n",
             growth);
    struct lp_study *study = fitmaker_from_text(text);
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double out[64], p[8];
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, NULL, NULL), LP_OK);
    *G = out[LP_SHARE_G];
    memcpy(of_s, &out[lp_shares_at_compartment(1, 0)], LP_SHARE_PER_COMPARTMENT * sizeof *of_s);
    lp_shares_free(shares);
    lp_study_free(study);
}

/* What a layer took up is the 6Li that it holds less what it held, be it grown; and the pathway
 * is that of the last time, at which a thicker layer conducts less. */
static void a_layer_that_grew(void **state)
{
    (void)state;
    double G[3], fixed[LP_SHARE_PER_COMPARTMENT], grown[LP_SHARE_PER_COMPARTMENT];
    layer_numbers("", &G[0], fixed);
    near(G[0], 1e-11 / 3.0, 1e-12);
    layer_numbers(", growth: {rate: 1e-30 m2/s, start: 2 nm, scale: 10 nm, from: l}", &G[2], grown);
    near(grown[LP_SHARE_INVENTORY], 0.2e-6, 1e-6);
    layer_numbers(", growth: {rate: 1e-21 m2/s, start: 2 nm, scale: 10 nm, from: l}", &G[1], grown);
    assert_true(G[1] < 0.99 * G[2]);
    near(fixed[LP_SHARE_INVENTORY], 0.2e-6, 1e-12);
    assert_true(grown[LP_SHARE_INVENTORY] > 1.1 * 0.2e-6);
    const double *const both[] = {fixed, grown};
    for (size_t k = 0; k < 2; k++) {
        const double *n = both[k], held = 0.2e-6 * 0.0759;
        double gained = n[LP_SHARE_INVENTORY] * n[LP_SHARE_ENRICHMENT] - held;
        near(n[LP_SHARE_UPTAKE], gained, 1e-9);
        near(n[LP_SHARE_INCREASE], 100.0 * gained / held, 1e-9);
    }
}

/* The way is to the foil that is farthest from the start, richer or poorer. */
static void the_way_is_to_the_farthest_foil(void **state)
{
    (void)state;
    static const struct {
        double first, last, start, x, theta; /* NaN: no way */
    } cases[] = {{0.95, 0.5, 0.1, 0.525, 0.5}, {0.5, 0.95, 0.1, 0.525, 0.5},
                 {0.05, 0.5, 0.5, 0.275, 0.5}, {0.6, 0.1, 0.5, 0.4, 0.25},
                 {0.1, 0.6, 0.5, 0.6, -0.25},  {0.5, 0.5, 0.5, 0.6, NAN}};
    const struct lp_parameters none = {.n = 0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double x0[] = {cases[i].first, cases[i].start, cases[i].last};
        struct lp_compartment c[3] = {
            {.kind = LP_ELECTRODE}, {.kind = LP_PHASE}, {.kind = LP_ELECTRODE}};
        struct lp_model m = {.parameters = &none, .n_compartments = 3, .compartments = c};
        struct lp_experiment x = {.model = &m};
        for (size_t k = 0; k < 3; k++)
            c[k].enrichment =
                (struct lp_value){.is_given = true, .i_parameter = LP_NONE, .constant = x0[k]};
        double theta = lp_shares_phase_theta(&x, NULL, 1, cases[i].x);
        if (isnan(cases[i].theta))
            assert_true(isnan(theta));
        else
            near(theta, cases[i].theta, 1e-12);
        assert_true(isnan(lp_shares_phase_theta(&x, NULL, 0, cases[i].x)));
        /* Of the whole: the phase comes first, and the foils have none. */
        struct lp_compartment phase = c[1];
        c[1] = c[0];
        c[0] = phase;
        double numbers[4 + 3 * 8] = {0};
        numbers[lp_shares_at_compartment(0, LP_SHARE_ENRICHMENT)] = cases[i].x;
        double whole = lp_shares_theta(&x, NULL, numbers);
        assert_true(isnan(cases[i].theta) ? isnan(whole) : whole == theta);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_phases_share_by_their_contacts),
                                       cmocka_unit_test(what_is_apart_has_no_shares),
                                       cmocka_unit_test(a_number_alone_is_that_of_the_list),
                                       cmocka_unit_test(every_number_has_one_place),
                                       cmocka_unit_test(the_last_time_is_that_of_the_report),
                                       cmocka_unit_test(a_bridge_by_hand),
                                       cmocka_unit_test(the_way_is_to_the_farthest_foil),
                                       cmocka_unit_test(a_layer_that_grew),
                                       cmocka_unit_test(one_foil_has_a_state_and_no_shares),
                                       cmocka_unit_test(every_number_of_a_case_by_hand)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
