/* SPDX-License-Identifier: MIT
 *
 * `lipath help keys`: the tables of keys (input/keys.h, conduct/conductkeys.h) as text, and as the
 * reference in inputs/README.md.
 */
#ifndef LP_CLI_REFERENCE_H
#define LP_CLI_REFERENCE_H

#include "base/diag.h"

#include <stdio.h>

/*
 * Write by the words after `lipath help keys`: none, the names of the mappings
 * and tables; a name, its keys; --markdown, all of it as Markdown.
 * Errors: LP_EUSAGE with a message in diag for any other word, or more than one.
 */
enum lp_status lp_reference_write(FILE *out, int n_words, char *const words[],
                                  struct lp_diag *diag) LP_MUST_CHECK;

#endif
