/* SPDX-License-Identifier: MIT
 *
 * Where labels stand: the text of small circles beside them, then each edge's number along its
 * curve, by the clearance to everything else.
 */
#ifndef LP_DRAW_PLACE_H
#define LP_DRAW_PLACE_H

#include "draw/draw_scene.h"

/* Fills label.box of nodes with outside labels and of curves with a label. LP_ENOMEM. */
enum lp_status lp_draw_place_labels(struct lp_draw_scene *scene) LP_MUST_CHECK;

#endif
