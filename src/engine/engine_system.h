/* SPDX-License-Identifier: MIT
 *
 * The linear system that an engine integrates, read from a network's terms:
 *
 *     x' = A x + b          s_k' = A s_k + (dA/dp_k) x + db/dp_k
 *
 * with A and b constant on a stretch, or functions of time where inventories move. Plain C, no
 * library's types: an engine wraps it. Inventories, reservoirs and one-way losses are already in
 * the rates, so an engine knows nothing of lithium.
 *
 * Where inventories move, what is integrated is not x but the amount of 6Li beyond a reference, in
 * units of the inventory at the start,
 *
 *     y_i = (N_i(t)/N_i(0)) (x_i - x_ref)
 *
 * so that sum N_i(0) y_i is an invariant with constant coefficients, which an integrator keeps to
 * rounding at any tolerance, and equal enrichments (x_ref is one of them) are y = 0, which stays.
 * Without moving inventories x_ref = 0 and y = x. States and sensitivities below are y and dy/dp.
 */
#ifndef LP_ENGINE_ENGINE_SYSTEM_H
#define LP_ENGINE_ENGINE_SYSTEM_H

#include "network/network.h"

struct lp_system;

/* Borrows the network. Owns: the caller frees with lp_system_free. NULL when out of memory. */
struct lp_system *lp_system_new(struct lp_network *network);
void lp_system_free(struct lp_system *system);

/* States y [n_states] and, unless s is NULL, sensitivities s [slots.n][n_states] at t = 0, of the
 * values that the network holds. Says whether derivatives are wanted until the next start. Errors:
 * as lp_network_set. */
enum lp_status lp_system_start(struct lp_system *system, double y[], double s[],
                               struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Take the rates at the start of a stretch, then move on within it.
 * Errors: as lp_network_rates. Cost: O(n_terms (1 + n_slots)); lp_system_move costs nothing where
 * nothing moves.
 */
enum lp_status lp_system_begin(struct lp_system *system, const struct lp_stretch *stretch,
                               struct lp_diag *diag) LP_MUST_CHECK;
enum lp_status lp_system_move(struct lp_system *system, double t_s,
                              struct lp_diag *diag) LP_MUST_CHECK;

/* y' [n_states] of states y [n_states] at the system's time. Equal enrichments give exactly 0
 * wherever terms relax. */
void lp_system_rhs(struct lp_system *system, const double y[], double y_dot[]);

/* s' [slots.n][n_states] of sensitivities s [slots.n][n_states] at states y. No allocation. */
void lp_system_sensitivity_rhs(struct lp_system *system, const double y[], const double s[],
                               double s_dot[]);

/* Enrichments x [n_states] at states y; dx/dp_k of slot k from its sensitivities s [n_states]. */
void lp_system_enrichments(const struct lp_system *system, const double y[], double x[]);
void lp_system_enrichment_slopes(const struct lp_system *system, const double y[], size_t slot,
                                 const double s[], double dx[]);

/* x_ref. */
double lp_system_reference(const struct lp_system *system);

/* A by columns: entries of column j are value[start[j]] .. value[start[j+1]-1] in rows row[..],
 * rows increasing, the diagonal always there. The pattern is the same for every stretch. */
struct lp_system_matrix {
    size_t n_nonzeros;
    const size_t *start; /* [n_states + 1] */
    const size_t *row;   /* [n_nonzeros] */
    const double *value; /* [n_nonzeros] 1/s */
};
struct lp_system_matrix lp_system_matrix(struct lp_system *system);

#endif
