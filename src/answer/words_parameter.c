/* SPDX-License-Identifier: MIT
 *
 * Reasons are joined by semicolons: a free direction or a prior, then the ends that are open; the
 * rise that would close an end stands once, behind them all.
 */
#include "answer/words_parameter.h"

#include <math.h>
#include <string.h>

static const char *list_text(const struct lp_covariance *c, const double v[],
                             struct lp_arena *arena)
{
    const char *text = "";
    size_t n_left = 0;

    for (size_t j = 0; j < c->n; j++)
        n_left += v[j] != 0.0;
    for (size_t j = 0; j < c->n; j++) {
        if (v[j] == 0.0)
            continue;
        n_left--;
        text = lp_arena_printf(arena, "%s%s%s", text, lp_problem_parameter(c->problem, j)->name,
                               n_left > 1    ? ", "
                               : n_left == 1 ? " and "
                                             : "");
    }
    return lp_arena_printf(arena, "only combinations of %s are known", text);
}

const char *lp_words_direction(const struct lp_covariance *c, size_t i_null, struct lp_arena *arena)
{
    const struct lp_direction d = lp_covariance_direction(c, i_null);
    const char *first = lp_problem_parameter(c->problem, d.i)->name,
               *second = lp_problem_parameter(c->problem, d.j)->name;

    switch (d.known) {
    case LP_KNOWN_NOTHING:
        return lp_arena_printf(arena, "the data say nothing of %s", first);
    case LP_KNOWN_SUM:
        return lp_arena_printf(arena, "only %s + %s is known (%.3g %s)", first, second, d.sum,
                               lp_dimension_unit(lp_problem_parameter(c->problem, d.i)->dimension));
    case LP_KNOWN_PRODUCT:
        return lp_arena_printf(arena, "only the product %s x %s is known", first, second);
    case LP_KNOWN_RATIO:
        return lp_arena_printf(arena, "only the ratio %s / %s is known", first, second);
    case LP_KNOWN_COMBINATIONS:
        break;
    }
    return list_text(c, c->null + i_null * c->n, arena);
}

/* "at 0 mol/s the misfit is only 0.31 above the best" */
static const char *end_text(const struct lp_parameter *parameter, size_t which, double rise,
                            struct lp_arena *arena)
{
    double end = which == 0 ? parameter->min : parameter->max;

    rise = fmax(rise, 0.0); /* below: a better fit than the best, which profiles take up */
    if (!isfinite(end))
        return lp_arena_printf(arena, "however %s it is, the misfit is only %.2g above the best",
                               which == 0 ? "low" : "high", rise);
    const char *unit = lp_dimension_unit(parameter->dimension);
    bool has_unit = strcmp(unit, "1") != 0;
    return lp_arena_printf(arena, "at %.3g%s%s the misfit is only %.2g above the best", end,
                           has_unit ? " " : "", has_unit ? unit : "", rise);
}

static const char *join(struct lp_arena *arena, const char *a, const char *b)
{
    return a[0] == '\0' ? b : lp_arena_printf(arena, "%s; %s", a, b);
}

/* What beside its ends keeps it unknown; "" if nothing does. */
static const char *reason_text(const struct lp_covariance *c, const struct lp_identity *id,
                               struct lp_arena *arena)
{
    const char *text = "";

    if (id->unknown == LP_UNKNOWN_DIRECTION) {
        text = lp_words_direction(c, id->i_null, arena);
        if (id->is_structural)
            text = lp_arena_printf(arena, "%s, whatever the precision of such data", text);
    } else if (id->unknown == LP_UNKNOWN_PRIOR) {
        text = lp_arena_printf(arena,
                               "known from its prior alone: the data leave %.0f %% of the prior's "
                               "width",
                               100.0 * fmin(id->prior_part, 1.0));
    }
    return text;
}

const char *lp_words_parameter(const struct lp_covariance *c, size_t j,
                               const struct lp_identity *id, struct lp_arena *arena)
{
    const char *why = reason_text(c, id, arena);

    for (size_t which = 0; which < 2; which++)
        if (id->is_open[which])
            why =
                join(arena, why,
                     end_text(lp_problem_parameter(c->problem, j), which, id->rise[which], arena));
    if (!id->is_open[0] && !id->is_open[1])
        return why;
    return lp_arena_printf(arena, "%s (%.2f would exclude it)", why, lp_identify_rise(c->problem));
}

const char *lp_words_unfitted(void)
{
    return "no fit converged";
}
