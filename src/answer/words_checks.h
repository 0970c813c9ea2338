/* SPDX-License-Identifier: MIT
 *
 * Cross-checks in words: the facts of checks/checks.h, each with its name and its reading, and what
 * was not checked.
 */
#ifndef LP_ANSWER_WORDS_CHECKS_H
#define LP_ANSWER_WORDS_CHECKS_H

#include "base/arena.h"
#include "checks/checks.h"

/* As result.json has it: "mass_balance"; and the unit of its value. */
const char *lp_words_check_name(enum lp_check_name name);
const char *lp_words_check_unit(enum lp_check_name name);

/* "cell-1: LGPS", "cell-1", "LGPS" or "": in the arena, or the study's own name. */
const char *lp_words_check_subject(const struct lp_check_subject *of, struct lp_arena *arena);

/* What a row says, in plain words; which checks could not be made, and why. In the arena. */
const char *lp_words_check_reading(const struct lp_check *check, struct lp_arena *arena);
const char *lp_words_check_lack(const struct lp_check_lack *lack, struct lp_arena *arena);

#endif
