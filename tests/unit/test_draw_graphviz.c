/* SPDX-License-Identifier: MIT
 *
 * Graphviz behind its wall: a layout that respects ranks and axis, a canvas that shows text as it
 * is written, and errors that are seen.
 */
/* LINK: draw */
#include "draw/draw_graphviz.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    *state = lp_draw_graphviz_new();
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    lp_draw_graphviz_free(*state);
    return 0;
}

static void test_layout(void **state)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_draw_place places[4] = {{.width_pt = 70, .height_pt = 100, .rank = -1},
                                      {.width_pt = 70, .height_pt = 100, .rank = 1},
                                      {.width_pt = 80, .height_pt = 80},
                                      {.width_pt = 40, .height_pt = 40}};
    struct lp_draw_route routes[4] = {{.i_tail = 0, .i_head = 2, .weight = 100, .is_ranked = true},
                                      {.i_tail = 2, .i_head = 1, .weight = 100, .is_ranked = true},
                                      {.i_tail = 0, .i_head = 3, .weight = 1, .is_ranked = true},
                                      {.i_tail = 3, .i_head = 1, .weight = 1, .is_ranked = true}};
    const size_t order[4] = {0, 1, 2, 3};
    places[0].is_on_axis = places[1].is_on_axis = places[2].is_on_axis = true;
    assert_int_equal(lp_draw_graphviz_layout(*state, arena, 4, places, order, 4, routes, NULL),
                     LP_OK);
    assert_true(places[0].centre.x < places[2].centre.x);
    assert_true(places[2].centre.x < places[1].centre.x);
    assert_true(fabs(places[0].centre.y - places[2].centre.y) < 0.5); /* the axis is straight */
    assert_true(fabs(places[1].centre.y - places[2].centre.y) < 0.5);
    assert_true(fabs(places[3].centre.y - places[2].centre.y) >= 60);
    for (size_t i = 0; i < 4; i++) {
        const struct lp_draw_point tail = places[routes[i].i_tail].centre;
        const struct lp_draw_point first = routes[i].points[0];
        assert_true((routes[i].n_points - 1) % 3 == 0);
        assert_true(hypot(first.x - tail.x, first.y - tail.y) < 2); /* from centre to centre */
    }
    lp_arena_free(arena);
}

static char *rendered(struct lp_draw_graphviz *graphviz, const char *text, const char *format,
                      size_t *n_bytes)
{
    const struct lp_draw_type type = {12, true, "#000000", false};
    const struct lp_draw_pen pen = {
        .line = "#123456", .fill = "#FFFFFF", .width_pt = 1, .id = "box", .tooltip = text};
    struct lp_draw_canvas *canvas = lp_draw_canvas_new(400, 200, "test");
    char *bytes = NULL;
    lp_draw_canvas_box(canvas, (struct lp_draw_box){10, 10, 100, 50}, &pen);
    lp_draw_canvas_text(canvas, (struct lp_draw_point){200, 100}, text, &type);
    assert_int_equal(lp_draw_canvas_render(graphviz, canvas, format, &bytes, n_bytes, NULL), LP_OK);
    lp_draw_canvas_free(canvas);
    return bytes;
}

/* Everything that means something to Graphviz or to XML comes out as it went in. */
static void test_text_is_not_interpreted(void **state)
{
    static const char *const pairs[][2] = {
        {"plain", ">plain<"},   {"<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"},
        {"a & b", "a &amp; b"}, {"&amp;", "&amp;amp;"},
        {"100 %", "100 %"},     {"G", ">G<"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *svg = rendered(*state, pairs[i][0], "svg", &n);
        assert_non_null(strstr(svg, pairs[i][1]));
        free(svg);
    }
    char *svg = rendered(*state, "a\\N b\\G c\\l d\\", "svg", &n);
    assert_non_null(strstr(svg, ">N b<")); /* the backslash stands in a run before */
    assert_non_null(strstr(svg, ">G c<"));
    assert_null(strstr(svg, "test c<"));
    free(svg);
}

static void test_page_has_the_size_asked_for(void **state)
{
    size_t n = 0;
    char *svg = rendered(*state, "x", "svg", &n);
    assert_non_null(strstr(svg, "width=\"400pt\" height=\"200pt\""));
    free(svg);
}

static void test_formats_begin_as_they_should(void **state)
{
    size_t n = 0;
    char *pdf = rendered(*state, "x", "pdf", &n);
    assert_memory_equal(pdf, "%PDF", 4);
    free(pdf);
    char *png = rendered(*state, "x", "png", &n);
    assert_memory_equal(png, "\x89PNG", 4);
    free(png);
}

static void test_errors_are_seen(void **state)
{
    struct lp_diag *diag = lp_diag_new();
    struct lp_draw_canvas *canvas = lp_draw_canvas_new(100, 100, "test");
    const struct lp_draw_type type = {12, false, "#000000", false};
    char *bytes = NULL;
    size_t n = 0;
    /* An unknown format. */
    assert_int_equal(lp_draw_canvas_render(*state, canvas, "nonsense", &bytes, &n, diag),
                     LP_EINTERNAL);
    assert_true(lp_diag_n_errors(diag) > 0);
    /* Bytes that are no text are drawn as U+FFFD. */
    lp_draw_canvas_text(canvas, (struct lp_draw_point){50, 50}, "\xff\033\xfe", &type);
    assert_int_equal(lp_draw_canvas_render(*state, canvas, "svg", &bytes, &n, diag), LP_OK);
    bytes[n - 1] = '\0';
    assert_non_null(strstr(bytes, ">\uFFFD\uFFFD\uFFFD<"));
    free(bytes);
    bytes = NULL;
    /* A label that is no XML, which Graphviz would replace without a word. */
    const struct lp_draw_type broken = {12, false, "<", false};
    lp_draw_canvas_text(canvas, (struct lp_draw_point){50, 50}, "x", &broken);
    assert_int_equal(lp_draw_canvas_render(*state, canvas, "svg", &bytes, &n, diag), LP_EINTERNAL);
    assert_null(bytes);
    lp_draw_canvas_free(canvas);
    lp_diag_free(diag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_text_is_not_interpreted),
        cmocka_unit_test(test_page_has_the_size_asked_for),
        cmocka_unit_test(test_formats_begin_as_they_should),
        cmocka_unit_test(test_errors_are_seen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
