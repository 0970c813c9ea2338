/* SPDX-License-Identifier: MIT
 *
 * Why no comparison was made is told in the place of a number.
 */
#include "answer/tellengine.h"

#include "checks/enginecheck.h"

static const char *skipped_text(const struct lp_engine_check *check, struct lp_arena *arena)
{
    if (check->obstacle == LP_OBSTACLE_NONE)
        return check->failure;
    return lp_arena_printf(arena, "the exact engine does not apply to %s",
                           lp_obstacle_text(check->obstacle));
}

void lp_tellengine(const struct lp_solution *s, struct lp_answer *answer)
{
    struct lp_answer_engine *engines = lp_arena_alloc(answer->arena, s->n_engines, sizeof *engines);

    for (size_t i = 0; engines && i < s->n_engines; i++) {
        const struct lp_engine_check *from = &s->engines[i];
        engines[i] = (struct lp_answer_engine){.experiment = from->experiment->name,
                                               .engine = lp_engine_kind_text(from->engine),
                                               .other = lp_engine_kind_text(from->other),
                                               .difference = from->difference,
                                               .skipped = skipped_text(from, answer->arena)};
    }
    answer->engines = engines;
    answer->n_engines = s->n_engines;
}
