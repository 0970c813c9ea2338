/* SPDX-License-Identifier: MIT
 *
 * What `lipath conduct` answers: the measured tables fitted, the chain from jump rate to
 * conductivity solved (conduction.h), and the microscopic and macroscopic numbers side by
 * side, with words: coherent or not, and what would be needed where it cannot be said.
 */
#ifndef LP_CONDUCT_CONDUCT_H
#define LP_CONDUCT_CONDUCT_H

#include "base/estimate.h"
#include "conduct/conductread.h"

struct lp_conduct_row {
    const char *group; /* "measured", "chain", "side by side", "extrapolated", "tracer exchange" */
    const char *symbol, *words, *unit;
    struct lp_estimate value; /* SI; low and high NaN: no interval */
    const char *source;
};

enum lp_conduct_reading { LP_CONDUCT_OK, LP_CONDUCT_LOOK, LP_CONDUCT_FAIL };

struct lp_conduct_check {
    const char *name, *text;
    enum lp_conduct_reading reading;
    bool compares;            /* two numbers got without each other; else one, for plausibility */
    struct lp_estimate value; /* a ratio, 1 expected, or the Haven ratio */
};

struct lp_conduct_answer {
    struct lp_arena *arena;
    const struct lp_conduct_input *input;
    size_t n_rows, n_checks, n_missing, rows_capacity, checks_capacity;
    struct lp_conduct_row *rows;
    struct lp_conduct_check *checks;
    const char *missing[LP_CONDUCT_N_NUMBERS]; /* symbols of what nothing gives */
    size_t n_needed;
    const char *needed[LP_CONDUCT_N_NUMBERS]; /* the fewest that allow a (further) comparison */
    const char *verdict;                      /* "coherent", "not coherent", "undetermined" */
    const char *verdict_text;
};

/*
 * Borrows input. Warnings go to diag. Free with lp_conduct_answer_free, which accepts NULL.
 * Errors: LP_ENOMEM; LP_EINPUT a table with too few rows (diag has its place).
 */
enum lp_status lp_conduct_solve(const struct lp_conduct_input *input,
                                struct lp_conduct_answer **answer,
                                struct lp_diag *diag) LP_MUST_CHECK;
void lp_conduct_answer_free(struct lp_conduct_answer *answer);

/* Put a number of a tracer-exchange result beside; borrows the texts, which outlive the answer. */
void lp_conduct_add_tracer(struct lp_conduct_answer *answer, const char *symbol, const char *words,
                           const char *unit, struct lp_estimate value, const char *source);

/* The warning that such numbers need, once. */
void lp_conduct_warn_tracer(struct lp_diag *diag);

const char *lp_conduct_reading_word(enum lp_conduct_reading reading);

#endif
