/* SPDX-License-Identifier: MIT
 *
 * The table of `make calibrate`: as text while scenarios end, as Markdown for the README.
 */
#ifndef LP_TESTS_CALIBRATE_REPORT_H
#define LP_TESTS_CALIBRATE_REPORT_H

#include "tests/calibrate/score.h"

#include <stdio.h>

void report_head(FILE *file);
void report_row(FILE *file, const char *name, const struct score *score);

/* command: how to repeat it, seed included; missed: over all. */
void report_markdown(FILE *file, const char *command, size_t n, const struct score scores[],
                     const struct scenario *const scenarios[], const char *missed);

#endif
