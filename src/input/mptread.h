/* SPDX-License-Identifier: MIT
 *
 * What a BioLogic cycler did, from the text export of EC-Lab (.mpt): its table of time and current
 * becomes the steps of a protocol. The rules are in mptread.c.
 */
#ifndef LP_INPUT_MPTREAD_H
#define LP_INPUT_MPTREAD_H

#include "input/protocol.h"
#include "input/reader.h"

/*
 * steps [n_steps] in the reader's arena; none where the record takes no time.
 * False after errors, all of them reported with their lines.
 * Cost: O(bytes).
 */
bool lp_mptread(struct lp_reader *reader, const struct lp_source *source, struct lp_step **steps,
                size_t *n_steps);

#endif
