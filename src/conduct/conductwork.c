/* SPDX-License-Identifier: MIT
 *
 * Rows and checks in arrays of the answer's arena that double as they fill.
 */
#include "conduct/conductwork.h"

#include <math.h>

void lp_conductwork_add_row(struct lp_conduct_answer *answer, struct lp_conduct_row row)
{
    struct lp_conduct_row *rows = lp_arena_grow(answer->arena, answer->rows, answer->n_rows,
                                                &answer->rows_capacity, sizeof *rows);
    if (!rows)
        return;
    answer->rows = rows;
    answer->rows[answer->n_rows++] = row;
}

void lp_conductwork_add_check(struct lp_conduct_answer *answer, struct lp_conduct_check check)
{
    struct lp_conduct_check *checks = lp_arena_grow(answer->arena, answer->checks, answer->n_checks,
                                                    &answer->checks_capacity, sizeof *checks);
    if (!checks)
        return;
    answer->checks = checks;
    answer->checks[answer->n_checks++] = check;
}

struct lp_estimate lp_conductwork_interval(double value, double width, bool is_logarithmic)
{
    if (!(width > 0.0))
        return (struct lp_estimate){value, NAN, NAN};
    if (is_logarithmic)
        return (struct lp_estimate){value, value * exp(-width), value * exp(width)};
    return (struct lp_estimate){value, value - width, value + width};
}

static enum lp_conduct_reading read_ratio(double ratio, double width, bool is_partly_without)
{
    const double off = fabs(log(ratio));
    const bool is_near = off <= log(LP_CONDUCT_LOOK_FACTOR);
    if (!(width > 0.0))
        return is_near ? LP_CONDUCT_OK : LP_CONDUCT_FAIL;
    if (off <= width)
        return LP_CONDUCT_OK;
    return is_partly_without && is_near ? LP_CONDUCT_LOOK : LP_CONDUCT_FAIL;
}

static const char *rule_of(double width, bool is_partly_without)
{
    if (!(width > 0.0))
        return "1 expected; no errors given, so a factor of 2 either way counts as agreement";
    return is_partly_without ? "1 expected within the interval; errors of some numbers are not "
                               "given, so a factor of 2 is marked look, not fail"
                             : "1 expected within the interval";
}

void lp_conductwork_compare(struct lp_conduct_work *work, const char *name, double ratio,
                            double width, bool is_partly_without, const char *what)
{
    lp_conductwork_add_check(
        work->answer, (struct lp_conduct_check){name,
                                                lp_arena_printf(work->answer->arena, "%s; %s", what,
                                                                rule_of(width, is_partly_without)),
                                                read_ratio(ratio, width, is_partly_without), true,
                                                lp_conductwork_interval(ratio, width, true)});
}
