/* SPDX-License-Identifier: MIT
 *
 * What the commands that write a table share.
 */
#ifndef LP_CLI_CSV_H
#define LP_CLI_CSV_H

#include <stdio.h>

/* A name as a field of a CSV file (RFC 4180), in quotes where it needs them. */
void lp_cli_csv_field(FILE *csv, const char *name);

#endif
