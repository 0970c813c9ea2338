/* SPDX-License-Identifier: MIT
 *
 * Studies like another one but for a part: other electrodes, more layers, rows to come, an
 * experiment left out. A copy owns what such a change writes to and shares all else, so it is cheap
 * and the original stays as it is; it must not outlive the original.
 */
#ifndef LP_INPUT_STUDYCOPY_H
#define LP_INPUT_STUDYCOPY_H

#include "input/study.h"

/*
 * A copy in the arena, which frees it (lp_study_free is not for it: its own arena is NULL).
 *
 * Its own: the study's fields, the table of parameters, and the list of experiments, with room for
 *          n_more behind the last. Shared: models, rows, protocols, priors' texts and all names.
 * The models go on to refer to the original's table, which has the same parameters in the same
 *          order.
 * Errors: NULL when out of memory.
 */
struct lp_study *lp_study_copy(const struct lp_study *study, size_t n_more, struct lp_arena *arena);

/* Let the fitted parameters of a copy start at p [parameters.n, SI]; where p is NaN they stay. */
void lp_study_set_start(struct lp_study *copy, const double p[]);

/*
 * Give an experiment of a copy rows of its own, with room for n_more behind the last, in the arena.
 * They are experiment->rows then. Errors: NULL when out of memory; nothing has changed.
 */
struct lp_row *lp_study_own_rows(struct lp_experiment *experiment, size_t n_more,
                                 struct lp_arena *arena);

/*
 * A model in the arena with compartments and edges of its own; components, parameters and names are
 * shared. Errors: NULL when out of memory.
 */
struct lp_model *lp_model_copy(const struct lp_model *model, struct lp_arena *arena);

#endif
