/* SPDX-License-Identifier: MIT
 *
 * Library versions from their headers' macros. The one place besides its own room where a library's
 * header may be named: only its version is read.
 */
#include "output/versions.h"

#include <gsl/gsl_version.h>
#include <jansson.h>
#include <sundials/sundials_config.h>

struct lp_library lp_library_version(size_t i)
{
    static const struct lp_library libraries[LP_N_LIBRARIES] = {
        {"SUNDIALS", SUNDIALS_VERSION}, {"GSL", GSL_VERSION}, {"jansson", JANSSON_VERSION}};
    return libraries[i];
}
