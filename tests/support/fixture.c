/* SPDX-License-Identifier: MIT
 *
 * See fixture.h.
 */
#include "tests/support/fixture.h"

#include <stdlib.h>

int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    f->arena = lp_arena_new();
    f->diag = lp_diag_new();
    *state = f;
    return 0;
}

int tear_down(void **state)
{
    struct fixture *f = *state;
    lp_arena_free(f->arena);
    lp_diag_free(f->diag);
    free(f);
    return 0;
}
