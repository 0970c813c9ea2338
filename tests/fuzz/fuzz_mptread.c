/* SPDX-License-Identifier: MIT
 *
 * Any bytes through the reader of BioLogic's text export: it may refuse them, with an error, never
 * crash, leak or run away. The steps of what it accepts take time and have finite currents.
 * Replayed over tests/fuzz/corpus/mptread by driver.c; `make fuzz` searches.
 */
#include "base/sourceread.h"
#include "input/mptread.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lp_source *source = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    struct lp_reader reader;
    struct lp_step *steps = NULL;
    size_t n = 0;
    require(lp_reader_init(&reader, arena, diag) == LP_OK);
    if (lp_source_from_export(arena, "fuzz", (const char *)data, size, &source, diag) == LP_OK) {
        bool is_fine = lp_mptread(&reader, source, &steps, &n);
        require(is_fine == (lp_diag_n_errors(diag) == 0));
        for (size_t i = 0; is_fine && i < n; i++)
            require(steps[i].duration_s > 0.0 && isfinite(steps[i].current_A) &&
                    steps[i].span.source == source);
    }
    free(lp_diag_render(diag, true));
    lp_reader_clear(&reader);
    lp_diag_free(diag);
    lp_arena_free(arena);
    return 0;
}
