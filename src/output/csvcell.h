/* SPDX-License-Identifier: MIT
 *
 * A name as a cell of a CSV file, for every command and file that writes tables.
 */
#ifndef LP_OUTPUT_CSVCELL_H
#define LP_OUTPUT_CSVCELL_H

#include <stdio.h>

/*
 * The name in quotes (RFC 4180) where it needs them to come back as it is; characters that may not
 * be shown become U+FFFD. That no cell begins a spreadsheet's formula is seen to where names are
 * read (input/name.h).
 */
void lp_csvcell_write(FILE *csv, const char *name);

#endif
