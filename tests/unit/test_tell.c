/* SPDX-License-Identifier: MIT
 *
 * Telling twice, and in any order, gives the same answer, and leaves the solution as it was; what
 * was not computed is absent; the answer has all warnings that there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tell.h"
#include "checks/books.h"
#include "checks/enginecheck.h"
#include "checks/otherwise.h"
#include "checks/refine.h"
#include "checks/regime.h"
#include "design/design_next.h"
#include "output/result.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/curves.h"
#include "uncertainty/grounds.h"
#include "uncertainty/quantify.h"
#include "uncertainty/uptake.h"

#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>

static void a_solution_is_told_alike_each_time(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *one = lp_answer_new(study), *two = lp_answer_new(study);
    struct lp_diag *diag = lp_diag_new(), *other = lp_diag_new();
    struct lp_solution s = lp_quantify_begin(study, &options, one->arena), before;
    lp_diag_warning(diag, lp_span_none(NULL), "of the input");
    assert_int_equal(lp_quantify_fit(&s, NULL), LP_OK);
    assert_int_equal(lp_quantify_topologies(&s, NULL), LP_OK);
    assert_int_equal(lp_quantify(&s, NULL), LP_OK);
    assert_int_equal(lp_uptake_run(&s), LP_OK);
    lp_grounds_run(&s);
    before = s;
    assert_int_equal(lp_tell(&s, one, diag), LP_OK);
    assert_int_equal(lp_tell(&s, two, other), LP_OK);
    assert_memory_equal(&before, &s, sizeof s);
    assert_true(one->has_verdict && strlen(one->verdict.text) > 0);
    assert_string_equal(one->verdict.text, two->verdict.text);
    assert_true(one->verdict.share.low == two->verdict.share.low);
    assert_int_equal(one->n_topologies, s.topologies.n);
    assert_int_equal(one->n_warnings, two->n_warnings + 1);
    assert_string_equal(one->warnings[0], "of the input");
    assert_true(one->n_books + one->n_engines + one->n_series + one->n_checks == 0);
    assert_true(!one->depth && !one->next && !one->otherwise && !one->chains);
    lp_quantify_clear(&s);
    lp_answer_free(one);
    lp_answer_free(two);
    lp_diag_free(diag);
    lp_diag_free(other);
    lp_study_free(study);
}

/* Everything that a run computes, and two outcomes made by hand. */
static void compute(struct lp_solution *s)
{
    static const struct lp_next next = {.times_s = {900, 7200, 14400}, .n_truths = 9, .n_yes = 4};
    static const struct lp_otherwise otherwise = {.is_fitted = true,
                                                  .differs = true,
                                                  .chi2 = 30.0,
                                                  .conductance_mol_s = {1e-11, 8e-12, 2e-11},
                                                  .share = {0.05, 0.02, 0.08},
                                                  .interface = LP_VERDICT_NO};
    static enum lp_status (*const steps[])(struct lp_solution *) = {
        lp_uptake_run, lp_twin_find, lp_books_run, lp_enginecheck_run, lp_regime_run};

    lp_grounds_reach(s);
    assert_int_equal(lp_quantify_fit(s, NULL), LP_OK);
    assert_int_equal(lp_quantify_topologies(s, NULL), LP_OK);
    assert_int_equal(lp_quantify(s, NULL), LP_OK);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        assert_int_equal(steps[i](s), LP_OK);
    lp_grounds_run(s);
    assert_int_equal(lp_curves_run(s, NULL), LP_OK);
    assert_int_equal(lp_refine_run(s, &s->options->engine), LP_OK);
    assert_int_equal(lp_checks_run(s), LP_OK);
    s->next = &next;
    s->otherwise = &otherwise;
}

static char *json_told(const struct lp_solution *s, struct lp_answer *answer, size_t n_parts,
                       size_t first, bool is_reversed)
{
    for (size_t i = 0; i < n_parts; i++)
        lp_tell_part((is_reversed ? n_parts - 1 - i : i + first) % n_parts)(s, answer);
    char *json = lp_result_json(answer);
    assert_non_null(json);
    return json;
}

static void any_order_is_as_good(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answers[] = {lp_answer_new(study), lp_answer_new(study),
                                   lp_answer_new(study)};
    struct lp_solution s = lp_quantify_begin(study, &options, answers[0]->arena);
    size_t n = 0;
    compute(&s);
    while (lp_tell_part(n))
        n++;
    assert_true(n > 10);
    char *forth = json_told(&s, answers[0], n, 0, false);
    char *back = json_told(&s, answers[1], n, 0, true);
    char *turned = json_told(&s, answers[2], n, n / 2, false);
    assert_true(answers[0]->next && answers[0]->otherwise && answers[0]->n_checks > 0);
    assert_non_null(strstr(answers[0]->verdict.text, answers[0]->next->text));
    assert_non_null(strstr(answers[0]->verdict.text, answers[0]->otherwise->text));
    assert_string_equal(forth, back);
    assert_string_equal(forth, turned);
    free(forth);
    free(back);
    free(turned);
    lp_quantify_clear(&s);
    for (size_t i = 3; i-- > 0;)
        lp_answer_free(answers[i]);
    lp_study_free(study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_solution_is_told_alike_each_time),
                                       cmocka_unit_test(any_order_is_as_good)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
