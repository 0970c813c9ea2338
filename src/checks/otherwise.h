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

#include "answer/answer.h"
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

/*
 * Fit the full topology of the other study and fill answer->otherwise; where its verdict differs,
 * say so in the verdict's text and warn. Does nothing for a study without current, or without a
 * best estimate. A fit that fails is told, and no error. Errors: LP_ENOMEM.
 */
enum lp_status lp_otherwise_tell(const struct lp_solution *solution, struct lp_answer *answer,
                                 struct lp_diag *diag) LP_MUST_CHECK;

#endif
