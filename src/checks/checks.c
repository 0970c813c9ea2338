/* SPDX-License-Identifier: MIT
 *
 * Rows are kept in the answer's arena; what one check needs of the draws is evaluated one after the
 * other in the order of the draws, so that no number depends on how many jobs there are.
 */
#include "checks/checks.h"

#include "uncertainty/intervals.h"

#include <math.h>
#include <stdarg.h>

enum lp_status lp_checks_add(struct lp_checks *checks, const struct lp_answer_check *check,
                             const char *format, ...)
{
    struct lp_arena *arena = checks->answer->arena;
    struct lp_answer_check *items =
        lp_arena_grow(arena, checks->items, checks->n, &checks->capacity, sizeof *items);
    va_list arguments;

    va_start(arguments, format);
    const char *reading = items ? lp_arena_vprintf(arena, format, arguments) : NULL;
    va_end(arguments);
    if (!reading)
        return LP_ENOMEM;
    checks->items = items;
    items[checks->n] = *check;
    items[checks->n++].reading = reading;
    return LP_OK;
}

enum lp_status lp_checks_lack(struct lp_checks *checks, const char *format, ...)
{
    struct lp_arena *arena = checks->answer->arena;
    const char **lacks = lp_arena_grow(arena, checks->lacks, checks->n_lacks,
                                       &checks->lacks_capacity, sizeof *lacks);
    va_list arguments;

    va_start(arguments, format);
    const char *text = lacks ? lp_arena_vprintf(arena, format, arguments) : NULL;
    va_end(arguments);
    if (!text)
        return LP_ENOMEM;
    checks->lacks = lacks;
    lacks[checks->n_lacks++] = text;
    return LP_OK;
}

const char *lp_checks_subject(const struct lp_checks *checks, const char *experiment,
                              const char *what)
{
    const char *text = lp_arena_printf(checks->answer->arena, "%s: %s", experiment, what);

    return text ? text : "";
}

struct of_value {
    const struct lp_experiment *experiment;
    const struct lp_value *value;
    double unit_SI;
};

static double number_of(void *context, const struct lp_interval_point *at)
{
    const struct of_value *of = context;

    return lp_value_at(of->experiment->model->parameters, of->value, at->p,
                       of->experiment->temperature_K) /
           of->unit_SI;
}

struct lp_estimate lp_checks_value(const struct lp_checks *checks,
                                   const struct lp_experiment *experiment,
                                   const struct lp_value *value, double unit_SI)
{
    const struct lp_solution *s = checks->solution;
    const size_t i = value->i_parameter;
    const size_t j = i == LP_NONE ? LP_NONE : lp_problem_find(s->problem, i);
    struct of_value of = {experiment, value, unit_SI};

    if (j != LP_NONE && s->study->parameters.item[i].i_activation == LP_NONE) {
        const struct lp_estimate *own = &checks->answer->parameters[j].estimate;
        return (struct lp_estimate){own->value / unit_SI, own->low / unit_SI, own->high / unit_SI};
    }
    return lp_intervals_function(s, number_of, &of, LP_DRAWS);
}

double lp_checks_last_time(const struct lp_experiment *experiment)
{
    return experiment->n_rows > 0 ? experiment->rows[experiment->n_rows - 1].t_s : 0.0;
}

enum lp_check_status lp_checks_within(const struct lp_answer_check *check, double factor)
{
    const struct lp_estimate *value = &check->value;
    const double low = check->expected_low, high = check->expected_high;
    const double least = isnan(value->low) ? value->value : value->low;
    const double most = isnan(value->high) ? value->value : value->high;

    if (!(most < low) && !(least > high))
        return LP_CHECK_OK;
    return !(most < low / factor) && !(least > high * factor) ? LP_CHECK_LOOK : LP_CHECK_FAIL;
}

const char *lp_checks_where(const struct lp_answer_check *check)
{
    if (!(check->value.value < check->expected_low) && !(check->value.value > check->expected_high))
        return "within range";
    return lp_checks_within(check, (double)INFINITY) == LP_CHECK_OK
               ? "out of range, but its interval is not"
               : "out of range";
}

enum lp_status lp_checks_tell(const struct lp_solution *solution, struct lp_answer *answer)
{
    static enum lp_status (*const all[])(struct lp_checks *) = {
        lp_check_regime,  lp_check_mass,      lp_check_charge,
        lp_check_control, lp_check_impedance, lp_check_material};
    struct lp_checks checks = {.solution = solution, .answer = answer};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum lp_status status = all[i](&checks);
        if (status != LP_OK)
            return status;
    }
    answer->checks = checks.items;
    answer->n_checks = checks.n;
    answer->unchecked = checks.lacks;
    answer->n_unchecked = checks.n_lacks;
    return LP_OK;
}
