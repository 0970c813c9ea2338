/* SPDX-License-Identifier: MIT
 *
 * fit.svg, drawn by gnuplot as a process of its own. gnuplot reads a script with its data inline
 * from an unnamed temporary file and writes the SVG and its complaints to two others: no pipe that
 * could block or break, and nothing where the picture shall be until it is whole.
 *
 * Panels: one per series, up to three beside each other, each with its residuals in units of sigma
 * in a strip below. The time axis is logarithmic where the data after t = 0 span more than a factor
 * of 30, and in s, min, h or d by the last of them.
 *
 * Names and titles are text of the user and must stay text: put_inside is their only way into the
 * script, gnuplot's enhanced mode is off, and it starts without the start-up files, the search
 * paths and the drivers that the user's environment may name.
 */
#include "output/plot.h"

#include "base/clean.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

#define MAX_COLUMNS    3
#define PANEL_WIDTH    380 /* px */
#define PANEL_HEIGHT   330
#define HEAD_HEIGHT    64   /* above all panels, for the title and what the symbols mean */
#define PANEL_TITLE    46   /* characters that fit above a panel */
#define TITLE_CHAR     8    /* px of a character of the page's title, about, at TITLE_SIZE */
#define TITLE_SIZE     15.0 /* px */
#define TITLE_SMALLEST 10.0
#define LOG_SPAN       30.0
#define DATA_COLOR     "#1A1A1A"
#define CURVE_COLOR    "#0072B2"
#define BAND_COLOR     "#CFE3F2"
#define SYNTHETIC_MARK "SYNTHETIC DATA"

struct axis {
    const char *unit;
    double unit_s; /* seconds per unit */
    bool is_log;
    double low, high; /* in the unit */
};

/* What a row and column of panels takes, as fractions of the page. */
struct page {
    size_t n_columns, n_rows;
    double head;
};

/* Digits are not: gnuplot 5.4 takes up to four digits for an escape that begins with 0, so that one
 * behind an escape would be swallowed by it. */
static bool is_harmless(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c && strchr(" .,:()-_/+", c));
}

static void put_bytes(FILE *script, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_harmless(bytes[i]))
            fputc(bytes[i], script);
        else
            fprintf(script, "\\%03o", (unsigned)(unsigned char)bytes[i]);
}

/*
 * Text for the inside of gnuplot's double quotes, the only way by which text gets into the script.
 * Within double quotes gnuplot runs what stands between backticks, so only bytes that mean nothing
 * to it pass as they are; all others are octal escapes, which it decodes after it has looked for
 * backticks. What is longer than n_most characters ends in an ellipsis.
 */
static void put_inside(FILE *script, const char *text, size_t n_most)
{
    const char *const ellipsis = "…";
    const size_t n = strlen(text);
    const bool is_long = lp_text_n_characters(text, n) > n_most;
    size_t i_character = 0;
    for (size_t i = 0; i < n && (!is_long || i_character + 1 < n_most); i_character++) {
        const struct lp_clean next = lp_clean_next(text + i, n - i);
        put_bytes(script, next.shown, next.n_shown);
        i += next.n_taken;
    }
    if (is_long)
        put_bytes(script, ellipsis, strlen(ellipsis));
}

static void put_text(FILE *script, const char *text, size_t n_most)
{
    fputc('"', script);
    put_inside(script, text, n_most);
    fputc('"', script);
}

/* The axis' name, with the isotope's number raised. */
static void put_quantity(FILE *script, const char *quantity)
{
    char label[200];
    const char *isotope = strstr(quantity, "6Li");
    if (isotope)
        snprintf(label, sizeof label, "%.*s⁶Li%s", (int)(isotope - quantity), quantity,
                 isotope + 3);
    else
        snprintf(label, sizeof label, "%s", quantity);
    put_text(script, label, sizeof label);
}

static void choose_unit(struct axis *axis, double last_s)
{
    static const struct axis units[] = {{"s", 1, false, 0, 0},
                                        {"min", 60, false, 0, 0},
                                        {"h", 3600, false, 0, 0},
                                        {"d", 86400, false, 0, 0}};
    static const double at_least_s[] = {0, 600, 7200, 5 * 86400.0};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (last_s >= at_least_s[i])
            *axis = units[i];
}

static struct axis time_axis(const struct lp_answer_series *series)
{
    struct axis axis = {"s", 1, false, 0, 0};
    double first = INFINITY, last = 0;
    for (size_t i = 0; i < series->n_data; i++) {
        if (series->t_s[i] > 0)
            first = fmin(first, series->t_s[i]);
        last = fmax(last, series->t_s[i]);
    }
    for (size_t i = 0; i < series->n_grid && series->n_data == 0; i++)
        last = fmax(last, series->grid_s[i]);
    choose_unit(&axis, last);
    axis.is_log = last > LOG_SPAN * first;
    /* A single spectrum at the end: from zero, so that the curve to it is seen. */
    axis.low = axis.is_log ? first / 1.6 / axis.unit_s : 0;
    axis.high = (last > 0 ? last : 1) * (axis.is_log ? 1.6 : 1.08) / axis.unit_s;
    return axis;
}

static void put_real(FILE *script, double value)
{
    if (isfinite(value))
        fprintf(script, " %.9g", value);
    else
        fputs(" NaN", script);
}

static void put_data(FILE *script, size_t i_series, const struct lp_answer_series *series,
                     const struct axis *axis)
{
    fprintf(script, "$data%zu << EOD\n", i_series);
    for (size_t i = 0; i < series->n_data; i++) {
        const double sigma = series->sigma ? series->sigma[i] : (double)NAN;
        put_real(script, series->t_s[i] / axis->unit_s);
        put_real(script, series->value[i]);
        put_real(script, sigma);
        put_real(script, (series->value[i] - series->fitted[i]) / sigma);
        fputc('\n', script);
    }
    fprintf(script, "EOD\n$curve%zu << EOD\n", i_series);
    for (size_t i = 0; i < series->n_grid; i++) {
        if (axis->is_log && !(series->grid_s[i] > 0)) /* a band has no corner at log 0 */
            continue;
        put_real(script, series->grid_s[i] / axis->unit_s);
        put_real(script, series->curve[i]);
        put_real(script, series->low ? series->low[i] : (double)NAN);
        put_real(script, series->high ? series->high[i] : (double)NAN);
        fputc('\n', script);
    }
    fputs("EOD\n", script);
}

static bool has_finite(size_t n, const double values[])
{
    for (size_t i = 0; values && i < n; i++)
        if (isfinite(values[i]))
            return true;
    return false;
}

/* The range of values that is drawn: data with their bars, the curve, and of its band as much as
 * leaves the data at least a third of the panel. */
static void put_value_range(FILE *script, const struct lp_answer_series *series,
                            const struct axis *axis)
{
    double low = INFINITY, high = -INFINITY, band_low = INFINITY, band_high = -INFINITY;
    for (size_t i = 0; i < series->n_data; i++) {
        const double bar = series->sigma && isfinite(series->sigma[i]) ? series->sigma[i] : 0;
        low = fmin(low, series->value[i] - bar);
        high = fmax(high, series->value[i] + bar);
    }
    for (size_t i = 0; i < series->n_grid; i++) {
        const double t = series->grid_s[i] / axis->unit_s;
        if (t < axis->low || t > axis->high)
            continue;
        low = fmin(low, series->curve[i]);
        high = fmax(high, series->curve[i]);
        band_low = fmin(band_low, series->low ? series->low[i] : (double)NAN);
        band_high = fmax(band_high, series->high ? series->high[i] : (double)NAN);
    }
    if (!(low < high)) {
        const double half = low == high && low != 0 ? fabs(low) / 10 : 1;
        low = (isfinite(low) ? low : 0) - half;
        high = low + 2 * half;
    }
    const double span = high - low;
    low = fmax(fmin(low, band_low), low - span);
    high = fmin(fmax(high, band_high), high + span);
    fprintf(script, "set yrange [%.9g:%.9g]\n", low - 0.06 * (high - low),
            high + 0.06 * (high - low));
}

/* Residual axis: at least three sigma, symmetric, so that panels can be compared. */
static double residual_limit(const struct lp_answer_series *series)
{
    double limit = 3;
    for (size_t i = 0; series->sigma && i < series->n_data; i++) {
        const double residual = fabs(series->value[i] - series->fitted[i]) / series->sigma[i];
        if (isfinite(residual))
            limit = fmax(limit, 1.15 * residual);
    }
    return limit;
}

static void put_time_range(FILE *script, const struct axis *axis)
{
    fputs(axis->is_log ? "set logscale x 10\n" : "unset logscale x\n", script);
    fprintf(script, "set xrange [%.9g:%.9g]\n", axis->low, axis->high);
}

static void put_upper(FILE *script, const struct lp_answer *answer, size_t i,
                      const struct axis *axis)
{
    const struct lp_answer_series *series = &answer->series[i];
    const bool has_bars = series->sigma && has_finite(series->n_data, series->sigma);
    fputs("set format x \"\"\nunset xlabel\nset ytics auto\nset title ", script);
    const bool has_many = answer->study->n_experiments > 1;
    fputc('"', script);
    put_inside(script, series->component, has_many ? PANEL_TITLE / 2 : PANEL_TITLE);
    fputs(has_many ? ", " : "", script);
    put_inside(script, has_many ? series->experiment : "", PANEL_TITLE / 2);
    fputs("\" offset 0,-0.5 font \",13\"\nset ylabel ", script);
    put_quantity(script, series->quantity);
    fputs("\n", script);
    put_value_range(script, series, axis);
    fputs("plot ", script);
    if (has_finite(series->n_grid, series->low) && has_finite(series->n_grid, series->high))
        fprintf(script,
                "$curve%zu using 1:3:4 with filledcurves fc rgb \"" BAND_COLOR "\" notitle, ", i);
    if (series->n_grid > 0)
        fprintf(script, "$curve%zu using 1:2 with lines lc rgb \"" CURVE_COLOR "\" lw 2 notitle, ",
                i);
    if (has_bars) /* yerrorbars would clear a disc around each point, and with it short bars */
        fprintf(
            script,
            "$data%zu using 1:($2-$3):(0):(2*$3) with vectors nohead lw 1.3 lc rgb \"" DATA_COLOR
            "\" notitle, ",
            i);
    fprintf(script,
            "$data%zu using 1:2 with points pt 7 ps 0.55 lc rgb \"" DATA_COLOR "\" notitle\n", i);
}

static void put_lower(FILE *script, const struct lp_answer_series *series, size_t i,
                      const struct axis *axis)
{
    const double limit = residual_limit(series);
    fprintf(script, "unset title\nset format x\nset xlabel \"time / %s\" offset 0,0.4\n",
            axis->unit);
    fprintf(script, "set ylabel \"residual / σ\"\nset yrange [%.4g:%.4g]\nset ytics (%s)\n", -limit,
            limit, limit < 6 ? "-2,0,2" : "0");
    if (limit >= 6) /* one honest tick on each side instead of a crowd */
        fprintf(script, "set ytics add (%.0f, %.0f)\n", -floor(0.8 * limit), floor(0.8 * limit));
    fprintf(
        script,
        "plot [] -2 with filledcurves y=2 fc rgb \"#EFEFEF\" notitle, 0 with lines lc rgb "
        "\"#8E8E8E\" lw 0.8 notitle, $data%zu using 1:4:(0.0) with impulses lc rgb \"" DATA_COLOR
        "\" lw 1 notitle, $data%zu using 1:4 with points pt 7 ps 0.5 lc rgb \"" DATA_COLOR
        "\" notitle\n",
        i, i);
}

/* Where a panel's two plots stand, by margins in fractions of the page. */
static void put_place(FILE *script, const struct page *page, size_t i, bool is_upper)
{
    const double width = 1.0 / (double)page->n_columns;
    const double height = (1 - page->head) / (double)page->n_rows;
    const double left = (double)(i % page->n_columns) * width;
    const double top = 1 - page->head - (double)(i / page->n_columns) * height;
    const double upper_low = top - 0.66 * height, lower_high = top - 0.69 * height;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", left + 0.19 * width,
            left + 0.965 * width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
            is_upper ? top - 0.09 * height : lower_high,
            is_upper ? upper_low : top - 0.83 * height);
}

static void put_head(FILE *script, const struct lp_answer *answer, const struct page *page)
{
    const size_t width = page->n_columns * PANEL_WIDTH;
    const size_t height = page->n_rows * PANEL_HEIGHT + HEAD_HEIGHT;
    const char *title = answer->study->title ? answer->study->title : "";
    fprintf(script,
            "set encoding utf8\nset terminal svg noenhanced size %zu,%zu fixed font "
            "\"Helvetica,Arial,Liberation Sans,11\" background rgb \"#FFFFFF\"\n",
            width, height);
    fputs("set multiplot\nset border 3 lw 0.9\nset tics nomirror out scale 0.6\nunset key\n"
          "set style fill solid 1 noborder\n",
          script);
    /* A long title is set smaller; one that is too long even so ends in an ellipsis. */
    const size_t n_title = lp_text_n_characters(title, strlen(title));
    const double full = (double)(TITLE_CHAR * n_title) / (double)(width - 28);
    const double size = fmax(TITLE_SIZE / fmax(full, 1.0), TITLE_SMALLEST);
    fputs("set label 1 ", script);
    put_text(script, title,
             (size_t)((double)(width - 28) * TITLE_SIZE / (TITLE_CHAR * size) + 0.001));
    fprintf(script, " at screen %.5f,%.5f left font \",%.3g\"\n", 14.0 / (double)width,
            1 - 20.0 / (double)height, size);
    /* The mark stands beside the title, or below it where both would not fit. */
    const size_t taken = TITLE_CHAR * n_title + 170;
    const bool is_below = answer->study->is_synthetic && taken > width;
    if (answer->study->is_synthetic)
        fprintf(script,
                "set label 2 \"" SYNTHETIC_MARK
                "\" at screen %.5f,%.5f right font \",13\" tc rgb \"#B00020\"\n",
                1 - 14.0 / (double)width, 1 - (is_below ? 38.0 : 20.0) / (double)height);
    bool has_band = false;
    for (size_t i = 0; i < answer->n_series; i++)
        has_band = has_band || has_finite(answer->series[i].n_grid, answer->series[i].low);
    fprintf(script,
            "set label 3 \"dots: data, bars ± σ; line: best fit%s\" at screen %.5f,%.5f left "
            "font \",10\" tc rgb \"#5A5A5A\"\n",
            has_band ? "; band: its 95 % interval" : "", 14.0 / (double)width,
            1 - (is_below ? 56.0 : 42.0) / (double)height);
}

static void put_script(FILE *script, const struct lp_answer *answer)
{
    const size_t n = answer->n_series;
    struct page page = {n < MAX_COLUMNS ? n : MAX_COLUMNS, (n + MAX_COLUMNS - 1) / MAX_COLUMNS, 0};
    if (n == 4)
        page.n_columns = 2;
    page.head = (double)HEAD_HEIGHT / (double)(page.n_rows * PANEL_HEIGHT + HEAD_HEIGHT);
    put_head(script, answer, &page);
    for (size_t i = 0; i < n; i++) {
        const struct axis axis = time_axis(&answer->series[i]);
        put_data(script, i, &answer->series[i], &axis);
        put_time_range(script, &axis);
        put_place(script, &page, i, true);
        put_upper(script, answer, i, &axis);
        fputs("unset label\n", script);
        put_place(script, &page, i, false);
        put_lower(script, &answer->series[i], i, &axis);
    }
    fputs("unset multiplot\n", script);
}

/* All bytes of a file from its start, with a closing zero. The caller frees. NULL on failure. */
static char *read_back(FILE *file, size_t *n_bytes)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return NULL;
    const long n = ftell(file);
    rewind(file);
    char *bytes = n < 0 ? NULL : malloc((size_t)n + 1);
    if (!bytes || fread(bytes, 1, (size_t)n, file) != (size_t)n) {
        free(bytes);
        return NULL;
    }
    bytes[n] = '\0';
    *n_bytes = (size_t)n;
    return bytes;
}

/*
 * The part of our environment that gnuplot gets: what is needed to find it and to start it.
 * GNUTERM, GNUPLOT_LIB, GNUPLOT_DRIVER_DIR, GDFONTPATH and the like stay behind, and numbers are
 * those of the C locale.
 */
#define MAX_PASSED 5
static void choose_environment(char *chosen[MAX_PASSED])
{
    static const char *const passed[] = {"PATH=", "LD_LIBRARY_PATH=", "TMPDIR="};
    static char locale[] = "LC_ALL=C";
    size_t n = 0;
    for (size_t k = 0; k < sizeof passed / sizeof *passed; k++)
        for (char **entry = environ; entry && *entry; entry++)
            if (strncmp(*entry, passed[k], strlen(passed[k])) == 0) {
                chosen[n++] = *entry;
                break;
            }
    chosen[n++] = locale;
    chosen[n] = NULL;
}

/* Run a program from the search path on three open files; its exit code, or -1 with the reason. */
static int run(const char *program, FILE *input, FILE *output, FILE *words, int *error)
{
    char name[] = "gnuplot", defaults[] = "-d"; /* -d: no start-up files of the user */
    char *const arguments[] = {name, defaults, NULL};
    char *environment[MAX_PASSED] = {NULL};
    choose_environment(environment);
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int wait_status = 0;
    *error = posix_spawn_file_actions_init(&actions);
    if (*error != 0)
        return -1;
    const int ends[3] = {fileno(input), fileno(output), fileno(words)};
    for (int i = 0; i < 3 && *error == 0; i++)
        *error = posix_spawn_file_actions_adddup2(&actions, ends[i], i);
    if (*error == 0)
        *error = posix_spawnp(&pid, program, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (*error != 0)
        return -1;
    while (waitpid(pid, &wait_status, 0) < 0)
        if (errno != EINTR) {
            *error = errno;
            return -1;
        }
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128;
}

static enum lp_status complain(int code, int error, const char *words, struct lp_diag *diag)
{
    const struct lp_span nowhere = lp_span_none(NULL);
    if (code < 0 || code == 127) {
        lp_diag_error(diag, nowhere, "gnuplot cannot be started%s%s", error != 0 ? ": " : "",
                      error != 0 ? strerror(error) : "");
        lp_diag_note(diag, nowhere, "it draws fit.svg; the Debian package is gnuplot-nox");
        return LP_EIO;
    }
    size_t n = strlen(words);
    while (n > 0 && (words[n - 1] == '\n' || words[n - 1] == ' '))
        n--;
    lp_diag_error(diag, nowhere, "gnuplot failed to draw the fit%s%.*s", n > 0 ? ": " : "", (int)n,
                  words);
    return LP_EIO;
}

/* Replaces each `what` in *svg, which is freed, by the longer `by`; false when out of memory. */
static bool mend(char **svg, size_t *n_bytes, const char *what, const char *by)
{
    const size_t n_what = strlen(what), n_by = strlen(by);
    size_t n = 0;
    for (const char *at = *svg; (at = strstr(at, what)); at += n_what)
        n++;
    char *whole = malloc(*n_bytes + n * (n_by - n_what) + 1);
    if (!whole)
        return false;
    char *to = whole;
    const char *from = *svg;
    for (const char *at; (at = strstr(from, what)); from = at + n_what) {
        memcpy(to, from, (size_t)(at - from));
        to += at - from;
        memcpy(to, by, n_by);
        to += n_by;
    }
    memcpy(to, from, strlen(from) + 1);
    *n_bytes = (size_t)(to - whole) + strlen(from);
    free(*svg);
    *svg = whole;
    return true;
}

/*
 * Two things that gnuplot leaves as they are in a text. An > after ]]: XML has none there, and such
 * a ]]> stands in text only, for there is no CDATA section without a mouse, and no tag has
 * brackets. And &#, which it takes for the begin of a character's number but never writes of its
 * own.
 */
static bool mend_texts(char **svg, size_t *n_bytes)
{
    return mend(svg, n_bytes, "]]>", "]]&gt;") && mend(svg, n_bytes, "&#", "&amp;#");
}

/* True if the bytes are a whole SVG. */
static bool is_whole(const char *svg, size_t n_bytes)
{
    return n_bytes > 10 && strstr(svg, "<svg") && strstr(svg + n_bytes - 10, "</svg>");
}

/* True if all of it is text that may be shown, with line ends and tabs: gnuplot may misread what it
 * was given, and a picture with such bytes would be no XML, or worse on a terminal. */
static bool is_clean(const char *svg, size_t n_bytes)
{
    for (size_t i = 0; i < n_bytes;) {
        const struct lp_clean next = lp_clean_next(svg + i, n_bytes - i);
        if (next.shown != svg + i && svg[i] != '\n' && svg[i] != '\t')
            return false;
        i += next.n_taken;
    }
    return true;
}

enum lp_status lp_plot_fit_with(const char *program, const struct lp_answer *answer,
                                const char *path, struct lp_diag *diag)
{
    enum lp_status status = LP_EIO;
    char *svg = NULL, *words = NULL;
    size_t n_svg = 0, n_words = 0;
    int error = 0;
    FILE *files[3] = {tmpfile(), tmpfile(), tmpfile()};
    if (!files[0] || !files[1] || !files[2]) {
        lp_diag_error(diag, lp_span_none(NULL), "no temporary file for gnuplot: %s",
                      strerror(errno));
        goto out;
    }
    put_script(files[0], answer);
    if (fflush(files[0]) != 0 || ferror(files[0]) || fseek(files[0], 0, SEEK_SET) != 0) {
        lp_diag_error(diag, lp_span_none(NULL), "cannot write a temporary file for gnuplot: %s",
                      strerror(errno));
        goto out;
    }
    const int code = run(program, files[0], files[1], files[2], &error);
    svg = read_back(files[1], &n_svg);
    words = read_back(files[2], &n_words);
    if (!svg || !words)
        status = LP_ENOMEM;
    else if (code != 0 || !is_whole(svg, n_svg))
        status = complain(code, error, words, diag);
    else if (!is_clean(svg, n_svg))
        status = complain(code, error, "its SVG holds bytes that are no text", diag);
    else if (!mend_texts(&svg, &n_svg))
        status = LP_ENOMEM;
    else
        status = lp_file_replace_entry(path, svg, n_svg, diag);
out:
    for (int i = 0; i < 3; i++)
        if (files[i])
            fclose(files[i]);
    free(svg);
    free(words);
    return status;
}

enum lp_status lp_plot_fit(const struct lp_answer *answer, const char *path, struct lp_diag *diag)
{
    return lp_plot_fit_with("gnuplot", answer, path, diag);
}
