/* SPDX-License-Identifier: MIT
 *
 * Rows are kept in the answer's arena; what one check needs of the draws is evaluated one after the
 * other in the order of the draws, so that no number depends on how many jobs there are.
 */
#include "inference/checks.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum lp_status lp_checks_add(struct lp_checks *checks, const struct lp_answer_check *check,
                             const char *format, ...)
{
    struct lp_arena *arena = checks->answer->arena;
    va_list arguments, again;

    if (checks->n == checks->capacity) {
        size_t capacity = 2 * checks->capacity + 16;
        struct lp_answer_check *items = lp_arena_alloc(arena, capacity, sizeof *items);
        if (!items)
            return LP_ENOMEM;
        if (checks->n > 0)
            memcpy(items, checks->items, checks->n * sizeof *items);
        checks->items = items;
        checks->capacity = capacity;
    }
    va_start(arguments, format);
    va_copy(again, arguments);
    const int n = vsnprintf(NULL, 0, format, arguments);
    char *reading = n < 0 ? NULL : lp_arena_alloc(arena, (size_t)n + 1, 1);
    if (reading)
        vsnprintf(reading, (size_t)n + 1, format, again);
    va_end(again);
    va_end(arguments);
    if (!reading)
        return LP_ENOMEM;
    checks->items[checks->n] = *check;
    checks->items[checks->n++].reading = reading;
    return LP_OK;
}

const char *lp_checks_subject(const struct lp_checks *checks, const char *experiment,
                              const char *what)
{
    const char *text = lp_arena_printf(checks->answer->arena, "%s: %s", experiment, what);

    return text ? text : "";
}

struct lp_estimate lp_checks_estimate(const struct lp_checks *checks, lp_checks_number *number,
                                      void *context, size_t n_draws)
{
    const struct lp_solution *s = checks->solution;
    const double value = number(context, s->p);
    struct lp_estimate e = {value, NAN, NAN};

    if (s->n_sampled == 0 || isnan(value))
        return e;
    const struct lp_sample *sample = &s->sampled[0].sample;
    const size_t n = sample->n_draws < n_draws ? sample->n_draws : n_draws;
    double *values = lp_arena_alloc(s->arena, n, sizeof *values);
    if (!values)
        return e;
    for (size_t i = 0; i < n; i++)
        values[i] = number(context, sample->p + i * s->study->parameters.n);
    e = lp_sample_interval(value, n, values, 1, s->scratch);
    if (!(e.high > e.low))
        e.low = e.high = NAN;
    return e;
}

enum lp_check_status lp_checks_within(const struct lp_estimate *value, double low, double high,
                                      double factor)
{
    const double least = isnan(value->low) ? value->value : value->low;
    const double most = isnan(value->high) ? value->value : value->high;

    if (!(most < low) && !(least > high))
        return LP_CHECK_OK;
    return !(most < low / factor) && !(least > high * factor) ? LP_CHECK_LOOK : LP_CHECK_FAIL;
}

enum lp_status lp_checks_tell(const struct lp_solution *solution, struct lp_answer *answer)
{
    static enum lp_status (*const all[])(struct lp_checks *) = {
        lp_check_regime, lp_check_mass, lp_check_charge, lp_check_impedance, lp_check_material};
    struct lp_checks checks = {.solution = solution, .answer = answer};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum lp_status status = all[i](&checks);
        if (status != LP_OK)
            return status;
    }
    answer->checks = checks.items;
    answer->n_checks = checks.n;
    return LP_OK;
}
