/* SPDX-License-Identifier: MIT
 *
 * Vectors for engine_cvodes.c: blocks of n numbers behind one another, states first, then the
 * sensitivities to each slot. Their norm is the largest of the blocks' norms.
 */
#ifndef LP_ENGINE_ENGINE_BLOCKS_H
#define LP_ENGINE_ENGINE_BLOCKS_H

#include <stddef.h>

/* Shared by vectors that are made from it and their clones; must outlive them. */
struct lp_blocks {
    size_t n;      /* numbers in a block */
    size_t n_room; /* blocks that there is room for */
    size_t n_used; /* blocks that count now; may change between integrations */
};

/* An N_Vector of a SUNContext, all numbers 0. Owns: the caller frees with N_VDestroy. NULL: out of
 * memory. */
void *lp_blocks_vector(const struct lp_blocks *blocks, void *context);

/* Its numbers [n_room][n]. */
double *lp_blocks_data(void *n_vector);

#endif
