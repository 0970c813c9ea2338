/* SPDX-License-Identifier: MIT
 *
 * One run judged: what the library's answer claims, held against the truth of its trial.
 */
#ifndef LP_TESTS_CALIBRATE_JUDGE_H
#define LP_TESTS_CALIBRATE_JUDGE_H

#include "answer/answer.h"
#include "estimate/multistart.h"
#include "tests/calibrate/asimov.h"

/* Kinds of intervals whose coverage is counted. */
enum interval_kind {
    OF_SET,     /* the verdict's share */
    OF_CERAMIC, /* visited, compartment by compartment */
    OF_INTERFACE,
    OF_SALT,
    OF_WITHOUT, /* lost without it */
    OF_EDGE,    /* net share of an edge */
    OF_CONDUCTANCE,
    OF_UPTAKE, /* new 6Li of a phase */
    OF_PARAMETER,
    N_KINDS
};

/* An interval holds the truth if it misses it by no more than this (shares; others relative). */
#define COVER_TOLERANCE 1e-3

struct tally {
    size_t n, hits;
};

struct outcome {
    bool failed; /* the library gave an error or did not converge: everything counts as missed */
    struct tally cover[N_KINDS];
    struct tally ends; /* true shares of exactly 0 or 1; hits: the interval has that end */
    enum lp_verdict verdict;
    bool is_wrong;
    bool is_named, is_right; /* the dominant path */
    double width;            /* of the set's interval */
    struct asimov asimov;
    double seconds;
    char why[100]; /* it failed */
};

/* Make, run and judge run i_run of a scenario. Errors: only those of the harness itself. */
enum lp_status judge_run(const struct scenario *scenario, enum lp_method method, uint64_t seed,
                         size_t i_run, struct outcome *outcome);

#endif
