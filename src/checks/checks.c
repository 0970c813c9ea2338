/* SPDX-License-Identifier: MIT
 *
 * Rows are kept in the solution's arena, in the order in which they are computed (checks_run.c).
 */
#include "checks/checks_impl.h"

#include <math.h>

bool lp_checks_could(struct lp_checks *checks, enum lp_status status)
{
    checks->has_no_memory = checks->has_no_memory || status == LP_ENOMEM;
    return status == LP_OK;
}

void lp_checks_add(struct lp_checks *checks, const struct lp_check *check)
{
    struct lp_check *items = lp_arena_grow(checks->solution->arena, checks->items, checks->n,
                                           &checks->capacity, sizeof *items);

    if (!items)
        return;
    checks->items = items;
    items[checks->n++] = *check;
}

/* Whether the value, or its interval, touches [low, high]. */
static bool touches(const struct lp_estimate *value, double low, double high)
{
    const double least = isnan(value->low) ? value->value : value->low;
    const double most = isnan(value->high) ? value->value : value->high;

    return !(most < low) && !(least > high);
}

void lp_checks_judge(struct lp_checks *checks, struct lp_check check, double factor)
{
    const double low = check.expected_low, high = check.expected_high;

    if (isnan(check.value.value))
        return;
    check.status = touches(&check.value, low, high) ? LP_CHECK_OK
                   : isinf(factor) || touches(&check.value, low / factor, high * factor)
                       ? LP_CHECK_LOOK
                       : LP_CHECK_FAIL;
    lp_checks_add(checks, &check);
}

enum lp_check_place lp_check_place(const struct lp_check *check)
{
    const struct lp_estimate bare = {check->value.value, NAN, NAN};
    const double low = check->expected_low, high = check->expected_high;

    return touches(&bare, low, high)           ? LP_CHECK_WITHIN
           : touches(&check->value, low, high) ? LP_CHECK_ONLY_TOUCHES
                                               : LP_CHECK_OUTSIDE;
}

void lp_checks_lack(struct lp_checks *checks, enum lp_check_lack_kind kind,
                    const struct lp_experiment *experiment, const char *part)
{
    struct lp_check_lack *lacks =
        lp_arena_grow(checks->solution->arena, checks->lacks, checks->n_lacks,
                      &checks->lacks_capacity, sizeof *lacks);

    if (!lacks)
        return;
    checks->lacks = lacks;
    lacks[checks->n_lacks++] = (struct lp_check_lack){.kind = kind, .of = {experiment, part}};
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
        const struct lp_estimate own = s->intervals.parameters[j];
        return (struct lp_estimate){own.value / unit_SI, own.low / unit_SI, own.high / unit_SI};
    }
    return lp_intervals_function(s, number_of, &of, LP_DRAWS);
}
