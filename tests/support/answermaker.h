/* SPDX-License-Identifier: MIT
 *
 * An answer made by hand for tests of the output: three phases, seven edges, two components, every
 * kind of number that is missing. Nothing is fitted.
 */
#ifndef LP_TESTS_SUPPORT_ANSWERMAKER_H
#define LP_TESTS_SUPPORT_ANSWERMAKER_H

#include "answer/answer.h"

/* Free with answermaker_free. Aborts when out of memory. */
struct lp_answer *answermaker_new(void);
void answermaker_free(struct lp_answer *answer);

/* Its study, to change the title or the synthetic flag. */
struct lp_study *answermaker_study(const struct lp_answer *answer);

/* Only the spectra before and after, as published tables have them. */
void answermaker_before_after(struct lp_answer *answer);

#endif
