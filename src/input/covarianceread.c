/* SPDX-License-Identifier: MIT
 *
 * The table `component,time_s,nuisance,loading`: a row of data is shifted by loading x z, where z
 * is standard normal and shared by all rows, of all experiments, that name the same nuisance. So
 * errors of a deconvolution that correlate all times of a component keep their name (science.md). A
 * loading belongs to every replicate at its time.
 */
#include "input/columns.h"
#include "input/dataread.h"
#include "input/name.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof array / sizeof *(array))
#define SAME_TIME     1e-9 /* relative: the two files may round their times differently */

struct columns {
    const struct lp_csv *csv;
    size_t i_component, i_time, i_nuisance, i_loading;
    double time_factor;
};

static bool find_columns(struct lp_reader *reader, struct columns *columns)
{
    const struct lp_csv *csv = columns->csv;
    columns->i_component = lp_columns_find(csv, "component");
    columns->i_time = lp_columns_find_quantity(csv, "time");
    columns->i_nuisance = lp_columns_find(csv, "nuisance");
    columns->i_loading = lp_columns_find(csv, "loading");
    const size_t found[] = {columns->i_component, columns->i_time, columns->i_nuisance,
                            columns->i_loading};
    for (size_t i = 0; i < LENGTH(found); i++)
        if (found[i] == LP_NONE) {
            lp_reader_error(reader, csv->head[0].span, "a covariance file needs a column `%s`",
                            lp_keys_covariance.key[i].name);
            lp_reader_note(reader, lp_span_none(NULL),
                           "its head is `component,time_s,nuisance,loading`");
            return false;
        }
    return lp_columns_factor(reader, &csv->head[columns->i_time], LP_DIM_TIME,
                             &columns->time_factor);
}

static size_t find_nuisance(struct lp_reader *reader, const char *name)
{
    for (size_t i = 0; i < reader->n_nuisances; i++)
        if (strcmp(reader->nuisances[i], name) == 0)
            return i;
    const char **larger = lp_reader_grow(reader, reader->nuisances, reader->n_nuisances,
                                         &reader->nuisance_capacity, sizeof *larger);
    if (!larger)
        return LP_NONE;
    reader->nuisances = larger;
    reader->nuisances[reader->n_nuisances] = name;
    return reader->n_nuisances++;
}

/* The first row at or after a time: rows are sorted by time. */
static size_t first_row_from(const struct lp_experiment *experiment, double t_s)
{
    size_t low = 0, high = experiment->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (experiment->rows[middle].t_s < t_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Add a loading to each row of the component at the time; how many there are. */
static size_t add_loadings(const struct lp_dataread *context, size_t i_component, double t_s,
                           size_t i_nuisance, double loading, size_t *capacity)
{
    struct lp_experiment *experiment = context->experiment;
    size_t n = 0;
    for (size_t i = first_row_from(experiment, t_s * (1.0 - SAME_TIME));
         i < experiment->n_rows && experiment->rows[i].t_s <= t_s * (1.0 + SAME_TIME); i++) {
        if (experiment->rows[i].i_component != i_component)
            continue;
        struct lp_loading *larger =
            lp_reader_grow(context->reader, experiment->loadings, experiment->n_loadings, capacity,
                           sizeof *larger);
        if (!larger)
            return n;
        experiment->loadings = larger;
        larger[experiment->n_loadings++] = (struct lp_loading){i, i_nuisance, loading};
        n++;
    }
    return n;
}

/* True if a row of data has a loading of this nuisance: two would be added up unseen. */
static bool is_loaded(const struct lp_dataread *context, size_t i_component, double t_s,
                      size_t i_nuisance)
{
    const struct lp_experiment *experiment = context->experiment;
    for (size_t i = 0; i < experiment->n_loadings; i++) {
        const struct lp_loading *loading = &experiment->loadings[i];
        const struct lp_row *row = &experiment->rows[loading->i_row];
        if (loading->i_nuisance == i_nuisance && row->i_component == i_component &&
            fabs(row->t_s - t_s) <= SAME_TIME * t_s)
            return true;
    }
    return false;
}

static void read_row(const struct lp_dataread *context, const struct columns *columns,
                     const struct lp_csv_cell *cells, size_t *capacity)
{
    struct lp_reader *reader = context->reader;
    const struct lp_csv_cell *component = &cells[columns->i_component];
    const struct lp_csv_cell *time = &cells[columns->i_time];
    const struct lp_csv_cell *nuisance = &cells[columns->i_nuisance];
    double number, loading;
    size_t i_component =
        lp_dataread_component(context, component->text, component->span, "covariance");
    if (i_component == LP_NONE || !lp_columns_number(reader, time, "time", &number) ||
        !lp_columns_number(reader, &cells[columns->i_loading], "loading", &loading))
        return;
    if (!*nuisance->text) {
        lp_reader_error(reader, nuisance->span, "the nuisance has no name");
        lp_reader_note(reader, lp_span_none(NULL), "rows that share an error share its name");
        return;
    }
    if (!lp_name_check(reader, nuisance->span, nuisance->text, LP_NAME_ONE, "name of a nuisance"))
        return;
    size_t i_nuisance = find_nuisance(reader, nuisance->text);
    double t_s = number * columns->time_factor;
    if (i_nuisance != LP_NONE && is_loaded(context, i_component, t_s, i_nuisance)) {
        lp_reader_error(reader, nuisance->span, "a second loading of nuisance '%s' on '%s' at %g s",
                        nuisance->text, component->text, t_s);
        lp_reader_note(reader, lp_span_none(NULL),
                       "one row of data has one loading of a nuisance; errors apart need names of "
                       "their own");
        return;
    }
    if (i_nuisance == LP_NONE ||
        add_loadings(context, i_component, t_s, i_nuisance, loading, capacity) ||
        reader->is_out_of_memory)
        return;
    lp_reader_error(reader, time->span, "%s has no data of component '%s' at %g s", context->where,
                    component->text, t_s);
    lp_reader_note(reader, lp_span_none(NULL), "a loading belongs to a measured value");
}

void lp_covarianceread(const struct lp_dataread *context, const struct lp_yaml *node)
{
    struct columns columns = {
        .csv = lp_columns_open(context->reader, context->base, node, "covariance file")};
    size_t capacity = 0;
    if (!columns.csv || !find_columns(context->reader, &columns))
        return;
    for (size_t i = 0; i < columns.csv->n_rows; i++)
        read_row(context, &columns, columns.csv->cells + i * columns.csv->n_columns, &capacity);
}
