/* SPDX-License-Identifier: MIT
 *
 * Errors that rows share (`covariance`, `reference_sigma`), from the study to intervals: over many
 * synthetic data sets, 95 % intervals hold the truth in 95 % of them and chi2 has the mean it must
 * have; with the same data and each error taken for a row's own, they do not. And all that the
 * spectrometer does to a value (saturation, averaging over a duration) fits back out.
 */
#include "tests/support/rehearse.h"

#include "estimate/multistart.h"
#include "uncertainty/covariance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "../unit/study_text.h"

#define N_SETS 400

#define MODEL                                                                                      \
    "lipath: 1\nmodel:\n"                                                                          \
    "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-6 mol/s}}\n"                                 \
    "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol}}\n"           \
    "  exchange: [{between: [l, a], flow: phi}]\n"

struct tally {
    size_t n_held; /* intervals that hold the truth */
    double chi2;   /* mean */
};

/* Fit of the one parameter: its interval by the curvature at the optimum. */
static void fit_once(const struct lp_study *study, double truth, struct tally *tally)
{
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    struct lp_covariance *covariance = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_engine_options engine = lp_engine_options_default();
    struct lp_fit_options options = lp_fit_options_default();
    double r[16], jacobian[16];
    engine.rtol = 1e-6;
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(problem->n, 1);
    assert_int_equal(lp_objective_new(problem, &engine, &objective, NULL), LP_OK);
    assert_true(lp_objective_n_residuals(objective) <= 16);
    struct lp_optimum *o = lp_optimum_new(arena, problem);
    assert_int_equal(lp_optimum_fit(objective, problem, &options, NULL, arena, o), LP_OK);
    assert_int_equal(lp_objective_evaluate(objective, o->u, r, jacobian, NULL), LP_OK);
    assert_int_equal(lp_covariance_new(problem, o->u, lp_objective_n_residuals(objective), r,
                                       jacobian, &covariance),
                     LP_OK);
    double off = o->u[0] - lp_transform_u(&problem->transform[0], truth);
    tally->n_held += fabs(off) <= 1.959964 * covariance->sd[0];
    tally->chi2 += lp_objective_likelihood(objective, r).chi2 / N_SETS;
    lp_covariance_free(covariance);
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_arena_free(arena);
}

/* The same data twice: with what they share, and with it taken for their own. */
static void tally_sets(const char *text, struct tally *shared, struct tally *own)
{
    struct lp_study *study = study_from_text(text, NULL);
    assert_non_null(study);
    struct lp_experiment *x = &study->experiments[0];
    size_t n_loadings = x->n_loadings;
    double *reference = x->reference_sigma_percent, truth = 1e-10;
    *shared = *own = (struct tally){0, 0};
    for (uint64_t seed = 1; seed <= N_SETS; seed++) {
        x->n_loadings = n_loadings;
        x->reference_sigma_percent = reference;
        rehearse(study, &truth, seed);
        fit_once(study, truth, shared);
        x->n_loadings = 0;
        x->reference_sigma_percent = NULL;
        fit_once(study, truth, own);
    }
    lp_study_free(study);
}

/* 95 % of 400 are 380 with an error of 4.4; the curvature at the optimum is good for 93.5 %. chi2
 * of n rows and one parameter has the mean n - 1, its mean over 400 sets an error of sqrt(2 (n -
 * 1)/400): four of them. */
static void assert_covers(const struct tally *tally, double n_rows)
{
    assert_true(tally->n_held >= 360 && tally->n_held <= 398);
    assert_true(fabs(tally->chi2 - (n_rows - 1)) < 4 * sqrt(2 * (n_rows - 1) / N_SETS));
}

static void a_shared_baseline_is_covered(void **state)
{
    (void)state;
    char text[1600], folder[600];
    struct tally shared, own;
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(text, sizeof text,
             MODEL "experiments:\n  - covariance: %s/tests/unit/data/shared/covariance.csv\n"
                   "    data: [[1000 s, a, 0.1, 0.01], [4000 s, a, 0.1, 0.01],\n"
                   "           [9000 s, a, 0.1, 0.01]]\n",
             folder);
    tally_sets(text, &shared, &own);
    assert_covers(&shared, 3);
    assert_true(own.n_held < 300); /* the test can tell */
}

static void a_wrong_before_spectrum_is_covered(void **state)
{
    (void)state;
    struct tally shared, own;
    tally_sets(MODEL "experiments:\n  - observable: increase\n    reference_sigma: {a: 4}\n"
                     "    data: [[1000 s, a, 0, 3], [3000 s, a, 0, 3], [6000 s, a, 0, 3],\n"
                     "           [9000 s, a, 0, 3]]\n",
               &shared, &own);
    /* To first order: the measured increase stands in for the predicted one, which costs chi2 a few
     * per cent. */
    assert_covers(&shared, 4);
    assert_true(own.n_held < 300);
}

/* The noise itself unknown, beside a "before" spectrum that is off: both are told apart. */
static void noise_is_estimated_beside_a_shared_error(void **state)
{
    (void)state;
    char text[3000] = MODEL "experiments:\n  - observable: increase\n    reference_sigma: {a: 4}\n"
                            "    noise: {constant: 1, estimate: true}\n    data: [";
    for (int i = 1; i <= 30; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "[%d s, a, 0]%s", 300 * i,
                 i < 30 ? ", " : "]\n");
    struct lp_study *study = study_from_text(text, NULL);
    assert_non_null(study);
    double truth = 1e-10;
    size_t n_held = 0;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        study->experiments[0].noise.constant = 3; /* what is made; the fit knows 1 only */
        rehearse(study, &truth, seed);
        study->experiments[0].noise.constant = 1;
        struct lp_answer *answer = rehearse_fit(study, 1);
        struct lp_estimate phi = rehearse_estimate(answer, "phi");
        n_held += rehearse_holds(phi, truth, "phi");
        const struct lp_answer_series *series = &answer->series[0];
        assert_true(fabs(series->sigma[0] / 3 - 1) < 4 / sqrt(60));
        lp_answer_free(answer);
    }
    assert_true(n_held >= 7);
    lp_study_free(study);
}

/* Two nuisances of one name over two experiments are one: V joins them (science.md, "What the
 * spectrometer sees"). chi2 = d^T V^-1 d, V = sigma² + L L^T, here worked out by hand:
 * rows 1 and 2 with sigma 1 and the loading 2 each; V = [[5,4],[4,5]], V^-1 = [[5,-4],[-4,5]]/9. */
static void a_name_joins_experiments(void **state)
{
    (void)state;
    char text[2600], folder[600];
    assert_non_null(getcwd(folder, sizeof folder));
    FILE *file = fopen("build/test-shared.csv", "w");
    assert_non_null(file);
    fputs("component,time_s,nuisance,loading\na,1000,phase,2\n", file);
    fclose(file);
    snprintf(text, sizeof text,
             MODEL "experiments:\n"
                   "  - {name: one, covariance: %s/build/test-shared.csv,\n"
                   "     data: [[1000 s, a, 0, 1]]}\n"
                   "  - {name: two, covariance: %s/build/test-shared.csv,\n"
                   "     data: [[1000 s, a, 0, 1]]}\n",
             folder, folder);
    struct lp_study *study = study_from_text(text, NULL);
    remove("build/test-shared.csv");
    assert_non_null(study);
    assert_int_equal(study->n_nuisances, 1);
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    struct lp_engine_options engine = lp_engine_options_default();
    study->experiments[0].rows[0].value = 0.3;
    study->experiments[1].rows[0].value = -0.4;
    double r[2], x = 0.95 + (0.0759 - 0.95) * exp(-0.1);
    assert_int_equal(lp_problem_new(study, NULL, &problem, NULL), LP_OK);
    assert_int_equal(lp_objective_new(problem, &engine, &objective, NULL), LP_OK);
    assert_int_equal(lp_objective_evaluate(objective, problem->start, r, NULL, NULL), LP_OK);
    struct lp_likelihood l = lp_objective_likelihood(objective, r);
    double d1 = 0.3 - x, d2 = -0.4 - x;
    double chi2 = (5 * d1 * d1 - 8 * d1 * d2 + 5 * d2 * d2) / 9;
    assert_true(fabs(l.chi2 - chi2) < 1e-6);
    assert_true(fabs(l.loglik + 0.5 * (chi2 + log(9) + 2 * log(2 * 3.14159265358979323846))) <
                1e-6);
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_study_free(study);
}

/* Areas at a short repetition time and a small angle, each spectrum over a quarter of its time:
 * the flow comes back; read as fully relaxed or as instants, the same data do not fit. */
static void saturation_and_duration_fit_back(void **state)
{
    (void)state;
    const char *text =
        "lipath: 1\nmodel:\n"
        "  parameters: {phi: {start: 1e-10 mol/s, max: 1e-6 mol/s}, N: {value: 2 umol}}\n"
        "  compartments: {l: {kind: electrode, enrichment: 0.95}, a: {inventory: 1 umol},\n"
        "    b: {inventory: N}}\n"
        "  exchange: [{between: [l, a], flow: phi}, {between: [l, b], flow: 2e-10}]\n"
        "  components: {A: {of: {a: 1}, T1: 12 s}, B: {of: {b: 1}, T1: 0.5 s}}\n"
        "experiments:\n"
        "  - {name: x, observable: area, recycle: 6 s, flip: 40 degree,\n"
        "     scale: {start: 1e8, min: 1e6, max: 1e10}, data: %s}\n";
    const char *table = "time_s,component,value,sigma,duration_s\n"
                        "1000,A,1,0.02,1000\n4000,A,1,0.02,2000\n9000,A,1,0.02,4000\n"
                        "1000,B,1,0.05,1000\n4000,B,1,0.05,2000\n9000,B,1,0.05,4000\n";
    char full[2600], path[700], folder[600];
    assert_non_null(getcwd(folder, sizeof folder));
    snprintf(path, sizeof path, "%s/build/test-shared-areas.csv", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(table, file);
    fclose(file);
    snprintf(full, sizeof full, text, path);
    struct lp_study *study = study_from_text(full, NULL);
    remove(path);
    assert_non_null(study);
    double truth[8];
    assert_true(study->parameters.n <= 8);
    lp_study_start(study, truth);
    size_t i_phi = lp_parameters_find(&study->parameters, "phi");
    rehearse(study, truth, 2);
    rehearse_start_at(study, 3);
    struct lp_answer *answer = rehearse_fit(study, 2);
    assert_true(rehearse_holds(rehearse_estimate(answer, "phi"), truth[i_phi], "phi"));
    assert_true(answer->objective.chi2 < 16); /* 6 values, 2 parameters: 4 +- 2.8 */
    lp_answer_free(answer);
    study->experiments[0].recycle_s = NAN;
    answer = rehearse_fit(study, 2);
    assert_true(answer->objective.chi2 > 100);
    lp_answer_free(answer);
    study->experiments[0].recycle_s = 6;
    for (size_t k = 0; k < 6; k++)
        study->experiments[0].rows[k].duration_s = 0;
    answer = rehearse_fit(study, 2);
    assert_true(answer->objective.chi2 > 100);
    lp_answer_free(answer);
    lp_study_free(study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_baseline_is_covered),
        cmocka_unit_test(a_wrong_before_spectrum_is_covered),
        cmocka_unit_test(noise_is_estimated_beside_a_shared_error),
        cmocka_unit_test(a_name_joins_experiments),
        cmocka_unit_test(saturation_and_duration_fit_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
