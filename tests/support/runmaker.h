/* SPDX-License-Identifier: MIT
 *
 * Whole runs of inference for tests: a study of fitmaker through lp_inference_run or _fit.
 */
#ifndef LP_TESTS_SUPPORT_RUNMAKER_H
#define LP_TESTS_SUPPORT_RUNMAKER_H

#include "run/solve.h"
#include "tests/support/fitmaker.h"

struct runmaker {
    struct lp_study *study;
    struct lp_answer *answer;
    struct lp_diag *diag;
};

/* Fails the test if the run does. Free with runmaker_clear. */
struct runmaker runmaker_run(const struct fitmaker_series *series);
struct runmaker runmaker_fit(const struct fitmaker_series *series);
void runmaker_clear(struct runmaker *run);

/* A part of the answer by name; fails the test if there is none. */
const struct lp_answer_parameter *runmaker_parameter(const struct lp_answer *answer,
                                                     const char *name);
const struct lp_answer_compartment *runmaker_compartment(const struct lp_answer *answer,
                                                         const char *name);

#endif
