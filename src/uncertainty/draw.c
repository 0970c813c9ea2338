/* SPDX-License-Identifier: MIT
 *
 * Choice of the method. Numbers that need an integration (uptake, curves) are computed for the
 * first LP_DRAW_STATES draws only; chains are passed on in turns, so that these are of all chains.
 */
#include "uncertainty/draw.h"

#include "uncertainty/bootstrap.h"
#include "uncertainty/posterior.h"

static enum lp_status draw_bootstrap(struct lp_solution *s)
{
    size_t n = s->options->n_draws, n_done = 0;
    struct lp_bootstrap b = {.kind = s->options->method == LP_METHOD_RESIDUAL
                                         ? LP_BOOTSTRAP_RESIDUAL
                                         : LP_BOOTSTRAP_PARAMETRIC,
                             .problem = s->problem,
                             .best = s->best,
                             .covariance = s->covariance,
                             .what = "bootstrap",
                             .n = n};
    double *u = lp_arena_alloc(s->arena, n, s->problem->n * sizeof(double));

    if (!u)
        return LP_ENOMEM;
    enum lp_status status = lp_bootstrap_run(&b, s->options, u, &n_done);
    s->n_refits_failed = n - n_done;
    return status == LP_OK ? lp_sample_at(s->problem, s->best, s->options, &s->followed, n_done, u,
                                          LP_DRAW_STATES, &s->sampled[0].sample)
                           : status;
}

static enum lp_status draw_chains(struct lp_solution *s)
{
    size_t n = s->options->n_draws * s->options->n_chains;
    double *u = lp_arena_alloc(s->arena, n, s->problem->n * sizeof(double));

    s->chains = lp_arena_alloc(s->arena, 1, sizeof *s->chains);
    if (!u || !s->chains)
        return LP_ENOMEM;
    enum lp_status status =
        lp_posterior_run(s->problem, s->best, s->covariance, s->options, s->arena, u, s->chains);
    return status == LP_OK ? lp_sample_at(s->problem, s->best, s->options, &s->followed, n, u,
                                          LP_DRAW_STATES, &s->sampled[0].sample)
                           : status;
}

enum lp_status lp_draw_full(struct lp_solution *s)
{
    if (s->problem->n == 0) /* nothing to draw */
        return lp_sample_run(s->problem, s->best, s->covariance, s->options, &s->followed, LP_DRAWS,
                             LP_DRAW_STATES, &s->sampled[0].sample);
    switch (s->options->method) {
    case LP_METHOD_MCMC:
        return draw_chains(s);
    case LP_METHOD_BOOTSTRAP:
    case LP_METHOD_RESIDUAL:
        return draw_bootstrap(s);
    default:
        return lp_sample_run(s->problem, s->best, s->covariance, s->options, &s->followed, LP_DRAWS,
                             LP_DRAW_STATES, &s->sampled[0].sample);
    }
}
