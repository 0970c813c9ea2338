/* SPDX-License-Identifier: MIT
 *
 * The best fit repeated with the other engine: alike where both apply, a reason where one does not,
 * a warning where the fit's engine ran too loosely; nothing after `fit`.
 */
#include "answer/tellengine.h"

#include "checks/enginecheck.h"
#include "run/solve.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-8 mol/s}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95, inventory: 9 umol},\n"                \
    "    a: {inventory: 1 umol}, r: {kind: electrode, enrichment: 0.95}}\n"                        \
    "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"                   \
    "experiments:\n"                                                                               \
    "  - {name: rest, data: [[0 s, a, 0.076, 0.01], [1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]}\n"
#define DRIVEN                                                                                     \
    "  - name: driven\n    data: [[1 h, a, 0.4, 0.01], [2 h, a, 0.6, 0.01]]\n"                     \
    "    protocol: [{duration: 3 h, current: 5 uA}]\n"

struct told {
    struct lp_study *study;
    struct lp_answer *answer;
    struct lp_diag *diag;
};

static struct told told(const char *text, const struct lp_inference_options *options, bool is_run)
{
    struct told told = {.study = fitmaker_from_text(text), .diag = lp_diag_new()};
    enum lp_status status = is_run ? lp_inference_run(told.study, options, &told.answer, told.diag)
                                   : lp_inference_fit(told.study, options, &told.answer, told.diag);
    assert_int_equal(status, LP_OK);
    return told;
}

static void clear(struct told *told)
{
    lp_answer_free(told->answer);
    lp_study_free(told->study);
    lp_diag_free(told->diag);
}

/* Warnings that speak of differing engines. */
static size_t n_told_to_differ(const struct told *told)
{
    size_t n = 0;
    for (size_t i = 0; i < told->answer->n_warnings; i++)
        n += strstr(told->answer->warnings[i], "engines ") != NULL;
    return n;
}

static void engines_agree_or_a_reason_is_given(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    struct told run = told(HEAD DRIVEN, &options, true);
    const struct lp_answer_engine *rest = &run.answer->engines[0], *driven = rest + 1;
    assert_int_equal(run.answer->n_engines, 2);
    assert_string_equal(run.answer->engine, "cvodes");
    assert_string_equal(rest->experiment, "rest");
    assert_string_equal(rest->engine, "exact");
    assert_string_equal(rest->other, "cvodes");
    assert_true(rest->difference > 0 && rest->difference < 1e-8);
    assert_null(rest->skipped);
    assert_string_equal(driven->engine, "cvodes");
    assert_string_equal(driven->other, "exact");
    assert_true(isnan(driven->difference));
    assert_string_equal(driven->skipped, "the exact engine does not apply to a finite electrode or "
                                         "a surface pool under current");
    assert_int_equal(n_told_to_differ(&run), 0);
    clear(&run);
}

static void a_loose_tolerance_is_warned_of(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    options.engine.kind = LP_ENGINE_CVODES;
    options.engine.rtol = 1e-3;
    options.engine.atol = 1e-6;
    struct told run = told(HEAD, &options, true);
    assert_int_equal(run.answer->n_engines, 1);
    assert_string_equal(run.answer->engines[0].engine, "cvodes");
    assert_string_equal(run.answer->engines[0].other, "exact");
    assert_true(run.answer->engines[0].difference > LP_ENGINE_DIFFERENCE);
    assert_int_equal(n_told_to_differ(&run), 1);
    clear(&run);
}

static void fit_repeats_nothing(void **state)
{
    (void)state;
    struct lp_inference_options options = fitmaker_options();
    struct told fit = told(HEAD, &options, false);
    assert_int_equal(fit.answer->n_engines, 0);
    assert_string_equal(fit.answer->engine, "exact");
    clear(&fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engines_agree_or_a_reason_is_given),
        cmocka_unit_test(a_loose_tolerance_is_warned_of),
        cmocka_unit_test(fit_repeats_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
