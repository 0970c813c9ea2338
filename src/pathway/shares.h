/* SPDX-License-Identifier: MIT
 *
 * All numbers of the pathway at given parameters, as one flat list: conductance, shares of every
 * compartment and edge, what each phase took up. One evaluator per worker and topology. It stands
 * between flow and paths, which it asks, and sample, which repeats it over draws.
 */
#ifndef LP_PATHWAY_SHARES_H
#define LP_PATHWAY_SHARES_H

#include "estimate/problem.h"
#include "pathway/paths.h"

/* Numbers of the whole, then LP_SHARE_PER_COMPARTMENT per compartment, then LP_SHARE_PER_EDGE per
 * edge. */
enum lp_share_whole {
    LP_SHARE_G,
    LP_SHARE_R,
    LP_SHARE_INTERFACE,
    LP_SHARE_ACTIVATION, /* eV, of the path; NaN where nothing depends on temperature */
    LP_SHARE_N_WHOLE
};
enum lp_share_compartment {
    LP_SHARE_VISITED,
    LP_SHARE_CARRIED,
    LP_SHARE_WITHOUT,
    LP_SHARE_INVENTORY, /* mol, at the last time */
    LP_SHARE_ENRICHMENT,
    LP_SHARE_INCREASE, /* per cent */
    LP_SHARE_UPTAKE,   /* mol */
    LP_SHARE_UPTAKE_PART,
    LP_SHARE_PER_COMPARTMENT
};
enum lp_share_edge {
    LP_SHARE_NET,
    LP_SHARE_DISSIPATION,
    LP_SHARE_EDGE_ACTIVATION, /* eV, of the edge's own flow */
    LP_SHARE_PER_EDGE
};

/* Places in the list, for a model's compartments and edges. */
size_t lp_shares_at_compartment(size_t i_compartment, enum lp_share_compartment what);
size_t lp_shares_at_edge(const struct lp_model *model, size_t i_edge, enum lp_share_edge what);
size_t lp_shares_n(const struct lp_model *model);

/* What a number of the list is: one of the three enums, the other two are SIZE_MAX. */
struct lp_share_place {
    size_t whole, of_compartment, of_edge;
    size_t index; /* of the compartment or edge; 0 for numbers of the whole */
};
struct lp_share_place lp_shares_place(const struct lp_model *model, size_t i_number);

struct lp_shares;

/*
 * For the study's report experiment and temperature, without the absent edges.
 * Errors: LP_EINPUT, LP_ENOMEM as lp_network_new and lp_observer_new.
 */
enum lp_status lp_shares_new(const struct lp_study *study, const struct lp_edge_set *absent,
                             const struct lp_engine_options *engine, struct lp_shares **shares,
                             struct lp_diag *diag) LP_MUST_CHECK;
void lp_shares_free(struct lp_shares *shares);

/*
 * The numbers at p [parameters.n]: out [lp_shares_n]. What does not exist is NaN: shares where
 * nothing joins two electrodes, state numbers without `with_state` (they cost an integration).
 * joined: the electrodes are (NULL to skip). Errors: LP_ENUMERIC, LP_ENOMEM.
 */
enum lp_status lp_shares_evaluate(struct lp_shares *shares, const double p[], bool with_state,
                                  double out[], bool *joined, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * One of the numbers at p: as lp_shares_evaluate with state, but only what this number needs is
 * computed (no integration for numbers of the network, no flow for numbers of the state).
 */
enum lp_status lp_shares_number(struct lp_shares *shares, const double p[], size_t i_number,
                                double *value) LP_MUST_CHECK;

/* True if a number needs the state at the last time: an integration. */
bool lp_shares_is_state(const struct lp_model *model, size_t i_number);

/* The network's flow at p, for paths. joined: the electrodes are. */
enum lp_status lp_shares_solve(struct lp_shares *shares, const double p[], bool *joined,
                               struct lp_diag *diag) LP_MUST_CHECK;

/* The flow of the last evaluation, for paths; NULL with fewer than two electrodes. */
const struct lp_flow *lp_shares_flow(const struct lp_shares *shares);

/* Below this part of the way to the electrodes' enrichment uptake is linear in time. */
#define LP_EARLY_THETA 0.05

/*
 * How far a phase that is at enrichment x has come, theta = (x - x0)/(x_el - x0), at p
 * [parameters.n]; x_el is that of the electrode whose enrichment lies farthest from the phase's
 * start, above or below. NaN for electrodes, and where no electrode differs from the start.
 */
double lp_shares_phase_theta(const struct lp_experiment *report, const double p[],
                             size_t i_compartment, double x);

/*
 * The largest theta of a phase, at the last time of the report experiment; NaN where no phase has
 * one. p [parameters.n], numbers [lp_shares_n] at p with state.
 */
double lp_shares_theta(const struct lp_experiment *report, const double p[],
                       const double numbers[]);

/* The last time of the report experiment [s]. */
double lp_shares_last_time(const struct lp_study *study);

#endif
