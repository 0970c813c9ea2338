/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a comma-separated table: a full rectangle of cells, each of which says where it
 * stands, or a message.
 */
#include "tests/fuzz/fuzz.h"

#include "input/csvtable.h"

#include <stdlib.h>

const char *const lp_fuzz_folders[] = {"tests/fuzz/corpus/csvtable", "tests/bad/files",
                                       "inputs/lgps-peo", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    const struct lp_source *source;
    const struct lp_csv *table;
    if (arena && diag &&
        lp_source_from_memory(arena, "fuzz", (const char *)bytes, n_bytes, &source, diag) ==
            LP_OK &&
        lp_csv_read(arena, source, &table, diag) == LP_OK)
        for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
            if (!table->cells[i].text || table->cells[i].span.line == 0 ||
                table->cells[i].span.line > source->n_lines)
                abort();
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    lp_arena_free(arena);
    return 0;
}
