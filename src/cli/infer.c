/* SPDX-License-Identifier: MIT
 *
 * From the command line's settings to the options of inference, and -v. Progress is drawn only
 * where the settings say that somebody watches.
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
    options.method = settings->method;
    options.n_draws = settings->n_draws;
    options.n_chains = settings->n_chains;
    if (settings->progress) {
        options.progress = lp_cli_progress;
        options.progress_context = (void *)settings; /* lp_cli_progress only reads it */
    }
    return options;
}

void lp_infer_say(const struct lp_settings *settings, const struct lp_answer *answer)
{
    const struct lp_answer_objective *o = &answer->objective;

    if (settings->verbosity < 1)
        return;
    lp_cli_say(settings, "engine %s, seed %llu, %zu threads", answer->engine,
               (unsigned long long)answer->seed, settings->n_jobs);
    lp_cli_say(settings, "fit: chi2 %.6g, %zu data, %zu parameters", o->chi2, o->n_data,
               o->n_parameters);
    lp_cli_say(settings, "starts: %zu, %zu at the best optimum, %zu distinct optima", o->starts,
               o->starts_at_best, o->distinct_optima);
    if (answer->n_topologies > 0)
        lp_cli_say(settings, "topologies: %zu", answer->n_topologies);
    for (size_t i = 0; i < answer->n_unchecked; i++)
        lp_cli_say(settings, "not checked: %s", answer->unchecked[i]);
    for (size_t i = 0; i < o->n_stops && settings->verbosity > 1; i++)
        lp_cli_say(settings, "stopped because: %s (%zu)", o->stops[i].reason, o->stops[i].n);
}
