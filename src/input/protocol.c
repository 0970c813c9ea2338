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

static void take_step(struct lp_protocol_cursor *cursor)
{
    const struct lp_protocol *protocol = cursor->protocol;
    if (cursor->i_block < protocol->n_blocks)
        cursor->step = protocol->blocks[cursor->i_block].steps[cursor->i_step];
    else
        cursor->step = closing_step(protocol);
}

struct lp_protocol_cursor lp_protocol_begin(const struct lp_protocol *protocol)
{
    struct lp_protocol_cursor cursor = {.protocol = protocol};
    take_step(&cursor);
    return cursor;
}

void lp_protocol_next(struct lp_protocol_cursor *cursor)
{
    const struct lp_protocol *protocol = cursor->protocol;
    if (cursor->i_block >= protocol->n_blocks)
        return;
    const struct lp_block *block = &protocol->blocks[cursor->i_block];
    cursor->start_s += cursor->step.duration_s;
    cursor->i_step++;
    if (cursor->i_step == block->n_steps) {
        cursor->i_step = 0;
        cursor->i_repeat++;
    }
    if (cursor->i_repeat == block->n_repeat) {
        cursor->i_repeat = 0;
        cursor->i_block++;
    }
    take_step(cursor);
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
