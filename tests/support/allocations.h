/* SPDX-License-Identifier: MIT
 *
 * Allocations are counted, and fail when a test says so. For programs that are linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free: the calls of what is
 * linked statically are seen, our own code's and the test's.
 */
#ifndef LP_TESTS_SUPPORT_ALLOCATIONS_H
#define LP_TESTS_SUPPORT_ALLOCATIONS_H

struct allocations {
    long countdown; /* to the one that fails; 0: none does */
    long n_made;    /* failed ones too */
    long n_live;
};

extern struct allocations allocations;

#endif
