/* SPDX-License-Identifier: MIT
 *
 * The network as data, for other programs: DOT, GraphML and node-link JSON. All numbers of nodes,
 * edges and paths, whatever the picture leaves out.
 */
#ifndef LP_DRAW_EXPORT_H
#define LP_DRAW_EXPORT_H

#include "draw/draw_text.h"
#include "output/picture.h"

/* Each appends a whole file to the buffer; failures stick in it. */
void lp_draw_export_dot(const struct lp_picture *picture, struct lp_draw_buffer *buffer);
void lp_draw_export_graphml(const struct lp_picture *picture, struct lp_draw_buffer *buffer);
void lp_draw_export_json(const struct lp_picture *picture, struct lp_draw_buffer *buffer);

#endif
