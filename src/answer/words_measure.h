/* SPDX-License-Identifier: MIT
 *
 * Measurements to come in words (struct lp_design_measure). What is made of memory is in the arena.
 */
#ifndef LP_ANSWER_WORDS_MEASURE_H
#define LP_ANSWER_WORDS_MEASURE_H

#include "base/arena.h"
#include "design/design.h"

/* "spectrum at 2 h": short, and of no two candidates of a plan the same. */
const char *lp_words_measure_name(const struct lp_design_measure *measure, struct lp_arena *arena);

/* What is done. */
const char *lp_words_measure_text(const struct lp_design_measure *measure, struct lp_arena *arena);

#endif
