/* SPDX-License-Identifier: MIT
 *
 * The pipeline: refusals before any fit, models without a pathway, and runs that do not converge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inference/solve.h"
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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_data_is_refused),
                                       cmocka_unit_test(electrodes_apart_are_an_error_of_run_only),
                                       cmocka_unit_test(one_electrode_has_a_fit_and_no_pathway),
                                       cmocka_unit_test(nothing_fitted_is_still_an_answer),
                                       cmocka_unit_test(no_fit_is_an_answer_without_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
