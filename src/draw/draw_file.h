/* SPDX-License-Identifier: MIT
 *
 * A picture as the bytes of a file of some format: the one function that lipath-draw is about.
 */
#ifndef LP_DRAW_FILE_H
#define LP_DRAW_FILE_H

#include "draw/draw_scene.h"

/* The format that a file's suffix asks for ("svg", "pdf", "png", "dot", "graphml", "json"), or
 * NULL. */
const char *lp_draw_file_format(const char *path);

/* ".svg, .pdf, ...": the suffixes known, for messages. */
const char *lp_draw_file_formats(void);

/*
 * bytes, n_bytes  out  the caller frees bytes with free()
 * Errors: as lp_draw_scene_new and lp_draw_canvas_render
 */
enum lp_status lp_draw_file_bytes(struct lp_draw_graphviz *graphviz,
                                  const struct lp_picture *picture, const char *format,
                                  char **bytes, size_t *n_bytes,
                                  struct lp_diag *diag) LP_MUST_CHECK;

#endif
