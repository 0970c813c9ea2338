/* SPDX-License-Identifier: MIT
 *
 * The answer's words and its memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/answer.h"

static void words_are_those_of_the_result(void **state)
{
    (void)state;
    assert_string_equal(lp_verdict_text(LP_VERDICT_YES), "yes");
    assert_string_equal(lp_verdict_text(LP_VERDICT_NO), "no");
    assert_string_equal(lp_verdict_text(LP_VERDICT_UNDETERMINED), "undetermined");
    assert_string_equal(lp_verdict_text(LP_VERDICT_NULL), "null");
    assert_string_equal(lp_identifiable_text(LP_IDENTIFIED), "yes");
    assert_string_equal(lp_identifiable_text(LP_LOWER_BOUND_ONLY), "lower-bound-only");
    assert_string_equal(lp_identifiable_text(LP_UPPER_BOUND_ONLY), "upper-bound-only");
    assert_string_equal(lp_identifiable_text(LP_NOT_IDENTIFIED), "no");
    assert_string_equal(lp_interval_method_text(LP_METHOD_PROFILE, true), "profile");
    assert_string_equal(lp_interval_method_text(LP_METHOD_PROFILE, false), "covariance");
    assert_string_equal(lp_interval_method_text(LP_METHOD_MCMC, true), "mcmc");
    assert_string_equal(lp_interval_method_text(LP_METHOD_BOOTSTRAP, false), "bootstrap");
    assert_string_equal(lp_interval_method_text(LP_METHOD_RESIDUAL, false), "bootstrap");
    assert_string_equal(lp_observable_text(LP_OBSERVE_INCREASE), "increase of the 6Li area / %");
}

static void starts_empty(void **state)
{
    (void)state;
    struct lp_study study = {.title = "t"};
    struct lp_answer *answer = lp_answer_new(&study);
    assert_non_null(answer);
    assert_ptr_equal(answer->study, &study);
    assert_null(answer->pathway);
    assert_false(answer->has_verdict);
    assert_int_equal(answer->n_topologies, 0);
    lp_answer_free(answer);
    lp_answer_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_those_of_the_result),
                                       cmocka_unit_test(starts_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
