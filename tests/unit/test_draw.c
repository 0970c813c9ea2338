/* SPDX-License-Identifier: MIT
 *
 * The method chooses what fills intervals: all agree where data are good, and say their name.
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

static void methods_agree_where_the_data_are_good(void **state)
{
    (void)state;
    struct lp_study *s = fitmaker_two_phase_study(0.003);
    struct lp_answer *by[LP_N_METHODS];
    for (int m = 0; m < LP_N_METHODS; m++)
        by[m] = fitmaker_answer(s, (enum lp_method)m, 2);
    for (int m = 1; m < LP_N_METHODS; m++) {
        const struct lp_estimate *a = &by[0]->verdict.share, *b = &by[m]->verdict.share;
        assert_true(fabs((b->high - b->low) / (a->high - a->low) - 1.0) < 0.35);
        assert_true(a->value == b->value && b->low <= b->value && b->value <= b->high);
    }
    assert_string_equal(by[LP_METHOD_BOOTSTRAP]->parameters[0].method, "bootstrap");
    assert_string_equal(by[LP_METHOD_RESIDUAL]->parameters[0].method, "bootstrap");
    assert_string_equal(by[LP_METHOD_MCMC]->parameters[0].method, "mcmc");
    assert_null(by[LP_METHOD_PROFILE]->chains);
    for (int m = 0; m < LP_N_METHODS; m++)
        lp_answer_free(by[m]);
    lp_study_free(s);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(methods_agree_where_the_data_are_good)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
