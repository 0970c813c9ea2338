/* SPDX-License-Identifier: MIT
 *
 * Telling twice gives the same answer, and leaves the solution as it was; what was not computed is
 * absent; the answer has all warnings that there are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tell.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/grounds.h"
#include "uncertainty/quantify.h"
#include "uncertainty/uptake.h"

#include <gsl/gsl_errno.h>
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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_solution_is_told_alike_each_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
