/* SPDX-License-Identifier: MIT
 *
 * Colours, legend, title: the ramp has one hue and runs one way, the legend keeps within the page
 * and names only what is there.
 */
/* LINK: draw */
#include "draw/draw_paint.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct made {
    struct lp_draw_graphviz *graphviz;
    struct lp_picture *picture;
    struct lp_draw_scene *scene;
};

static struct made make(const char *name)
{
    char path[200];
    struct made made = {lp_draw_graphviz_new(), NULL, NULL};
    snprintf(path, sizeof path, "tests/unit/data/picture/%s.json", name);
    assert_int_equal(lp_picture_read(path, &made.picture, NULL), LP_OK);
    assert_int_equal(lp_draw_scene_new(made.graphviz, made.picture, &made.scene, NULL), LP_OK);
    return made;
}

static void clear(struct made *made)
{
    lp_draw_scene_free(made->scene);
    lp_picture_free(made->picture);
    lp_draw_graphviz_free(made->graphviz);
}

static long brightness(const char *color)
{
    const long rgb = strtol(color + 1, NULL, 16);
    return (rgb >> 16) + (rgb >> 8 & 255) + (rgb & 255);
}

static void test_ramp_darkens(void **state)
{
    struct lp_arena *arena = lp_arena_new();
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_true(brightness(lp_draw_ramp(arena, (i + 1) / 100.0)) <
                    brightness(lp_draw_ramp(arena, i / 100.0)));
    assert_string_equal(lp_draw_ramp(arena, (double)NAN), "#FFFFFF");
    assert_string_equal(lp_draw_ramp(arena, 1.2), lp_draw_ramp(arena, 1));
    assert_string_equal(lp_draw_ramp(arena, -0.1), lp_draw_ramp(arena, 0));
    lp_arena_free(arena);
}

static const struct lp_draw_entry *entry_of(const struct lp_draw_legend *legend, const char *words)
{
    for (size_t i = 0; i < legend->n; i++)
        if (strstr(legend->entries[i].text, words))
            return &legend->entries[i];
    return NULL;
}

static void test_legend_keeps_within_the_page(void **state)
{
    static const char *const results[] = {"three-phases", "nasty-names", "depth-recurring"};
    static const double widths[] = {500, 700, 1200};
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct made made = make(results[k]);
        for (size_t w = 0; w < 3; w++) {
            const struct lp_draw_legend *legend = lp_draw_legend_new(made.scene, widths[w]);
            assert_non_null(legend);
            double y = 0;
            for (size_t i = 0; i < legend->n; i++) {
                const struct lp_draw_entry *entry = &legend->entries[i];
                const double text = lp_draw_text_width(entry->text, LP_DRAW_LEGEND_PT, false);
                assert_true(entry->x + text <= widths[w]);
                assert_true(entry->y >= y && entry->y < legend->height_pt);
                y = entry->y;
            }
        }
        clear(&made);
    }
}

static void test_legend_says_only_what_is_there(void **state)
{
    struct made made = make("series");
    (void)state;
    const struct lp_draw_legend *legend = lp_draw_legend_new(made.scene, 700);
    assert_null(entry_of(legend, "n.s."));
    assert_null(entry_of(legend, "without net flow"));
    assert_non_null(entry_of(legend, "the smallest enlarged"));
    assert_non_null(entry_of(legend, "dominant path: anode → SEI → LLZO → coating → cathode"));
    clear(&made);
    made = make("undetermined");
    legend = lp_draw_legend_new(made.scene, 700);
    assert_null(entry_of(legend, "Share of net Li flow")); /* no line has a width to read */
    assert_non_null(entry_of(legend, "n.s."));
    assert_non_null(entry_of(legend, "no dominant path"));
    clear(&made);
}

static void test_verdict_line(void **state)
{
    static const struct {
        const char *result, *line;
    } expected[] = {{"three-phases", "through the interface 53 % [43–62]: yes"},
                    {"undetermined", "through the interface 25 % [0–100]: undetermined"},
                    {"no-interface", ""},
                    {"many-nodes", ""}};
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct made made = make(expected[i].result);
        assert_string_equal(lp_draw_verdict_line(made.scene), expected[i].line);
        clear(&made);
    }
}

/* A result of several experiments says which one its pathway describes. */
static void test_condition_stands_beside_the_verdict(void **state)
{
    static const char *const results[] = {"three-phases", "no-interface"};
    static const char *const lines[] = {"cell 2: through the interface 53 % [43–62]: yes",
                                        "cell 2"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct made made = make(results[i]);
        made.picture->condition = "cell 2";
        assert_string_equal(lp_draw_verdict_line(made.scene), lines[i]);
        clear(&made);
    }
}

/* Paths that are exactly alike: none is the likeliest. */
static void test_ties_are_named_as_ties(void **state)
{
    struct made made = make("undetermined");
    (void)state;
    struct lp_picture_path paths[2] = {made.picture->paths[0], made.picture->paths[0]};
    made.picture->paths = paths;
    made.picture->n_paths = 2;
    made.picture->p_dominant = 0.0;
    assert_non_null(entry_of(lp_draw_legend_new(made.scene, 700), "is one of several alike"));
    paths[1].probability.value *= 0.9;
    assert_null(entry_of(lp_draw_legend_new(made.scene, 700), "is one of several alike"));
    clear(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ramp_darkens),
        cmocka_unit_test(test_legend_keeps_within_the_page),
        cmocka_unit_test(test_legend_says_only_what_is_there),
        cmocka_unit_test(test_verdict_line),
        cmocka_unit_test(test_condition_stands_beside_the_verdict),
        cmocka_unit_test(test_ties_are_named_as_ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
