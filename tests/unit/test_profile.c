/* SPDX-License-Identifier: MIT
 *
 * The search of one side on profiles that are known in closed form: the fit is the toy's own, so
 * that a straight line, a valley with two bottoms, or an edge can be made at will.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "search/profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The profile itself, and how a fit from a start u[1] sees it: u = {g, branch}. */
struct toy {
    double (*deviance)(double g, double branch);
    double reach[2]; /* what g can be */
};

static enum lp_status toy_fit(void *context, double target, double scale,
                              struct lp_profile_point *point)
{
    const struct toy *toy = context;
    (void)scale;
    point->u[0] = fmin(fmax(target, toy->reach[0]), toy->reach[1]);
    point->g = point->u[0];
    point->deviance = toy->deviance(point->g, point->u[1]);
    return LP_OK;
}

static double best_u[2] = {0.0, 0.0};

static struct lp_profile_task task_of(struct toy *toy, double g)
{
    best_u[0] = g;
    return (struct lp_profile_task){.n = 2,
                                    .best = {g, toy->deviance(g, 0.0), best_u},
                                    .limit = {-INFINITY, INFINITY},
                                    .snap = 1e-4,
                                    .width = 0.3,
                                    .rise = LP_PROFILE_CHI2,
                                    .context = toy,
                                    .fit = toy_fit};
}

static struct lp_profile_side search(const struct lp_profile_task *task, size_t which)
{
    static double inside[2], better[2];
    struct lp_profile_side side = {.inside.u = inside, .better.u = better};
    assert_int_equal(lp_profile_search(task, which, &side), LP_OK);
    return side;
}

static double parabola(double g, double branch)
{
    (void)branch;
    return 7.0 + pow((g - 2.0) / 0.05, 2);
}

static void a_parabola_ends_at_1_96_sd(void **state)
{
    (void)state;
    struct toy toy = {.deviance = parabola, .reach = {-1e9, 1e9}};
    struct lp_profile_task task = task_of(&toy, 2.0);
    for (size_t which = 0; which < 2; which++) {
        struct lp_profile_side side = search(&task, which);
        assert_int_equal(side.stop, LP_PROFILE_CROSSED);
        double want = 2.0 + (which == 0 ? -1.0 : 1.0) * 1.959963985 * 0.05;
        assert_true(fabs(side.end - want) < 2e-3 * 0.05);
        assert_true(isnan(side.better.deviance));
    }
}

static void the_guessed_width_does_not_matter(void **state)
{
    (void)state;
    struct toy toy = {.deviance = parabola, .reach = {-1e9, 1e9}};
    for (double width = 1e-5; width < 1e3; width *= 100.0) {
        struct lp_profile_task task = task_of(&toy, 2.0);
        task.width = width;
        task.snap = 1e-12;
        assert_true(fabs(search(&task, 1).end - (2.0 + 1.959963985 * 0.05)) < 2e-3 * 0.05);
    }
}

/* exp: steep upwards, shallow downwards; crossing at +-asinh is solved by hand: e^g - 1 - g. */
static double skewed(double g, double branch)
{
    (void)branch;
    return 2.0 * (exp(g) - 1.0 - g);
}

static void a_skewed_profile_has_a_skewed_interval(void **state)
{
    (void)state;
    struct toy toy = {.deviance = skewed, .reach = {-1e9, 1e9}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    double low = search(&task, 0).end, high = search(&task, 1).end;
    assert_true(fabs(skewed(low, 0.0) - LP_PROFILE_CHI2) < 0.02);
    assert_true(fabs(skewed(high, 0.0) - LP_PROFILE_CHI2) < 0.02);
    assert_true(-low > 1.5 * high);
}

static double share(double g, double branch)
{
    (void)branch;
    return pow((g - 0.05) / 0.04, 2); /* 0 at 1.6, 1 far away */
}

static void an_edge_that_agrees_is_the_end_exactly(void **state)
{
    (void)state;
    struct toy toy = {.deviance = share, .reach = {0.0, 1.0}};
    struct lp_profile_task task = task_of(&toy, 0.05);
    task.limit[0] = 0.0;
    task.limit[1] = 1.0;
    struct lp_profile_side low = search(&task, 0), high;
    assert_int_equal(low.stop, LP_PROFILE_LIMIT);
    assert_true(low.end == 0.0);
    assert_true(fabs(low.rise - 1.5625) < 1e-9);
    high = search(&task, 1);
    assert_int_equal(high.stop, LP_PROFILE_CROSSED);
    assert_true(fabs(high.end - (0.05 + 1.96 * 0.04)) < 2e-3 * 0.04);
}

static void what_cannot_be_driven_on_is_flat(void **state)
{
    (void)state;
    struct toy toy = {.deviance = share, .reach = {0.02, 1.0}};
    struct lp_profile_task task = task_of(&toy, 0.05);
    struct lp_profile_side side = search(&task, 0);
    assert_int_equal(side.stop, LP_PROFILE_FLAT);
    assert_true(side.end == 0.02);
}

static double flat(double g, double branch)
{
    (void)g;
    (void)branch;
    return 3.0;
}

static void a_flat_profile_ends_nowhere(void **state)
{
    (void)state;
    struct toy toy = {.deviance = flat, .reach = {-1e30, 1e30}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    assert_int_equal(search(&task, 1).stop, LP_PROFILE_FLAT);
    task.width = 0.01; /* 2.04 x 4^15 widths are the first beyond 1e9 of them */
    assert_int_equal(search(&task, 1).n_fits, 16);
    task.limit[1] = 1.0;
    struct lp_profile_side side = search(&task, 1);
    assert_int_equal(side.stop, LP_PROFILE_LIMIT);
    assert_true(side.end == 1.0);
}

/* A hill at 0.4 keeps fits that begin at the best from seeing that 0.8 agrees too. */
static double two_valleys(double g, double branch)
{
    double near = pow((g - 0.2) / 0.05, 2), far = 2.0 + pow((g - 0.8) / 0.05, 2);
    return branch == 0.0 ? near : far;
}

static void a_second_valley_is_found_from_a_known_point(void **state)
{
    (void)state;
    struct toy toy = {.deviance = two_valleys, .reach = {0.0, 1.0}};
    struct lp_profile_task task = task_of(&toy, 0.2);
    double u[2] = {0.82, 1.0};
    struct lp_profile_point known = {0.82, two_valleys(0.82, 1.0), u};
    double end = 0.8 + 0.05 * sqrt(LP_PROFILE_CHI2 - 2.0);
    task.limit[0] = 0.0;
    task.limit[1] = 1.0;
    assert_true(fabs(search(&task, 1).end - 0.298) < 1e-3); /* nothing known: its own valley */
    task.known = &known;
    task.n_known = 1;
    assert_true(fabs(search(&task, 1).end - end) < 1e-3);
}

static bool other_branch(void *context, size_t i, double u[])
{
    (void)context;
    u[1] = 1.0;
    return i == 0;
}

static double crossed(double g, double branch)
{
    return pow(g / (branch == 0.0 ? 0.1 : 0.3), 2); /* branch 1 is lower everywhere */
}

static void a_variation_at_the_crossing_leads_on(void **state)
{
    (void)state;
    struct toy toy = {.deviance = crossed, .reach = {-9.0, 9.0}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    assert_true(fabs(search(&task, 1).end - 0.196) < 1e-3);
    task.vary = other_branch;
    assert_true(fabs(search(&task, 1).end - 0.588) < 2e-3);
}

static double lower_outside(double g, double branch)
{
    (void)branch;
    return g < 1.0 ? pow(g, 2) : -5.0 + pow((g - 2.0) / 0.5, 2);
}

static void a_lower_point_is_handed_back(void **state)
{
    (void)state;
    struct toy toy = {.deviance = lower_outside, .reach = {-9.0, 9.0}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    struct lp_profile_side side = search(&task, 1);
    assert_true(side.better.deviance < -1.0);
    assert_true(side.better.g > 1.0 && side.better.u[0] == side.better.g);
}

static enum lp_status failing_fit(void *context, double target, double scale,
                                  struct lp_profile_point *point)
{
    enum lp_status status = toy_fit(context, target, scale, point);
    if (point->g > 0.1)
        point->deviance = NAN;
    return status;
}

static void fits_that_fail_end_the_search(void **state)
{
    (void)state;
    struct toy toy = {.deviance = flat, .reach = {-9.0, 9.0}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    task.fit = failing_fit;
    struct lp_profile_side side = search(&task, 1);
    assert_int_not_equal(side.stop, LP_PROFILE_CROSSED);
    assert_true(side.end <= 0.1 && side.n_fits < 100);
}

static void the_nearest_known_point_is_near_and_low(void **state)
{
    (void)state;
    const struct lp_profile_point known[] = {{.g = 0.0, .deviance = 1.0},
                                             {.g = 3.0, .deviance = 2.0},
                                             {.g = 2.0, .deviance = NAN},
                                             {.g = 2.0, .deviance = 90.0}};
    double score;
    /* scores at g = 2 with scale 0.5: 1 + 16, 2 + 4, none, 90 */
    assert_int_equal(lp_profile_nearest(4, known, 2.0, 0.5, -INFINITY, &score), 1);
    assert_true(score == 6.0);
    assert_int_equal(lp_profile_nearest(4, known, 2.0, 0.5, score, &score), 0);
    assert_true(score == 17.0);
    assert_int_equal(lp_profile_nearest(4, known, 2.0, 0.5, 17.5, &score), 3);
    assert_true(lp_profile_nearest(4, known, 2.0, 0.5, 90.0, &score) == SIZE_MAX);
    const struct lp_profile_point same[] = {{.g = 1.0, .deviance = 1.0},
                                            {.g = 3.0, .deviance = 1.0}};
    assert_int_equal(lp_profile_nearest(2, same, 2.0, 0.5, -INFINITY, &score), 0);
}
/* Each fit comes a tenth of the way: 30 of them, and no more. */
static enum lp_status creep(void *context, double target, double scale,
                            struct lp_profile_point *point)
{
    (void)context;
    (void)scale;
    point->u[0] += 0.1 * (target - point->u[0]);
    point->g = point->u[0];
    point->deviance = 0;
    return LP_OK;
}

static void steps_run_out(void **state)
{
    (void)state;
    struct toy toy = {.deviance = flat, .reach = {-9, 9}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    task.best.deviance = 0;
    task.fit = creep;
    struct lp_profile_side side = search(&task, 1);
    assert_int_equal(side.stop, LP_PROFILE_UNSOLVED);
    assert_int_equal(side.n_fits, 30);
}

/* The first fit is beyond the end, at 1; each of the 29 after it a tenth nearer to that: 0.05 is
 * left, near enough to say where it ends. */
static enum lp_status creep_up(void *context, double target, double scale,
                               struct lp_profile_point *point)
{
    (void)context;
    (void)scale;
    const bool is_first = target > 1;
    point->u[0] = is_first ? 1 : point->u[0] + 0.098 * (1 - point->u[0]);
    point->g = point->u[0];
    point->deviance = is_first ? 100 : 1;
    return LP_OK;
}

static void steps_run_out_near_the_end(void **state)
{
    (void)state;
    struct toy toy = {.deviance = flat, .reach = {-9, 9}};
    struct lp_profile_task task = task_of(&toy, 0.0);
    task.best.deviance = 0;
    task.width = 1;
    task.fit = creep_up;
    struct lp_profile_side side = search(&task, 1);
    assert_int_equal(side.stop, LP_PROFILE_CROSSED);
    assert_int_equal(side.n_fits, 30);
    assert_true(fabs(side.inside.g - (1 - pow(0.902, 29))) < 1e-9);
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_run_out),
        cmocka_unit_test(steps_run_out_near_the_end),
        cmocka_unit_test(a_parabola_ends_at_1_96_sd),
        cmocka_unit_test(the_guessed_width_does_not_matter),
        cmocka_unit_test(a_skewed_profile_has_a_skewed_interval),
        cmocka_unit_test(an_edge_that_agrees_is_the_end_exactly),
        cmocka_unit_test(what_cannot_be_driven_on_is_flat),
        cmocka_unit_test(a_flat_profile_ends_nowhere),
        cmocka_unit_test(a_second_valley_is_found_from_a_known_point),
        cmocka_unit_test(a_variation_at_the_crossing_leads_on),
        cmocka_unit_test(a_lower_point_is_handed_back),
        cmocka_unit_test(the_nearest_known_point_is_near_and_low),
        cmocka_unit_test(fits_that_fail_end_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
