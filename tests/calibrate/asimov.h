/* SPDX-License-Identifier: MIT
 *
 * What noise-free data could say of the interface's share at best: the profile
 *
 *     D(s) = min chi2(u)  subject to  share(u) = s
 *
 * of data that agree with the truth exactly (Asimov data), and from it the 95 % interval and D at
 * the threshold of the verdict. Made with the library's predictions but not with its profiles, so
 * that the two check each other: the constraint is a penalty, (share - s)/w as one more residual,
 * with w falling; what is left of it is corrected to first order (dD/ds = -2 (share - s)/w²).
 */
#ifndef LP_TESTS_CALIBRATE_ASIMOV_H
#define LP_TESTS_CALIBRATE_ASIMOV_H

#include "tests/calibrate/trial.h"

struct asimov {
    double low, high;    /* 95 % interval of the set's share */
    double at_threshold; /* D */
};

/* The trial must be noise-free. Errors: those of the library. */
enum lp_status asimov_find(const struct trial *trial, struct asimov *out);

#endif
