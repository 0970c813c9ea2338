/* SPDX-License-Identifier: MIT
 *
 * Threshold rule and the naming of a dominant path.
 */
#include "uncertainty/verdict.h"

#include "uncertainty/solution.h"

#include <math.h>

enum lp_verdict lp_verdict_of(const struct lp_estimate *share, double threshold)
{
    if (isnan(share->value) || isnan(share->low) || isnan(share->high))
        return LP_VERDICT_NULL;
    if (share->low > threshold)
        return LP_VERDICT_YES;
    if (share->high < threshold)
        return LP_VERDICT_NO;
    return LP_VERDICT_UNDETERMINED;
}

bool lp_verdict_has_dominant(double p_top, size_t n, const struct lp_estimate paths[],
                             const struct lp_estimate *rest)
{
    if (!(p_top >= LP_DOMINANT_P_TOP))
        return false;
    for (size_t i = 1; i < n; i++)
        if (!(paths[0].low > paths[i].high))
            return false;
    return paths[0].low > rest->high;
}

/* By the profiles, whatever method fills the intervals told: the leading path's clear of all others
 * and of the rest. True where paths are not profiled. */
static bool is_clear_by_profiles(const struct lp_solution *s)
{
    const struct lp_profiled *first = lp_profiles_path(&s->profiles, 0);
    const struct lp_profiled *rest = lp_profiles_path(&s->profiles, LP_NONE);

    if (!first)
        return true;
    for (size_t i = 1; i < s->followed.n; i++) {
        const struct lp_profiled *other = lp_profiles_path(&s->profiles, i);
        if (other && !(first->low > other->high))
            return false;
    }
    return !rest || first->low > rest->high;
}

static void decide_dominant(struct lp_solution *s)
{
    struct lp_decision *v = &s->verdict;
    const struct lp_intervals *of = &s->intervals;

    v->p_dominant = NAN;
    if (s->paths.n == 0 || s->paths.items[0].n == 0)
        return;
    v->p_dominant = of->p_top[0];
    v->has_dominant = lp_verdict_has_dominant(v->p_dominant, s->paths.n, of->paths, &of->rest) &&
                      is_clear_by_profiles(s) && lp_averaged_keeps_dominant(s);
}

void lp_verdict_decide(struct lp_solution *s)
{
    struct lp_decision *v = &s->verdict;
    const size_t n = s->report->model->n_compartments;

    if (!s->is_joined)
        return;
    v->share = s->intervals.numbers[LP_SHARE_INTERFACE];
    v->interface = lp_verdict_of(&v->share, s->study->threshold);
    v->compartments = lp_arena_alloc(s->arena, n, sizeof *v->compartments);
    if (!v->compartments)
        return;
    for (size_t i = 0; i < n; i++)
        v->compartments[i] =
            lp_verdict_of(&s->intervals.numbers[lp_shares_at_compartment(i, LP_SHARE_VISITED)],
                          s->study->threshold);
    v->is_made = true;
    decide_dominant(s);
}
