/* SPDX-License-Identifier: MIT
 *
 * How many models a property test tries: MULT times as many as it says, a number of the
 * environment (1 if unset; 0.2 under the sanitizers, 10 in the slow tests).
 */
#ifndef LP_TESTS_SUPPORT_MULTIPLE_H
#define LP_TESTS_SUPPORT_MULTIPLE_H

#include <stddef.h>

/* n times MULT, rounded up, and at least 1. */
size_t multiple_of(size_t n);

#endif
