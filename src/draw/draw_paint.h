/* SPDX-License-Identifier: MIT
 *
 * The scene with its title and legend, put on a canvas.
 */
#ifndef LP_DRAW_PAINT_H
#define LP_DRAW_PAINT_H

#include "draw/draw_scene.h"

/* Colours (Okabe-Ito for the flows). */
#define LP_DRAW_ORANGE     "#D55E00"
#define LP_DRAW_ORANGE_RIM "#F5C9A6"
#define LP_DRAW_SLATE      "#5B6B7B"
#define LP_DRAW_SLATE_RIM  "#CBD3DB"
#define LP_DRAW_GREY       "#8E8E8E"
#define LP_DRAW_FAINT      "#B9B9B9"
#define LP_DRAW_TEXT       "#1A1A1A"
#define LP_DRAW_FINE       "#5A5A5A"

/* The whole picture. NULL when out of memory; free with lp_draw_canvas_free. */
struct lp_draw_canvas *lp_draw_paint(const struct lp_draw_scene *scene);

/* The colour of a 6Li fraction, "#RRGGBB"; white where it is not known. */
const char *lp_draw_ramp(struct lp_arena *arena, double fraction);

#endif
