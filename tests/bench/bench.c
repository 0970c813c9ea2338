/* SPDX-License-Identifier: MIT
 *
 * Times of lipath itself for tests/bench/run.sh, one "key value" per line: seconds at their
 * minimum, or plain counts. Also writes the problems into the folder given, so that other programs
 * solve the same ones:
 *
 *     s.csv    problem S, rows time_s,phase,value (sigma 0.01); fits start at three times and a
 *              third of the true flows in turn
 *     l100.csv problem L with 100 layers, time_s,phase,value as predicted at the true flows
 *
 * Problem L is S spread over the layers of a 100 um film.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "topology/topology.h"
#include "uncertainty/bootstrap.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_REFITS       100 /* at a time: short enough to run undisturbed on a busy machine */
#define N_BATCH        50  /* evaluations of S per look at the clock */
#define WORTH_S        0.5 /* how long a short piece of work is repeated */
#define MAX_PARAMETERS 16

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The least time of a piece of work, repeated for WORTH_S, at least once. */
static double least_s(void (*work)(void *), void *context)
{
    double begin = now_s(), least = INFINITY;
    do {
        double t = now_s();
        work(context);
        least = fmin(least, now_s() - t);
    } while (now_s() - begin < WORTH_S);
    return least;
}

static void say(const char *key, double value)
{
    printf("%s %.9g\n", key, value);
    fflush(stdout);
}

static struct fitmaker_series series_of(const char *model, const char *components, double noise)
{
    return (struct fitmaker_series){.model = model,
                                    .components = components,
                                    .n_times = 24,
                                    .first_s = 600,
                                    .last_s = 3.5e5,
                                    .sigma = 0.01,
                                    .noise = noise,
                                    .seed = 1};
}

static struct lp_study *study_s(const char *model, double noise)
{
    struct fitmaker_series series = series_of(model, "lgps interface salt", noise);
    return fitmaker_study(&series);
}

/* S with diffusivities and layers. Free the text. */
static char *model_l(size_t n_layers)
{
    static const char *const phases[3][2] = {
        {"    lgps: {", "    lgps: {diffusivity: D_lgps, "},
        {"    interface: {", "    interface: {diffusivity: D_int, "},
        {"    salt: {", "    salt: {diffusivity: D_salt, "}};
    const char *rest = fitmaker_problem_s + strlen("  parameters:\n");
    char *text = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&text, &n);
    if (!file)
        exit(1);
    fprintf(file,
            "  cell: {thickness: 100 um}\n  depth: {layers: %zu}\n  parameters:\n"
            "    D_lgps: {start: 3e-13 m2/s}\n    D_int: {start: 1e-12 m2/s}\n"
            "    D_salt: {start: 5e-13 m2/s}\n",
            n_layers);
    while (*rest != '\0') {
        size_t i = 0;
        while (i < 3 && strncmp(rest, phases[i][0], strlen(phases[i][0])) != 0)
            i++;
        fputs(i < 3 ? phases[i][1] : (char[]){*rest, '\0'}, file);
        rest += i < 3 ? strlen(phases[i][0]) : 1;
    }
    fclose(file);
    return text;
}

/* A problem with everything that its evaluations need. */
struct bench {
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_objective *objective;
    struct lp_least_squares squares;
    struct lp_objective_context context;
    double *r, *jacobian;
    double u[MAX_PARAMETERS];
    struct lp_fit_result fit;
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
}

static void open_bench(struct bench *b, struct lp_study *study, enum lp_engine_kind kind)
{
    struct lp_engine_options engine = lp_engine_options_default();
    engine.kind = kind;
    b->study = study;
    must(lp_problem_new(study, NULL, &b->problem, NULL) == LP_OK, "problem");
    must(lp_objective_new(b->problem, &engine, &b->objective, NULL) == LP_OK, "objective");
    must(b->problem->n <= MAX_PARAMETERS, "parameter count");
    b->context = (struct lp_objective_context){.objective = b->objective};
    b->squares = lp_objective_least_squares(&b->context);
    b->r = calloc(b->squares.n_residuals, sizeof(double));
    b->jacobian = calloc(b->squares.n_residuals * b->squares.n, sizeof(double));
    must(b->r && b->jacobian, "memory");
    memcpy(b->u, b->problem->start, b->problem->n * sizeof(double));
}

static void close_bench(struct bench *b)
{
    lp_objective_free(b->objective);
    lp_problem_free(b->problem);
    lp_study_free(b->study);
    free(b->r);
    free(b->jacobian);
}

static void with_derivatives(void *context)
{
    struct bench *b = context;
    must(b->squares.evaluate(b->squares.context, b->u, b->r, b->jacobian) == LP_OK, "evaluation");
}

static void batch_with_derivatives(void *context)
{
    for (size_t i = 0; i < N_BATCH; i++)
        with_derivatives(context);
}

static void values_only(void *context)
{
    struct bench *b = context;
    must(b->squares.evaluate(b->squares.context, b->u, b->r, NULL) == LP_OK, "evaluation");
}

static void batch_of_values(void *context)
{
    for (size_t i = 0; i < N_BATCH; i++)
        values_only(context);
}

static void fit_once(void *context)
{
    struct bench *b = context;
    struct lp_fit_options options = lp_fit_options_default();
    for (size_t j = 0; j < b->problem->n; j++) {
        double p = b->study->parameters.item[b->problem->i_parameter[j]].value;
        b->u[j] = lp_transform_u(&b->problem->transform[j], j % 2 == 0 ? 3 * p : p / 3);
    }
    must(lp_fit_local(&b->squares, &options, NULL, b->u, &b->fit) == LP_OK, "fit");
}

static void write_rows(const struct bench *b, const char *folder, const char *name, bool predicted)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    must(file != NULL, path);
    const double *y = lp_objective_predicted(b->objective);
    for (size_t i = 0; i < b->problem->n_rows; i++) {
        const struct lp_row *row = &b->study->experiments[0].rows[b->problem->rows[i].i_row];
        fprintf(file, "%.17g,%zu,%.17g\n", row->t_s, row->i_component + 1,
                predicted ? y[i] : b->problem->rows[i].value);
    }
    must(fclose(file) == 0, path);
}

static void measure_s(const char *folder)
{
    struct bench b;
    open_bench(&b, study_s(fitmaker_problem_s, 1), LP_ENGINE_EXACT);
    write_rows(&b, folder, "s.csv", false);
    say("s_exact", least_s(batch_with_derivatives, &b) / N_BATCH);
    say("s_exact_values", least_s(batch_of_values, &b) / N_BATCH);
    say("s_fit", least_s(fit_once, &b));
    say("s_chi2", b.fit.cost);
    close_bench(&b);
    open_bench(&b, study_s(fitmaker_problem_s, 1), LP_ENGINE_CVODES);
    say("s_cvodes", least_s(with_derivatives, &b));
    close_bench(&b);
}

/* S under a current that changes its sign 20000 times. */
static void measure_repeats(void)
{
    struct fitmaker_series series = series_of(fitmaker_problem_s, "lgps interface salt", 1);
    struct bench b;
    series.experiment = "    protocol: [{repeat: 10000, steps: [{current: 1 uA, duration: 17 s}, "
                        "{current: -1 uA, duration: 17 s}]}]\n";
    open_bench(&b, fitmaker_study(&series), LP_ENGINE_EXACT);
    say("s_repeats", least_s(batch_with_derivatives, &b) / N_BATCH);
    close_bench(&b);
}

static void measure_l(const char *folder, size_t n_layers, bool with_fit)
{
    char *model = model_l(n_layers), key[40];
    struct bench b;
    open_bench(&b, study_s(model, 1), LP_ENGINE_EXACT);
    snprintf(key, sizeof key, "l%zu_exact", n_layers);
    say(key, least_s(with_derivatives, &b));
    snprintf(key, sizeof key, "l%zu_exact_values", n_layers);
    say(key, least_s(values_only, &b));
    snprintf(key, sizeof key, "l%zu.csv", n_layers);
    write_rows(&b, folder, key, true);
    if (with_fit) {
        double t = now_s();
        fit_once(&b);
        snprintf(key, sizeof key, "l%zu_fit", n_layers);
        say(key, now_s() - t);
    }
    close_bench(&b);
    open_bench(&b, study_s(model, 1), LP_ENGINE_CVODES);
    snprintf(key, sizeof key, "l%zu_cvodes", n_layers);
    say(key, least_s(with_derivatives, &b));
    close_bench(&b);
    free(model);
}

/* L with 100 layers under a current that changes its sign 240 times. */
static void measure_cycles(void)
{
    char *model = model_l(100);
    struct fitmaker_series series = series_of(model, "lgps interface salt", 1);
    struct bench b;
    series.experiment = "    protocol: [{repeat: 120, steps: [{current: 1 uA, duration: 1450 s}, "
                        "{current: -1 uA, duration: 1450 s}]}, {duration: 1 h, current: 0 A}]\n";
    open_bench(&b, fitmaker_study(&series), LP_ENGINE_EXACT);
    say("cycles_exact", least_s(with_derivatives, &b));
    close_bench(&b);
    free(model);
}

static void measure_starts(size_t n_jobs, const char *key)
{
    struct lp_study *study = study_s(fitmaker_problem_s, 1);
    struct lp_inference_options options = lp_inference_options_default();
    struct lp_problem *problem = NULL;
    struct lp_workers workers;
    struct lp_multistart starts;
    double least = INFINITY, begin = now_s();
    options.n_jobs = n_jobs;
    must(lp_problem_new(study, NULL, &problem, NULL) == LP_OK &&
             lp_workers_new(problem, &options, &workers, NULL) == LP_OK,
         "workers");
    do {
        struct lp_arena *arena = lp_arena_new();
        double t = now_s();
        must(lp_multistart_run(problem, &workers, &options, arena, &starts) == LP_OK, "starts");
        least = fmin(least, now_s() - t);
        lp_arena_free(arena);
    } while (now_s() - begin < WORTH_S);
    say(key, least);
    if (n_jobs == 1)
        say("s_at_best", (double)starts.n_at_best);
    lp_workers_clear(&workers);
    lp_problem_free(problem);
    lp_study_free(study);
}

static void measure_topologies(void)
{
    struct fitmaker_series series = series_of(fitmaker_two_phases, "a b", 1);
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct lp_inference_options options = lp_inference_options_default();
    double least = INFINITY, begin = now_s();
    size_t n = 1;
    do {
        struct lp_topologies all;
        double t = now_s();
        must(lp_topologies_run(fit.problem, fit.best, &options, &all, NULL) == LP_OK, "topologies");
        least = fmin(least, now_s() - t);
        n = all.n;
        lp_topologies_clear(&all);
    } while (now_s() - begin < WORTH_S);
    say("topology", least / (double)n);
    fitmaker_clear(&fit);
}

/* As `run` does it, from the optimum and its covariance. */
struct bootstraps {
    struct lp_bootstrap bootstrap;
    struct lp_inference_options options;
    double *u;
};

static void all_bootstraps(void *context)
{
    struct bootstraps *all = context;
    size_t n_done = 0;
    must(lp_bootstrap_run(&all->bootstrap, &all->options, all->u, &n_done) == LP_OK &&
             n_done == N_REFITS,
         "bootstraps");
}

static void measure_bootstraps(void)
{
    struct fitmaker_series series = series_of(fitmaker_problem_s, "lgps interface salt", 1);
    struct fitmaker_fit fit = fitmaker_fit(&series);
    struct bootstraps all = {.bootstrap = {.kind = LP_BOOTSTRAP_PARAMETRIC,
                                           .problem = fit.problem,
                                           .best = fit.best,
                                           .n = N_REFITS},
                             .options = lp_inference_options_default()};
    struct lp_covariance *covariance = NULL;
    must(lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian,
                           &covariance) == LP_OK,
         "covariance");
    all.bootstrap.covariance = covariance;
    all.u = calloc(N_REFITS * fit.problem->n, sizeof(double));
    must(all.u != NULL, "memory");
    all.options.n_jobs = 1;
    say("refit", least_s(all_bootstraps, &all) / N_REFITS);
    all.options.n_jobs = 2;
    say("refit_2", least_s(all_bootstraps, &all) / N_REFITS);
    free(all.u);
    lp_covariance_free(covariance);
    fitmaker_clear(&fit);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench FOLDER\n");
        return 2;
    }
    gsl_set_error_handler_off();
    measure_s(argv[1]);
    measure_repeats();
    measure_starts(1, "s_starts");
    measure_starts(2, "s_starts_2");
    measure_bootstraps();
    measure_topologies();
    measure_l(argv[1], 100, false);
    measure_l(argv[1], 1000, true);
    measure_cycles();
    return 0;
}
