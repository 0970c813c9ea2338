/* SPDX-License-Identifier: MIT
 *
 * What the activation energy of the path counts as independent of temperature, for the study gives
 * it none: links, and in layers the diffusivities of phases, that make up more than
 * LP_ATHERMAL_PART of the resistance.
 */
#ifndef LP_CHECKS_ATHERMAL_H
#define LP_CHECKS_ATHERMAL_H

#include <stddef.h>

struct lp_solution;

#define LP_ATHERMAL_PART 0.01 /* of the resistance: not passed over in silence */

struct lp_athermal {
    size_t n_links;
    const size_t *links; /* [n_links] edges of the report experiment, without activation energy */
    size_t n_films;
    const size_t *films; /* [n_films] compartments whose diffusivity has none, where the film, which
                            no link has, is more than LP_ATHERMAL_PART of the resistance */
};

/* Fill solution->athermal from numbers, where the electrodes are joined and the path has an
 * activation energy. The solution's arena remembers want of memory. */
void lp_athermal_run(struct lp_solution *solution);

#endif
