/* SPDX-License-Identifier: MIT
 *
 * All that is computed of a study, before anything is told: each step of the pipeline (run/solve.c)
 * fills its part, and the answer is told from it (src/answer), which takes it const and computes
 * nothing. A pointer that is NULL, and a count that is 0, was not computed.
 *
 * Steps of rooms below this one have their results here as pointers to what their own headers
 * define, so that this room need not know them.
 */
#ifndef LP_UNCERTAINTY_SOLUTION_H
#define LP_UNCERTAINTY_SOLUTION_H

#include "topology/topology.h"
#include "uncertainty/averaged.h"
#include "uncertainty/identify.h"
#include "uncertainty/profiles.h"
#include "uncertainty/sample.h"
#include "uncertainty/twin.h"
#include "uncertainty/verdict.h"

struct lp_otherwise;        /* checks/otherwise.h */
struct lp_next;             /* design/design_next.h */
struct lp_checks_done;      /* checks/checks.h */
struct lp_engine_check;     /* checks/enginecheck.h */
struct lp_refinement;       /* checks/refine.h */
struct lp_athermal;         /* checks/athermal.h */
struct lp_mixing;           /* checks/regime.h */
struct lp_curve;            /* uncertainty/curves.h */
struct lp_grounds;          /* uncertainty/grounds.h */
struct lp_uptake;           /* uncertainty/uptake.h */
struct lp_experiment_books; /* checks/books.h */

#define LP_DRAWS_FEW   100 /* below, intervals are called rough */
#define LP_DRAW_STATES 200 /* of these with an integration: uptake and the bands of curves */
#define LP_UNION_DRAWS                                                                             \
    5000                    /* of all further topologies whose intervals join the union, together  \
                             */
#define LP_UNION_MOST   250 /* of one of them */
#define LP_UNION_LEAST  40
#define LP_UNION_STATES 40

/* Points that agree with the data: see agree.h. */
struct lp_agreeing {
    size_t n, n_numbers, n_paths;
    double *numbers;                   /* [n][n_numbers], NaN where null */
    double *probability;               /* [n][n_paths] of the followed paths */
    double *rest;                      /* [n] */
    double *p;                         /* [n][parameters.n], NaN where not fitted */
    const struct lp_edge_set **absent; /* [n] edges that the point leaves out; NULL: none */
};

/* Which path leads, over the topologies by weight: see mixture.h. */
struct lp_mixture {
    size_t n;            /* 0: no weights */
    double *probability; /* [n][n_paths] of the followed paths */
    size_t *top;         /* [n] the leading path, LP_NONE: another or none */
};

/* A topology's draws, with the numbers of its own best estimate. */
struct lp_sampled {
    struct lp_sample sample;
    const struct lp_edge_set *absent; /* NULL: the full model */
    double *best;                     /* [n_numbers] */
};

/* Every number that is told, with its interval, and what follows of that alone: see intervals.h,
 * which puts them together once; whoever needs one reads it here. NULL and NaN: not made. */
struct lp_intervals {
    struct lp_estimate *numbers;    /* [lp_shares_n] */
    struct lp_estimate *parameters; /* [problem->n] SI */
    struct lp_estimate *paths;      /* [paths.n], the rest of the list among them */
    struct lp_estimate rest;        /* of what paths that are listed by name leave */
    double *p_top;     /* [paths.n] part of the draws in which each leads; NaN: no draws */
    double *averaged;  /* [paths.n] mean probability over topologies by weight; NaN: no weights */
    double *inclusion; /* [n_edges] weight of the topologies that have it; NaN: no candidate, or
                          no weights */
    bool *is_significant; /* [n_edges] its net share's interval excludes 0 */
};

struct lp_solution {
    struct lp_arena *arena; /* borrowed: what an answer tells may point into it */
    const struct lp_study *study;
    const struct lp_inference_options *options;
    const struct lp_experiment *report; /* the experiment that the pathway describes */
    struct lp_problem *problem;
    struct lp_workers workers;
    struct lp_multistart starts;
    struct lp_optimum *best;          /* NULL: no start could be evaluated */
    double aicc, bic;                 /* of the best fit */
    double gain_topology;             /* deviance by which a topology led below all starts, 0: did
                                         not; then n_at_best of starts is 0 */
    double gain_profile;              /* likewise a profile */
    double gain_left;                 /* deviance by which the last profiles met a fit below best
                                         that was not taken, 0: none */
    struct lp_topologies topologies;  /* n == 0: not tried */
    struct lp_covariance *covariance; /* NULL without best */
    struct lp_identity *identity;     /* [problem->n] */
    double *p;                        /* [parameters.n] best estimate, SI */
    double *numbers;                  /* [lp_shares_n] best estimate */
    bool is_joined;                   /* two electrodes, and something joins them */
    struct lp_paths paths;            /* of the best estimate */
    struct lp_path_list followed;
    struct lp_profiles profiles; /* n == 0: none */
    size_t n_sampled;            /* [0] the full model; more where intervals are united */
    struct lp_sampled *sampled;
    struct lp_agreeing agreeing;
    struct lp_averaged averaged;
    struct lp_mixture mixture;
    struct lp_chains *chains; /* NULL: none */
    size_t n_refits_failed;   /* of options->n_draws refits of the bootstrap */
    double *scratch;          /* [lp_solution_most_draws] */
    struct lp_intervals intervals;
    struct lp_decision verdict;
    struct lp_diag *doubts; /* where linear response is in doubt; NULL: not asked. Freed with the
                               solution (quantify.h) */
    const struct lp_otherwise *otherwise; /* NULL: no current flows, or not asked for */
    const struct lp_next *next;           /* NULL: more than one time point, or not asked for */
    const struct lp_checks_done *checks;  /* NULL without best */
    size_t n_engines;
    const struct lp_engine_check *engines;  /* [n_engines] experiments with data */
    const struct lp_refinement *refinement; /* NULL: not tried */
    const struct lp_mixing *mixing;         /* NULL: not asked for */
    const struct lp_athermal *athermal;     /* NULL: the path has no activation energy */
    struct lp_twins twins;
    const struct lp_grounds *grounds; /* NULL: no pathway */
    size_t n_unreached;
    const size_t *unreached;        /* [n_unreached] compartments of the report experiment */
    const struct lp_uptake *uptake; /* [topologies.n] */
    size_t n_books;
    const struct lp_experiment_books *books; /* [n_books] experiments with current or growth */
    size_t n_curves;
    const struct lp_curve *curves; /* [n_curves] components with data, by experiment */
};

/* Tell the caller's progress, if it wants any. */
void lp_solution_progress(const struct lp_solution *solution, const char *what, size_t n_done,
                          size_t n_all);

/* The most draws that any sample has. */
size_t lp_solution_most_draws(const struct lp_inference_options *options);

/* True if the best fit is an optimum; false without one. */
bool lp_solution_is_converged(const struct lp_solution *solution);

/* What fills intervals: the options', profile where there are none (a pathway at given parameters
 * draws nothing). */
enum lp_method lp_solution_method(const struct lp_solution *solution);

#endif
