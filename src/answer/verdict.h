/* SPDX-License-Identifier: MIT
 *
 * The verdict: does Li+ take the interface (and each single compartment), by the study's threshold;
 * and which path may be called the dominant one.
 */
#ifndef LP_ANSWER_VERDICT_H
#define LP_ANSWER_VERDICT_H

#include "answer/answer.h"
#include "uncertainty/solution.h"

/* A path is named only if it leads in at least this part of the draws. */
#define LP_DOMINANT_P_TOP 0.95

/*
 * yes: the interval lies above the threshold; no: below; undetermined: it holds the threshold.
 * NULL verdict for a share that is NaN or has no interval.
 */
enum lp_verdict lp_verdict_of(const struct lp_estimate *share, double threshold);

/*
 * True if the most probable path may be named: p_top >= .95, and its interval above that of every
 * other path (the rest included).
 */
bool lp_verdict_has_dominant(const struct lp_answer_pathway *pathway);

/* Fill answer->verdict, its text apart, from answer->pathway. Errors: LP_ENOMEM. */
enum lp_status lp_verdict_tell(const struct lp_solution *solution,
                               struct lp_answer *answer) LP_MUST_CHECK;

#endif
