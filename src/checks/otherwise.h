/* SPDX-License-Identifier: MIT
 *
 * The answer of a driven study under the other assumption on its electrodes (science.md, "Plated
 * lithium is stripped first"). A foil that always gives its enrichment can invent the whole signal
 * of a current that plates a few nanometres and strips them again; a pool of a few nanomoles
 * cannot. Which of the two holds is seldom known, so a verdict is told under both.
 *
 *     the study has no `surface`    the same with a pool of 1 nmol/cm² x area (5 nmol where the
 *                                   area is not known) on both electrodes; one that a phase grows
 *                                   from stays as it is, for the growth would empty its pool
 *     the study has one             the same with reservoirs in the place of its pools
 */
#ifndef LP_CHECKS_OTHERWISE_H
#define LP_CHECKS_OTHERWISE_H

#include "uncertainty/solution.h"

#define LP_OTHERWISE_STARTS                                                                        \
    3 /* the best estimate under the study's own assumption is the first                           \
       */
#define LP_OTHERWISE_DRAWS      200  /* for the intervals */
#define LP_OTHERWISE_MOL_PER_M2 1e-5 /* 1 nmol/cm²: 0.13 nm of lithium */
#define LP_OTHERWISE_MOL        5e-9 /* without an area */

/* True if a current flows in any experiment that has data. */
bool lp_otherwise_applies(const struct lp_study *study);

/*
 * A study like this one but for the electrodes of its models. The parameters start at p
 * [parameters.n]. In the arena; borrows everything else, and what it borrows is left as it is.
 * NULL when out of memory.
 */
struct lp_study *lp_otherwise_study(const struct lp_study *study, const double p[],
                                    struct lp_arena *arena);

/* Which of the two assumptions the data like better: by more than LP_TOPOLOGY_CHI2 in -2 ln L. */
enum lp_preference { LP_PREFERS_NEITHER, LP_PREFERS_OTHER, LP_PREFERS_OWN };

/* What came of it. Words: answer/words_otherwise.c. */
struct lp_otherwise {
    bool are_pools;     /* else: foils that give their own enrichment at once */
    double pool_mol;    /* of each electrode's pool; NaN: foils */
    size_t n_kept;      /* electrodes that stay without a pool, for a phase grows from them */
    const size_t *kept; /* [n_kept] compartments of the report experiment */
    bool is_fitted;     /* false: no fit could be computed, and all that follows is unset or NaN */
    bool is_converged;
    double chi2;
    double better; /* by how much the data like it better than the study's own: the rise of
                      -2 ln L + priors without it; below 0: they like it less */
    struct lp_estimate conductance_mol_s, share;
    enum lp_verdict interface;
    bool differs; /* from the study's own verdict */
    enum lp_preference preference;
    bool hangs; /* the verdict hangs on the assumption: it differs, and the data do not refuse it */
};

/* Set preference and hangs by better and differs. */
void lp_otherwise_judge(struct lp_otherwise *otherwise);

/*
 * Fit the full topology of the other study and hang what is found into solution->otherwise. Does
 * nothing for a study without current, or without a best estimate. A fit that fails is a result
 * (is_fitted), and no error. Needs the solution's verdict. Errors: LP_ENOMEM.
 */
enum lp_status lp_otherwise_run(struct lp_solution *solution) LP_MUST_CHECK;

#endif
