/* SPDX-License-Identifier: MIT
 *
 * From the command line's settings to the options of inference. Progress is drawn only where the
 * settings say that somebody watches.
 */
#include "cli/infer.h"

struct lp_inference_options lp_infer_options(const struct lp_settings *settings)
{
    struct lp_inference_options options = lp_inference_options_default();

    options.n_starts = settings->n_starts;
    options.n_jobs = settings->n_jobs;
    options.engine = settings->engine;
    options.has_seed = settings->has_seed;
    options.seed = settings->seed;
    if (settings->progress) {
        options.progress = lp_cli_progress;
        options.progress_context = (void *)settings; /* lp_cli_progress only reads it */
    }
    return options;
}
