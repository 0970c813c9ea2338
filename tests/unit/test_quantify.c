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

static double chi2_at(const struct lp_solution *s, const double u[])
{
    double r[64], chi2 = 0.0;
    const size_t n = lp_objective_n_residuals(s->workers.objective[0]);
    assert_true(n <= 64);
    assert_int_equal(lp_objective_evaluate(s->workers.objective[0], u, r, NULL, NULL), LP_OK);
    for (size_t i = 0; i < n; i++)
        chi2 += r[i] * r[i];
    return chi2;
}

/* A fit that stopped on the slope: profiles lead down from it by what it is above the bottom, and
 * parameters, numbers and verdict are of the point that is then the best. */
static void all_is_of_one_point(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_arena *arena = lp_arena_new();
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    double p[16];
    assert_true(study->parameters.n <= 16);
    assert_int_equal(lp_quantify_fit(&s, NULL), LP_OK);
    const double bottom = chi2_at(&s, s.best->u), deviance = s.best->deviance;
    double shift = 1e-3;
    s.best->u[0] += shift;
    while (chi2_at(&s, s.best->u) < bottom + 1.0) {
        s.best->u[0] += shift;
        shift *= 2.0;
    }
    const double above = chi2_at(&s, s.best->u) - bottom;
    s.best->deviance = deviance + above;
    assert_int_equal(lp_quantify(&s, NULL), LP_OK);
    assert_true(fabs(s.gain_profile / above - 1.0) < 1e-2);
    assert_true(s.gain_left == 0.0 && s.starts.n_at_best == 0);
    assert_true(fabs(s.best->deviance - deviance) < 1e-2);
    lp_problem_values(s.problem, s.best->u, p);
    for (size_t i = 0; i < study->parameters.n; i++)
        assert_true(p[i] == s.p[i]);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_full_model_has_the_numbers_of_its_answer),
        cmocka_unit_test(each_step_can_be_the_last), cmocka_unit_test(all_is_of_one_point)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
