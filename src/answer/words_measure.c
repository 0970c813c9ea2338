/* SPDX-License-Identifier: MIT
 *
 * One case for each kind of measurement.
 */
#include "answer/words_measure.h"

#include "base/text.h"

/* Which side of a cell that is not alike on both. */
static const char *side(const struct lp_design_measure *m)
{
    return !m->has_sides ? "" : m->is_first ? " (first)" : " (second)";
}

static const char *electrode(const struct lp_design_measure *m)
{
    return m->is_first ? "first" : "second";
}

const char *lp_words_measure_name(const struct lp_design_measure *m, struct lp_arena *arena)
{
    char when[LP_DURATION_TEXT];

    switch (m->kind) {
    case LP_DESIGN_T1:
        return lp_arena_printf(arena, "T1 %s", m->parameter);
    case LP_DESIGN_AMOUNT:
        return lp_arena_printf(arena, "amount %s", m->parameter);
    case LP_DESIGN_IMPEDANCE:
        return "impedance";
    case LP_DESIGN_BLOCKED:
        return lp_arena_printf(arena, "second cell, contact blocked%s", side(m));
    case LP_DESIGN_REVERSED:
        return "second cell, current reversed";
    case LP_DESIGN_EXCHANGED:
        return "second cell, foils exchanged";
    case LP_DESIGN_AT_REST:
        return "second cell, no current";
    case LP_DESIGN_NATURAL:
        return lp_arena_printf(arena, "second cell, one foil natural%s", side(m));
    case LP_DESIGN_SPECTRUM:
        lp_text_duration(m->t_s, when);
        return lp_arena_printf(arena, "spectrum at %s", when);
    case LP_DESIGN_NOTHING:
        break;
    }
    return "the data there are";
}

const char *lp_words_measure_text(const struct lp_design_measure *m, struct lp_arena *arena)
{
    switch (m->kind) {
    case LP_DESIGN_T1:
    case LP_DESIGN_AMOUNT:
        return "measured by itself, to 5 %";
    case LP_DESIGN_IMPEDANCE:
        return "the total resistance, to 5 %";
    case LP_DESIGN_BLOCKED:
        return lp_arena_printf(arena,
                               "a second cell at rest, its %s contact blocked, at the same times",
                               electrode(m));
    case LP_DESIGN_REVERSED:
        return "a second cell with every current the other way round, at the same times";
    case LP_DESIGN_EXCHANGED:
        return "a second cell with its two foils exchanged, at the same times";
    case LP_DESIGN_AT_REST:
        return "a second cell without current, at the same times";
    case LP_DESIGN_NATURAL:
        return lp_arena_printf(arena,
                               "a second cell whose %s foil is natural lithium, at the same times",
                               electrode(m));
    case LP_DESIGN_SPECTRUM:
        return m->is_past ? "one more spectrum, of a cell alike, all components"
                          : "one more spectrum of the same cell, all components";
    case LP_DESIGN_NOTHING:
        break;
    }
    return "the data there are";
}
