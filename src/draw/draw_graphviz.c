/* SPDX-License-Identifier: MIT
 *
 * Graphviz, all of it: dot for the layout (stage one) and nop2, which places nothing, as the
 * renderer of a canvas whose every element already has its place (stage two).
 *
 * Traps that shaped this file (Graphviz 2.42/2.43)
 *  - gvRenderFilename reports success on an unwritable path: only gvRenderData is used.
 *  - A malformed HTML-like label is silently replaced by the node's name: messages are suppressed
 *    (agseterr) and counted (agerrors), and any error fails the rendering.
 *  - In plain labels \N, \G, \l and entities mean something. In HTML-like labels, which the canvas
 *    uses, \N and \G still do and a doubled backslash stays double: each backslash becomes a text
 *    run of its own, so that no letter follows it.
 *  - A thick pen ruins arrowheads: arrows are set on thin lines only.
 *  - cairo stamps a PDF with the time of day: overwritten by a fixed one, same length.
 */
#include "draw/draw_graphviz.h"
#include "draw/draw_text.h"

#include <gvc.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FONT "Helvetica,Arial,Liberation Sans"

struct lp_draw_graphviz {
    GVC_t *gvc;
};

struct lp_draw_canvas {
    Agraph_t *graph;
    Agnode_t *tail, *head; /* all curves hang on these two, so that their order is ours */
    size_t n_elements;
    bool has_failed;
};

/* Graphviz's API takes char * where it only reads. */
static char *unconst(const char *text)
{
    return (char *)(uintptr_t)text;
}

struct lp_draw_graphviz *lp_draw_graphviz_new(void)
{
    struct lp_draw_graphviz *graphviz = calloc(1, sizeof *graphviz);
    if (!graphviz)
        return NULL;
    graphviz->gvc = gvContext();
    if (!graphviz->gvc) {
        free(graphviz);
        return NULL;
    }
    agseterr(AGMAX);
    return graphviz;
}

void lp_draw_graphviz_free(struct lp_draw_graphviz *graphviz)
{
    if (!graphviz)
        return;
    gvFreeContext(graphviz->gvc);
    free(graphviz);
}

/* Graphviz's last words, if there was an error since agreseterrors. */
static bool had_error(const char *doing, bool has_failed, struct lp_diag *diag)
{
    if (!has_failed && agerrors() < AGERR)
        return false;
    char *words = aglasterr();
    size_t n = words ? strlen(words) : 0;
    while (n > 0 && words[n - 1] == '\n')
        n--;
    lp_diag_error(diag, lp_span_none(NULL), "Graphviz failed while %s%s%.*s", doing,
                  n > 0 ? ": " : "", (int)n, n > 0 ? words : "");
    lp_diag_note(diag, lp_span_none(NULL),
                 "the Debian packages graphviz and fonts-liberation belong to lipath-draw");
    free(words);
    return true;
}

__attribute__((format(printf, 3, 4))) static void set(void *object, const char *name,
                                                      const char *format, ...)
{
    char value[200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    agsafeset(object, unconst(name), value, "");
}

static Agraph_t *layout_graph(size_t n_places)
{
    Agraph_t *graph = agopen("layout", Agdirected, NULL);
    if (!graph)
        return NULL;
    set(graph, "rankdir", "LR");
    set(graph, "nodesep", n_places > 10 ? "0.45" : "0.65");
    set(graph, "ranksep", "1.35");
    set(graph, "splines", "true");
    return graph;
}

static bool add_places(Agraph_t *graph, size_t n_places, const struct lp_draw_place places[],
                       const size_t order[], Agnode_t *nodes[])
{
    Agraph_t *side[3] = {NULL, NULL, NULL};
    for (size_t k = 0; k < n_places; k++) {
        const size_t i = order[k];
        char name[32];
        snprintf(name, sizeof name, "n%zu", i);
        nodes[i] = agnode(graph, name, 1);
        if (!nodes[i])
            return false;
        set(nodes[i], "shape", "box");
        set(nodes[i], "label", "%s", "");
        set(nodes[i], "fixedsize", "true");
        set(nodes[i], "width", "%.4f", places[i].width_pt / (double)POINTS_PER_INCH);
        set(nodes[i], "height", "%.4f", places[i].height_pt / (double)POINTS_PER_INCH);
        if (places[i].is_on_axis)
            set(nodes[i], "group", "axis");
        if (places[i].rank == 0)
            continue;
        Agraph_t **part = &side[places[i].rank + 1];
        if (!*part) {
            *part = agsubg(graph, places[i].rank < 0 ? "first" : "last", 1);
            set(*part, "rank", places[i].rank < 0 ? "source" : "sink");
        }
        agsubnode(*part, nodes[i], 1);
    }
    return true;
}

static bool add_routes(Agraph_t *graph, Agnode_t *const nodes[], size_t n_routes,
                       const struct lp_draw_route routes[], Agedge_t *edges[])
{
    for (size_t i = 0; i < n_routes; i++) {
        char name[32];
        snprintf(name, sizeof name, "e%zu", i);
        edges[i] = agedge(graph, nodes[routes[i].i_tail], nodes[routes[i].i_head], name, 1);
        if (!edges[i])
            return false;
        set(edges[i], "weight", "%d", routes[i].weight);
        set(edges[i], "constraint", routes[i].is_ranked ? "true" : "false");
        set(edges[i], "dir", "none");
        /* Lines run to the centres, and are cut at the circles by us: dot sees only boxes. */
        set(edges[i], "headclip", "false");
        set(edges[i], "tailclip", "false");
    }
    return true;
}

/* dot's spline of an edge from tail to head; a straight line where it has none. */
static void read_route(Agedge_t *edge, struct lp_arena *arena, struct lp_draw_point tail,
                       struct lp_draw_point head, struct lp_draw_route *route)
{
    const splines *spline = ED_spl(edge);
    const bool has_spline = spline && spline->size > 0 && spline->list[0].size >= 4;
    const size_t n = has_spline ? (size_t)spline->list[0].size : 4;
    struct lp_draw_point *points = lp_arena_alloc(arena, n, sizeof *points);
    for (size_t i = 0; points && i < n; i++) {
        const double part = (double)i / (double)(n - 1);
        points[i] = has_spline ? (struct lp_draw_point){spline->list[0].list[i].x,
                                                        spline->list[0].list[i].y}
                               : (struct lp_draw_point){tail.x + part * (head.x - tail.x),
                                                        tail.y + part * (head.y - tail.y)};
    }
    route->n_points = n;
    route->points = points;
}

static void read_layout(struct lp_arena *arena, Agnode_t *const nodes[], Agedge_t *const edges[],
                        size_t n_places, struct lp_draw_place places[], size_t n_routes,
                        struct lp_draw_route routes[])
{
    for (size_t i = 0; i < n_places; i++)
        places[i].centre = (struct lp_draw_point){ND_coord(nodes[i]).x, ND_coord(nodes[i]).y};
    for (size_t i = 0; i < n_routes; i++)
        read_route(edges[i], arena, places[routes[i].i_tail].centre,
                   places[routes[i].i_head].centre, &routes[i]);
}

enum lp_status lp_draw_graphviz_layout(struct lp_draw_graphviz *graphviz, struct lp_arena *arena,
                                       size_t n_places, struct lp_draw_place places[],
                                       const size_t order[], size_t n_routes,
                                       struct lp_draw_route routes[], struct lp_diag *diag)
{
    enum lp_status status = LP_ENOMEM;
    bool is_laid_out = false;
    Agraph_t *graph = layout_graph(n_places);
    Agnode_t **nodes = lp_arena_alloc(arena, n_places, sizeof *nodes);
    Agedge_t **edges = lp_arena_alloc(arena, n_routes, sizeof *edges);
    if (!graph || !nodes || !edges || !add_places(graph, n_places, places, order, nodes) ||
        !add_routes(graph, nodes, n_routes, routes, edges))
        goto out;
    agreseterrors();
    is_laid_out = gvLayout(graphviz->gvc, graph, "dot") == 0;
    status = had_error("placing the compartments", !is_laid_out, diag) ? LP_EINTERNAL : LP_OK;
    if (status == LP_OK)
        read_layout(arena, nodes, edges, n_places, places, n_routes, routes);
    status = lp_arena_status(arena, status);
out:
    if (is_laid_out)
        gvFreeLayout(graphviz->gvc, graph);
    if (graph)
        agclose(graph);
    return status;
}

static void set_tooltip(struct lp_draw_canvas *canvas, void *object, const char *text)
{
    struct lp_draw_buffer buffer = {NULL, 0, 0, false};
    lp_draw_buffer_add(&buffer, "");
    lp_draw_buffer_add_tip(&buffer, text);
    if (buffer.has_failed)
        canvas->has_failed = true;
    else
        agsafeset(object, unconst("tooltip"), buffer.bytes, "");
    lp_draw_buffer_clear(&buffer);
}

static Agnode_t *new_node(struct lp_draw_canvas *canvas, struct lp_draw_box area, const char *shape)
{
    char name[32];
    snprintf(name, sizeof name, "c%zu", canvas->n_elements++);
    Agnode_t *node = agnode(canvas->graph, name, 1);
    if (!node) {
        canvas->has_failed = true;
        return NULL;
    }
    const struct lp_draw_point centre = lp_draw_box_centre(area);
    set(node, "shape", "%s", shape);
    set(node, "fixedsize", "true");
    set(node, "margin", "0");
    set(node, "pos", "%.3f,%.3f", centre.x, centre.y);
    set(node, "width", "%.5f", (area.x1 - area.x0) / (double)POINTS_PER_INCH);
    set(node, "height", "%.5f", (area.y1 - area.y0) / (double)POINTS_PER_INCH);
    set(node, "label", "%s", "");
    return node;
}

struct lp_draw_canvas *lp_draw_canvas_new(double width_pt, double height_pt, const char *title)
{
    struct lp_draw_canvas *canvas = calloc(1, sizeof *canvas);
    if (!canvas)
        return NULL;
    canvas->graph = agopen(unconst(title), Agdirected, NULL);
    if (!canvas->graph) {
        free(canvas);
        return NULL;
    }
    set(canvas->graph, "outputorder", "edgesfirst");
    set(canvas->graph, "bb", "0,0,%.3f,%.3f", width_pt, height_pt);
    set(canvas->graph, "pad", "0");
    set(canvas->graph, "margin", "0");
    set(canvas->graph, "bgcolor", "#FFFFFF");
    /* Two corners, not drawn: they hold the curves, and make the page as large as it should be. */
    canvas->tail = new_node(canvas, (struct lp_draw_box){0, 0, 1, 1}, "point");
    canvas->head = new_node(
        canvas, (struct lp_draw_box){width_pt - 1, height_pt - 1, width_pt, height_pt}, "point");
    if (canvas->tail && canvas->head) {
        set(canvas->tail, "style", "invis");
        set(canvas->head, "style", "invis");
    }
    return canvas;
}

void lp_draw_canvas_free(struct lp_draw_canvas *canvas)
{
    if (!canvas)
        return;
    agclose(canvas->graph);
    free(canvas);
}

static void set_pen(struct lp_draw_canvas *canvas, void *object, const struct lp_draw_pen *pen)
{
    set(object, "color", "%s", pen->line ? pen->line : "transparent");
    set(object, "penwidth", "%.3f", pen->width_pt);
    set(object, "style", "%s%s%s", pen->fill ? "filled" : "solid",
        pen->is_rounded ? ",rounded" : "",
        pen->is_dashed   ? ",dashed"
        : pen->is_dotted ? ",dotted"
                         : "");
    if (pen->fill)
        set(object, "fillcolor", "%s", pen->fill);
    if (pen->id)
        set(object, "id", "%s", pen->id);
    if (pen->tooltip)
        set_tooltip(canvas, object, pen->tooltip);
}

void lp_draw_canvas_frame(struct lp_draw_canvas *canvas, struct lp_draw_box area,
                          const struct lp_draw_pen *pen)
{
    Agraph_t *cluster = agsubg(canvas->graph, "cluster_frame", 1);
    if (!cluster) {
        canvas->has_failed = true;
        return;
    }
    set(cluster, "bb", "%.3f,%.3f,%.3f,%.3f", area.x0, area.y0, area.x1, area.y1);
    set_pen(canvas, cluster, pen);
}

void lp_draw_canvas_box(struct lp_draw_canvas *canvas, struct lp_draw_box area,
                        const struct lp_draw_pen *pen)
{
    Agnode_t *node = new_node(canvas, area, "box");
    if (node)
        set_pen(canvas, node, pen);
}

void lp_draw_canvas_circle(struct lp_draw_canvas *canvas, struct lp_draw_point centre,
                           double radius_pt, const struct lp_draw_pen *pen)
{
    Agnode_t *node =
        new_node(canvas, lp_draw_box_around(centre, 2 * radius_pt, 2 * radius_pt), "circle");
    if (node)
        set_pen(canvas, node, pen);
}

void lp_draw_canvas_curve(struct lp_draw_canvas *canvas, size_t n_points,
                          const struct lp_draw_point points[], const struct lp_draw_point *tip,
                          double arrow_pt, bool is_open, const struct lp_draw_pen *pen)
{
    char name[32];
    snprintf(name, sizeof name, "c%zu", canvas->n_elements++);
    Agedge_t *edge = agedge(canvas->graph, canvas->tail, canvas->head, name, 1);
    struct lp_draw_buffer pos = {NULL, 0, 0, false};
    if (tip)
        lp_draw_buffer_printf(&pos, "e,%.3f,%.3f ", tip->x, tip->y);
    for (size_t i = 0; i < n_points; i++)
        lp_draw_buffer_printf(&pos, "%s%.3f,%.3f", i > 0 ? " " : "", points[i].x, points[i].y);
    if (!edge || pos.has_failed || n_points == 0) {
        canvas->has_failed = true;
    } else {
        agsafeset(edge, "pos", pos.bytes, "");
        set(edge, "arrowhead", tip ? (is_open ? "vee" : "normal") : "none");
        set(edge, "arrowsize", "%.3f", arrow_pt / 10); /* an arrow of size 1 is 10 pt long */
        set_pen(canvas, edge, pen);
    }
    lp_draw_buffer_clear(&pos);
}

/* Text of an HTML-like label; see the traps above. */
static void add_html(struct lp_draw_buffer *buffer, const char *text,
                     const struct lp_draw_type *type)
{
    char *copy = strdup(text);
    if (!copy) {
        buffer->has_failed = true;
        return;
    }
    for (char *run = copy, *slash; run; run = slash ? slash + 1 : NULL) {
        slash = strchr(run, '\\');
        if (slash)
            *slash = '\0';
        lp_draw_buffer_add_xml(buffer, run);
        if (slash)
            lp_draw_buffer_printf(buffer, "<FONT POINT-SIZE=\"%g\">&#92;</FONT>", type->size_pt);
    }
    free(copy);
}

void lp_draw_canvas_text(struct lp_draw_canvas *canvas, struct lp_draw_point place,
                         const char *text, const struct lp_draw_type *type)
{
    /* The box is larger than the text in any font, or Graphviz would complain about it. */
    const double width = 2 * lp_draw_text_width(text, type->size_pt, type->is_bold) + 40;
    const double cell = ceil(1.3 * lp_draw_text_width(text, type->size_pt, type->is_bold)) + 20;
    if (type->is_left)
        place.x += cell / 2;
    Agnode_t *node = new_node(canvas, lp_draw_box_around(place, width, 3 * type->size_pt), "plain");
    struct lp_draw_buffer label = {NULL, 0, 0, false};
    if (type->is_left) /* a cell of known width, so that the text begins where it should */
        lp_draw_buffer_printf(&label,
                              "<TABLE BORDER=\"0\" CELLPADDING=\"0\" CELLSPACING=\"0\"><TR><TD "
                              "ALIGN=\"LEFT\" WIDTH=\"%.0f\">",
                              cell);
    lp_draw_buffer_printf(&label, "<FONT FACE=\"" FONT "\" POINT-SIZE=\"%g\" COLOR=\"%s\">%s",
                          type->size_pt, type->color, type->is_bold ? "<B>" : "");
    add_html(&label, text, type);
    lp_draw_buffer_add(&label, type->is_bold ? "</B></FONT>" : "</FONT>");
    if (type->is_left)
        lp_draw_buffer_add(&label, "</TD></TR></TABLE>");
    char *html = node && !label.has_failed ? agstrdup_html(canvas->graph, label.bytes) : NULL;
    if (html && *text) {
        agsafeset(node, "label", html, "");
        agstrfree(canvas->graph, html);
    } else if (!html) {
        canvas->has_failed = true;
    }
    lp_draw_buffer_clear(&label);
}

/* The date that cairo writes, (D:20260102030405+01'00), becomes the start of 2000 in every file. */
static void fix_creation_date(char *bytes, size_t n_bytes)
{
    static const char key[] = "/CreationDate (D:", date[] = "20000101";
    const size_t n_key = sizeof key - 1;
    for (size_t i = 0; i + n_key < n_bytes; i++) {
        if (memcmp(bytes + i, key, n_key) != 0)
            continue;
        char *digits = bytes + i + n_key;
        for (size_t k = 0; i + n_key + k < n_bytes && digits[k] != ')'; k++)
            if (digits[k] >= '0' && digits[k] <= '9')
                digits[k] = k < sizeof date - 1 ? date[k] : '0';
    }
}

enum lp_status lp_draw_canvas_render(struct lp_draw_graphviz *graphviz,
                                     struct lp_draw_canvas *canvas, const char *format,
                                     char **bytes, size_t *n_bytes, struct lp_diag *diag)
{
    char *data = NULL;
    unsigned n_data = 0;
    if (canvas->has_failed)
        return LP_ENOMEM;
    set(canvas->graph, "dpi", strcmp(format, "png") == 0 ? "200" : "72");
    agreseterrors();
    bool has_failed = gvLayout(graphviz->gvc, canvas->graph, "nop2") != 0;
    if (!has_failed) {
        has_failed = gvRenderData(graphviz->gvc, canvas->graph, format, &data, &n_data) != 0 ||
                     !data || n_data == 0;
        gvFreeLayout(graphviz->gvc, canvas->graph);
    }
    if (had_error("rendering", has_failed, diag)) {
        gvFreeRenderData(data);
        return LP_EINTERNAL;
    }
    if (strcmp(format, "pdf") == 0)
        fix_creation_date(data, n_data);
    *bytes = data; /* from malloc, as gvFreeRenderData frees it */
    *n_bytes = n_data;
    return LP_OK;
}
