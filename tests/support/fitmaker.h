/* SPDX-License-Identifier: MIT
 *
 * Studies with synthetic data for tests of inference: a model as text, a series of times, and data
 * that the model itself predicts at its start values, with seeded Gaussian noise. All functions
 * fail the test they are called in instead of returning an error.
 */
#ifndef LP_TESTS_SUPPORT_FITMAKER_H
#define LP_TESTS_SUPPORT_FITMAKER_H

#include "base/random.h"
#include "input/study.h"
#include "run/solve.h"

/* Two phases a (role interface) and b between two reservoirs; each contact and a--b optional; both
 * sides share phi_a, phi_b. True flows are the start values 5e-11, 2e-11, 3e-11 mol/s. */
extern const char *const fitmaker_two_phases;

/* The same after its parameters. */
#define FITMAKER_OPTIONAL                                                                          \
    "  compartments:\n"                                                                            \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    a: {role: interface, inventory: 1.5 umol}\n"                                              \
    "    b: {role: salt, inventory: 2.5 umol}\n"                                                   \
    "  exchange:\n"                                                                                \
    "    - {between: [left, a], flow: phi_a, optional: true}\n"                                    \
    "    - {between: [a, right], flow: phi_a, optional: true}\n"                                   \
    "    - {between: [left, b], flow: phi_b, optional: true}\n"                                    \
    "    - {between: [b, right], flow: phi_b, optional: true}\n"                                   \
    "    - {between: [a, b], flow: phi_ab, optional: true}\n"

/* The same with a parameter for each side of a: phi_left, phi_right. Nothing optional. */
extern const char *const fitmaker_sides;

/* fitmaker_two_phases after its parameters, without a--b and with nothing optional. */
#define FITMAKER_CONTACTS                                                                          \
    "  compartments:\n"                                                                            \
    "    left: {kind: electrode, enrichment: 0.95}\n"                                              \
    "    right: {kind: electrode, enrichment: 0.95}\n"                                             \
    "    a: {role: interface, inventory: 1.5 umol}\n"                                              \
    "    b: {role: salt, inventory: 2.5 umol}\n"                                                   \
    "  exchange:\n"                                                                                \
    "    - {between: [left, a], flow: phi_a}\n"                                                    \
    "    - {between: [a, right], flow: phi_a}\n"                                                   \
    "    - {between: [left, b], flow: phi_b}\n"                                                    \
    "    - {between: [b, right], flow: phi_b}\n"

/* Problem S: lgps, interface, salt; six flows, nothing optional. */
extern const char *const fitmaker_problem_s;

struct fitmaker_series {
    const char *model;      /* indented by two spaces, under `model:` */
    const char *components; /* separated by spaces */
    size_t n_times;
    double first_s, last_s; /* log-spaced */
    const char *experiment; /* further lines of the experiment, each "    key: value\n" */
    double sigma;           /* of each row; 0: none given */
    double noise;           /* what is added, in units of sigma (of 0.01 where that is 0) */
    uint64_t seed;
};

/* Components a and b at ten times over two decades, sigma 0.005, noise of seed 6. */
struct fitmaker_series fitmaker_ten_times(const char *model);

/* Free with lp_study_free. */
struct lp_study *fitmaker_study(const struct fitmaker_series *series);

/* Two phases between two foils, ten times each with sigma, seed 4. Free with lp_study_free. */
struct lp_study *fitmaker_two_phase_study(double sigma);

/* A study from its text, without synthetic data. */
struct lp_study *fitmaker_from_text(const char *text);

/* One start, one job, the default engine. */
struct lp_inference_options fitmaker_options(void);

/* `run` from one start, by a method. Free with lp_answer_free; borrows the study. */
struct lp_answer *fitmaker_answer(const struct lp_study *study, enum lp_method method,
                                  size_t n_jobs);

/* A problem fitted: free with fitmaker_clear. */
struct fitmaker_fit {
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_workers workers;
    struct lp_arena *arena;
    struct lp_optimum *best;
    double *r, *jacobian; /* at the best */
    size_t n_residuals;
};
struct fitmaker_fit fitmaker_fit(const struct fitmaker_series *series);
void fitmaker_clear(struct fitmaker_fit *fit);

#endif
