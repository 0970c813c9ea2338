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

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(criteria_are_those_of_the_formulas),
                                       cmocka_unit_test(the_refused_set_no_bar),
                                       cmocka_unit_test(what_could_not_be_fitted_is_not_kept),
                                       cmocka_unit_test(weights_sum_to_one_and_the_truth_is_kept),
                                       cmocka_unit_test(too_few_data_have_no_weights),
                                       cmocka_unit_test(search_finds_the_exhaustive_winner),
                                       cmocka_unit_test(a_poor_full_fit_is_started_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
