/* SPDX-License-Identifier: MIT
 *
 * Our own reader (csvtable) is stricter than RFC 4180: `#` too would end a cell, as it starts a
 * comment, and blanks at its ends would be dropped.
 */
#include "output/csvcell.h"

#include "base/clean.h"

#include <string.h>

void lp_csvcell_write(FILE *csv, const char *name)
{
    const size_t n = strlen(name);
    const bool is_quoted =
        strpbrk(name, ",\"#") || (n > 0 && (name[0] == ' ' || name[n - 1] == ' '));
    fputs(is_quoted ? "\"" : "", csv);
    for (size_t i = 0; i < n;) {
        const struct lp_clean next = lp_clean_next(name + i, n - i);
        fputs(name[i] == '"' ? "\"" : "", csv);
        fwrite(next.shown, 1, next.n_shown, csv);
        i += next.n_taken;
    }
    fputs(is_quoted ? "\"" : "", csv);
}
