/* SPDX-License-Identifier: MIT
 *
 * Windows of long spectra against closed forms: polynomials, kinks at the corners of a protocol and
 * of a pool's plated lithium, and modes that start at a corner and are far faster than the window.
 */
#include "observe/window.h"

#include "tests/support/netmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A pool plates until 100 s and has given all back at 300 s, within the second step. */
static const struct lp_step steps[] = {{100, -2e-5, true, {0}}, {300, 1e-5, true, {0}}};
static const struct lp_block block = {1, 2, steps};
static const struct lp_protocol protocol = {1, &block};

static double integrand(double t_s, double k, const struct lp_corners *corners)
{
    double from = 0;

    for (size_t i = 0; i < corners->n && corners->t_s[i] <= t_s; i++)
        from = corners->t_s[i];
    return exp(-k * (t_s - from));
}

/* The mean of the same over [start, stop] in closed form. */
static double mean(double start_s, double stop_s, double k, const struct lp_corners *corners)
{
    double sum = 0;

    for (size_t i = 0; i < corners->n; i++) {
        double from = corners->t_s[i], to = i + 1 < corners->n ? corners->t_s[i + 1] : stop_s;
        double a = fmax(from, start_s), b = fmin(to, stop_s);
        if (b > a)
            sum += (exp(-k * (a - from)) - exp(-k * (b - from))) / k;
    }
    return sum / (stop_s - start_s);
}

static struct lp_corners find(bool is_pool, double stop_s, struct lp_arena *arena)
{
    const bool pools[2] = {is_pool, is_pool};
    const struct lp_period period = {0, stop_s};
    struct lp_corners corners;

    assert_int_equal(
        lp_corners_find(lp_stretches_begin(&protocol, pools), 1, &period, arena, &corners), LP_OK);
    return corners;
}

/* Of 1e8 repeats only those in the periods are walked. */
static void corners_of_many_repeats(void **state)
{
    (void)state;
    const struct lp_step two[] = {{.duration_s = 1, .current_A = 1e-6, .electrodes_on = true},
                                  {.duration_s = 2, .current_A = -1e-6, .electrodes_on = true}};
    const struct lp_block many = {.n_repeat = 100000000, .n_steps = 2, .steps = two};
    const struct lp_protocol repeated = {.n_blocks = 1, .blocks = &many};
    const bool pools[2] = {false, false};
    const struct lp_period periods[] = {
        {0, 2}, {1e8 - 1, 1e8 + 6}, {1e8, 1e8 + 1}, {3e8 - 2, 4e8}, {5e8, 6e8}};
    const double expected[] = {0, 1, 1e8 - 1, 1e8, 1e8 + 2, 1e8 + 3, 1e8 + 5, 3e8 - 2, 3e8};
    struct lp_arena *arena = lp_arena_new();
    struct lp_corners corners;
    assert_int_equal(
        lp_corners_find(lp_stretches_begin(&repeated, pools), 5, periods, arena, &corners), LP_OK);
    assert_int_equal(corners.n, sizeof expected / sizeof *expected);
    assert_memory_equal(corners.t_s, expected, sizeof expected);
    lp_arena_free(arena);
}

static void corners_are_the_stretches_starts(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_corners corners = find(true, 1e4, arena);

    assert_int_equal(corners.n, 4);
    for (size_t i = 0; i < corners.n; i++)
        net_assert_near(corners.t_s[i], (double[]){0, 100, 300, 400}[i], 1e-12, "corner");
    assert_int_equal(find(false, 1e4, arena).n, 3);
    assert_int_equal(find(false, 400, arena).n, 2);
    assert_int_equal(find(false, 0, arena).n, 0);
    lp_arena_free(arena);
}

static void means_hold_from_slow_to_fast(void **state)
{
    (void)state;
    const double ends[][2] = {{0, 500}, {50, 350}, {110, 290}, {100, 400}, {0, 20}, {250, 1200}};
    struct lp_arena *arena = lp_arena_new();
    struct lp_corners corners = find(true, 2e3, arena);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        double start_s = ends[i][0], stop_s = ends[i][1];
        for (double k = 1e-5; k < 3; k *= 3) {
            struct lp_window window;
            double sum = 0, weights = 0;
            /* a window that opens within a stretch sees a mode from there on: only slow ones are
             * still alive there */
            if (start_s > 0 && (start_s < 100 || start_s > 100) && k > 0.02)
                continue;
            assert_int_equal(lp_window_make(&corners, stop_s, stop_s - start_s, arena, &window),
                             LP_OK);
            for (size_t j = 0; j < window.n; j++) {
                assert_true(window.t_s[j] > (j == 0 ? start_s : window.t_s[j - 1]));
                weights += window.weight[j];
                sum += window.weight[j] * integrand(window.t_s[j], k, &corners);
            }
            net_assert_near(weights, 1, 1e-14, "weights");
            net_assert_near(sum, mean(start_s, stop_s, k, &corners), 1e-7, "mean of modes");
        }
    }
    lp_arena_free(arena);
}

static void moments_are_their_own_mean(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    struct lp_corners corners = find(true, 2e3, arena);
    struct lp_window window;

    assert_int_equal(lp_window_make(&corners, 100, 0, arena, &window), LP_OK);
    assert_true(window.n == 1 && window.t_s[0] == 100 && window.weight[0] == 1);
    assert_int_equal(lp_window_make(&corners, 0, 50, arena, &window), LP_OK);
    assert_true(window.n == 1 && window.t_s[0] == 0);
    assert_int_equal(lp_window_make(&corners, 50, 80, arena, &window), LP_OK); /* cut at t = 0 */
    assert_true(window.t_s[0] > 0 && window.t_s[window.n - 1] < 50);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(corners_are_the_stretches_starts),
                                       cmocka_unit_test(corners_of_many_repeats),
                                       cmocka_unit_test(means_hold_from_slow_to_fast),
                                       cmocka_unit_test(moments_are_their_own_mean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
