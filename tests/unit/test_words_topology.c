/* SPDX-License-Identifier: MIT
 *
 * The sentences of refusals, letter by letter, for names with the marks that sentences are made of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words_topology.h"

static struct lp_compartment compartments[] = {
    {.name = "left"}, {.name = "right"}, {.name = "rim; LLZO"}, {.name = "salt, dry"}};
static const struct lp_model model = {
    .n_compartments = 4, .compartments = compartments, .i_first = 0, .i_second = 1};

static const struct lp_misfit above_full = {
    .chi2 = 123.456, .rise = 12.3456, .limit = 5.991464, .n_fewer = 2};

static void assert_words(struct lp_refusal refusal, enum lp_refusal_words how_much,
                         const char *expected)
{
    struct lp_arena *arena = lp_arena_new();
    refusal.model = &model;
    const char *text = lp_words_refusal(&refusal, how_much, arena);
    if (expected)
        assert_string_equal(text, expected);
    else
        assert_null(text);
    lp_arena_free(arena);
}

static void one_reason_is_the_same_at_any_length(void **state)
{
    (void)state;
    for (enum lp_refusal_words w = LP_REFUSAL_BRIEF; w <= LP_REFUSAL_ALL; w++) {
        assert_words((struct lp_refusal){.kind = LP_REFUSAL_NONE}, w, NULL);
        assert_words((struct lp_refusal){.kind = LP_REFUSAL_UNFED, .i_unfed = 2}, w,
                     "not a candidate: nothing feeds 'rim; LLZO'");
        assert_words((struct lp_refusal){.kind = LP_REFUSAL_APART}, w,
                     "not a candidate: nothing joins the electrodes 'left' and 'right'");
        assert_words((struct lp_refusal){.kind = LP_REFUSAL_NOT_FITTED}, w,
                     "no start could be fitted");
    }
}

static void physics_is_told_with_its_numbers(void **state)
{
    (void)state;
    struct lp_refusal r = {.kind = LP_REFUSAL_PHYSICS,
                           .contradiction = {.i_link = 2,
                                             .i_fed = 3,
                                             .t_s = 36000,
                                             .x_link = 0.25,
                                             .x_fed = 0.31236,
                                             .excess = 4.44}};
    assert_words(r, LP_REFUSAL_BRIEF,
                 "physics: here 'rim; LLZO' would be the only link of 'salt, dry' to the "
                 "electrodes");
    assert_words(r, LP_REFUSAL_NUMBERS,
                 "physics: here 'rim; LLZO' would be the only link of 'salt, dry' to the "
                 "electrodes, but at 3.6e+04 s 'salt, dry' is more enriched (0.3124) than "
                 "'rim; LLZO' (0.2500) by 4.4 times their joint error");
    r.is_misfit = true;
    r.misfit = above_full;
    r.contradiction.is_falling = true;
    assert_words(r, LP_REFUSAL_ALL,
                 "physics: here 'rim; LLZO' would be the only link of 'salt, dry' to the "
                 "electrodes, but at 3.6e+04 s 'salt, dry' is less enriched (0.3124) than "
                 "'rim; LLZO' (0.2500) by 4.4 times their joint error; at rest a compartment never "
                 "falls below its least enriched source; misfit: chi2 123.5, 12.35 above the full "
                 "model, more than the 5.991 that 2 parameters less may cost (95 %)");
}

static void misfit_is_told_against_what_it_was_measured(void **state)
{
    (void)state;
    struct lp_refusal r = {.kind = LP_REFUSAL_MISFIT, .is_misfit = true, .misfit = above_full};
    assert_words(r, LP_REFUSAL_BRIEF, "misfit: chi2 123.5");
    r.misfit.n_fewer = 1;
    assert_words(r, LP_REFUSAL_ALL,
                 "misfit: chi2 123.5, 12.35 above the full model, more than the 5.991 that 1 "
                 "parameter less may cost (95 %)");
    r.misfit.n_fewer = 0;
    assert_words(r, LP_REFUSAL_NUMBERS,
                 "misfit: chi2 123.5, 12.35 above the best topology, more than 5.991");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_reason_is_the_same_at_any_length),
        cmocka_unit_test(physics_is_told_with_its_numbers),
        cmocka_unit_test(misfit_is_told_against_what_it_was_measured)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
