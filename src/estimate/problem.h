/* SPDX-License-Identifier: MIT
 *
 * What is fitted: the parameters in the fit with their scales, the rows of all experiments with
 * their sigmas, the noise factors that are estimated, and the nuisances that rows share. It belongs
 * to one topology (the model without the absent edges), is made once and then only read, so that
 * all workers share it.
 */
#ifndef LP_ESTIMATE_PROBLEM_H
#define LP_ESTIMATE_PROBLEM_H

#include "estimate/transform.h"
#include "observe/observe.h"

/* One measured value, in the order of experiments and their rows. */
struct lp_problem_row {
    size_t i_experiment;
    size_t i_row;   /* of the experiment */
    size_t i_group; /* whose noise factor multiplies sigma; LP_NONE: none */
    double value;
    double sigma; /* before the factor, > 0 */
};

struct lp_problem {
    struct lp_arena *arena;
    const struct lp_study *study; /* borrowed */
    struct lp_edge_set absent;
    size_t n;                             /* parameters in the fit */
    const size_t *i_parameter;            /* [n] of the study's */
    const struct lp_transform *transform; /* [n] */
    const double *lo, *hi;                /* [n] u */
    const double *start;                  /* [n] u of the study's own start */
    const double *fixed;                  /* [parameters.n] SI values where nothing is fitted */
    struct lp_slots slots;                /* slot j is fitted parameter j */
    const size_t *i_scale; /* [n_experiments] fitted parameter that multiplies all predictions and
                              does nothing else, has no prior: LP_NONE where there is none */
    size_t n_rows;
    const struct lp_problem_row *rows;
    const size_t *first_row;        /* [n_experiments + 1] */
    size_t n_groups;                /* estimated noise factors */
    const char *const *group_names; /* [n_groups] the component's */
    const size_t *n_in_group;       /* [n_groups] rows */
    size_t n_priors;
    const size_t *i_prior;     /* [n_priors] fitted parameters that have one */
    const double *prior_shift; /* [n_priors] added to where each prior lies, in its sd; NULL: 0 */
    size_t n_nuisances;
    const double *loadings; /* [n_rows][n_nuisances], in the observable's unit */
    double typical_sigma;   /* the rows' median, as an enrichment */
};

/*
 * absent may be NULL. Parameters that only absent edges use leave the fit.
 * Errors: LP_EINPUT  a row without sigma, noise that is to
 *                    be estimated from a single value (diag has the place); LP_ENOMEM
 * Owns:   the caller frees with lp_problem_free. Borrows the study.
 */
enum lp_status lp_problem_new(const struct lp_study *study, const struct lp_edge_set *absent,
                              struct lp_problem **problem, struct lp_diag *diag) LP_MUST_CHECK;
void lp_problem_free(struct lp_problem *problem);

/* The fitted parameter that is the study's i_parameter, LP_NONE if it is not in this fit. */
size_t lp_problem_find(const struct lp_problem *problem, size_t i_parameter);

/* SI values [parameters.n] at u [n]. */
void lp_problem_values(const struct lp_problem *problem, const double u[], double p[]);

/* Free parameters, estimated noise factors: the k of AICc. */
size_t lp_problem_n_estimated(const struct lp_problem *problem);

/* The parameter of the study that free parameter j is. */
const struct lp_parameter *lp_problem_parameter(const struct lp_problem *problem, size_t j);

/* sigma of a row with its group's noise factor; factor [n_groups]. */
double lp_problem_row_sigma(const struct lp_problem_row *row, const double factor[]);

/* sigma of a row as an enrichment at starting values: of `increase` x0/100, of `area` 1/(S N). */
double lp_problem_sigma_enrichment(const struct lp_experiment *experiment, const struct lp_row *row,
                                   const double p[]);

#endif
