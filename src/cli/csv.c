/* SPDX-License-Identifier: MIT
 *
 * Names in tables: `#` too would end a field for our own reader (csvtable), as it starts a comment.
 */
#include "cli/csv.h"

#include <string.h>

void lp_cli_csv_field(FILE *csv, const char *name)
{
    if (!strpbrk(name, ",\"\n\r#")) {
        fputs(name, csv);
        return;
    }
    fputc('"', csv);
    for (; *name; name++) {
        if (*name == '"')
            fputc('"', csv);
        fputc(*name, csv);
    }
    fputc('"', csv);
}
