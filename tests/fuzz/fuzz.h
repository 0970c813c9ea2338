/* SPDX-License-Identifier: MIT
 *
 * What a fuzz target has: libFuzzer's entry point, which must survive any bytes, and the folders
 * that hold inputs for it (ended by NULL), for driver.c.
 */
#ifndef LP_TESTS_FUZZ_H
#define LP_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

extern const char *const lp_fuzz_folders[];

#endif
