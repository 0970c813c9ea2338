/* SPDX-License-Identifier: MIT
 *
 * What a test of a reader starts with: an arena and messages, new for each test and freed after it.
 */
#ifndef LP_TESTS_SUPPORT_FIXTURE_H
#define LP_TESTS_SUPPORT_FIXTURE_H

#include "base/arena.h"
#include "base/diag.h"

struct fixture {
    struct lp_arena *arena;
    struct lp_diag *diag;
};

/* For cmocka_unit_test_setup_teardown: *state is the struct fixture. */
int set_up(void **state);
int tear_down(void **state);

#endif
