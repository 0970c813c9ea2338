/* SPDX-License-Identifier: MIT
 *
 * What was done to the cell: a list of steps, blocks of them repeated, kept as written (thousands
 * of polarity switches take no memory) and walked step by step with a cursor.
 */
#ifndef LP_INPUT_PROTOCOL_H
#define LP_INPUT_PROTOCOL_H

#include "base/source.h"

#include <stdbool.h>
#include <stddef.h>

struct lp_step {
    double duration_s;  /* > 0 */
    double current_A;   /* positive: Li+ from the first electrode to the second */
    bool electrodes_on; /* false: out of the cell, stored */
    struct lp_span span;
};

struct lp_block {
    size_t n_repeat; /* >= 1 */
    size_t n_steps;
    const struct lp_step *steps;
};

struct lp_protocol {
    size_t n_blocks; /* 0: at rest for good, electrodes on */
    const struct lp_block *blocks;
};

/* Walks the steps in time. After the last one the last step's electrodes setting holds at zero
 * current, without end (duration INFINITY). Times of a block are counted from its start, so that
 * they do not drift over its repeats and do not depend on whether these were walked or skipped. */
struct lp_protocol_cursor {
    const struct lp_protocol *protocol;
    size_t i_block, i_repeat, i_step;
    double block_s;         /* start of the block */
    double repeat_s;        /* length of one of its repeats */
    double offset_s;        /* of the current step from the start of its repeat */
    double start_s, stop_s; /* of the current step; the next one starts where it stops */
    struct lp_step step;    /* the current step */
};

struct lp_protocol_cursor lp_protocol_begin(const struct lp_protocol *protocol);
void lp_protocol_next(struct lp_protocol_cursor *cursor);

/* The current block; NULL after the last one. */
const struct lp_block *lp_protocol_block(const struct lp_protocol_cursor *cursor);

/* Whole repeats of the block, from a cursor at the start of one, that end before t_s; 0 elsewhere.
 * _skip passes n of them, n <= those, as walking them would. */
size_t lp_protocol_repeats(const struct lp_protocol_cursor *cursor, double t_s);
void lp_protocol_skip(struct lp_protocol_cursor *cursor, size_t n_repeats);

/* True if any step drives a current; true if any step is out of the cell. */
bool lp_protocol_is_driven(const struct lp_protocol *protocol);
bool lp_protocol_has_storage(const struct lp_protocol *protocol);

/* The current of the step with the largest |I|, with its sign; 0 without any. */
double lp_protocol_current_A(const struct lp_protocol *protocol);

#endif
