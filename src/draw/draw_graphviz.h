/* SPDX-License-Identifier: MIT
 *
 * All that is asked of Graphviz, and no type of it: where nodes and edges go (dot), and a canvas of
 * boxes, circles, curves and text with fixed places (nop2) that it renders to SVG, PDF and PNG.
 */
#ifndef LP_DRAW_GRAPHVIZ_H
#define LP_DRAW_GRAPHVIZ_H

#include "draw/draw_curve.h"

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/* One per process: Graphviz keeps what it loads. NULL when out of memory. */
struct lp_draw_graphviz;
struct lp_draw_graphviz *lp_draw_graphviz_new(void);
void lp_draw_graphviz_free(struct lp_draw_graphviz *graphviz);

/* A layout from left to right: what is known of a node and what is wanted. */
struct lp_draw_place {
    double width_pt, height_pt;  /* in: the space it needs */
    int rank;                    /* in: -1 leftmost, +1 rightmost, 0 in between */
    bool is_on_axis;             /* in: keep in one straight line with the others of its kind */
    struct lp_draw_point centre; /* out */
};

struct lp_draw_route {
    size_t i_tail, i_head;
    int weight;                   /* in: how much a short and straight line is worth */
    bool is_ranked;               /* in: the head stands right of the tail */
    size_t i_curve;               /* the caller's own: which of its curves, */
    size_t order[2];              /* and where its ends stand in the order */
    size_t n_points;              /* out */
    struct lp_draw_point *points; /* out: 3 k + 1 from centre to centre, in the arena */
};

/*
 * order [n_places]: the places as they should stand from top to bottom where nothing else speaks
 * for another order; routes should be sorted likewise.
 * Errors: LP_EINTERNAL  Graphviz failed (diag has its words); LP_ENOMEM
 */
enum lp_status lp_draw_graphviz_layout(struct lp_draw_graphviz *graphviz, struct lp_arena *arena,
                                       size_t n_places, struct lp_draw_place places[],
                                       const size_t order[], size_t n_routes,
                                       struct lp_draw_route routes[],
                                       struct lp_diag *diag) LP_MUST_CHECK;

/* The canvas. What is put on it first lies below; curves lie below boxes, circles and text. Calls
 * that fail make the rendering fail. */
struct lp_draw_canvas;
struct lp_draw_canvas *lp_draw_canvas_new(double width_pt, double height_pt, const char *title);
void lp_draw_canvas_free(struct lp_draw_canvas *canvas);

/* How a shape or line looks; colours as "#RRGGBB", NULL: none. */
struct lp_draw_pen {
    const char *line, *fill;
    double width_pt;
    bool is_dashed, is_dotted, is_rounded;
    const char *id;      /* of the SVG element, letters, digits, - only; NULL: Graphviz's own */
    const char *tooltip; /* any text; NULL: none */
};

/* The frame behind everything; at most one. */
void lp_draw_canvas_frame(struct lp_draw_canvas *canvas, struct lp_draw_box box,
                          const struct lp_draw_pen *pen);
void lp_draw_canvas_box(struct lp_draw_canvas *canvas, struct lp_draw_box box,
                        const struct lp_draw_pen *pen);
void lp_draw_canvas_circle(struct lp_draw_canvas *canvas, struct lp_draw_point centre,
                           double radius_pt, const struct lp_draw_pen *pen);

/* A chain of Bezier pieces; tip != NULL: an arrowhead from its end to there (a vee if open). */
void lp_draw_canvas_curve(struct lp_draw_canvas *canvas, size_t n_points,
                          const struct lp_draw_point points[], const struct lp_draw_point *tip,
                          double arrow_pt, bool is_open, const struct lp_draw_pen *pen);

struct lp_draw_type {
    double size_pt;
    bool is_bold;
    const char *color;
    bool is_left; /* the place is the left end of the text, else its centre */
};

/* One line of text, its middle at the height of a place. */
void lp_draw_canvas_text(struct lp_draw_canvas *canvas, struct lp_draw_point place,
                         const char *text, const struct lp_draw_type *type);

/*
 * Render as "svg", "pdf" or "png". The canvas can be rendered again.
 * bytes, n_bytes  out  the file; the caller frees bytes with free()
 * Errors: LP_EINTERNAL  Graphviz failed, or replaced a label it could not read (diag has its words)
 */
enum lp_status lp_draw_canvas_render(struct lp_draw_graphviz *graphviz,
                                     struct lp_draw_canvas *canvas, const char *format,
                                     char **bytes, size_t *n_bytes,
                                     struct lp_diag *diag) LP_MUST_CHECK;

#endif
