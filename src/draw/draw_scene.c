/* SPDX-License-Identifier: MIT
 *
 * From numbers to shapes. A circle's area is its lithium inventory, a line's width its share of the
 * net flow (0.20 pt per per cent), the line's rim the upper end of the share's 95 % interval.
 * Lines run the way the lithium goes: an edge whose share is negative is turned round.
 */
#include "draw/draw_scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAME_PT            12.0
#define FRACTION_PT        10.0
#define LINE_PT            14.0 /* from one line of a name to the next */
#define PT_PER_SHARE       20.0
#define LARGEST_RADIUS_PT  55.0
#define SMALLEST_RADIUS_PT 11.0
#define NO_FLOW            1e-12 /* a share below this is none (examples/README.md, net_share) */

static double label_height(const struct lp_draw_node *node)
{
    return LINE_PT * (double)node->name.n + (*node->fraction ? LINE_PT : 0);
}

static double label_width(const struct lp_draw_node *node)
{
    double width = lp_draw_text_width(node->fraction, FRACTION_PT, false);
    for (size_t i = 0; i < node->name.n; i++)
        width = fmax(width, lp_draw_text_width(node->name.line[i], NAME_PT, true));
    return width;
}

/* True if every line of the node's text keeps within the circle, 3 pt from its border. */
static bool fits_in_circle(const struct lp_draw_node *node)
{
    const double radius = node->half_width - 3, half = label_height(node) / 2;
    for (size_t i = 0; i < node->name.n; i++) {
        const double top = half - LINE_PT * (double)i;
        const double y = fmax(fabs(top), fabs(top - LINE_PT));
        if (hypot(lp_draw_text_width(node->name.line[i], NAME_PT, true) / 2, y) > radius + 2)
            return false;
    }
    return hypot(lp_draw_text_width(node->fraction, FRACTION_PT, false) / 2, half) <= radius + 3;
}

static const char *fraction_text(struct lp_arena *arena, double enrichment)
{
    if (!isfinite(enrichment))
        return "";
    const double percent = 100 * enrichment;
    return lp_arena_printf(arena, percent < 9.95 ? "⁶Li %.1f %%" : "⁶Li %.0f %%", percent);
}

/* The text of a circle: inside if some way to break the name fits, else beside it. */
static void set_circle_text(struct lp_arena *arena, struct lp_draw_node *node, const char *name)
{
    static const double parts[] = {1.75, 1.6, 1.4, 1.2};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const double width = parts[i] * node->half_width;
        if (lp_draw_text_longest_piece(name, NAME_PT, true) > width)
            continue;
        node->name = lp_draw_text_wrap(arena, name, width, NAME_PT, true);
        if (fits_in_circle(node))
            return;
    }
    node->is_label_outside = true;
    node->name = lp_draw_text_wrap(arena, name, 112, NAME_PT, true);
}

static double largest_inventory(const struct lp_picture *picture)
{
    double largest = 0;
    for (size_t i = 0; i < picture->n_nodes; i++)
        if (!picture->nodes[i].is_electrode && picture->nodes[i].inventory_mol > largest)
            largest = picture->nodes[i].inventory_mol;
    return largest;
}

static size_t n_edges_of(const struct lp_draw_scene *scene, size_t i_node)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_curves; i++)
        n += scene->curves[i].i_tail == i_node || scene->curves[i].i_head == i_node;
    return n;
}

static void size_node(struct lp_draw_scene *scene, size_t i, double largest)
{
    struct lp_draw_node *node = &scene->nodes[i];
    const struct lp_picture_node *origin = &scene->picture->nodes[node->i_node];
    const char *name = lp_draw_text_clean(scene->arena, origin->name);
    node->fraction = fraction_text(scene->arena, origin->enrichment);
    node->is_electrode = origin->is_electrode;
    if (node->is_electrode) {
        const double width = lp_draw_text_longest_piece(name, NAME_PT, true) > 66 ? 92 : 66;
        node->name = lp_draw_text_wrap(scene->arena, name, width, NAME_PT, true);
        node->half_width = width / 2 + 4;
        node->half_height = fmax(53, 10.0 * (double)n_edges_of(scene, i));
        node->half_height = fmin(node->half_height, 150);
    } else {
        const double part = origin->inventory_mol / largest;
        double radius = isfinite(part) ? LARGEST_RADIUS_PT * sqrt(part) : LARGEST_RADIUS_PT / 2;
        if (radius < SMALLEST_RADIUS_PT) {
            radius = SMALLEST_RADIUS_PT;
            scene->has_enlarged = true;
        }
        node->half_width = node->half_height = radius;
        set_circle_text(scene->arena, node, name);
    }
    node->label =
        lp_draw_box_around((struct lp_draw_point){0, 0}, label_width(node), label_height(node));
}

static bool has_interval(const struct lp_picture_number *share)
{
    return isfinite(share->low) || isfinite(share->high);
}

static enum lp_draw_style style_of(const struct lp_picture_edge *edge)
{
    const bool is_zero = !(fabs(edge->share.value) > NO_FLOW);
    const bool is_known = has_interval(&edge->share);
    if (is_zero && (!is_known || (edge->share.low == 0 && edge->share.high == 0)))
        return LP_DRAW_ABSENT;
    if (is_zero || (is_known && !edge->is_significant))
        return LP_DRAW_NOT_SIGNIFICANT;
    return edge->is_dominant ? LP_DRAW_DOMINANT : LP_DRAW_OTHER;
}

static void set_curve_label(struct lp_arena *arena, struct lp_draw_curve *curve)
{
    struct lp_draw_label *label = &curve->label;
    if (curve->style == LP_DRAW_ABSENT)
        return;
    label->fine = lp_draw_text_interval(arena, &curve->share);
    label->strong = curve->style == LP_DRAW_NOT_SIGNIFICANT
                        ? "n.s."
                        : lp_draw_text_percent(arena, curve->share.value);
    const double width = fmax(lp_draw_text_width(label->strong, 12, true),
                              lp_draw_text_width(label->fine, 9, false));
    label->box = lp_draw_box_around((struct lp_draw_point){0, 0}, width, *label->fine ? 22 : 12);
}

/* Rim, core and arrow: inside a thick core an open white one, else a head wider than the line. */
static void set_widths(struct lp_draw_curve *curve)
{
    curve->core_pt = curve->rim_pt = curve->style == LP_DRAW_ABSENT ? 0.7 : 1.1;
    if (curve->style != LP_DRAW_DOMINANT && curve->style != LP_DRAW_OTHER)
        return;
    const double upper = isfinite(curve->share.high) ? PT_PER_SHARE * curve->share.high : 0;
    curve->core_pt = fmax(0.8, PT_PER_SHARE * curve->share.value);
    curve->rim_pt = fmax(curve->core_pt, upper);
    curve->has_open_arrow = curve->core_pt >= 7.5;
    curve->arrow_pt =
        curve->has_open_arrow ? fmin(10.5, 0.95 * curve->core_pt) : 7 + 1.5 * curve->core_pt;
}

/* An edge of the picture in the direction of its flow. */
static void make_curve(struct lp_draw_scene *scene, size_t i_edge, const size_t scene_node[],
                       struct lp_draw_curve *curve)
{
    const struct lp_picture_edge *edge = &scene->picture->edges[i_edge];
    const bool is_turned = edge->share.value < 0;
    const struct lp_picture_number share = edge->share;
    *curve = (struct lp_draw_curve){
        .i_edge = i_edge,
        .i_tail = scene_node[is_turned ? edge->i_to : edge->i_from],
        .i_head = scene_node[is_turned ? edge->i_from : edge->i_to],
        .style = style_of(edge),
        .share =
            is_turned ? (struct lp_picture_number){-share.value, -share.high, -share.low} : share};
    set_widths(curve);
    set_curve_label(scene->arena, curve);
}

static int by_importance(const void *one, const void *other)
{
    const struct lp_draw_curve *a = one, *b = other;
    if (a->style != b->style)
        return a->style > b->style ? -1 : 1; /* the enum runs from dominant to absent */
    if (a->share.value < b->share.value || a->share.value > b->share.value)
        return a->share.value < b->share.value ? -1 : 1;
    return a->i_edge < b->i_edge ? -1 : 1;
}

/* The largest edge that is not yet taken and whose nodes still have room; n_edges if none. */
static size_t next_edge(const struct lp_picture *picture, const bool is_taken[],
                        bool wants_significant)
{
    size_t best = picture->n_edges;
    for (size_t i = 0; i < picture->n_edges; i++) {
        const struct lp_picture_edge *edge = &picture->edges[i];
        if (is_taken[i] || !isfinite(edge->share.value) ||
            (wants_significant && !edge->is_significant))
            continue;
        if (best == picture->n_edges ||
            fabs(edge->share.value) > fabs(picture->edges[best].share.value))
            best = i;
    }
    return best;
}

/* Above LP_DRAW_MAX_NODES: the electrodes and the ends of the largest significant flows (of the
 * largest flows, if none is significant). */
static void select_nodes(const struct lp_picture *picture, struct lp_arena *arena, bool is_shown[])
{
    size_t n_shown = 0, n_significant = 0;
    bool *is_taken = lp_arena_alloc(arena, picture->n_edges, sizeof *is_taken);
    if (!is_taken)
        return;
    for (size_t i = 0; i < picture->n_nodes; i++) {
        is_shown[i] = picture->n_nodes <= LP_DRAW_MAX_NODES || picture->nodes[i].is_electrode;
        n_shown += is_shown[i];
    }
    for (size_t i = 0; i < picture->n_edges; i++)
        n_significant += picture->edges[i].is_significant;
    if (picture->n_nodes <= LP_DRAW_MAX_NODES)
        return;
    for (;;) {
        const size_t i = next_edge(picture, is_taken, n_significant > 0);
        if (i == picture->n_edges)
            return;
        is_taken[i] = true;
        const struct lp_picture_edge *edge = &picture->edges[i];
        const size_t n_new = (size_t)!is_shown[edge->i_from] + (size_t)!is_shown[edge->i_to];
        if (n_shown + n_new > LP_DRAW_MAX_NODES)
            continue;
        is_shown[edge->i_from] = is_shown[edge->i_to] = true;
        n_shown += n_new;
    }
}

static void make_elements(struct lp_draw_scene *scene)
{
    const struct lp_picture *picture = scene->picture;
    bool *is_shown = lp_arena_alloc(scene->arena, picture->n_nodes, sizeof *is_shown);
    size_t *scene_node = lp_arena_alloc(scene->arena, picture->n_nodes, sizeof *scene_node);
    scene->nodes = lp_arena_alloc(scene->arena, picture->n_nodes, sizeof *scene->nodes);
    scene->curves = lp_arena_alloc(scene->arena, picture->n_edges, sizeof *scene->curves);
    if (lp_arena_has_failed(scene->arena))
        return;
    select_nodes(picture, scene->arena, is_shown);
    for (size_t i = 0; i < picture->n_nodes; i++)
        if (is_shown[i]) {
            scene->nodes[scene->n_nodes].i_node = i;
            scene_node[i] = scene->n_nodes++;
        }
    scene->n_hidden = picture->n_nodes - scene->n_nodes;
    for (size_t i = 0; i < picture->n_edges; i++)
        if (is_shown[picture->edges[i].i_from] && is_shown[picture->edges[i].i_to])
            make_curve(scene, i, scene_node, &scene->curves[scene->n_curves++]);
    if (scene->n_curves > 1)
        qsort(scene->curves, scene->n_curves, sizeof *scene->curves, by_importance);
    const double largest = largest_inventory(picture);
    for (size_t i = 0; i < scene->n_nodes; i++)
        size_node(scene, i, largest);
}

enum lp_status lp_draw_scene_new(struct lp_draw_graphviz *graphviz,
                                 const struct lp_picture *picture, struct lp_draw_scene **scene,
                                 struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_draw_scene *made = lp_arena_alloc(arena, 1, sizeof *made);
    enum lp_status status = LP_ENOMEM;
    if (!made)
        goto out;
    made->arena = arena;
    made->picture = picture;
    make_elements(made);
    if (!lp_arena_has_failed(arena))
        status = lp_draw_arrange(graphviz, made, diag);
    if (status == LP_OK) {
        lp_draw_place_labels(made);
        lp_draw_bound(made);
    }
out:
    status = lp_arena_status(arena, status);
    if (status == LP_OK)
        *scene = made;
    else
        lp_arena_free(arena);
    return status;
}

void lp_draw_scene_free(struct lp_draw_scene *scene)
{
    if (scene)
        lp_arena_free(scene->arena);
}
