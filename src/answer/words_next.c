/* SPDX-License-Identifier: MIT
 *
 * One sentence of three: a verdict that stays open, one that would be settled, one that is.
 */
#include "answer/words_next.h"

#include "base/text.h"
#include "design/design_next.h"

#include <math.h>

/* "15 min, 2 h and 4 h". */
static const char *list_times(const struct lp_next *next, const char *last, struct lp_arena *arena)
{
    const char *list = "";

    for (size_t i = 0; i < LP_NEXT_TIMES; i++) {
        char when[LP_DURATION_TEXT];
        const char *separator = i == 0 ? "" : i + 1 == LP_NEXT_TIMES ? last : ", ";
        lp_text_duration(next->times_s[i], when);
        list = lp_arena_printf(arena, "%s%s%s", list, separator, when);
    }
    return list;
}

static double percent(double share)
{
    return 100.0 * share;
}

const char *lp_words_next(const struct lp_solution *s, struct lp_arena *arena)
{
    const struct lp_next *next = s->next;
    const bool is_open = s->verdict.interface == LP_VERDICT_UNDETERMINED;

    if (next->is_costly)
        return "What one more time point (or another measurement) would settle: `lipath design`.";
    size_t n_settled = next->n_yes + next->n_no;
    char at[LP_DURATION_TEXT];
    const char *tried = list_times(next, is_open && n_settled == 0 ? " or " : " and ", arena);

    lp_text_duration(next->times_s[next->i_best], at);
    if (is_open && n_settled == 0)
        return lp_arena_printf(
            arena,
            "One more time point would not settle it: with a spectrum at %s the verdict stays "
            "undetermined at each of %zu plausible truths (the best fit and draws that these data "
            "allow); at %s, the best of them, the interval would still be %.0f %% wide (median). "
            "`lipath design` weighs other measurements.",
            tried, next->n_truths, at, percent(next->width));
    if (is_open)
        return lp_arena_printf(
            arena,
            "One more time point, at %s (the best of %s), would settle it at %zu of %zu plausible "
            "truths (the best fit and draws that these data allow): no at %zu, yes at %zu; the "
            "full model's interval, %.1f %% wide now, would be %.1f %% wide (median).",
            at, tried, n_settled, next->n_truths, next->n_no, next->n_yes, percent(next->width_now),
            percent(next->width));
    return lp_arena_printf(
        arena,
        "The verdict is settled; one more time point, at %s (the best of %s), would leave the full "
        "model's interval %.1f %% wide (median over %zu truths that these data allow; now %.1f "
        "%%).",
        at, tried, percent(next->width), next->n_truths, percent(next->width_now));
}
