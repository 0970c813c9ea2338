/* SPDX-License-Identifier: MIT
 *
 * Every kind of measurement has its words, and no two the same name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/words_measure.h"

#include <string.h>

static const struct {
    struct lp_design_measure measure;
    const char *name, *text;
} cases[] = {
    {{.kind = LP_DESIGN_T1, .parameter = "T1_b"}, "T1 T1_b", "measured by itself, to 5 %"},
    {{.kind = LP_DESIGN_AMOUNT, .parameter = "N %s"}, "amount N %s", "measured by itself, to 5 %"},
    {{.kind = LP_DESIGN_IMPEDANCE}, "impedance", "the total resistance, to 5 %"},
    {{.kind = LP_DESIGN_BLOCKED},
     "second cell, contact blocked",
     "a second cell at rest, its second contact blocked, at the same times"},
    {{.kind = LP_DESIGN_BLOCKED, .has_sides = true, .is_first = true},
     "second cell, contact blocked (first)",
     "a second cell at rest, its first contact blocked, at the same times"},
    {{.kind = LP_DESIGN_REVERSED},
     "second cell, current reversed",
     "a second cell with every current the other way round, at the same times"},
    {{.kind = LP_DESIGN_EXCHANGED},
     "second cell, foils exchanged",
     "a second cell with its two foils exchanged, at the same times"},
    {{.kind = LP_DESIGN_AT_REST},
     "second cell, no current",
     "a second cell without current, at the same times"},
    {{.kind = LP_DESIGN_NATURAL, .has_sides = true},
     "second cell, one foil natural (second)",
     "a second cell whose second foil is natural lithium, at the same times"},
    {{.kind = LP_DESIGN_SPECTRUM, .t_s = 9000},
     "spectrum at 2.5 h",
     "one more spectrum of the same cell, all components"},
    {{.kind = LP_DESIGN_SPECTRUM, .t_s = 90, .is_past = true},
     "spectrum at 1.5 min",
     "one more spectrum, of a cell alike, all components"},
    {{.kind = LP_DESIGN_NOTHING}, "the data there are", "the data there are"},
};

static void every_kind_has_its_words(void **state)
{
    (void)state;
    struct lp_arena *arena = lp_arena_new();
    bool is_seen[LP_DESIGN_NOTHING + 1] = {false};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        is_seen[cases[i].measure.kind] = true;
        assert_string_equal(lp_words_measure_name(&cases[i].measure, arena), cases[i].name);
        assert_string_equal(lp_words_measure_text(&cases[i].measure, arena), cases[i].text);
        for (size_t k = 0; k < i; k++)
            assert_true(strcmp(cases[i].name, cases[k].name) != 0);
    }
    for (size_t i = 0; i <= LP_DESIGN_NOTHING; i++)
        assert_true(is_seen[i]);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_has_its_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
