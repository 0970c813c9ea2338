/* SPDX-License-Identifier: MIT
 *
 * Cross-checks in words: the facts of checks/checks.h, each with its name and its reading, and what
 * was not checked.
 */
#ifndef LP_ANSWER_WORDS_CHECKS_H
#define LP_ANSWER_WORDS_CHECKS_H

#include "answer/answer.h"

/*
 * Fill answer->checks and answer->unchecked. Strings live in the answer's arena, or are the study's
 * own names.
 */
void lp_words_checks(const struct lp_checks_done *checks, struct lp_answer *answer);

#endif
