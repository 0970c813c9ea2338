/* SPDX-License-Identifier: MIT
 *
 * The verdict is told as it was decided; the dominant path by the names along it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellverdict.h"

static void the_decision_is_copied(void **state)
{
    (void)state;
    struct lp_compartment c[] = {{.name = "left"}, {.name = "salt"}, {.name = "right"}};
    struct lp_model model = {.n_compartments = 3, .compartments = c};
    struct lp_experiment report = {.model = &model};
    struct lp_study study = {.seed = 1};
    size_t along[] = {0, 1, 2};
    struct lp_path path = {.n = 3, .compartments = along, .probability = 0.9};
    enum lp_verdict each[] = {LP_VERDICT_NULL, LP_VERDICT_YES, LP_VERDICT_NULL};
    struct lp_solution s = {.report = &report, .paths = {.n = 1, .items = &path}};
    struct lp_answer *answer = lp_answer_new(&study);
    const struct lp_answer_verdict *v = &answer->verdict;
    lp_tellverdict(&s, answer);
    assert_false(answer->has_verdict);
    s.verdict = (struct lp_decision){.is_made = true,
                                     .share = {0.3, 0.2, 0.4},
                                     .interface = LP_VERDICT_NO,
                                     .compartments = each,
                                     .p_dominant = 0.9};
    lp_tellverdict(&s, answer);
    assert_true(answer->has_verdict && v->interface == LP_VERDICT_NO && v->share.high == 0.4);
    assert_true(v->compartments[1] == LP_VERDICT_YES && v->p_dominant == 0.9);
    assert_null(v->dominant);
    s.verdict.has_dominant = true;
    lp_tellverdict(&s, answer);
    assert_int_equal(v->n_dominant, 3);
    assert_string_equal(v->dominant[1], "salt");
    lp_answer_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_decision_is_copied)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
