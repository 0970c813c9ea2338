/* SPDX-License-Identifier: MIT
 *
 * The answer: all that result.json tells, in memory. This room fills it from the solution, output
 * writes it, and nothing in it is computed after that. Names and units as in examples/README.md.
 * NaN stands for null. Everything lives in the answer's arena.
 */
#ifndef LP_ANSWER_ANSWER_H
#define LP_ANSWER_ANSWER_H

#include "base/arena.h"
#include "base/estimate.h"
#include "checks/checks.h"
#include "input/study.h"
#include "topology/refusal.h"
#include "uncertainty/posterior.h"
#include "uncertainty/verdict.h"

struct lp_answer_parameter {
    const char *name;
    const char *unit;
    struct lp_estimate estimate;
    const char *method; /* "profile", "covariance", "bootstrap", "mcmc" */
    enum lp_identifiable identifiable;
    const char *why; /* in words, with a number; "" when identified */
};

struct lp_answer_objective {
    double chi2; /* data residuals only */
    size_t n_data, n_parameters;
    double loglik;    /* Gaussian, with all constants */
    double aicc, bic; /* aicc is NaN where n - k - 1 < 1 */
    size_t starts, starts_at_best, distinct_optima;
    size_t n_stops;
    struct lp_answer_stop {
        const char *reason; /* why a start stopped */
        size_t n;           /* how many did for this reason */
    } * stops;
};

struct lp_answer_topology {
    size_t n_absent;
    const char *const *absent; /* edge ids */
    double chi2, aicc, delta, weight;
    enum lp_refusal_kind refusal;
    const char *rejected, *rejected_briefly; /* the reason, NULL if kept */
    struct lp_estimate share; /* visited of the interface set at its best fit (low, high NaN) */
    const double
        *uptake_share; /* [n_compartments] part of the new 6Li that each took; NULL if not fitted */
    const char *main_taker; /* the compartment that took most of it, NULL if not fitted */
    double bic;
    bool is_tied; /* with others: AICc does not tell them apart (topology.h) */
};

struct lp_answer_compartment {
    const char *name, *role;
    enum lp_compartment_kind kind;
    double inventory_mol; /* best estimate; NaN for a reservoir */
    double enrichment;    /* best fit at the last time */
    struct lp_estimate visited, carried, without;
    bool has_carried;
    /* per cent and amount side by side: what the phase gained since t = 0 */
    struct lp_estimate increase_percent; /* 100 (x/x(0) - 1) */
    struct lp_estimate uptake_mol;       /* N (x - x(0)) */
    struct lp_estimate uptake_share;     /* its part of the new 6Li in all phases */
};

struct lp_answer_edge {
    const char *id;
    const char *between[2];
    struct lp_estimate net_share;
    bool is_significant;                 /* the interval excludes 0 */
    struct lp_estimate resistance_share; /* its part of R */
    struct lp_estimate activation_eV;    /* of its flow; NaN: the study gives it none */
    double inclusion; /* weight of the topologies that have it; NaN: no candidate, or no weights */
};

struct lp_answer_path {
    size_t n;
    const char *const *compartments; /* names; n == 0: the rest */
    struct lp_estimate probability;
    double p_top;
    double averaged; /* its mean probability over the topologies by weight; NaN: no weights */
};

struct lp_answer_pathway {
    struct lp_estimate conductance_mol_s, resistance_ohm;
    struct lp_estimate activation_eV; /* of the path: d ln G / d(-1/kT) */
    size_t n_compartments, n_edges, n_paths;
    struct lp_answer_compartment *compartments;
    struct lp_answer_edge *edges;
    struct lp_answer_path *paths;
    struct lp_estimate rest; /* probability of all paths that are not among these by name */
    const char *method;      /* of the intervals: as a parameter's */
    const char *method_rest; /* of those that are too costly to profile (all but G, R and the
                                interface's share); NULL: as the others */
};

/* Mixing along the depth, phases of the report experiment. */
struct lp_answer_depth {
    size_t n_layers; /* 0: the model is well mixed */
    size_t n_phases;
    const char *const *phases; /* [n_phases] */
    const double *biot;        /* [n_phases] Bi; NaN: not known */
    bool is_refined;           /* the following were computed */
    size_t refined_layers;     /* 2 Z */
    double change_sigma;       /* largest change of a prediction from Z to 2 Z, in sigmas */
    double change_share;       /* of a share */
    const char *share_name;    /* which */
};

struct lp_answer_verdict {
    enum lp_verdict interface;
    struct lp_estimate share;
    const enum lp_verdict *compartments; /* [n_compartments], NULL verdict for electrodes */
    const char *const *dominant;         /* names, NULL where no path can be named */
    size_t n_dominant;
    double p_dominant;
    const char *text; /* sentences for the reader, also printed */
};

/* A driven study's answer under the other assumption on its electrodes (otherwise.h). */
struct lp_answer_otherwise {
    const char *assumption; /* in words */
    bool is_converged;
    double chi2;
    struct lp_estimate conductance_mol_s, share; /* NaN where no fit could be computed */
    enum lp_verdict interface;
    bool differs;     /* from the study's own verdict */
    const char *text; /* a sentence for the reader, also printed */
};

/* What currents and exchange moved over an electrode until the last datum. */
struct lp_answer_books_electrode {
    const char *name;
    const char *kind;     /* "reservoir", "foil", "pool" */
    double li6_given_mol; /* 6Li that has left it for the film */
    double foil_li6_mol;  /* pool: 6Li that the foil has given to it */
    double inventory_mol; /* foil, pool: what it holds at the end; NaN: reservoir */
    double enrichment;    /* likewise */
};

/* The books of an experiment with current or growth. */
struct lp_answer_books {
    const char *experiment;
    double t_s;                   /* of the last datum */
    double charge_C;              /* net, positive from the first electrode to the second */
    double throughput_C;          /* int |I| dt */
    double phases_li6_gained_mol; /* all phases */
    double imbalance; /* what the electrodes gave less what the phases gained, by the larger */
    struct lp_answer_books_electrode electrode[2];
};

/* A cross-check beside the verdict (checks.h), told. */
struct lp_answer_check {
    const char *name;    /* "mass_balance", ... */
    const char *subject; /* what it was made of: "cell-1: LGPS"; "" if nothing in particular */
    struct lp_estimate value;
    const char *unit;                   /* "1" without a dimension */
    double expected_low, expected_high; /* in the same unit; NaN: open */
    enum lp_check_status status;
    const char *reading; /* in plain words */
};

/* One component of one experiment: what fit.svg shows. */
struct lp_answer_series {
    const char *experiment, *component;
    const char *quantity; /* axis label: "6Li enrichment", "increase of the 6Li area / %", "area" */
    size_t n_data;
    const double *t_s, *value, *sigma, *fitted; /* [n_data]; residual = (value - fitted)/sigma */
    size_t n_grid;
    const double *grid_s, *curve, *low, *high; /* [n_grid] dense, with the 95 % band */
};

/* The best fit's trajectory of one experiment, repeated with the other engine. */
struct lp_answer_engine {
    const char *experiment;
    const char *engine, *other; /* the fit's, and the one that repeats */
    double difference;          /* largest of any enrichment at the data's times; NaN: none made */
    const char *skipped;        /* why none was made; NULL where it was */
};

/* What a second time point would leave, after a single one (design_next.h). */
struct lp_answer_next {
    double t_s;         /* the best of the times tried */
    size_t n_truths;    /* that the data allow: the best fit and draws */
    size_t n_yes, n_no; /* of them at which the verdict would be yes, no */
    double width_now;   /* of the interface's share, by the profile of the full model */
    double width;       /* with that spectrum, median over the truths */
    const char *text;   /* a sentence for the reader, also part of the verdict's */
};

struct lp_answer {
    struct lp_arena *arena;
    const struct lp_study *study; /* borrowed: title, inputs, synthetic */
    uint64_t seed;                /* that all draws came from: the study's, or the caller's */
    const char *engine;           /* "exact"; "cvodes" where any experiment uses that */
    size_t n_engines;             /* 0 after `fit` */
    const struct lp_answer_engine *engines; /* [n_engines] experiments with data */
    bool is_converged;
    struct lp_answer_objective objective;
    size_t n_parameters;
    struct lp_answer_parameter *parameters;
    size_t n_topologies; /* 0 after `fit` */
    struct lp_answer_topology *topologies;
    const struct lp_answer_pathway *pathway; /* NULL: fewer than two electrodes, or not joined */
    const struct lp_answer_depth *depth;     /* NULL: nothing is known of mixing */
    struct lp_answer_verdict verdict;
    bool has_verdict;
    const struct lp_answer_next *next;           /* NULL: more than one time point, or too costly */
    const struct lp_answer_otherwise *otherwise; /* NULL: no current flows */
    size_t n_books;
    const struct lp_answer_books *books; /* [n_books] experiments with current or growth */
    size_t n_checks;
    const struct lp_answer_check *checks;
    size_t n_unchecked; /* cross-checks that lack an input, each with the key that would give it */
    const char *const *unchecked;
    size_t n_series;
    struct lp_answer_series *series;
    const struct lp_chains *chains; /* NULL: none were made */
    size_t n_warnings;
    const char *const *warnings;
};

struct lp_answer *lp_answer_new(const struct lp_study *study);
void lp_answer_free(struct lp_answer *answer);

/* "structure", "physics", "misfit", "not-fitted"; NULL for LP_REFUSAL_NONE. */
const char *lp_refusal_text(enum lp_refusal_kind refusal);

/* "yes", "no", "undetermined", "null"; and "yes", "lower-bound-only", ... */
const char *lp_verdict_text(enum lp_verdict verdict);
const char *lp_identifiable_text(enum lp_identifiable identifiable);

/* How an interval was made: both bootstraps are one, and numbers that are not profiled under
 * --method profile are "covariance". */
const char *lp_interval_method_text(enum lp_method method, bool is_profiled);

/* The label of a curve's axis: "6Li enrichment", ... */
const char *lp_observable_text(enum lp_observable observable);

const char *lp_check_status_text(enum lp_check_status status); /* "ok", "look", "fail" */

#endif
