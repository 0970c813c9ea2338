/* SPDX-License-Identifier: MIT
 *
 * Measured values (inputs/README.md, `data` and `data-wide`). Two shapes of table:
 *
 *     tidy   time_h,component,value[,sigma][,replicate][,duration_s][,experiment]
 *     wide   time_h,LGPS,LGPS_sigma,interface,...[,replicate][,duration_s]
 *
 * and rows in the study itself. Whatever the shape, a value goes through one door (add_row) that
 * checks it; at the end the rows are sorted by time and component and repeats are found.
 */
#include "input/dataread.h"

#include "base/text.h"
#include "input/columns.h"
#include "input/name.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIGMA_SUFFIX "_sigma"
#define MAX_UNKNOWN  16 /* names of unknown components told apart */

/* A fraction may be off by noise, and more than 1 with one-way edges; beyond, it is a slip. */
#define LOWEST_ENRICHMENT  (-0.5)
#define HIGHEST_ENRICHMENT 1.5

struct sink {
    const struct lp_dataread *context;
    struct lp_row *rows;
    size_t n_rows, capacity;
    size_t n_outside; /* enrichments that cannot be fractions */
    double outside;   /* the first of them */
    struct lp_span outside_span;
    size_t n_unknown;
    const char *unknown[MAX_UNKNOWN];
};

size_t lp_dataread_component(const struct lp_dataread *context, const char *name,
                             struct lp_span span, const char *where)
{
    const struct lp_model *model = context->experiment->model;
    struct lp_reader *reader = context->reader;
    size_t i = lp_model_find_component(model, name);
    if (i != LP_NONE)
        return i;
    const char **names = lp_reader_alloc(reader, model->n_components, sizeof *names);
    if (!names)
        return LP_NONE;
    for (size_t c = 0; c < model->n_components; c++)
        names[c] = model->components[c].name;
    lp_reader_error(reader, span, "%s: no component is called '%s'", where, name);
    lp_reader_suggest(reader, name, model->n_components, names);
    return LP_NONE;
}

/* The same, but a name that was reported is not reported again. */
static size_t component_of(struct sink *sink, const char *name, struct lp_span span)
{
    for (size_t i = 0; i < sink->n_unknown; i++)
        if (strcmp(sink->unknown[i], name) == 0)
            return LP_NONE;
    size_t i = lp_dataread_component(sink->context, name, span, "data");
    if (i == LP_NONE && sink->n_unknown < MAX_UNKNOWN)
        sink->unknown[sink->n_unknown++] = name;
    return i;
}

static bool check_row(struct sink *sink, const struct lp_row *row, struct lp_span time_span,
                      struct lp_span sigma_span, struct lp_span duration_span)
{
    struct lp_reader *reader = sink->context->reader;
    if (row->t_s < 0.0) {
        lp_reader_error(reader, time_span, "time is before 0");
        lp_reader_note(reader, lp_span_none(NULL), "times count from the experiment's start");
        return false;
    }
    if (!isnan(row->sigma) && row->sigma <= 0.0) {
        lp_reader_error(reader, sigma_span, "sigma is %g, expected a number above 0", row->sigma);
        lp_reader_note(reader, lp_span_none(NULL), "leave it blank to use the noise model");
        return false;
    }
    if (row->duration_s < 0.0 || row->duration_s > row->t_s * (1.0 + 1e-12)) {
        lp_reader_error(reader, duration_span,
                        "duration is %g s, expected 0 to the row's time, %g s", row->duration_s,
                        row->t_s);
        lp_reader_note(reader, lp_span_none(NULL),
                       "the spectrum averages from time - duration to time");
        return false;
    }
    bool is_outside = sink->context->experiment->observable == LP_OBSERVE_ENRICHMENT &&
                      (row->value < LOWEST_ENRICHMENT || row->value > HIGHEST_ENRICHMENT);
    if (is_outside && sink->n_outside++ == 0) {
        sink->outside = row->value;
        sink->outside_span = row->span;
    }
    return !is_outside;
}

static void add_row(struct sink *sink, const struct lp_row *row)
{
    struct lp_row *larger = lp_reader_grow(sink->context->reader, sink->rows, sink->n_rows,
                                           &sink->capacity, sizeof *larger);
    if (!larger)
        return;
    sink->rows = larger;
    sink->rows[sink->n_rows++] = *row;
}

/* One error for all of them: a column in per cent would fill the screen. */
static void report_outside(struct sink *sink)
{
    struct lp_reader *reader = sink->context->reader;
    if (!sink->n_outside)
        return;
    lp_reader_error(reader, sink->outside_span,
                    "enrichment %g cannot be a fraction of 6Li (%zu value%s outside %g to %g)",
                    sink->outside, sink->n_outside, sink->n_outside == 1 ? "" : "s",
                    LOWEST_ENRICHMENT, HIGHEST_ENRICHMENT);
    if (sink->outside > HIGHEST_ENRICHMENT && sink->outside <= 100.0)
        lp_reader_note(reader, lp_span_none(NULL),
                       "if the values are per cent of 6Li, divide by 100 (%g); if they are "
                       "increases in per cent, say `observable: increase`",
                       sink->outside / 100.0);
}

/* Columns of a table and their factors to SI. */
struct table {
    const struct lp_csv *csv;
    size_t i_time, i_duration, i_component, i_value, i_sigma, i_replicate, i_experiment;
    double time_factor, duration_factor;
};

static bool read_factors(struct lp_reader *reader, struct table *table)
{
    table->i_time = lp_columns_find_quantity(table->csv, "time");
    table->i_duration = lp_columns_find_quantity(table->csv, "duration");
    table->i_replicate = lp_columns_find(table->csv, "replicate");
    if (table->i_time == LP_NONE) {
        lp_reader_error(reader, table->csv->head[0].span, "the data have no column of time");
        lp_reader_note(
            reader, lp_span_none(NULL),
            "its head names the unit: time_s, time_min, time_h, time_d or `time [unit]`");
        return false;
    }
    bool is_fine = lp_columns_factor(reader, &table->csv->head[table->i_time], LP_DIM_TIME,
                                     &table->time_factor);
    if (table->i_duration != LP_NONE)
        is_fine = lp_columns_factor(reader, &table->csv->head[table->i_duration], LP_DIM_TIME,
                                    &table->duration_factor) &&
                  is_fine;
    return is_fine;
}

/* Time, duration and replicate of a row of the table; false after an error. */
static bool read_when(struct lp_reader *reader, const struct table *table,
                      const struct lp_csv_cell *cells, struct lp_row *row)
{
    double number;
    *row = (struct lp_row){.sigma = NAN, .replicate = ""};
    if (!lp_columns_number(reader, &cells[table->i_time], "time", &number))
        return false;
    row->t_s = number * table->time_factor;
    if (table->i_duration != LP_NONE && !lp_columns_is_blank(&cells[table->i_duration])) {
        if (!lp_columns_number(reader, &cells[table->i_duration], "duration", &number))
            return false;
        row->duration_s = number * table->duration_factor;
    }
    if (table->i_replicate == LP_NONE || !*cells[table->i_replicate].text)
        return true;
    row->replicate = cells[table->i_replicate].text;
    return lp_name_check(reader, cells[table->i_replicate].span, row->replicate, LP_NAME_CELL,
                         "name of a replicate");
}

/* A value and its sigma out of their cells, checked and kept. sigma may be NULL. */
static void take_value(struct sink *sink, const struct table *table,
                       const struct lp_csv_cell *cells, const struct lp_csv_cell *value,
                       const struct lp_csv_cell *sigma, struct lp_row *row)
{
    struct lp_reader *reader = sink->context->reader;
    if (!lp_columns_number(reader, value, "value", &row->value))
        return;
    row->sigma = NAN;
    if (sigma && !lp_columns_is_blank(sigma) &&
        !lp_columns_number(reader, sigma, "sigma", &row->sigma))
        return;
    row->span = value->span;
    struct lp_span duration_span =
        table->i_duration == LP_NONE ? value->span : cells[table->i_duration].span;
    if (check_row(sink, row, cells[table->i_time].span, sigma ? sigma->span : value->span,
                  duration_span))
        add_row(sink, row);
}

static bool check_tidy_head(struct lp_reader *reader, const struct table *table)
{
    bool is_fine = true;
    for (size_t i = 0; i < table->csv->n_columns; i++) {
        const struct lp_csv_cell *head = &table->csv->head[i];
        bool is_known =
            i == table->i_time || i == table->i_duration || lp_keys_find(&lp_keys_tidy, head->text);
        if (is_known)
            continue;
        lp_reader_error(reader, head->span, "unknown column '%s' in a table of data", head->text);
        lp_reader_suggest_keys(reader, head->text, &lp_keys_tidy);
        is_fine = false;
    }
    return is_fine;
}

static void read_tidy(struct sink *sink, struct table *table)
{
    struct lp_reader *reader = sink->context->reader;
    table->i_sigma = lp_columns_find(table->csv, "sigma");
    table->i_experiment = lp_columns_find(table->csv, "experiment");
    if (table->i_component == LP_NONE || table->i_value == LP_NONE) {
        lp_reader_error(reader, table->csv->head[0].span, "the data have no column `%s`",
                        table->i_value == LP_NONE ? "value" : "component");
        lp_reader_note(reader, lp_span_none(NULL),
                       "tidy: time_h,component,value,sigma; wide: time_h,LGPS,LGPS_sigma,...");
        return;
    }
    if (!check_tidy_head(reader, table))
        return;
    for (size_t i = 0; i < table->csv->n_rows; i++) {
        const struct lp_csv_cell *cells = table->csv->cells + i * table->csv->n_columns;
        const struct lp_csv_cell *sigma = table->i_sigma == LP_NONE ? NULL : &cells[table->i_sigma];
        struct lp_row row;
        if (table->i_experiment != LP_NONE &&
            strcmp(cells[table->i_experiment].text, sink->context->experiment->name) != 0)
            continue;
        if (lp_columns_is_blank(&cells[table->i_value]) || !read_when(reader, table, cells, &row))
            continue;
        row.i_component =
            component_of(sink, cells[table->i_component].text, cells[table->i_component].span);
        if (row.i_component != LP_NONE)
            take_value(sink, table, cells, &cells[table->i_value], sigma, &row);
    }
}

/* What the columns of a wide table are. */
struct wide {
    size_t *i_component; /* [n_columns] LP_NONE: no values of a component */
    size_t *i_sigma;     /* [n_columns] the column of its sigma, LP_NONE: none */
};

/* The component whose sigma a head names, LP_NONE if it is none. */
static size_t sigma_of(const struct lp_model *model, const char *head)
{
    size_t n = strlen(head), n_suffix = strlen(SIGMA_SUFFIX);
    if (n <= n_suffix || strcmp(head + n - n_suffix, SIGMA_SUFFIX) != 0)
        return LP_NONE;
    for (size_t c = 0; c < model->n_components; c++)
        if (strlen(model->components[c].name) == n - n_suffix &&
            strncmp(model->components[c].name, head, n - n_suffix) == 0)
            return c;
    return LP_NONE;
}

static bool find_wide_columns(struct sink *sink, const struct table *table, struct wide *wide)
{
    const struct lp_model *model = sink->context->experiment->model;
    struct lp_reader *reader = sink->context->reader;
    size_t n = table->csv->n_columns, n_errors = reader->n_errors;
    wide->i_component = lp_reader_alloc(reader, n, sizeof *wide->i_component);
    wide->i_sigma = lp_reader_alloc(reader, n, sizeof *wide->i_sigma);
    if (!wide->i_component || !wide->i_sigma)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct lp_csv_cell *head = &table->csv->head[i];
        wide->i_component[i] = wide->i_sigma[i] = LP_NONE;
        bool is_other = i == table->i_time || i == table->i_duration || i == table->i_replicate;
        if (is_other)
            continue;
        if (sigma_of(model, head->text) == LP_NONE ||
            lp_model_find_component(model, head->text) != LP_NONE)
            wide->i_component[i] = component_of(sink, head->text, head->span);
    }
    for (size_t i = 0; i < n; i++) {
        const struct lp_csv_cell *head = &table->csv->head[i];
        size_t c = sigma_of(model, head->text), k = 0;
        if (c == LP_NONE || wide->i_component[i] != LP_NONE)
            continue;
        while (k < n && wide->i_component[k] != c)
            k++;
        if (k < n)
            wide->i_sigma[k] = i;
        else
            lp_reader_error(reader, head->span, "column '%s' has no column '%s' beside it",
                            head->text, model->components[c].name);
    }
    return reader->n_errors == n_errors;
}

static void read_wide(struct sink *sink, struct table *table)
{
    struct lp_reader *reader = sink->context->reader;
    size_t n_columns = table->csv->n_columns;
    struct wide wide;
    if (!find_wide_columns(sink, table, &wide))
        return;
    for (size_t i = 0; i < table->csv->n_rows; i++) {
        const struct lp_csv_cell *cells = table->csv->cells + i * n_columns;
        struct lp_row row;
        if (!read_when(reader, table, cells, &row))
            continue;
        for (size_t k = 0; k < n_columns; k++) {
            if (wide.i_component[k] == LP_NONE || lp_columns_is_blank(&cells[k]))
                continue;
            row.i_component = wide.i_component[k];
            take_value(sink, table, cells, &cells[k],
                       wide.i_sigma[k] == LP_NONE ? NULL : &cells[wide.i_sigma[k]], &row);
        }
    }
}

static void read_file(struct sink *sink, const struct lp_yaml *node)
{
    struct lp_reader *reader = sink->context->reader;
    struct table table = {.csv = lp_columns_open(reader, sink->context->base, node, "data file")};
    if (!table.csv || !read_factors(reader, &table))
        return;
    table.i_component = lp_columns_find(table.csv, "component");
    table.i_value = lp_columns_find(table.csv, "value");
    if (table.i_component != LP_NONE || table.i_value != LP_NONE)
        read_tidy(sink, &table);
    else
        read_wide(sink, &table);
}

/* A plain number in the observable's unit. */
static bool read_plain(struct lp_reader *reader, const struct lp_yaml *node, const char *what,
                       double *value)
{
    if (!lp_reader_kind(reader, node, LP_YAML_SCALAR, what))
        return false;
    if (lp_text_number(node->text, strlen(node->text), value))
        return true;
    lp_reader_error(reader, node->span, "%s: '%s' is not a plain number", what, node->text);
    lp_reader_note(reader, lp_span_none(NULL), "values are in the observable's unit");
    return false;
}

static void read_inline_row(struct sink *sink, const struct lp_yaml *node)
{
    const struct lp_dataread *context = sink->context;
    struct lp_reader *reader = context->reader;
    struct lp_row row = {.sigma = NAN, .replicate = "", .span = node->span};
    const char *name;
    if (node->kind != LP_YAML_SEQUENCE || node->n < 3 || node->n > 4) {
        lp_reader_error(reader, node->span, "a row of data is [time, component, value, sigma]");
        lp_reader_note(reader, lp_span_none(NULL),
                       "as in [600 s, LGPS, 0.081, 0.01]; sigma may be left out");
        return;
    }
    if (lp_yaml_is_null(node->items[2]) ||
        strcmp(node->items[2]->kind == LP_YAML_SCALAR ? node->items[2]->text : "", "NA") == 0)
        return;
    if (!lp_parameterread_number(reader, context->scope, node->items[0], LP_DIM_TIME, LP_ANY_NUMBER,
                                 "time", context->where, &row.t_s) ||
        !lp_reader_text(reader, node->items[1], "component", &name) ||
        !read_plain(reader, node->items[2], "value", &row.value))
        return;
    const struct lp_yaml *sigma = node->n == 4 ? node->items[3] : NULL;
    if (sigma && !lp_yaml_is_null(sigma) && !read_plain(reader, sigma, "sigma", &row.sigma))
        return;
    row.span = node->items[2]->span;
    row.i_component = component_of(sink, name, node->items[1]->span);
    if (row.i_component != LP_NONE &&
        check_row(sink, &row, node->items[0]->span, sigma ? sigma->span : row.span, row.span))
        add_row(sink, &row);
}

/* By time, then component; ties keep the order of the file, which is that of their places. */
static int compare_rows(const void *a, const void *b)
{
    const struct lp_row *p = a, *q = b;
    if (p->t_s != q->t_s)
        return p->t_s < q->t_s ? -1 : 1;
    if (p->i_component != q->i_component)
        return p->i_component < q->i_component ? -1 : 1;
    if (p->span.line != q->span.line)
        return p->span.line < q->span.line ? -1 : 1;
    return p->span.column < q->span.column ? -1 : p->span.column > q->span.column;
}

static void check_repeats(struct sink *sink)
{
    struct lp_reader *reader = sink->context->reader;
    const struct lp_model *model = sink->context->experiment->model;
    for (size_t i = 1; i < sink->n_rows; i++)
        for (size_t k = i; k-- > 0;) {
            const struct lp_row *row = &sink->rows[i], *other = &sink->rows[k];
            if (row->t_s != other->t_s || row->i_component != other->i_component)
                break;
            if (strcmp(row->replicate, other->replicate) != 0)
                continue;
            lp_reader_error(reader, row->span, "component '%s' has two values at this time",
                            model->components[row->i_component].name);
            lp_reader_note(reader, other->span, "the first is here");
            lp_reader_note(reader, lp_span_none(NULL),
                           "tell repeated measurements apart in a column `replicate`");
            break;
        }
}

void lp_dataread(const struct lp_dataread *context, const struct lp_yaml *node)
{
    struct sink sink = {.context = context};
    size_t n_errors = context->reader->n_errors;
    if (node->kind == LP_YAML_SEQUENCE)
        for (size_t i = 0; i < node->n; i++)
            read_inline_row(&sink, node->items[i]);
    else
        read_file(&sink, node);
    report_outside(&sink);
    if (sink.n_rows)
        qsort(sink.rows, sink.n_rows, sizeof *sink.rows, compare_rows);
    check_repeats(&sink);
    if (sink.n_rows == 0 && context->reader->n_errors == n_errors) {
        lp_reader_error(context->reader, node->span, "the data of %s hold no value",
                        context->where);
        lp_reader_note(context->reader, lp_span_none(NULL),
                       "blank cells and NA are not measured; without data leave out `data` and "
                       "give `times`");
    }
    context->experiment->rows = sink.rows;
    context->experiment->n_rows = sink.n_rows;
}
