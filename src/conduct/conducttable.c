/* SPDX-License-Identifier: MIT
 *
 * One description per kind of table drives both ways of writing it. Every cell is read as the
 * quantity "number unit" through the one door of base/units, so a head in degC means what it says.
 */
#include "conduct/conducttable.h"

#include "conduct/conductkeys.h"
#include "input/columns.h"
#include "input/keyread.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof array / sizeof *(array))

static const struct {
    const char *x, *y;
    enum lp_dimension x_dimension, y_dimension;
    enum lp_range x_range;
    size_t n_least;
} kinds[LP_CONDUCT_N_TABLES] = {
    {"temperature", "conductivity", LP_DIM_TEMPERATURE, LP_DIM_CONDUCTIVITY, LP_POSITIVE, 2},
    {"temperature", "rate", LP_DIM_TEMPERATURE, LP_DIM_RATE, LP_POSITIVE, 2},
    {"temperature", "diffusivity", LP_DIM_TEMPERATURE, LP_DIM_DIFFUSIVITY, LP_POSITIVE, 2},
    {"temperature", "T1", LP_DIM_TEMPERATURE, LP_DIM_TIME, LP_POSITIVE, 2},
    {"gradient", "ratio", LP_DIM_GRADIENT, LP_DIM_ONE, LP_NOT_NEGATIVE, 2},
};

/* Of the nuclei in the order of their words (conductkeys.c). */
static const double gammas[] = {LP_GAMMA_LI7_RAD_PER_S_T, LP_GAMMA_LI6_RAD_PER_S_T};

const char *lp_conduct_table_name(enum lp_conduct_kind kind)
{
    return lp_conduct_measured_keys.key[kind].name;
}

static bool allocate(struct lp_reader *reader, struct lp_conduct_table *table, size_t n)
{
    table->x = lp_reader_alloc(reader, n, sizeof *table->x);
    table->y = lp_reader_alloc(reader, n, sizeof *table->y);
    table->error = lp_reader_alloc(reader, n, sizeof *table->error);
    return table->x && table->y && table->error;
}

/* Errors stand in every row or in none: half a set of weights means nothing. */
static void settle_errors(struct lp_reader *reader, enum lp_conduct_kind kind, size_t n_errors,
                          struct lp_conduct_table *table)
{
    if (n_errors == 0)
        table->error = NULL;
    else if (n_errors < table->n)
        lp_reader_error(reader, table->span,
                        "measured %s: %zu of %zu rows have an error; give it "
                        "in every row or in none",
                        lp_conduct_table_name(kind), n_errors, table->n);
    if (table->n < kinds[kind].n_least)
        lp_reader_error(reader, table->span, "measured %s has %zu rows, expected %zu or more",
                        lp_conduct_table_name(kind), table->n, kinds[kind].n_least);
    for (size_t i = 1; i < table->n; i++)
        if (table->x[i] != table->x[0])
            return;
    if (table->n >= kinds[kind].n_least)
        lp_reader_error(reader, table->span, "measured %s: every row has the same %s",
                        lp_conduct_table_name(kind), kinds[kind].x);
}

static void read_rows(struct lp_reader *reader, enum lp_conduct_kind kind,
                      const struct lp_yaml *rows, struct lp_conduct_table *table)
{
    size_t n_errors = 0;
    if (!lp_reader_kind(reader, rows, LP_YAML_SEQUENCE, "rows") ||
        !allocate(reader, table, rows->n))
        return;
    table->span = rows->span;
    for (size_t i = 0; i < rows->n; i++) {
        const struct lp_yaml *row = rows->items[i];
        if (row->kind != LP_YAML_SEQUENCE || row->n < 2 || row->n > 3) {
            lp_reader_error(reader, row->span,
                            "a row of measured %s is [%s, %s] or [%s, %s, error]",
                            lp_conduct_table_name(kind), kinds[kind].x, kinds[kind].y,
                            kinds[kind].x, kinds[kind].y);
            continue;
        }
        size_t k = table->n;
        const bool has_x =
            lp_reader_quantity(reader, row->items[0], kinds[kind].x_dimension, kinds[kind].x_range,
                               kinds[kind].x, lp_conduct_table_name(kind), &table->x[k]);
        const bool has_y =
            lp_reader_quantity(reader, row->items[1], kinds[kind].y_dimension, LP_POSITIVE,
                               kinds[kind].y, lp_conduct_table_name(kind), &table->y[k]);
        table->n += has_x && has_y;
        if (row->n == 3 &&
            lp_reader_quantity(reader, row->items[2], kinds[kind].y_dimension, LP_POSITIVE, "error",
                               lp_conduct_table_name(kind), &table->error[k]))
            n_errors++;
    }
    settle_errors(reader, kind, n_errors, table);
}

/* A cell in the unit of its column's head. */
static bool read_cell(struct lp_reader *reader, const struct lp_csv *table, size_t i_row,
                      size_t i_column, enum lp_dimension dimension, enum lp_range range,
                      const char *what, double *value)
{
    const struct lp_csv_cell *cell = &table->cells[i_row * table->n_columns + i_column];
    const struct lp_csv_cell *head = &table->head[i_column];
    double number;
    if (!lp_columns_number(reader, cell, what, &number))
        return false;
    const char *text = cell->text;
    if (dimension != LP_DIM_ONE)
        text = lp_reader_printf(reader, "%s %s", cell->text, lp_columns_unit(reader, head->text));
    if (!text)
        return false;
    if (lp_quantity_read(reader->units, text, strlen(text), dimension, cell->span, what, value,
                         reader->scratch) != LP_OK) {
        lp_reader_pass_on(reader, cell->span, NULL);
        return false;
    }
    return lp_reader_range(reader, cell->span, what, "the table", range, *value);
}

static size_t find_column(struct lp_reader *reader, const struct lp_csv *table, const char *name,
                          enum lp_dimension dimension, bool is_needed)
{
    size_t i = dimension == LP_DIM_ONE ? lp_columns_find(table, name)
                                       : lp_columns_find_quantity(table, name);
    if (i == LP_NONE && is_needed) {
        lp_reader_error(reader, lp_span_none(table->source), "the table has no column '%s%s'", name,
                        dimension == LP_DIM_ONE ? "" : " [unit]");
        if (dimension != LP_DIM_ONE)
            lp_reader_note(reader, lp_span_none(NULL), "units: %s",
                           lp_dimension_accepted(dimension));
    }
    return i;
}

static void read_csv(struct lp_reader *reader, enum lp_conduct_kind kind,
                     const struct lp_source *base, const struct lp_yaml *node,
                     struct lp_conduct_table *table)
{
    const struct lp_csv *csv = lp_columns_open(reader, base, node, "data file");
    const enum lp_dimension x_dimension = kinds[kind].x_dimension,
                            y_dimension = kinds[kind].y_dimension;
    size_t n_errors = 0;
    if (!csv || !allocate(reader, table, csv->n_rows))
        return;
    table->span = node->span;
    const size_t i_x = find_column(reader, csv, kinds[kind].x, x_dimension, true);
    const size_t i_y = find_column(reader, csv, kinds[kind].y, y_dimension, true);
    const size_t i_error = find_column(reader, csv, "error", y_dimension, false);
    if (i_x == LP_NONE || i_y == LP_NONE)
        return;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const struct lp_csv_cell *cells = &csv->cells[i * csv->n_columns];
        size_t k = table->n;
        if (lp_columns_is_blank(&cells[i_y]))
            continue;
        const bool has_x = read_cell(reader, csv, i, i_x, x_dimension, kinds[kind].x_range,
                                     kinds[kind].x, &table->x[k]);
        const bool has_y =
            read_cell(reader, csv, i, i_y, y_dimension, LP_POSITIVE, kinds[kind].y, &table->y[k]);
        table->n += has_x && has_y;
        if (i_error != LP_NONE && !lp_columns_is_blank(&cells[i_error]) &&
            read_cell(reader, csv, i, i_error, y_dimension, LP_POSITIVE, "error", &table->error[k]))
            n_errors++;
    }
    settle_errors(reader, kind, n_errors, table);
}

/* A number of `attenuation`, which has no use without it. */
static bool need(struct lp_reader *reader, const struct lp_yaml *mapping, const char *name,
                 double *value)
{
    const struct lp_key *key = lp_keys_find(&lp_conduct_attenuation_keys, name);
    const struct lp_yaml *node = lp_reader_get(mapping, name);
    if (node)
        return lp_reader_quantity(reader, node, key->dimension, key->range, name, "attenuation",
                                  value);
    lp_reader_error(reader, mapping->span, "measured attenuation has no %s (%s)", name,
                    lp_dimension_accepted(key->dimension));
    return false;
}

static void read_nucleus(struct lp_reader *reader, const struct lp_yaml *mapping,
                         struct lp_conduct_table *table)
{
    const struct lp_yaml *node = lp_reader_get(mapping, "nucleus");
    const char *const *words = lp_keys_find(&lp_conduct_t1_keys, "nucleus")->words;
    table->gamma_rad_s_T = gammas[0];
    if (!node)
        return;
    for (size_t i = 0; i < LENGTH(gammas); i++)
        if (node->kind == LP_YAML_SCALAR && strcmp(node->text, words[i]) == 0) {
            table->gamma_rad_s_T = gammas[i];
            return;
        }
    lp_reader_error(reader, node->span, "nucleus: found '%s', expected 7Li or 6Li",
                    node->kind == LP_YAML_SCALAR ? node->text : "(a list)");
    if (node->kind == LP_YAML_SCALAR)
        lp_reader_suggest(reader, node->text, LENGTH(gammas), words);
}

/* The Larmor frequency in rad/s: 2 pi f as read on the spectrometer, or gamma B. */
static void read_larmor(struct lp_reader *reader, const struct lp_yaml *mapping,
                        struct lp_conduct_table *table)
{
    const struct lp_yaml *field = lp_reader_get(mapping, "field");
    const struct lp_yaml *frequency = lp_reader_get(mapping, "frequency");
    const struct lp_yaml *beta = lp_reader_get(mapping, "beta");
    double value = 0.0;
    if (!field == !frequency) {
        lp_reader_error(reader, mapping->span,
                        "measured T1 needs one of `field` (9.4 T) and "
                        "`frequency` (155 MHz), the Larmor frequency of the nucleus");
    } else if (field) {
        if (lp_reader_quantity(reader, field, LP_DIM_FIELD, LP_POSITIVE, "field", "T1", &value))
            table->omega_rad_s = table->gamma_rad_s_T * value;
    } else if (lp_reader_quantity(reader, frequency, LP_DIM_RATE, LP_POSITIVE, "frequency", "T1",
                                  &value)) {
        table->omega_rad_s = 2.0 * acos(-1.0) * value;
    }
    table->beta = NAN;
    if (beta &&
        lp_reader_quantity(reader, beta, LP_DIM_ONE, LP_FRACTION, "beta", "T1", &table->beta) &&
        table->beta == 0.0)
        lp_reader_error(reader, beta->span, "beta is 0, expected a number above 0, at most 1");
}

static void read_terms(struct lp_reader *reader, const struct lp_yaml *mapping,
                       struct lp_conduct_table *table)
{
    const struct lp_yaml *node = lp_reader_get(mapping, "terms");
    size_t n_terms = 2;
    if (node)
        (void)lp_keyread_count(reader, &lp_conduct_t1_keys, "terms", node, "terms", &n_terms);
    table->n_terms = (unsigned)n_terms;
}

static void read_pulses(struct lp_reader *reader, const struct lp_yaml *mapping,
                        struct lp_conduct_table *table)
{
    const bool has_pulse = need(reader, mapping, "pulse", &table->pulse_s);
    const bool has_delay = need(reader, mapping, "delay", &table->delay_s);
    if (has_pulse && has_delay && table->delay_s < table->pulse_s) {
        lp_reader_error(reader, lp_reader_get(mapping, "delay")->span,
                        "delay (%g s) is shorter than pulse (%g s)", table->delay_s,
                        table->pulse_s);
        lp_reader_note(reader, lp_span_none(NULL),
                       "delay is Delta, from the start of one gradient "
                       "pulse to the start of the next; pulse is delta, the length of one");
    }
}

static void read_table(struct lp_reader *reader, const struct lp_source *base,
                       enum lp_conduct_kind kind, const struct lp_yaml *mapping,
                       struct lp_conduct_table *table)
{
    static const struct lp_keys *const keys[LP_CONDUCT_N_TABLES] = {
        &lp_conduct_measurement_keys, &lp_conduct_measurement_keys, &lp_conduct_measurement_keys,
        &lp_conduct_t1_keys, &lp_conduct_attenuation_keys};
    const char *where = lp_reader_printf(reader, "measured %s", lp_conduct_table_name(kind));
    if (!where)
        return;
    lp_reader_keys(reader, mapping, keys[kind], where);
    if (mapping->kind != LP_YAML_MAPPING)
        return;
    const struct lp_yaml *data = lp_reader_get(mapping, "data");
    const struct lp_yaml *rows = lp_reader_get(mapping, "rows");
    if (!data == !rows)
        lp_reader_error(reader, mapping->span, "%s needs one of `data` (a CSV) and `rows`", where);
    else if (rows)
        read_rows(reader, kind, rows, table);
    else
        read_csv(reader, kind, base, data, table);
    if (kind == LP_CONDUCT_T1 || kind == LP_CONDUCT_ATTENUATION)
        read_nucleus(reader, mapping, table);
    if (kind == LP_CONDUCT_T1) {
        read_larmor(reader, mapping, table);
        read_terms(reader, mapping, table);
    }
    if (kind == LP_CONDUCT_ATTENUATION)
        read_pulses(reader, mapping, table);
}

void lp_conducttable_read(struct lp_reader *reader, const struct lp_source *base,
                          const struct lp_yaml *measured, struct lp_conduct_input *input)
{
    if (!measured)
        return;
    lp_reader_keys(reader, measured, &lp_conduct_measured_keys, "measured");
    for (enum lp_conduct_kind k = 0; k < LP_CONDUCT_N_TABLES; k++) {
        const struct lp_yaml *node = lp_reader_get(measured, lp_conduct_table_name(k));
        if (node)
            read_table(reader, base, k, node, &input->table[k]);
    }
}
