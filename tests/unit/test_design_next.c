/* SPDX-License-Identifier: MIT
 *
 * What a second time point would settle: told after a single one only, the same for any number of
 * jobs, and true: where the sentence says that a spectrum settles the verdict, it does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "design/design_next.h"
#include "run/solve.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <string.h>

static struct lp_answer *answer_of(const struct lp_study *study, size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.n_starts = 5;
    options.n_jobs = n_jobs;
    assert_int_equal(lp_inference_run(study, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}

/* One spectrum at 1e4 s: a has taken little, of which the error is as large. Flows are linear in
 * what was taken, so at 4e4 s the signal is four times the error: that decides. */
static const char *const faint = "  parameters:\n"
                                 "    phi_a: {start: 1e-12 mol/s}\n"
                                 "    phi_b: {start: 4e-11 mol/s}\n" FITMAKER_CONTACTS;

static struct lp_study *single(double sigma)
{
    return fitmaker_study(&(struct fitmaker_series){faint, "a b", 1, 1e4, 1e4, NULL, .sigma = sigma,
                                                    .noise = 0, .seed = 3});
}

static void a_later_spectrum_settles_a_faint_one(void **state)
{
    (void)state;
    struct lp_study *study = single(0.04);
    struct lp_answer *one = answer_of(study, 1), *three = answer_of(study, 3);
    assert_int_equal(one->verdict.interface, LP_VERDICT_UNDETERMINED);
    assert_non_null(one->next);
    print_message("%s\n", one->next->text);
    assert_true(one->next->t_s == 4e4);
    assert_true(one->next->n_yes + one->next->n_no > one->next->n_truths / 2);
    assert_true(one->next->n_no > one->next->n_yes);
    assert_true(one->next->width < 0.7 * one->next->width_now);
    assert_non_null(strstr(one->verdict.text, one->next->text));
    assert_string_equal(one->next->text, three->next->text);
    assert_memory_equal(&one->next->width, &three->next->width, sizeof(double));
    lp_answer_free(one);
    lp_answer_free(three);
    lp_study_free(study);
}

static void a_settled_verdict_says_so(void **state)
{
    (void)state;
    struct lp_study *study = single(0.002);
    struct lp_answer *answer = answer_of(study, 1);
    assert_int_equal(answer->verdict.interface, LP_VERDICT_NO);
    assert_non_null(answer->next);
    assert_non_null(strstr(answer->next->text, "The verdict is settled"));
    lp_answer_free(answer);
    lp_study_free(study);
}

static void two_times_need_no_such_sentence(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        faint, "a b", 2, 1e4, 2e4, NULL, .sigma = 0.04, .noise = 0, .seed = 3});
    assert_false(lp_study_is_single(study));
    struct lp_answer *answer = answer_of(study, 1);
    assert_null(answer->next);
    lp_answer_free(answer);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_later_spectrum_settles_a_faint_one),
        cmocka_unit_test(a_settled_verdict_says_so),
        cmocka_unit_test(two_times_need_no_such_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
