/* SPDX-License-Identifier: MIT
 *
 * The clearance search. A label may stand at many places: above or below its curve, at many points
 * along it, near or a little off. Each place has a cost: covering a circle, a text or another line
 * is dear; coming close to another line costs a little (whose number is it?); the middle of its own
 * curve, on the upper side, is free. The cheapest place wins. Labels are placed one after the other
 * and then all once more, now that the others are known.
 */
#include "draw/draw_scene.h"

#include <math.h>

#define N_SAMPLES  97     /* points per curve: every 3 to 8 pt */
#define N_STATIONS 31     /* places tried along a curve */
#define COVERS     1000.0 /* text or a compartment under the label */
#define CROSSES    60.0   /* per sample of a line under the label */
#define NEAR_PT    11.0   /* closer than this to another line is ambiguous */

struct search {
    const struct lp_draw_scene *scene;
    struct lp_draw_point *samples; /* [n_curves][N_SAMPLES] */
    bool *has_place;               /* [n_curves] its label box counts already */
    double left, right;            /* the frame's upright borders */
};

/* Distance from a point to a box, 0 inside. */
static double distance(struct lp_draw_point point, struct lp_draw_box box)
{
    const double dx = fmax(fmax(box.x0 - point.x, point.x - box.x1), 0);
    const double dy = fmax(fmax(box.y0 - point.y, point.y - box.y1), 0);
    return hypot(dx, dy);
}

static double cost_of_node(const struct lp_draw_node *node, struct lp_draw_box box)
{
    const double margin = 3;
    double cost = 0;
    if (node->is_electrode) {
        const struct lp_draw_box shape =
            lp_draw_box_around(node->centre, 2 * node->half_width, 2 * node->half_height);
        cost += lp_draw_box_overlaps(lp_draw_box_grown(shape, margin), box) ? COVERS : 0;
    } else {
        const double depth = node->half_width + margin - distance(node->centre, box);
        cost += depth > 0 ? COVERS + 10 * depth : 0;
    }
    if (node->is_label_outside) {
        cost += lp_draw_box_overlaps(lp_draw_box_grown(node->label, 2), box) ? COVERS : 0;
        cost += lp_draw_box_overlaps(lp_draw_box_grown(node->label, 10), box) ? 6 : 0;
    }
    return cost;
}

/* What a box costs by its nearness to a curve. i_own: the curve that a label belongs to, n_curves
 * for a compartment's, which has a ground of its own where it covers a dotted line (draw_paint). */
static double cost_of_curve(const struct search *search, size_t i_curve, size_t i_own,
                            struct lp_draw_box box)
{
    const struct lp_draw_curve *curve = &search->scene->curves[i_curve];
    const struct lp_draw_point *samples = search->samples + i_curve * N_SAMPLES;
    const double half = curve->style == LP_DRAW_ABSENT ? 0.5 : curve->rim_pt / 2;
    const double weight =
        curve->style == LP_DRAW_ABSENT ? i_own == search->scene->n_curves ? 0.05 : 0.3 : 1;
    double cost = 0, nearest = NEAR_PT;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const double clearance = distance(samples[i], box) - half;
        cost += clearance < 1.5 ? CROSSES * weight : 0;
        nearest = fmin(nearest, clearance);
    }
    return i_curve == i_own ? cost : cost + weight * 0.6 * (NEAR_PT - fmax(nearest, 0));
}

static double cost_of_place(const struct search *search, size_t i_own, struct lp_draw_box box)
{
    const struct lp_draw_scene *scene = search->scene;
    double cost = 0;
    for (size_t i = 0; i < scene->n_nodes; i++)
        cost += cost_of_node(&scene->nodes[i], box);
    for (size_t i = 0; i < scene->n_curves; i++) {
        cost += cost_of_curve(search, i, i_own, box);
        if (i == i_own || !search->has_place[i])
            continue;
        const struct lp_draw_box other = scene->curves[i].label.box;
        cost += lp_draw_box_overlaps(lp_draw_box_grown(other, 3), box) ? COVERS : 0;
        cost += lp_draw_box_overlaps(lp_draw_box_grown(other, 10), box) ? 6 : 0;
    }
    if ((box.x0 - 3 < search->left && box.x1 + 3 > search->left) ||
        (box.x0 - 3 < search->right && box.x1 + 3 > search->right))
        cost += 18; /* on the frame's line */
    return cost;
}

/* The cheapest place for the label of one curve; returns its cost. */
static double find_place(struct search *search, size_t i_curve)
{
    struct lp_draw_curve *curve = &search->scene->curves[i_curve];
    const struct lp_draw_point *samples = search->samples + i_curve * N_SAMPLES;
    const double width = curve->label.box.x1 - curve->label.box.x0;
    const double height = curve->label.box.y1 - curve->label.box.y0;
    double best = INFINITY;
    struct lp_draw_box best_box = curve->label.box;
    for (size_t k = 0; k < N_STATIONS * 4; k++) {
        const size_t i_station = k / 4;
        const double side = k % 2 ? -1 : 1, gap = k % 4 < 2 ? 3.5 : 9;
        const double part = 0.08 + 0.84 * (double)i_station / (N_STATIONS - 1);
        const size_t i = (size_t)(part * (N_SAMPLES - 1));
        const struct lp_draw_point before = samples[i > 0 ? i - 1 : 0], after = samples[i + 1];
        const double length = fmax(hypot(after.x - before.x, after.y - before.y), 1e-9);
        double nx = -(after.y - before.y) / length, ny = (after.x - before.x) / length;
        if (ny < 0) { /* the normal that points up */
            nx = -nx;
            ny = -ny;
        }
        const double off = fabs(nx) * width / 2 + fabs(ny) * height / 2 + curve->rim_pt / 2 + gap;
        const struct lp_draw_box box = lp_draw_box_around(
            (struct lp_draw_point){samples[i].x + side * off * nx, samples[i].y + side * off * ny},
            width, height);
        const double cost = cost_of_place(search, i_curve, box) + 14 * fabs(part - 0.5) +
                            (side < 0 ? 2.5 : 0) + (gap > 4 ? 4 : 0);
        if (cost < best) {
            best = cost;
            best_box = box;
        }
    }
    curve->label.box = best_box;
    search->has_place[i_curve] = true;
    return best;
}

/* Where only "n.s." would fit, its interval is left to the tooltip. */
static void place_curve_label(struct search *search, size_t i_curve)
{
    struct lp_draw_curve *curve = &search->scene->curves[i_curve];
    if (find_place(search, i_curve) < CROSSES || curve->style != LP_DRAW_NOT_SIGNIFICANT ||
        !*curve->label.fine)
        return;
    curve->label.fine = "";
    curve->label.box = lp_draw_box_around(lp_draw_box_centre(curve->label.box), 18, 12);
    find_place(search, i_curve);
}

/* Beside its circle: below, above, right, left, or between these. */
static void place_node_label(struct search *search, struct lp_draw_node *node)
{
    static const double direction[8][2] = {{0, -1},     {0, 1},       {1, 0},     {-1, 0},
                                           {.71, -.71}, {-.71, -.71}, {.71, .71}, {-.71, .71}};
    const double width = node->label.x1 - node->label.x0;
    const double height = node->label.y1 - node->label.y0;
    double best = INFINITY;
    struct lp_draw_box best_box = node->label;
    node->is_label_outside = false; /* not in its own way */
    for (size_t k = 0; k < 16; k++) {
        const double *d = direction[k % 8], gap = k < 8 ? 3 : 12;
        const double off_x = d[0] * (node->half_width + width / 2 + gap);
        const double off_y = d[1] * (node->half_height + height / 2 + gap);
        const struct lp_draw_box box = lp_draw_box_around(
            (struct lp_draw_point){node->centre.x + off_x, node->centre.y + off_y}, width, height);
        const double cost = cost_of_place(search, search->scene->n_curves, box) + 1.0 * (double)k +
                            (k % 8 >= 2 ? 6 : 0);
        if (cost < best) {
            best = cost;
            best_box = box;
        }
    }
    node->is_label_outside = true;
    node->label = best_box;
}

/* Where the frame's upright borders will be. */
static void frame_borders(struct search *search)
{
    search->left = INFINITY;
    search->right = -INFINITY;
    for (size_t i = 0; i < search->scene->n_nodes; i++) {
        const struct lp_draw_node *node = &search->scene->nodes[i];
        if (node->is_electrode)
            continue;
        const struct lp_draw_box box = lp_draw_node_box(node);
        search->left = fmin(search->left, box.x0 - LP_DRAW_FRAME_PT);
        search->right = fmax(search->right, box.x1 + LP_DRAW_FRAME_PT);
    }
}

void lp_draw_place_labels(struct lp_draw_scene *scene)
{
    struct search search = {.scene = scene};
    search.samples =
        lp_arena_alloc(scene->arena, scene->n_curves * N_SAMPLES, sizeof *search.samples);
    search.has_place = lp_arena_alloc(scene->arena, scene->n_curves, sizeof *search.has_place);
    if (!search.samples || !search.has_place)
        return;
    for (size_t i = 0; i < scene->n_curves; i++)
        lp_draw_curve_sample(scene->curves[i].n_points, scene->curves[i].points, N_SAMPLES,
                             search.samples + i * N_SAMPLES);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < scene->n_nodes; i++)
            if (scene->nodes[i].is_label_outside)
                place_node_label(&search, &scene->nodes[i]);
        frame_borders(&search);
        for (size_t i = scene->n_curves; i-- > 0;) /* the most important are last */
            if (scene->curves[i].label.strong)
                place_curve_label(&search, i);
    }
}
