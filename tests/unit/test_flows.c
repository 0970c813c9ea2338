/* SPDX-License-Identifier: MIT
 *
 * Flows are sorted by the edges that use them, and only those between phases are raised.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/flows.h"

#include <math.h>
#include <string.h>

static void flows_between_phases_are_raised_and_no_others(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = fitmaker_study(&(struct fitmaker_series){
        fitmaker_problem_s, "lgps interface salt", 6, 1e3, 1e5, NULL, .sigma = 0.01, .seed = 1});
    struct lp_problem *problem = NULL;
    struct lp_flows flows;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    lp_flows_find(problem, arena, &flows);
    assert_true(flows.has_between);
    double *u = lp_arena_alloc(arena, problem->n, sizeof *u);
    double *p = lp_arena_alloc(arena, study->parameters.n, sizeof *p);
    double *scratch = lp_arena_alloc(arena, study->parameters.n, sizeof *p);
    double most = 0.0;
    size_t n_between = 0, n_contact = 0;
    memcpy(u, problem->start, problem->n * sizeof *u);
    lp_problem_values(problem, u, p);
    for (size_t j = 0; j < problem->n; j++) {
        assert_false(flows.is_between[j] && flows.is_contact[j]);
        n_between += flows.is_between[j];
        n_contact += flows.is_contact[j];
        if (flows.is_contact[j])
            most = fmax(most, p[problem->i_parameter[j]]);
    }
    assert_int_equal(n_between, 3);
    assert_int_equal(n_contact, 3);
    assert_true(lp_flows_strengthen(problem, &flows, scratch, u));
    for (size_t j = 0; j < problem->n; j++) {
        double now = lp_transform_value(&problem->transform[j], u[j]);
        if (flows.is_between[j])
            assert_true(now > 10.0 * most);
        else
            assert_true(u[j] == problem->start[j]);
    }
    lp_problem_free(problem);
    lp_study_free(study);
    lp_arena_free(arena);
}

static void a_single_phase_has_none(void **state)
{
    (void)state;
    static const char *const model = "  parameters: {phi_a: {start: 2e-11 mol/s}}\n"
                                     "  compartments:\n"
                                     "    left: {kind: electrode, enrichment: 0.95}\n"
                                     "    a: {inventory: 1.5 umol}\n"
                                     "  exchange:\n"
                                     "    - {between: [left, a], flow: phi_a}\n";
    struct lp_arena *arena = lp_arena_new();
    struct lp_study *study = fitmaker_study(
        &(struct fitmaker_series){model, "a", 3, 1e3, 1e5, NULL, .sigma = 0.01, .seed = 1});
    struct lp_problem *problem = NULL;
    struct lp_flows flows;
    double u = 1.0, scratch[4];
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    lp_flows_find(problem, arena, &flows);
    assert_false(lp_flows_strengthen(problem, &flows, scratch, &u));
    assert_true(u == 1.0);
    lp_problem_free(problem);
    lp_study_free(study);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_between_phases_are_raised_and_no_others),
        cmocka_unit_test(a_single_phase_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
