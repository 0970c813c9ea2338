/* SPDX-License-Identifier: MIT
 *
 * What is asked of the layout, and what is done to its answer. The dominant path (or, where none is
 * named, the way of the largest flows) is the axis, a straight line by heavy edges and a common
 * group. Edges without flow do not rank, unless they alone hold a compartment in the network. dot
 * fans all lines of an electrode from its centre; here they leave its side at even distances.
 */
#include "draw/draw_arrange.h"

#include <math.h>

#define OUTSIDE_GAP_PT 4.0

/* Circles are ringed by a thin line that the flow should touch. */
static struct lp_draw_shape shape_of(const struct lp_draw_node *node, double grown)
{
    return (struct lp_draw_shape){node->centre, node->half_width + grown, node->half_height + grown,
                                  !node->is_electrode};
}

static bool has_flow(const struct lp_draw_curve *curve)
{
    return curve->share.value > 0;
}

static size_t largest_way_on(const struct lp_draw_scene *scene, size_t i_node)
{
    size_t best = scene->n_curves;
    for (size_t i = 0; i < scene->n_curves; i++)
        if (scene->curves[i].i_tail == i_node && has_flow(&scene->curves[i]) &&
            (best == scene->n_curves ||
             scene->curves[i].share.value > scene->curves[best].share.value))
            best = i;
    return best;
}

/* Mark the axis: the dominant path if it visits nothing twice, else downstream by largest flow. */
static void find_axis(const struct lp_draw_scene *scene, struct lp_draw_place places[],
                      bool is_axis_edge[])
{
    const struct lp_picture *picture = scene->picture;
    bool is_simple = picture->n_dominant > 1;
    for (size_t i = 0; i < picture->n_dominant; i++)
        for (size_t k = 0; k < i; k++)
            is_simple = is_simple && picture->dominant[i] != picture->dominant[k];
    if (is_simple && scene->n_hidden == 0) { /* then scene and picture number nodes alike */
        for (size_t i = 0; i < picture->n_dominant; i++)
            places[picture->dominant[i]].is_on_axis = true;
        for (size_t i = 0; i < scene->n_curves; i++)
            is_axis_edge[i] = picture->edges[scene->curves[i].i_edge].is_dominant;
        return;
    }
    size_t i_node = 0;
    while (i_node < scene->n_nodes && !scene->nodes[i_node].is_electrode)
        i_node++;
    while (i_node < scene->n_nodes && !places[i_node].is_on_axis) {
        places[i_node].is_on_axis = true;
        const size_t i_curve = largest_way_on(scene, i_node);
        if (i_curve == scene->n_curves)
            break;
        is_axis_edge[i_curve] = true;
        i_node = scene->curves[i_curve].i_head;
    }
}

static void ask_places(const struct lp_draw_scene *scene, struct lp_draw_place places[])
{
    size_t n_electrodes = 0;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        const struct lp_draw_node *node = &scene->nodes[i];
        const double label_width = node->label.x1 - node->label.x0;
        const double label_height = node->label.y1 - node->label.y0;
        places[i].width_pt = 2 * node->half_width;
        places[i].height_pt = 2 * node->half_height;
        if (node->is_label_outside) { /* room above and below, so that the circle stays central */
            places[i].width_pt = fmax(places[i].width_pt, label_width);
            places[i].height_pt += 2 * (label_height + OUTSIDE_GAP_PT);
        }
        if (node->is_electrode)
            places[i].rank = n_electrodes++ == 0 ? -1 : 1;
    }
}

static bool is_held_by_flow(const struct lp_draw_scene *scene, size_t i_node)
{
    for (size_t i = 0; i < scene->n_curves; i++)
        if (has_flow(&scene->curves[i]) &&
            (scene->curves[i].i_tail == i_node || scene->curves[i].i_head == i_node))
            return true;
    return false;
}

static void ask_routes(const struct lp_draw_scene *scene, const bool is_axis_edge[],
                       struct lp_draw_route routes[])
{
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_curve *curve = &scene->curves[i];
        routes[i].i_tail = curve->i_tail;
        routes[i].i_head = curve->i_head;
        routes[i].weight = is_axis_edge[i] ? 100 : has_flow(curve) ? 2 : 1;
        routes[i].is_ranked = has_flow(curve) || !is_held_by_flow(scene, curve->i_tail) ||
                              !is_held_by_flow(scene, curve->i_head);
    }
}

/* Height at which a chain from an electrode's centre crosses its side. */
static double exit_height(const struct lp_draw_curve *curve, const struct lp_draw_node *electrode)
{
    struct lp_draw_point samples[64];
    lp_draw_curve_sample(curve->n_points, curve->points, 64, samples);
    double y = electrode->centre.y, nearest = INFINITY;
    for (size_t i = 0; i < 64; i++) {
        const double off = fabs(fabs(samples[i].x - electrode->centre.x) - electrode->half_width);
        if (off < nearest) {
            nearest = off;
            y = samples[i].y;
        }
    }
    return y - electrode->centre.y;
}

/* Shift a chain near the electrode by dy, fading out over the space before the first circle. */
static void shift_end(struct lp_draw_curve *curve, const struct lp_draw_node *electrode, double dy)
{
    const double reach = 85;
    for (size_t i = 0; i < curve->n_points; i++) {
        const double off = fabs(curve->points[i].x - electrode->centre.x) - electrode->half_width;
        const double s = fmin(fmax(off / reach, 0), 1);
        curve->points[i].y += dy * (1 - s) * (1 - s) * (1 + 2 * s);
    }
}

/* Give the lines of an electrode their places on its side, in the order in which they fan out. */
static void spread_lines(struct lp_draw_scene *scene, size_t i_node)
{
    const struct lp_draw_node *electrode = &scene->nodes[i_node];
    size_t n = 0;
    for (size_t i = 0; i < scene->n_curves; i++)
        n += scene->curves[i].i_tail == i_node || scene->curves[i].i_head == i_node;
    const double spacing = fmin(24, 1.6 * electrode->half_height / (double)(n + 1));
    for (size_t i = 0; i < scene->n_curves; i++) {
        struct lp_draw_curve *curve = &scene->curves[i];
        if (curve->i_tail != i_node && curve->i_head != i_node)
            continue;
        const double own = exit_height(curve, electrode);
        int n_between = 0; /* lines from the middle out to this one, itself included */
        for (size_t k = 0; k < scene->n_curves; k++) {
            const struct lp_draw_curve *other = &scene->curves[k];
            if (other->i_tail != i_node && other->i_head != i_node)
                continue;
            const double height = exit_height(other, electrode);
            if (fabs(height) >= 1 && height * own > 0 && fabs(height) <= fabs(own))
                n_between++;
        }
        curve->shift_pt[curve->i_head == i_node] =
            fabs(own) < 1 ? 0 : copysign(spacing * n_between, own) - own;
    }
    for (size_t i = 0; i < scene->n_curves; i++) {
        struct lp_draw_curve *curve = &scene->curves[i];
        if (curve->i_tail == i_node || curve->i_head == i_node)
            shift_end(curve, electrode, curve->shift_pt[curve->i_head == i_node]);
    }
}

enum lp_status lp_draw_arrange(struct lp_draw_graphviz *graphviz, struct lp_draw_scene *scene,
                               struct lp_diag *diag)
{
    struct lp_draw_place *places = lp_arena_alloc(scene->arena, scene->n_nodes, sizeof *places);
    struct lp_draw_route *routes = lp_arena_alloc(scene->arena, scene->n_curves, sizeof *routes);
    bool *is_axis_edge = lp_arena_alloc(scene->arena, scene->n_curves, sizeof *is_axis_edge);
    if (!places || !routes || !is_axis_edge)
        return LP_ENOMEM;
    ask_places(scene, places);
    find_axis(scene, places, is_axis_edge);
    ask_routes(scene, is_axis_edge, routes);
    const enum lp_status status = lp_draw_graphviz_layout(graphviz, scene->arena, scene->n_nodes,
                                                          places, scene->n_curves, routes, diag);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        struct lp_draw_node *node = &scene->nodes[i];
        node->centre = places[i].centre;
        node->label = lp_draw_box_around(node->centre, node->label.x1 - node->label.x0,
                                         node->label.y1 - node->label.y0);
    }
    for (size_t i = 0; i < scene->n_curves; i++) {
        scene->curves[i].n_points = routes[i].n_points;
        scene->curves[i].points = routes[i].points;
    }
    for (size_t i = 0; i < scene->n_nodes; i++)
        if (scene->nodes[i].is_electrode)
            spread_lines(scene, i);
    for (size_t i = 0; i < scene->n_curves; i++) {
        struct lp_draw_curve *curve = &scene->curves[i];
        const struct lp_draw_shape tail = shape_of(&scene->nodes[curve->i_tail], 0.6);
        const struct lp_draw_shape head = shape_of(&scene->nodes[curve->i_head], 0.6);
        curve->n_points = lp_draw_curve_clip(curve->n_points, curve->points, &tail, &head);
    }
    return LP_OK;
}

/* Everything of a curve: its samples with its width, and its label. */
static struct lp_draw_box curve_box(const struct lp_draw_curve *curve)
{
    struct lp_draw_point samples[64];
    lp_draw_curve_sample(curve->n_points, curve->points, 64, samples);
    struct lp_draw_box box = lp_draw_box_around(samples[0], curve->rim_pt, curve->rim_pt);
    for (size_t i = 1; i < 64; i++)
        box = lp_draw_box_union(box, lp_draw_box_around(samples[i], curve->rim_pt, curve->rim_pt));
    return curve->label.strong ? lp_draw_box_union(box, curve->label.box) : box;
}

void lp_draw_bound(struct lp_draw_scene *scene)
{
    struct lp_draw_box all = {INFINITY, INFINITY, -INFINITY, -INFINITY}, phases = all;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        const struct lp_draw_node *node = &scene->nodes[i];
        struct lp_draw_box box =
            lp_draw_box_around(node->centre, 2 * node->half_width, 2 * node->half_height);
        if (node->is_label_outside)
            box = lp_draw_box_union(box, lp_draw_box_grown(node->label, 3));
        all = lp_draw_box_union(all, box);
        if (!node->is_electrode)
            phases = lp_draw_box_union(phases, box);
    }
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_box box = curve_box(&scene->curves[i]);
        all = lp_draw_box_union(all, box);
        phases.y0 = fmin(phases.y0, box.y0);
        phases.y1 = fmax(phases.y1, box.y1);
    }
    scene->frame = lp_draw_box_grown(phases, 16);
    scene->frame.y1 += 12; /* its own name */
    scene->bounds = lp_draw_box_union(all, scene->frame);
}
