/* SPDX-License-Identifier: MIT
 *
 * Verdicts in words: contradiction, Haven ratio out of range, nothing to compare and what it would
 * take; the routes to D side by side; PFG with two rows, coverage of its intervals; the warning
 * where the energy of ln sigma was given for that of ln(sigma T).
 */
#include "conduct/conduct.h"
#include "tests/support/conductmaker.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGMA_C "lipath: 1\nconductivity: 1 S/m\ncarriers: 2e28 1/m3\n"

/* 1 S/m, 2e28 1/m3 at 298.15 K: D_sigma 8.0e-12 m2/s; 0.2 nm, 1e9 1/s: D_r 6.7e-12 m2/s. */
static void verdicts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *verdict, *words, *needed;
    } cases[] = {
        {"lipath: 1\n", "undetermined", "nothing compared", "D* sigma c "},
        {"lipath: 1\nconductivity: 1 S/m\n", "undetermined", "nothing compared", "D* c "},
        {SIGMA_C, "undetermined", "would need: D*.", "D* "},
        {"lipath: 1\ndiffusivity: 2e-12 m2/s\n", "undetermined", "nothing compared", "sigma c "},
        {"lipath: 1\nhaven: 0.4\n", "undetermined", "given is plausible", "D* sigma c "},
        {"lipath: 1\nhaven: 40\n", "undetermined", "out of its range", NULL},
        {SIGMA_C "haven: 0.4\n", "undetermined", "given is plausible", "D* "},
        {SIGMA_C "diffusivity: 2e-12 m2/s\n", "coherent", "agree", "nu a "},
        {SIGMA_C "diffusivity: 1e-11 m2/s\n", "coherent", "marked look", NULL},
        {SIGMA_C "diffusivity: 2e-11 m2/s\n", "not coherent", "marked fail", NULL},
        {SIGMA_C "haven: 0.4\ndiffusivity: 2e-12 m2/s\n", "coherent", "agree", NULL},
        {SIGMA_C "haven: 0.4\ndiffusivity: 1e-12 m2/s\n", "not coherent", "fail", NULL},
        {SIGMA_C "transference: 0.5\ndiffusivity: 2e-11 m2/s\n", "coherent", "agree", NULL},
        {"lipath: 1\ndiffusivity: 5e-12 m2/s\nhop: {distance: 0.2 nm, rate: 1e9 1/s}\n", "coherent",
         "agree", NULL},
        {"lipath: 1\ndiffusivity: 5e-11 m2/s\nhop: {distance: 0.2 nm, rate: 1e9 1/s}\n",
         "not coherent", "fail", NULL},
        {SIGMA_C "hop: {distance: 0.2 nm, rate: 1e9 1/s}\n", "coherent", "agree", NULL},
        {SIGMA_C "hop: {distance: 0.2 nm, rate: 1e12 1/s}\n", "not coherent", "fail", NULL},
        {SIGMA_C "correlation: sc\nhop: {distance: 0.2 nm, rate: 1e9 1/s}\n", "coherent", "agree",
         NULL},
        {"lipath: 1\ndiffusivity: 2e-11 m2/s\nrandom_diffusivity: 1e-12 m2/s\ncorrelation: fcc\n",
         "not coherent", "fail", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct lp_conduct_input *input = NULL;
        struct lp_conduct_answer *answer = conductmaker_solve(cases[i].text, &input, NULL);
        char needed[100] = "";
        for (size_t k = 0; k < answer->n_needed; k++)
            strcat(strcat(needed, answer->needed[k]), " ");
        assert_string_equal(answer->verdict, cases[i].verdict);
        assert_non_null(strstr(answer->verdict_text, cases[i].words));
        if (cases[i].needed)
            assert_string_equal(needed, cases[i].needed);
        lp_conduct_answer_free(answer);
        lp_conduct_input_free(input);
    }
}

static const struct lp_conduct_row *row_of(const struct lp_conduct_answer *answer,
                                           const char *group, const char *symbol)
{
    for (size_t i = 0; i < answer->n_rows; i++)
        if (strcmp(answer->rows[i].group, group) == 0 &&
            strcmp(answer->rows[i].symbol, symbol) == 0)
            return &answer->rows[i];
    fail_msg("no row %s in %s", symbol, group);
    return NULL;
}

/* Three routes, their errors in quadrature; the dimension that is assumed is said. */
static void three_diffusivities_side_by_side(void **state)
{
    (void)state;
    struct lp_conduct_input *input = NULL;
    struct lp_conduct_answer *answer = conductmaker_solve(
        "lipath: 1\nconductivity: {value: 1 S/m, error: 0.03 S/m}\ncarriers: 2e28 1/m3\n"
        "diffusivity: {value: 4e-12 m2/s, error: 1.6e-13 m2/s}\n"
        "hop: {distance: 0.2 nm, rate: 1e9 1/s}\n",
        &input, NULL);
    const double jumps = 4e-20 * 1e9 / 6.0;
    const struct lp_conduct_row *ratio = row_of(answer, "side by side", "D*/D_sigma");
    const double haven = row_of(answer, "chain", "H_R")->value.value;
    assert_true(fabs(row_of(answer, "side by side", "D_NMR")->value.value / jumps - 1) < 1e-12);
    assert_true(fabs(row_of(answer, "side by side", "D*/D_NMR")->value.value * jumps / 4e-12 - 1) <
                1e-12);
    assert_true(fabs(ratio->value.value / haven - 1.0) < 1e-12);
    assert_true(fabs(log(ratio->value.high / ratio->value.value) - 0.05) < 1e-12);
    assert_non_null(strstr(row_of(answer, "chain", "b")->source, "assumed"));
    lp_conduct_answer_free(answer);
    lp_conduct_input_free(input);
}

#define PFG      "  attenuation: {nucleus: 7Li, pulse: 2 ms, delay: 100 ms, rows: ["
#define B_PER_G2 (10.3977013e7 * 2e-3 * 10.3977013e7 * 2e-3 * (0.1 - 2e-3 / 3.0))

/* Two rows without errors: exact, and no interval; a given D* beside is compared, not dropped. */
static void two_rows_and_a_number_given(void **state)
{
    (void)state;
    char text[400];
    struct lp_conduct_input *input = NULL;
    snprintf(text, sizeof text,
             "lipath: 1\ndiffusivity: 5e-12 m2/s\nmeasured:\n" PFG "[0 T/m, 1], [3 T/m, %.12g]]}\n",
             exp(-9.0 * B_PER_G2 * 4e-12));
    struct lp_conduct_answer *answer = conductmaker_solve(text, &input, NULL);
    const struct lp_conduct_row *row = row_of(answer, "measured", "D*");
    assert_true(fabs(row->value.value / 4e-12 - 1.0) < 1e-9 && isnan(row->value.low));
    assert_true(fabs(row_of(answer, "chain", "D*")->value.value / 5e-12 - 1.0) < 1e-12);
    assert_int_equal(answer->n_checks, 1);
    assert_true(fabs(answer->checks[0].value.value - 0.8) < 1e-9);
    assert_non_null(strstr(answer->checks[0].text, "factor of 2"));
    lp_conduct_answer_free(answer);
    lp_conduct_input_free(input);
}

/* 300 tables: 95 % of the intervals of D* hold the truth, within 3 standard errors. */
static void attenuation_intervals_cover(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    int n_in = 0;
    for (int run = 0; run < 300; run++) {
        char text[800];
        size_t n = (size_t)snprintf(text, sizeof text, "lipath: 1\nmeasured:\n" PFG);
        for (int i = 0; i < 7; i++) {
            const double g = 0.5 * i, ratio = exp(-g * g * B_PER_G2 * 1.5e-11);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s[%g T/m, %.8g, 0.01]",
                                  i ? ", " : "", g, ratio + gsl_ran_gaussian(rng, 0.01));
        }
        snprintf(text + n, sizeof text - n, "]}\n");
        struct lp_conduct_input *input = NULL;
        struct lp_conduct_answer *answer = conductmaker_solve(text, &input, NULL);
        const struct lp_estimate D = row_of(answer, "measured", "D*")->value;
        n_in += D.low <= 1.5e-11 && 1.5e-11 <= D.high;
        lp_conduct_answer_free(answer);
        lp_conduct_input_free(input);
    }
    gsl_rng_free(rng);
    assert_true(abs(n_in - 285) <= 11);
}

/* An attenuation that does not fall: D* is shown with its interval, but not put to use. */
static void no_attenuation_no_diffusivity(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_conduct_input *input = NULL;
    struct lp_conduct_answer *answer = conductmaker_solve(
        SIGMA_C "measured:\n" PFG "[0 T/m, 1], [1 T/m, 1.01], [2 T/m, 0.99], [3 T/m, 1]]}\n",
        &input, diag);
    assert_int_equal(lp_diag_n_warnings(diag), 1);
    assert_string_equal(answer->verdict, "undetermined");
    row_of(answer, "measured", "D*");
    lp_conduct_answer_free(answer);
    lp_conduct_input_free(input);
    lp_diag_free(diag);
}

/* sigma T with 0.3 eV at 280, 300, 320 K: ln sigma alone has 0.274 eV. */
static void wrong_energy_is_told(void **state)
{
    (void)state;
    static const char format[] = "lipath: 1\ntemperature: 300 K\nactivation: %s eV\nmeasured:\n"
                                 "  conductivity: {rows: [[280 K, %.10g S/m], [300 K, 1 S/m], "
                                 "[320 K, %.10g S/m]]}\n";
    static const char *const energies[] = {"0.3", "0.274"};
    const double scale = 0.3 * 11604.518121550083;
    for (size_t i = 0; i < 2; i++) {
        char text[400];
        struct lp_diag *diag = lp_diag_new();
        struct lp_conduct_input *input = NULL;
        snprintf(text, sizeof text, format, energies[i],
                 300.0 / 280.0 * exp(-scale * (1.0 / 280.0 - 1.0 / 300.0)),
                 300.0 / 320.0 * exp(-scale * (1.0 / 320.0 - 1.0 / 300.0)));
        struct lp_conduct_answer *answer = conductmaker_solve(text, &input, diag);
        assert_int_equal(lp_diag_n_warnings(diag), i);
        lp_conduct_add_tracer(answer, "G", "conductance", "mol/s",
                              (struct lp_estimate){1e-9, NAN, NAN}, "r");
        row_of(answer, "tracer exchange", "G");
        lp_conduct_warn_tracer(diag);
        assert_int_equal(lp_diag_n_warnings(diag), i + 1);
        lp_conduct_answer_free(answer);
        lp_conduct_input_free(input);
        lp_diag_free(diag);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts),
                                       cmocka_unit_test(three_diffusivities_side_by_side),
                                       cmocka_unit_test(two_rows_and_a_number_given),
                                       cmocka_unit_test(attenuation_intervals_cover),
                                       cmocka_unit_test(no_attenuation_no_diffusivity),
                                       cmocka_unit_test(wrong_energy_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
