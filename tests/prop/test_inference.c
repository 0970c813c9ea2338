/* SPDX-License-Identifier: MIT
 *
 * Laws of inference on seeded studies: the answer does not depend on the order or the names of
 * compartments and edges, on the units a study is written in, or on the number of workers; and the
 * true share lies in its interval about as often as it should. MULT scales the number of studies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/multiple.h"
#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The same cell written three ways: as in fitmaker, renamed and turned round, in other units. */
static const char *const turned = "  parameters:\n"
                                  "    zeta: {start: 3e-11 mol/s}\n"
                                  "    eta: {start: 2e-11 mol/s}\n"
                                  "    theta: {start: 5e-11 mol/s}\n"
                                  "  compartments:\n"
                                  "    polymer: {role: salt, inventory: 2.5 umol}\n"
                                  "    west: {kind: electrode, enrichment: 0.95}\n"
                                  "    rim: {role: interface, inventory: 1.5 umol}\n"
                                  "    east: {kind: electrode, enrichment: 0.95}\n"
                                  "  exchange:\n"
                                  "    - {between: [rim, polymer], flow: zeta, optional: true}\n"
                                  "    - {between: [east, polymer], flow: eta, optional: true}\n"
                                  "    - {between: [polymer, west], flow: eta, optional: true}\n"
                                  "    - {between: [rim, west], flow: theta, optional: true}\n"
                                  "    - {between: [rim, east], flow: theta, optional: true}\n"
                                  "  components:\n"
                                  "    a: {rim: 1}\n"
                                  "    b: {polymer: 1}\n";

static const char *const other_units = "  parameters:\n"
                                       "    phi_a: {start: 0.18 umol/h}\n"
                                       "    phi_b: {start: 0.072 umol/h}\n"
                                       "    phi_ab: {start: 0.108 umol/h}\n"
                                       "  compartments:\n"
                                       "    left: {kind: electrode, enrichment: 0.95}\n"
                                       "    right: {kind: electrode, enrichment: 0.95}\n"
                                       "    a: {role: interface, inventory: 1500 nmol}\n"
                                       "    b: {role: salt, inventory: 0.0025 mmol}\n"
                                       "  exchange:\n"
                                       "    - {between: [left, a], flow: phi_a, optional: true}\n"
                                       "    - {between: [a, right], flow: phi_a, optional: true}\n"
                                       "    - {between: [left, b], flow: phi_b, optional: true}\n"
                                       "    - {between: [b, right], flow: phi_b, optional: true}\n"
                                       "    - {between: [a, b], flow: phi_ab, optional: true}\n";

static struct fitmaker_series series(const char *model, uint64_t seed)
{
    return (struct fitmaker_series){.model = model,
                                    .components = "a b",
                                    .n_times = 10,
                                    .first_s = 1e3,
                                    .last_s = 1e5,
                                    .sigma = 0.01,
                                    .noise = 1.0,
                                    .seed = seed};
}

static void assert_near(double one, double other, double tolerance, uint64_t seed)
{
    if (!(fabs(one - other) <= tolerance * fmax(fabs(one), fabs(other))))
        fail_msg("seed %d: %.10g against %.10g", (int)seed, one, other);
}

/* The numbers that must be alike, whatever the names. */
static void assert_same(const struct lp_answer *one, const struct lp_answer *other,
                        double tolerance, uint64_t seed)
{
    assert_near(one->objective.chi2, other->objective.chi2, 1e-6, seed);
    assert_near(one->objective.aicc, other->objective.aicc, 1e-6, seed);
    assert_near(one->verdict.share.value, other->verdict.share.value, tolerance, seed);
    assert_near(one->pathway->conductance_mol_s.value, other->pathway->conductance_mol_s.value,
                tolerance, seed);
    assert_int_equal(one->pathway->n_paths, other->pathway->n_paths);
    for (size_t i = 0; i < one->pathway->n_paths; i++)
        assert_near(one->pathway->paths[i].probability.value,
                    other->pathway->paths[i].probability.value, 10.0 * tolerance, seed);
    assert_int_equal(one->n_topologies, other->n_topologies);
}

static void names_and_order_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(2); seed++) {
        struct fitmaker_series plain = series(fitmaker_two_phases, seed),
                               round = series(turned, seed);
        struct runmaker one = runmaker_run(&plain), other = runmaker_run(&round);
        assert_same(one.answer, other.answer, 1e-4, seed);
        assert_near(runmaker_parameter(one.answer, "phi_ab")->estimate.value,
                    runmaker_parameter(other.answer, "zeta")->estimate.value, 1e-3, seed);
        runmaker_clear(&one);
        runmaker_clear(&other);
    }
}

static void units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= multiple_of(2); seed++) {
        struct fitmaker_series plain = series(fitmaker_two_phases, seed),
                               units = series(other_units, seed);
        struct runmaker one = runmaker_run(&plain), other = runmaker_run(&units);
        assert_same(one.answer, other.answer, 1e-5, seed);
        assert_near(one.answer->verdict.share.low, other.answer->verdict.share.low, 1e-4, seed);
        assert_near(one.answer->verdict.share.high, other.answer->verdict.share.high, 1e-4, seed);
        runmaker_clear(&one);
        runmaker_clear(&other);
    }
}

/* To the last bit, whole answers compared by their numbers. */
static void workers_do_not_matter(void **state)
{
    (void)state;
    struct fitmaker_series made = series(fitmaker_two_phases, 17);
    struct lp_study *study = fitmaker_study(&made);
    struct lp_answer *answers[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++) {
        struct lp_inference_options options = fitmaker_options();
        options.n_starts = 5;
        options.n_jobs = i == 0 ? 1 : 3;
        assert_int_equal(lp_inference_run(study, &options, &answers[i], NULL), LP_OK);
    }
    const struct lp_answer *one = answers[0], *three = answers[1];
    assert_memory_equal(&one->verdict.share, &three->verdict.share, sizeof(struct lp_estimate));
    assert_true(one->objective.loglik == three->objective.loglik);
    for (size_t i = 0; i < one->n_parameters; i++)
        assert_memory_equal(&one->parameters[i].estimate, &three->parameters[i].estimate,
                            sizeof(struct lp_estimate));
    for (size_t i = 0; i < one->n_topologies; i++)
        assert_memory_equal(&one->topologies[i].chi2, &three->topologies[i].chi2, sizeof(double));
    for (size_t i = 0; i < one->n_series; i++)
        assert_memory_equal(one->series[i].high, three->series[i].high,
                            one->series[i].n_grid * sizeof(double));
    assert_string_equal(one->verdict.text, three->verdict.text);
    lp_answer_free(answers[0]);
    lp_answer_free(answers[1]);
    lp_study_free(study);
}

/* 95 % intervals of the share: of 20 seeds at least 16 hold the truth (17 or more in 98 % of cases
 * if the coverage is .95; first-order intervals are allowed a little less). */
static void intervals_hold_the_truth(void **state)
{
    (void)state;
    size_t n = multiple_of(20), n_held = 0;
    for (uint64_t seed = 100; seed < 100 + n; seed++) {
        struct fitmaker_series made = series(fitmaker_two_phases, seed);
        made.n_times = 6;
        struct runmaker run = runmaker_fit(&made);
        const struct lp_estimate *share = &run.answer->verdict.share;
        n_held += share->low <= 5.0 / 7.0 && 5.0 / 7.0 <= share->high;
        runmaker_clear(&run);
    }
    print_message("the share's interval held the truth in %zu of %zu\n", n_held, n);
    assert_true(n_held >= n * 16 / 20);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_order_do_not_matter), cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(workers_do_not_matter), cmocka_unit_test(intervals_hold_the_truth)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
