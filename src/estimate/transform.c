/* SPDX-License-Identifier: MIT
 *
 * Scales of the fit. The logit is stretched by one part in a million so that its ends lie at finite
 * u: with q = (p - min)/(max - min) and S the logistic function,
 *
 *     q = (S(u) - S(-L))/(S(L) - S(-L)),   L = 14
 *
 * which makes a bound reachable and an active set possible there, as on the other scales.
 */
#include "estimate/transform.h"

#include <math.h>

#define LOGIT_END  14.0
#define OPEN_WIDTH 20.0

static double logistic(double u)
{
    return 1.0 / (1.0 + exp(-u));
}

/* S(L) - S(-L) */
static double logistic_range(void)
{
    return logistic(LOGIT_END) - logistic(-LOGIT_END);
}

static double clamp(double value, double min, double max)
{
    return fmin(fmax(value, min), max);
}

static double raw_u(const struct lp_transform *t, double value)
{
    switch (t->scale) {
    case LP_SCALE_LOG1P:
        return log1p(value / t->s0);
    case LP_SCALE_LOG10:
        return log10(value);
    case LP_SCALE_LOGIT: {
        double q = (value - t->min) / (t->max - t->min);
        double s = logistic(-LOGIT_END) + q * logistic_range();
        return log(s) - log1p(-s);
    }
    case LP_SCALE_LINEAR:
        break;
    }
    return value / t->s0;
}

struct lp_transform lp_transform_make(const struct lp_parameter *parameter, double s0)
{
    struct lp_transform t = {
        .scale = parameter->scale, .s0 = s0, .min = parameter->min, .max = parameter->max};
    if (!(s0 > 0.0 && isfinite(s0))) {
        double start = fabs(parameter->value);
        double size = start > 0.0 && isfinite(start) ? start : 1.0;
        t.s0 = t.scale == LP_SCALE_LOG1P ? 1e-3 * size : size;
    }
    if (t.scale == LP_SCALE_LOGIT) {
        t.lo = -LOGIT_END;
        t.hi = LOGIT_END;
    } else {
        t.lo = raw_u(&t, t.min);
        t.hi = raw_u(&t, t.max);
    }
    return t;
}

double lp_transform_u(const struct lp_transform *t, double value)
{
    if (value <= t->min)
        return t->lo;
    if (value >= t->max)
        return t->hi;
    return clamp(raw_u(t, value), t->lo, t->hi);
}

double lp_transform_value(const struct lp_transform *t, double u)
{
    if (u <= t->lo)
        return t->min;
    if (u >= t->hi)
        return t->max;
    switch (t->scale) {
    case LP_SCALE_LOG1P:
        return t->s0 * expm1(u);
    case LP_SCALE_LOG10:
        return pow(10.0, u);
    case LP_SCALE_LOGIT:
        return t->min + (t->max - t->min) * (logistic(u) - logistic(-LOGIT_END)) / logistic_range();
    case LP_SCALE_LINEAR:
        break;
    }
    return t->s0 * u;
}

double lp_transform_slope(const struct lp_transform *t, double u)
{
    double v = clamp(u, t->lo, t->hi);
    switch (t->scale) {
    case LP_SCALE_LOG1P:
        return t->s0 * exp(v);
    case LP_SCALE_LOG10:
        return log(10.0) * pow(10.0, v);
    case LP_SCALE_LOGIT:
        return (t->max - t->min) * logistic(v) * (1.0 - logistic(v)) / logistic_range();
    case LP_SCALE_LINEAR:
        break;
    }
    return t->s0;
}

double lp_transform_prior(const struct lp_transform *t, const struct lp_prior *prior, double u,
                          double *slope)
{
    double value = lp_transform_value(t, u);
    double d_value = lp_transform_slope(t, u);
    if (prior->kind == LP_PRIOR_LOG10NORMAL) {
        *slope = d_value / (value * log(10.0) * prior->sd);
        return (log10(value) - prior->centre) / prior->sd;
    }
    *slope = d_value / prior->sd;
    return (value - prior->centre) / prior->sd;
}

void lp_transform_start_range(const struct lp_transform *t, double start, double *from, double *to)
{
    bool is_bounded = isfinite(t->lo) && isfinite(t->hi);
    double low = t->min, high = t->max;

    switch (t->scale) {
    case LP_SCALE_LOG1P:
        low = 0.01 * start;
        high = 100.0 * fmax(start, t->s0);
        break;
    case LP_SCALE_LOG10:
        low = 0.01 * start;
        high = 100.0 * start;
        break;
    case LP_SCALE_LOGIT:
        /* The outer parts of the logit are flat: starts there go nowhere. */
        *from = -3.0;
        *to = 3.0;
        return;
    case LP_SCALE_LINEAR:
        if (!is_bounded) {
            low = start - 2.0 * t->s0;
            high = start + 2.0 * t->s0;
        } else {
            low = fmax(t->min, start - 10.0 * t->s0);
            high = fmin(t->max, start + 10.0 * t->s0);
        }
        break;
    }
    *from = lp_transform_u(t, low);
    *to = lp_transform_u(t, high);
}

double lp_transform_width(const struct lp_transform *t)
{
    double width = t->hi - t->lo;
    return isfinite(width) ? width : OPEN_WIDTH;
}
