/* SPDX-License-Identifier: MIT
 *
 * Synthetic data: the forward model at the start or fixed parameters with the noise that the study
 * states, so that an experiment can be rehearsed. Where the study has data, the times, components,
 * replicates and sigmas are theirs; else every component at each of its `times`.
 */
#ifndef LP_ESTIMATE_SYNTH_H
#define LP_ESTIMATE_SYNTH_H

#include "engine/engine.h"
#include "input/study.h"

/* One synthetic value. */
struct lp_synth_row {
    size_t i_experiment;
    size_t i_component; /* of the experiment's model */
    double t_s, duration_s;
    double truth;          /* what the model predicts */
    double value;          /* with noise */
    double sigma;          /* of the noise that rows do not share */
    bool is_estimated;     /* the study leaves this sigma to be estimated */
    const char *replicate; /* "" if none */
};

/*
 * rows [n_rows] out, by experiment, then in time and model order, in the arena.
 *
 * sigma is the row's own if it has one; else hypot(constant, relative x truth): what a measurement
 * will show is not known before it is made. Noise that rows share (`covariance`,
 * `reference_sigma`) is drawn once per nuisance. The noise of a row depends on the seed, its
 * experiment's and its own number alone; nuisances of a row on the seed and their own number.
 *
 * Errors: LP_EINPUT  neither data nor times, no noise stated (diag names the experiment); as
 *                    lp_observer_predict; LP_ENUMERIC; LP_ENOMEM
 */
enum lp_status lp_synth(const struct lp_study *study, const struct lp_engine_options *engine,
                        uint64_t seed, struct lp_arena *arena, struct lp_synth_row **rows,
                        size_t *n_rows, struct lp_diag *diag) LP_MUST_CHECK;

#endif
