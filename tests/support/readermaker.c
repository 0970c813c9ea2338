/* SPDX-License-Identifier: MIT */
#include "tests/support/readermaker.h"

#include "base/sourceread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

void readermaker_open(struct readermaker *maker, const char *text)
{
    *maker = (struct readermaker){.arena = lp_arena_new(), .diag = lp_diag_new()};
    assert_int_equal(lp_reader_init(&maker->reader, maker->arena, maker->diag), LP_OK);
    assert_int_equal(lp_source_from_memory(maker->arena, "text", text, strlen(text), &maker->source,
                                           maker->diag),
                     LP_OK);
    assert_int_equal(lp_yaml_read(maker->arena, maker->source, &maker->root, maker->diag), LP_OK);
}

void readermaker_close(struct readermaker *maker)
{
    lp_reader_clear(&maker->reader);
    lp_diag_free(maker->diag);
    lp_arena_free(maker->arena);
}
