/* SPDX-License-Identifier: MIT
 *
 * Threshold rule and the naming of a dominant path.
 */
#include "answer/verdict.h"

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

bool lp_verdict_has_dominant(const struct lp_answer_pathway *pathway)
{
    if (pathway->n_paths == 0 || pathway->paths[0].n == 0 ||
        !(pathway->paths[0].p_top >= LP_DOMINANT_P_TOP))
        return false;
    for (size_t i = 1; i < pathway->n_paths; i++)
        if (!(pathway->paths[0].probability.low > pathway->paths[i].probability.high))
            return false;
    /* A path that has nothing in the best fit is not listed, but may lead elsewhere. */
    return pathway->paths[0].probability.low > pathway->rest.high;
}

/* By the profiles, whatever method fills the intervals told: the leading path's clear of all others
 * and of the rest. True where paths are not profiled. */
static bool is_clear_by_profiles(const struct lp_solution *s)
{
    const struct lp_profiled *first = lp_profiles_path(&s->profiles, 0);
    const struct lp_profiled *rest = lp_profiles_path(&s->profiles, LP_NONE);

    if (!first || s->followed.n == 0)
        return true;
    for (size_t i = 1; i < s->followed.n; i++) {
        const struct lp_profiled *other = lp_profiles_path(&s->profiles, i);
        if (other && !(first->low > other->high))
            return false;
    }
    return !rest || first->low > rest->high;
}

enum lp_status lp_verdict_tell(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_verdict *v = &answer->verdict;
    const struct lp_answer_pathway *pathway = answer->pathway;

    v->share = lp_solution_estimate(s, LP_SHARE_INTERFACE);
    v->interface = lp_verdict_of(&v->share, s->study->threshold);
    v->compartments =
        lp_arena_alloc(answer->arena, pathway->n_compartments, sizeof *v->compartments);
    if (!v->compartments)
        return LP_ENOMEM;
    for (size_t i = 0; i < pathway->n_compartments; i++)
        v->compartments[i] = lp_verdict_of(&pathway->compartments[i].visited, s->study->threshold);
    v->p_dominant = NAN;
    if (pathway->n_paths > 0 && pathway->paths[0].n > 0)
        v->p_dominant = pathway->paths[0].p_top;
    if (lp_verdict_has_dominant(pathway) && is_clear_by_profiles(s) &&
        lp_averaged_keeps_dominant(s)) {
        v->dominant = pathway->paths[0].compartments;
        v->n_dominant = pathway->paths[0].n;
    }
    answer->has_verdict = true;
    return LP_OK;
}
