/* SPDX-License-Identifier: MIT
 *
 * Charge budget of an experiment with current: the 6Li that the phases gained against what the
 * charge could bring, and against what the same cell gains at rest.
 *
 *     gained / (int |I| dt / F) <= x_el - x0      each Li+ that is driven in brings x_el, and
 *                                                 pushes out one of at least x0
 *     lost / (int |I| dt / F) <= x0 - x_el        likewise from electrodes poorer than the phases
 *     gained with I = 0 / gained                  same parameters, same times, electrodes on and
 *                                                 off alike
 *
 * Whether it was gained or lost is decided once, by the best fit. Exchange and growth bring 6Li
 * without charge, so a ratio above is no contradiction.
 */
#include "checks/checks_impl.h"
#include "observe/observe.h"

#include <math.h>
#include <string.h>

#define DRAWS  40  /* each costs three integrations */
#define MOSTLY 0.5 /* at rest: more than this and the uptake says little of the current */

/* The same experiment without current; NULL: no memory. */
static struct lp_experiment *at_rest(const struct lp_experiment *x, struct lp_arena *arena)
{
    struct lp_experiment *rest = lp_arena_alloc(arena, 1, sizeof *rest);
    struct lp_block *blocks = lp_arena_alloc(arena, x->protocol.n_blocks, sizeof *blocks);

    if (!rest || !blocks)
        return NULL;
    *rest = *x;
    for (size_t b = 0; b < x->protocol.n_blocks; b++) {
        blocks[b] = x->protocol.blocks[b];
        struct lp_step *steps = lp_arena_alloc(arena, blocks[b].n_steps, sizeof *steps);
        if (!steps)
            return NULL;
        memcpy(steps, blocks[b].steps, blocks[b].n_steps * sizeof *steps);
        for (size_t i = 0; i < blocks[b].n_steps; i++)
            steps[i].current_A = 0.0;
        blocks[b].steps = steps;
    }
    rest->protocol.blocks = blocks;
    return rest;
}

/* An experiment and the same one at rest, without the absent edges. */
struct pair {
    struct lp_checks *checks;
    const struct lp_experiment *experiment, *at_rest;
    const struct lp_edge_set *absent;
    struct lp_observer *driven, *rest;
    double passed_mol; /* int |I| dt/F until the last datum */
    double sign;       /* -1 where the phases lost 6Li in the best fit, else 1 */
};

static void close_pair(struct pair *pair)
{
    lp_observer_free(pair->driven);
    lp_observer_free(pair->rest);
    pair->driven = pair->rest = NULL;
}

static enum lp_status open_pair(struct pair *pair, const struct lp_edge_set *absent)
{
    struct lp_point point = {.t_s = lp_experiment_last_s(pair->experiment)};
    struct lp_observer_setup setup = {.experiment = pair->experiment,
                                      .absent = absent,
                                      .engine = pair->checks->solution->options->engine,
                                      .n_points = 1,
                                      .points = &point};

    close_pair(pair);
    pair->absent = absent;
    enum lp_status status = lp_observer_new(&setup, &pair->driven, NULL);
    setup.experiment = pair->at_rest;
    return status == LP_OK ? lp_observer_new(&setup, &pair->rest, NULL) : status;
}

/* What passed and what the phases gained until the last datum; NaN where it cannot be had. */
static struct lp_books books_of(struct pair *pair, const struct lp_interval_point *at,
                                bool with_current)
{
    struct lp_books books;
    enum lp_status status = LP_OK;

    if (!pair->rest || pair->absent != at->absent)
        status = open_pair(pair, at->absent);
    if (status == LP_OK)
        status = lp_observer_books(with_current ? pair->driven : pair->rest, at->p,
                                   lp_experiment_last_s(pair->experiment), &books, NULL);
    return lp_checks_could(pair->checks, status)
               ? books
               : (struct lp_books){.throughput_C = NAN, .phases_li6_gained_mol = NAN};
}

/* What the phases gained, or lost if the best fit has them lose [mol]. */
static double moved(struct pair *pair, const struct lp_interval_point *at, bool with_current)
{
    return pair->sign * books_of(pair, at, with_current).phases_li6_gained_mol;
}

static double per_charge(void *context, const struct lp_interval_point *at)
{
    struct pair *pair = context;

    return moved(pair, at, true) / pair->passed_mol;
}

/* moved at rest / moved. */
static double rest_share(void *context, const struct lp_interval_point *at)
{
    const double driven = moved(context, at, true);

    return driven > 0.0 ? moved(context, at, false) / driven : NAN;
}

static double start_of(const struct lp_experiment *x, size_t i_compartment, const double p[])
{
    return lp_value_at(x->model->parameters, &x->model->compartments[i_compartment].enrichment, p,
                       x->temperature_K);
}

/* The largest x_el - x0 of an electrode and a phase; of x0 - x_el with sign -1. */
static double largest_step(const struct lp_experiment *x, const double p[], double sign)
{
    const struct lp_model *m = x->model;
    double largest = -INFINITY;

    for (size_t i = 0; i < m->n_compartments; i++)
        for (size_t k = 0; k < m->n_compartments; k++)
            if (m->compartments[i].kind == LP_ELECTRODE && m->compartments[k].kind == LP_PHASE)
                largest = fmax(largest, sign * (start_of(x, i, p) - start_of(x, k, p)));
    return largest;
}

static void check_driven(struct pair *pair)
{
    const struct lp_solution *s = pair->checks->solution;
    const struct lp_experiment *x = pair->experiment;
    const struct lp_interval_point best = {s->p, NULL};
    const struct lp_books books = books_of(pair, &best, true);
    const bool is_loss = books.phases_li6_gained_mol < 0.0;

    pair->sign = is_loss ? -1.0 : 1.0;
    pair->passed_mol = lp_mol_of_charge(books.throughput_C);
    if (!(pair->passed_mol > 0.0))
        return;
    lp_checks_judge(pair->checks,
                    (struct lp_check){.name = LP_CHECK_CHARGE_BUDGET,
                                      .of = {x, NULL},
                                      .value = lp_intervals_function(s, per_charge, pair, DRAWS),
                                      .expected_low = NAN,
                                      .expected_high = largest_step(x, s->p, pair->sign),
                                      .facts.passed_mol = pair->passed_mol,
                                      .facts.is_loss = is_loss},
                    (double)INFINITY);
    lp_checks_judge(pair->checks,
                    (struct lp_check){.name = LP_CHECK_EXCHANGE_AT_REST,
                                      .of = {x, NULL},
                                      .value = lp_intervals_function(s, rest_share, pair, DRAWS),
                                      .expected_low = NAN,
                                      .expected_high = MOSTLY,
                                      .facts.is_loss = is_loss},
                    (double)INFINITY);
}

void lp_check_charge(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;

    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        const bool is_driven = lp_protocol_is_driven(&x->protocol);
        struct pair pair = {.checks = checks, .experiment = x};
        if (x->n_rows > 0 && !is_driven)
            lp_checks_lack(checks, LP_LACK_CURRENT, x, NULL);
        if (x->n_rows == 0 || !is_driven || x->model->i_first == LP_NONE)
            continue;
        pair.at_rest = at_rest(x, checks->solution->arena);
        if (pair.at_rest)
            check_driven(&pair);
        close_pair(&pair);
    }
}
