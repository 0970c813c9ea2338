/* SPDX-License-Identifier: MIT
 *
 * The answer for a terminal: verdict, what each phase gained (per cent and amount side by side),
 * shares, parameters with what cannot be known and why, topologies, warnings. Plain text, at most
 * LP_TABLE_WIDTH characters wide.
 */
#ifndef LP_OUTPUT_TABLE_H
#define LP_OUTPUT_TABLE_H

#include "answer/answer.h"

#define LP_TABLE_WIDTH 100

/* The whole text, lines ended. The caller frees. NULL: out of memory. */
char *lp_table_text(const struct lp_answer *answer);

#endif
