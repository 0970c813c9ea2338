/* SPDX-License-Identifier: MIT
 *
 * Text on its way into the picture: how wide it will be, where a long name breaks, how a share is
 * written, and what each file format wants escaped. A growing buffer for the formats made of text.
 */
#ifndef LP_DRAW_TEXT_H
#define LP_DRAW_TEXT_H

#include "output/picture.h"

#include <stddef.h>

/*
 * Width in points of a UTF-8 text in Helvetica (Arial and Liberation Sans have its metrics);
 * other scripts by an average, which errs on the wide side.
 */
double lp_draw_text_width(const char *text, double size_pt, bool is_bold);

/* Width of the longest piece that holds no place to break at. */
double lp_draw_text_longest_piece(const char *text, double size_pt, bool is_bold);

#define LP_DRAW_MAX_LINES 4

struct lp_draw_lines {
    size_t n;
    const char *line[LP_DRAW_MAX_LINES];
};

/*
 * Break a name into lines no wider than width_pt where it can be broken (spaces, hyphens, slashes),
 * within a word only where that alone is too wide; what does not fit ends in an ellipsis.
 * n == 0 when out of memory.
 */
struct lp_draw_lines lp_draw_text_wrap(struct lp_arena *arena, const char *text, double width_pt,
                                       double size_pt, bool is_bold);

/* The text as one line: white space becomes blanks, what may not be shown (and XML forbids) U+FFFD.
 * "" when out of memory. */
const char *lp_draw_text_clean(struct lp_arena *arena, const char *text);

/* "53 %", "0.4 %", and "[43–62]" in per cent, "" where the interval is not known or has
 * no width. */
const char *lp_draw_text_percent(struct lp_arena *arena, double share);
const char *lp_draw_text_interval(struct lp_arena *arena, const struct lp_picture_number *share);

/* Text that grows; failures stick and are checked once. */
struct lp_draw_buffer {
    char *bytes;
    size_t n, n_allocated;
    bool has_failed;
};

void lp_draw_buffer_add(struct lp_draw_buffer *buffer, const char *text);
void lp_draw_buffer_printf(struct lp_draw_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void lp_draw_buffer_clear(struct lp_draw_buffer *buffer);

/* Text for XML (also Graphviz's HTML-like labels, hence the backslash), between the quotes of JSON
 * and of DOT (a backslash doubled, so that no escape is interpreted; & as an entity), and for a
 * tooltip that Graphviz is given: it reads that twice for escapes and leaves entities to the SVG.
 * In all of them what may not be shown becomes U+FFFD. */
void lp_draw_buffer_add_xml(struct lp_draw_buffer *buffer, const char *text);
void lp_draw_buffer_add_json(struct lp_draw_buffer *buffer, const char *text);
void lp_draw_buffer_add_dot(struct lp_draw_buffer *buffer, const char *text);
void lp_draw_buffer_add_tip(struct lp_draw_buffer *buffer, const char *text);

#endif
