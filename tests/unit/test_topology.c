/* SPDX-License-Identifier: MIT
 *
 * All topologies: weights, misfit, too few data, and a full fit that is started again from a
 * smaller one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "topology/topology.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static struct fitmaker_series series(size_t n_times)
{
    return (struct fitmaker_series){.model = fitmaker_two_phases,
                                    .components = "a b",
                                    .n_times = n_times,
                                    .first_s = 3e3,
                                    .last_s = 1e5,
                                    .sigma = 0.003,
                                    .noise = 1.0,
                                    .seed = 4};
}

static void criteria_are_those_of_the_formulas(void **state)
{
    (void)state;
    assert_true(fabs(lp_topology_aicc(-10.0, 3, 20) - (20.0 + 6.0 + 24.0 / 16.0)) < 1e-12);
    assert_true(isnan(lp_topology_aicc(-10.0, 3, 4)));
    assert_true(lp_topology_aicc(-10.0, 3, 5) == 20.0 + 6.0 + 24.0); /* n - k - 1 = 1 is enough */
    assert_true(fabs(lp_topology_bic(-10.0, 3, 20) - (20.0 + 3.0 * log(20.0))) < 1e-12);
}

static void weights_sum_to_one_and_the_truth_is_kept(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    double sum = 0.0;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_int_equal(t.n, 8);
    assert_true(t.has_weights);
    for (size_t i = 0; i < t.n; i++)
        sum += isnan(t.items[i].weight) ? 0.0 : t.items[i].weight;
    assert_true(fabs(sum - 1.0) < 1e-12);
    assert_int_equal(t.items[0].refusal.kind, LP_REFUSAL_NONE);
    assert_true(t.items[0].weight > 0.9); /* every flow is well visible in these data */
    const struct lp_misfit *misfit = &t.items[4].refusal.misfit; /* without a--b */
    assert_int_equal(t.items[4].refusal.kind, LP_REFUSAL_MISFIT);
    assert_true(misfit->chi2 == t.items[4].optimum->likelihood.chi2);
    assert_true(fabs(misfit->rise - (misfit->chi2 - fit.best->likelihood.chi2)) < 1e-8);
    assert_int_equal(misfit->n_fewer, 1);
    assert_true(fabs(misfit->limit - 3.841458820694124) < 1e-9);
    assert_int_equal(t.items[3].refusal.kind, LP_REFUSAL_UNFED);
    assert_null(t.items[3].optimum);
    assert_int_equal(t.items[1].refusal.kind, LP_REFUSAL_PHYSICS); /* without a's contacts */
    assert_true(t.items[1].refusal.is_misfit);
    /* Of 8 the four that cut off a or b: a's and b's contacts, or those of one and a--b, or all. */
    const size_t expected[LP_N_REFUSALS] = {[LP_REFUSAL_NONE] = 1,
                                            [LP_REFUSAL_UNFED] = 4,
                                            [LP_REFUSAL_PHYSICS] = 1,
                                            [LP_REFUSAL_MISFIT] = 2};
    assert_memory_equal(t.n_refused, expected, sizeof expected);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* One time point, two values, three parameters: no weights, kept by chi2 alone. */
static void too_few_data_have_no_weights(void **state)
{
    (void)state;
    struct fitmaker_series made = series(1);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    size_t n_kept = 0;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_false(t.has_weights);
    for (size_t i = 0; i < t.n; i++) {
        assert_true(isnan(t.items[i].aicc) && isnan(t.items[i].weight));
        if (!t.items[i].optimum || t.items[i].refusal.kind == LP_REFUSAL_PHYSICS)
            continue;
        double rise = t.items[i].optimum->likelihood.chi2 - t.items[0].optimum->likelihood.chi2;
        assert_true(lp_topology_is_kept(&t.items[i]) == (rise <= 3.84));
        n_kept += rise <= 3.84;
    }
    assert_true(n_kept >= 2);
    assert_int_equal(t.n_refused[LP_REFUSAL_NONE], n_kept);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* The search, forced where all could be tried, has the same winner with the same AICc; weights of
 * edges are sums of weights. */
static void search_finds_the_exhaustive_winner(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    made.sigma = 0.05; /* so that weights spread */
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies all, some;
    const struct lp_topology *best[2] = {NULL, NULL};
    double with = 0.0;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &all, NULL), LP_OK);
    options.most_exhaustive = 0;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &some, NULL), LP_OK);
    assert_true(some.is_searched && !all.is_searched);
    for (size_t i = 0; i < all.n; i++) {
        if (!isnan(all.items[i].weight) && !lp_edge_set_has(&all.items[i].absent, "a--b"))
            with += all.items[i].weight;
        if (!isnan(all.items[i].aicc) && (!best[0] || all.items[i].aicc < best[0]->aicc))
            best[0] = &all.items[i];
    }
    for (size_t i = 0; i < some.n; i++)
        if (!isnan(some.items[i].aicc) && (!best[1] || some.items[i].aicc < best[1]->aicc))
            best[1] = &some.items[i];
    assert_int_equal(best[0]->number, best[1]->number);
    assert_true(fabs(best[0]->aicc - best[1]->aicc) < 0.02);
    assert_true(fabs(lp_topologies_inclusion(&all, "a--b") - with) < 1e-12);
    assert_true(with > 0.0 && with < 1.0);
    lp_topologies_clear(&all);
    lp_topologies_clear(&some);
    fitmaker_clear(&fit);
}

/* A full fit left at a poor point is found out by its own sub-topologies. */
static void a_poor_full_fit_is_started_again(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    double good = fit.best->deviance;
    fit.best->deviance += 1e6;
    fit.best->likelihood.chi2 += 1e6;
    fit.best->likelihood.loglik -= 5e5;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_true(fabs(fit.best->deviance - good) < 1e-3);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* A prior that pulls a far from its data, by a thousand times its own width: what leaves out a's
 * contacts is rid of it and fits better, but a is more enriched than b, its only link then. */
static const char *const pulled =
    "  parameters:\n"
    "    phi_a: {start: 5e-11 mol/s, prior: {median: 1e-8 mol/s, factor: 1.005}}\n"
    "    phi_b: {start: 2e-11 mol/s}\n"
    "    phi_ab: {start: 3e-11 mol/s}\n" FITMAKER_OPTIONAL;

/* What physics refuses sets no bar: neither for the misfit of others nor for their weights. */
static void the_refused_set_no_bar(void **state)
{
    (void)state;
    for (size_t n_times = 1; n_times <= 10; n_times += 9) {
        struct fitmaker_series made = series(n_times);
        made.model = pulled;
        made.sigma = 0.02;
        made.noise = 0.0;
        struct fitmaker_fit fit = fitmaker_fit(&made);
        struct lp_inference_options options = fitmaker_options();
        struct lp_topologies t;
        double least = INFINITY;
        assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
        const struct lp_topology *refused = &t.items[1];
        assert_int_equal(refused->refusal.kind, LP_REFUSAL_PHYSICS);
        assert_true(refused->optimum->likelihood.loglik > fit.best->likelihood.loglik + 100.0);
        assert_false(refused->refusal.is_misfit);
        assert_int_equal(t.items[0].refusal.kind, LP_REFUSAL_NONE);
        assert_true(isnan(refused->aicc) && isnan(refused->weight));
        assert_true(t.has_weights == (n_times > 1));
        for (size_t i = 0; i < t.n; i++)
            least = fmin(least, t.items[i].delta);
        assert_true(n_times == 1 ? isinf(least) : least == 0.0);
        lp_topologies_clear(&t);
        fitmaker_clear(&fit);
    }
}

/* One internal step is too few for any fit: of what is a candidate nothing is known, and it is not
 * kept; the full model was fitted before. */
static void what_could_not_be_fitted_is_not_kept(void **state)
{
    (void)state;
    struct fitmaker_series made = series(1);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    options.engine.kind = LP_ENGINE_CVODES;
    options.engine.max_steps = 1;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    const size_t expected[LP_N_REFUSALS] = {[LP_REFUSAL_NONE] = 1,
                                            [LP_REFUSAL_UNFED] = 4,
                                            [LP_REFUSAL_PHYSICS] = 1,
                                            [LP_REFUSAL_NOT_FITTED] = 2};
    assert_memory_equal(t.n_refused, expected, sizeof expected);
    assert_int_equal(t.items[4].refusal.kind, LP_REFUSAL_NOT_FITTED);
    assert_null(t.items[4].optimum);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* With factor f and median m a prior's term is ((log10 p - log10 m)/log10 f)² at the lower bound of
 * what is left out; what has no prior adds nothing. */
static const char *const two_priors =
    "  parameters:\n"
    "    phi_a: {start: 5e-11 mol/s, prior: {median: 4e-11 mol/s, factor: 3}}\n"
    "    phi_b: {start: 2e-11 mol/s, prior: {median: 3e-11 mol/s, factor: 2}}\n"
    "    phi_ab: {start: 3e-11 mol/s}\n" FITMAKER_OPTIONAL;

static double term_at_bound(const struct lp_problem *full, size_t j, double median, double factor)
{
    double p = lp_transform_value(&full->transform[j], full->lo[j]);
    return pow(log10(p / median) / log10(factor), 2);
}

static void what_is_left_out_keeps_its_prior(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    made.model = two_priors;
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    const double added[] = {[1] = term_at_bound(fit.problem, 0, 4e-11, 3.0),
                            [2] = term_at_bound(fit.problem, 1, 3e-11, 2.0),
                            [4] = 0.0};
    for (size_t i = 1; i <= 4; i *= 2) {
        double lifted = lp_topology_lifted_deviance(fit.problem, &t.items[i]);
        double expected = t.items[i].optimum->deviance + added[i];
        assert_true(fabs(lifted - expected) <= 1e-9 * fabs(expected));
    }
    assert_true(added[1] > 1.0 && added[2] > 1.0);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

static void an_inclusion_is_at_most_one(void **state)
{
    (void)state;
    const char *const ab = "a--b";
    struct lp_topology items[] = {{.weight = 0.75}, {.weight = 0.5}, {.weight = NAN}};
    struct lp_topologies t = {.n = 3, .items = items, .has_weights = true};
    assert_true(lp_topologies_inclusion(&t, ab) == 1.0);
    items[0].absent = (struct lp_edge_set){.n = 1, .ids = &ab};
    assert_true(lp_topologies_inclusion(&t, ab) == 0.5);
    t.has_weights = false;
    assert_true(isnan(lp_topologies_inclusion(&t, ab)));
}

/* Weights go as exp(-delta/2), and what is kept within 2 of the least AICc is tied if it is not
 * alone; from data that tell all apart to data that tell nothing. */
static void weights_and_ties_follow_aicc(void **state)
{
    (void)state;
    const double sigmas[] = {0.003, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.3};
    bool seen[5] = {false};
    for (size_t k = 0; k < sizeof sigmas / sizeof *sigmas; k++) {
        struct fitmaker_series made = series(10);
        made.sigma = sigmas[k];
        struct fitmaker_fit fit = fitmaker_fit(&made);
        struct lp_inference_options options = fitmaker_options();
        struct lp_topologies t;
        double least = INFINITY, least_kept = INFINITY, sum = 0.0;
        size_t n = 0;
        assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
        for (size_t i = 0; i < t.n; i++) {
            bool is_kept = t.items[i].refusal.kind == LP_REFUSAL_NONE;
            least = fmin(least, t.items[i].aicc);
            least_kept = fmin(least_kept, is_kept ? t.items[i].aicc : INFINITY);
        }
        for (size_t i = 0; i < t.n; i++) {
            const struct lp_topology *item = &t.items[i];
            sum += isnan(item->aicc) ? 0.0 : exp((least - item->aicc) / 2.0);
            n += item->refusal.kind == LP_REFUSAL_NONE && item->aicc < least_kept + 2.0;
        }
        for (size_t i = 0; i < t.n; i++) {
            const struct lp_topology *item = &t.items[i];
            bool is_near = item->refusal.kind == LP_REFUSAL_NONE && item->aicc < least_kept + 2.0;
            assert_int_equal(item->is_tied, is_near && n >= 2);
            if (isnan(item->aicc))
                continue;
            assert_true(fabs(item->weight - exp((least - item->aicc) / 2.0) / sum) < 1e-12);
            assert_true(item->delta == item->aicc - least);
        }
        seen[n] = true;
        lp_topologies_clear(&t);
        fitmaker_clear(&fit);
    }
    assert_true(seen[1] && seen[2]);
}

/* Four values, three parameters: no weights, and all that is kept is tied. What the full model
 * alone fits is refused against it, for it is the best. */
static void without_weights_the_best_is_the_bar(void **state)
{
    (void)state;
    struct fitmaker_series made = series(2);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    const struct lp_misfit *misfit = &t.items[4].refusal.misfit;
    assert_false(t.has_weights);
    assert_int_equal(t.items[4].refusal.kind, LP_REFUSAL_MISFIT);
    assert_true(fabs(misfit->rise - (misfit->chi2 - fit.best->likelihood.chi2)) < 1e-8);
    assert_true(misfit->limit == LP_TOPOLOGY_CHI2);
    assert_int_equal(misfit->n_fewer, 0);
    assert_false(t.items[0].is_tied); /* alone */
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);

    made = series(1);
    made.sigma = 0.3;
    fit = fitmaker_fit(&made);
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_false(t.has_weights);
    assert_true(t.n_refused[LP_REFUSAL_NONE] >= 2);
    for (size_t i = 0; i < t.n; i++)
        assert_int_equal(t.items[i].is_tied, lp_topology_is_kept(&t.items[i]));
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* A prior that pulls a--b far from its data: without a--b they are fitted better than by the full
 * model. With weights misfits count from the full model, without from the best. */
static void the_bar_is_the_full_model_or_the_best(void **state)
{
    (void)state;
    for (size_t n_times = 1; n_times <= 10; n_times += 9) {
        struct fitmaker_series made = series(n_times);
        made.model = "  parameters:\n"
                     "    phi_a: {start: 5e-11 mol/s}\n"
                     "    phi_b: {start: 2e-11 mol/s}\n"
                     "    phi_ab: {start: 1e-12 mol/s, prior: {median: 1e-8 mol/s, factor: "
                     "1.005}}\n" FITMAKER_OPTIONAL;
        made.noise = 0.0;
        struct fitmaker_fit fit = fitmaker_fit(&made);
        struct lp_inference_options options = fitmaker_options();
        struct lp_topologies t;
        assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
        double full = t.items[0].optimum->likelihood.loglik;
        double best = t.items[4].optimum->likelihood.loglik; /* without a--b */
        double rise = -2.0 * (t.items[1].optimum->likelihood.loglik - (n_times > 1 ? full : best));
        assert_true(t.has_weights == (n_times > 1));
        assert_true(best > full + 10.0);
        assert_int_equal(t.items[4].refusal.kind, LP_REFUSAL_NONE);
        assert_int_equal(t.items[0].refusal.kind,
                         n_times > 1 ? LP_REFUSAL_NONE : LP_REFUSAL_MISFIT);
        if (t.items[1].refusal.is_misfit)
            assert_true(fabs(t.items[1].refusal.misfit.rise - rise) < 1e-8);
        if (n_times == 1)
            assert_true(fabs(t.items[0].refusal.misfit.rise - 2.0 * (best - full)) < 1e-8);
        lp_topologies_clear(&t);
        fitmaker_clear(&fit);
    }
}

/* An edge whose flow is a number takes no parameter along: its misfit counts as one. And the one
 * topology beside a poor full fit finds it out. */
static void one_candidate_without_a_parameter(void **state)
{
    (void)state;
    static const char model[] =
        "  parameters:\n    phi_a: {start: 5e-11 mol/s}\n    phi_b: {start: 2e-11 "
        "mol/s}\n" FITMAKER_CONTACTS "    - {between: [a, b], flow: 3e-11 mol/s, optional: true}\n";
    struct fitmaker_series made = series(10);
    made.model = model;
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    double good = fit.best->deviance;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.items[1].refusal.kind, LP_REFUSAL_MISFIT);
    assert_int_equal(t.items[1].refusal.misfit.n_fewer, 1);
    assert_true(fabs(t.items[1].refusal.misfit.limit - 3.841458820694124) < 1e-9);
    lp_topologies_clear(&t);
    fit.best->deviance += 1e6;
    fit.best->likelihood.loglik -= 5e5;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_true(fabs(fit.best->deviance - good) < 1e-3);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* Each batch of fits is counted from 1 to its number. */
struct count {
    size_t n_batches, n_last, n_all;
};

static void count(void *context, const char *what, size_t n_done, size_t n_all)
{
    struct count *c = context;
    assert_string_equal(what, "fitting topologies");
    assert_int_equal(n_done, c->n_last == c->n_all ? 1 : c->n_last + 1);
    c->n_batches += n_done == 1;
    c->n_last = n_done;
    c->n_all = n_all;
}

static void progress_is_counted(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    struct count all = {0}, some = {0};
    options.progress = count;
    options.progress_context = &all;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_true(all.n_batches == 1 && all.n_last == 7 && all.n_all == 7);
    lp_topologies_clear(&t);
    options.progress_context = &some;
    options.most_exhaustive = 2; /* less than three candidates: searched */
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_true(t.is_searched && some.n_batches > 1 && some.n_last == some.n_all);
    for (size_t i = 1; i < t.n; i++) /* each once, in order */
        assert_true(t.items[i].number > t.items[i - 1].number);
    assert_int_equal(t.items[0].number, 0);
    lp_topologies_clear(&t);
    options.most_exhaustive = 3;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_false(t.is_searched);
    lp_topologies_clear(&t);
    assert_true(!t.arena && t.n == 0);
    fitmaker_clear(&fit);
}

/* Five candidates, of which a search of 32 topologies tries some: each once, in the order of their
 * numbers, and the best of them all. Values so rough that few flows are worth their parameter. */
static void a_search_of_many_is_sorted_and_finds_the_best(void **state)
{
    (void)state;
    for (int is_single = 0; is_single < 2; is_single++) { /* one time: by BIC */
        struct fitmaker_series made = series(is_single ? 1 : 10);
        made.model = "  parameters:\n"
                     "    al: {start: 5e-11 mol/s}\n    ar: {start: 4e-11 mol/s}\n"
                     "    bl: {start: 2e-11 mol/s}\n    br: {start: 3e-11 mol/s}\n"
                     "    ab: {start: 3e-11 mol/s}\n"
                     "  compartments:\n"
                     "    left: {kind: electrode, enrichment: 0.95}\n"
                     "    right: {kind: electrode, enrichment: 0.95}\n"
                     "    a: {role: interface, inventory: 1.5 umol}\n"
                     "    b: {role: salt, inventory: 2.5 umol}\n"
                     "  exchange:\n"
                     "    - {between: [left, a], flow: al, optional: true}\n"
                     "    - {between: [a, right], flow: ar, optional: true}\n"
                     "    - {between: [left, b], flow: bl, optional: true}\n"
                     "    - {between: [b, right], flow: br, optional: true}\n"
                     "    - {between: [a, b], flow: ab, optional: true}\n";
        made.sigma = 0.05;
        struct fitmaker_fit fit = fitmaker_fit(&made);
        struct lp_inference_options options = fitmaker_options();
        struct lp_topologies t[2];
        double least[2] = {INFINITY, INFINITY};
        for (size_t k = 0; k < 2; k++) {
            options.most_exhaustive = k == 0 ? 5 : 4;
            assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t[k], NULL),
                             LP_OK);
            assert_int_equal(t[k].is_searched, k == 1);
            for (size_t i = 0; i < t[k].n; i++) {
                assert_true(i == 0 || t[k].items[i].number > t[k].items[i - 1].number);
                if (t[k].items[i].optimum && t[k].items[i].refusal.kind != LP_REFUSAL_PHYSICS)
                    least[k] = fmin(least[k], t[k].items[i].bic);
            }
        }
        assert_int_equal(t[0].n, 32);
        assert_true(fabs(least[0] - least[1]) < 0.02);
        assert_true(least[0] < t[0].items[0].bic - 1.0);
        lp_topologies_clear(&t[0]);
        lp_topologies_clear(&t[1]);
        fitmaker_clear(&fit);
    }
}

/* The first topology beside the full one is asked for its structure as any other. */
static void the_first_may_be_unfed(void **state)
{
    (void)state;
    struct fitmaker_series made = series(10);
    made.model = "  parameters:\n    phi: {start: 5e-11 mol/s}\n    phi_ab: {start: 3e-11 mol/s}\n"
                 "  compartments:\n"
                 "    left: {kind: electrode, enrichment: 0.95}\n"
                 "    right: {kind: electrode, enrichment: 0.95}\n"
                 "    a: {role: interface, inventory: 1.5 umol}\n"
                 "    b: {role: salt, inventory: 2.5 umol}\n"
                 "  exchange:\n"
                 "    - {between: [left, a], flow: phi}\n    - {between: [a, right], flow: phi}\n"
                 "    - {between: [a, b], flow: phi_ab, optional: true}\n";
    struct fitmaker_fit fit = fitmaker_fit(&made);
    struct lp_inference_options options = fitmaker_options();
    struct lp_topologies t;
    assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.items[1].refusal.kind, LP_REFUSAL_UNFED);
    assert_null(t.items[1].problem);
    lp_topologies_clear(&t);
    fitmaker_clear(&fit);
}

/* What the search goes down; infinite for what is refused or was not fitted. */
static double score_of(const struct lp_topology *item, bool by_bic)
{
    if (!item->optimum || item->refusal.kind == LP_REFUSAL_PHYSICS)
        return INFINITY;
    return by_bic ? item->bic : item->aicc;
}

/* Six contacts of three phases and two links, each a candidate: of 256 topologies a search tries
 * some. It ends where no single change helps, so all changes of the best are tried and none is
 * better: by AICc, and by BIC where the full model has none. */
static void a_search_ends_where_no_change_helps(void **state)
{
    (void)state;
    for (int is_single = 0; is_single < 2; is_single++) {
        struct fitmaker_series made = series(is_single ? 2 : 8);
        made.model = "  parameters:\n"
                     "    al: {start: 5e-11 mol/s}\n    ar: {start: 4e-11 mol/s}\n"
                     "    bl: {start: 2e-11 mol/s}\n    br: {start: 3e-11 mol/s}\n"
                     "    cl: {start: 1e-11 mol/s}\n    cr: {start: 3e-12 mol/s}\n"
                     "    ab: {start: 3e-11 mol/s}\n    bc: {start: 1e-11 mol/s}\n"
                     "  compartments:\n"
                     "    left: {kind: electrode, enrichment: 0.95}\n"
                     "    right: {kind: electrode, enrichment: 0.95}\n"
                     "    a: {role: interface, inventory: 1.5 umol}\n"
                     "    b: {role: salt, inventory: 2.5 umol}\n"
                     "    c: {role: bulk, inventory: 2 umol}\n"
                     "  exchange:\n"
                     "    - {between: [left, a], flow: al, optional: true}\n"
                     "    - {between: [a, right], flow: ar, optional: true}\n"
                     "    - {between: [left, b], flow: bl, optional: true}\n"
                     "    - {between: [b, right], flow: br, optional: true}\n"
                     "    - {between: [left, c], flow: cl, optional: true}\n"
                     "    - {between: [c, right], flow: cr, optional: true}\n"
                     "    - {between: [a, b], flow: ab, optional: true}\n"
                     "    - {between: [b, c], flow: bc, optional: true}\n";
        made.components = "a b c";
        made.sigma = 0.01;
        struct fitmaker_fit fit = fitmaker_fit(&made);
        struct lp_inference_options options = fitmaker_options();
        struct lp_topologies t;
        const struct lp_topology *best = NULL;
        options.most_exhaustive = 7;
        assert_int_equal(lp_topologies_run(fit.problem, fit.best, &options, &t, NULL), LP_OK);
        for (size_t i = 0; i < t.n; i++)
            if (score_of(&t.items[i], is_single) < (best ? score_of(best, is_single) : INFINITY))
                best = &t.items[i];
        assert_non_null(best);
        for (size_t k = 0; k < 8; k++) {
            bool is_tried = false;
            for (size_t i = 0; i < t.n; i++)
                is_tried = is_tried || t.items[i].number == (best->number ^ (uint64_t)1 << k);
            assert_true(is_tried);
        }
        lp_topologies_clear(&t);
        fitmaker_clear(&fit);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(criteria_are_those_of_the_formulas),
        cmocka_unit_test(what_is_left_out_keeps_its_prior),
        cmocka_unit_test(an_inclusion_is_at_most_one),
        cmocka_unit_test(weights_and_ties_follow_aicc),
        cmocka_unit_test(without_weights_the_best_is_the_bar),
        cmocka_unit_test(the_bar_is_the_full_model_or_the_best),
        cmocka_unit_test(one_candidate_without_a_parameter),
        cmocka_unit_test(progress_is_counted),
        cmocka_unit_test(a_search_of_many_is_sorted_and_finds_the_best),
        cmocka_unit_test(the_first_may_be_unfed),
        cmocka_unit_test(a_search_ends_where_no_change_helps),

        cmocka_unit_test(the_refused_set_no_bar),
        cmocka_unit_test(what_could_not_be_fitted_is_not_kept),
        cmocka_unit_test(weights_sum_to_one_and_the_truth_is_kept),
        cmocka_unit_test(too_few_data_have_no_weights),
        cmocka_unit_test(search_finds_the_exhaustive_winner),
        cmocka_unit_test(a_poor_full_fit_is_started_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
