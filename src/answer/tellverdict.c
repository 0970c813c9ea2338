/* SPDX-License-Identifier: MIT
 *
 * A path is told by the names of its compartments.
 */
#include "answer/tellverdict.h"

#include "answer/tellpath.h"

void lp_tellverdict(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_decision *from = &s->verdict;
    struct lp_answer_verdict *to = &answer->verdict;

    answer->has_verdict = from->is_made;
    if (!from->is_made)
        return;
    to->share = from->share;
    to->interface = from->interface;
    to->compartments = from->compartments;
    to->p_dominant = from->p_dominant;
    if (!from->has_dominant)
        return;
    to->n_dominant = s->paths.items[0].n;
    to->dominant = lp_tellpath_names(s, 0, answer->arena);
}
