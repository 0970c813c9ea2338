/* SPDX-License-Identifier: MIT
 *
 * A comma-separated table with places. It stands between the bytes of a data file and dataread,
 * which gives the columns their meaning; here are only cells and where each of them is.
 *
 * Grammar: RFC 4180, with four differences. A cell in quotes ends on its line, since no name or
 * number of ours holds a line end and an open quote would otherwise swallow the rest of the file
 * before anyone hears of it. Blanks around a cell are dropped. `#` outside quotes starts a comment
 * that ends with the line. Blank lines are skipped, those of a comment alone among them.
 */
#include "input/csvtable.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define MAX_CELLS 10000000 /* 400 MB of cells: beyond any record of ours */

/* The state of one reading; the cells of the row at hand are the last ones in the list. */
struct reader {
    struct lp_arena *arena;
    const struct lp_source *source;
    struct lp_diag *diag;
    struct lp_csv_cell *cells;
    size_t n_cells, capacity;
    size_t n_faults;
};

/* Where in a line the reading stands; the column is carried along, for to count it anew for each
 * cell would take quadratic time on a long line. */
struct scan {
    const char *at, *end;
    size_t line, column;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void fault(struct reader *reader)
{
    reader->n_faults++;
}

static void advance(struct scan *scan, size_t n_bytes)
{
    scan->column += lp_text_n_characters(scan->at, n_bytes);
    scan->at += n_bytes;
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end && is_blank(*scan->at))
        advance(scan, 1);
}

static struct lp_span span_here(const struct reader *reader, const struct scan *scan,
                                size_t n_bytes)
{
    struct lp_span span = {.source = reader->source,
                           .line = scan->line,
                           .column = scan->column,
                           .length = lp_text_n_characters(scan->at, n_bytes)};
    return span;
}

static enum lp_status add_cell(struct reader *reader, struct lp_csv_cell cell)
{
    if (reader->n_cells == MAX_CELLS) {
        lp_diag_error(reader->diag, cell.span, "more than %d cells", MAX_CELLS);
        return LP_EINPUT;
    }
    if (reader->n_cells == reader->capacity) {
        size_t capacity = reader->capacity ? 2 * reader->capacity : 64;
        struct lp_csv_cell *larger = realloc(reader->cells, capacity * sizeof *larger);
        if (!larger)
            return LP_ENOMEM;
        reader->cells = larger;
        reader->capacity = capacity;
    }
    reader->cells[reader->n_cells++] = cell;
    return LP_OK;
}

/* The text between quotes, each pair of quotes in it made one. */
static const char *copy_unquoted(struct lp_arena *arena, const char *from, const char *end)
{
    char *text = lp_arena_alloc(arena, (size_t)(end - from) + 1, 1);
    size_t n = 0;
    if (!text)
        return "";
    while (from < end) {
        from += from[0] == '"';
        text[n++] = *from++;
    }
    return text;
}

/* A cell in quotes, the scan on the opening one. */
static enum lp_status read_quoted(struct reader *reader, struct scan *scan,
                                  struct lp_csv_cell *cell)
{
    struct scan open = *scan;
    const char *p = scan->at + 1;
    while (p < scan->end && (p[0] != '"' || (p + 1 < scan->end && p[1] == '"')))
        p += 1 + (p[0] == '"');
    bool is_closed = p < scan->end;
    advance(scan, (size_t)(p - scan->at) + is_closed);
    cell->text = copy_unquoted(reader->arena, open.at + 1, p);
    cell->span = span_here(reader, &open, (size_t)(scan->at - open.at));
    if (!is_closed) {
        cell->span.length = 1;
        lp_diag_error(reader->diag, cell->span, "this quote is not closed on its line");
        fault(reader);
    }
    skip_blanks(scan);
    size_t n_rest = 0;
    while (scan->at + n_rest < scan->end && scan->at[n_rest] != ',' && scan->at[n_rest] != '#')
        n_rest++;
    if (n_rest) {
        lp_diag_error(reader->diag, span_here(reader, scan, n_rest),
                      "text behind a closing quote, expected a comma");
        lp_diag_note(reader->diag, lp_span_none(NULL), "a quote inside quotes is written twice");
        fault(reader);
        advance(scan, n_rest);
    }
    return LP_OK;
}

/* A cell up to the next comma, comment or line end. */
static enum lp_status read_plain(struct reader *reader, struct scan *scan, struct lp_csv_cell *cell)
{
    size_t n = 0;
    while (scan->at + n < scan->end && scan->at[n] != ',' && scan->at[n] != '#')
        n++;
    size_t n_text = n;
    while (n_text && is_blank(scan->at[n_text - 1]))
        n_text--;
    cell->span = span_here(reader, scan, n_text);
    cell->text = lp_arena_strndup(reader->arena, scan->at, n_text);
    advance(scan, n);
    return LP_OK;
}

/* The cells of a line are added to the list; none if it is blank. */
static enum lp_status read_line(struct reader *reader, size_t i_line)
{
    const struct lp_source *source = reader->source;
    struct scan scan = {source->bytes + source->line_start[i_line],
                        source->bytes + lp_source_line_end(source, i_line), i_line + 1, 1};
    skip_blanks(&scan);
    if (scan.at == scan.end || *scan.at == '#')
        return LP_OK;
    for (;;) {
        struct lp_csv_cell cell;
        skip_blanks(&scan);
        bool is_quoted = scan.at < scan.end && *scan.at == '"';
        enum lp_status status =
            is_quoted ? read_quoted(reader, &scan, &cell) : read_plain(reader, &scan, &cell);
        if (status == LP_OK)
            status = add_cell(reader, cell);
        if (status != LP_OK)
            return status;
        if (scan.at == scan.end || *scan.at != ',')
            return LP_OK;
        advance(&scan, 1);
    }
}

/* By text, then in the order written. */
static int compare_cells(const void *a, const void *b)
{
    const struct lp_csv_cell *const *left = a, *const *right = b;
    int order = strcmp((*left)->text, (*right)->text);
    return order ? order : (*left > *right) - (*left < *right);
}

static enum lp_status check_repeats(struct reader *reader, size_t n_columns)
{
    const struct lp_csv_cell **sorted = malloc(n_columns * sizeof *sorted);
    if (!sorted)
        return LP_ENOMEM;
    for (size_t i = 0; i < n_columns; i++)
        sorted[i] = &reader->cells[i];
    qsort(sorted, n_columns, sizeof *sorted, compare_cells);
    for (size_t i = 1, i_first = 0; i < n_columns; i++) {
        const char *name = sorted[i]->text;
        if (strcmp(name, sorted[i_first]->text) != 0) {
            i_first = i;
            continue;
        }
        if (name[0] == '\0')
            continue;
        lp_diag_error(reader->diag, sorted[i]->span, "column '%s' is there twice", name);
        lp_diag_note(reader->diag, sorted[i_first]->span, "'%s' first stands here", name);
        fault(reader);
    }
    free(sorted);
    return LP_OK;
}

/* The names of the columns: none empty, none twice, more than one if a foreign separator shows. */
static enum lp_status check_head(struct reader *reader, size_t n_columns)
{
    for (size_t i = 0; i < n_columns; i++) {
        if (reader->cells[i].text[0])
            continue;
        lp_diag_error(reader->diag, reader->cells[i].span, "column %zu has no name", i + 1);
        fault(reader);
    }
    const char *name = reader->cells[0].text;
    size_t i_separator = strcspn(name, ";\t");
    if (n_columns == 1 && name[i_separator]) {
        lp_diag_error(reader->diag, reader->cells[0].span,
                      "the head has one column only; cells are separated by commas, not by %s",
                      name[i_separator] == ';' ? "semicolons" : "tabs");
        fault(reader);
    }
    return check_repeats(reader, n_columns);
}

/* A row must be as wide as the head; one that is not is reported and dropped. */
static void check_width(struct reader *reader, size_t n_before, size_t n_columns)
{
    size_t n = reader->n_cells - n_before;
    if (n == n_columns)
        return;
    struct lp_csv_cell *at = &reader->cells[n_before + (n > n_columns ? n_columns : n - 1)];
    lp_diag_error(reader->diag, at->span, "%zu cell%s in this row, expected %zu as in the head", n,
                  n == 1 ? "" : "s", n_columns);
    fault(reader);
    reader->n_cells = n_before;
}

static enum lp_status read_table(struct reader *reader, size_t *n_columns)
{
    for (size_t i_line = 0; i_line < reader->source->n_lines; i_line++) {
        size_t n_before = reader->n_cells;
        enum lp_status status = read_line(reader, i_line);
        if (status == LP_OK && n_before == 0 && reader->n_cells) {
            *n_columns = reader->n_cells;
            status = check_head(reader, *n_columns);
        } else if (status == LP_OK && reader->n_cells > n_before) {
            check_width(reader, n_before, *n_columns);
        }
        if (status != LP_OK)
            return status;
    }
    if (reader->n_cells == 0) {
        lp_diag_error(reader->diag, lp_span_none(reader->source),
                      "there is no table in it, expected a line of column names");
        fault(reader);
    }
    return LP_OK;
}

enum lp_status lp_csv_read(struct lp_arena *arena, const struct lp_source *source,
                           const struct lp_csv **table, struct lp_diag *diag)
{
    struct reader reader = {.arena = arena, .source = source, .diag = diag};
    struct lp_csv_cell *cells = NULL;
    struct lp_csv *made = NULL;
    size_t n_columns = 0;
    enum lp_status status = read_table(&reader, &n_columns);
    if (status == LP_OK && reader.n_faults)
        status = LP_EINPUT;
    if (status == LP_OK) {
        made = lp_arena_alloc(arena, 1, sizeof *made);
        cells = lp_arena_alloc(arena, reader.n_cells, sizeof *cells);
    }
    status = lp_arena_status(arena, status);
    if (status != LP_OK)
        goto out;
    memcpy(cells, reader.cells, reader.n_cells * sizeof *cells);
    *made = (struct lp_csv){.source = source,
                            .n_columns = n_columns,
                            .n_rows = reader.n_cells / n_columns - 1,
                            .head = cells,
                            .cells = cells + n_columns};
    *table = made;
out:
    free(reader.cells);
    return status;
}
