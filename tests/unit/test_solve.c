/* SPDX-License-Identifier: MIT
 *
 * The pipeline: refusals before any fit, models without a pathway, runs that do not converge, and
 * those that start again from a better fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define CELL                                                                                       \
    "lipath: 1\nmodel:\n  parameters:\n    phi: {start: 1e-11 mol/s}\n  compartments:\n"           \
    "    left: {kind: electrode, enrichment: 0.95}\n"
#define DATA "    data: [[1 h, a, 0.1], [2 h, a, 0.12], [5 h, a, 0.17]]\n"

static enum lp_status infer(const char *text, bool is_run, struct lp_study **study,
                            struct lp_answer **answer, struct lp_diag *diag)
{
    struct lp_inference_options options = fitmaker_options();
    *study = fitmaker_from_text(text);
    return is_run ? lp_inference_run(*study, &options, answer, diag)
                  : lp_inference_fit(*study, &options, answer, diag);
}

static void assert_refused(const char *text, bool is_run, const char *words)
{
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(infer(text, is_run, &study, &answer, diag), LP_EINPUT);
    assert_null(answer);
    assert_non_null(strstr(lp_diag_first_error(diag), words));
    lp_diag_free(diag);
    lp_study_free(study);
}

static void no_data_is_refused(void **state)
{
    (void)state;
    assert_refused(CELL "    a: {inventory: 1 umol}\n  exchange:\n"
                        "    - {between: [left, a], flow: phi}\n"
                        "experiments: [{name: x, noise: {constant: 0.01}, times: [1 h]}]\n",
                   false, "no data to fit");
}

static void electrodes_apart_are_an_error_of_run_only(void **state)
{
    (void)state;
    const char *text = CELL "    right: {kind: electrode, enrichment: 0.95}\n"
                            "    a: {inventory: 1 umol}\n    b: {inventory: 1 umol}\n"
                            "  exchange:\n    - {between: [left, a], flow: phi}\n"
                            "    - {between: [b, right], flow: 1e-11 mol/s}\n"
                            "experiments:\n  - name: x\n    noise: {constant: 0.01}\n" DATA;
    assert_refused(text, true, "'left' does not reach 'right', 'b'");
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(infer(text, false, &study, &answer, diag), LP_OK);
    assert_null(answer->pathway);
    assert_false(answer->has_verdict);
    assert_true(answer->n_warnings > 0);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

static void one_electrode_has_a_fit_and_no_pathway(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(infer(CELL "    a: {inventory: 1 umol}\n  exchange:\n"
                                "    - {between: [left, a], flow: phi}\n"
                                "experiments:\n  - name: x\n    noise: {constant: 0.01}\n" DATA,
                           true, &study, &answer, diag),
                     LP_OK);
    assert_true(answer->is_converged);
    assert_null(answer->pathway);
    assert_non_null(strstr(answer->warnings[0], "fewer than two electrodes"));
    /* x = .95 - (.95 - .0759) exp(-phi t/N): 0.1 after 1 h is 7.6e-12 mol/s, the later ones alike
     */
    assert_true(answer->parameters[0].estimate.value > 5e-12 &&
                answer->parameters[0].estimate.value < 9e-12);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

static void nothing_fitted_is_still_an_answer(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    assert_int_equal(infer("lipath: 1\nmodel:\n  compartments:\n"
                           "    left: {kind: electrode, enrichment: 0.95}\n"
                           "    right: {kind: electrode, enrichment: 0.95}\n"
                           "    a: {role: interface, inventory: 1 umol}\n  exchange:\n"
                           "    - {between: [left, a], flow: 1e-11 mol/s}\n"
                           "    - {between: [a, right], flow: 1e-11 mol/s}\n"
                           "experiments:\n  - name: x\n    noise: {constant: 0.01}\n" DATA,
                           true, &study, &answer, diag),
                     LP_OK);
    assert_true(answer->is_converged);
    assert_int_equal(answer->n_parameters, 0);
    assert_true(fabs(answer->verdict.share.low - 1.0) < 1e-9);
    assert_int_equal(answer->verdict.interface, LP_VERDICT_YES);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

/* An integrator without steps: every start fails, the answer says so and has no numbers. */
static void no_fit_is_an_answer_without_numbers(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 4,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01};
    struct lp_study *study = fitmaker_study(&series);
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.engine.kind = LP_ENGINE_CVODES;
    options.engine.max_steps = 2;
    assert_int_equal(lp_inference_run(study, &options, &answer, diag), LP_OK);
    assert_false(answer->is_converged);
    assert_true(isnan(answer->objective.chi2));
    assert_true(isnan(answer->parameters[0].estimate.value));
    assert_int_equal(answer->objective.n_stops, 1);
    assert_true(strlen(answer->objective.stops[0].reason) > 10);
    assert_null(answer->pathway);
    lp_answer_free(answer);
    lp_diag_free(diag);
    lp_study_free(study);
}

/* Two phases that exchange fast: their split has two optima (0.41 and 1 for a), 3.25 apart in chi2.
 * MORE: of a's contacts and of a--b. */
#define FAST(PHI_A, PHI_B, PHI_AB, MORE_A, MORE_AB)                                                \
    "lipath: 1\nmodel:\n  parameters:\n    phi_a: {start: " PHI_A "}\n"                            \
    "    phi_b: {start: " PHI_B "}\n    phi_ab: {" PHI_AB "}\n  compartments:\n"                   \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    a: {role: interface, inventory: 1.5 umol}\n    b: {role: salt, inventory: 2.5 umol}\n"    \
    "  exchange:\n    - {between: [left, a], flow: phi_a" MORE_A "}\n"                             \
    "    - {between: [a, right], flow: phi_a" MORE_A "}\n"                                         \
    "    - {between: [left, b], flow: phi_b}\n    - {between: [b, right], flow: phi_b}\n"          \
    "    - {between: [a, b], flow: phi_ab" MORE_AB "}\n"                                           \
    "experiments:\n  - name: x\n    noise: {constant: 0.02}\n    data: ["                          \
    "[600 s, a, 0.11896], [600 s, b, 0.08643], [1200 s, a, 0.08334], [1200 s, b, 0.10065], "       \
    "[2400 s, a, 0.14014], [2400 s, b, 0.13551], [3600 s, a, 0.16682], [3600 s, b, 0.18298], "     \
    "[7200 s, a, 0.27378], [7200 s, b, 0.23023], [10800 s, a, 0.38655], [10800 s, b, 0.33477], "   \
    "[18000 s, a, 0.50696], [18000 s, b, 0.48043], [28800 s, a, 0.64815], [28800 s, b, 0.63506], " \
    "[43200 s, a, 0.77948], [43200 s, b, 0.75730], [72000 s, a, 0.88060], [72000 s, b, "           \
    "0.86984]]\n"

static const char *warning_with(const struct lp_answer *answer, const char *words)
{
    for (size_t i = 0; i < answer->n_warnings; i++)
        if (strstr(answer->warnings[i], words))
            return answer->warnings[i];
    return NULL;
}

/* One start ends in the worse optimum, of which no topology knows; the profile of the share finds
 * the better one. The interval is that of a brute-force search over all flows. */
static void a_profile_finds_the_better_optimum(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    const char *text = FAST("7e-11 mol/s", "1e-13 mol/s", "start: 5e-10 mol/s, max: 1e-5 mol/s",
                            ", optional: true", "");
    assert_int_equal(infer(text, true, &study, &answer, diag), LP_OK);
    assert_non_null(warning_with(answer, "a profile led to one that is better by 3.2"));
    assert_true(fabs(answer->objective.chi2 - 11.045) < 2e-3);
    assert_int_equal(answer->objective.starts_at_best, 0);
    assert_true(fabs(answer->verdict.share.low - 0.37759) < 1e-3);
    assert_true(answer->verdict.share.high == 1.0);
    assert_int_equal(answer->n_topologies, 2);
    double sum = 0.0;
    for (size_t i = 0; i < 2; i++) {
        const struct lp_answer_topology *t = &answer->topologies[i];
        sum += isnan(t->weight) ? 0.0 : t->weight;
        if (t->n_absent == 0) {
            assert_true(fabs(t->aicc - answer->objective.aicc) < 1e-9);
            assert_true(fabs(t->chi2 - answer->objective.chi2) < 1e-9);
        }
    }
    assert_true(fabs(sum - 1.0) < 1e-12);
    lp_answer_free(answer);
    lp_study_free(study);
    lp_diag_free(diag);
}

/* Without a--b the data are fitted as well, but its prior says that it is there. */
static void an_absent_flow_does_not_lose_its_prior(void **state)
{
    (void)state;
    const char *text = FAST("3e-11 mol/s", "4e-11 mol/s", "prior: {median: 3e-11 mol/s, factor: 2}",
                            "", ", optional: true");
    struct lp_study *study[2] = {NULL, NULL};
    struct lp_answer *answer[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++) {
        struct lp_diag *diag = lp_diag_new();
        assert_int_equal(infer(text, i == 1, &study[i], &answer[i], diag), LP_OK);
        lp_diag_free(diag);
    }
    const struct lp_estimate *fit = &runmaker_parameter(answer[0], "phi_ab")->estimate;
    const struct lp_estimate *run = &runmaker_parameter(answer[1], "phi_ab")->estimate;
    assert_int_equal(answer[1]->n_topologies, 2);
    assert_true(fit->low > 5e-12 && fit->high < 2e-10);
    assert_true(fabs(log(run->low / fit->low)) < 0.02);
    assert_true(fabs(log(run->high / fit->high)) < 0.02);
    for (size_t i = 0; i < 2; i++) {
        lp_answer_free(answer[i]);
        lp_study_free(study[i]);
    }
}

/* One averaged peak of two phases: their split is free, and neither leads. In the best fit one may
 * have all the current, so that the other's path is not even listed. */
static void a_split_that_is_free_has_no_dominant_path(void **state)
{
    (void)state;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    const char *text =
        "lipath: 1\nmodel:\n  parameters:\n    phi_a: {start: 2e-10 mol/s, max: 1e-7 mol/s}\n"
        "    phi_b: {start: 2e-12 mol/s, max: 1e-7 mol/s}\n  compartments:\n"
        "    left: {kind: electrode, enrichment: 0.95}\n"
        "    right: {kind: electrode, enrichment: 0.95}\n"
        "    a: {role: interface, inventory: 2 umol}\n    b: {inventory: 8 umol}\n"
        "  exchange:\n    - {between: [left, a], flow: phi_a}\n"
        "    - {between: [a, right], flow: phi_a}\n    - {between: [left, b], flow: phi_b}\n"
        "    - {between: [b, right], flow: phi_b}\n    - {between: [a, b], flow: 1e-7 mol/s}\n"
        "  components: {peak: {a: 1, b: 1}}\n"
        "experiments: [{name: x, noise: {constant: 0.01}, data: [[1 h, peak, 0.19], "
        "[2 h, peak, 0.30], [4 h, peak, 0.47], [8 h, peak, 0.67], [12 h, peak, 0.80], "
        "[24 h, peak, 0.92]]}]\n";
    assert_int_equal(infer(text, true, &study, &answer, diag), LP_OK);
    assert_true(answer->verdict.share.low < 0.02 && answer->verdict.share.high > 0.98);
    assert_int_equal(answer->verdict.interface, LP_VERDICT_UNDETERMINED);
    assert_null(answer->verdict.dominant);
    assert_true(answer->verdict.p_dominant < 0.95);
    assert_true(answer->pathway->n_paths > 1 || answer->pathway->rest.high > 0.98);
    lp_answer_free(answer);
    lp_study_free(study);
    lp_diag_free(diag);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_data_is_refused),
                                       cmocka_unit_test(electrodes_apart_are_an_error_of_run_only),
                                       cmocka_unit_test(one_electrode_has_a_fit_and_no_pathway),
                                       cmocka_unit_test(nothing_fitted_is_still_an_answer),
                                       cmocka_unit_test(no_fit_is_an_answer_without_numbers),
                                       cmocka_unit_test(a_profile_finds_the_better_optimum),
                                       cmocka_unit_test(an_absent_flow_does_not_lose_its_prior),
                                       cmocka_unit_test(a_split_that_is_free_has_no_dominant_path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
