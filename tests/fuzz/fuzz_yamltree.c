/* SPDX-License-Identifier: MIT
 *
 * Any bytes as YAML: the reader ends with a tree, whose every node can be visited, or with a
 * message, which can be printed.
 */
#include "tests/fuzz/fuzz.h"

#include "input/yamltree.h"

#include <stdlib.h>

const char *const lp_fuzz_folders[] = {"tests/fuzz/corpus/yamltree", "tests/bad", "models", NULL};

/* Aliases make trees of up to a million nodes out of few bytes; a part of them is enough. */
static size_t visit(const struct lp_yaml *node, size_t n_left)
{
    if (n_left == 0)
        return 0;
    n_left--;
    if (node->kind == LP_YAML_SCALAR && node->text[0] == '\0' && lp_yaml_is_null(node))
        return n_left;
    for (size_t i = 0; i < node->n && node->kind == LP_YAML_SEQUENCE; i++)
        n_left = visit(node->items[i], n_left);
    for (size_t i = 0; i < node->n && node->kind == LP_YAML_MAPPING; i++) {
        if (lp_yaml_find(node, node->pairs[i].key) == NULL)
            abort();
        n_left = visit(node->pairs[i].value, n_left);
    }
    return n_left;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    const struct lp_source *source;
    const struct lp_yaml *root;
    if (arena && diag &&
        lp_source_from_memory(arena, "fuzz", (const char *)bytes, n_bytes, &source, diag) ==
            LP_OK &&
        lp_yaml_read(arena, source, &root, diag) == LP_OK)
        (void)visit(root, 10000);
    free(lp_diag_render(diag, true));
    lp_diag_free(diag);
    lp_arena_free(arena);
    return 0;
}
