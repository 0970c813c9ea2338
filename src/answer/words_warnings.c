/* SPDX-License-Identifier: MIT
 *
 * One function a warning; each reads its fact and says it, or nothing.
 */
#include "answer/words_warnings.h"

#include "search/chaincheck.h"
#include "uncertainty/posterior.h"

#include <math.h>

#define NO_ERROR 1e-5 /* a noise factor below this: the data are met exactly */

static void warn_of_search(const struct lp_solution *s, struct lp_diag *diag)
{
    if (s->topologies.is_searched)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "%zu candidates make 2^%zu topologies: %zu were found by a search, and "
                        "weights are among these",
                        s->topologies.n_candidates, s->topologies.n_candidates, s->topologies.n);
    if (s->gain_topology > 0.0)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "no start reached the best fit: a topology with fewer edges led to one "
                        "that is better by %.3g; more starts may help (--starts)",
                        s->gain_topology);
    if (s->gain_profile > 0.0)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "no start reached the best fit: a profile led to one that is better by "
                        "%.3g, and everything was fitted again from there; more starts may help "
                        "(--starts)",
                        s->gain_profile);
    if (s->gain_left > 0.0)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the best fit is not the best: after several rounds profiles still met one "
                        "that is better by %.3g, which is left; all numbers are of the fit before "
                        "it; more starts may help (--starts)",
                        s->gain_left);
}

/* Ends of intervals that no search reached: the number may go further than is told. */
static void warn_of_unsolved(const struct lp_solution *s, struct lp_diag *diag)
{
    size_t n = 0, n_parameters = 0;

    if (lp_solution_method(s) != LP_METHOD_PROFILE)
        return;
    for (size_t i = 0; i < 2 * s->profiles.n; i++) {
        const struct lp_profiled *p = &s->profiles.item[i / 2];
        bool is_unsolved = p->is_done && p->stop[i % 2] == LP_PROFILE_UNSOLVED;
        n += is_unsolved ? 1 : 0;
        n_parameters += is_unsolved && i / 2 < s->profiles.n_parameters ? 1 : 0;
    }
    if (n > 0)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "%zu ends of intervals (%zu of parameters) are the last point that agrees "
                        "with the data, not where the misfit has risen by %.2f: no fit led "
                        "further",
                        n, n_parameters, s->profiles.rise);
}

/* Chains that have not mixed, or whose draws are worth few independent ones: the worst of each. */
static void warn_of_chains(const struct lp_chains *chains, struct lp_diag *diag)
{
    double rhat = 0.0, least = INFINITY;
    size_t i_rhat = 0, i_least = 0;

    for (size_t k = 0; k < chains->n_columns; k++) {
        double ess = fmin(chains->ess_bulk[k], chains->ess_tail[k]);
        i_rhat = chains->rhat[k] > rhat ? k : i_rhat;
        rhat = chains->rhat[k] > rhat ? chains->rhat[k] : rhat;
        i_least = ess < least ? k : i_least;
        least = ess < least ? ess : least;
    }
    if (rhat > LP_RHAT_MOST)
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "the chains have not mixed: R-hat of '%s' is %.3f, above %.2f; intervals "
            "from them are not to be relied on (more --draws; compare --method profile)",
            chains->names[i_rhat], rhat, LP_RHAT_MOST);
    if (least < (double)(LP_ESS_LEAST * chains->n_chains))
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "the draws of '%s' are worth %.0f independent ones, fewer than %zu: ends of "
            "intervals are rough (more --draws)",
            chains->names[i_least], least, LP_ESS_LEAST * chains->n_chains);
}

static void warn_of_draws(const struct lp_solution *s, struct lp_diag *diag)
{
    const struct lp_sample *sample = &s->sampled[0].sample;

    if (s->n_refits_failed > 0)
        lp_diag_warning(diag, lp_span_none(NULL), "%zu of %zu refits of the bootstrap failed",
                        s->n_refits_failed, s->options->n_draws);
    if (s->chains)
        warn_of_chains(s->chains, diag);
    if (sample->n_draws < LP_DRAWS_FEW)
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "the data contradict nearly all draws from the covariance (%zu of %zu agree): "
            "intervals are rough",
            sample->n_draws, sample->n_tried);
    if (s->topologies.n > 1 && !s->topologies.has_weights)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "too few data for weights of topologies (%zu values, %zu parameters): the "
                        "%zu of %zu topologies within chi2 %.2f of the best are kept alike, and "
                        "intervals of shares are the union of theirs",
                        s->problem->n_rows, lp_problem_n_estimated(s->problem),
                        s->topologies.n_refused[LP_REFUSAL_NONE], s->topologies.n,
                        LP_TOPOLOGY_CHI2);
}

static void warn_of_unreached(const struct lp_solution *s, struct lp_diag *diag)
{
    for (size_t i = 0; i < s->n_unreached; i++) {
        const struct lp_compartment *c = &s->report->model->compartments[s->unreached[i]];
        lp_diag_warning(diag, c->span, "no electrode reaches '%s': its shares are 0", c->name);
    }
}

static void warn_of_no_error(const struct lp_solution *s, struct lp_diag *diag)
{
    for (size_t g = 0; g < s->problem->n_groups; g++)
        if (s->best->factor[g] < NO_ERROR)
            lp_diag_warning(diag, lp_span_none(NULL),
                            "component '%s' is fitted without any error: its estimated noise means "
                            "nothing (%zu values)",
                            s->problem->group_names[g], s->problem->n_in_group[g]);
}

void lp_words_warn_of_fit(const struct lp_solution *s, struct lp_diag *diag)
{
    if (s->best) {
        warn_of_search(s, diag);
        warn_of_unsolved(s, diag);
        warn_of_draws(s, diag);
    }
    warn_of_unreached(s, diag);
    if (s->doubts)
        lp_diag_append(diag, s->doubts);
    if (s->best)
        warn_of_no_error(s, diag);
}

void lp_words_warn_of_no_optimum(const struct lp_solution *s, struct lp_diag *diag)
{
    if (!lp_solution_is_converged(s))
        lp_diag_warning(diag, lp_span_none(NULL), "no fit converged: estimates are %s",
                        s->best ? "where the best start stopped" : "null");
}
