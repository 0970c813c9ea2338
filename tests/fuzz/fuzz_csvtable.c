/* SPDX-License-Identifier: MIT
 *
 * Any bytes through the table reader: it may refuse them, never crash, leak or run away. What it
 * accepts has as many cells as it says, named columns, and places that lie in the source.
 * Replayed over tests/fuzz/corpus/csvtable by driver.c; `make fuzz` searches.
 */
#include "base/sourceread.h"
#include "input/csvtable.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_cell(const struct lp_source *source, const struct lp_csv_cell *cell)
{
    require(cell->text && cell->span.source == source);
    require(cell->span.line >= 1 && cell->span.line <= source->n_lines && cell->span.column >= 1);
    size_t start = source->line_start[cell->span.line - 1];
    size_t n = lp_source_line_end(source, cell->span.line - 1) - start;
    require(cell->span.column - 1 + cell->span.length <= n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lp_source *source = NULL;
    const struct lp_csv *table = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status =
        lp_source_from_memory(arena, "fuzz", (const char *)data, size, &source, diag);
    if (status == LP_OK)
        status = lp_csv_read(arena, source, &table, diag);
    require((status == LP_OK) == (lp_diag_n_errors(diag) == 0));
    if (status == LP_OK) {
        require(table->n_columns > 0);
        for (size_t i = 0; i < table->n_columns; i++)
            require(table->head[i].text[0] != '\0');
        for (size_t i = 0; i < table->n_columns * table->n_rows; i++)
            check_cell(source, &table->cells[i]);
    }
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    lp_arena_free(arena);
    return 0;
}
