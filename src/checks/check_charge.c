/* SPDX-License-Identifier: MIT
 *
 * Charge budget of an experiment with current: the 6Li that the phases gained against what the
 * charge could bring, and against what the same cell gains at rest.
 *
 *     gained / (int |I| dt / F) <= x_el - x0      each Li+ that is driven in brings x_el, and
 *                                                 pushes out one of at least x0
 *     gained with I = 0 / gained                  same parameters, same times, electrodes on and
 *                                                 off alike
 *
 * Exchange and growth bring 6Li without charge, so a ratio above is no contradiction.
 */
#include "checks/checks.h"
#include "observe/observe.h"
#include "uncertainty/intervals.h"

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
    const struct lp_solution *solution;
    const struct lp_experiment *experiment, *at_rest;
    const struct lp_edge_set *absent;
    struct lp_observer *driven, *rest;
    double passed_mol;
};

static void close_pair(struct pair *pair)
{
    lp_observer_free(pair->driven);
    lp_observer_free(pair->rest);
    pair->driven = pair->rest = NULL;
}

static enum lp_status open_pair(struct pair *pair, const struct lp_edge_set *absent)
{
    const struct lp_solution *s = pair->solution;
    size_t *i_slot = lp_arena_alloc(s->arena, s->study->parameters.n + 1, sizeof *i_slot);
    struct lp_point point = {.t_s = lp_checks_last_time(pair->experiment)};
    struct lp_observer_setup setup = {.experiment = pair->experiment,
                                      .absent = absent,
                                      .engine = s->options->engine,
                                      .n_points = 1,
                                      .points = &point};

    close_pair(pair);
    pair->absent = absent;
    if (!i_slot)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    setup.slots.i_slot = i_slot;
    enum lp_status status = lp_observer_new(&setup, &pair->driven, NULL);
    setup.experiment = pair->at_rest;
    return status == LP_OK ? lp_observer_new(&setup, &pair->rest, NULL) : status;
}

/* What the phases gained until the last datum [mol]. */
static double gained(struct pair *pair, const struct lp_interval_point *at, bool with_current)
{
    struct lp_books books;

    if ((!pair->rest || pair->absent != at->absent) && open_pair(pair, at->absent) != LP_OK)
        return NAN;
    return lp_observer_books(with_current ? pair->driven : pair->rest, at->p,
                             lp_checks_last_time(pair->experiment), &books, NULL) == LP_OK
               ? books.phases_li6_gained_mol
               : NAN;
}

static double per_charge(void *context, const struct lp_interval_point *at)
{
    struct pair *pair = context;

    return gained(pair, at, true) / pair->passed_mol;
}

/* gained at rest / gained. */
static double rest_share(void *context, const struct lp_interval_point *at)
{
    const double driven = gained(context, at, true);

    return driven > 0.0 ? gained(context, at, false) / driven : NAN;
}

static enum lp_status check_rest(struct lp_checks *checks, struct pair *pair)
{
    struct lp_answer_check check = {
        .name = "exchange_at_rest",
        .subject = pair->experiment->name,
        .value = lp_intervals_function(checks->solution, rest_share, pair, DRAWS),
        .unit = "1",
        .expected_low = NAN,
        .expected_high = MOSTLY};

    if (isnan(check.value.value))
        return LP_OK;
    check.status = lp_checks_within(&check, (double)INFINITY);
    return lp_checks_add(
        checks, &check, "without current the same cell would have gained %.3g %% of its 6Li%s",
        100.0 * check.value.value,
        check.status == LP_CHECK_OK ? "" : ": the uptake mostly shows exchange at rest");
}

/* The largest x_el - x0 of an electrode and a phase. */
static double largest_step(const struct lp_experiment *x, const double p[])
{
    const struct lp_model *m = x->model;
    double high = 0.0, low = 1.0;

    for (size_t i = 0; i < m->n_compartments; i++) {
        double own =
            lp_value_at(m->parameters, &m->compartments[i].enrichment, p, x->temperature_K);
        if (m->compartments[i].kind == LP_ELECTRODE)
            high = fmax(high, own);
        else
            low = fmin(low, own);
    }
    return high - low;
}

static enum lp_status check_budget(struct lp_checks *checks, struct pair *pair)
{
    const struct lp_experiment *x = pair->experiment;
    const double most = largest_step(x, checks->solution->p), passed_mol = pair->passed_mol;
    struct lp_answer_check check = {
        .name = "charge_budget",
        .subject = x->name,
        .value = lp_intervals_function(checks->solution, per_charge, pair, DRAWS),
        .unit = "1",
        .expected_low = NAN,
        .expected_high = most};

    if (isnan(check.value.value))
        return LP_OK;
    check.status = lp_checks_within(&check, (double)INFINITY);
    return lp_checks_add(
        checks, &check,
        "%.3g umol of 6Li gained, %.3g umol of Li+ passed (I t/F): at most %.3g of 6Li by "
        "charge%s%s",
        1e6 * passed_mol * check.value.value, 1e6 * passed_mol, 1e6 * most * passed_mol,
        check.status == LP_CHECK_OK ? "" : "; the rest is exchange",
        check.status == LP_CHECK_OK ? ""
        : lp_model_grows(x->model)  ? " and growth that need no current"
                                    : " that needs no current");
}

static enum lp_status check_driven(struct lp_checks *checks, const struct lp_experiment *x,
                                   const struct lp_answer_books *books)
{
    struct pair pair = {.solution = checks->solution,
                        .experiment = x,
                        .at_rest = at_rest(x, checks->solution->arena),
                        .passed_mol = books->throughput_C / LP_FARADAY_C_PER_MOL};
    enum lp_status status = pair.at_rest ? check_budget(checks, &pair) : LP_ENOMEM;

    if (status == LP_OK)
        status = check_rest(checks, &pair);
    close_pair(&pair);
    return status;
}

enum lp_status lp_check_charge(struct lp_checks *checks)
{
    const struct lp_study *study = checks->solution->study;
    enum lp_status status = LP_OK;

    for (size_t e = 0; e < study->n_experiments && status == LP_OK; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        const struct lp_answer_books *books = NULL;
        for (size_t i = 0; i < checks->answer->n_books; i++)
            if (strcmp(checks->answer->books[i].experiment, x->name) == 0)
                books = &checks->answer->books[i];
        if (x->n_rows > 0 && books && books->throughput_C > 0.0)
            status = check_driven(checks, x, books);
        else if (x->n_rows > 0 && !lp_protocol_is_driven(&x->protocol))
            status =
                lp_checks_lack(checks,
                               "%s: charge_budget and exchange_at_rest (it has no `protocol` with "
                               "current)",
                               x->name);
    }
    return status;
}
