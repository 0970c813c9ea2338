/* SPDX-License-Identifier: MIT
 *
 * Why no comparison was made is told in the place of a number.
 */
#include "answer/tellengine.h"

#include "answer/words_limits.h"
#include "checks/enginecheck.h"

void lp_tellengine(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_engine *engines = lp_arena_alloc(answer->arena, s->n_engines, sizeof *engines);

    for (size_t i = 0; engines && i < s->n_engines; i++) {
        const struct lp_engine_check *from = &s->engines[i];
        engines[i] = (struct lp_answer_engine){.experiment = from->experiment->name,
                                               .engine = lp_engine_kind_text(from->engine),
                                               .other = lp_engine_kind_text(from->other),
                                               .difference = from->difference,
                                               .skipped = lp_words_skipped(from, answer->arena)};
    }
    answer->engines = engines;
    answer->n_engines = s->n_engines;
}
