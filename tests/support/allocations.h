/* SPDX-License-Identifier: MIT
 *
 * Memory that runs out when a test says so. For programs that are linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free: it sees the calls of
 * what is linked statically, our own code and the test's.
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
