/* SPDX-License-Identifier: MIT
 *
 * Studies are written to a temporary file and read as any other; then their rows' values are
 * replaced by predictions with noise.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "tests/support/tempfile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ELECTRODES                                                                                 \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"

const char *const fitmaker_two_phases = "  parameters:\n"
                                        "    phi_a: {start: 5e-11 mol/s}\n"
                                        "    phi_b: {start: 2e-11 mol/s}\n"
                                        "    phi_ab: {start: 3e-11 mol/s}\n" FITMAKER_OPTIONAL;

const char *const fitmaker_sides =
    "  parameters:\n"
    "    phi_left: {start: 4e-11 mol/s}\n"
    "    phi_right: {start: 6e-11 mol/s}\n"
    "    phi_b: {start: 2e-11 mol/s}\n"
    "    phi_ab: {start: 3e-11 mol/s}\n"
    "  compartments:\n" ELECTRODES "    a: {role: interface, inventory: 1.5 umol}\n"
    "    b: {role: salt, inventory: 2.5 umol}\n"
    "  exchange:\n"
    "    - {between: [left, a], flow: phi_left}\n"
    "    - {between: [a, right], flow: phi_right}\n"
    "    - {between: [left, b], flow: phi_b}\n"
    "    - {between: [b, right], flow: phi_b}\n"
    "    - {between: [a, b], flow: phi_ab}\n";

const char *const fitmaker_problem_s =
    "  parameters:\n"
    "    el_lgps: {start: 2e-11 mol/s}\n"
    "    el_int: {start: 1.5e-10 mol/s}\n"
    "    el_salt: {start: 5e-11 mol/s}\n"
    "    lgps_int: {start: 8e-11 mol/s}\n"
    "    lgps_salt: {start: 5e-12 mol/s}\n"
    "    int_salt: {start: 6e-11 mol/s}\n"
    "  compartments:\n" ELECTRODES "    lgps: {role: bulk, inventory: 6 umol}\n"
    "    interface: {role: interface, inventory: 1.5 umol}\n"
    "    salt: {role: salt, inventory: 2.5 umol}\n"
    "  exchange:\n"
    "    - {between: [left, lgps], flow: el_lgps}\n"
    "    - {between: [lgps, right], flow: el_lgps}\n"
    "    - {between: [left, interface], flow: el_int}\n"
    "    - {between: [interface, right], flow: el_int}\n"
    "    - {between: [left, salt], flow: el_salt}\n"
    "    - {between: [salt, right], flow: el_salt}\n"
    "    - {between: [lgps, interface], flow: lgps_int}\n"
    "    - {between: [lgps, salt], flow: lgps_salt}\n"
    "    - {between: [interface, salt], flow: int_salt}\n";

struct lp_study *fitmaker_from_text(const char *text)
{
    char path[] = "/tmp/lipath-test-XXXXXX";
    tempfile_write(path, text);
    struct lp_study *study = NULL;
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status = lp_study_read(path, &study, diag);
    remove(path);
    if (status != LP_OK) {
        char *messages = lp_diag_render(diag, false);
        print_error("%s\n", messages);
        free(messages);
    }
    lp_diag_free(diag);
    assert_int_equal(status, LP_OK);
    return study;
}

static void write_rows(FILE *file, const struct fitmaker_series *series)
{
    char *names = strdup(series->components), *rest = NULL;

    for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        for (size_t k = 0; k < series->n_times; k++) {
            double way = series->n_times > 1 ? (double)k / (double)(series->n_times - 1) : 0.0;
            fprintf(file, "      - [%.9g s, %s, 0.1",
                    series->first_s * pow(series->last_s / series->first_s, way), name);
            if (series->sigma > 0.0)
                fprintf(file, ", %.9g", series->sigma);
            fprintf(file, "]\n");
        }
    free(names);
}

/* Replace the values of all rows by predictions at the start values, with noise. */
static void synthesise(struct lp_study *study, const struct fitmaker_series *series)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_problem *problem = NULL;
    struct lp_objective *objective = NULL;
    struct lp_diag *diag = lp_diag_new();
    struct lp_random stream = lp_random_stream(series->seed, LP_RANDOM_TESTS, 0);
    double sigma = series->sigma > 0.0 ? series->sigma : 0.01;

    assert_int_equal(lp_problem_new(study, NULL, &problem, diag), LP_OK);
    assert_int_equal(lp_objective_new(problem, &options.engine, &objective, diag), LP_OK);
    double *r = calloc(lp_objective_n_residuals(objective), sizeof(double));
    assert_int_equal(lp_objective_evaluate(objective, problem->start, r, NULL, diag), LP_OK);
    const double *predicted = lp_objective_predicted(objective);
    for (size_t i = 0; i < problem->n_rows; i++)
        study->experiments[problem->rows[i].i_experiment].rows[problem->rows[i].i_row].value =
            predicted[i] + series->noise * sigma * lp_random_normal(&stream);
    free(r);
    lp_objective_free(objective);
    lp_problem_free(problem);
    lp_diag_free(diag);
}

struct lp_study *fitmaker_study(const struct fitmaker_series *series)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);

    assert_non_null(file);
    fprintf(file, "lipath: 1\ntitle: made for a test\nmodel:\n%sexperiments:\n  - name: cell\n%s",
            series->model, series->experiment ? series->experiment : "");
    fprintf(file, "    data:\n");
    write_rows(file, series);
    fclose(file);
    struct lp_study *study = fitmaker_from_text(text);
    free(text);
    synthesise(study, series);
    return study;
}

struct lp_inference_options fitmaker_options(void)
{
    struct lp_inference_options options = lp_inference_options_default();
    options.n_starts = 1;
    return options;
}

struct fitmaker_fit fitmaker_fit(const struct fitmaker_series *series)
{
    struct fitmaker_fit fit = {.study = fitmaker_study(series), .arena = lp_arena_new()};
    struct lp_inference_options options = fitmaker_options();
    struct lp_fit_options local = lp_fit_options_default();
    struct lp_diag *diag = lp_diag_new();

    assert_int_equal(lp_problem_new(fit.study, NULL, &fit.problem, diag), LP_OK);
    assert_int_equal(lp_workers_new(fit.problem, &options, &fit.workers, diag), LP_OK);
    fit.best = lp_optimum_new(fit.arena, fit.problem);
    assert_non_null(fit.best);
    struct lp_objective *objective = fit.workers.objective[0];
    assert_int_equal(lp_optimum_fit(objective, fit.problem, &local, NULL, fit.arena, fit.best),
                     LP_OK);
    assert_true(lp_stop_is_optimum(fit.best->stop));
    fit.n_residuals = lp_objective_n_residuals(objective);
    fit.r = lp_arena_alloc(fit.arena, fit.n_residuals, sizeof(double));
    fit.jacobian = lp_arena_alloc(fit.arena, fit.n_residuals * fit.problem->n, sizeof(double));
    assert_int_equal(lp_objective_evaluate(objective, fit.best->u, fit.r, fit.jacobian, diag),
                     LP_OK);
    lp_diag_free(diag);
    return fit;
}

void fitmaker_clear(struct fitmaker_fit *fit)
{
    lp_workers_clear(&fit->workers);
    lp_problem_free(fit->problem);
    lp_study_free(fit->study);
    lp_arena_free(fit->arena);
}

struct fitmaker_series fitmaker_ten_times(const char *model)
{
    return (struct fitmaker_series){.model = model,
                                    .components = "a b",
                                    .n_times = 10,
                                    .first_s = 1e3,
                                    .last_s = 1e5,
                                    .sigma = 0.005,
                                    .noise = 1.0,
                                    .seed = 6};
}

struct lp_study *fitmaker_two_phase_study(double sigma)
{
    struct fitmaker_series made = {.model = fitmaker_two_phases,
                                   .components = "a b",
                                   .n_times = 10,
                                   .first_s = 3e3,
                                   .last_s = 1e5,
                                   .sigma = sigma,
                                   .noise = 1.0,
                                   .seed = 4};
    return fitmaker_study(&made);
}

struct lp_answer *fitmaker_answer(const struct lp_study *study, enum lp_method method,
                                  size_t n_jobs)
{
    struct lp_inference_options options = fitmaker_options();
    struct lp_answer *answer = NULL;
    struct lp_diag *diag = lp_diag_new();
    options.method = method;
    options.n_jobs = n_jobs;
    assert_int_equal(lp_inference_run(study, &options, &answer, diag), LP_OK);
    lp_diag_free(diag);
    return answer;
}
