/* SPDX-License-Identifier: MIT
 *
 * The scene with its title and legend, put on a canvas. The legend's entries of a symbol and a text
 * flow from left to right and wrap at the page's width.
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
#define LP_DRAW_GROUND     "#F7F7F5" /* of the electrolyte */
#define LP_DRAW_FAINT      "#B9B9B9"
#define LP_DRAW_TEXT       "#1A1A1A"
#define LP_DRAW_FINE       "#5A5A5A"

/* Text is white where white on the ramp has the higher contrast. */
#define LP_DRAW_LIGHT_ABOVE 0.62

/* The whole picture. NULL when out of memory; free with lp_draw_canvas_free. */
struct lp_draw_canvas *lp_draw_paint(const struct lp_draw_scene *scene);

/* The colour of a 6Li fraction, "#RRGGBB"; white where it is not known. */
const char *lp_draw_ramp(struct lp_arena *arena, double fraction);

enum lp_draw_symbol {
    LP_DRAW_SYMBOL_NONE,
    LP_DRAW_SYMBOL_LINE, /* a line of width_pt */
    LP_DRAW_SYMBOL_RIM,  /* with a rim */
    LP_DRAW_SYMBOL_DASHED,
    LP_DRAW_SYMBOL_DOTTED,
    LP_DRAW_SYMBOL_RAMP, /* the 6Li scale */
    LP_DRAW_SYMBOL_ARROW /* direction */
};

struct lp_draw_entry {
    enum lp_draw_symbol symbol;
    double width_pt;
    const char *color, *rim;
    const char *text;
    bool starts_row;
    double x, y; /* out: left end and middle, from the legend's top left corner, y downwards */
};

#define LP_DRAW_MAX_ENTRIES 24
#define LP_DRAW_SYMBOL_PT   30.0
#define LP_DRAW_RAMP_PT     104.0
#define LP_DRAW_LEGEND_PT   10.0 /* size of its text */

struct lp_draw_legend {
    size_t n;
    struct lp_draw_entry entries[LP_DRAW_MAX_ENTRIES];
    double height_pt;
};

/* NULL: out of memory. In the scene's arena. */
struct lp_draw_legend *lp_draw_legend_new(const struct lp_draw_scene *scene, double page_width_pt);

/* "through the interface 53 % [43–62]: yes"; "" without a verdict; NULL: out of memory. */
const char *lp_draw_verdict_line(const struct lp_draw_scene *scene);

#endif
