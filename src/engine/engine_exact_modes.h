/* SPDX-License-Identifier: MIT
 *
 * The modes of a small network at rest, for engine_exact_rest.c: eigenvectors, rates and Green's
 * function of the Laplacian of its exchange flows, all to high relative accuracy.
 */
#ifndef LP_ENGINE_ENGINE_EXACT_MODES_H
#define LP_ENGINE_ENGINE_EXACT_MODES_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct lp_exact_modes {
    size_t n;
    /* Filled by the caller; overwritten. */
    double *adjacent; /* [n][n] flows between nodes, 0 on the diagonal, mol/s */
    double *ground;   /* [n] flows to reservoirs, mol/s */
    /* Results. */
    double *P;      /* [n][n] by mode, then node; P^T N P = 1 */
    double *lambda; /* [n] 1/s, not positive */
    double *green;  /* [n][n] inverse of L on the parts that a reservoir reaches */
    size_t rank;    /* modes in those parts; the others have lambda = 0 */
    double *member; /* [n][n] by mode >= rank, then node: 1 in that isolated part */
    /* Its own. */
    const double *N;
    size_t *order; /* [n] node eliminated at each step */
    double *pivot; /* [n] D by step */
    double *lower; /* [n][n] by step, then node: positive */
    double *root_N;
};

/* Its arrays; the arena remembers want of memory. */
void lp_exact_modes_alloc(struct lp_arena *arena, size_t n, struct lp_exact_modes *modes);

/*
 * The results from adjacent, ground and the inventories N [n] in mol. Cost: O(n^3); no allocation.
 * Errors: LP_ENUMERIC  the rotations did not converge
 */
enum lp_status lp_exact_modes_find(struct lp_exact_modes *modes, const double N[]) LP_MUST_CHECK;

/* green alone from adjacent and ground, where the inventories, the modes and their rates are those
 * of the last _find; rank and member are lost. */
void lp_exact_modes_invert(struct lp_exact_modes *modes);

#endif
