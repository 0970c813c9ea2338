/* SPDX-License-Identifier: MIT
 *
 * The fit's part of an answer: objective, parameters with open ends, topologies with their uptake.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellfit.h"
#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void objective_is_complete(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_fit(&made);
    const struct lp_answer_objective *o = &run.answer->objective;
    assert_true(run.answer->is_converged);
    assert_string_equal(run.answer->engine, "exact");
    assert_int_equal(o->n_data, 20);
    assert_int_equal(o->n_parameters, 3);
    assert_int_equal(o->starts, 3);
    assert_int_equal(o->starts_at_best, 3);
    assert_int_equal(o->distinct_optima, 1);
    assert_true(fabs(o->aicc - lp_topology_aicc(o->loglik, 3, 20)) < 1e-12);
    size_t n = 0;
    for (size_t i = 0; i < o->n_stops; i++)
        n += o->stops[i].n;
    assert_int_equal(n, 3);
    assert_int_equal(run.answer->n_topologies, 0);
    runmaker_clear(&run);
}

static void parameters_hold_the_truth(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_fit(&made);
    const struct lp_answer_parameter *p = runmaker_parameter(run.answer, "phi_a");
    assert_string_equal(p->unit, "mol/s");
    assert_string_equal(p->method, "profile");
    assert_true(p->estimate.low < 5e-11 && p->estimate.high > 5e-11);
    assert_true(p->estimate.high / p->estimate.low < 1.5);
    runmaker_clear(&run);
}

/* One time point: where an end is open, the interval ends at the parameter's bound exactly. */
static void open_ends_are_bounds(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    made.n_times = 1;
    made.sigma = 0.3;
    made.noise = 0.0;
    struct runmaker run = runmaker_fit(&made);
    const struct lp_answer_parameter *p = runmaker_parameter(run.answer, "phi_ab");
    size_t i = lp_parameters_find(&run.study->parameters, "phi_ab");
    assert_int_equal(p->identifiable, LP_NOT_IDENTIFIED);
    assert_true(p->estimate.low == 0.0);
    assert_true(p->estimate.high == run.study->parameters.item[i].max);
    assert_true(isnan(run.answer->objective.aicc) && isfinite(run.answer->objective.bic));
    runmaker_clear(&run);
}

static void topologies_tell_share_and_uptake(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_run(&made);
    assert_int_equal(run.answer->n_topologies, 8);
    const struct lp_answer_topology *full = &run.answer->topologies[0];
    assert_int_equal(full->n_absent, 0);
    assert_true(full->chi2 == run.answer->objective.chi2);
    assert_true(fabs(full->share.value - run.answer->verdict.share.value) < 1e-12);
    assert_true(fabs(full->uptake_share[2] + full->uptake_share[3] - 1.0) < 1e-9);
    assert_string_equal(full->main_taker, "b"); /* larger, and nearly as enriched at the end */
    const struct lp_answer_topology *unfed = &run.answer->topologies[3];
    assert_int_equal(unfed->n_absent, 4);
    assert_true(isnan(unfed->chi2) && !unfed->uptake_share && !unfed->main_taker);
    assert_int_equal(unfed->refusal, LP_REFUSAL_UNFED);
    assert_string_equal(unfed->rejected, "not a candidate: nothing feeds 'a'");
    assert_string_equal(unfed->rejected_briefly, unfed->rejected);
    runmaker_clear(&run);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objective_is_complete), cmocka_unit_test(parameters_hold_the_truth),
        cmocka_unit_test(open_ends_are_bounds), cmocka_unit_test(topologies_tell_share_and_uptake)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
