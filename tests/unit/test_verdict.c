/* SPDX-License-Identifier: MIT
 *
 * The threshold rule and when a path may be called dominant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/verdict.h"

#include <math.h>

static void the_interval_decides(void **state)
{
    (void)state;
    const struct lp_estimate above = {0.5, 0.11, 0.7}, below = {0.02, 0.0, 0.09},
                             across = {0.2, 0.05, 0.6}, touches = {0.2, 0.1, 0.6},
                             narrow = {0.1, 0.05, 0.15}, none = {NAN, NAN, NAN},
                             alone = {0.5, NAN, NAN};
    assert_int_equal(lp_verdict_of(&above, 0.1), LP_VERDICT_YES);
    assert_int_equal(lp_verdict_of(&below, 0.1), LP_VERDICT_NO);
    assert_int_equal(lp_verdict_of(&across, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&touches, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&narrow, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&none, 0.1), LP_VERDICT_NULL);
    assert_int_equal(lp_verdict_of(&alone, 0.1), LP_VERDICT_NULL);
}

static void a_dominant_path_leads_and_stands_clear(void **state)
{
    (void)state;
    struct lp_answer_path paths[] = {{.n = 3, .probability = {0.6, 0.5, 0.7}, .p_top = 0.99},
                                     {.n = 3, .probability = {0.3, 0.2, 0.4}, .p_top = 0.01},
                                     {.n = 0, .probability = {0.1, 0.0, 0.2}}};
    struct lp_answer_pathway pathway = {.n_paths = 3, .paths = paths};
    assert_true(lp_verdict_has_dominant(&pathway));
    paths[0].p_top = 0.94;
    assert_false(lp_verdict_has_dominant(&pathway));
    paths[0].p_top = 0.95;
    assert_true(lp_verdict_has_dominant(&pathway));
    paths[1].probability.high = 0.55; /* intervals overlap */
    assert_false(lp_verdict_has_dominant(&pathway));
    paths[1].probability.high = 0.4;
    paths[2].probability.high = 0.55; /* so may the rest */
    assert_false(lp_verdict_has_dominant(&pathway));
    paths[2].probability.high = 0.2;
    pathway.rest.high = 0.55; /* and paths that the best fit does not have */
    assert_false(lp_verdict_has_dominant(&pathway));
    pathway.rest.high = 0.2;
    assert_true(lp_verdict_has_dominant(&pathway));
    paths[0].n = 0;
    assert_false(lp_verdict_has_dominant(&pathway));
    pathway.n_paths = 0;
    assert_false(lp_verdict_has_dominant(&pathway));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_interval_decides),
                                       cmocka_unit_test(a_dominant_path_leads_and_stands_clear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
