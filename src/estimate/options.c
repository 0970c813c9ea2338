/* SPDX-License-Identifier: MIT
 *
 * Defaults and names.
 */
#include "estimate/options.h"

struct lp_inference_options lp_inference_options_default(void)
{
    return (struct lp_inference_options){.n_starts = 20,
                                         .n_jobs = 1,
                                         .engine = lp_engine_options_default(),
                                         .most_exhaustive = LP_MOST_EXHAUSTIVE,
                                         .method = LP_METHOD_PROFILE,
                                         .n_draws = LP_DRAWS,
                                         .n_chains = LP_CHAINS};
}

const char *lp_method_text(enum lp_method method)
{
#define METHOD_TEXT(name, text) text,
    static const char *const texts[] = {LP_METHOD_LIST(METHOD_TEXT)};
#undef METHOD_TEXT
    return texts[method];
}

uint64_t lp_inference_seed(const struct lp_inference_options *options, const struct lp_study *study)
{
    return options->has_seed ? options->seed : study->seed;
}
