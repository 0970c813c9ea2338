/* SPDX-License-Identifier: MIT
 *
 * Painting: frame, lines, shapes, text, in this order from back to front. Every flow is drawn three
 * times: a pale rim as wide as the upper bound, a core as wide as the estimate, and a thin centre
 * line that carries the arrow, since a thick pen ruins arrowheads.
 */
#include "draw/draw_paint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MARGIN_PT        12.0
#define SMALLEST_PAGE_PT 500.0
#define TITLE_PT         13.0
#define TITLE_ROW_PT     19.0
#define SYNTHETIC        "SYNTHETIC DATA"

struct painter {
    const struct lp_draw_scene *scene;
    struct lp_draw_canvas *canvas;
    double dx, dy;        /* from the scene to the page */
    double width, height; /* of the page */
};

const char *lp_draw_ramp(struct lp_arena *arena, double fraction)
{
    /* One hue, from nearly white over a middle blue to a dark one. */
    static const double stops[3][3] = {{247, 251, 255}, {127, 160, 205}, {8, 64, 145}};
    if (!isfinite(fraction))
        return "#FFFFFF";
    const double x = 2 * fmin(fmax(fraction, 0), 1);
    const size_t i = x < 1 ? 0 : 1;
    const double t = x - (double)i;
    unsigned rgb[3];
    for (size_t k = 0; k < 3; k++)
        rgb[k] = (unsigned)lround(stops[i][k] + t * (stops[i + 1][k] - stops[i][k]));
    return lp_arena_printf(arena, "#%02X%02X%02X", rgb[0], rgb[1], rgb[2]);
}

static struct lp_draw_point on_page(const struct painter *painter, struct lp_draw_point point)
{
    return (struct lp_draw_point){point.x + painter->dx, point.y + painter->dy};
}

static struct lp_draw_box box_on_page(const struct painter *painter, struct lp_draw_box box)
{
    return (struct lp_draw_box){box.x0 + painter->dx, box.y0 + painter->dy, box.x1 + painter->dx,
                                box.y1 + painter->dy};
}

static void write_left(const struct painter *painter, double x, double y, const char *text,
                       double size_pt, bool is_bold, const char *color)
{
    const struct lp_draw_type type = {size_pt, is_bold, color, true};
    lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){x, y}, text, &type);
}

static const char *role_of(const struct lp_draw_scene *scene, size_t i)
{
    const char *role = scene->picture->nodes[scene->nodes[i].i_node].role;
    return role ? role : "";
}

/* Phases of different roles; several sites of one phase share theirs. */
static bool is_composite(const struct lp_draw_scene *scene)
{
    const char *role = NULL;
    for (size_t i = 0; i < scene->n_nodes; i++) {
        if (scene->nodes[i].is_electrode)
            continue;
        const char *own = role_of(scene, i);
        if (role && (strcmp(role, own) != 0 || *own == '\0'))
            return true;
        role = own;
    }
    return false;
}

static void paint_frame(const struct painter *painter)
{
    const struct lp_draw_scene *scene = painter->scene;
    size_t n_phases = 0;
    for (size_t i = 0; i < scene->n_nodes; i++)
        n_phases += !scene->nodes[i].is_electrode;
    if (n_phases == 0)
        return;
    const struct lp_draw_box box = box_on_page(painter, scene->frame);
    const struct lp_draw_pen pen = {
        .line = "#C4C7C9", .fill = LP_DRAW_GROUND, .width_pt = 0.9, .is_rounded = true};
    lp_draw_canvas_frame(painter->canvas, box, &pen);
    const char *name = is_composite(scene) ? "Composite electrolyte" : "Electrolyte";
    write_left(painter, box.x1 - 10 - lp_draw_text_width(name, 10.5, false), box.y1 - 11, name,
               10.5, false, LP_DRAW_FINE);
}

/* One stroke along a chain of the scene, with an arrow if arrow_pt > 0. */
static void stroke(const struct painter *painter, size_t n, const struct lp_draw_point chain[],
                   double arrow_pt, bool is_open, const struct lp_draw_pen *pen)
{
    struct lp_draw_point *points = lp_arena_alloc(painter->scene->arena, n, sizeof *points);
    for (size_t i = 0; points && i < n; i++)
        points[i] = on_page(painter, chain[i]);
    if (!points) {
        lp_draw_canvas_curve(painter->canvas, 0, NULL, NULL, 0, false, pen); /* fails the canvas */
        return;
    }
    const struct lp_draw_point tip = points[n - 1];
    if (arrow_pt > 0)
        n = lp_draw_curve_shorten(n, points, arrow_pt);
    lp_draw_canvas_curve(painter->canvas, n, points, arrow_pt > 0 ? &tip : NULL, arrow_pt, is_open,
                         pen);
}

static const char *tooltip_of(const struct painter *painter, const struct lp_draw_curve *curve)
{
    const struct lp_picture_node *nodes = painter->scene->picture->nodes;
    const char *tail = nodes[painter->scene->nodes[curve->i_tail].i_node].name;
    const char *head = nodes[painter->scene->nodes[curve->i_head].i_node].name;
    const struct lp_draw_label *label = &curve->label;
    return lp_arena_printf(painter->scene->arena, "%s → %s: %s %s", tail, head,
                           label->strong ? label->strong : "no net flow",
                           label->fine ? label->fine : "");
}

static void paint_flow(const struct painter *painter, const struct lp_draw_curve *curve,
                       const char *id, const char *tooltip)
{
    const bool is_dominant = curve->style == LP_DRAW_DOMINANT;
    const bool is_open = curve->has_open_arrow;
    const char *color = is_dominant ? LP_DRAW_ORANGE : LP_DRAW_SLATE;
    const struct lp_draw_pen rim = {.line = is_dominant ? LP_DRAW_ORANGE_RIM : LP_DRAW_SLATE_RIM,
                                    .width_pt = curve->rim_pt};
    const struct lp_draw_pen core = {
        .line = color, .width_pt = curve->core_pt, .id = id, .tooltip = tooltip};
    const struct lp_draw_pen line = {.line = is_open ? "#FFFFFF" : color,
                                     .width_pt = is_open ? 1.1 : fmin(curve->core_pt, 1)};
    stroke(painter, curve->n_body_points, curve->body, 0, false, &rim);
    stroke(painter, curve->n_body_points, curve->body, 0, false, &core);
    stroke(painter, curve->n_points, curve->points, curve->arrow_pt, is_open, &line);
}

static void paint_curve(const struct painter *painter, const struct lp_draw_curve *curve)
{
    char id[40];
    snprintf(id, sizeof id, "edge-%zu", curve->i_edge);
    const char *tooltip = tooltip_of(painter, curve);
    const bool is_named = painter->scene->picture->edges[curve->i_edge].is_dominant;
    if (curve->style == LP_DRAW_DOMINANT || curve->style == LP_DRAW_OTHER) {
        paint_flow(painter, curve, id, tooltip);
    } else if (curve->style == LP_DRAW_NOT_SIGNIFICANT) {
        const struct lp_draw_pen pen = {.line = is_named ? LP_DRAW_ORANGE : LP_DRAW_GREY,
                                        .width_pt = curve->core_pt,
                                        .is_dashed = true,
                                        .id = id,
                                        .tooltip = tooltip};
        stroke(painter, curve->n_points, curve->points, 0, false, &pen);
    } else {
        const struct lp_draw_pen pen = {.line = LP_DRAW_FAINT,
                                        .width_pt = curve->core_pt,
                                        .is_dotted = true,
                                        .id = id,
                                        .tooltip = tooltip};
        stroke(painter, curve->n_points, curve->points, 0, false, &pen);
    }
}

static void paint_curve_label(const struct painter *painter, const struct lp_draw_curve *curve)
{
    const struct lp_draw_label *label = &curve->label;
    if (!label->strong)
        return;
    const bool is_quiet = curve->style == LP_DRAW_NOT_SIGNIFICANT;
    const struct lp_draw_type strong = {is_quiet ? 10 : 12, !is_quiet,
                                        is_quiet ? "#767676" : "#000000", false};
    const struct lp_draw_type fine = {9, false, is_quiet ? "#767676" : LP_DRAW_FINE, false};
    const struct lp_draw_box box = box_on_page(painter, label->box);
    const double x = (box.x0 + box.x1) / 2;
    if (!*label->fine) {
        lp_draw_canvas_text(painter->canvas, lp_draw_box_centre(box), label->strong, &strong);
        return;
    }
    lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){x, box.y1 - 6}, label->strong,
                        &strong);
    lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){x, box.y0 + 5}, label->fine, &fine);
}

static void paint_node(const struct painter *painter, const struct lp_draw_node *node)
{
    const struct lp_picture_node *origin = &painter->scene->picture->nodes[node->i_node];
    const char *fill = lp_draw_ramp(painter->scene->arena, origin->enrichment);
    char id[40];
    snprintf(id, sizeof id, "node-%zu", node->i_node);
    const char *tooltip =
        lp_arena_printf(painter->scene->arena, "%s %s", origin->name, node->fraction);
    const struct lp_draw_pen pen = {.line = "#2B2F36",
                                    .fill = fill,
                                    .width_pt = 1.1,
                                    .is_rounded = node->is_electrode,
                                    .id = id,
                                    .tooltip = tooltip};
    const struct lp_draw_point centre = on_page(painter, node->centre);
    if (node->is_electrode)
        lp_draw_canvas_box(painter->canvas,
                           lp_draw_box_around(centre, 2 * node->half_width, 2 * node->half_height),
                           &pen);
    else
        lp_draw_canvas_circle(painter->canvas, centre, node->half_width, &pen);
}

/* A name beside its circle may stand on a line without flow: there the line is left out. */
static void paint_label_ground(const struct painter *painter, const struct lp_draw_node *node)
{
    const struct lp_draw_pen ground = {.fill = LP_DRAW_GROUND, .width_pt = 0};
    if (node->is_label_outside)
        lp_draw_canvas_box(painter->canvas, box_on_page(painter, node->label), &ground);
}

static void paint_node_text(const struct painter *painter, const struct lp_draw_node *node)
{
    const double enrichment = painter->scene->picture->nodes[node->i_node].enrichment;
    const bool is_light = !node->is_label_outside && enrichment > LP_DRAW_LIGHT_ABOVE;
    const char *color = is_light ? "#FFFFFF" : LP_DRAW_TEXT;
    const struct lp_draw_type name = {12, true, color, false};
    const struct lp_draw_type fraction = {10, false, color, false};
    const struct lp_draw_box box = box_on_page(painter, node->label);
    const double x = (box.x0 + box.x1) / 2;
    double y = box.y1 - 7;
    for (size_t i = 0; i < node->name.n; i++, y -= 14)
        lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){x, y}, node->name.line[i],
                            &name);
    lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){x, y}, node->fraction, &fraction);
}

static void paint_ramp(const struct painter *painter, double x, double y)
{
    const size_t n = 12;
    const double step = LP_DRAW_RAMP_PT / (double)n;
    write_left(painter, x, y, "⁶Li fraction  0", LP_DRAW_LEGEND_PT, false, LP_DRAW_TEXT);
    x += 72;
    for (size_t i = 0; i < n; i++) {
        const struct lp_draw_pen pen = {
            .fill = lp_draw_ramp(painter->scene->arena, ((double)i + 0.5) / (double)n),
            .width_pt = 0};
        lp_draw_canvas_box(painter->canvas,
                           (struct lp_draw_box){x + (double)i * step, y - 5,
                                                x + (double)(i + 1) * step + 0.15, y + 5},
                           &pen);
    }
    const struct lp_draw_pen outline = {.line = "#9AA3AC", .width_pt = 0.5};
    lp_draw_canvas_box(painter->canvas, (struct lp_draw_box){x, y - 5, x + LP_DRAW_RAMP_PT, y + 5},
                       &outline);
}

static void paint_line_symbol(const struct painter *painter, const struct lp_draw_entry *entry,
                              double x, double y)
{
    const double x1 = x + LP_DRAW_SYMBOL_PT;
    const struct lp_draw_point line[4] = {
        {x, y}, {x + LP_DRAW_SYMBOL_PT / 3, y}, {x + LP_DRAW_SYMBOL_PT / 1.5, y}, {x1, y}};
    if (entry->symbol == LP_DRAW_SYMBOL_DASHED || entry->symbol == LP_DRAW_SYMBOL_DOTTED) {
        const bool is_dashed = entry->symbol == LP_DRAW_SYMBOL_DASHED;
        const struct lp_draw_pen pen = {.line = is_dashed ? LP_DRAW_GREY : LP_DRAW_FAINT,
                                        .width_pt = is_dashed ? 1.1 : 0.8,
                                        .is_dashed = is_dashed,
                                        .is_dotted = !is_dashed};
        lp_draw_canvas_curve(painter->canvas, 4, line, NULL, 0, false, &pen);
        return;
    }
    const double half = entry->width_pt / 2;
    if (entry->symbol == LP_DRAW_SYMBOL_RIM) {
        const struct lp_draw_pen rim = {.fill = entry->rim, .width_pt = 0};
        lp_draw_canvas_box(painter->canvas, (struct lp_draw_box){x, y - half - 3, x1, y + half + 3},
                           &rim);
    }
    const struct lp_draw_pen pen = {.fill = entry->color, .width_pt = 0};
    lp_draw_canvas_box(painter->canvas, (struct lp_draw_box){x, y - half, x1, y + half}, &pen);
}

static void paint_legend(const struct painter *painter, const struct lp_draw_legend *legend,
                         double top)
{
    for (size_t i = 0; i < legend->n; i++) {
        const struct lp_draw_entry *entry = &legend->entries[i];
        double x = MARGIN_PT + entry->x;
        const double y = top - entry->y;
        if (entry->symbol == LP_DRAW_SYMBOL_RAMP) {
            paint_ramp(painter, x, y);
            x += 72 + LP_DRAW_RAMP_PT + 6;
        } else if (entry->symbol != LP_DRAW_SYMBOL_NONE) {
            paint_line_symbol(painter, entry, x, y);
            x += LP_DRAW_SYMBOL_PT + 6;
        }
        write_left(painter, x, y, entry->text, LP_DRAW_LEGEND_PT, false, LP_DRAW_TEXT);
    }
}

/* Title lines, verdict and the mark of synthetic data, from the page's top down. */
static void paint_head(const struct painter *painter, const struct lp_draw_lines *title,
                       const char *verdict)
{
    double y = painter->height - MARGIN_PT - 8;
    if (painter->scene->picture->is_synthetic) {
        const double width = lp_draw_text_width(SYNTHETIC, 10.5, true) + 14;
        const struct lp_draw_box box = {painter->width - MARGIN_PT - width, y - 9,
                                        painter->width - MARGIN_PT, y + 9};
        const struct lp_draw_pen pen = {
            .line = "#B00020", .fill = "#FFFFFF", .width_pt = 1.3, .id = "synthetic"};
        const struct lp_draw_type type = {10.5, true, "#B00020", false};
        lp_draw_canvas_box(painter->canvas, box, &pen);
        lp_draw_canvas_text(painter->canvas, (struct lp_draw_point){(box.x0 + box.x1) / 2, y - 1},
                            SYNTHETIC, &type);
    }
    for (size_t i = 0; i < title->n; i++, y -= TITLE_ROW_PT - 2)
        write_left(painter, MARGIN_PT, y, title->line[i], TITLE_PT, true, LP_DRAW_TEXT);
    write_left(painter, MARGIN_PT, y, verdict, 12, false, LP_DRAW_TEXT);
}

static void paint_scene(const struct painter *painter)
{
    const struct lp_draw_scene *scene = painter->scene;
    paint_frame(painter);
    for (size_t i = 0; i < scene->n_curves; i++)
        paint_curve(painter, &scene->curves[i]);
    for (size_t i = 0; i < scene->n_nodes; i++)
        paint_label_ground(painter, &scene->nodes[i]);
    for (size_t i = 0; i < scene->n_nodes; i++)
        paint_node(painter, &scene->nodes[i]);
    for (size_t i = 0; i < scene->n_nodes; i++)
        paint_node_text(painter, &scene->nodes[i]);
    for (size_t i = 0; i < scene->n_curves; i++)
        paint_curve_label(painter, &scene->curves[i]);
}

struct lp_draw_canvas *lp_draw_paint(const struct lp_draw_scene *scene)
{
    const double wide = scene->bounds.x1 - scene->bounds.x0;
    const double high = scene->bounds.y1 - scene->bounds.y0;
    const double inner = fmax(wide, SMALLEST_PAGE_PT);
    const double title_width =
        inner - (scene->picture->is_synthetic ? 30 + lp_draw_text_width(SYNTHETIC, 10.5, true) : 0);
    const char *name = lp_draw_text_clean(scene->arena, scene->picture->title);
    const char *verdict = lp_draw_verdict_line(scene);
    const struct lp_draw_legend *legend = lp_draw_legend_new(scene, inner);
    if (!name || !verdict || !legend)
        return NULL;
    const struct lp_draw_lines title =
        lp_draw_text_wrap(scene->arena, name, title_width, TITLE_PT, true);
    const double head = TITLE_ROW_PT * ((double)title.n + (*verdict ? 1 : 0)) +
                        (title.n == 0 && !*verdict && scene->picture->is_synthetic ? 20 : 0) + 6;
    struct painter painter = {.scene = scene,
                              .width = inner + 2 * MARGIN_PT,
                              .height = head + high + 12 + legend->height_pt + 2 * MARGIN_PT};
    painter.dx = MARGIN_PT + (inner - wide) / 2 - scene->bounds.x0;
    painter.dy = MARGIN_PT + legend->height_pt + 12 - scene->bounds.y0;
    painter.canvas = lp_draw_canvas_new(painter.width, painter.height, "Li pathway");
    if (!painter.canvas)
        return NULL;
    paint_scene(&painter);
    paint_head(&painter, &title, verdict);
    paint_legend(&painter, legend, MARGIN_PT + legend->height_pt);
    if (!lp_arena_has_failed(scene->arena))
        return painter.canvas;
    lp_draw_canvas_free(painter.canvas);
    return NULL;
}
