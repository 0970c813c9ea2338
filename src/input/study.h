/* SPDX-License-Identifier: MIT
 *
 * A study: what was measured, and with which model it is to be read. Everything is SI; each
 * experiment has its own effective model (after all overrides), whose numbers refer to the study's
 * one table of parameters. All of it lives in one arena, freed by lp_study_free.
 */
#ifndef LP_INPUT_STUDY_H
#define LP_INPUT_STUDY_H

#include "base/file.h"
#include "input/model.h"
#include "input/protocol.h"

#include <stdint.h>

enum lp_observable { LP_OBSERVE_ENRICHMENT, LP_OBSERVE_INCREASE, LP_OBSERVE_AREA };

/* One measured value. */
struct lp_row {
    double t_s;
    double duration_s;     /* 0: a point in time; else averages [t - duration, t] */
    size_t i_component;    /* of the experiment's model */
    double value;          /* in the observable's unit: 1, per cent, or arbitrary */
    double sigma;          /* NaN: not given, the noise model holds */
    const char *replicate; /* "" if none */
    struct lp_span span;
};

/* sigma² = constant² + (relative x measured value)², times a fitted factor if estimated. */
struct lp_noise {
    bool is_estimated; /* one factor per component over all experiments */
    double constant;   /* in the observable's unit */
    double relative;   /* 1 */
};

/* `covariance`: the row is shifted by loading x z, z ~ N(0,1) shared under the nuisance's name. */
struct lp_loading {
    size_t i_row;
    size_t i_nuisance; /* of the study's */
    double loading;    /* in the observable's unit */
};

/* Beside the data, for cross-checks; never in the fit. */
struct lp_impedance {
    bool is_given;
    double total_ohm, bulk_ohm, sigma_ohm; /* NaN: not given */
};

struct lp_experiment {
    const char *name;
    struct lp_model *model; /* effective; experiments without an override share one */
    double temperature_K;
    struct lp_protocol protocol;
    enum lp_observable observable;
    struct lp_value scale; /* S of `area`; constant 1 where not given */
    double recycle_s;      /* NaN: not given */
    double flip_rad;       /* pi/2 by default */
    size_t n_rows;
    struct lp_row *rows;             /* by time, then component, then as written */
    struct lp_noise noise;           /* holds for rows without sigma */
    double *reference_sigma_percent; /* [n_components], NaN where not given; NULL if none */
    size_t n_loadings;
    struct lp_loading *loadings;
    size_t n_times;  /* for simulate and synth where there are no rows */
    double *times_s; /* increasing */
    struct lp_impedance impedance;
    double *weighed_mol;  /* [n_compartments], NaN where not given; NULL if none */
    double *areas_before; /* [n_components], likewise */
    struct lp_span span;
};

/* `design`: what further measurements could be (lipath design). */
struct lp_design_wish {
    size_t n_times; /* 0: not given */
    double *times_s;
    double duration_s; /* of a spectrum; NaN: not given */
    double sigma;      /* of one value, in the report experiment's unit; NaN: not given */
};

struct lp_input_file {
    const char *path; /* as opened, relative paths kept */
    char sha256[LP_SHA256_TEXT];
};

struct lp_study {
    struct lp_arena *arena;
    const char *path;
    const char *title;
    uint64_t seed;
    double threshold;
    bool is_synthetic; /* the study or a data file says SYNTHETIC; shown in every picture */
    size_t i_report;   /* the experiment that the pathway describes */
    double report_temperature_K;
    struct lp_design_wish design;
    struct lp_parameters parameters;
    size_t n_experiments;
    struct lp_experiment *experiments;
    size_t n_nuisances;
    const char **nuisances;
    size_t n_inputs;
    struct lp_input_file *inputs; /* study, model, data files in the order opened */
};

/*
 * Read a study, or a model alone (then it has one experiment named after it, without data),
 * with everything they refer to. A file whose top has `model` or `experiments` is a study.
 *
 * Errors: LP_EINPUT  faults, all of them in diag, each with file, line, column and remedy
 *         LP_EIO     the file at path cannot be opened (a file that it names is a fault at the
 *                    place that names it: LP_EINPUT)
 *         LP_ENOMEM
 * Owns:   the caller frees with lp_study_free. Nothing is returned on error.
 */
enum lp_status lp_study_read(const char *path, struct lp_study **study,
                             struct lp_diag *diag) LP_MUST_CHECK;
void lp_study_free(struct lp_study *study);

/*
 * The same, but numbers that the pathway alone does not need may be missing (`lipath flow`): a
 * parameter that is used without start, value or prior is NaN, and outside depth models a phase may
 * lack its inventory. What the pathway does need is checked where it is computed.
 */
enum lp_status lp_study_read_for_pathway(const char *path, struct lp_study **study,
                                         struct lp_diag *diag) LP_MUST_CHECK;

/* The experiment that the pathway describes. */
const struct lp_experiment *lp_study_report(const struct lp_study *study);

/* Rows of all experiments. */
size_t lp_study_n_rows(const struct lp_study *study);

/* True if there are data in the report experiment, and every experiment with data has them at one
 * time after the start. */
bool lp_study_is_single(const struct lp_study *study);

/* The last time of an experiment's data [s], 0 without any. */
double lp_experiment_last_s(const struct lp_experiment *experiment);

/* True if some row of the experiment measures a component that weighs the compartment. */
bool lp_experiment_sees(const struct lp_experiment *experiment, size_t i_compartment);

/* The study's parameters at their start or fixed values: p[study->parameters.n], SI. */
void lp_study_start(const struct lp_study *study, double p[]);

#endif
