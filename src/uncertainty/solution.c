/* SPDX-License-Identifier: MIT
 *
 * What the solution's options mean.
 */
#include "uncertainty/solution.h"

bool lp_solution_is_converged(const struct lp_solution *s)
{
    return s->best && lp_stop_is_optimum(s->best->stop);
}

enum lp_method lp_solution_method(const struct lp_solution *s)
{
    return s->options ? s->options->method : LP_METHOD_PROFILE;
}

void lp_solution_progress(const struct lp_solution *s, const char *what, size_t n_done,
                          size_t n_all)
{
    if (s->options->progress)
        s->options->progress(s->options->progress_context, what, n_done, n_all);
}

size_t lp_solution_most_draws(const struct lp_inference_options *options)
{
    size_t n = options->n_draws * (options->n_chains > 0 ? options->n_chains : 1);
    return n > LP_DRAWS ? n : LP_DRAWS;
}
