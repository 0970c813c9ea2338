/* SPDX-License-Identifier: MIT
 *
 * The measured tables of a conduct file: rows in the YAML, or a CSV whose heads carry the units
 * (`temperature_K` or `temperature [degC]`, `conductivity [S/cm]`, `error [S/cm]`).
 */
#ifndef LP_CONDUCT_CONDUCTTABLE_H
#define LP_CONDUCT_CONDUCTTABLE_H

#include "conduct/conductinput.h"
#include "input/reader.h"

/* Read `measured` (NULL: absent) into input->table; faults go to the reader. */
void lp_conducttable_read(struct lp_reader *reader, const struct lp_source *base,
                          const struct lp_yaml *measured, struct lp_conduct_input *input);

/* What a table is called in the file. */
const char *lp_conduct_table_name(enum lp_conduct_kind kind);

#endif
