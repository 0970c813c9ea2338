/* SPDX-License-Identifier: MIT
 *
 * What `fit` and `run` share: a call's settings as the options of inference.
 */
#ifndef LP_CLI_INFER_H
#define LP_CLI_INFER_H

#include "cli/cli.h"
#include "inference/solve.h"

/* Borrows the settings, for progress. */
struct lp_inference_options lp_infer_options(const struct lp_settings *settings);

#endif
