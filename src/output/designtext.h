/* SPDX-License-Identifier: MIT
 *
 * The plan of `lipath design`: a table for the terminal, JSON for programs. Nothing is computed
 * here.
 */
#ifndef LP_OUTPUT_DESIGNTEXT_H
#define LP_OUTPUT_DESIGNTEXT_H

#include "design/design.h"

/* Both: the whole text, the caller frees; NULL: out of memory. */
char *lp_designtext_table(const struct lp_design *design, const char *title);
char *lp_designtext_json(const struct lp_design *design, const char *title);

#endif
