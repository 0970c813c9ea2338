/* SPDX-License-Identifier: MIT
 *
 * The threshold rule and when a path may be called dominant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uncertainty/solution.h"
#include "uncertainty/verdict.h"

#include <math.h>
#include <string.h>

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
    struct lp_estimate paths[] = {{0.6, 0.5, 0.7}, {0.3, 0.2, 0.4}, {0.1, 0.0, 0.2}};
    struct lp_estimate rest = {0.1, 0.0, 0.2};
    assert_true(lp_verdict_has_dominant(0.99, 3, paths, &rest));
    assert_true(lp_verdict_has_dominant(0.95, 3, paths, &rest));
    assert_false(lp_verdict_has_dominant(0.94, 3, paths, &rest));
    assert_false(lp_verdict_has_dominant(NAN, 3, paths, &rest));
    paths[1].high = 0.5; /* intervals touch */
    assert_false(lp_verdict_has_dominant(0.99, 3, paths, &rest));
    paths[1].high = 0.4;
    paths[2].high = 0.55; /* the last of the list counts too */
    assert_false(lp_verdict_has_dominant(0.99, 3, paths, &rest));
    paths[2].high = 0.2;
    rest.high = 0.55; /* and paths that the best fit does not have */
    assert_false(lp_verdict_has_dominant(0.99, 3, paths, &rest));
    rest.high = 0.2;
    assert_true(lp_verdict_has_dominant(0.99, 3, paths, &rest));
}

/* Two paths, one number for the interface and one phase with a share of its own; 20 draws, the
 * first path leading in 19 of them. */
static void what_is_decided(void **state)
{
    (void)state;
    struct lp_compartment phase = {.kind = LP_PHASE};
    struct lp_model model = {.n_compartments = 1, .compartments = &phase};
    struct lp_experiment report = {.model = &model};
    struct lp_study study = {.threshold = 0.1};
    enum { N = LP_SHARE_N_WHOLE + LP_SHARE_PER_COMPARTMENT };
    double numbers[20][N], probability[20][2], rest[20], best[N], scratch[20];
    size_t top[20];
    for (size_t i = 0; i < N; i++)
        best[i] = NAN;
    best[LP_SHARE_INTERFACE] = 0.5;
    best[LP_SHARE_N_WHOLE + LP_SHARE_VISITED] = 0.05;
    for (size_t i = 0; i < 20; i++) {
        memcpy(numbers[i], best, sizeof best);
        numbers[i][LP_SHARE_INTERFACE] = 0.4 + 0.01 * (double)i;
        numbers[i][LP_SHARE_N_WHOLE + LP_SHARE_VISITED] = 0.04 + 0.01 * (double)i;
        probability[i][0] = 0.7;
        probability[i][1] = 0.2;
        rest[i] = 0.1;
        top[i] = i == 0;
    }
    struct lp_sampled sampled = {.sample = {.n_draws = 20,
                                            .n_numbers = N,
                                            .n_paths = 2,
                                            .numbers = *numbers,
                                            .probability = *probability,
                                            .rest = rest,
                                            .top = top},
                                 .best = best};
    struct lp_path paths[] = {{.n = 2, .probability = 0.7}, {.n = 2, .probability = 0.2}};
    struct lp_solution s = {.arena = lp_arena_new(),
                            .study = &study,
                            .report = &report,
                            .is_joined = true,
                            .numbers = best,
                            .paths = {.n = 2, .items = paths},
                            .followed = {.n = 2, .items = paths},
                            .n_sampled = 1,
                            .sampled = &sampled,
                            .scratch = scratch};
    assert_int_equal(lp_verdict_decide(&s), LP_OK);
    assert_true(s.verdict.is_made && s.verdict.has_dominant);
    assert_int_equal(s.verdict.interface, LP_VERDICT_YES);
    assert_int_equal(s.verdict.compartments[0], LP_VERDICT_UNDETERMINED);
    assert_true(fabs(s.verdict.share.low - 0.40475) < 1e-12);
    assert_true(fabs(s.verdict.p_dominant - 0.95) < 1e-12);
    /* profiles of the two paths and of the rest have a say of their own */
    const double high[][3] = {{0.9, 0.4, 0.2}, {0.9, 0.5, 0.2}, {0.9, 0.4, 0.5}};
    for (size_t i = 0; i < 3; i++) {
        struct lp_profiled profiled[] = {{.is_done = true, .low = 0.5, .high = high[i][0]},
                                         {.is_done = true, .low = 0.1, .high = high[i][1]},
                                         {.is_done = true, .low = 0.0, .high = high[i][2]}};
        s.profiles = (struct lp_profiles){.n = 3, .item = profiled, .n_paths = 2};
        assert_int_equal(lp_verdict_decide(&s), LP_OK);
        assert_int_equal(s.verdict.has_dominant, i == 0); /* the others touch */
    }
    s.profiles = (struct lp_profiles){.n = 0};
    top[1] = 1;
    assert_int_equal(lp_verdict_decide(&s), LP_OK);
    assert_false(s.verdict.has_dominant);
    s.verdict = (struct lp_decision){.is_made = false};
    s.is_joined = false;
    assert_int_equal(lp_verdict_decide(&s), LP_OK);
    assert_false(s.verdict.is_made);
    lp_arena_free(s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_interval_decides),
                                       cmocka_unit_test(a_dominant_path_leads_and_stands_clear),
                                       cmocka_unit_test(what_is_decided)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
