/* SPDX-License-Identifier: MIT
 *
 * What `lipath conduct` answers: rows of numbers, checks of one against another, and a verdict in
 * words. conductwork adds to it, conducttell writes it.
 */
#ifndef LP_CONDUCT_CONDUCTANSWER_H
#define LP_CONDUCT_CONDUCTANSWER_H

#include "base/estimate.h"
#include "conduct/conductinput.h"

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

#endif
