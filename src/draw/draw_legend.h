/* SPDX-License-Identifier: MIT
 *
 * What the picture says in words: the title with the verdict above it, the legend below. Entries
 * of a symbol and a text flow from left to right and wrap at the page's width.
 */
#ifndef LP_DRAW_LEGEND_H
#define LP_DRAW_LEGEND_H

#include "draw/draw_scene.h"

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
