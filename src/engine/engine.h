/* SPDX-License-Identifier: MIT
 *
 * One interface to whatever solves the network in time: a trajectory and, on demand, its
 * sensitivities to every slot. Behind it engine_exact, where rates are constant on each step of the
 * protocol, and engine_cvodes for any model.
 */
#ifndef LP_ENGINE_ENGINE_H
#define LP_ENGINE_ENGINE_H

#include "input/protocol.h"
#include "network/network.h"

/* AUTO: the exact one where it applies. */
enum lp_engine_kind { LP_ENGINE_AUTO, LP_ENGINE_EXACT, LP_ENGINE_CVODES, LP_N_ENGINE_KINDS };

/* "auto", "exact", "cvodes": as options and result.json name them. */
const char *lp_engine_kind_text(enum lp_engine_kind kind);

struct lp_engine_options {
    enum lp_engine_kind kind;
    double rtol;      /* relative tolerance of states and sensitivities */
    double atol;      /* absolute tolerance of a 6Li fraction; times 1/scale for sensitivities */
    size_t max_steps; /* internal steps of a whole trajectory */
};

/* auto, 1e-8, 1e-12, 200000 */
struct lp_engine_options lp_engine_options_default(void);

/* What is integrated. Everything is borrowed and must outlive the engine. */
struct lp_engine_problem {
    struct lp_network *network;
    const struct lp_protocol *protocol;
    const char *experiment; /* its name, for messages */
    size_t n_times;
    const double *times_s; /* [n_times] strictly increasing, >= 0 */
};

/* Mean enrichment of each compartment (over its layers) and its inventory at each time. The
 * caller's arrays. */
struct lp_trajectory {
    double *x;  /* [n_times][n_compartments] 1 */
    double *N;  /* [n_times][n_compartments] mol; NaN for a reservoir; NULL: not wanted */
    double *dx; /* [n_times][n_compartments][slots.n] per SI unit of the slot's parameter; NULL: no
                   derivatives wanted */
    double *dN; /* likewise; NULL exactly where dx or N is */
    double *li6_given_mol; /* [n_times][2] 6Li that has left the first and the second electrode
                              since t = 0 (lp_network_li6_given); NULL: not wanted */
};

struct lp_engine;

/*
 * Errors: LP_EINPUT  the kind asked for does not apply to this problem (diag says why); LP_ENOMEM
 * Owns:   the caller frees with lp_engine_free, which accepts NULL. One thread at a time.
 */
enum lp_status lp_engine_new(const struct lp_engine_problem *problem,
                             const struct lp_engine_options *options, struct lp_engine **engine,
                             struct lp_diag *diag) LP_MUST_CHECK;
void lp_engine_free(struct lp_engine *engine);

/* What keeps the exact engine from a problem. */
enum lp_obstacle { LP_OBSTACLE_NONE, LP_OBSTACLE_GROWTH, LP_OBSTACLE_CHARGE, LP_OBSTACLE_ONE_WAY };
enum lp_obstacle lp_engine_exact_obstacle(const struct lp_engine_problem *problem);

/* What it does not apply to then: "a phase that grows"; NULL for LP_OBSTACLE_NONE. */
const char *lp_obstacle_text(enum lp_obstacle obstacle);

/* What was chosen: exact or cvodes. */
enum lp_engine_kind lp_engine_kind_of(const struct lp_engine *engine);

/*
 * Integrate with the values that the network holds now (lp_network_set).
 * Errors: LP_ENUMERIC  the integrator gave up: diag names experiment, time and the compartment with
 *                      the largest local error; out is then filled with NaN, never with zeros
 *         LP_EINPUT    from lp_network_rates, with a note on experiment and time
 */
enum lp_status lp_engine_solve(struct lp_engine *engine, struct lp_trajectory *out,
                               struct lp_diag *diag) LP_MUST_CHECK;

#endif
