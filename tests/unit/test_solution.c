/* SPDX-License-Identifier: MIT
 *
 * What fills intervals, by name, and how many draws that may be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uncertainty/solution.h"

static void without_options_it_is_the_profile(void **state)
{
    (void)state;
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_solution given = {.options = NULL}, s = {.options = &options};
    assert_int_equal(lp_solution_method(&given), LP_METHOD_PROFILE);
    options.method = LP_METHOD_MCMC;
    assert_int_equal(lp_solution_method(&s), LP_METHOD_MCMC);
}

static void room_for_all_draws(void **state)
{
    (void)state;
    struct lp_inference_options options = lp_inference_options_default();
    options.n_draws = 700;
    options.n_chains = 3;
    assert_int_equal(lp_solution_most_draws(&options), 2100);
    options.n_chains = 0;
    assert_int_equal(lp_solution_most_draws(&options), LP_DRAWS); /* those of covariance */
}

static void an_optimum_has_converged(void **state)
{
    (void)state;
    struct lp_optimum best = {.stop = LP_STOP_GRADIENT};
    struct lp_solution s = {.best = &best};
    assert_true(lp_solution_is_converged(&s));
    best.stop = LP_STOP_LIMIT;
    assert_false(lp_solution_is_converged(&s));
    s.best = NULL;
    assert_false(lp_solution_is_converged(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(without_options_it_is_the_profile),
                                       cmocka_unit_test(room_for_all_draws),
                                       cmocka_unit_test(an_optimum_has_converged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
