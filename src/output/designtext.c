/* SPDX-License-Identifier: MIT
 *
 * Keys of the JSON: lipath, title, target {name, unit, estimate, threshold}, now and candidates
 * [{name, text, expected_width, expected_delta_chi2, decided, simulated}], the best first; numbers
 * that do not exist are null.
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

static json_t *candidate_json(const struct lp_design_candidate *c)
{
    json_t *simulated =
        c->n_simulated > 0
            ? json_pack("{s:o, s:o, s:i}", "width", real(c->simulated), "expected_width",
                        real(c->simulated_expected), "n", (int)c->n_simulated)
            : json_null();

    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "name", c->name, "text", c->text,
                     "expected_width", real(c->width), "expected_delta_chi2", real(c->deviance),
                     "decided", real(c->decided), "simulated", simulated);
}

char *lp_designtext_json(const struct lp_design *d, const char *title)
{
    json_t *candidates = json_array();
    bool has_failed = !candidates;

    for (size_t i = 0; i < d->n && !has_failed; i++)
        has_failed = json_array_append_new(candidates, candidate_json(&d->candidates[i])) != 0;
    json_t *root = json_pack("{s:i, s:s, s:s, s:{s:s, s:s, s:o, s:o}, s:o, s:o}", "lipath", 1,
                             "version", LP_VERSION, "title", title, "target", "name", d->target,
                             "unit", d->unit, "estimate", real(d->estimate), "threshold",
                             d->is_share ? real(d->threshold) : json_null(), "now",
                             candidate_json(&d->now), "candidates", candidates);
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
    fprintf(file, "  %-34s %10.3g", c->name, c->width);
    if (d->is_share)
        fprintf(file, " %12.3g %7.0f %%", c->deviance, 100.0 * c->decided);
    fputc('\n', file);
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
        fprintf(file, " (threshold %.3g)\n\n  %-34s %10s %12s %9s\n", d->threshold, "measurement",
                "95 % width", "delta chi2", "decided");
    else
        fprintf(file, " %s\n\n  %-34s %10s\n", d->unit, "measurement", "95 % width");
    print_row(file, d, &d->now);
    for (size_t i = 0; i < d->n; i++)
        print_row(file, d, &d->candidates[i]);
    if (d->n > 0 && d->candidates[0].n_simulated > 0)
        fprintf(file,
                "\nSimulated  '%s', made up %zu times and fitted: width %.3g where %.3g was "
                "expected\n",
                d->candidates[0].name, d->candidates[0].n_simulated, d->candidates[0].simulated,
                d->candidates[0].simulated_expected);
    if (d->is_share)
        fprintf(file,
                "\nWidths and delta chi2 (of the threshold) are medians over the best fit and "
                "draws that the data\ndo not contradict; decided: at how many of them the "
                "verdict would be yes or no.\n");
    return fclose(file) == 0 ? text : NULL;
}
