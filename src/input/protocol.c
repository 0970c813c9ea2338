/* SPDX-License-Identifier: MIT
 *
 * Walking a protocol step by step: blocks in order, each repeated, each repeat step by step. What
 * the file leaves open is decided here: without a protocol the cell rests with its electrodes on,
 * and after the last step that step's electrodes setting holds at zero current, for good.
 */
#include "input/protocol.h"

#include <math.h>

/* The state that lasts for ever after the protocol's last step. */
static struct lp_step closing_step(const struct lp_protocol *protocol)
{
    struct lp_step step = {.duration_s = INFINITY, .electrodes_on = true};
    if (protocol->n_blocks) {
        const struct lp_block *last = &protocol->blocks[protocol->n_blocks - 1];
        step.electrodes_on = last->steps[last->n_steps - 1].electrodes_on;
        step.span = last->steps[last->n_steps - 1].span;
    }
    return step;
}

const struct lp_block *lp_protocol_block(const struct lp_protocol_cursor *cursor)
{
    bool is_over = cursor->i_block >= cursor->protocol->n_blocks;
    return is_over ? NULL : &cursor->protocol->blocks[cursor->i_block];
}

/* Where a part of a repeat begins. */
static double time_s(const struct lp_protocol_cursor *cursor, size_t i_repeat, double offset_s)
{
    return cursor->block_s + (double)i_repeat * cursor->repeat_s + offset_s;
}

/* Of steps below the clock's resolution, rounding must not make one stop before it starts. */
static void take_step(struct lp_protocol_cursor *cursor)
{
    const struct lp_block *block = lp_protocol_block(cursor);
    cursor->start_s = fmax(time_s(cursor, cursor->i_repeat, cursor->offset_s), cursor->stop_s);
    if (!block) {
        cursor->step = closing_step(cursor->protocol);
        cursor->stop_s = INFINITY;
        return;
    }
    cursor->step = block->steps[cursor->i_step];
    double offset_s = cursor->offset_s + cursor->step.duration_s;
    double stop_s = cursor->i_step + 1 < block->n_steps ? time_s(cursor, cursor->i_repeat, offset_s)
                                                        : time_s(cursor, cursor->i_repeat + 1, 0);
    cursor->stop_s = fmax(stop_s, cursor->start_s);
}

static void enter_block(struct lp_protocol_cursor *cursor, size_t i_block, double start_s)
{
    cursor->i_block = i_block;
    cursor->i_repeat = 0;
    cursor->block_s = start_s;
    cursor->repeat_s = 0;
    const struct lp_block *block = lp_protocol_block(cursor);
    for (size_t s = 0; block && s < block->n_steps; s++)
        cursor->repeat_s += block->steps[s].duration_s;
}

/* To the start of a repeat, or past the last one into the next block. */
static void enter_repeat(struct lp_protocol_cursor *cursor, size_t i_repeat)
{
    cursor->i_step = 0;
    cursor->offset_s = 0;
    cursor->i_repeat = i_repeat;
    if (i_repeat == lp_protocol_block(cursor)->n_repeat)
        enter_block(cursor, cursor->i_block + 1, time_s(cursor, i_repeat, 0));
    take_step(cursor);
}

struct lp_protocol_cursor lp_protocol_begin(const struct lp_protocol *protocol)
{
    struct lp_protocol_cursor cursor = {.protocol = protocol};
    enter_block(&cursor, 0, 0);
    take_step(&cursor);
    return cursor;
}

void lp_protocol_next(struct lp_protocol_cursor *cursor)
{
    const struct lp_block *block = lp_protocol_block(cursor);
    if (!block)
        return;
    if (cursor->i_step + 1 == block->n_steps) {
        enter_repeat(cursor, cursor->i_repeat + 1);
        return;
    }
    cursor->offset_s += cursor->step.duration_s;
    cursor->i_step++;
    take_step(cursor);
}

size_t lp_protocol_repeats(const struct lp_protocol_cursor *cursor, double t_s)
{
    const struct lp_block *block = lp_protocol_block(cursor);
    if (!block || cursor->i_step > 0)
        return 0;
    size_t n = block->n_repeat - cursor->i_repeat;
    double n_until = (t_s - cursor->start_s) / cursor->repeat_s;
    if (n_until < (double)n)
        n = n_until > 0 ? (size_t)n_until : 0;
    while (n > 0 && !(time_s(cursor, cursor->i_repeat + n, 0) < t_s))
        n--;
    return n;
}

void lp_protocol_skip(struct lp_protocol_cursor *cursor, size_t n_repeats)
{
    if (n_repeats > 0)
        enter_repeat(cursor, cursor->i_repeat + n_repeats);
}

bool lp_protocol_is_driven(const struct lp_protocol *protocol)
{
    for (size_t b = 0; b < protocol->n_blocks; b++)
        for (size_t s = 0; s < protocol->blocks[b].n_steps; s++)
            if (protocol->blocks[b].steps[s].current_A != 0.0)
                return true;
    return false;
}

bool lp_protocol_has_storage(const struct lp_protocol *protocol)
{
    for (size_t b = 0; b < protocol->n_blocks; b++)
        for (size_t s = 0; s < protocol->blocks[b].n_steps; s++)
            if (!protocol->blocks[b].steps[s].electrodes_on)
                return true;
    return false;
}

double lp_protocol_current_A(const struct lp_protocol *protocol)
{
    double largest_A = 0.0;
    for (size_t b = 0; b < protocol->n_blocks; b++)
        for (size_t s = 0; s < protocol->blocks[b].n_steps; s++)
            if (fabs(protocol->blocks[b].steps[s].current_A) > fabs(largest_A))
                largest_A = protocol->blocks[b].steps[s].current_A;
    return largest_A;
}
