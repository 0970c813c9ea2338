/* SPDX-License-Identifier: MIT
 *
 * Any bytes through the YAML reader: it may refuse them, never crash, leak or run away. What it
 * accepts must keep its promises: every place lies in the source, and to merge a tree over itself
 * changes no scalar. Replayed over tests/fuzz/corpus/yamltree by driver.c; `make fuzz` searches.
 */
#include "base/sourceread.h"
#include "base/text.h"
#include "input/yamltree.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_span(const struct lp_source *source, struct lp_span span)
{
    require(span.source == source && span.line >= 1 && span.line <= source->n_lines);
    size_t start = source->line_start[span.line - 1];
    size_t n = lp_text_n_characters(source->bytes + start,
                                    lp_source_line_end(source, span.line - 1) - start);
    /* One more for the line end itself, as for a value that is missing. */
    require(span.column >= 1 && span.column <= n + 2 && span.length <= n + 1);
}

/* budget: aliases can make a small tree long to walk. */
static void check_tree(const struct lp_source *source, const struct lp_yaml *node, long *budget)
{
    if (--*budget < 0)
        return;
    check_span(source, node->span);
    for (size_t i = 0; i < node->n; i++) {
        if (node->kind == LP_YAML_SEQUENCE) {
            check_tree(source, node->items[i], budget);
        } else {
            check_span(source, node->pairs[i].key_span);
            require(lp_yaml_find(node, node->pairs[i].key) == &node->pairs[i]);
            check_tree(source, node->pairs[i].value, budget);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lp_source *source = NULL;
    const struct lp_yaml *root = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status =
        lp_source_from_memory(arena, "fuzz", (const char *)data, size, &source, diag);
    if (status == LP_OK)
        status = lp_yaml_read(arena, source, &root, diag);
    require((status == LP_OK) == (lp_diag_n_errors(diag) == 0));
    if (status == LP_OK) {
        long budget = 2000;
        check_tree(source, root, &budget);
        require(lp_yaml_merge(arena, root, root, 2) != NULL);
    }
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    lp_arena_free(arena);
    return 0;
}
