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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_sum_to_one_and_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
