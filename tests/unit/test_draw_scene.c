/* SPDX-License-Identifier: MIT
 *
 * The scene of every test result: each compartment and edge is there, arrows follow the flow, areas
 * and widths are to scale, and no label covers a label, a compartment or a line.
 */
/* LINK: draw */
#include "draw/draw_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const results[] = {
    "three-phases",    "symmetric",    "series",       "parallel",    "one-phase",
    "five-phases",     "seven-phases", "undetermined", "no-dominant", "nasty-names",
    "depth-recurring", "no-interface", "no-flow",      "many-nodes"};
#define N_RESULTS (sizeof results / sizeof *results)

struct made {
    struct lp_picture *picture;
    struct lp_draw_scene *scene;
};

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

static struct made make(struct lp_draw_graphviz *graphviz, const char *name)
{
    char path[200];
    struct made made = {NULL, NULL};
    struct lp_diag *diag = lp_diag_new();
    snprintf(path, sizeof path, "tests/unit/data/picture/%s.json", name);
    if (lp_picture_read(path, &made.picture, diag) != LP_OK ||
        lp_draw_scene_new(graphviz, made.picture, &made.scene, diag) != LP_OK)
        fail_msg("%s: %s", name, lp_diag_first_error(diag));
    lp_diag_free(diag);
    return made;
}

static void clear(struct made *made)
{
    lp_draw_scene_free(made->scene);
    lp_picture_free(made->picture);
}

static void test_all_are_there(void **state)
{
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct made made = make(*state, results[k]);
        if (made.picture->n_nodes <= LP_DRAW_MAX_NODES) {
            assert_int_equal(made.scene->n_nodes, made.picture->n_nodes);
            assert_int_equal(made.scene->n_curves, made.picture->n_edges);
            assert_int_equal(made.scene->n_hidden, 0);
        }
        for (size_t i = 0; i < made.scene->n_nodes; i++)
            assert_true(made.scene->nodes[i].name.n > 0);
        clear(&made);
    }
}

/* A curve begins at the border of where the lithium comes from and ends at where it goes. */
static void test_arrows_follow_the_flow(void **state)
{
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct made made = make(*state, results[k]);
        for (size_t i = 0; i < made.scene->n_curves; i++) {
            const struct lp_draw_curve *curve = &made.scene->curves[i];
            const struct lp_picture_edge *edge = &made.picture->edges[curve->i_edge];
            const struct lp_draw_node *tail = &made.scene->nodes[curve->i_tail];
            const struct lp_draw_node *head = &made.scene->nodes[curve->i_head];
            const struct lp_draw_point first = curve->points[0];
            const struct lp_draw_point last = curve->points[curve->n_points - 1];
            const bool is_turned = edge->share.value < 0;
            assert_int_equal(tail->i_node, is_turned ? edge->i_to : edge->i_from);
            assert_int_equal(head->i_node, is_turned ? edge->i_from : edge->i_to);
            if (!tail->is_electrode)
                assert_true(fabs(hypot(first.x - tail->centre.x, first.y - tail->centre.y) -
                                 tail->half_width) < 2);
            if (!head->is_electrode)
                assert_true(fabs(hypot(last.x - head->centre.x, last.y - head->centre.y) -
                                 head->half_width) < 2);
            assert_true((curve->arrow_pt > 0) == (curve->style <= LP_DRAW_OTHER));
        }
        clear(&made);
    }
}

static void test_styles(void **state)
{
    struct made made = make(*state, "symmetric");
    size_t n[4] = {0, 0, 0, 0};
    for (size_t i = 0; i < made.scene->n_curves; i++)
        n[made.scene->curves[i].style]++;
    assert_int_equal(n[LP_DRAW_DOMINANT], 2);
    assert_int_equal(n[LP_DRAW_OTHER], 4);
    assert_int_equal(n[LP_DRAW_NOT_SIGNIFICANT], 1);
    assert_int_equal(n[LP_DRAW_ABSENT], 2); /* share 0, interval [0, 0] */
    assert_int_equal(made.scene->curves[made.scene->n_curves - 1].style, LP_DRAW_DOMINANT);
    clear(&made);
    made = make(*state, "undetermined");
    for (size_t i = 0; i < made.scene->n_curves; i++) {
        assert_int_equal(made.scene->curves[i].style, LP_DRAW_NOT_SIGNIFICANT);
        assert_string_equal(made.scene->curves[i].label.strong, "n.s.");
    }
    clear(&made);
}

static void test_to_scale(void **state)
{
    struct made made = make(*state, "symmetric");
    const struct lp_draw_scene *scene = made.scene;
    const double r_lgps = scene->nodes[2].half_width, r_salt = scene->nodes[4].half_width;
    assert_true(fabs(r_lgps * r_lgps / (r_salt * r_salt) - 6 / 2.5) < 1e-9);
    assert_true(scene->nodes[0].half_width == scene->nodes[1].half_width);
    assert_true(scene->nodes[0].half_height == scene->nodes[1].half_height);
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_curve *curve = &scene->curves[i];
        if (curve->style > LP_DRAW_OTHER)
            continue;
        assert_true(fabs(curve->core_pt - 20 * curve->share.value) < 1e-9);
        assert_true(fabs(curve->rim_pt - 20 * curve->share.high) < 1e-9);
    }
    clear(&made);
}

static bool covers_node(const struct lp_draw_node *node, struct lp_draw_box box)
{
    if (node->is_electrode)
        return lp_draw_box_overlaps(
            lp_draw_box_around(node->centre, 2 * node->half_width, 2 * node->half_height), box);
    const double dx = fmax(fmax(box.x0 - node->centre.x, node->centre.x - box.x1), 0);
    const double dy = fmax(fmax(box.y0 - node->centre.y, node->centre.y - box.y1), 0);
    return hypot(dx, dy) < node->half_width;
}

static bool covers_line(const struct lp_draw_curve *curve, struct lp_draw_box box)
{
    struct lp_draw_point samples[400];
    if (curve->style == LP_DRAW_ABSENT)
        return false; /* a faint dotted line may pass below a number */
    lp_draw_curve_sample(curve->n_points, curve->points, 400, samples);
    for (size_t i = 0; i < 400; i++)
        if (lp_draw_box_overlaps(lp_draw_box_around(samples[i], curve->rim_pt, curve->rim_pt), box))
            return true;
    return false;
}

static void check_box(const struct lp_draw_scene *scene, const char *result, struct lp_draw_box box,
                      size_t i_own_node, size_t i_own_curve)
{
    for (size_t i = 0; i < scene->n_nodes; i++) {
        if (covers_node(&scene->nodes[i], box))
            fail_msg("%s: a label covers compartment %zu", result, i);
        if (i != i_own_node && scene->nodes[i].is_label_outside &&
            lp_draw_box_overlaps(scene->nodes[i].label, box))
            fail_msg("%s: a label covers the name of %zu", result, i);
    }
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_curve *curve = &scene->curves[i];
        if (covers_line(curve, lp_draw_box_grown(box, -0.5)))
            fail_msg("%s: line %zu runs through a label", result, i);
        if (i != i_own_curve && curve->label.strong && lp_draw_box_overlaps(curve->label.box, box))
            fail_msg("%s: labels %zu and %zu overlap", result, i, i_own_curve);
    }
}

static void test_labels_are_free(void **state)
{
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct made made = make(*state, results[k]);
        const struct lp_draw_scene *scene = made.scene;
        for (size_t i = 0; i < scene->n_curves; i++)
            if (scene->curves[i].label.strong)
                check_box(scene, results[k], scene->curves[i].label.box, scene->n_nodes, i);
        for (size_t i = 0; i < scene->n_nodes; i++)
            if (scene->nodes[i].is_label_outside)
                check_box(scene, results[k], scene->nodes[i].label, i, scene->n_curves);
        clear(&made);
    }
}

/* No circle or box covers another, and all lie within the bounds. */
static void test_compartments_are_apart(void **state)
{
    for (size_t k = 0; k < N_RESULTS; k++) {
        struct made made = make(*state, results[k]);
        for (size_t i = 0; i < made.scene->n_nodes; i++) {
            const struct lp_draw_box box = lp_draw_node_box(&made.scene->nodes[i]);
            for (size_t m = 0; m < i; m++)
                assert_false(covers_node(&made.scene->nodes[m], box));
            const struct lp_draw_box all = lp_draw_box_union(box, made.scene->bounds);
            assert_memory_equal(&all, &made.scene->bounds, sizeof all);
        }
        clear(&made);
    }
}

/* Phases that touch both electrodes stand between them, above one another, flow or none. */
static void test_contacts_without_flow_rank(void **state)
{
    struct made made = make(*state, "no-flow");
    const struct lp_draw_scene *scene = made.scene;
    size_t n_above = 0, n_below = 0;
    for (size_t i = 3; i < scene->n_nodes; i++)
        assert_true(fabs(scene->nodes[i].centre.x - scene->nodes[2].centre.x) < 1);
    for (size_t i = 2; i < scene->n_nodes; i++) {
        n_above += scene->nodes[i].centre.y > scene->nodes[0].centre.y + 1;
        n_below += scene->nodes[i].centre.y < scene->nodes[0].centre.y - 1;
    }
    assert_int_equal(n_above, 1); /* one on the axis, one above, two below */
    assert_int_equal(n_below, 2);
    clear(&made);
}

static void test_many_nodes(void **state)
{
    struct made made = make(*state, "many-nodes");
    assert_int_equal(made.scene->n_nodes, 8); /* two electrodes, six significant phases */
    assert_int_equal(made.scene->n_hidden, 64);
    assert_int_equal(made.scene->n_curves, 12);
    clear(&made);
}

/* Networks that no study gives but a file may: they are drawn, or refused, and nothing breaks. */
static void test_odd_networks(void **state)
{
    const struct lp_picture_number half = {0.5, 0.4, 0.6},
                                   none = {(double)NAN, (double)NAN, (double)NAN};
    const struct lp_picture_node nodes[] = {
        {.name = "left", .kind = "electrode", .is_electrode = true, .enrichment = 0.95},
        {.name = "   ", .kind = "phase", .inventory_mol = (double)NAN, .enrichment = (double)NAN},
        {.name = "\x01\t\n", .kind = "phase", .inventory_mol = -1, .enrichment = 2},
        {.name = "", .kind = "phase", .inventory_mol = 1e300}};
    const struct lp_picture_edge edges[] = {
        {.id = "a", .i_from = 0, .i_to = 1, .share = half, .is_significant = true},
        {.id = "b", .i_from = 1, .i_to = 2, .share = half, .is_significant = true},
        {.id = "c", .i_from = 2, .i_to = 3, .share = half, .is_significant = true},
        {.id = "d", .i_from = 3, .i_to = 1, .share = half, .is_significant = true}, /* a cycle */
        {.id = "e", .i_from = 1, .i_to = 0, .share = half, .is_significant = true}, /* and back */
        {.id = "f", .i_from = 2, .i_to = 0, .share = none}};
    for (size_t n_nodes = 0; n_nodes <= 4; n_nodes++) {
        const struct lp_picture picture = {.title = "",
                                           .n_nodes = n_nodes,
                                           .n_edges = n_nodes == 4 ? 6 : 0,
                                           .nodes = nodes,
                                           .edges = edges,
                                           .verdict = "null",
                                           .verdict_text = ""};
        struct lp_draw_scene *scene = NULL;
        assert_int_equal(lp_draw_scene_new(*state, &picture, &scene, NULL), LP_OK);
        lp_draw_scene_free(scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_there),
        cmocka_unit_test(test_arrows_follow_the_flow),
        cmocka_unit_test(test_styles),
        cmocka_unit_test(test_to_scale),
        cmocka_unit_test(test_labels_are_free),
        cmocka_unit_test(test_compartments_are_apart),
        cmocka_unit_test(test_contacts_without_flow_rank),
        cmocka_unit_test(test_many_nodes),
        cmocka_unit_test(test_odd_networks),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
