/* SPDX-License-Identifier: MIT
 *
 * The outcomes of a scenario added up, and held against its targets. A target counts as missed only
 * by more than two binomial standard errors, sqrt(p(1 - p)/n) at the target p.
 */
#ifndef LP_TESTS_CALIBRATE_SCORE_H
#define LP_TESTS_CALIBRATE_SCORE_H

#include "tests/calibrate/judge.h"

/* Classes by the noise-free D of the threshold: what an ideal experiment could decide. */
enum score_class { D_BELOW, D_384, D_9, N_CLASSES };

#define SCORE_MISSES 400

struct score {
    size_t n, n_failed, n_wrong, n_named, n_right;
    struct tally cover[N_KINDS], ends;
    struct tally open[N_CLASSES]; /* runs of a class; hits: undetermined */
    double width_ratio;           /* median of width/Asimov width */
    double width, asimov_width;   /* medians */
    double seconds;               /* median, of one run on one core */
    char missed[SCORE_MISSES];    /* targets missed, in words; "" if none */
};

/* Errors: LP_ENOMEM. */
enum lp_status score_scenario(const struct scenario *scenario, size_t n,
                              const struct outcome outcomes[], struct score *score);

/* True if hits of n are within the allowance of at least (at most) the target. */
bool score_reaches(struct tally tally, double least);
bool score_stays(struct tally tally, double most);

/* The targets over all scenarios of a group: what is missed, in words. */
void score_groups(size_t n, const struct score scores[], const struct scenario *const scenarios[],
                  char missed[SCORE_MISSES]);

double score_rate(struct tally tally);

#endif
