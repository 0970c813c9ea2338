/* SPDX-License-Identifier: MIT
 *
 * The answer of `lipath conduct` as a table for a terminal, in the units people use (S/cm, eV, nm),
 * and as JSON in SI.
 */
#ifndef LP_CONDUCT_CONDUCTTELL_H
#define LP_CONDUCT_CONDUCTTELL_H

#include "conduct/conduct.h"

/* The caller frees. NULL: out of memory. */
char *lp_conducttell_table(const struct lp_conduct_answer *answer);

/* Warnings: those of diag (may be NULL). The caller frees. NULL: out of memory. */
char *lp_conducttell_json(const struct lp_conduct_answer *answer, const struct lp_diag *diag);

#endif
