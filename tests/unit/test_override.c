/* SPDX-License-Identifier: MIT
 *
 * Overrides: what merges, what replaces whole, and that untouched nodes stay the same nodes.
 */
#include "base/sourceread.h"
#include "input/override.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

static void merges_and_replaces(void **state)
{
    (void)state;
    static const char text[] =
        "base:\n"
        "  parameters: {phi: {value: 1, max: 2}, D: {start: 3}}\n"
        "  compartments: {s: {role: salt, inventory: 2}, t: {inventory: 1}}\n"
        "  exchange: [1, 2, 3]\n"
        "override:\n"
        "  parameters: {phi: {start: 5}}\n"
        "  compartments: {s: {inventory: 4}, t: ~}\n"
        "  exchange: [4]\n";
    struct lp_arena *arena = lp_arena_new();
    struct lp_reader reader;
    const struct lp_source *source;
    const struct lp_yaml *root;
    assert_int_equal(lp_reader_init(&reader, arena, NULL), LP_OK);
    assert_int_equal(lp_source_from_memory(arena, "text", text, sizeof text - 1, &source, NULL),
                     LP_OK);
    assert_int_equal(lp_yaml_read(arena, source, &root, NULL), LP_OK);
    const struct lp_yaml *base = lp_reader_get(root, "base");
    assert_ptr_equal(lp_override_apply(&reader, base, NULL, "x"), base);
    const struct lp_yaml *merged =
        lp_override_apply(&reader, base, lp_reader_get(root, "override"), "x");
    assert_int_equal(reader.n_errors, 0);
    const struct lp_yaml *parameters = lp_reader_get(merged, "parameters");
    assert_int_equal(lp_reader_get(parameters, "phi")->n, 1); /* neither value nor max is left */
    assert_ptr_equal(lp_reader_get(parameters, "D"),
                     lp_reader_get(lp_reader_get(base, "parameters"), "D"));
    const struct lp_yaml *compartments = lp_reader_get(merged, "compartments");
    assert_int_equal(compartments->n, 1);
    assert_string_equal(lp_reader_get(lp_reader_get(compartments, "s"), "role")->text, "salt");
    assert_string_equal(lp_reader_get(lp_reader_get(compartments, "s"), "inventory")->text, "4");
    assert_int_equal(lp_reader_get(merged, "exchange")->n, 1);
    lp_reader_clear(&reader);
    lp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(merges_and_replaces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
