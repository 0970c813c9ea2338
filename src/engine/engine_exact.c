/* SPDX-License-Identifier: MIT
 *
 * The engine for rates that are constant on each stretch of the protocol: the solution as matrix
 * functions, without steps in time. It walks the stretches, gives each to the part that suits it
 * (engine_exact.h) and hands out rows. It does not apply where inventories move: a phase that
 * grows, or a finite electrode or pool under current; nor to large networks with one-way edges.
 */
#include "engine/engine_exact.h"

#include "base/arena.h"
#include "engine/engine_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Above, dense matrices cost more than resolvents of banded ones. */
#define N_STATES_SMALL 30

struct exact_engine {
    struct lp_engine base;
    struct lp_arena *arena;
    bool is_small, is_one_way;
    struct lp_exact_rest *rest; /* the parts, made where they may be needed */
    struct lp_exact_step *step;
    struct lp_exact_power *power;
    struct lp_exact_contour *contour;
    double *x, *s; /* the state: [n_states], [slots.n][n_states] */
};

static void free_engine(struct lp_engine *base)
{
    struct exact_engine *engine = (struct exact_engine *)base;
    lp_exact_rest_free(engine->rest);
    lp_exact_power_free(engine->power);
    lp_exact_step_free(engine->step);
    lp_exact_contour_free(engine->contour);
    lp_arena_free(engine->arena);
}

static void set_start(struct exact_engine *engine, bool with_slopes)
{
    const struct lp_network *net = engine->base.problem.network;
    size_t n = net->n_states, n_slots = net->slots.n;
    memcpy(engine->x, net->x0, n * sizeof *engine->x);
    for (size_t k = 0; with_slopes && k < n_slots; k++) {
        for (size_t i = 0; i < n; i++)
            engine->s[k * n + i] = net->d_x0[i * n_slots + k];
    }
}

static enum lp_status pass(struct exact_engine *engine, struct lp_exact_task *task,
                           struct lp_exact_state *state, struct lp_diag *diag)
{
    if (!engine->is_small)
        return lp_exact_contour_pass(engine->contour, task, state, diag);
    if (task->stretch->current_A == 0 && !engine->is_one_way && !task->given_mol)
        return lp_exact_rest_pass(engine->rest, task, state);
    return lp_exact_step_pass(engine->step, task, state, diag);
}

/* Inventories do not move: each row repeats them. */
static void write_inventories(const struct lp_network *net, size_t n_times,
                              struct lp_trajectory *out)
{
    size_t n = net->model->n_compartments, n_slots = net->slots.n;
    if (!out->N || n_times == 0)
        return;
    lp_engine_write_inventories(net, 0, out);
    for (size_t t = 1; t < n_times; t++) {
        memcpy(out->N + t * n, out->N, n * sizeof *out->N);
        if (out->dN)
            memcpy(out->dN + t * n * n_slots, out->dN, n * n_slots * sizeof *out->dN);
    }
}

/* 0 if all are finite, else NaN; SIDE sums side by side take a fraction of the time. */
LP_WIDE static double sum_of_zeros(size_t n, const double values[])
{
    enum { SIDE = 16 };
    double sum[SIDE] = {0}, total = 0;
    for (; n >= SIDE; n -= SIDE, values += SIDE) {
        for (size_t i = 0; i < SIDE; i++)
            sum[i] += 0 * values[i];
    }
    for (size_t i = 0; i < SIDE; i++)
        total += sum[i] + (i < n ? 0 * values[i] : 0);
    return total;
}

/* Numbers that are none are a failure with a name. */
static enum lp_status check_rows(const struct exact_engine *engine,
                                 const struct lp_exact_task *task, struct lp_diag *diag)
{
    const struct lp_network *net = engine->base.problem.network;
    size_t n = net->model->n_compartments, n_slopes = task->dx ? n * net->slots.n : 0;
    if (sum_of_zeros(task->n_outputs * n, task->x) == 0 &&
        sum_of_zeros(task->n_outputs * n_slopes, task->dx) == 0)
        return LP_OK;
    for (size_t t = 0; t < task->n_outputs; t++) {
        if (sum_of_zeros(n, task->x + t * n) == 0 &&
            (n_slopes == 0 || sum_of_zeros(n_slopes, task->dx + t * n_slopes) == 0))
            continue;
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': the solution is not finite at t = %g s",
                      engine->base.problem.experiment, task->times_s[t]);
        return LP_ENUMERIC;
    }
    return LP_OK;
}

/* The outputs of a stretch, from i_time on: those until its end. */
static struct lp_exact_task make_task(const struct exact_engine *engine,
                                      const struct lp_stretch *stretch, size_t i_time,
                                      struct lp_trajectory *out)
{
    const struct lp_engine_problem *problem = &engine->base.problem;
    size_t n = problem->network->model->n_compartments, n_slots = problem->network->slots.n;
    struct lp_exact_task task = {.stretch = stretch,
                                 .times_s = problem->times_s + i_time,
                                 .x = out->x + i_time * n,
                                 .dx = !out->dx ? NULL : out->dx + i_time * n * n_slots,
                                 .given_mol = out->li6_given_mol};
    if (task.given_mol)
        task.given_mol += 2 * i_time;
    while (i_time + task.n_outputs < problem->n_times &&
           task.times_s[task.n_outputs] <= stretch->stop_s)
        task.n_outputs++;
    task.goes_on = i_time + task.n_outputs < problem->n_times;
    return task;
}

static void write_start(const struct exact_engine *engine, struct lp_trajectory *out)
{
    const struct lp_network *net = engine->base.problem.network;
    lp_engine_fold(net, engine->x, net->x0, 1, out->x);
    for (size_t k = 0; out->dx && k < net->slots.n; k++)
        lp_engine_fold(net, engine->s + k * net->n_states, net->d_x0 + k, net->slots.n,
                       out->dx + k);
    for (size_t side = 0; out->li6_given_mol && side < 2; side++)
        out->li6_given_mol[side] = 0;
}

static void add_given(const struct lp_exact_task *task, double given_mol[2])
{
    for (size_t side = 0; task->given_mol && side < 2; side++) {
        for (size_t i = 0; i < task->n_outputs; i++)
            task->given_mol[2 * i + side] += given_mol[side];
        given_mol[side] += task->given_end_mol[side];
    }
}

/* Where a solution stands between stretches. */
struct progress {
    struct lp_stretches stretches;
    struct lp_exact_state state;
    size_t i_time;       /* the next output */
    double given_mol[2]; /* so far */
};

/* A stretch with its outputs, up to the next one. The clock may not tell a short step from none. */
static enum lp_status pass_stretch(struct exact_engine *engine, struct progress *at,
                                   struct lp_trajectory *out, struct lp_diag *diag)
{
    if (at->stretches.now.stop_s > at->stretches.now.start_s) {
        struct lp_exact_task task = make_task(engine, &at->stretches.now, at->i_time, out);
        enum lp_status status = pass(engine, &task, &at->state, diag);
        if (status == LP_OK)
            status = check_rows(engine, &task, diag);
        if (status != LP_OK)
            return status;
        add_given(&task, at->given_mol);
        at->i_time += task.n_outputs;
    }
    lp_stretches_next(&at->stretches);
    return LP_OK;
}

/* Repeats of a block until the next output, where they need not be walked; n_passed: how many. The
 * first one always is, so that whatever is wrong with a step is said of that step. */
static enum lp_status pass_repeats(struct exact_engine *engine, struct progress *at,
                                   const struct lp_trajectory *out, size_t *n_passed,
                                   struct lp_diag *diag)
{
    *n_passed = 0;
    if (!engine->power || at->stretches.cursor.i_repeat == 0)
        return LP_OK;
    *n_passed = lp_stretches_repeats(&at->stretches, engine->base.problem.times_s[at->i_time]);
    if (*n_passed == 0)
        return LP_OK;
    enum lp_status status = lp_exact_power_pass(engine->power, &at->stretches, n_passed, &at->state,
                                                out->li6_given_mol ? at->given_mol : NULL, diag);
    if (status == LP_OK)
        lp_stretches_skip(&at->stretches, *n_passed);
    return status;
}

/*
 * An output at t = 0 comes from the start itself; then stretch by stretch, or many repeats at once,
 * until the last output. An output at a boundary belongs to the stretch that ends there.
 */
static enum lp_status solve(struct lp_engine *base, struct lp_trajectory *out, struct lp_diag *diag)
{
    struct exact_engine *engine = (struct exact_engine *)base;
    const struct lp_engine_problem *problem = &base->problem;
    struct lp_network *net = problem->network;
    struct progress at = {.stretches = lp_network_stretches(net, problem->protocol),
                          .state = {.x = engine->x, .s = out->dx ? engine->s : NULL}};
    enum lp_status status = LP_OK;
    if (engine->is_small) {
        lp_exact_step_forget(engine->step);
        lp_exact_power_forget(engine->power);
    }
    lp_network_want_derivatives(net, out->dx != NULL);
    write_inventories(net, problem->n_times, out);
    set_start(engine, out->dx != NULL);
    if (problem->n_times > 0 && problem->times_s[0] == 0) {
        write_start(engine, out);
        at.i_time++;
    }
    if (at.i_time < problem->n_times)
        status = lp_network_check_numbers(net, diag);
    while (at.i_time < problem->n_times && status == LP_OK) {
        size_t n_passed;
        status = pass_repeats(engine, &at, out, &n_passed, diag);
        if (status == LP_OK && n_passed == 0)
            status = pass_stretch(engine, &at, out, diag);
        if (status != LP_OK && status != LP_ENOMEM)
            lp_diag_note(diag, at.stretches.now.span, "experiment '%s', protocol step at t = %g s",
                         problem->experiment, at.stretches.now.start_s);
    }
    return status;
}

static bool has_one_way(const struct lp_network *net)
{
    for (size_t t = 0; t < net->n_terms; t++) {
        if (!net->terms[t].relaxes)
            return true;
    }
    return false;
}

/* One-way edges can turn eigenvalues away from the real axis, round which the contour lies. */
enum lp_obstacle lp_engine_exact_obstacle(const struct lp_engine_problem *problem)
{
    const struct lp_network *net = problem->network;
    if (net->grows)
        return LP_OBSTACLE_GROWTH;
    if (net->n_moving > 0 && lp_protocol_is_driven(problem->protocol))
        return LP_OBSTACLE_CHARGE;
    if (net->n_states > N_STATES_SMALL && has_one_way(net))
        return LP_OBSTACLE_ONE_WAY;
    return LP_OBSTACLE_NONE;
}

const char *lp_obstacle_text(enum lp_obstacle obstacle)
{
    static const char *const texts[] = {
        [LP_OBSTACLE_NONE] = NULL,
        [LP_OBSTACLE_GROWTH] = "a phase that grows",
        [LP_OBSTACLE_CHARGE] = "a finite electrode or a surface pool under current",
        [LP_OBSTACLE_ONE_WAY] = "one-way edges between so many compartments or layers"};
    return texts[obstacle];
}

bool lp_engine_exact_applies(const struct lp_engine_problem *problem, struct lp_diag *diag)
{
    const char *reason = lp_obstacle_text(lp_engine_exact_obstacle(problem));
    if (reason && diag) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': the exact engine does not apply to %s: use --engine auto "
                      "or cvodes",
                      problem->experiment, reason);
    }
    return !reason;
}

static const struct lp_engine_type exact_type = {
    .kind = LP_ENGINE_EXACT, .solve = solve, .free = free_engine};

/* The parts that the problem may need. */
static bool make_parts(struct exact_engine *engine, struct lp_network *net)
{
    engine->is_small = net->n_states <= N_STATES_SMALL;
    engine->is_one_way = has_one_way(net);
    if (!engine->is_small)
        return (engine->contour = lp_exact_contour_new(net)) != NULL;
    engine->rest = lp_exact_rest_new(net);
    engine->step = lp_exact_step_new(net);
    engine->power = !engine->step ? NULL : lp_exact_power_new(net, engine->step);
    return engine->rest && engine->power;
}

enum lp_status lp_engine_exact_new(const struct lp_engine_problem *problem,
                                   const struct lp_engine_options *options,
                                   struct lp_engine **engine)
{
    struct lp_network *net = problem->network;
    struct lp_arena *arena = lp_arena_new();
    struct exact_engine *made = lp_arena_alloc(arena, 1, sizeof *made);
    if (!made) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    made->arena = arena;
    made->base = (struct lp_engine){.type = &exact_type, .problem = *problem, .options = *options};
    made->x = lp_arena_alloc(arena, net->n_states, sizeof *made->x);
    made->s = lp_arena_alloc(arena, net->n_states * net->slots.n, sizeof *made->s);
    if (!made->x || !made->s || !make_parts(made, net)) {
        free_engine(&made->base);
        return LP_ENOMEM;
    }
    *engine = &made->base;
    return LP_OK;
}
