/* SPDX-License-Identifier: MIT
 *
 * p_top and averaged paths over topologies: sums, and the same on any number of threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inference/solve.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static struct lp_study *study(double sigma)
{
    struct fitmaker_series made = {.model = fitmaker_two_phases,
                                   .components = "a b",
                                   .n_times = 10,
                                   .first_s = 3e3,
                                   .last_s = 1e5,
                                   .sigma = sigma,
                                   .noise = 1.0,
                                   .seed = 4};
    return fitmaker_study(&made);
}

static struct lp_answer *answer_by(const struct lp_study *s, enum lp_method method, size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.method = method;
    options.n_jobs = n_jobs;
    assert_int_equal(lp_inference_run(s, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}

static void averages_sum_to_one_and_do_not_depend_on_threads(void **state)
{
    (void)state;
    struct lp_study *s = study(0.02);
    struct lp_answer *one = answer_by(s, LP_METHOD_PROFILE, 1);
    struct lp_answer *two = answer_by(s, LP_METHOD_PROFILE, 3);
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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_sum_to_one_and_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
