/* SPDX-License-Identifier: MIT
 *
 * See multiple.h.
 */
#include "tests/support/multiple.h"

#include <math.h>
#include <stdlib.h>

size_t multiple_of(size_t n)
{
    const char *text = getenv("MULT");
    const double factor = text ? strtod(text, NULL) : 1;
    return factor > 0 ? (size_t)fmax(1, ceil(factor * (double)n)) : n;
}
