/* SPDX-License-Identifier: MIT
 *
 * The linear system that an engine integrates under one drive, read from a network's terms:
 *
 *     x' = A x + b          s_k' = A s_k + (dA/dp_k) x + db/dp_k
 *
 * Plain C, no library's types: an engine wraps it. Inventories, reservoirs and one-way losses are
 * already in the rates, so an engine knows nothing of lithium.
 */
#ifndef LP_PHYSICS_ENGINE_SYSTEM_H
#define LP_PHYSICS_ENGINE_SYSTEM_H

#include "physics/network.h"

struct lp_system;

/* Borrows the network. Owns: the caller frees with lp_system_free. NULL when out of memory. */
struct lp_system *lp_system_new(struct lp_network *network);
void lp_system_free(struct lp_system *system);

/*
 * Take the rates under a drive with the values that the network holds now.
 * Errors: as lp_network_rates. Cost: O(n_terms (1 + n_slots)).
 */
enum lp_status lp_system_set_drive(struct lp_system *system, const struct lp_drive *drive,
                                   struct lp_diag *diag) LP_MUST_CHECK;

/* x' [n_states] of states x [n_states]. Equal enrichments give exactly 0 wherever terms relax. */
void lp_system_rhs(struct lp_system *system, const double x[], double x_dot[]);

/* s' [slots.n][n_states] of sensitivities s at states x. No allocation. */
void lp_system_sensitivity_rhs(struct lp_system *system, const double x[], const double *const s[],
                               double *const s_dot[]);

/* A by columns: entries of column j are value[start[j]] .. value[start[j+1]-1] in rows row[..],
 * rows increasing, the diagonal always there. The pattern is the same for every drive. */
struct lp_system_matrix {
    size_t n_nonzeros;
    const size_t *start; /* [n_states + 1] */
    const size_t *row;   /* [n_nonzeros] */
    const double *value; /* [n_nonzeros] 1/s */
};
struct lp_system_matrix lp_system_matrix(const struct lp_system *system);

#endif
