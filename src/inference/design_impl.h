/* SPDX-License-Identifier: MIT
 *
 * Between design.c, which weighs candidates, and design_list.c, which makes them.
 */
#ifndef LP_INFERENCE_DESIGN_IMPL_H
#define LP_INFERENCE_DESIGN_IMPL_H

#include "inference/design.h"

/* A candidate as a study: the data there are, and rows to be measured (values mean nothing yet). */
struct lp_design_option {
    const char *name, *text;
    struct lp_study *study; /* its parameter table is its own */
    size_t i_experiment;    /* whose rows from first_new on are new */
    size_t first_new;       /* no new rows: n_rows */
    size_t i_measured;      /* the parameter that is measured by itself; LP_NONE */
    bool is_impedance;      /* the total resistance, which never enters a fit */
};

struct lp_design_options {
    size_t n, capacity;
    struct lp_design_option *items;
};

/*
 * Everything that can be proposed for a study. sigma: of a value that will be measured. p
 * [parameters.n]: best estimate. In the arena. Errors: LP_ENOMEM.
 */
enum lp_status lp_design_list(const struct lp_study *study, const double p[], double sigma,
                              struct lp_arena *arena,
                              struct lp_design_options *options) LP_MUST_CHECK;

#endif
