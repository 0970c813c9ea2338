/* SPDX-License-Identifier: MIT
 *
 * The legend says only what the picture shows: no rule for dashed lines where none is dashed. The
 * dominant path is named in words too, so that the picture can be read without colour.
 */
#include "draw/draw_paint.h"

#include <math.h>
#include <string.h>

/* Probabilities of paths that differ by rounding only. */
#define ALIKE (1.0 - 1e-9)

#define ROW_PT       17.0
#define TALL_ROW_PT  25.0
#define ENTRY_GAP_PT 16.0
#define TEXT_GAP_PT  6.0

static void add(struct lp_draw_legend *legend, struct lp_draw_entry entry)
{
    if (legend->n < LP_DRAW_MAX_ENTRIES)
        legend->entries[legend->n++] = entry;
}

static size_t n_of_style(const struct lp_draw_scene *scene, enum lp_draw_style style)
{
    size_t n = 0;
    for (size_t i = 0; i < scene->n_curves; i++)
        n += scene->curves[i].style == style;
    return n;
}

/* "45 % [36–54]" of a number, or "". */
static const char *number_text(struct lp_arena *arena, const struct lp_picture_number *number)
{
    if (!isfinite(number->value))
        return "";
    const char *percent = lp_draw_text_percent(arena, number->value);
    const char *interval = lp_draw_text_interval(arena, number);
    return lp_arena_printf(arena, "%s%s%s", percent, *interval ? " " : "", interval);
}

static const char *join_names(const struct lp_draw_scene *scene, size_t n, const size_t nodes[])
{
    const char *text = "";
    for (size_t i = 0; i < n; i++)
        text = lp_arena_printf(scene->arena, "%s%s%s", text, i > 0 ? " → " : "",
                               scene->picture->nodes[nodes[i]].name);
    return lp_draw_text_clean(scene->arena, text);
}

/* Where no path is named: the likeliest one, and how often it was the likeliest. */
static const char *likeliest_text(const struct lp_draw_scene *scene)
{
    const struct lp_picture *picture = scene->picture;
    if (picture->n_paths == 0 || picture->paths[0].n == 0)
        return "no dominant path";
    const char *names = join_names(scene, picture->paths[0].n, picture->paths[0].nodes);
    const char *chance =
        isfinite(picture->p_dominant)
            ? lp_arena_printf(scene->arena, " is the top one with p = %.2f", picture->p_dominant)
            : "";
    if (picture->p_dominant == 0.0 && picture->n_paths > 1 &&
        picture->paths[1].probability.value >= ALIKE * picture->paths[0].probability.value)
        return lp_arena_printf(scene->arena, "no path leads: %s is one of several alike", names);
    return lp_arena_printf(scene->arena, "no dominant path is named; the likeliest, %s,%s", names,
                           *chance ? chance : " is uncertain");
}

static const char *dominant_text(const struct lp_draw_scene *scene)
{
    const struct lp_picture *picture = scene->picture;
    if (picture->n_dominant == 0)
        return likeliest_text(scene);
    const struct lp_picture_path *path = lp_picture_dominant_path(picture);
    const char *names = join_names(scene, picture->n_dominant, picture->dominant);
    const char *number = path ? number_text(scene->arena, &path->probability) : "";
    return lp_arena_printf(scene->arena, "dominant path: %s%s%s", names, *number ? ", " : "",
                           number);
}

/* A text that may be wider than the page: as many rows as it needs. */
static bool add_long(struct lp_draw_legend *legend, struct lp_arena *arena,
                     struct lp_draw_entry entry, double page_width_pt)
{
    const double symbol = entry.symbol == LP_DRAW_SYMBOL_NONE ? 0 : LP_DRAW_SYMBOL_PT + TEXT_GAP_PT;
    if (!entry.text)
        return false;
    const struct lp_draw_lines lines =
        lp_draw_text_wrap(arena, entry.text, page_width_pt - symbol, LP_DRAW_LEGEND_PT, false);
    for (size_t i = 0; i < lines.n; i++) {
        entry.text = lines.line[i];
        add(legend, entry);
        entry.symbol = LP_DRAW_SYMBOL_NONE;
        entry.starts_row = true;
    }
    return lines.n > 0;
}

static bool fill(struct lp_draw_legend *legend, const struct lp_draw_scene *scene,
                 double page_width_pt)
{
    struct lp_arena *arena = scene->arena;
    const bool has_dominant = n_of_style(scene, LP_DRAW_DOMINANT) > 0;
    const bool has_flows = has_dominant || n_of_style(scene, LP_DRAW_OTHER) > 0;
    if (has_flows) {
        add(legend, (struct lp_draw_entry){.text = "Share of net Li flow:"});
        add(legend, (struct lp_draw_entry){LP_DRAW_SYMBOL_LINE, 2, LP_DRAW_SLATE, NULL, "10 %",
                                           false, 0, 0});
        add(legend, (struct lp_draw_entry){LP_DRAW_SYMBOL_LINE, 10, LP_DRAW_SLATE, NULL, "50 %",
                                           false, 0, 0});
        add(legend, (struct lp_draw_entry){LP_DRAW_SYMBOL_LINE, 20, LP_DRAW_SLATE, NULL, "100 %",
                                           false, 0, 0});
        add(legend, (struct lp_draw_entry){LP_DRAW_SYMBOL_RIM, 7,
                                           has_dominant ? LP_DRAW_ORANGE : LP_DRAW_SLATE,
                                           has_dominant ? LP_DRAW_ORANGE_RIM : LP_DRAW_SLATE_RIM,
                                           "rim: upper 95 % bound", false, 0, 0});
    }
    add(legend,
        (struct lp_draw_entry){.symbol = LP_DRAW_SYMBOL_RAMP, .text = "1", .starts_row = false});
    const bool is_named = scene->picture->n_dominant > 0;
    if (!add_long(legend, arena,
                  (struct lp_draw_entry){is_named ? LP_DRAW_SYMBOL_LINE : LP_DRAW_SYMBOL_NONE, 7,
                                         LP_DRAW_ORANGE, NULL, dominant_text(scene), true, 0, 0},
                  page_width_pt))
        return false;
    if (n_of_style(scene, LP_DRAW_NOT_SIGNIFICANT) > 0)
        add(legend, (struct lp_draw_entry){.symbol = LP_DRAW_SYMBOL_DASHED,
                                           .text = "n.s.: not distinguishable from zero"});
    if (n_of_style(scene, LP_DRAW_ABSENT) > 0)
        add(legend, (struct lp_draw_entry){.symbol = LP_DRAW_SYMBOL_DOTTED,
                                           .text = "exchange without net flow"});
    add(legend, (struct lp_draw_entry){.text = "[ ]: 95 % interval"});
    add(legend, (struct lp_draw_entry){
                    .text = scene->has_enlarged
                                ? "Circle area ∝ Li inventory (the smallest enlarged); electrodes "
                                  "not to scale"
                                : "Circle area ∝ Li inventory; electrodes not to scale"});
    if (scene->n_hidden > 0) {
        const char *note = lp_arena_printf(
            arena,
            "%zu of %zu compartments are not shown: only those on the significant flows are.",
            scene->n_hidden, scene->picture->n_nodes);
        return add_long(legend, arena, (struct lp_draw_entry){.text = note, .starts_row = true},
                        page_width_pt);
    }
    return true;
}

static double entry_width(const struct lp_draw_entry *entry)
{
    const double text = lp_draw_text_width(entry->text, LP_DRAW_LEGEND_PT, false);
    switch (entry->symbol) {
    case LP_DRAW_SYMBOL_NONE:
        return text;
    case LP_DRAW_SYMBOL_RAMP:
        return 72 + LP_DRAW_RAMP_PT + TEXT_GAP_PT + text; /* "⁶Li fraction 0" before it */
    default:
        return LP_DRAW_SYMBOL_PT + TEXT_GAP_PT + text;
    }
}

/* Break into rows; a row with a wide swatch is higher. */
static void set_places(struct lp_draw_legend *legend, double page_width_pt)
{
    double x = 0, top = 0, height = ROW_PT;
    size_t i_row = 0;
    for (size_t i = 0; i <= legend->n; i++) {
        struct lp_draw_entry *entry = &legend->entries[i];
        const bool is_end = i == legend->n;
        if (is_end || (x > 0 && (entry->starts_row || x + entry_width(entry) > page_width_pt))) {
            for (size_t k = i_row; k < i; k++)
                legend->entries[k].y = top + height / 2;
            top += height;
            i_row = i;
            x = 0;
            height = ROW_PT;
        }
        if (is_end)
            break;
        entry->x = x;
        x += entry_width(entry) + ENTRY_GAP_PT;
        if (entry->width_pt > 12)
            height = TALL_ROW_PT;
    }
    legend->height_pt = top;
}

struct lp_draw_legend *lp_draw_legend_new(const struct lp_draw_scene *scene, double page_width_pt)
{
    struct lp_draw_legend *legend = lp_arena_alloc(scene->arena, 1, sizeof *legend);
    if (!legend || !fill(legend, scene, page_width_pt))
        return NULL;
    set_places(legend, page_width_pt);
    return legend;
}

const char *lp_draw_verdict_line(const struct lp_draw_scene *scene)
{
    const struct lp_picture *picture = scene->picture;
    const char *condition =
        lp_draw_text_clean(scene->arena, picture->condition ? picture->condition : "");
    if (strcmp(picture->verdict, "null") == 0)
        return condition;
    const char *number = number_text(scene->arena, &picture->verdict_share);
    return lp_arena_printf(scene->arena, "%s%sthrough the interface %s%s%s", condition,
                           *condition ? ": " : "", number, *number ? ": " : "", picture->verdict);
}
