/* SPDX-License-Identifier: MIT
 *
 * What is told beside the verdict is copied, number by number, and is absent where it was not
 * computed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellbeside.h"
#include "checks/otherwise.h"
#include "design/design_next.h"

#include <math.h>

static void what_was_not_computed_is_absent(void **state)
{
    (void)state;
    const struct lp_next costly = {.is_costly = true};
    struct lp_solution s = {.best = NULL};
    struct lp_answer answer = {.arena = lp_arena_new()};
    lp_tellbeside_checks(&s, &answer);
    lp_tellbeside_otherwise(&s, &answer);
    lp_tellbeside_next(&s, &answer);
    s.next = &costly;
    lp_tellbeside_next(&s, &answer);
    assert_true(!answer.next && !answer.otherwise && !answer.checks && !answer.unchecked);
    lp_arena_free(answer.arena);
}

static void numbers_are_copied(void **state)
{
    (void)state;
    const struct lp_check check = {.name = LP_CHECK_THETA,
                                   .of = {.part = "salt"},
                                   .value = {0.25, 0.125, 0.5},
                                   .expected_low = 0.05,
                                   .expected_high = 1.0,
                                   .status = LP_CHECK_LOOK};
    const struct lp_check_lack lacks[] = {{.kind = LP_LACK_WEIGHED, .of = {.part = "a"}},
                                          {.kind = LP_LACK_AREAS, .of = {.part = "b"}}};
    const struct lp_checks_done checks = {1, &check, 2, lacks};
    const struct lp_next next = {.times_s = {900, 7200, 14400},
                                 .i_best = 2,
                                 .n_truths = 13,
                                 .n_yes = 2,
                                 .n_no = 7,
                                 .width_now = 0.5,
                                 .width = 0.25};
    const struct lp_otherwise otherwise = {.is_fitted = true,
                                           .is_converged = true,
                                           .chi2 = 30.25,
                                           .conductance_mol_s = {1e-11, 8e-12, 2e-11},
                                           .share = {0.5, 0.25, 0.75},
                                           .interface = LP_VERDICT_YES,
                                           .differs = true};
    struct lp_optimum best = {.likelihood = {.chi2 = 12.5}};
    struct lp_model model = {.n_compartments = 0};
    const struct lp_experiment report = {.model = &model};
    struct lp_solution s = {.report = &report,
                            .best = &best,
                            .checks = &checks,
                            .next = &next,
                            .otherwise = &otherwise};
    struct lp_answer answer = {.arena = lp_arena_new()};
    lp_tellbeside_checks(&s, &answer);
    lp_tellbeside_next(&s, &answer);
    lp_tellbeside_otherwise(&s, &answer);
    const struct lp_answer_check *row = answer.checks;
    assert_int_equal(answer.n_checks, 1);
    assert_string_equal(row->name, "theta");
    assert_string_equal(row->subject, "salt");
    assert_string_equal(row->unit, "1");
    assert_true(row->value.value == 0.25 && row->value.low == 0.125 && row->value.high == 0.5);
    assert_true(row->expected_low == 0.05 && row->expected_high == 1.0);
    assert_int_equal(row->status, LP_CHECK_LOOK);
    assert_int_equal(answer.n_unchecked, 2);
    assert_string_equal(answer.unchecked[0], "a: weighed_inventory (give `weighed`)");
    assert_true(answer.next->t_s == 14400.0 && answer.next->n_truths == 13);
    assert_true(answer.next->n_yes == 2 && answer.next->n_no == 7);
    assert_true(answer.next->width_now == 0.5 && answer.next->width == 0.25);
    const struct lp_answer_otherwise *o = answer.otherwise;
    assert_true(o->is_converged && o->differs && o->chi2 == 30.25);
    assert_true(o->share.high == 0.75 && o->conductance_mol_s.low == 8e-12);
    assert_int_equal(o->interface, LP_VERDICT_YES);
    assert_string_equal(o->assumption, "foils that give their own enrichment at once, without a "
                                       "pool of plated lithium");
    lp_arena_free(answer.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_was_not_computed_is_absent),
                                       cmocka_unit_test(numbers_are_copied)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
