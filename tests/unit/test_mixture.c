/* SPDX-License-Identifier: MIT
 *
 * p_top and averaged paths over topologies: sums, and the same on any number of threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/fitmaker.h"
#include "uncertainty/mixture.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void averages_sum_to_one_and_do_not_depend_on_threads(void **state)
{
    (void)state;
    struct lp_study *s = fitmaker_two_phase_study(0.02);
    struct lp_answer *one = fitmaker_answer(s, LP_METHOD_PROFILE, 1);
    struct lp_answer *two = fitmaker_answer(s, LP_METHOD_PROFILE, 3);
    double sum = 0.0, top = 0.0;
    for (size_t i = 0; i < one->pathway->n_paths; i++) {
        const struct lp_answer_path *path = &one->pathway->paths[i];
        sum += path->averaged;
        top += path->p_top;
        assert_true(path->averaged == two->pathway->paths[i].averaged);
        assert_true(path->p_top == two->pathway->paths[i].p_top);
    }
    assert_true(fabs(sum - 1.0) < 0.02);
    assert_true(top <= 1.0 + 1e-12 && top > 0.5);
    lp_answer_free(one);
    lp_answer_free(two);
    lp_study_free(s);
}

/* Four points of the mixture, two followed paths; what they leave is 0.1, 0.2, 0.1, 0. Without a
 * mixture the draws of two topologies count alike: 2/4 and 1/1. */
static void sums_by_hand(void **state)
{
    (void)state;
    double probability[] = {0.6, 0.3, 0.5, 0.3, 0.2, 0.7, 1.0, 0.0};
    size_t top[] = {0, 0, 1, 0}, drawn[] = {0, 1, 0, LP_NONE};
    struct lp_sampled sampled[] = {{.sample = {.n_draws = 4, .top = drawn}},
                                   {.sample = {.n_draws = 1, .top = drawn}},
                                   {.sample = {.n_draws = 0}}};
    struct lp_solution s = {.followed = {.n = 2},
                            .mixture = {.n = 4, .probability = probability, .top = top},
                            .n_sampled = 3,
                            .sampled = sampled};
    assert_true(fabs(lp_mixture_average(&s, 0) - 0.575) < 1e-12);
    assert_true(fabs(lp_mixture_average(&s, 1) - 0.325) < 1e-12);
    assert_true(fabs(lp_mixture_average(&s, LP_NONE) - 0.1) < 1e-12);
    assert_true(lp_mixture_leads(&s, 0) == 0.75 && lp_mixture_leads(&s, 1) == 0.25);
    s.mixture.n = 0;
    assert_true(isnan(lp_mixture_average(&s, 0)));
    assert_true(lp_mixture_leads(&s, 0) == 0.75 && lp_mixture_leads(&s, 1) == 0.125);
    s.n_sampled = 0;
    assert_true(isnan(lp_mixture_leads(&s, 0)));
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_by_hand),
        cmocka_unit_test(averages_sum_to_one_and_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
