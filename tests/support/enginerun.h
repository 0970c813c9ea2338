/* SPDX-License-Identifier: MIT
 *
 * A model of modelmaker through one engine, for tests of the engines.
 */
#ifndef LP_TESTS_SUPPORT_ENGINERUN_H
#define LP_TESTS_SUPPORT_ENGINERUN_H

#include "tests/support/modelmaker.h"

struct enginerun {
    struct modelmaker *maker;
    struct lp_network *net;
    struct lp_engine *engine;
    struct lp_diag *diag;
    size_t n_times, n_compartments;
    struct lp_trajectory out; /* all but li6_given_mol */
};

/* Takes the maker. The test fails unless there is such an engine; enginerun_solve: and unless it
 * solves. End with enginerun_clear. */
struct enginerun enginerun_start(struct modelmaker *maker, size_t n_times, const double times_s[],
                                 struct lp_engine_options options);
struct enginerun enginerun_solve(struct modelmaker *maker, size_t n_times, const double times_s[],
                                 struct lp_engine_options options);
void enginerun_clear(struct enginerun *run);

double x_at(const struct enginerun *run, size_t i_time, size_t i_compartment);

/* dx/d ln p of the parameter behind a value. */
double dx_at(const struct enginerun *run, size_t i_time, size_t i_compartment,
             const struct lp_value *value);

#endif
