/* SPDX-License-Identifier: MIT
 *
 * The versions of the program and of the libraries that its numbers come from, for --version and
 * for result.json.
 */
#ifndef LP_OUTPUT_VERSIONS_H
#define LP_OUTPUT_VERSIONS_H

#include <stddef.h>

#define LP_VERSION     "0.1.0"
#define LP_N_LIBRARIES 3

struct lp_library {
    const char *name, *version; /* static storage */
};

/* i < LP_N_LIBRARIES: SUNDIALS, GSL, jansson as this build was compiled against. */
struct lp_library lp_library_version(size_t i);

#endif
