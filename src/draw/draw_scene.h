/* SPDX-License-Identifier: MIT
 *
 * The picture before it is painted: which compartments and edges are shown, how large, where, along
 * which curve, and where each label stands. Points (1/72 inch), y upwards. Made once per result,
 * painted once per format.
 *
 *     picture -> select and size -> dot's layout -> spread, clip -> labels -> frame
 */
#ifndef LP_DRAW_SCENE_H
#define LP_DRAW_SCENE_H

#include "draw/draw_graphviz.h"
#include "draw/draw_text.h"
#include "output/picture.h"

#define LP_DRAW_MAX_NODES 60 /* above this only the significant part is drawn */

enum lp_draw_style {
    LP_DRAW_DOMINANT,        /* on the named path */
    LP_DRAW_OTHER,           /* a significant flow, or one whose interval is not known */
    LP_DRAW_NOT_SIGNIFICANT, /* its interval holds zero: dashed, "n.s." */
    LP_DRAW_ABSENT           /* exactly no net flow: dotted, no number */
};

/* Two lines centred in a box; strong == NULL: none. */
struct lp_draw_label {
    struct lp_draw_box box;
    const char *strong, *fine;
};

struct lp_draw_node {
    size_t i_node; /* of the picture */
    bool is_electrode;
    struct lp_draw_point centre;
    double half_width, half_height; /* a circle's are equal */
    struct lp_draw_lines name;
    const char *fraction;     /* "⁶Li 46 %", "" if not known */
    bool is_label_outside;    /* the text does not fit into the circle */
    struct lp_draw_box label; /* where the text stands, inside or outside */
};

struct lp_draw_curve {
    size_t i_edge;         /* of the picture */
    size_t i_tail, i_head; /* of the scene's nodes, in the direction of the net flow */
    enum lp_draw_style style;
    struct lp_picture_number share; /* along tail -> head, so never negative where significant */
    double core_pt, rim_pt;         /* line widths of the estimate and of the upper bound */
    double arrow_pt;                /* length of its arrow; 0: none */
    bool has_open_arrow;            /* white and within the core */
    size_t n_points;                /* 3 k + 1, a chain of cubic Bezier pieces */
    struct lp_draw_point *points;   /* from border to border, for the thin line with the arrow */
    size_t n_body_points;
    struct lp_draw_point *body; /* for rim and core: begins below its circle, ends there or
                                   where a closed arrow begins */
    struct lp_draw_label label;
};

struct lp_draw_scene {
    struct lp_arena *arena;
    const struct lp_picture *picture;
    size_t n_nodes, n_curves; /* curves in the order they are painted: the dominant path last */
    struct lp_draw_node *nodes;
    struct lp_draw_curve *curves;
    size_t n_hidden;          /* compartments left out */
    bool has_enlarged;        /* a circle is larger than its inventory asks for */
    struct lp_draw_box frame; /* around the phases */
    struct lp_draw_box bounds;
};

/*
 * Borrows picture, which must outlive the scene.
 * Errors: LP_EINPUT  nothing to draw; LP_EINTERNAL  Graphviz failed (diag has its words); LP_ENOMEM
 * Owns:   the caller frees with lp_draw_scene_free, which accepts NULL.
 */
enum lp_status lp_draw_scene_new(struct lp_draw_graphviz *graphviz,
                                 const struct lp_picture *picture, struct lp_draw_scene **scene,
                                 struct lp_diag *diag) LP_MUST_CHECK;
void lp_draw_scene_free(struct lp_draw_scene *scene);

/* The steps, in their files. */

/* Fills centres and curves. Errors: LP_EINTERNAL  Graphviz failed; LP_ENOMEM */
enum lp_status lp_draw_arrange(struct lp_draw_graphviz *graphviz, struct lp_draw_scene *scene,
                               struct lp_diag *diag) LP_MUST_CHECK;

#define LP_DRAW_FRAME_PT 16.0 /* from what is inside the frame to its line */

/* A node with the text beside it. */
struct lp_draw_box lp_draw_node_box(const struct lp_draw_node *node);

/* Fills frame and bounds, once the labels have their places. */
void lp_draw_bound(struct lp_draw_scene *scene);

/* Fills label.box of nodes with outside labels and of curves with a label. The scene's arena
 * remembers want of memory. */
void lp_draw_place_labels(struct lp_draw_scene *scene);

#endif
