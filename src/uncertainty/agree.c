/* SPDX-License-Identifier: MIT
 *
 * Collecting points near enough to the best misfit and the pathway's numbers at each.
 */
#include "uncertainty/agree.h"

#include <math.h>
#include <string.h>

static bool agrees(const struct lp_solution *s, double deviance)
{
    return deviance <= s->best->deviance + lp_identify_rise(s->problem); /* false for NaN */
}

static enum lp_status allocate(struct lp_solution *s, size_t n_max)
{
    struct lp_agreeing *a = &s->agreeing;

    a->n_numbers = lp_shares_n(s->report->model);
    a->n_paths = s->followed.n;
    a->numbers = lp_arena_doubles(s->arena, n_max, a->n_numbers);
    a->probability = lp_arena_doubles(s->arena, n_max, a->n_paths);
    a->p = lp_arena_doubles(s->arena, n_max, s->study->parameters.n);
    a->rest = lp_arena_alloc(s->arena, n_max, sizeof *a->rest);
    a->absent = lp_arena_alloc(s->arena, n_max, sizeof *a->absent);
    return lp_arena_status(s->arena, LP_OK);
}

/* The point u of a problem (absent: of its topology); its row is kept if all can be computed there.
 */
static enum lp_status add(struct lp_solution *s, const struct lp_problem *problem,
                          const struct lp_edge_set *absent, struct lp_shares *shares,
                          const double u[])
{
    struct lp_agreeing *a = &s->agreeing;
    double *p = a->p + a->n * s->study->parameters.n;
    double *probability = a->probability + a->n * a->n_paths;
    size_t top = LP_NONE;
    bool joined = false;

    lp_problem_values(problem, u, p);
    a->absent[a->n] = absent;
    for (size_t i = 0; i < a->n_paths; i++)
        probability[i] = NAN;
    a->rest[a->n] = NAN;
    enum lp_status status =
        lp_shares_evaluate(shares, p, true, a->numbers + a->n * a->n_numbers, &joined, NULL);
    if (status == LP_OK && joined)
        status = lp_sample_follow(lp_shares_flow(shares), &s->followed, probability, &a->rest[a->n],
                                  &top);
    for (size_t i = 0; i < s->study->parameters.n; i++)
        if (lp_problem_find(problem, i) == LP_NONE)
            p[i] = NAN; /* an absent flow's start value tells nothing */
    a->n += status == LP_OK;
    return status == LP_ENOMEM ? status : LP_OK;
}

static enum lp_status add_full(struct lp_solution *s)
{
    struct lp_shares *shares = NULL;
    enum lp_status status = lp_shares_new(s->study, NULL, &s->options->engine, &shares, NULL);

    for (size_t i = 0; i < s->starts.n && status == LP_OK; i++)
        if (agrees(s, s->starts.starts[i]->deviance))
            status = add(s, s->problem, NULL, shares, s->starts.starts[i]->u);
    for (size_t i = 0; i < 2 * s->problem->n && status == LP_OK; i++)
        if (s->identity[i / 2].is_open[i % 2])
            status = add(s, s->problem, NULL, shares, s->identity[i / 2].u_end[i % 2]);
    lp_shares_free(shares);
    return status;
}

static enum lp_status add_topology(struct lp_solution *s, const struct lp_topology *t)
{
    struct lp_shares *shares = NULL;
    enum lp_status status = lp_shares_new(s->study, &t->absent, &s->options->engine, &shares, NULL);

    if (status == LP_OK)
        status = add(s, t->problem, &t->absent, shares, t->optimum->u);
    lp_shares_free(shares);
    return status;
}

enum lp_status lp_agree_collect(struct lp_solution *s)
{
    enum lp_status status = allocate(s, s->starts.n + 2 * s->problem->n + s->topologies.n);

    if (status == LP_OK)
        status = add_full(s);
    for (size_t i = 1; i < s->topologies.n && status == LP_OK; i++) {
        const struct lp_topology *t = &s->topologies.items[i];
        if (lp_topology_is_kept(t) && t->optimum &&
            agrees(s, lp_topology_lifted_deviance(s->problem, t)))
            status = add_topology(s, t);
    }
    return status;
}

void lp_agree_widen(size_t n, const double values[], size_t stride, struct lp_estimate *estimate)
{
    for (size_t i = 0; i < n; i++) {
        estimate->low = fmin(estimate->low, values[i * stride]); /* both pass over NaN */
        estimate->high = fmax(estimate->high, values[i * stride]);
    }
}
