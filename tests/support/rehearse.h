/* SPDX-License-Identifier: MIT
 *
 * Rehearsals: a study whose data are made from its own start values, which are the truth then, and
 * fits from elsewhere.
 */
#ifndef LP_TESTS_SUPPORT_REHEARSE_H
#define LP_TESTS_SUPPORT_REHEARSE_H

#include "run/solve.h"

/* Replace the values of all rows by synthetic ones of the seed, made with the parameters truth
 * [parameters.n]; the parameters' own values stay as they are. Fails the test where lp_synth does.
 */
void rehearse(struct lp_study *study, const double truth[], uint64_t seed);

/* Start values times factor (parameters on a logarithmic scale), within their bounds. */
void rehearse_start_at(struct lp_study *study, double factor);

/* Fit from n_starts starts; the test fails with the messages unless it converged. */
struct lp_answer *rehearse_fit(const struct lp_study *study, size_t n_starts);

/* The estimate of a parameter by name; fails the test if it is not in the fit. */
struct lp_estimate rehearse_estimate(const struct lp_answer *answer, const char *name);

/* True if the interval holds a value; tells on standard output if not. */
bool rehearse_holds(struct lp_estimate estimate, double truth, const char *what);

#endif
