/* SPDX-License-Identifier: MIT
 *
 * EC-Lab's text export. Its first lines are
 *
 *     EC-Lab ASCII FILE
 *     Nb header lines : 58
 *     ... settings, of which nothing is read ...
 *     mode<tab>time/s<tab>control/mA<tab>Ewe/V<tab><I>/mA        the 58th line: names of columns
 *
 * and below them is one record per line, its cells between tabs. Decimal commas, bytes in Latin-1
 * and line ends of any kind occur. A line that repeats the names, or a whole header (exports put
 * one behind the other), is passed over as long as the names are the same and time goes on.
 *
 * Which current: `control/mA`, what the cycler was told, else `<I>/mA`, the mean since the record
 * before, else `I/mA`, the value at the instant. The first and the last hold until the next record.
 * Equal successive currents are one step; measured ones are never quite equal, so those within 1 %
 * of each other (or 0.01 % of the largest: noise at rest) are one step at their mean over time,
 * which keeps the charge. Positive current is
 * Li+ leaving the working electrode: it is the first electrode of the model.
 */
#include "input/mptread.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof array / sizeof *(array))
#define FIRST_LINE    "EC-Lab ASCII FILE"
#define SECOND_LINE   "Nb header lines"
#define SAME_CURRENT  0.01 /* of the larger of two: measured currents that are one step */
#define SAME_AT_REST  1e-4 /* of the largest of all, likewise */
#define MAX_COLUMNS   256

/* A piece of the source on one line. */
struct piece {
    size_t offset, n;
};

enum current_kind { CURRENT_SET, CURRENT_MEAN, CURRENT_INSTANT, CURRENT_NONE };

struct record {
    double t_s, current_A;
    struct lp_span span;
};

struct export
{
    struct lp_reader *reader;
    const struct lp_source *source;
    struct piece head; /* the line of names, as first read */
    size_t i_time, i_current, n_columns;
    enum current_kind kind;
    double time_factor, current_factor;
    bool has_date; /* an absolute time was reported */
    size_t n_records;
    struct record *records;
};

static struct piece line_at(const struct lp_source *source, size_t i_line)
{
    size_t start = source->line_start[i_line], end = lp_source_line_end(source, i_line);
    while (end > start && strchr(" \t\r", source->bytes[end - 1]))
        end--;
    return (struct piece){start, end - start};
}

static const char *text_of(const struct export *x, struct piece piece)
{
    return x->source->bytes + piece.offset;
}

static struct lp_span span_of(const struct export *x, struct piece piece)
{
    return lp_source_span(x->source, piece.offset, piece.n ? piece.n : 1);
}

static bool starts_with(const struct export *x, struct piece piece, const char *word)
{
    size_t n = strlen(word);
    return piece.n >= n && memcmp(text_of(x, piece), word, n) == 0;
}

static bool is_same_text(const struct export *x, struct piece a, struct piece b)
{
    return a.n == b.n && memcmp(text_of(x, a), text_of(x, b), a.n) == 0;
}

/* Cells between tabs, blanks around them dropped. Number of cells, at most MAX_COLUMNS. */
static size_t split(const struct export *x, struct piece line, struct piece cells[MAX_COLUMNS])
{
    size_t n = 0, at = line.offset, end = line.offset + line.n;
    while (n < MAX_COLUMNS) {
        const char *tab = memchr(x->source->bytes + at, '\t', end - at);
        size_t stop = tab ? (size_t)(tab - x->source->bytes) : end;
        struct piece cell = {at, stop - at};
        while (cell.n && *text_of(x, cell) == ' ') {
            cell.offset++;
            cell.n--;
        }
        while (cell.n && text_of(x, cell)[cell.n - 1] == ' ')
            cell.n--;
        cells[n++] = cell;
        if (!tab)
            break;
        at = stop + 1;
    }
    return n;
}

/* A number with a decimal point or comma. */
static bool read_number(const struct export *x, struct piece cell, double *value)
{
    char text[64];
    if (cell.n == 0 || cell.n >= sizeof text)
        return false;
    memcpy(text, text_of(x, cell), cell.n);
    text[cell.n] = '\0';
    char *comma = strchr(text, ',');
    if (comma && !strchr(text, '.'))
        *comma = '.';
    return lp_text_number(text, cell.n, value);
}

/* "Nb header lines : N" on a line; 0 after an error. */
static size_t read_n_header(const struct export *x, size_t i_line)
{
    struct piece line = {x->source->n_bytes, 0};
    double n = 0.0;
    if (i_line < x->source->n_lines)
        line = line_at(x->source, i_line);
    const char *colon = memchr(text_of(x, line), ':', line.n);
    if (starts_with(x, line, SECOND_LINE) && colon) {
        size_t at = (size_t)(colon + 1 - x->source->bytes);
        struct piece number = {at, line.offset + line.n - at};
        while (number.n && *text_of(x, number) == ' ') {
            number.offset++;
            number.n--;
        }
        if (lp_text_number(text_of(x, number), number.n, &n) && n >= 3.0 && n == floor(n) &&
            n <= (double)x->source->n_lines)
            return (size_t)n;
    }
    lp_reader_error(x->reader, span_of(x, line),
                    "expected `" SECOND_LINE " : N`, N the line of the columns' names (3 to %zu)",
                    x->source->n_lines);
    return 0;
}

/* The factor of what follows a name, say "mA" in "<I>/mA"; false if it has another dimension. */
static bool factor_of(const struct export *x, struct piece cell, const char *name,
                      enum lp_dimension dimension, double *factor)
{
    size_t n = strlen(name);
    if (!starts_with(x, cell, name) || cell.n == n)
        return false;
    const char *unit = lp_reader_printf(x->reader, "%.*s", (int)(cell.n - n), text_of(x, cell) + n);
    bool is_unit = lp_unit_factor(x->reader->units, unit, dimension, span_of(x, cell), name, factor,
                                  x->reader->scratch) == LP_OK;
    lp_diag_clear(x->reader->scratch);
    return is_unit;
}

static bool has_column(const struct export *x, size_t n, const struct piece cells[],
                       const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (cells[i].n == strlen(name) && starts_with(x, cells[i], name))
            return true;
    return false;
}

static void report_no_current(const struct export *x, size_t n, const struct piece cells[])
{
    lp_reader_error(x->reader, span_of(x, x->head),
                    "the export has no column of current (`control/mA`, `<I>/mA` or `I/mA`)");
    if (has_column(x, n, cells, "control/V/mA"))
        lp_reader_note(x->reader, lp_span_none(NULL),
                       "`control/V/mA` is volts in some records and milliamperes in others: add "
                       "`<I>/mA` to the columns of the export");
    else
        lp_reader_note(x->reader, lp_span_none(NULL), "add one to the columns of the export");
}

/* Columns of time and current by name; false after an error. */
static bool find_columns(struct export *x)
{
    static const char *const currents[] = {"control/", "<I>/", "I/"};
    struct piece cells[MAX_COLUMNS];
    size_t n = split(x, x->head, cells);
    x->n_columns = n;
    x->i_time = x->i_current = LP_NONE;
    x->kind = CURRENT_NONE;
    for (size_t i = 0; i < n; i++)
        if (x->i_time == LP_NONE && factor_of(x, cells[i], "time/", LP_DIM_TIME, &x->time_factor))
            x->i_time = i;
    for (size_t k = 0; k < LENGTH(currents) && x->i_current == LP_NONE; k++)
        for (size_t i = 0; i < n && x->i_current == LP_NONE; i++)
            if (factor_of(x, cells[i], currents[k], LP_DIM_CURRENT, &x->current_factor)) {
                x->i_current = i;
                x->kind = (enum current_kind)k;
            }
    if (x->i_time == LP_NONE) {
        lp_reader_error(x->reader, span_of(x, x->head), "the export has no column `time/s`");
        lp_reader_note(x->reader, lp_span_none(NULL),
                       "names of columns stand in line %zu, between tabs",
                       span_of(x, x->head).line);
    }
    if (x->i_current == LP_NONE)
        report_no_current(x, n, cells);
    return x->i_time != LP_NONE && x->i_current != LP_NONE;
}

/* A header from its first line on; the line behind it, 0 after an error. */
static size_t read_header(struct export *x, size_t i_line)
{
    size_t n = read_n_header(x, i_line + 1);
    if (n == 0)
        return 0;
    if (n > x->source->n_lines - i_line) {
        lp_reader_error(x->reader, span_of(x, line_at(x->source, i_line)),
                        "this header has %zu lines, but the file ends before", n);
        return 0;
    }
    struct piece head = line_at(x->source, i_line + n - 1);
    if (x->head.n && !is_same_text(x, head, x->head)) {
        lp_reader_error(x->reader, span_of(x, head),
                        "a second header whose columns are not those of the first");
        lp_reader_note(x->reader, span_of(x, x->head), "the first is here");
        return 0;
    }
    bool is_first = x->head.n == 0;
    x->head = head;
    return is_first && !find_columns(x) ? 0 : i_line + n;
}

/* Dates and clock times hold signs that no number has. */
static bool is_date(const struct export *x, struct piece cell)
{
    return memchr(text_of(x, cell), ':', cell.n) || memchr(text_of(x, cell), '/', cell.n);
}

static void report_time(struct export *x, struct piece cell)
{
    if (!is_date(x, cell)) {
        lp_reader_error(x->reader, span_of(x, cell), "time '%.*s' is not a number", (int)cell.n,
                        text_of(x, cell));
        return;
    }
    if (!x->has_date)
        lp_reader_error(x->reader, span_of(x, cell),
                        "time '%.*s' is absolute, expected seconds since the start", (int)cell.n,
                        text_of(x, cell));
    if (!x->has_date)
        lp_reader_note(x->reader, lp_span_none(NULL),
                       "export again with times relative to the start of the experiment");
    x->has_date = true;
}

static void add_record(struct export *x, struct record record, struct piece time)
{
    double before_s = x->n_records ? x->records[x->n_records - 1].t_s : 0.0;
    if (record.t_s < before_s) {
        lp_reader_error(x->reader, span_of(x, time),
                        x->n_records ? "time '%.*s' is before the record above"
                                     : "time '%.*s' is before 0",
                        (int)time.n, text_of(x, time));
        lp_reader_note(x->reader, lp_span_none(NULL),
                       "times count from the start of the experiment and go on through all parts "
                       "of the file");
        return;
    }
    x->records[x->n_records++] = record;
}

static void read_record(struct export *x, struct piece line)
{
    struct piece cells[MAX_COLUMNS];
    struct record record = {.span = span_of(x, line)};
    size_t n = split(x, line, cells);
    if (n != x->n_columns) {
        lp_reader_error(x->reader, span_of(x, line),
                        "this record has %zu cell%s, expected %zu as in the line of names", n,
                        n == 1 ? "" : "s", x->n_columns);
        return;
    }
    if (!read_number(x, cells[x->i_time], &record.t_s)) {
        report_time(x, cells[x->i_time]);
        return;
    }
    if (!read_number(x, cells[x->i_current], &record.current_A)) {
        lp_reader_error(x->reader, span_of(x, cells[x->i_current]),
                        "current '%.*s' is not a number", (int)cells[x->i_current].n,
                        text_of(x, cells[x->i_current]));
        return;
    }
    record.t_s *= x->time_factor;
    record.current_A *= x->current_factor;
    add_record(x, record, cells[x->i_time]);
}

static void read_records(struct export *x, size_t i_line)
{
    while (i_line < x->source->n_lines) {
        struct piece line = line_at(x->source, i_line);
        if (starts_with(x, line, FIRST_LINE)) {
            i_line = read_header(x, i_line);
            if (i_line == 0)
                return;
            continue;
        }
        if (line.n > 0 && !is_same_text(x, line, x->head))
            read_record(x, line);
        i_line++;
    }
}

/* True if the records of two currents are one step. */
static bool is_same_current(const struct export *x, double one_A, double other_A, double largest_A)
{
    double tolerance_A =
        fmax(SAME_CURRENT * fmax(fabs(one_A), fabs(other_A)), SAME_AT_REST * largest_A);
    return one_A == other_A || (x->kind != CURRENT_SET && fabs(one_A - other_A) <= tolerance_A);
}

/* The current that holds until record i: its own if it is the mean since the record before. */
static double current_until(const struct export *x, size_t i)
{
    if (x->kind == CURRENT_MEAN)
        return i == 0 ? 0.0 : x->records[i].current_A;
    return i == 0 ? 0.0 : x->records[i - 1].current_A;
}

/* The cell rests before the first record. Number of steps. */
static size_t make_steps(const struct export *x, struct lp_step *steps)
{
    double largest_A = 0.0, before_s = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < x->n_records; i++)
        largest_A = fmax(largest_A, fabs(current_until(x, i)));
    for (size_t i = 0; i < x->n_records; i++) {
        double duration_s = x->records[i].t_s - before_s, current_A = current_until(x, i);
        struct lp_step *last = n ? &steps[n - 1] : NULL;
        before_s = x->records[i].t_s;
        if (!(duration_s > 0.0))
            continue;
        if (last && is_same_current(x, last->current_A, current_A, largest_A)) {
            double sum_s = last->duration_s + duration_s;
            last->current_A += (current_A - last->current_A) * (duration_s / sum_s);
            last->duration_s = sum_s;
        } else {
            steps[n++] = (struct lp_step){.duration_s = duration_s,
                                          .current_A = current_A,
                                          .electrodes_on = true,
                                          .span = x->records[i].span};
        }
    }
    return n;
}

bool lp_mptread(struct lp_reader *reader, const struct lp_source *source, struct lp_step **steps,
                size_t *n_steps)
{
    struct export x = {.reader = reader, .source = source};
    size_t n_errors = reader->n_errors, i_line;
    if (!starts_with(&x, line_at(source, 0), FIRST_LINE)) {
        lp_reader_error(reader, span_of(&x, line_at(source, 0)),
                        "expected `" FIRST_LINE "`, the first line of a text export of EC-Lab");
        return false;
    }
    x.records = lp_reader_alloc(reader, source->n_lines, sizeof *x.records);
    *steps = lp_reader_alloc(reader, source->n_lines, sizeof **steps);
    if (!x.records || !*steps)
        return false;
    i_line = read_header(&x, 0);
    if (i_line)
        read_records(&x, i_line);
    if (i_line && x.n_records == 0 && reader->n_errors == n_errors) {
        lp_reader_error(reader, span_of(&x, x.head), "there are no records below this line");
        return false;
    }
    *n_steps = make_steps(&x, *steps);
    return reader->n_errors == n_errors;
}
