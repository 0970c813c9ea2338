/* SPDX-License-Identifier: MIT
 *
 * The protocol of an experiment, from the list of steps in the study or from a cycler's table.
 */
#ifndef LP_INPUT_PROTOCOLREAD_H
#define LP_INPUT_PROTOCOLREAD_H

#include "input/parameterread.h"

struct lp_protocolread {
    struct lp_reader *reader;
    const struct lp_scope *scope;
    const struct lp_model *model; /* its area, and how many electrodes it has */
    const char *where;            /* "experiment 'cell-1'" */
};

/* `protocol`: a list of steps and of {repeat, steps}. */
void lp_protocolread_list(const struct lp_protocolread *context, const struct lp_yaml *list,
                          struct lp_protocol *protocol);

/* `protocol_file`: a table of time and current, named by a node of the file base. */
void lp_protocolread_file(const struct lp_protocolread *context, const struct lp_source *base,
                          const struct lp_yaml *node, struct lp_protocol *protocol);

#endif
