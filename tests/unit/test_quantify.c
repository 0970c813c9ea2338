/* SPDX-License-Identifier: MIT
 *
 * The numbers of a study without its answer are those of the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/intervals.h"
#include "uncertainty/quantify.h"

#include <gsl/gsl_errno.h>
#include <math.h>

static bool same(struct lp_estimate a, struct lp_estimate b)
{
    return a.value == b.value && a.low == b.low && a.high == b.high;
}

static void the_full_model_has_the_numbers_of_its_answer(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_arena *arena = lp_arena_new();
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    struct lp_answer *answer = NULL;
    assert_int_equal(lp_quantify_without_topologies(&s, NULL), LP_OK);
    assert_int_equal(lp_inference_fit(study, &options, &answer, NULL), LP_OK);
    assert_true(s.verdict.is_made && answer->has_verdict && s.topologies.n == 0);
    assert_true(same(s.verdict.share, answer->verdict.share));
    assert_int_equal(s.verdict.interface, answer->verdict.interface);
    for (size_t j = 0; j < s.problem->n; j++)
        assert_true(same(s.intervals.parameters[j], answer->parameters[j].estimate));
    lp_answer_free(answer);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    lp_study_free(study);
}

/* Whatever step was the last, what was made goes. */
static void each_step_can_be_the_last(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_arena *arena = lp_arena_new();
    options.n_starts = 2;
    for (int n = 0; n < 3; n++) {
        struct lp_solution s = lp_quantify_begin(study, &options, arena);
        if (n > 0)
            assert_int_equal(lp_quantify_fit(&s, NULL), LP_OK);
        if (n > 1) {
            assert_non_null(s.best);
            assert_int_equal(lp_quantify_topologies(&s, NULL), LP_OK);
            assert_true(s.topologies.n > 1);
        }
        assert_false(s.verdict.is_made);
        lp_quantify_clear(&s);
    }
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_full_model_has_the_numbers_of_its_answer),
        cmocka_unit_test(each_step_can_be_the_last)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
