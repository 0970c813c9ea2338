/* SPDX-License-Identifier: MIT
 *
 * The scene's geometry: places from the layout, lines spread along the electrodes and cut at the
 * borders, the frame around what is drawn.
 */
#ifndef LP_DRAW_ARRANGE_H
#define LP_DRAW_ARRANGE_H

#include "draw/draw_scene.h"

/* Fills centres and curves. Errors: LP_EINTERNAL  Graphviz failed; LP_ENOMEM */
enum lp_status lp_draw_arrange(struct lp_draw_graphviz *graphviz, struct lp_draw_scene *scene,
                               struct lp_diag *diag) LP_MUST_CHECK;

#define LP_DRAW_FRAME_PT 16.0 /* from what is inside the frame to its line */

/* A node with the text beside it. */
struct lp_draw_box lp_draw_node_box(const struct lp_draw_node *node);

/* Fills frame and bounds, once the labels have their places. */
void lp_draw_bound(struct lp_draw_scene *scene);

#endif
