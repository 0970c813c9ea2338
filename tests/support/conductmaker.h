/* SPDX-License-Identifier: MIT
 *
 * What `lipath conduct` makes of a text, for tests.
 */
#ifndef LP_TESTS_SUPPORT_CONDUCTMAKER_H
#define LP_TESTS_SUPPORT_CONDUCTMAKER_H

#include "conduct/conduct.h"
#include "conduct/conductread.h"

/* lp_conductread of a file that holds the text. */
enum lp_status conductmaker_read(const char *text, struct lp_conduct_input **input,
                                 struct lp_diag *diag);

/* The answer for it; fails the test if there is none. */
struct lp_conduct_answer *conductmaker_solve(const char *text, struct lp_conduct_input **input,
                                             struct lp_diag *diag);

#endif
