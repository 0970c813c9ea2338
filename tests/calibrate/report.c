/* SPDX-License-Identifier: MIT
 *
 * One row per scenario. Shares of runs in per cent; a dash where there was no such run.
 */
#include "tests/calibrate/report.h"

#include <math.h>
#include <time.h>

#define CELL 24

static const char *percent(char text[CELL], struct tally t)
{
    if (t.n == 0)
        snprintf(text, CELL, "-");
    else
        snprintf(text, CELL, "%.1f", 100.0 * score_rate(t));
    return text;
}

/* "undetermined/runs" of a class. */
static const char *fraction(char text[CELL], struct tally t)
{
    snprintf(text, CELL, "%zu/%zu", t.hits, t.n);
    return text;
}

void report_head(FILE *file)
{
    fprintf(file,
            "%-18s %4s | %5s %5s %5s %5s %5s %5s %5s %5s %5s | %5s | %8s %8s %8s | %5s %5s %5s "
            "%5s | %5s %5s | %5s | %s\n",
            "coverage / %", "runs", "set", "cer.", "int.", "salt", "wo.", "edges", "G", "6Li",
            "par.", "wrong", "und.D<4", "D 4-9", "D>=9", "ratio", "width", "Asim.", "ends", "named",
            "right", "s/run", "targets missed");
}

void report_row(FILE *file, const char *name, const struct score *s)
{
    char c[CELL];
    struct tally wrong = {s->n, s->n_wrong}, named = {s->n, s->n_named},
                 right = {s->n_named, s->n_right};
    fprintf(file, "%-18s %4zu |", name, s->n);
    for (size_t k = 0; k < N_KINDS; k++)
        fprintf(file, " %5s", percent(c, s->cover[k]));
    fprintf(file, " | %5s |", percent(c, wrong));
    for (size_t k = 0; k < N_CLASSES; k++)
        fprintf(file, " %8s", fraction(c, s->open[k]));
    fprintf(file, " | %5.2f %5.3f %5.3f", s->width_ratio, s->width, s->asimov_width);
    fprintf(file, " %5s |", percent(c, s->ends));
    fprintf(file, " %5s", percent(c, named));
    fprintf(file, " %5s | %5.2f | %s", percent(c, right), s->seconds,
            s->missed[0] ? s->missed : "none");
    if (s->n_failed > 0)
        fprintf(file, " (%zu runs failed)", s->n_failed);
    fprintf(file, "\n");
}

void report_markdown(FILE *file, const char *command, size_t n, const struct score scores[],
                     const struct scenario *const scenarios[], const char *missed)
{
    char c[CELL], date[CELL];
    time_t now = time(NULL);
    struct tm day;
    gmtime_r(&now, &day);
    strftime(date, sizeof date, "%Y-%m-%d", &day);
    fprintf(file, "%s, `%s`\n\n", date, command);
    fprintf(file,
            "| scenario | share covered | compartments | parameters | wrong | undetermined: D "
            "< 3.84 | 3.84-9 | >= 9 | width / Asimov | dominant named (right) | targets "
            "missed |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        const struct score *s = &scores[i];
        struct tally wrong = {s->n, s->n_wrong}, named = {s->n, s->n_named},
                     right = {s->n_named, s->n_right}, parts = {0, 0};
        for (size_t k = OF_CERAMIC; k <= OF_SALT; k++) {
            parts.n += s->cover[k].n;
            parts.hits += s->cover[k].hits;
        }
        fprintf(file, "| %s | %s", scenarios[i]->name, percent(c, s->cover[OF_SET]));
        fprintf(file, " | %s", percent(c, parts));
        fprintf(file, " | %s", percent(c, s->cover[OF_PARAMETER]));
        fprintf(file, " | %s", percent(c, wrong));
        for (size_t k = 0; k < N_CLASSES; k++)
            fprintf(file, " | %s", fraction(c, s->open[k]));
        fprintf(file, " | %.2f | %s", s->width_ratio, percent(c, named));
        fprintf(file, " (%s) | %s |\n", percent(c, right), s->missed[0] ? s->missed : "none");
    }
    fprintf(file, "\nOver all: %s.\n", missed[0] ? missed : "all targets met");
}
