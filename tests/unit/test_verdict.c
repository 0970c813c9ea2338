/* SPDX-License-Identifier: MIT
 *
 * The threshold rule and when a path may be called dominant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "uncertainty/intervals.h"
#include "uncertainty/verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void the_interval_decides(void **state)
{
    (void)state;
    const struct lp_estimate above = {0.5, 0.11, 0.7}, below = {0.02, 0.0, 0.09},
                             across = {0.2, 0.05, 0.6}, touches = {0.2, 0.1, 0.6},
                             from_below = {0.05, 0.02, 0.1}, narrow = {0.1, 0.05, 0.15},
                             none = {NAN, NAN, NAN}, alone = {0.5, NAN, NAN},
                             no_value = {NAN, 0.5, 0.7}, no_low = {0.05, NAN, 0.07},
                             no_high = {0.5, 0.4, NAN};
    assert_int_equal(lp_verdict_of(&above, 0.1), LP_VERDICT_YES);
    assert_int_equal(lp_verdict_of(&below, 0.1), LP_VERDICT_NO);
    assert_int_equal(lp_verdict_of(&across, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&touches, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&narrow, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&none, 0.1), LP_VERDICT_NULL);
    assert_int_equal(lp_verdict_of(&alone, 0.1), LP_VERDICT_NULL);
    assert_int_equal(lp_verdict_of(&from_below, 0.1), LP_VERDICT_UNDETERMINED);
    assert_int_equal(lp_verdict_of(&no_value, 0.1), LP_VERDICT_NULL);
    assert_int_equal(lp_verdict_of(&no_low, 0.1), LP_VERDICT_NULL);
    assert_int_equal(lp_verdict_of(&no_high, 0.1), LP_VERDICT_NULL);
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
    rest.high = 0.5; /* touches */
    assert_false(lp_verdict_has_dominant(0.99, 3, paths, &rest));
    rest.high = 0.2;
    assert_true(lp_verdict_has_dominant(0.99, 3, paths, &rest));
}

enum { N = LP_SHARE_N_WHOLE + LP_SHARE_PER_COMPARTMENT };

/* Two paths, one number for the interface and one phase with a share of its own; 20 draws, the
 * first path leading in 19 of them. Of the draws, as --method bootstrap has it. */
struct made {
    struct lp_compartment phase;
    struct lp_model model;
    struct lp_experiment report;
    struct lp_study study;
    struct lp_inference_options options;
    double numbers[20][N], probability[20][2], rest[20], scratch[20];
    double *best; /* [N] of its own, so that a look beyond it is noticed */
    size_t top[20];
    struct lp_sampled sampled;
    struct lp_profiled profiled[N + 3];
    struct lp_solution s;
    struct lp_path paths[2]; /* last, likewise */
};

static void make(struct made *m)
{
    *m = (struct made){.phase = {.kind = LP_PHASE},
                       .study = {.threshold = 0.1},
                       .options = lp_inference_options_default(),
                       .paths = {{.n = 2, .probability = 0.7}, {.n = 2, .probability = 0.2}}};
    m->model = (struct lp_model){.n_compartments = 1, .compartments = &m->phase};
    m->report.model = &m->model;
    m->options.method = LP_METHOD_BOOTSTRAP;
    m->best = malloc(N * sizeof *m->best);
    assert_non_null(m->best);
    for (size_t i = 0; i < N; i++)
        m->best[i] = NAN;
    m->best[LP_SHARE_INTERFACE] = 0.5;
    m->best[LP_SHARE_N_WHOLE + LP_SHARE_VISITED] = 0.05;
    for (size_t i = 0; i < 20; i++) {
        memcpy(m->numbers[i], m->best, sizeof m->numbers[i]);
        m->numbers[i][LP_SHARE_INTERFACE] = 0.4 + 0.01 * (double)i;
        m->numbers[i][LP_SHARE_N_WHOLE + LP_SHARE_VISITED] = 0.04 + 0.01 * (double)i;
        m->probability[i][0] = 0.7;
        m->probability[i][1] = 0.2;
        m->rest[i] = 0.1;
        m->top[i] = i == 0;
    }
    m->sampled = (struct lp_sampled){.sample = {.n_draws = 20,
                                                .n_numbers = N,
                                                .n_paths = 2,
                                                .numbers = *m->numbers,
                                                .probability = *m->probability,
                                                .rest = m->rest,
                                                .top = m->top},
                                     .best = m->best};
    m->s = (struct lp_solution){.arena = lp_arena_new(),
                                .study = &m->study,
                                .options = &m->options,
                                .report = &m->report,
                                .is_joined = true,
                                .numbers = m->best,
                                .paths = {.n = 2, .items = m->paths},
                                .followed = {.n = 2, .items = m->paths},
                                .n_sampled = 1,
                                .sampled = &m->sampled,
                                .scratch = m->scratch};
}

static void clear(struct made *m)
{
    free(m->best);
    lp_arena_free(m->s.arena);
}

static bool names_a_path(struct made *m)
{
    m->s.verdict = (struct lp_decision){.is_made = false};
    assert_int_equal(lp_intervals_run(&m->s), LP_OK);
    lp_verdict_decide(&m->s);
    assert_true(m->s.verdict.is_made);
    return m->s.verdict.has_dominant;
}

static void what_is_decided(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    assert_true(names_a_path(&m));
    assert_int_equal(m.s.verdict.interface, LP_VERDICT_YES);
    assert_int_equal(m.s.verdict.compartments[0], LP_VERDICT_UNDETERMINED);
    assert_true(fabs(m.s.verdict.share.low - 0.40475) < 1e-12);
    assert_true(fabs(m.s.verdict.p_dominant - 0.95) < 1e-12);
    m.top[1] = 1;
    assert_false(names_a_path(&m));
    m.s.verdict = (struct lp_decision){.is_made = false};
    m.s.is_joined = false;
    lp_verdict_decide(&m.s);
    assert_false(m.s.verdict.is_made);
    clear(&m);
}

/* The rest of a list is no path: it cannot be named, nor keeps another from it by being there. */
static void only_a_path_is_named(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    m.paths[1].n = 0; /* the second is the rest: 0.1 in all draws */
    m.s.followed.n = 1;
    assert_true(names_a_path(&m));
    m.paths[0].n = 0; /* the first, too */
    assert_false(names_a_path(&m));
    assert_true(isnan(m.s.verdict.p_dominant));
    m.paths[0].n = 2;
    m.s.paths.n = 1;
    assert_true(names_a_path(&m));
    m.s.paths.n = 0;
    assert_false(names_a_path(&m));
    assert_true(isnan(m.s.verdict.p_dominant));
    clear(&m);
}

/* Draws that all agree do not name a path whose profile meets that of another, or of the rest. */
static void profiles_have_a_say_beside_draws(void **state)
{
    (void)state;
    struct made m;
    make(&m);
    struct lp_profiled *path = m.profiled + N;
    m.s.profiles =
        (struct lp_profiles){.n = N + 3, .item = m.profiled, .n_numbers = N, .n_paths = 2};
    path[0] = (struct lp_profiled){.is_done = true, .low = 0.5, .high = 0.8};
    path[1] = (struct lp_profiled){.is_done = true, .low = 0.1, .high = 0.4};
    path[2] = (struct lp_profiled){.is_done = true, .low = 0.0, .high = 0.3};
    assert_true(names_a_path(&m));
    path[1].high = 0.5; /* touches */
    assert_false(names_a_path(&m));
    path[1].is_done = false; /* not profiled, as none of it is known */
    assert_true(names_a_path(&m));
    path[2].high = 0.5;
    assert_false(names_a_path(&m));
    path[2].is_done = false;
    assert_true(names_a_path(&m));
    path[1] = path[2] = (struct lp_profiled){.is_done = true, .low = 0.6, .high = 0.9};
    assert_false(names_a_path(&m));
    path[0].is_done = false;
    assert_true(names_a_path(&m));
    clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_interval_decides),
        cmocka_unit_test(a_dominant_path_leads_and_stands_clear), cmocka_unit_test(what_is_decided),
        cmocka_unit_test(only_a_path_is_named), cmocka_unit_test(profiles_have_a_say_beside_draws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
