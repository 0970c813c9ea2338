/* SPDX-License-Identifier: MIT
 *
 * Sums, medians and targets.
 */
#include "tests/calibrate/score.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_CHI2   3.841
#define CLEAR_CHI2  9.0
#define LEAST_WIDTH 1e-3 /* an Asimov width below says nothing as a divisor */

double score_rate(struct tally t)
{
    return t.n > 0 ? (double)t.hits / (double)t.n : NAN;
}

static double allowance(double target, size_t n)
{
    return 2.0 * sqrt(target * (1.0 - target) / (double)n);
}

bool score_reaches(struct tally t, double least)
{
    return t.n == 0 || isnan(least) || score_rate(t) >= least - allowance(least, t.n);
}

bool score_stays(struct tally t, double most)
{
    return t.n == 0 || isnan(most) || score_rate(t) <= most + allowance(most, t.n);
}

static void miss(char missed[SCORE_MISSES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void miss(char missed[SCORE_MISSES], const char *format, ...)
{
    size_t at = strlen(missed);
    va_list arguments;
    if (at > 0 && at + 3 < SCORE_MISSES)
        at += (size_t)snprintf(missed + at, SCORE_MISSES - at, "; ");
    va_start(arguments, format);
    vsnprintf(missed + at, SCORE_MISSES - at, format, arguments);
    va_end(arguments);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(size_t n, double values[])
{
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, by_value);
    return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

static void add(struct tally *to, struct tally from)
{
    to->n += from.n;
    to->hits += from.hits;
}

static void add_outcome(struct score *s, const struct outcome *o)
{
    double D = o->asimov.at_threshold;
    size_t class = D >= CLEAR_CHI2 ? D_9 : D >= OPEN_CHI2 ? D_384 : D_BELOW;
    s->n++;
    s->n_failed += o->failed;
    s->n_wrong += o->is_wrong;
    s->n_named += o->is_named;
    s->n_right += o->is_right;
    for (size_t k = 0; k < N_KINDS; k++)
        add(&s->cover[k], o->cover[k]);
    add(&s->ends, o->ends);
    s->open[class].n++;
    s->open[class].hits += o->verdict != LP_VERDICT_YES && o->verdict != LP_VERDICT_NO;
}

static enum lp_status set_medians(size_t n, const struct outcome outcomes[], struct score *s)
{
    double *values = n > 0 ? calloc(n, sizeof *values) : NULL;
    size_t m = 0;
    if (!values)
        return LP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        double width = outcomes[i].asimov.high - outcomes[i].asimov.low;
        if (width >= LEAST_WIDTH)
            values[m++] = outcomes[i].width / width;
    }
    s->width_ratio = median(m, values);
    for (size_t i = 0; i < n; i++)
        values[i] = outcomes[i].width;
    s->width = median(n, values);
    for (size_t i = 0; i < n; i++)
        values[i] = outcomes[i].asimov.high - outcomes[i].asimov.low;
    s->asimov_width = median(n, values);
    for (size_t i = 0; i < n; i++)
        values[i] = outcomes[i].seconds;
    s->seconds = median(n, values);
    free(values);
    return LP_OK;
}

static void hold_against(const struct scenario_targets *t, struct score *s)
{
    static const char *const names[] = {"ceramic", "interface", "salt"};
    struct tally open = {0, 0}, wrong = {s->n, s->n_wrong};
    for (size_t k = 0; k < N_CLASSES; k++)
        add(&open, s->open[k]);
    if (!score_reaches(s->cover[OF_SET], t->cover_least))
        miss(s->missed, "coverage %.3f < %.2f", score_rate(s->cover[OF_SET]), t->cover_least);
    for (size_t k = 0; k < N_PHASES; k++)
        if (!score_reaches(s->cover[OF_CERAMIC + k], t->compartment_least))
            miss(s->missed, "%s %.3f < %.2f", names[k], score_rate(s->cover[OF_CERAMIC + k]),
                 t->compartment_least);
    if (!score_stays(wrong, t->wrong_most))
        miss(s->missed, "wrong %.3f > %.3f", score_rate(wrong), t->wrong_most);
    if (!score_stays(s->open[D_384], t->open_most[0]))
        miss(s->missed, "undetermined at D 3.84-9 %.2f > %.2f", score_rate(s->open[D_384]),
             t->open_most[0]);
    if (!score_stays(s->open[D_9], t->open_most[1]))
        miss(s->missed, "undetermined at D >= 9 %.2f > %.2f", score_rate(s->open[D_9]),
             t->open_most[1]);
    if (!score_reaches(open, t->open_least))
        miss(s->missed, "undetermined %.2f < %.2f", score_rate(open), t->open_least);
    if (s->width_ratio > t->width_most)
        miss(s->missed, "width %.2f x Asimov", s->width_ratio);
    if (!score_reaches(s->ends, .90))
        miss(s->missed, "ends of exactly 0 or 1 %.2f < .90", score_rate(s->ends));
}

enum lp_status score_scenario(const struct scenario *scenario, size_t n,
                              const struct outcome outcomes[], struct score *s)
{
    struct scenario_targets targets = scenario_targets(scenario);
    *s = (struct score){0};
    for (size_t i = 0; i < n; i++)
        add_outcome(s, &outcomes[i]);
    enum lp_status status = set_medians(n, outcomes, s);
    hold_against(&targets, s);
    return status;
}

void score_groups(size_t n, const struct score scores[], const struct scenario *const scenarios[],
                  char missed[SCORE_MISSES])
{
    struct tally cover = {0, 0}, named = {0, 0}, right = {0, 0};
    missed[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        add(&cover, scores[i].cover[OF_SET]);
        add(&right, (struct tally){scores[i].n_named, scores[i].n_right});
        if (scenarios[i]->group == GROUP_SIX)
            add(&named, (struct tally){scores[i].n, scores[i].n_named});
    }
    if (!score_reaches(cover, .94) || !score_stays(cover, .98))
        miss(missed, "coverage over all %.3f, not .94-.98", score_rate(cover));
    if (!score_reaches(right, .97))
        miss(missed, "dominant right %.3f < .97", score_rate(right));
    if (!score_reaches(named, .85))
        miss(missed, "dominant named in %.2f of the six < .85", score_rate(named));
}
