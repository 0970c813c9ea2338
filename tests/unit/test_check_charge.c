/* SPDX-License-Identifier: MIT
 *
 * Charge by hand; exchange at rest explains all where the current is nothing, and
 * little where it is large.
 */
#include "checks/checks_impl.h"
#include "tests/support/checkmaker.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void a_small_current_brings_nothing(void **state)
{
    (void)state;
    struct checkmaker maker =
        checkmaker_film("", "", "", "    protocol: [{duration: 2 h, current: 1 nA}]\n");
    const double gained = maker.answer->books[0].phases_li6_gained_mol;
    const double passed = 7200 * 1e-9 / LP_FARADAY_C_PER_MOL;
    checkmaker_expect(&maker, "charge_budget", "cell", gained / passed, LP_CHECK_LOOK);
    assert_true(fabs(checkmaker_find(&maker, "charge_budget", "cell")->expected_high -
                     (0.95 - 0.0759)) < 1e-12);
    const struct lp_answer_check *rest = checkmaker_find(&maker, "exchange_at_rest", "cell");
    assert_non_null(rest);
    assert_true(fabs(rest->value.value - 1) < 1e-3);
    assert_int_equal(rest->status, LP_CHECK_LOOK);
    const struct lp_estimate budget = checkmaker_find(&maker, "charge_budget", "cell")->value;
    assert_true(budget.low < budget.value && budget.value < budget.high);
    checkmaker_clear(&maker);
}

/*
 * Contacts that exchange next to nothing at rest, and one way only: 10 uA for 3600 s over one phase
 * of N = 1 umol bring I t/F = .373 umol, so x = x_el - (x_el - x0) exp(-I t/(F N)), and the phase
 * gains (x_el - x0)(1 - exp(-.373)) N of at most (x_el - x0) I t/F.
 */
static void charge_alone(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-14 mol/s, max: 1e-13 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[1 h, a, 0.3480, 0.001]],\n"
        "     protocol: [{duration: 1 h, current: 10 uA}]}\n");
    const double passed = 1e-5 * 3600 / LP_FARADAY_C_PER_MOL;
    const struct lp_answer_check *budget = checkmaker_find(&maker, "charge_budget", "cell");
    const double by_hand = (0.95 - 0.0759) * -expm1(-passed / 1e-6) * 1e-6 / passed;
    assert_non_null(budget);
    assert_true(fabs(budget->value.value / by_hand - 1) < 2e-3); /* phi is not quite zero */
    assert_int_equal(budget->status, LP_CHECK_OK);
    assert_int_equal(checkmaker_find(&maker, "exchange_at_rest", "cell")->status, LP_CHECK_OK);
    checkmaker_clear(&maker);
}

/*
 * The same upside down: film and foils have changed places, so what was gained is lost, by the same
 * numbers; the sentences say so.
 */
static void a_poor_foil_takes_by_charge(void **state)
{
    (void)state;
    struct checkmaker maker = checkmaker_fit(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-14 mol/s, max: 1e-13 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.0759}, a: {inventory: 1 umol,\n"
        "    enrichment: 0.95}, r: {kind: electrode, enrichment: 0.0759}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[1 h, a, 0.6779, 0.001]],\n"
        "     protocol: [{duration: 1 h, current: 10 uA}]}\n");
    const double passed = 1e-5 * 3600 / LP_FARADAY_C_PER_MOL;
    const struct lp_answer_check *budget = checkmaker_find(&maker, "charge_budget", "cell");
    const struct lp_answer_check *rest = checkmaker_find(&maker, "exchange_at_rest", "cell");
    const double by_hand = (0.95 - 0.0759) * -expm1(-passed / 1e-6) * 1e-6 / passed;
    assert_non_null(budget);
    assert_true(fabs(budget->value.value / by_hand - 1) < 2e-3);
    assert_true(fabs(budget->expected_high - (0.95 - 0.0759)) < 1e-12);
    assert_int_equal(budget->status, LP_CHECK_OK);
    assert_non_null(strstr(budget->reading, "0.272 umol of 6Li lost, 0.373 umol of Li+ passed"));
    assert_non_null(rest);
    assert_true(rest->value.value >= 0.0 && rest->value.value < 0.01);
    assert_non_null(strstr(rest->reading, "of the 6Li that it lost"));
    assert_non_null(strstr(maker.answer->verdict.text, "Of the 6Li that was lost 100 % came from a "
                                                       "(95 %: 100 to 100 %; 0.272 umol, 28.7 % of "
                                                       "its own 6Li)."));
    checkmaker_clear(&maker);
}

/*
 * The same with b behind a, at once in equilibrium with it: a pool of N_a + N_b = 4 umol. A
 * topology without a--b has 1 umol alone, and the interval holds both.
 */
static void topologies_leave_out_their_edges(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_from_text(
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-14 mol/s, max: 1e-13 mol/s}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    b: {inventory: 3 umol}, r: {kind: electrode, enrichment: 0.95}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [a, r], flow: phi},\n"
        "    {between: [a, b], flow: 1e-6 mol/s}]\n"
        "experiments:\n"
        "  - {name: cell, data: [[1 h, a, 0.3480, 0.001]],\n"
        "     protocol: [{duration: 1 h, current: 10 uA}]}\n");
    struct lp_inference_options options = fitmaker_options();
    static const char *const ids[] = {"a--b"};
    const struct lp_edge_set without = {.n = 1, .ids = ids};
    double p[] = {1e-14}, draws[] = {1e-14, 1e-14}, scratch[2];
    struct lp_sampled sampled[] = {{.sample = {.n_draws = 2, .p = draws}},
                                   {.sample = {.n_draws = 2, .p = draws}, .absent = &without}};
    const struct lp_solution solution = {.arena = lp_arena_new(),
                                         .study = study,
                                         .options = &options,
                                         .report = &study->experiments[0],
                                         .p = p,
                                         .n_sampled = 2,
                                         .sampled = sampled,
                                         .scratch = scratch};
    struct lp_checks checks = {.solution = &solution};
    assert_int_equal(study->parameters.n, 1);
    lp_check_charge(&checks);
    assert_false(checks.has_no_memory);
    assert_int_equal(checks.n, 2);
    const double passed = 1e-5 * 3600 / LP_FARADAY_C_PER_MOL;
    const struct lp_estimate *gained = &checks.items[0].value;
    const double pool = (0.95 - 0.0759) * -expm1(-passed / 4e-6) * 4e-6 / passed;
    const double alone = (0.95 - 0.0759) * -expm1(-passed / 1e-6) * 1e-6 / passed;
    assert_int_equal(checks.items[0].name, LP_CHECK_CHARGE_BUDGET);
    assert_true(fabs(checks.items[0].facts.passed_mol / passed - 1) < 1e-9);
    assert_true(fabs(gained->value / pool - 1) < 2e-3);
    assert_true(fabs(gained->high / pool - 1) < 2e-3);
    assert_true(fabs(gained->low / alone - 1) < 2e-3);
    lp_arena_free(solution.arena);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_current_brings_nothing),
        cmocka_unit_test(charge_alone),
        cmocka_unit_test(a_poor_foil_takes_by_charge),
        cmocka_unit_test(topologies_leave_out_their_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
