/* SPDX-License-Identifier: MIT
 *
 * Two ways to say what was done to a cell (inputs/README.md):
 *
 *     protocol:       [{duration: 5 min, current: 7.2 uA}, {repeat: 120, steps: [...]}, ...]
 *     protocol_file:  table `time_s,current_A`; a row holds until the next, the last marks the end
 *                     or a cycler's text export (mptread.c)
 *
 * Currents may be given per area if the cell's area is known. Rows of equal current become one
 * step.
 */
#include "input/protocolread.h"

#include "input/columns.h"
#include "input/keyread.h"
#include "input/mptread.h"

#include <string.h>
#include <strings.h>

/* What turns A/m2 into A; false after an error at span. */
static bool area_of(const struct lp_protocolread *context, struct lp_span span, double *area_m2)
{
    const struct lp_value *area = &context->model->cell.area_m2;
    if (lp_parameterread_is_fixed(context->reader, area, area_m2))
        return true;
    lp_reader_error(context->reader, span, "a current per area in %s needs the cell's area",
                    context->where);
    lp_reader_note(context->reader, lp_span_none(NULL),
                   area->is_given ? "the area cannot be fitted then: give it as a number"
                                  : "write it in the model, as in `cell: {area: 0.785 cm2}`");
    return false;
}

/* A current needs two electrodes to flow between. */
static void check_electrodes(const struct lp_protocolread *context, struct lp_span span,
                             double current_A)
{
    if (current_A == 0.0 || context->model->i_second != LP_NONE)
        return;
    lp_reader_error(context->reader, span, "%s drives a current, but its model has %s",
                    context->where,
                    context->model->i_first == LP_NONE ? "no electrodes" : "one electrode only");
    lp_reader_note(context->reader, lp_span_none(NULL),
                   "a current flows from the first electrode to the second: declare two");
}

/* A current, or a current per area times the area. */
static bool read_current(const struct lp_protocolread *context, const struct lp_yaml *node,
                         double *current_A)
{
    struct lp_reader *reader = context->reader;
    enum lp_dimension dimension;
    double value, area_m2 = 1.0;
    if (!lp_reader_kind(reader, node, LP_YAML_SCALAR, "current"))
        return false;
    bool is_density =
        lp_reader_looks_like_number(node->text) &&
        lp_quantity_read_any(reader->units, node->text, strlen(node->text), node->span, "current",
                             &dimension, &value, reader->scratch) == LP_OK &&
        dimension == LP_DIM_CURRENT_DENSITY;
    lp_diag_clear(reader->scratch);
    if (!is_density)
        return lp_parameterread_number(reader, context->scope, node, LP_DIM_CURRENT, LP_ANY_NUMBER,
                                       "current", context->where, current_A);
    if (!area_of(context, node->span, &area_m2))
        return false;
    *current_A = value * area_m2;
    return true;
}

static bool read_step(const struct lp_protocolread *context, const struct lp_yaml *node,
                      struct lp_step *step)
{
    struct lp_reader *reader = context->reader;
    const char *where = lp_reader_printf(reader, "a step of %s", context->where);
    *step = (struct lp_step){.electrodes_on = true, .span = node->span};
    if (!where || !lp_reader_keys(reader, node, &lp_keys_step, where))
        return false;
    size_t n_errors = reader->n_errors;
    const struct lp_yaml *current = lp_reader_get(node, "current");
    (void)lp_keyread(reader, context->scope, &lp_keys_step, NULL, node, where, step);
    if (!lp_reader_get(node, "duration")) {
        lp_reader_error(reader, node->span, "%s has no `duration`", where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "as in {duration: 5 min, current: 7.2 uA, electrodes: on}");
    }
    if (!current || !read_current(context, current, &step->current_A))
        return reader->n_errors == n_errors;
    if (step->current_A != 0.0 && !step->electrodes_on) {
        lp_reader_error(reader, current->span, "%s has a current with the electrodes off", where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "`electrodes: off` is a film out of its cell: nothing can drive it");
    } else {
        check_electrodes(context, current->span, step->current_A);
    }
    return reader->n_errors == n_errors;
}

static void read_steps(const struct lp_protocolread *context, const struct lp_yaml *list,
                       struct lp_block *block)
{
    struct lp_reader *reader = context->reader;
    struct lp_step *steps = lp_reader_alloc(reader, list->n, sizeof *steps);
    if (!steps)
        return;
    for (size_t i = 0; i < list->n; i++) {
        const struct lp_yaml *node = list->items[i];
        if (lp_reader_get(node, "repeat") || lp_reader_get(node, "steps")) {
            lp_reader_error(reader, node->span, "a repeat within a repeat in %s", context->where);
            lp_reader_note(reader, lp_span_none(NULL), "write the inner steps out");
            continue;
        }
        (void)read_step(context, node, &steps[i]);
    }
    block->n_steps = list->n;
    block->steps = steps;
}

static void read_repeat(const struct lp_protocolread *context, const struct lp_yaml *node,
                        struct lp_block *block)
{
    struct lp_reader *reader = context->reader;
    const char *where = lp_reader_printf(reader, "a repeat of %s", context->where);
    if (!where)
        return;
    lp_reader_keys(reader, node, &lp_keys_repeat, where);
    const struct lp_yaml *repeat = lp_reader_get(node, "repeat");
    const struct lp_yaml *steps = lp_reader_get(node, "steps");
    if (!repeat || !steps || (steps->kind == LP_YAML_SEQUENCE && steps->n == 0)) {
        lp_reader_error(reader, node->span, "%s needs `repeat` and at least one of `steps`", where);
        lp_reader_note(reader, lp_span_none(NULL),
                       "as in {repeat: 120, steps: [{duration: 5 min, current: 7.2 uA}]}");
        return;
    }
    (void)lp_keyread_count(reader, &lp_keys_repeat, "repeat", repeat, "repeat", &block->n_repeat);
    if (lp_reader_kind(reader, steps, LP_YAML_SEQUENCE, "steps"))
        read_steps(context, steps, block);
}

void lp_protocolread_list(const struct lp_protocolread *context, const struct lp_yaml *list,
                          struct lp_protocol *protocol)
{
    struct lp_reader *reader = context->reader;
    if (!lp_reader_kind(reader, list, LP_YAML_SEQUENCE, "protocol"))
        return;
    struct lp_block *blocks = lp_reader_alloc(reader, list->n, sizeof *blocks);
    if (!blocks)
        return;
    for (size_t i = 0; i < list->n; i++) {
        const struct lp_yaml *node = list->items[i];
        blocks[i].n_repeat = 1;
        if (lp_reader_get(node, "repeat") || lp_reader_get(node, "steps")) {
            read_repeat(context, node, &blocks[i]);
            continue;
        }
        struct lp_step *step = lp_reader_alloc(reader, 1, sizeof *step);
        if (!step)
            return;
        (void)read_step(context, node, step);
        blocks[i].n_steps = 1;
        blocks[i].steps = step;
    }
    protocol->n_blocks = list->n;
    protocol->blocks = blocks;
}

/* Columns of a protocol file and the factors to SI. */
struct table {
    const struct lp_csv *csv;
    size_t i_time, i_current;
    double time_factor, current_factor;
};

static bool find_columns(const struct lp_protocolread *context, struct table *table)
{
    struct lp_reader *reader = context->reader;
    table->i_time = lp_columns_find_quantity(table->csv, "time");
    table->i_current = lp_columns_find_quantity(table->csv, "current");
    if (table->i_time == LP_NONE || table->i_current == LP_NONE) {
        lp_reader_error(reader, table->csv->head[0].span, "a protocol file needs a column `%s`",
                        table->i_time == LP_NONE ? "time_s" : "current_A");
        lp_reader_note(reader, lp_span_none(NULL),
                       "its head is `time_s,current_A`, or with other units, as in `time "
                       "[h],current [uA]`");
        return false;
    }
    const struct lp_csv_cell *current = &table->csv->head[table->i_current];
    const char *unit = lp_columns_unit(reader, current->text);
    bool is_density =
        unit && lp_unit_factor(reader->units, unit, LP_DIM_CURRENT_DENSITY, current->span,
                               current->text, &table->current_factor, reader->scratch) == LP_OK;
    lp_diag_clear(reader->scratch);
    double area_m2;
    if (is_density) {
        if (!area_of(context, current->span, &area_m2))
            return false;
        table->current_factor *= area_m2;
    } else if (!lp_columns_factor(reader, current, LP_DIM_CURRENT, &table->current_factor)) {
        return false;
    }
    return lp_columns_factor(reader, &table->csv->head[table->i_time], LP_DIM_TIME,
                             &table->time_factor);
}

/* Append a step, or lengthen the last one if it has the same current. */
static void append_step(struct lp_step *steps, size_t *n_steps, double duration_s, double current_A,
                        struct lp_span span)
{
    if (*n_steps && steps[*n_steps - 1].current_A == current_A) {
        steps[*n_steps - 1].duration_s += duration_s;
        return;
    }
    steps[(*n_steps)++] = (struct lp_step){
        .duration_s = duration_s, .current_A = current_A, .electrodes_on = true, .span = span};
}

/* Rows into steps; the rest before the first row is one, too. Number of steps. */
static size_t read_rows(const struct lp_protocolread *context, const struct table *table,
                        struct lp_step *steps)
{
    struct lp_reader *reader = context->reader;
    size_t n_steps = 0;
    double before_s = 0.0, current_A = 0.0, number;
    struct lp_span span = table->csv->head[0].span;
    for (size_t i = 0; i < table->csv->n_rows; i++) {
        const struct lp_csv_cell *row = table->csv->cells + i * table->csv->n_columns;
        const struct lp_csv_cell *time = &row[table->i_time], *current = &row[table->i_current];
        if (!lp_columns_number(reader, time, "time", &number))
            continue;
        double t_s = number * table->time_factor;
        if (t_s < before_s || (i > 0 && t_s == before_s)) {
            lp_reader_error(reader, time->span,
                            i ? "time %s is not after the row before" : "time %s is before 0",
                            time->text);
            lp_reader_note(reader, lp_span_none(NULL), "times count from the experiment's start");
            continue;
        }
        if (t_s > before_s)
            append_step(steps, &n_steps, t_s - before_s, current_A, span);
        before_s = t_s;
        if (!lp_columns_number(reader, current, "current", &number))
            continue;
        current_A = number * table->current_factor;
        span = current->span;
        check_electrodes(context, span, current_A);
    }
    if (current_A != 0.0)
        lp_reader_warning(
            reader, span,
            "the last row of a protocol file marks its end: its current is not applied");
    return n_steps;
}

/* BioLogic's text export. */
static void read_export(const struct lp_protocolread *context, const struct lp_source *base,
                        const struct lp_yaml *node, struct lp_protocol *protocol)
{
    struct lp_reader *reader = context->reader;
    const struct lp_source *source = lp_reader_open_export(reader, base, node, "protocol file");
    struct lp_block *block = lp_reader_alloc(reader, 1, sizeof *block);
    struct lp_step *steps = NULL;
    size_t n_steps = 0;
    if (!source || !block || !lp_mptread(reader, source, &steps, &n_steps))
        return;
    for (size_t i = 0; i < n_steps; i++)
        check_electrodes(context, node->span, steps[i].current_A);
    *block = (struct lp_block){1, n_steps, steps};
    protocol->n_blocks = n_steps ? 1 : 0;
    protocol->blocks = block;
}

void lp_protocolread_file(const struct lp_protocolread *context, const struct lp_source *base,
                          const struct lp_yaml *node, struct lp_protocol *protocol)
{
    struct lp_reader *reader = context->reader;
    const char *name;
    if (!lp_reader_text(reader, node, "protocol_file", &name))
        return;
    size_t n = strlen(name);
    if (n >= 4 && strcasecmp(name + n - 4, ".mpt") == 0) {
        read_export(context, base, node, protocol);
        return;
    }
    struct table table = {.csv = lp_columns_open(reader, base, node, "protocol file")};
    if (!table.csv || !find_columns(context, &table))
        return;
    if (table.csv->n_rows == 0) {
        lp_reader_error(reader, table.csv->head[0].span, "there are no rows below this line");
        lp_reader_note(reader, lp_span_none(NULL),
                       "without a protocol (at rest) leave out `protocol_file`");
        return;
    }
    struct lp_step *steps = lp_reader_alloc(reader, table.csv->n_rows + 1, sizeof *steps);
    struct lp_block *block = lp_reader_alloc(reader, 1, sizeof *block);
    if (!steps || !block)
        return;
    *block = (struct lp_block){1, read_rows(context, &table, steps), steps};
    protocol->n_blocks = block->n_steps ? 1 : 0;
    protocol->blocks = block;
}
