/* SPDX-License-Identifier: MIT
 *
 * Measured values of one experiment, from a table or from rows in the study, and the loadings of
 * shared nuisances (`covariance`) that belong to them.
 */
#ifndef LP_INPUT_DATAREAD_H
#define LP_INPUT_DATAREAD_H

#include "input/parameterread.h"

struct lp_dataread {
    struct lp_reader *reader;
    const struct lp_scope *scope;
    struct lp_experiment *experiment; /* name, model and observable are set; rows are filled in */
    const struct lp_source *base;     /* the study: paths are relative to it */
    const char *where;                /* "experiment 'cell-1'" */
};

/*
 * `data`: the name of a CSV file (tidy or wide), or a list of rows [time, component, value, sigma].
 * A tidy table may have a column `experiment`; then only this experiment's rows count.
 */
void lp_dataread(const struct lp_dataread *context, const struct lp_yaml *node);

/* `covariance`: the name of a table `component,time_s,nuisance,loading`. Call after lp_dataread. */
void lp_covarianceread(const struct lp_dataread *context, const struct lp_yaml *node);

/* The component of a name in the experiment's model; LP_NONE after an error. */
size_t lp_dataread_component(const struct lp_dataread *context, const char *name,
                             struct lp_span span, const char *where);

#endif
