/* SPDX-License-Identifier: MIT
 *
 * The steps of a profile's search, fit by fit, against a script worked out by hand.
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

/*
 * The steps of the search, fit by fit: what is asked for, worked out by hand from the rule, and a
 * reply. The best is g = 10 with deviance 5, rises count from there, and one of 4 (a root of 2)
 * ends the side. In y = g - 10:
 *
 *   outwards  the first step is 1.02 x 2 widths; then 1.02 x where a parabola through the last
 *             agreeing point has risen by 4, four times as far at most
 *   between   the secant in roots of the rise, 2 % of the gap away from both ends; the middle
 *             after two steps in a row to the same side
 *   scale     0.05 of y/2, of at most 10 widths, of at least the snap
 */
struct call {
    double y, scale; /* asked for; NaN: whatever it is */
    double start;    /* the first parameter there: 100 best, 200 + k known, 1, 2, ... the reply */
    double y_reply, rise_reply;
};
struct script {
    const struct call *calls;
    size_t n, n_done, n_fails; /* the n_fails-th fit is out of memory; 0: none */
    size_t n_variations;
    double base; /* the best g */
    double best_u[2], known_u[6][2], inside[2], better[2];
    struct lp_profile_point known[6];
    struct lp_profile_task task;
    struct lp_profile_side side;
};

static enum lp_status scripted_fit(void *context, double target, double scale,
                                   struct lp_profile_point *point)
{
    struct script *s = context;
    const struct call *c = &s->calls[s->n_done++];

    if (s->n_done > s->n)
        fail_msg("fit %zu is one too many: y %.9g", s->n_done, target - s->base);
    if (!isnan(c->y) && !(fabs(target - s->base - c->y) <= 1e-9 * fabs(c->y)))
        fail_msg("fit %zu: y %.12g, expected %.12g", s->n_done, target - s->base, c->y);
    if (!isnan(c->scale) && !(fabs(scale - c->scale) <= 1e-9 * c->scale))
        fail_msg("fit %zu: scale %.12g, expected %.12g", s->n_done, scale, c->scale);
    if (point->u[0] != c->start || point->u[1] != -c->start)
        fail_msg("fit %zu from %g, expected %g", s->n_done, point->u[0], c->start);
    point->u[0] = (double)s->n_done;
    point->u[1] = -point->u[0];
    point->g = s->base + c->y_reply;
    point->deviance = 5 + c->rise_reply;
    return s->n_done == s->n_fails ? LP_ENOMEM : LP_OK;
}

/* From the furthest point that agrees: 1000 and 2000 more. */
static bool scripted_variation(void *context, size_t i, double u[])
{
    const struct script *s = context;

    u[0] += 1000.0 * (double)(i + 1);
    u[1] = -u[0];
    return i < s->n_variations;
}

static struct script script(size_t n, const struct call calls[])
{
    return (struct script){.calls = calls,
                           .n = n,
                           .base = 10,
                           .best_u = {100, -100},
                           .task = {.n = 2,
                                    .best = {10, 5, NULL},
                                    .limit = {-INFINITY, INFINITY},
                                    .snap = 1e-4,
                                    .width = 1,
                                    .rise = 4,
                                    .fit = scripted_fit}};
}

static void know(struct script *s, double y, double rise)
{
    const size_t k = s->task.n_known++;

    s->known_u[k][0] = 200.0 + (double)k;
    s->known_u[k][1] = -s->known_u[k][0];
    s->known[k] = (struct lp_profile_point){10 + y, 5 + rise, s->known_u[k]};
}

static enum lp_status play(struct script *s)
{
    /* of their own, so that a look beyond is noticed */
    struct lp_profile_point *known =
        malloc((s->task.n_known + (s->task.n_known == 0)) * sizeof *known);
    assert_non_null(known);
    memcpy(known, s->known, s->task.n_known * sizeof *known);
    s->n_done = 0;
    s->task.best.u = s->best_u;
    s->task.best.g = s->base;
    s->task.known = known;
    s->task.context = s;
    s->side = (struct lp_profile_side){.inside.u = s->inside, .better.u = s->better, .n_fits = 99};
    enum lp_status status = lp_profile_search(&s->task, 1, &s->side);
    free(known);
    return status;
}

/* All fits of the script, and the end in y. */
static void expect_end(struct script *s, enum lp_profile_stop stop, double y)
{
    assert_int_equal(play(s), LP_OK);
    assert_int_equal(s->n_done, s->n);
    assert_int_equal(s->side.n_fits, s->n);
    assert_int_equal(s->side.stop, stop);
    if (!(fabs(s->side.end - 10 - y) <= 1e-9))
        fail_msg("end at y %.12g, expected %.12g", s->side.end - 10, y);
}

#define PLAY(CALLS) script(sizeof(CALLS) / sizeof *(CALLS), CALLS)

static void steps_on_a_parabola(void **state)
{
    (void)state;
    /* the guess is right: out at 1.02, then 2 % inside, then once more from the best */
    const struct call right[] = {{2.04, 0.051, 100, 2.04, 4.1616},
                                 {1.9992, 0.04998, 100, 1.9992, 3.99680064},
                                 {2.04, 0.051, 100, 2.04, 4.1616}};
    struct script s = PLAY(right);
    expect_end(&s, LP_PROFILE_CROSSED, 2);
    assert_true(fabs(s.side.rise - 3.99680064) < 1e-12);
    assert_true(s.inside[0] == 2 && isnan(s.side.better.deviance));
    /* an eighth of it: four times as far, then to where the parabola crosses */
    const struct call small[] = {{0.255, 0.006375, 100, 0.255, 0.065025},
                                 {1.02, 0.0255, 1, 1.02, 1.0404},
                                 {2.04, 0.051, 2, 2.04, 4.1616},
                                 {2, 0.05, 2, 2, 4},
                                 {2.04, 0.051, 100, 2.04, 4.1616}};
    s = PLAY(small);
    s.task.width = 0.125;
    expect_end(&s, LP_PROFILE_CROSSED, 2);
    /* just above the rise is as near as just below it */
    const struct call above[] = {{0.255, NAN, 100, 0.255, 0.065025},
                                 {1.02, NAN, 1, 1.02, 1.0404},
                                 {2.04, NAN, 2, 2.04, 4.1616},
                                 {2, NAN, 2, 2, 4.009},
                                 {2, NAN, 100, 2, 4.009}};
    s = PLAY(above);
    s.task.width = 0.125;
    expect_end(&s, LP_PROFILE_CROSSED, 1.02 + 0.98 * 0.98 / (sqrt(4.009) - 1.02));
}

/* A rise of 16, four times that of the end, says little of where the end is: not below it. */
static void steps_before_a_wall(void **state)
{
    (void)state;
    const struct call steep[] = {{3, NAN, 100, 3, 16},
                                 {1.5, NAN, 100, 1.5, 2.25},
                                 {2.04, NAN, 2, 2.04, 4.1616},
                                 {2, NAN, 2, 2, 4},
                                 {2.04, NAN, 100, 2.04, 4.1616}};
    struct script s = PLAY(steep);
    s.task.width = 3 / 2.04;
    expect_end(&s, LP_PROFILE_CROSSED, 2);
    const double second = 1.875 + 0.125 / 1.325 * 1.125;
    const struct call less[] = {{3, NAN, 100, 3, 10.24},
                                {1.875, NAN, 100, 1.875, 3.515625},
                                {second, NAN, 2, second, 3.995},
                                {3, NAN, 100, 3, 10.24}};
    s = PLAY(less);
    s.task.width = 3 / 2.04;
    expect_end(&s, LP_PROFILE_CROSSED,
               second + (2 - sqrt(3.995)) / (3.2 - sqrt(3.995)) * (3 - second));
    const struct call wall[] = {
        {8, NAN, 100, 8, 1e6}, {0.16, NAN, 100, 0.16, 4}, {8, NAN, 100, 8, 1e6}};
    s = PLAY(wall);
    s.task.width = 8 / 2.04;
    expect_end(&s, LP_PROFILE_CROSSED, 0.16);
}

/* A rise of 1 up to y = 1 and of 100 beyond: roots of 1 and 10, so that a secant goes a ninth of
 * the gap. */
static void a_jump_is_bisected(void **state)
{
    (void)state;
    double in[6], out[3];
    out[0] = 1.6;                               /* 2/10 of 8 */
    in[0] = 0.8;                                /* out twice: the middle */
    in[1] = in[0] + (out[0] - in[0]) / 9;       /* 0.889 */
    in[2] = in[1] + (out[0] - in[1]) / 9;       /* 0.968 */
    out[1] = (in[2] + out[0]) / 2;              /* 1.284: in twice more */
    out[2] = in[2] + (out[1] - in[2]) / 9;      /* 1.003 */
    in[3] = in[2] + (out[2] - in[2]) / 9;       /* 0.972 */
    in[4] = in[3] + (out[2] - in[3]) / 9;       /* 0.975 */
    in[5] = in[4] + (out[2] - in[4]) / 9;       /* 0.978 */
    const double middle = (in[5] + out[2]) / 2; /* 0.991: 1.2 % below 1.003, near enough */
    const struct call calls[] = {{8, NAN, 100, 8, 100},         {out[0], NAN, 100, out[0], 100},
                                 {in[0], NAN, 100, in[0], 1},   {in[1], NAN, 3, in[1], 1},
                                 {in[2], NAN, 4, in[2], 1},     {out[1], NAN, 5, out[1], 100},
                                 {out[2], NAN, 5, out[2], 100}, {in[3], NAN, 5, in[3], 1},
                                 {in[4], NAN, 8, in[4], 1},     {in[5], NAN, 9, in[5], 1},
                                 {middle, NAN, 10, middle, 1},  {out[2], NAN, 100, out[2], 100}};
    struct script s = PLAY(calls);
    s.task.width = 8 / 2.04;
    expect_end(&s, LP_PROFILE_CROSSED, middle + (out[2] - middle) / 9);
}

/* A fit that leads nowhere is repeated from the three nearest known points, the best, and
 * variations of the furthest that agrees. */
static void other_starts_in_their_order(void **state)
{
    (void)state;
    /* by (y - 2.04)^2/0.051^2 + deviance: 0, 1, 4, 5; 2 cannot be evaluated, 3 is 1 again */
    const struct call calls[] = {{2.04, 0.051, 100, 0, 0},   {2.04, 0.051, 200, 0, 9},
                                 {2.04, 0.051, 201, 0, 2},   {2.04, 0.051, 204, -1, 1},
                                 {2.04, 0.051, 100, 0, NAN}, {2.04, 0.051, 1100, 0, 2},
                                 {2.04, 0.051, 2100, NAN, 2}};
    struct script s = PLAY(calls);
    know(&s, -1, 1);
    know(&s, -1, 4);
    know(&s, -1, NAN);
    know(&s, -1, 4);
    know(&s, -2, 0.5);
    know(&s, -3, 0.5);
    s.task.vary = scripted_variation;
    s.n_variations = 2;
    expect_end(&s, LP_PROFILE_FLAT, 0);
    for (s.n_fails = 1; s.n_fails <= 7; s.n_fails++) { /* no fit after one that failed */
        assert_int_equal(play(&s), LP_ENOMEM);
        assert_int_equal(s.n_done, s.n_fails);
    }
    s.n_fails = 0;
    const struct call spared[] = {{2.04, 0.051, 100, 0, 0},
                                  {2.04, 0.051, 200, 0, 0},
                                  {2.04, 0.051, 1100, 0, 0},
                                  {2.04, 0.051, 2100, 0, 0}};
    s.calls = spared; /* each is costly: one known point, and not the best */
    s.n = 4;
    s.task.is_costly = true;
    expect_end(&s, LP_PROFILE_FLAT, 0);
}

/* Near is what is near the number asked for. */
static void the_nearest_start_first(void **state)
{
    (void)state;
    const struct call calls[] = {{2.04, 0.051, 100, 0, 0},
                                 {2.04, 0.051, 201, 0, 0},
                                 {2.04, 0.051, 200, 0, 0},
                                 {2.04, 0.051, 100, 0, 0}};
    struct script s = PLAY(calls);
    know(&s, 0.6, 9);
    know(&s, 2.5, 9);
    expect_end(&s, LP_PROFILE_FLAT, 0);
}

/* g is not known better than to 1e-12 of itself. */
static void a_bracket_is_as_narrow_as_g_allows(void **state)
{
    (void)state;
    const struct call near[] = {
        {NAN, NAN, 100, 2, 100}, {NAN, NAN, 100, 1, 1}, {NAN, NAN, 100, 2, 100}};
    struct script s = PLAY(near);
    s.base = 1e12;
    assert_int_equal(play(&s), LP_OK);
    assert_true(s.n_done == 3 && s.side.stop == LP_PROFILE_CROSSED);
    const struct call wide[] = {
        {20, NAN, 100, 20, 100}, {4, NAN, 100, 19.7, 1}, {20, NAN, 100, 20, 100}};
    s = PLAY(wide); /* 2 % of y */
    s.task.width = 20 / 2.04 * (1 + 1e-12);
    expect_end(&s, LP_PROFILE_CROSSED, 19.7 + 0.3 / 9);
    const struct call far[] = {{NAN, NAN, 100, 2.5, 100},
                               {NAN, NAN, 100, 1, 1},
                               {NAN, NAN, 2, 2, 1},
                               {NAN, NAN, 100, 2.5, 100}};
    s = PLAY(far);
    s.base = 1e12;
    assert_int_equal(play(&s), LP_OK);
    assert_true(s.n_done == 4 && s.side.stop == LP_PROFILE_CROSSED);
}

/* What other starts find is where the search goes on. */
static void other_starts_lead_on(void **state)
{
    (void)state;
    const double ahead = 1.02 * 1.5 * 2 / sqrt(2);
    const struct call calls[] = {
        {2.04, NAN, 100, 0, 0},      {2.04, NAN, 200, 0.5, 0.25},  {2.04, NAN, 100, 1, 1},
        {2.04, NAN, 1003, 1.5, 2},   {ahead, NAN, 4, 2, 4},        {2.04, NAN, 5, 2.04, 4.1616},
        {2.04, NAN, 200, 2.04, 4.2}, {2.04, NAN, 100, 2.02, 3.97}, {2.04, NAN, 1008, 2.04, 4.2}};
    struct script s = PLAY(calls);
    know(&s, -1, 1);
    s.task.vary = scripted_variation;
    s.n_variations = 1;
    expect_end(&s, LP_PROFILE_CROSSED,
               2.02 + (2 - sqrt(3.97)) / (2.04 - sqrt(3.97)) * 0.02); /* not far enough to go on */
}

/* Other starts at the crossing that agree there: on from them, three times at most. */
static void the_crossing_is_tried_three_times(void **state)
{
    (void)state;
    const double next = 2.04 / sqrt(3);
    const struct call calls[] = {{2.04, NAN, 100, 2, 4.005},   {2, NAN, 100, 3, 3},
                                 {3 * next, NAN, 2, 4, 4.005}, {4, NAN, 100, 5, 3},
                                 {5 * next, NAN, 4, 6, 4.005}, {6, NAN, 100, 7, 3},
                                 {7 * next, NAN, 6, 8, 4.005}};
    struct script s = PLAY(calls);
    expect_end(&s, LP_PROFILE_CROSSED, 7 + (2 - sqrt(3)) / (sqrt(4.005) - sqrt(3)));
    const struct call far[] = {{2.04, NAN, 100, 2, 4.005}, {2, NAN, 100, 2.5, 3.97}};
    s = PLAY(far); /* it agrees beyond what did not, nearly as badly: there it ends */
    expect_end(&s, LP_PROFILE_CROSSED, 2.5);
    const struct call on[] = {{2.04, NAN, 100, 2, 4.005},
                              {2, NAN, 100, 2.5, 3.92},
                              {2.04 * 2.5 / sqrt(3.92), NAN, 2, 2.6, 4.005},
                              {2.6, NAN, 100, 2.6, 4.005}};
    s = PLAY(on); /* 0.05 less than the end's rise is worth another look */
    expect_end(&s, LP_PROFILE_CROSSED, 2.5 + (2 - sqrt(3.92)) / (sqrt(4.005) - sqrt(3.92)) * 0.1);
}

static void the_edge_comes_first(void **state)
{
    (void)state;
    const struct call at_once[] = {{2, 1e-4, 100, 2 - 5e-5, 1}};
    struct script s = PLAY(at_once);
    s.task.limit[1] = 12;
    expect_end(&s, LP_PROFILE_LIMIT, 2);
    assert_true(s.side.end == 12 && s.inside[0] == 1);
    /* not from the best, from which it was tried; then as ever, no step beyond the edge */
    const struct call later[] = {{2, 1e-4, 100, 1, 0.25},
                                 {2, 1e-4, 200, 1.2, 0.3},
                                 {2, 1e-4, 1002, 1.5, 0.5},
                                 {2, 0.05, 3, 1.75, 3}};
    s = PLAY(later);
    s.task.limit[1] = 12;
    know(&s, -1, 1);
    s.task.vary = scripted_variation;
    s.n_variations = 1;
    for (s.n_fails = 1; s.n_fails <= 4; s.n_fails++) {
        assert_int_equal(play(&s), LP_ENOMEM);
        assert_int_equal(s.n_done, s.n_fails);
    }
    s.n_fails = 0;
    s.calls = (const struct call[]){{2, 0.05, 100, 1.75, 3}}; /* a snap of 0.25 is there already */
    s.n = 1;
    s.task.snap = 0.25;
    expect_end(&s, LP_PROFILE_LIMIT, 2);
    /* an edge where a known point does not agree is not tried where fits are costly */
    const struct call known[] = {{1.02, 0.0255, 100, 1.75, 3}};
    s = PLAY(known);
    s.task.limit[1] = 12;
    s.task.snap = 0.25;
    s.task.width = 0.5;
    s.task.is_costly = true;
    know(&s, 1.75, 9);
    expect_end(&s, LP_PROFILE_LIMIT, 2);
    s.task.is_costly = false;
    s.calls = (const struct call[]){{2, 0.05, 100, 2, 3}};
    expect_end(&s, LP_PROFILE_LIMIT, 2);
    s.task.is_costly = true;
    s.known[0].g = 11.5;
    expect_end(&s, LP_PROFILE_LIMIT, 2);
}

/* No fit leads on between a point that agrees and one that does not. */
static void where_fits_stop(void **state)
{
    (void)state;
    const struct {
        double y_in, rise_in, y_out;
        enum lp_profile_stop stop;
    } cases[] = {{10, 1, 10.9, LP_PROFILE_CROSSED},    /* narrow: 8 % */
                 {10, 1, 11.5, LP_PROFILE_UNSOLVED},   /* 13 % */
                 {10, 3.96, 20, LP_PROFILE_CROSSED},   /* near: 0.04 */
                 {10, 3.93, 20, LP_PROFILE_UNSOLVED}}; /* 0.07 */
    for (size_t i = 0; i < 4; i++) {
        const double y = cases[i].y_in, a = sqrt(cases[i].rise_in), out = cases[i].y_out;
        const struct call calls[] = {{out, NAN, 100, out, 100},
                                     {out / 5, NAN, 100, y, cases[i].rise_in},
                                     {NAN, NAN, 2, y, cases[i].rise_in},
                                     {NAN, NAN, 100, out, 101}};
        struct script s = PLAY(calls);
        s.task.width =
            out / 2.04 * (1 + 1e-12); /* the first step reaches it, whatever is rounded */
        expect_end(&s, cases[i].stop,
                   cases[i].stop == LP_PROFILE_CROSSED ? y + (2 - a) / (10 - a) * (out - y) : y);
    }
}

/* A twentieth of the way is enough to go on from, a thousandth to go on at all. */
static void little_steps(void **state)
{
    (void)state;
    const double y[] = {2.04 * 0.06, 2.04 * 0.04, 2.04 * 0.0015, 2.04 * 0.0005};
    const struct call on[] = {
        {2.04, NAN, 100, y[0], 0}, {4 * y[0], NAN, 1, y[0], 0}, {4 * y[0], NAN, 100, y[0], 0}};
    const struct call others[] = {{2.04, NAN, 100, y[1], 0},
                                  {2.04, NAN, 100, 0, 0},
                                  {4 * y[1], NAN, 1, y[1], 0},
                                  {4 * y[1], NAN, 100, y[1], 0}};
    const struct call least[] = {{2.04, NAN, 100, y[2], 0},
                                 {2.04, NAN, 100, 0, 0},
                                 {4 * y[2], NAN, 1, y[2], 0},
                                 {4 * y[2], NAN, 100, y[2], 0}};
    const struct call less[] = {{2.04, NAN, 100, y[3], 0}, {2.04, NAN, 100, 0, 0}};
    struct script s = PLAY(on);
    expect_end(&s, LP_PROFILE_FLAT, y[0]);
    s = PLAY(others);
    expect_end(&s, LP_PROFILE_FLAT, y[1]);
    s = PLAY(least);
    expect_end(&s, LP_PROFILE_FLAT, y[2]);
    s = PLAY(less);
    expect_end(&s, LP_PROFILE_FLAT, y[3]);
    const struct call further[] = {{2.04, NAN, 100, 1, 0},
                                   {4, NAN, 1, 1.0035, 0},
                                   {4, NAN, 100, 0, 0},
                                   {4.014, NAN, 2, 0, 0},
                                   {4.014, NAN, 100, 0, 0}};
    s = PLAY(further);
    expect_end(&s, LP_PROFILE_FLAT, 1.0035);
    /* nothing rises: four times as far each time, the pull never softer than 10 widths */
    const struct call flat[] = {{0.0204, 0.00051, 100, 0.0204, 0},
                                {0.0816, 0.00204, 1, 0.0816, 0},
                                {0.3264, 0.005, 2, 0.3264, 0},
                                {1.3056, 0.005, 3, 0.3264, 0},
                                {1.3056, 0.005, 100, 0.3264, 0}};
    s = PLAY(flat);
    s.task.width = 0.01;
    expect_end(&s, LP_PROFILE_FLAT, 0.3264);
}

/* Points below the best: by more than 0.01, the first of equal ones, and only where g is known. */
static void what_is_better(void **state)
{
    (void)state;
    const struct call calls[] = {{2.04, NAN, 100, NAN, -6},
                                 {2.04, NAN, 100, 0, -2},
                                 {2.04, NAN, 1100, -1, -3},
                                 {2.04, NAN, 2100, -1, -3}};
    struct script s = PLAY(calls);
    s.task.vary = scripted_variation;
    s.n_variations = 2;
    expect_end(&s, LP_PROFILE_FLAT, 0);
    assert_true(s.better[0] == 3 && s.better[1] == -3);
    assert_true(s.side.better.deviance == 2 && s.side.better.g == 9);
    const struct call as_good[] = {{2.04, NAN, 100, 0, -0.009}, {2.04, NAN, 100, 0, 0}};
    s = PLAY(as_good);
    expect_end(&s, LP_PROFILE_FLAT, 0);
    assert_true(isnan(s.side.better.deviance));
}

/* A second point where one is that does not agree tells nothing new. */
static void the_nearest_that_does_not_agree_stays(void **state)
{
    (void)state;
    const struct call calls[] = {{2.04, NAN, 100, 2.04, 4.1616},
                                 {1.9992, NAN, 100, 2.04, 9},
                                 {1.9992, NAN, 100, 1.9992, 3.99680064},
                                 {2.04, NAN, 100, 2.04, 4.1616}};
    struct script s = PLAY(calls);
    expect_end(&s, LP_PROFILE_CROSSED, 2);
    const struct call known[] = {{2.04, NAN, 200, 2.04, 4.1616},
                                 {2.04, NAN, 200, 2.04, 4.1616},
                                 {2.04, NAN, 100, 2.04, 4.1616}};
    s = PLAY(known); /* known, and exactly at the rise that ends the side */
    know(&s, 2, 4);
    expect_end(&s, LP_PROFILE_CROSSED, 2);
}
int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(steps_on_a_parabola),
                                       cmocka_unit_test(steps_before_a_wall),
                                       cmocka_unit_test(a_jump_is_bisected),
                                       cmocka_unit_test(other_starts_in_their_order),
                                       cmocka_unit_test(the_nearest_start_first),
                                       cmocka_unit_test(a_bracket_is_as_narrow_as_g_allows),
                                       cmocka_unit_test(other_starts_lead_on),
                                       cmocka_unit_test(the_crossing_is_tried_three_times),
                                       cmocka_unit_test(the_edge_comes_first),
                                       cmocka_unit_test(where_fits_stop),
                                       cmocka_unit_test(little_steps),
                                       cmocka_unit_test(what_is_better),
                                       cmocka_unit_test(the_nearest_that_does_not_agree_stays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
