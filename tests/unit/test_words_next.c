/* SPDX-License-Identifier: MIT
 *
 * What one more spectrum would settle: which sentence each outcome gets, with its numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellbeside.h"
#include "answer/words_next.h"
#include "design/design_next.h"

/* The words of an outcome; answer gets what is told beside them. */
static const char *words(const struct lp_next *next, enum lp_verdict verdict,
                         struct lp_answer *answer, struct lp_arena *arena)
{
    struct lp_solution s = {.next = next, .verdict = {.is_made = true, .interface = verdict}};
    *answer = (struct lp_answer){.arena = arena};
    lp_tellbeside_next(&s, answer);
    return next ? lp_words_next(&s, arena) : "";
}

static void each_outcome_has_its_sentence(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_answer answer;
    struct lp_next next = {.times_s = {900, 7200, 14400},
                           .i_best = 1,
                           .n_truths = 13,
                           .n_yes = 2,
                           .n_no = 7,
                           .width_now = 0.4,
                           .width = 0.125};
    assert_string_equal(
        words(&next, LP_VERDICT_UNDETERMINED, &answer, arena),
        "One more time point, at 2 h (the best of 15 min, 2 h and 4 h), would settle it "
        "at 9 of 13 plausible truths (the best fit and draws that these data allow): no at 7, yes "
        "at 2; the full model's interval, 40.0 % wide now, would be 12.5 % wide (median).");
    assert_true(answer.next->t_s == 7200.0);
    assert_int_equal(answer.next->n_truths, 13);
    assert_int_equal(answer.next->n_yes, 2);
    assert_int_equal(answer.next->n_no, 7);
    assert_true(answer.next->width == 0.125 && answer.next->width_now == 0.4);

    assert_string_equal(
        words(&next, LP_VERDICT_YES, &answer, arena),
        "The verdict is settled; one more time point, at 2 h (the best of 15 min, 2 h and "
        "4 h), would leave the full model's interval 12.5 % wide (median over 13 truths that these "
        "data allow; now 40.0 %).");

    next.n_yes = next.n_no = 0;
    assert_string_equal(
        words(&next, LP_VERDICT_UNDETERMINED, &answer, arena),
        "One more time point would not settle it: with a spectrum at 15 min, 2 h or 4 h "
        "the verdict stays undetermined at each of 13 plausible truths (the best fit and draws "
        "that these data allow); at 2 h, the best of them, the interval would still be 12 % wide "
        "(median). `lipath design` weighs other measurements.");
    lp_arena_free(arena);
}

static void what_was_not_weighed_is_not_told(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_answer answer;
    const struct lp_next costly = {.is_costly = true};
    assert_string_equal(words(&costly, LP_VERDICT_YES, &answer, arena),
                        "What one more time point (or another measurement) would settle: "
                        "`lipath design`.");
    assert_null(answer.next);
    assert_string_equal(words(NULL, LP_VERDICT_YES, &answer, arena), "");
    assert_null(answer.next);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_outcome_has_its_sentence),
                                       cmocka_unit_test(what_was_not_weighed_is_not_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
