/* SPDX-License-Identifier: MIT
 *
 * The books of an experiment with current or growth, at its last datum, of the best estimate:
 * charge that has passed, 6Li that the electrodes gave, what is left of finite ones. That
 * electrodes give what phases gain is checked, not assumed.
 */
#ifndef LP_CHECKS_BOOKS_H
#define LP_CHECKS_BOOKS_H

#include "observe/observe.h"

struct lp_solution;

#define LP_BOOKS_IMBALANCE 1e-6 /* of the 6Li that moved; more is warned of */

struct lp_experiment_books {
    const struct lp_experiment *experiment;
    double t_s; /* of the last datum */
    struct lp_books books;
    double imbalance; /* what the electrodes gave less what the phases gained, by the larger */
    struct {
        const struct lp_compartment *compartment; /* NULL: there is none */
        double inventory_mol, enrichment;         /* at the end; NaN of a reservoir's inventory */
    } electrode[2];
};

/*
 * Fill solution->books at p. An experiment whose books cannot be computed is left out.
 * Errors: LP_ENOMEM. Cost: two trajectories per experiment.
 */
enum lp_status lp_books_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
