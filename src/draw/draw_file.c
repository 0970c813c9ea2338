/* SPDX-License-Identifier: MIT
 *
 * Formats by name: three are rendered, three are written as text.
 */
#include "draw/draw_file.h"
#include "draw/draw_export.h"
#include "draw/draw_paint.h"

#include <string.h>
#include <strings.h>

struct format {
    const char *name;
    void (*write)(const struct lp_picture *, struct lp_draw_buffer *); /* NULL: rendered */
};

static const struct format formats[] = {{"svg", NULL},
                                        {"pdf", NULL},
                                        {"png", NULL},
                                        {"dot", lp_draw_export_dot},
                                        {"graphml", lp_draw_export_graphml},
                                        {"json", lp_draw_export_json}};

const char *lp_draw_file_formats(void)
{
    return ".svg, .pdf, .png, .dot, .graphml, .json";
}

const char *lp_draw_file_format(const char *path)
{
    const char *name = strrchr(path, '/');
    const char *dot = strrchr(name ? name + 1 : path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++)
        if (strcasecmp(dot + 1, formats[i].name) == 0)
            return formats[i].name;
    return NULL;
}

static enum lp_status render(struct lp_draw_graphviz *graphviz, const struct lp_picture *picture,
                             const char *format, char **bytes, size_t *n_bytes,
                             struct lp_diag *diag)
{
    struct lp_draw_scene *scene = NULL;
    struct lp_draw_canvas *canvas = NULL;
    enum lp_status status = lp_draw_scene_new(graphviz, picture, &scene, diag);
    if (status == LP_OK) {
        canvas = lp_draw_paint(scene);
        status = canvas ? lp_draw_canvas_render(graphviz, canvas, format, bytes, n_bytes, diag)
                        : LP_ENOMEM;
    }
    lp_draw_canvas_free(canvas);
    lp_draw_scene_free(scene);
    return status;
}

enum lp_status lp_draw_file_bytes(struct lp_draw_graphviz *graphviz,
                                  const struct lp_picture *picture, const char *format,
                                  char **bytes, size_t *n_bytes, struct lp_diag *diag)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(format, formats[i].name) != 0 || !formats[i].write)
            continue;
        struct lp_draw_buffer buffer = {NULL, 0, 0, false};
        formats[i].write(picture, &buffer);
        if (buffer.has_failed) {
            lp_draw_buffer_clear(&buffer);
            return LP_ENOMEM;
        }
        *bytes = buffer.bytes;
        *n_bytes = buffer.n;
        return LP_OK;
    }
    return render(graphviz, picture, format, bytes, n_bytes, diag);
}
