/* SPDX-License-Identifier: MIT
 *
 * Several experiments in one fit, on synthetic data whose truth is known: cells that share some
 * parameters and not others, compositions, temperatures with activation energies of edges and of
 * the whole path, and what `report` chooses.
 */
#include "tests/support/rehearse.h"

#include "run/given.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "../unit/study_text.h"

#define EV LP_ELEMENTARY_CHARGE_C

/* Two phases between two foils. phi_a and phi_b have activation energies of their own. */
#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters:\n"                                                                              \
    "    phi_a: {start: 1e-10 mol/s, max: 1e-6 mol/s,\n"                                           \
    "            activation: {start: 0.35 eV, min: 0.05 eV, max: 1.5 eV}}\n"                       \
    "    phi_b: {start: 3e-11 mol/s, max: 1e-6 mol/s,\n"                                           \
    "            activation: {start: 0.6 eV, min: 0.05 eV, max: 1.5 eV}}\n"                        \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1.5 umol},\n"         \
    "    b: {role: interface, inventory: 2.5 umol}, r: {kind: electrode, enrichment: 0.95}}\n"     \
    "  exchange: [{between: [l, a], flow: phi_a}, {between: [a, r], flow: phi_a},\n"               \
    "             {between: [l, b], flow: phi_b}, {between: [b, r], flow: phi_b}]\n"

/* Rows of a and b at 1/8, 1/4, ... 4 times unit_s, sigma 0.005; the values stand for nothing. */
#define ROWS_SIZE 1200
static const char *rows(double unit_s, char text[ROWS_SIZE])
{
    size_t n = (size_t)snprintf(text, ROWS_SIZE, "[");
    for (int i = -3; i <= 2; i++)
        n += (size_t)snprintf(text + n, ROWS_SIZE - n,
                              "[%.6g s, a, 0.1, 0.005], [%.6g s, b, 0.1, 0.005]%s",
                              ldexp(unit_s, i), ldexp(unit_s, i), i < 2 ? ", " : "]");
    return text;
}

static struct lp_study *study_of(const char *text)
{
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = study_from_text(text, diag);
    if (!study)
        print_error("%s\n", lp_diag_first_error(diag));
    lp_diag_free(diag);
    assert_non_null(study);
    return study;
}

static double *truth_of(const struct lp_study *study)
{
    double *p = calloc(study->parameters.n + 1, sizeof *p);
    assert_non_null(p);
    lp_study_start(study, p);
    return p;
}

static struct lp_study *three_temperatures(const char *report)
{
    char text[6000], cold[ROWS_SIZE], mild[ROWS_SIZE], warm[ROWS_SIZE];
    snprintf(text, sizeof text,
             MODEL "%sexperiments:\n"
                   "  - {name: cold, temperature: 5 degC, data: %s}\n"
                   "  - {name: mild, temperature: 30 degC, data: %s}\n"
                   "  - {name: warm, temperature: 60 degC, data: %s}\n",
             report, rows(4e4, cold), rows(1e4, mild), rows(2e3, warm));
    return study_of(text);
}

/* G = phi_a/2 + phi_b/2 (in series over both contacts), so its Ea is their mean by conductance. */
static double path_eV(double temperature_K)
{
    double u = -EV / LP_BOLTZMANN_J_PER_K * (1 / temperature_K - 1 / 298.15);
    double a = 1e-10 * exp(0.35 * u), b = 3e-11 * exp(0.6 * u);
    return (0.35 * a + 0.6 * b) / (a + b);
}

static void three_temperatures_give_the_activation_energies(void **state)
{
    (void)state;
    enum { N_SEEDS = 6 };
    size_t n_held[3] = {0};
    struct lp_study *study = three_temperatures("");
    double *truth = truth_of(study);
    rehearse_start_at(study, 3);
    for (uint64_t seed = 1; seed <= N_SEEDS; seed++) {
        rehearse(study, truth, seed);
        struct lp_answer *answer = rehearse_fit(study, 1);
        struct lp_estimate a = rehearse_estimate(answer, "phi_a.activation");
        struct lp_estimate b = rehearse_estimate(answer, "phi_b.activation");
        struct lp_estimate path = answer->pathway->activation_eV;
        n_held[0] += rehearse_holds(a, 0.35 * EV, "Ea of a");
        n_held[1] += rehearse_holds(b, 0.6 * EV, "Ea of b");
        n_held[2] += rehearse_holds(path, path_eV(278.15), "Ea of the path");
        assert_true(a.high - a.low < 0.04 * EV && path.high - path.low < 0.04);
        const struct lp_answer_edge *edge = &answer->pathway->edges[0];
        assert_true(fabs(edge->activation_eV.value - a.value / EV) < 1e-12);
        assert_true(fabs(edge->activation_eV.low - a.low / EV) < 0.01 * (a.high - a.low) / EV);
        lp_answer_free(answer);
    }
    /* 95 % of 6; fewer than 4 would be a chance of 2 in 1000 */
    for (size_t k = 0; k < 3; k++)
        assert_true(n_held[k] >= 4);
    free(truth);
    lp_study_free(study);
}

static struct lp_answer *given(const struct lp_study *study, struct lp_diag *diag)
{
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_answer *answer = NULL;
    assert_int_equal(lp_given_pathway(study, &engine, &answer, diag), LP_OK);
    return answer;
}

/* The first experiment's temperature unless `report` names another, or a temperature of its own. */
static void report_chooses_the_condition(void **state)
{
    (void)state;
    static const struct {
        const char *report;
        double temperature_K;
    } cases[] = {{"", 278.15},
                 {"report: {experiment: warm}\n", 333.15},
                 {"report: {temperature: 100 degC}\n", 373.15},
                 {"report: {experiment: mild, temperature: 0 degC}\n", 273.15}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_study *study = three_temperatures(cases[i].report);
        struct lp_answer *answer = given(study, NULL);
        double T = cases[i].temperature_K;
        double u = -EV / LP_BOLTZMANN_J_PER_K * (1 / T - 1 / 298.15);
        double G = 0.5 * (1e-10 * exp(0.35 * u) + 3e-11 * exp(0.6 * u));
        double R = LP_GAS_R_J_PER_MOL_K * T / (LP_FARADAY_C_PER_MOL * LP_FARADAY_C_PER_MOL * G);
        assert_true(fabs(answer->pathway->conductance_mol_s.value / G - 1) < 1e-12);
        assert_true(fabs(answer->pathway->resistance_ohm.value / R - 1) < 1e-12);
        assert_true(fabs(answer->pathway->activation_eV.value - path_eV(T)) < 1e-7);
        lp_answer_free(answer);
        lp_study_free(study);
    }
}

/* Through a film whose diffusivity has an Ea of its own, in series with contacts: by the parts of
 * the resistance. One contact without Ea counts as zero, and the user hears of it. */
static void the_path_weighs_by_resistance(void **state)
{
    (void)state;
    struct lp_study *study = study_of(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {value: 1e-10 mol/s, activation: 0.7 eV},\n"
        "               D: {value: 1e-13 m2/s, activation: 0.25 eV}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95},\n"
        "    a: {inventory: 2 umol, diffusivity: D}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: 4e-10}]\n"
        "  depth: {layers: 32, thickness: 50 um}\nexperiments: [{}]\n");
    struct lp_diag *diag = lp_diag_new();
    struct lp_answer *answer = given(study, diag);
    double left = 1 / 1e-10, film = 25e-10 / (1e-13 * 2e-6), right = 1 / 4e-10;
    double exact = (0.7 * left + 0.25 * film) / (left + film + right);
    assert_true(fabs(answer->pathway->activation_eV.value - exact) < 1e-7);
    assert_true(isnan(answer->pathway->edges[1].activation_eV.value));
    bool is_told = false;
    for (size_t i = 0; i < lp_diag_n_warnings(diag); i++)
        is_told = is_told || strstr(lp_diag_warning_text(diag, i), "resistance): 'a--r' (1");
    assert_true(is_told);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

static void without_activation_there_is_none(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    assert_int_equal(lp_study_read("tests/data/two-phases.yaml", &study, NULL), LP_OK);
    struct lp_answer *answer = given(study, NULL);
    assert_true(isnan(answer->pathway->activation_eV.value));
    lp_answer_free(answer);
    lp_study_free(study);
}

#define PLAIN                                                                                      \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi_a: {start: 1e-10 mol/s, max: 1e-6 mol/s},\n"                               \
    "               phi_b: {start: 3e-11 mol/s, max: 1e-6 mol/s}}\n"                               \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1.5 umol},\n"         \
    "    b: {role: interface, inventory: 2.5 umol}, r: {kind: electrode, enrichment: 0.95}}\n"     \
    "  exchange: [{between: [l, a], flow: phi_a}, {between: [a, r], flow: phi_a},\n"               \
    "             {between: [l, b], flow: phi_b}, {between: [b, r], flow: phi_b}]\n"

/* phi_b is one for both cells, phi_a is cell-2's own: its two values come out, and phi_b is known
 * better than from one cell. */
static void cells_share_what_is_not_overridden(void **state)
{
    (void)state;
    char text[6000], one[ROWS_SIZE], two[ROWS_SIZE];
    snprintf(text, sizeof text,
             PLAIN "experiments:\n  - {name: cell-1, data: %s}\n"
                   "  - {name: cell-2, data: %s,\n     override: {parameters: {phi_a:"
                   " {start: 4e-10 mol/s, max: 1e-6 mol/s}}}}\n",
             rows(1e4, one), rows(1e4, two));
    struct lp_study *study = study_of(text);
    double *truth = truth_of(study);
    rehearse_start_at(study, 0.4);
    rehearse(study, truth, 5);
    struct lp_answer *answer = rehearse_fit(study, 2);
    assert_int_equal(answer->n_parameters, 3);
    assert_true(rehearse_holds(rehearse_estimate(answer, "phi_a"), 1e-10, "phi_a"));
    assert_true(rehearse_holds(rehearse_estimate(answer, "phi_a@cell-2"), 4e-10, "phi_a@cell-2"));
    struct lp_estimate shared = rehearse_estimate(answer, "phi_b");
    assert_true(rehearse_holds(shared, 3e-11, "phi_b"));
    lp_answer_free(answer);
    study->experiments[1].n_rows = 0;
    study->n_experiments = 1;
    answer = rehearse_fit(study, 2);
    struct lp_estimate alone = rehearse_estimate(answer, "phi_b");
    double gain = (alone.high - alone.low) / (shared.high - shared.low);
    assert_true(gain > 1.25 && gain < 1.6); /* sqrt 2, as far as 1000 draws tell */
    lp_answer_free(answer);
    free(truth);
    lp_study_free(study);
}

/* A composition is an override of the inventories: the same flows fit both only if each experiment
 * is taken with its own. */
static void compositions_are_overrides(void **state)
{
    (void)state;
    char text[6000], one[ROWS_SIZE], two[ROWS_SIZE];
    snprintf(text, sizeof text,
             PLAIN
             "experiments:\n  - {name: rich, data: %s}\n"
             "  - {name: poor, data: %s, override: {compartments: {a: {inventory: 0.5 umol},\n"
             "     b: {inventory: 3.5 umol}}}}\nreport: {experiment: poor}\n",
             rows(1e4, one), rows(1e4, two));
    struct lp_study *study = study_of(text);
    double *truth = truth_of(study);
    rehearse_start_at(study, 0.4);
    rehearse(study, truth, 3);
    struct lp_answer *answer = rehearse_fit(study, 2);
    assert_int_equal(answer->n_parameters, 2);
    assert_true(rehearse_holds(rehearse_estimate(answer, "phi_a"), 1e-10, "phi_a"));
    assert_true(rehearse_holds(rehearse_estimate(answer, "phi_b"), 3e-11, "phi_b"));
    /* 24 values, 2 parameters: chi2 about 22 +- 6.6 */
    assert_true(answer->objective.chi2 > 5 && answer->objective.chi2 < 50);
    assert_true(fabs(answer->pathway->compartments[1].inventory_mol - 0.5e-6) < 1e-18);
    lp_answer_free(answer);
    free(truth);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_temperatures_give_the_activation_energies),
        cmocka_unit_test(report_chooses_the_condition),
        cmocka_unit_test(the_path_weighs_by_resistance),
        cmocka_unit_test(without_activation_there_is_none),
        cmocka_unit_test(cells_share_what_is_not_overridden),
        cmocka_unit_test(compositions_are_overrides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
