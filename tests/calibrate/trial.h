/* SPDX-License-Identifier: MIT
 *
 * One synthetic experiment: a study with drawn inventories, flows and noise, and what is true of
 * it. The study is written as text and read like any other; data are then made by lp_synth at the
 * truth. Everything follows from (seed, scenario, number of the run).
 */
#ifndef LP_TESTS_CALIBRATE_TRIAL_H
#define LP_TESTS_CALIBRATE_TRIAL_H

#include "pathway/shares.h"
#include "tests/calibrate/scenario.h"

struct trial {
    const struct scenario *scenario;
    struct lp_arena *arena;
    struct lp_study *study;
    double *p;              /* [parameters.n] the truth */
    double *numbers;        /* [lp_shares_n] at the truth, of the library's own flow */
    size_t n_dominant;      /* the true most probable path */
    const size_t *dominant; /* [n_dominant] compartments */
    double sigma_factor[N_PHASES];
};

/* Free with trial_clear, also after an error. Errors are those of the library. */
enum lp_status trial_make(const struct scenario *scenario, uint64_t seed, size_t i_run,
                          struct trial *trial);
void trial_clear(struct trial *trial);

/*
 * Make the study the noise-free (Asimov) one: data at the truth, noise known, medians of priors at
 * the truth. What was drawn is gone then.
 */
enum lp_status trial_make_noise_free(struct trial *trial);

#endif
