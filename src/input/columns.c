/* SPDX-License-Identifier: MIT
 *
 * Columns of a table by name. A head that carries a unit is a name, then `_unit` or ` [unit]`;
 * what the unit means is UDUNITS' business. Cells are numbers without unit.
 */
#include "input/columns.h"

#include "base/text.h"

#include <string.h>

size_t lp_columns_find(const struct lp_csv *table, const char *head)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->head[i].text, head) == 0)
            return i;
    return LP_NONE;
}

/* What follows the name in a head, at its unit; NULL if the head is another. */
static const char *unit_start(const char *head, const char *name)
{
    size_t n = strlen(name);
    if (strncmp(head, name, n) != 0)
        return NULL;
    if (head[n] == '_' && head[n + 1])
        return head + n + 1;
    const char *bracket = head + n + strspn(head + n, " ");
    if (*bracket == '[' && bracket[1] && bracket[strlen(bracket) - 1] == ']')
        return bracket + 1;
    return NULL;
}

bool lp_columns_is_quantity(const char *head, const char *name)
{
    return unit_start(head, name) != NULL;
}

size_t lp_columns_find_quantity(const struct lp_csv *table, const char *name)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (lp_columns_is_quantity(table->head[i].text, name))
            return i;
    return LP_NONE;
}

const char *lp_columns_unit(struct lp_reader *reader, const char *head)
{
    const char *bracket = strchr(head, '[');
    const char *start = bracket ? bracket + 1 : strchr(head, '_') + 1;
    size_t n = strcspn(start, "]");
    return lp_arena_strndup(reader->arena, start, n);
}

bool lp_columns_factor(struct lp_reader *reader, const struct lp_csv_cell *head,
                       enum lp_dimension dimension, double *factor)
{
    const char *unit = lp_columns_unit(reader, head->text);
    if (!unit)
        return false;
    if (lp_unit_factor(reader->units, unit, dimension, head->span, head->text, factor,
                       reader->scratch) == LP_OK)
        return true;
    lp_reader_pass_on(reader, head->span, NULL);
    return false;
}

bool lp_columns_is_blank(const struct lp_csv_cell *cell)
{
    return cell->text[0] == '\0' || strcmp(cell->text, "NA") == 0;
}

bool lp_columns_number(struct lp_reader *reader, const struct lp_csv_cell *cell, const char *what,
                       double *value)
{
    if (lp_text_number(cell->text, strlen(cell->text), value))
        return true;
    lp_reader_error(reader, cell->span, "%s: '%s' is not a number", what, cell->text);
    lp_reader_note(reader, lp_span_none(NULL),
                   "a cell holds a number alone; its unit stands in the column's head");
    return false;
}

const struct lp_csv *lp_columns_open(struct lp_reader *reader, const struct lp_source *base,
                                     const struct lp_yaml *node, const char *role)
{
    const struct lp_source *source = lp_reader_open(reader, base, node, role);
    const struct lp_csv *table = NULL;
    if (!source)
        return NULL;
    switch (lp_csv_read(reader->arena, source, &table, reader->scratch)) {
    case LP_OK:
        return table;
    case LP_ENOMEM:
        reader->is_out_of_memory = true;
        return NULL;
    default:
        lp_reader_pass_on(reader, lp_span_none(source), NULL);
        return NULL;
    }
}
