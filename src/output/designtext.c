/* SPDX-License-Identifier: MIT
 *
 * Keys of the JSON: lipath, title, target {name, unit, estimate, threshold}, linearised, now and
 * candidates [{name, text, expected_width, expected_delta_chi2, decided, settles {yes, no, truths},
 * simulated {width, expected_width, n, settled, expected_settled}}], the best first; numbers that
 * do not exist are null.
 */
#include "output/designtext.h"

#include "output/versions.h"

#include <float.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *candidate_json(const struct lp_design *d, const struct lp_design_candidate *c)
{
    size_t n_settled = c->n_yes + c->n_no;
    json_t *simulated =
        c->n_simulated > 0
            ? json_pack("{s:o, s:o, s:i, s:o, s:o}", "width", real(c->simulated), "expected_width",
                        real(c->simulated_expected), "n", (int)c->n_simulated, "settled",
                        d->is_share ? json_integer((json_int_t)c->n_settled) : json_null(),
                        "expected_settled",
                        d->is_share ? json_integer((json_int_t)c->n_settled_expected) : json_null())
            : json_null();
    json_t *settles = d->is_share ? json_pack("{s:i, s:i, s:i}", "yes", (int)c->n_yes, "no",
                                              (int)c->n_no, "truths", (int)c->n)
                                  : json_null();

    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "name", c->name, "text", c->text, "expected_width",
        real(c->width), "expected_delta_chi2", real(c->deviance), "decided",
        d->is_share && c->n > 0 ? json_real((double)n_settled / (double)c->n) : json_null(),
        "settles", settles, "simulated", simulated);
}

char *lp_designtext_json(const struct lp_design *d, const char *title)
{
    json_t *candidates = json_array();
    bool has_failed = !candidates;

    for (size_t i = 0; i < d->n && !has_failed; i++)
        has_failed = json_array_append_new(candidates, candidate_json(d, &d->candidates[i])) != 0;
    json_t *root = json_pack(
        "{s:i, s:s, s:s, s:{s:s, s:s, s:o, s:o}, s:b, s:o, s:o}", "lipath", 1, "version",
        LP_VERSION, "title", title, "target", "name", d->target, "unit", d->unit, "estimate",
        real(d->estimate), "threshold", d->is_share ? real(d->threshold) : json_null(),
        "linearised", d->is_linear, "now", candidate_json(d, &d->now), "candidates", candidates);
    char *text = root && !has_failed
                     ? json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(DBL_DIG))
                     : NULL;
    json_decref(root);
    if (!text)
        return NULL;
    char *line = malloc(strlen(text) + 2);
    if (line)
        sprintf(line, "%s\n", text);
    free(text);
    return line;
}

static void print_row(FILE *file, const struct lp_design *d, const struct lp_design_candidate *c)
{
    fprintf(file, "  %-36s %10.3g", c->name, c->width);
    if (d->is_share)
        fprintf(file, " %12.3g", c->deviance);
    if (d->is_share && c == &d->now && c->n == 1)
        fprintf(file, "   %s", c->n_yes ? "yes" : c->n_no ? "no" : "undetermined");
    else if (d->is_share)
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
static void print_winner(FILE *file, const struct lp_design *d)
{
    const struct lp_design_candidate *c = &d->candidates[0];
    bool is_settled = d->now.n_yes + d->now.n_no > 0;

    if (!(d->now.width > 0.0)) {
        fputs("\nThe model itself fixes this number: there is nothing to narrow. Name a parameter: "
              "--for NAME.\n",
              file);
        return;
    }
    if (d->is_share && is_settled)
        fprintf(file, "\nThe verdict is settled as it is; '%s' would narrow the share most.\n",
                c->name);
    else if (d->is_share && c->n_yes + c->n_no == 0)
        fprintf(file, "\nNone of these would settle the verdict by itself at any of the truths.\n");
    else if (d->is_share)
        fprintf(file,
                "\n'%s' would settle the verdict at %zu of %zu truths that the data allow: yes at "
                "%zu, no at %zu.\n",
                c->name, c->n_yes + c->n_no, c->n, c->n_yes, c->n_no);
    if (c->n_simulated == 0)
        return;
    fprintf(file,
            "Simulated with noise at %zu of them and fitted: width %.3g where %.3g was expected",
            c->n_simulated, c->simulated, c->simulated_expected);
    if (d->is_share)
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
            d->is_share ? " and delta chi2 (of the threshold)" : "",
            d->is_linear ? "the interval is linearised" : "everything is fitted and profiled");
}

char *lp_designtext_table(const struct lp_design *d, const char *title)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);

    if (!file)
        return NULL;
    fprintf(file, "%s\nTarget     %s: %.3g", title, d->target, d->estimate);
    if (d->is_share)
        fprintf(file, " (threshold %.3g)\n\n  %-36s %10s %12s   %s\n", d->threshold, "measurement",
                "95 % width", "delta chi2", "verdict settled");
    else
        fprintf(file, " %s\n\n  %-36s %10s\n", d->unit, "measurement", "95 % width");
    print_row(file, d, &d->now);
    for (size_t i = 0; i < d->n; i++)
        print_row(file, d, &d->candidates[i]);
    if (d->n > 0)
        print_winner(file, d);
    print_legend(file, d);
    return fclose(file) == 0 ? text : NULL;
}
