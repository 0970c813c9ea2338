/* SPDX-License-Identifier: MIT
 *
 * Curves cut at borders, shortened, sampled: the cut lies on the border and the curve stays where
 * it was.
 */
/* LINK: draw */
#include "draw/draw_curve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define N 7 /* two pieces */

static const struct lp_draw_point arc[N] = {{0, 0},     {50, 80},  {100, 100}, {150, 100},
                                            {200, 100}, {250, 80}, {300, 0}};

static double distance_to_arc(struct lp_draw_point point)
{
    struct lp_draw_point samples[2001];
    double nearest = INFINITY;
    lp_draw_curve_sample(N, arc, 2001, samples);
    for (size_t i = 0; i < 2001; i++)
        nearest = fmin(nearest, hypot(samples[i].x - point.x, samples[i].y - point.y));
    return nearest;
}

static void test_clip_ends_on_the_borders(void **state)
{
    const struct lp_draw_shape circle = {{0, 0}, 40, 40, true}, box = {{300, 0}, 20, 30, false};
    struct lp_draw_point points[N];
    (void)state;
    memcpy(points, arc, sizeof arc);
    const size_t n = lp_draw_curve_clip(N, points, &circle, &box);
    assert_true((n - 1) % 3 == 0);
    assert_true(fabs(hypot(points[0].x, points[0].y) - 40) < 1e-6);
    const struct lp_draw_point end = points[n - 1];
    assert_true(fabs(fmax(fabs(end.x - 300) / 20, fabs(end.y) / 30) - 1) < 1e-6);
    struct lp_draw_point samples[50];
    lp_draw_curve_sample(n, points, 50, samples);
    for (size_t i = 0; i < 50; i++)
        assert_true(distance_to_arc(samples[i]) < 0.2);
}

static void test_clip_within_one_piece(void **state)
{
    struct lp_draw_point line[4] = {{0, 0}, {10, 0}, {20, 0}, {30, 0}};
    const struct lp_draw_shape from = {{0, 0}, 5, 5, true}, to = {{30, 0}, 5, 5, true};
    (void)state;
    assert_int_equal(lp_draw_curve_clip(4, line, &from, &to), 4);
    assert_true(fabs(line[0].x - 5) < 1e-6 && fabs(line[3].x - 25) < 1e-6);
}

/* Circles that touch: nothing to see, but nothing that breaks either. */
static void test_clip_of_what_never_leaves(void **state)
{
    struct lp_draw_point line[4] = {{0, 0}, {1, 0}, {2, 0}, {3, 0}};
    const struct lp_draw_shape all = {{0, 0}, 50, 50, true};
    (void)state;
    assert_int_equal(lp_draw_curve_clip(4, line, &all, &all), 4);
}

static void test_shorten(void **state)
{
    struct lp_draw_point points[N];
    (void)state;
    memcpy(points, arc, sizeof arc);
    const double length = lp_draw_curve_length(N, arc);
    const size_t n = lp_draw_curve_shorten(N, points, 12);
    assert_true(fabs(lp_draw_curve_length(n, points) - (length - 12)) < 0.3);
    assert_true(points[0].x == 0 && points[0].y == 0);
}

static void test_samples_are_evenly_spaced(void **state)
{
    struct lp_draw_point samples[21];
    (void)state;
    lp_draw_curve_sample(N, arc, 21, samples);
    const double step = lp_draw_curve_length(N, arc) / 20;
    for (size_t i = 1; i < 21; i++) {
        const double own = hypot(samples[i].x - samples[i - 1].x, samples[i].y - samples[i - 1].y);
        assert_true(fabs(own - step) < 0.05 * step);
    }
    assert_true(samples[20].x == 300 && samples[20].y == 0);
}

static void test_through_samples(void **state)
{
    struct lp_draw_point samples[5] = {{0, 0}, {10, 5}, {20, 0}, {30, -5}, {40, 0}}, points[13];
    (void)state;
    assert_int_equal(lp_draw_curve_through(5, samples, points), 13);
    for (size_t i = 0; i < 5; i++)
        assert_true(points[3 * i].x == samples[i].x && points[3 * i].y == samples[i].y);
    for (size_t i = 0; i < 5; i++)
        samples[i].y = 0.2 * samples[i].x;
    assert_int_equal(lp_draw_curve_through(5, samples, points), 4); /* straight */
}

static void test_boxes(void **state)
{
    const struct lp_draw_box one = {0, 0, 10, 10}, touching = {10, 0, 20, 10};
    (void)state;
    assert_false(lp_draw_box_overlaps(one, touching));
    assert_true(lp_draw_box_overlaps(lp_draw_box_grown(one, 1), touching));
    const struct lp_draw_box both = lp_draw_box_union(one, touching);
    assert_true(both.x0 == 0 && both.x1 == 20 && lp_draw_box_centre(both).x == 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clip_ends_on_the_borders),
        cmocka_unit_test(test_clip_within_one_piece),
        cmocka_unit_test(test_clip_of_what_never_leaves),
        cmocka_unit_test(test_shorten),
        cmocka_unit_test(test_samples_are_evenly_spaced),
        cmocka_unit_test(test_through_samples),
        cmocka_unit_test(test_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
