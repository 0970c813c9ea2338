/* SPDX-License-Identifier: MIT
 *
 * Keys of the JSON: lipath, title, target {name, unit, estimate, threshold}, linearised, now and
 * candidates [{name, text, expected_width, expected_delta_chi2, decided, settles {yes, no, truths},
 * simulated {width, expected_width, n, settled, expected_settled}}], the best first; numbers that
 * do not exist are null.
 */
#include "output/designtext.h"

#include "answer/words_measure.h"
#include "output/json.h"
#include "output/page.h"
#include "output/versions.h"

#include <jansson.h>

static bool is_share(const struct lp_design *d)
{
    return !d->parameter;
}

static const char *target(const struct lp_design *d)
{
    return is_share(d) ? "share of the net current through the interface" : d->parameter;
}

static json_t *candidate_json(const struct lp_design *d, const struct lp_design_candidate *c,
                              struct lp_arena *arena)
{
    size_t n_settled = c->n_yes + c->n_no;
    json_t *simulated =
        c->n_simulated > 0
            ? json_pack("{s:o, s:o, s:i, s:o, s:o}", "width", lp_json_real(c->simulated),
                        "expected_width", lp_json_real(c->simulated_expected), "n",
                        (int)c->n_simulated, "settled",
                        is_share(d) ? json_integer((json_int_t)c->n_settled) : json_null(),
                        "expected_settled",
                        is_share(d) ? json_integer((json_int_t)c->n_settled_expected) : json_null())
            : json_null();
    json_t *settles = is_share(d) ? json_pack("{s:i, s:i, s:i}", "yes", (int)c->n_yes, "no",
                                              (int)c->n_no, "truths", (int)c->n)
                                  : json_null();

    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name",
        lp_json_string(lp_words_measure_name(&c->measure, arena)), "text",
        lp_json_string(lp_words_measure_text(&c->measure, arena)), "expected_width",
        lp_json_real(c->width), "expected_delta_chi2", lp_json_real(c->deviance), "decided",
        is_share(d) && c->n > 0 ? json_real((double)n_settled / (double)c->n) : json_null(),
        "settles", settles, "simulated", simulated);
}

char *lp_designtext_json(const struct lp_design *d, const char *title)
{
    struct lp_arena *arena = lp_arena_new();
    json_t *candidates = json_array();
    bool has_failed = !candidates;

    for (size_t i = 0; i < d->n && !has_failed; i++)
        has_failed =
            json_array_append_new(candidates, candidate_json(d, &d->candidates[i], arena)) != 0;
    json_t *root =
        json_pack("{s:i, s:s, s:o, s:{s:o, s:s, s:o, s:o}, s:b, s:o, s:o}", "lipath", 1, "version",
                  LP_VERSION, "title", lp_json_string(title), "target", "name",
                  lp_json_string(target(d)), "unit", d->unit, "estimate", lp_json_real(d->estimate),
                  "threshold", is_share(d) ? lp_json_real(d->threshold) : json_null(), "linearised",
                  d->is_linear, "now", candidate_json(d, &d->now, arena), "candidates", candidates);
    has_failed = has_failed || lp_arena_has_failed(arena);
    lp_arena_free(arena);
    if (!has_failed)
        return lp_json_text_take(root);
    json_decref(root);
    return NULL;
}

static void print_row(FILE *file, const struct lp_design *d, const struct lp_design_candidate *c,
                      struct lp_arena *arena)
{
    fprintf(file, "  %-36s %10.3g", lp_words_measure_name(&c->measure, arena), c->width);
    if (is_share(d))
        fprintf(file, " %12.3g", c->deviance);
    if (is_share(d) && c == &d->now && c->n == 1)
        fprintf(file, "   %s", c->n_yes ? "yes" : c->n_no ? "no" : "undetermined");
    else if (is_share(d))
        fprintf(file, "   %zu of %zu (yes %zu, no %zu)", c->n_yes + c->n_no, c->n, c->n_yes,
                c->n_no);
    fputc('\n', file);
}

static bool is_rough(const struct lp_design_candidate *c)
{
    double ratio = c->simulated / c->simulated_expected;
    return ratio > LP_DESIGN_ROUGH || ratio < 1.0 / LP_DESIGN_ROUGH;
}

/* What the first would do, and what its simulation found. */
static void print_winner(FILE *file, const struct lp_design *d, const char *name)
{
    const struct lp_design_candidate *c = &d->candidates[0];
    bool is_settled = d->now.n_yes + d->now.n_no > 0;

    if (!(d->now.width > 0.0)) {
        fputs("\nThe model itself fixes this number: there is nothing to narrow. Name a parameter: "
              "--for NAME.\n",
              file);
        return;
    }
    if (is_share(d) && is_settled)
        fprintf(file, "\nThe verdict is settled as it is; '%s' would narrow the share most.\n",
                name);
    else if (is_share(d) && c->n_yes + c->n_no == 0)
        fprintf(file, "\nNone of these would settle the verdict by itself at any of the truths.\n");
    else if (is_share(d))
        fprintf(file,
                "\n'%s' would settle the verdict at %zu of %zu truths that the data allow: yes at "
                "%zu, no at %zu.\n",
                name, c->n_yes + c->n_no, c->n, c->n_yes, c->n_no);
    if (c->n_simulated == 0)
        return;
    fprintf(file,
            "Simulated with noise at %zu of them and fitted: width %.3g where %.3g was expected",
            c->n_simulated, c->simulated, c->simulated_expected);
    if (is_share(d))
        fprintf(file, ",\nthe verdict settled at %zu where that was expected at %zu", c->n_settled,
                c->n_settled_expected);
    fputs(".\n", file);
    if (is_rough(c))
        fputs("The two differ: take the widths above as rough.\n", file);
}

static void print_legend(FILE *file, const struct lp_design *d)
{
    fprintf(file,
            "\nWidths%s are medians over truths: the best fit and draws that the data\ndo not "
            "contradict. At each the measurement is made up as that truth makes it, and\n%s.\n",
            is_share(d) ? " and delta chi2 (of the threshold)" : "",
            d->is_linear ? "the interval is linearised" : "everything is fitted and profiled");
}

char *lp_designtext_table(const struct lp_design *d, const char *title)
{
    struct lp_page page;

    if (!lp_page_open(&page))
        return NULL;
    FILE *file = page.out;
    struct lp_arena *arena = lp_arena_new();
    fprintf(file, "%s\nTarget     %s: %.3g", title, target(d), d->estimate);
    if (is_share(d))
        fprintf(file, " (threshold %.3g)\n\n  %-36s %10s %12s   %s\n", d->threshold, "measurement",
                "95 % width", "delta chi2", "verdict settled");
    else
        fprintf(file, " %s\n\n  %-36s %10s\n", d->unit, "measurement", "95 % width");
    print_row(file, d, &d->now, arena);
    for (size_t i = 0; i < d->n; i++)
        print_row(file, d, &d->candidates[i], arena);
    if (d->n > 0)
        print_winner(file, d, lp_words_measure_name(&d->candidates[0].measure, arena));
    print_legend(file, d);
    char *text = lp_page_take(&page, !lp_arena_has_failed(arena));
    lp_arena_free(arena);
    return text;
}
