/* SPDX-License-Identifier: MIT
 *
 * The search runs in y, the distance from the best value outwards. It keeps the furthest point that
 * agrees (`in`) and the nearest one beyond it that does not (`out`); every fit, whatever it was
 * asked for, is filed as one of these two. In sqrt(rise) against y a parabola is a straight line,
 * so the secant through both meets the crossing in two or three fits; a bisection now and then
 * guards against other shapes.
 */
#include "search/profile.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX   30
#define CHECKS_MAX  3    /* rounds of other starts at the crossing */
#define STARTS_MOST 3    /* known points that are tried at the edge and at the crossing */
#define STIFF       0.05 /* scale of a pull over the width so far: it misses by 0.25 % of y */
#define GAP         0.02 /* of y: the secant in so narrow a bracket is good to 1e-3 */
#define NEAR        0.05 /* of the rise: 0.7 % of y, where no fit comes nearer */
#define GROWTH      4.0  /* of y in one step outwards */
#define FAR         1e9  /* widths from the best: nothing holds g any more */

struct search {
    const struct lp_profile_task *task;
    struct lp_profile_side *side;
    double sign;
    double edge; /* y of the limit; infinite: none */
    struct lp_profile_point trial;
    double y_in, rise_in;   /* of side->inside */
    double y_out, rise_out; /* infinite: none known */
    size_t n_same;          /* steps in a row that filed on the same side */
    bool was_in;
};

static double y_of(const struct search *s, double g)
{
    return s->sign * (g - s->task->best.g);
}

static double rise_of(const struct search *s, const struct lp_profile_point *p)
{
    return p->deviance - s->task->best.deviance;
}

static void keep(const struct lp_profile_task *task, struct lp_profile_point *to,
                 const struct lp_profile_point *from)
{
    memcpy(to->u, from->u, task->n * sizeof(double));
    to->g = from->g;
    to->deviance = from->deviance;
}

/* Take a point for what it is. */
static void file(struct search *s, const struct lp_profile_point *p)
{
    double y = y_of(s, p->g), rise = rise_of(s, p);

    if (isnan(rise) || isnan(y))
        return;
    if (rise < -LP_PROFILE_TOLERANCE &&
        !(s->side->better.deviance <= p->deviance)) /* true for none yet, NaN */
        keep(s->task, &s->side->better, p);
    if (rise <= s->task->rise && y > s->y_in) {
        keep(s->task, &s->side->inside, p);
        s->y_in = y;
        s->rise_in = fmax(rise, 0.0);
        if (s->y_out <= y)
            s->y_out = s->rise_out = INFINITY;
    } else if (rise > s->task->rise && y > s->y_in && y < s->y_out) {
        s->y_out = y;
        s->rise_out = rise;
    }
}

/* Scale of the pull: stiff against the width seen so far. */
static double scale_at(const struct search *s, double y)
{
    return STIFF * fmax(fmin(y / sqrt(s->task->rise), 10.0 * s->task->width), s->task->snap);
}

/* Fit from s->trial.u towards y. */
static enum lp_status fit(struct search *s, double y, double scale)
{
    s->side->n_fits++;
    s->trial.g = s->trial.deviance = NAN;
    return s->task->fit(s->task->context, s->task->best.g + s->sign * y, scale, &s->trial);
}

size_t lp_profile_nearest(size_t n_known, const struct lp_profile_point known[], double target,
                          double scale, double above, double *score)
{
    size_t chosen = SIZE_MAX;

    *score = INFINITY;
    for (size_t k = 0; k < n_known; k++) {
        double miss = (known[k].g - target) / scale;
        double own = known[k].deviance + miss * miss;
        if (own > above && own < *score) { /* false for NaN */
            *score = own;
            chosen = k;
        }
    }
    return chosen;
}

/* The i-th best of the known points as a start for y; SIZE_MAX: no more. Alike ones are one. */
static size_t choose_known(const struct search *s, double y, size_t i_choice)
{
    const struct lp_profile_task *task = s->task;
    double above = -INFINITY, score, best = task->best.deviance;
    size_t chosen = SIZE_MAX;

    for (size_t round = 0; round <= i_choice; round++) {
        chosen = lp_profile_nearest(task->n_known, task->known, task->best.g + s->sign * y,
                                    scale_at(s, y), above, &score);
        above = best + (score - best) * (1.0 + 1e-9) + 1e-9;
    }
    return chosen;
}

/* Fits towards y from known points, from the best and from variations of the last inner point. */
static enum lp_status from_others(struct search *s, double y, double scale, bool with_best)
{
    const struct lp_profile_task *task = s->task;
    size_t size = task->n * sizeof(double);
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < (task->is_costly ? 1 : STARTS_MOST) && status == LP_OK; i++) {
        size_t k = choose_known(s, y, i);
        if (k == SIZE_MAX)
            break;
        memcpy(s->trial.u, task->known[k].u, size);
        status = fit(s, y, scale);
        if (status == LP_OK)
            file(s, &s->trial);
    }
    if (with_best && !task->is_costly && status == LP_OK) {
        memcpy(s->trial.u, task->best.u, size);
        status = fit(s, y, scale);
        if (status == LP_OK)
            file(s, &s->trial);
    }
    for (size_t i = 0; task->vary && status == LP_OK; i++) {
        memcpy(s->trial.u, s->side->inside.u, size);
        if (!task->vary(task->context, i, s->trial.u))
            break;
        status = fit(s, y, scale);
        if (status == LP_OK)
            file(s, &s->trial);
    }
    return status;
}

static bool at_edge(const struct search *s)
{
    return s->edge - s->y_in <= s->task->snap;
}

/* True if a point at the edge is known beforehand. */
static bool is_edge_known(const struct search *s)
{
    for (size_t k = 0; k < s->task->n_known; k++)
        if (s->edge - y_of(s, s->task->known[k].g) <= s->task->snap) /* false for NaN */
            return true;
    return false;
}

/* Step 2: straight to the edge. */
static enum lp_status try_edge(struct search *s)
{
    if (!isfinite(s->edge) || at_edge(s) || (s->task->is_costly && is_edge_known(s)))
        return LP_OK;
    double scale = fmin(scale_at(s, s->edge), s->task->snap);
    memcpy(s->trial.u, s->side->inside.u, s->task->n * sizeof(double));
    enum lp_status status = fit(s, s->edge, scale);
    if (status != LP_OK)
        return status;
    file(s, &s->trial);
    return at_edge(s) ? LP_OK : from_others(s, s->edge, scale, false);
}

static bool is_bracketed(const struct search *s)
{
    double tolerance = LP_PROFILE_TOLERANCE;

    return isfinite(s->y_out) &&
           (s->task->rise - s->rise_in <= tolerance || s->rise_out - s->task->rise <= tolerance ||
            s->y_out - s->y_in <= GAP * s->y_out + 1e-12 * fabs(s->task->best.g));
}

/* The crossing by the secant in sqrt(rise), between in and out. */
static double secant(const struct search *s)
{
    double a = sqrt(s->rise_in), b = sqrt(s->rise_out), c = sqrt(s->task->rise);

    return s->y_in + (c - a) / (b - a) * (s->y_out - s->y_in);
}

/* Where to look next. */
static double next_target(const struct search *s)
{
    double c = sqrt(s->task->rise);
    double y = s->y_in > 0.0 ? fmin(1.02 * s->y_in * c / sqrt(s->rise_in), GROWTH * s->y_in)
                             : 1.02 * c * s->task->width;

    if (!isfinite(s->y_out))
        return fmin(y, s->edge);
    if (s->rise_out < 4.0 * s->task->rise || y >= s->y_out)
        y = s->n_same >= 2 ? 0.5 * (s->y_in + s->y_out) : secant(s);
    double gap = s->y_out - s->y_in;
    return fmin(fmax(y, s->y_in + 0.02 * gap), s->y_out - 0.02 * gap);
}

/* One fit of step 3 from the last inner point; from others where that leads nowhere. */
static enum lp_status step(struct search *s, bool *has_moved)
{
    double y = next_target(s), y_in = s->y_in, y_out = s->y_out;

    memcpy(s->trial.u, s->side->inside.u, s->task->n * sizeof(double));
    enum lp_status status = fit(s, y, scale_at(s, y));
    if (status != LP_OK)
        return status;
    file(s, &s->trial);
    if (!(s->y_in > y_in + 0.05 * (y - y_in)) && s->y_out == y_out)
        status = from_others(s, y, scale_at(s, y), true);
    bool is_in = s->y_in > y_in;
    s->n_same = is_in == s->was_in ? s->n_same + 1 : 0;
    s->was_in = is_in;
    *has_moved = s->y_in > y_in + 1e-3 * (y - y_in) || s->y_out < y_out;
    return status;
}

/* Step 4. True if other starts found the crossing to lie further out. */
static enum lp_status check_crossing(struct search *s, bool *is_further)
{
    double y = s->y_out, y_in = s->y_in, y_out = s->y_out, rise_out = s->rise_out;

    s->y_out = s->rise_out = INFINITY;
    enum lp_status status = from_others(s, y, scale_at(s, y), true);
    *is_further = s->y_in > y_in && s->rise_in < s->task->rise - 5.0 * LP_PROFILE_TOLERANCE;
    if (!*is_further && s->y_in < y_out) {
        s->y_out = y_out;
        s->rise_out = rise_out;
    }
    return status;
}

/* What is known where fits lead no further. */
static enum lp_profile_stop stuck(const struct search *s)
{
    bool is_narrow = s->y_out - s->y_in < 5.0 * GAP * s->y_out;

    if (!isfinite(s->y_out))
        return LP_PROFILE_FLAT;
    return is_narrow || s->task->rise - s->rise_in < NEAR ? LP_PROFILE_CROSSED
                                                          : LP_PROFILE_UNSOLVED;
}

static enum lp_status run(struct search *s)
{
    size_t n_checks = 0;
    bool has_moved = true, is_further = false;
    enum lp_status status = try_edge(s);

    s->side->stop = LP_PROFILE_UNSOLVED;
    for (size_t i = 0; i < STEPS_MAX && status == LP_OK; i++) {
        if (at_edge(s)) {
            s->side->stop = LP_PROFILE_LIMIT;
            return LP_OK;
        }
        if (is_bracketed(s)) {
            s->side->stop = LP_PROFILE_CROSSED;
            if (n_checks++ >= CHECKS_MAX)
                return LP_OK;
            status = check_crossing(s, &is_further);
            if (status != LP_OK || !is_further)
                return status;
            s->side->stop = LP_PROFILE_UNSOLVED;
            continue;
        }
        status = step(s, &has_moved);
        if (!has_moved || s->y_in > FAR * s->task->width) {
            s->side->stop = stuck(s);
            return status;
        }
    }
    if (status == LP_OK && isfinite(s->y_out))
        s->side->stop = stuck(s);
    return status;
}

enum lp_status lp_profile_search(const struct lp_profile_task *task, size_t which,
                                 struct lp_profile_side *side)
{
    struct search s = {.task = task,
                       .side = side,
                       .sign = which == 0 ? -1.0 : 1.0,
                       .y_in = 0.0,
                       .y_out = INFINITY,
                       .rise_out = INFINITY};

    s.trial.u = malloc((task->n + 1) * sizeof *s.trial.u);
    if (!s.trial.u)
        return LP_ENOMEM;
    s.edge = isfinite(task->limit[which]) ? fmax(y_of(&s, task->limit[which]), 0.0) : INFINITY;
    side->n_fits = 0;
    side->better.deviance = NAN;
    keep(task, &side->inside, &task->best);
    for (size_t k = 0; k < task->n_known; k++)
        if (rise_of(&s, &task->known[k]) <= task->rise) /* step 1; false for NaN */
            file(&s, &task->known[k]);
    enum lp_status status = run(&s);
    double y = s.side->stop == LP_PROFILE_CROSSED && isfinite(s.y_out) ? secant(&s) : s.y_in;
    side->end = side->stop == LP_PROFILE_LIMIT ? task->limit[which] : task->best.g + s.sign * y;
    side->rise = s.rise_in;
    free(s.trial.u);
    return status;
}
