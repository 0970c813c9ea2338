/* SPDX-License-Identifier: MIT
 *
 * The reference problem S: three phases, six flows, 24 times, sigma 0.01. At least 19 of 20 starts
 * must reach the best cost; the contact of LGPS and salt is practically unidentifiable and must be
 * said to be.
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

static void starts_reach_the_best(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct fitmaker_series series = {.model = fitmaker_problem_s,
                                         .components = "lgps interface salt",
                                         .n_times = 24,
                                         .first_s = 600.0,
                                         .last_s = 3.5e5,
                                         .sigma = 0.01,
                                         .noise = 1.0,
                                         .seed = seed};
        struct lp_study *study = fitmaker_study(&series);
        struct lp_inference_options options = lp_inference_options_default();
        struct lp_answer *answer = NULL;
        options.n_jobs = 2;
        assert_int_equal(lp_inference_fit(study, &options, &answer, NULL), LP_OK);
        assert_true(answer->is_converged);
        assert_int_equal(answer->objective.starts, 20);
        assert_true(answer->objective.starts_at_best >= 19);
        assert_true(answer->objective.chi2 > 40.0 && answer->objective.chi2 < 100.0);
        const struct lp_answer_parameter *p = &answer->parameters[4];
        assert_string_equal(p->name, "lgps_salt");
        assert_int_not_equal(p->identifiable, LP_IDENTIFIED);
        assert_true(p->estimate.low == 0.0);
        assert_non_null(strstr(p->why, "at 0 mol/s the misfit is only"));
        /* the truth of the well-known ones lies in their intervals */
        const double truth[6] = {2e-11, 1.5e-10, 5e-11, 8e-11, 5e-12, 6e-11};
        size_t n_held = 0;
        for (size_t i = 0; i < 6; i++)
            n_held += answer->parameters[i].estimate.low <= truth[i] &&
                      truth[i] <= answer->parameters[i].estimate.high;
        assert_true(n_held >= 5);
        lp_answer_free(answer);
        lp_study_free(study);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(starts_reach_the_best)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
