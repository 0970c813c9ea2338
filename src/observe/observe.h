/* SPDX-License-Identifier: MIT
 *
 * What the spectrometer sees of a trajectory (science.md, "What the spectrometer sees"):
 *
 *     a_c = sum w_ci N_i x_i      n_c = sum w_ci N_i
 *     enrichment  a_c / n_c       increase  100 (a_c(t)/a_c(0) - 1)       area  S kappa_c a_c
 *
 * An observer belongs to one experiment and a list of points; it owns the network and the engine
 * that it needs and is used by one thread at a time.
 */
#ifndef LP_OBSERVE_OBSERVE_H
#define LP_OBSERVE_OBSERVE_H

#include "engine/engine.h"
#include "input/study.h"

/* A point asked for. */
struct lp_point {
    double t_s;
    double duration_s; /* 0: at t_s; else the mean over [t_s - duration_s, t_s] */
    size_t i_component;
};

struct lp_observer;

struct lp_observer_setup {
    const struct lp_experiment *experiment;
    const struct lp_edge_set *absent; /* NULL: none */
    struct lp_slots slots;
    struct lp_engine_options engine;
    size_t n_points;
    const struct lp_point *points; /* copied */
};

/* Errors: LP_EINPUT, LP_ENOMEM as lp_network_new and lp_engine_new. Free with lp_observer_free. */
enum lp_status lp_observer_new(const struct lp_observer_setup *setup, struct lp_observer **observer,
                               struct lp_diag *diag) LP_MUST_CHECK;
void lp_observer_free(struct lp_observer *observer);

/*
 * Whether an experiment can be computed until its last datum (or of `times`), as far as no
 * parameter enters: for `lipath check`. LP_OK where it has neither.
 * Errors: as lp_observer_new, among them a foil that the protocol empties.
 */
enum lp_status lp_observer_check(const struct lp_experiment *experiment,
                                 struct lp_diag *diag) LP_MUST_CHECK;

enum lp_engine_kind lp_observer_engine(const struct lp_observer *observer);

/*
 * Predictions at the points, in the observable's unit.
 *
 * p   [parameters->n]     SI  in
 * y   [n_points]              out
 * dy  [n_points][slots.n]     out  per SI unit of the slot's parameter; NULL to skip
 * Errors: LP_ENUMERIC  the integrator gave up; diag names experiment, time and compartment
 *         LP_EINPUT    as lp_network_set and lp_network_rates; an `increase` of a component that
 *                      holds no 6Li at the start
 *         y and dy are NaN after any error.
 * Derivatives cost about as much as one more trajectory per slot: pass NULL where none are needed.
 */
enum lp_status lp_observer_predict(struct lp_observer *observer, const double p[], double y[],
                                   double dy[], struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Predictions y [n] of n rows of an experiment, once: of a row only time, duration and component
 * count. Errors: as lp_observer_new and lp_observer_predict.
 */
enum lp_status lp_observer_predict_rows(const struct lp_experiment *experiment,
                                        const struct lp_engine_options *engine, size_t n,
                                        const struct lp_row rows[], const double p[],
                                        double y[]) LP_MUST_CHECK;

/*
 * The state at one time for the report: enrichment x [n_compartments] and inventory
 * N [n_compartments, mol] (NaN for a reservoir) of the compartments at time t_s, no derivatives.
 * The observer's points do not matter.
 */
enum lp_status lp_observer_state(struct lp_observer *observer, const double p[], double t_s,
                                 double x[], double inventory_mol[],
                                 struct lp_diag *diag) LP_MUST_CHECK;

/* What an electrode has given and taken since t = 0. */
struct lp_books_electrode {
    double li6_given_mol; /* 6Li that has left it: exchange, drift, growth; less what came back */
    double foil_li_mol;   /* Li that the foil has given to a pool on it; 0 without a pool */
    double foil_li6_mol;  /* 6Li in that */
    double li_mol;        /* Li that it holds, NaN for a reservoir */
    double li6_mol;       /* 6Li in that */
    double plated_mol;    /* what currents have added to it; a pool: what lies on top of N_set */
};

/* The books of an experiment, charge and lithium. 6Li is conserved: what the electrodes give is
 * what the phases gain, a foil keeps N(0) x(0) - li6_given, and a pool N_set x_foil + foil_li6 -
 * li6_given. */
struct lp_books {
    double charge_C;     /* net, positive from the first electrode to the second */
    double throughput_C; /* int |I| dt */
    double phases_li6_gained_mol;
    struct lp_books_electrode electrode[2]; /* first, second */
};

/* The books at time t_s. The observer's points do not matter. Errors: as lp_observer_predict. */
enum lp_status lp_observer_books(struct lp_observer *observer, const double p[], double t_s,
                                 struct lp_books *books, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Warn where linear response is in doubt at p under the protocol's largest current
 * (lp_network_doubt), with a growing phase as it is at the last point. One warning per edge: for
 * the answer, not for every evaluation.
 * Errors: as lp_network_set and lp_network_rates.
 */
enum lp_status lp_observer_doubt(struct lp_observer *observer, const double p[],
                                 struct lp_diag *diag) LP_MUST_CHECK;

/*
 * kappa of science.md, "What the spectrometer sees", and d kappa/d T1 [1/s]: 1 and 0 unless both T1
 * (NaN: not given) and the experiment's repetition time are known.
 */
double lp_saturation(const struct lp_experiment *experiment, double t1_s, double *d_t1);

/* sigma of a row before any estimated factor: its own, else the noise model's (NaN: neither). */
double lp_row_sigma(const struct lp_experiment *experiment, const struct lp_row *row);

#endif
