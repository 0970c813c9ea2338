/* SPDX-License-Identifier: MIT
 *
 * Why a topology is refused, in words, from the facts (topology/refusal.h).
 */
#ifndef LP_ANSWER_WORDS_TOPOLOGY_H
#define LP_ANSWER_WORDS_TOPOLOGY_H

#include "base/arena.h"
#include "topology/refusal.h"

/* How much is said. */
enum lp_refusal_words {
    LP_REFUSAL_BRIEF,   /* what refuses it */
    LP_REFUSAL_NUMBERS, /* and the numbers */
    LP_REFUSAL_ALL      /* and the law behind, and the misfit where that refuses it, too */
};

/* The words, in the arena; NULL for a topology that is kept, and for that alone. */
const char *lp_words_refusal(const struct lp_refusal *refusal, enum lp_refusal_words how_much,
                             struct lp_arena *arena);

#endif
