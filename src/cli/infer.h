/* SPDX-License-Identifier: MIT
 *
 * What `fit` and `run` share: a call's settings as the options of inference, and
 * what a reader who asked for more (-v) is told of the fit.
 */
#ifndef LP_CLI_INFER_H
#define LP_CLI_INFER_H

#include "cli/cli.h"
#include "run/solve.h"

/* Borrows the settings, for progress. */
struct lp_inference_options lp_infer_options(const struct lp_settings *settings);

/* With -v: engine, seed, fit, starts, topologies on standard error; -v -v: why the starts stopped.
 */
void lp_infer_say(const struct lp_settings *settings, const struct lp_answer *answer);

#endif
