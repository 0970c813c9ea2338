/* SPDX-License-Identifier: MIT
 *
 * What is asked of the layout, and what is done to its answer. The dominant path (or, where none is
 * named, the way of the largest flows) is the axis, a straight line by heavy edges and a common
 * group, in the middle of the picture. Weak flows do not rank, unless a compartment hangs on
 * nothing stronger. dot fans all lines of an electrode from its centre; here they leave
 * its side at even distances. Then each line is smoothed and cut at the borders.
 */
#include "draw/draw_scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OUTSIDE_GAP_PT 4.0
#define N_SAMPLES      25  /* of a line, while it is being bent */
#define WEAK_SHARE     0.1 /* a flow below this that may be zero does not rank */

/* Of a name's height beside a circle, above and below together: the circle stays central, and the
 * space between nodes lends the rest. */
#define LABEL_ROOM 1.5

static bool has_flow(const struct lp_draw_curve *curve)
{
    return curve->share.value > 0;
}

/* How much a line's direction says about which end stands left: much, a little, nothing. A contact
 * says a little even without flow: a compartment between the electrodes stands between them. */
static int strength(const struct lp_draw_scene *scene, const struct lp_draw_curve *curve)
{
    if (curve->style <= LP_DRAW_OTHER || curve->share.value >= WEAK_SHARE)
        return 2;
    const bool is_contact =
        scene->nodes[curve->i_tail].is_electrode || scene->nodes[curve->i_head].is_electrode;
    return has_flow(curve) || is_contact ? 1 : 0;
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
        if (node->is_label_outside) {
            places[i].width_pt = fmax(places[i].width_pt, label_width);
            places[i].height_pt += LABEL_ROOM * (label_height + OUTSIDE_GAP_PT);
        }
        if (node->is_electrode)
            places[i].rank = n_electrodes++ == 0 ? -1 : 1;
    }
}

/* The strongest line that a compartment hangs on. */
static int hold(const struct lp_draw_scene *scene, size_t i_node)
{
    int strongest = 0;
    for (size_t i = 0; i < scene->n_curves; i++)
        if ((scene->curves[i].i_tail == i_node || scene->curves[i].i_head == i_node) &&
            strength(scene, &scene->curves[i]) > strongest)
            strongest = strength(scene, &scene->curves[i]);
    return strongest;
}

/* From top to bottom: half of the others, the axis, the other half. rank: the inverse. */
static void set_order(const struct lp_draw_scene *scene, const struct lp_draw_place places[],
                      size_t order[], size_t rank[])
{
    size_t n_off = 0, n = 0, n_seen = 0;
    for (size_t i = 0; i < scene->n_nodes; i++)
        n_off += !places[i].is_on_axis;
    for (int part = 0; part < 3; part++) {
        n_seen = 0;
        for (size_t i = 0; i < scene->n_nodes; i++) {
            const int own = places[i].is_on_axis ? 1 : n_seen++ < n_off / 2 ? 0 : 2;
            if (own != part)
                continue;
            rank[i] = n;
            order[n++] = i;
        }
    }
}

static int by_order(const void *one, const void *other)
{
    const struct lp_draw_route *a = one, *b = other;
    if (a->order[0] != b->order[0])
        return a->order[0] < b->order[0] ? -1 : 1;
    if (a->order[1] != b->order[1])
        return a->order[1] < b->order[1] ? -1 : 1;
    return a->i_curve < b->i_curve ? -1 : 1;
}

static void ask_routes(const struct lp_draw_scene *scene, const bool is_axis_edge[],
                       const size_t rank[], struct lp_draw_route routes[])
{
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_curve *curve = &scene->curves[i];
        routes[i] = (struct lp_draw_route){
            .i_tail = curve->i_tail,
            .i_head = curve->i_head,
            .i_curve = i,
            .weight = is_axis_edge[i]   ? 100
                      : has_flow(curve) ? 2
                                        : 1,
            .is_ranked = strength(scene, curve) >= hold(scene, curve->i_tail) ||
                         strength(scene, curve) >= hold(scene, curve->i_head),
            .order = {rank[curve->i_tail], rank[curve->i_head]}};
    }
    if (scene->n_curves > 1)
        qsort(routes, scene->n_curves, sizeof *routes, by_order);
}

/* Two compartments one above the other with others between them: an arc past these. */
static void bend_past(const struct lp_draw_scene *scene, struct lp_draw_route *route)
{
    const struct lp_draw_point a = scene->nodes[route->i_tail].centre;
    const struct lp_draw_point b = scene->nodes[route->i_head].centre;
    double widest = 0;
    if (fabs(a.x - b.x) > 8)
        return;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        const struct lp_draw_node *node = &scene->nodes[i];
        if (i != route->i_tail && i != route->i_head && fabs(node->centre.x - a.x) < 8 &&
            (node->centre.y - a.y) * (node->centre.y - b.y) < 0)
            widest = fmax(widest, node->half_width);
    }
    if (widest == 0 || route->n_points < 4)
        return;
    const double out = (widest + 12) * 4 / 3; /* a cubic's middle is 3/4 of the way out */
    route->n_points = 4;
    route->points[0] = a;
    route->points[1] = (struct lp_draw_point){a.x - out, a.y + (b.y - a.y) * 0.2};
    route->points[2] = (struct lp_draw_point){b.x - out, b.y - (b.y - a.y) * 0.2};
    route->points[3] = b;
}

/* The scene's copy of a route as samples at even distances. */
static void sample_route(const struct lp_draw_scene *scene, struct lp_draw_route *route,
                         struct lp_draw_point samples[])
{
    bend_past(scene, route);
    lp_draw_curve_sample(route->n_points, route->points, N_SAMPLES, samples);
}

/* Height at which a line from an electrode's centre crosses the upright of its side. */
static double exit_height(const struct lp_draw_point samples[],
                          const struct lp_draw_node *electrode, bool is_at_end)
{
    for (size_t k = 1; k < N_SAMPLES; k++) {
        const size_t i = is_at_end ? N_SAMPLES - 1 - k : k;
        const struct lp_draw_point outer = samples[i], inner = samples[is_at_end ? i + 1 : i - 1];
        const double x1 = fabs(outer.x - electrode->centre.x);
        const double x0 = fabs(inner.x - electrode->centre.x);
        if (x1 < electrode->half_width || x1 <= x0)
            continue;
        const double part = fmax(electrode->half_width - x0, 0) / (x1 - x0);
        return inner.y + part * (outer.y - inner.y) - electrode->centre.y;
    }
    return 0;
}

/* Shift a line near the electrode by dy, fading out over the space before the first circle. */
static void shift_end(struct lp_draw_point samples[], const struct lp_draw_node *electrode,
                      double dy)
{
    const double reach = 100;
    for (size_t i = 0; i < N_SAMPLES; i++) {
        const double off = fabs(samples[i].x - electrode->centre.x) - electrode->half_width;
        const double s = fmin(fmax(off / reach, 0), 1);
        samples[i].y += dy * (1 - s) * (1 - s) * (1 + 2 * s);
    }
}

/* Give the lines of an electrode their places on its side, in the order in which they fan out. */
static void spread_lines(const struct lp_draw_scene *scene, size_t i_node,
                         struct lp_draw_point (*samples)[N_SAMPLES])
{
    const struct lp_draw_node *electrode = &scene->nodes[i_node];
    double *height = lp_arena_alloc(scene->arena, scene->n_curves, sizeof *height);
    if (!height)
        return;
    size_t n = 0;
    for (size_t i = 0; i < scene->n_curves; i++) {
        const struct lp_draw_curve *curve = &scene->curves[i];
        const bool is_here = curve->i_tail == i_node || curve->i_head == i_node;
        height[i] = is_here ? exit_height(samples[i], electrode, curve->i_head == i_node) : NAN;
        n += is_here;
    }
    const double spacing = fmin(24, 1.6 * electrode->half_height / (double)(n + 1));
    for (size_t i = 0; i < scene->n_curves; i++) {
        size_t n_out = 0; /* lines from the middle out to this one, itself included */
        for (size_t k = 0; k < scene->n_curves; k++)
            n_out += fabs(height[k]) >= 1 && height[k] * height[i] > 0 &&
                     fabs(height[k]) <= fabs(height[i]);
        if (fabs(height[i]) >= 1) /* not for NAN */
            shift_end(samples[i], electrode,
                      copysign(spacing * (double)n_out, height[i]) - height[i]);
    }
}

/* Take the corners out of a line; its ends stay. */
static void smooth(struct lp_draw_point samples[])
{
    for (int round = 0; round < 6; round++) {
        struct lp_draw_point before = samples[0];
        for (size_t i = 1; i + 1 < N_SAMPLES; i++) {
            const struct lp_draw_point here = samples[i], after = samples[i + 1];
            samples[i].x = (before.x + 2 * here.x + after.x) / 4;
            samples[i].y = (before.y + 2 * here.y + after.y) / 4;
            before = here;
        }
    }
}

/* A node's outline, larger or smaller; the default touches the ring around it. */
static struct lp_draw_shape shape_of(const struct lp_draw_node *node, double grown)
{
    return (struct lp_draw_shape){node->centre, fmax(node->half_width + grown, 2),
                                  fmax(node->half_height + grown, 2), !node->is_electrode};
}

/* The line from border to border, and its body, which begins below the circle's ring. */
static void cut(struct lp_draw_scene *scene, struct lp_draw_curve *curve,
                const struct lp_draw_point samples[])
{
    const size_t n_most = 3 * (N_SAMPLES - 1) + 1;
    curve->points = lp_arena_alloc(scene->arena, n_most, sizeof *curve->points);
    curve->body = lp_arena_alloc(scene->arena, n_most, sizeof *curve->body);
    if (!curve->points || !curve->body)
        return;
    const size_t n = lp_draw_curve_through(N_SAMPLES, samples, curve->points);
    memcpy(curve->body, curve->points, n * sizeof *curve->body);
    const struct lp_draw_node *tail = &scene->nodes[curve->i_tail];
    const struct lp_draw_node *head = &scene->nodes[curve->i_head];
    const double below = -fmin(curve->rim_pt / 2 + 2, fmin(tail->half_width, head->half_width) / 2);
    struct lp_draw_shape from = shape_of(tail, 0.6), to = shape_of(head, 0.6);
    curve->n_points = lp_draw_curve_clip(n, curve->points, &from, &to);
    from = shape_of(tail, below);
    if (curve->has_open_arrow)
        to = shape_of(head, below);
    curve->n_body_points = lp_draw_curve_clip(n, curve->body, &from, &to);
    if (!curve->has_open_arrow && curve->arrow_pt > 0)
        curve->n_body_points =
            lp_draw_curve_shorten(curve->n_body_points, curve->body, 0.75 * curve->arrow_pt);
}

static void shape_lines(struct lp_draw_scene *scene, struct lp_draw_route routes[])
{
    struct lp_draw_point(*samples)[N_SAMPLES] =
        lp_arena_alloc(scene->arena, scene->n_curves, sizeof *samples);
    if (!samples)
        return;
    for (size_t i = 0; i < scene->n_curves; i++)
        sample_route(scene, &routes[i], samples[routes[i].i_curve]);
    for (size_t i = 0; i < scene->n_nodes; i++)
        if (scene->nodes[i].is_electrode)
            spread_lines(scene, i, samples);
    for (size_t i = 0; i < scene->n_curves; i++) {
        smooth(samples[i]);
        cut(scene, &scene->curves[i], samples[i]);
    }
}

enum lp_status lp_draw_arrange(struct lp_draw_graphviz *graphviz, struct lp_draw_scene *scene,
                               struct lp_diag *diag)
{
    struct lp_arena *arena = scene->arena;
    struct lp_draw_place *places = lp_arena_alloc(arena, scene->n_nodes, sizeof *places);
    struct lp_draw_route *routes = lp_arena_alloc(arena, scene->n_curves, sizeof *routes);
    bool *is_axis_edge = lp_arena_alloc(arena, scene->n_curves, sizeof *is_axis_edge);
    size_t *order = lp_arena_alloc(arena, scene->n_nodes, sizeof *order);
    size_t *rank = lp_arena_alloc(arena, scene->n_nodes, sizeof *rank);
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    ask_places(scene, places);
    find_axis(scene, places, is_axis_edge);
    set_order(scene, places, order, rank);
    ask_routes(scene, is_axis_edge, rank, routes);
    const enum lp_status status = lp_draw_graphviz_layout(graphviz, arena, scene->n_nodes, places,
                                                          order, scene->n_curves, routes, diag);
    if (status != LP_OK)
        return status;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        struct lp_draw_node *node = &scene->nodes[i];
        node->centre = places[i].centre;
        node->label = lp_draw_box_around(node->centre, node->label.x1 - node->label.x0,
                                         node->label.y1 - node->label.y0);
    }
    shape_lines(scene, routes);
    return lp_arena_status(arena, LP_OK);
}

struct lp_draw_box lp_draw_node_box(const struct lp_draw_node *node)
{
    const struct lp_draw_box shape =
        lp_draw_box_around(node->centre, 2 * node->half_width, 2 * node->half_height);
    return node->is_label_outside ? lp_draw_box_union(shape, lp_draw_box_grown(node->label, 3))
                                  : shape;
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
        const struct lp_draw_box box = lp_draw_node_box(node);
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
    scene->frame = lp_draw_box_grown(phases, LP_DRAW_FRAME_PT);
    scene->frame.y1 += 12; /* its own name */
    scene->bounds = lp_draw_box_union(all, scene->frame);
}
