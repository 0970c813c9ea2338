/* SPDX-License-Identifier: MIT
 *
 * Points of parameter space that agree with the data or nearly so, from all that was fitted before:
 * starts of the searches of profiles.c, where the nearest one in the number searched for is often
 * in another valley than the best.
 */
#include "uncertainty/profiles_impl.h"

#include <math.h>
#include <string.h>

#define POOL_RISE 30.0 /* of the deviance: points above are no help as starts */

/* A point that may help, unless it is there already. */
void lp_profiles_pool_add(struct lp_profiles_work *run, const double u[], double deviance)
{
    struct lp_profiles_pool *pool = &run->pool;
    size_t n = run->s->problem->n;

    if (!(deviance - run->s->best->deviance < (run->is_costly ? INFINITY : POOL_RISE)) ||
        pool->n == pool->n_max)
        return;
    for (size_t k = 0; k < pool->n; k++) {
        double difference = 0.0;
        for (size_t j = 0; j < n; j++)
            difference = fmax(difference, fabs(pool->u[k * n + j] - u[j]));
        if (difference < 1e-3)
            return;
    }
    memcpy(pool->u + pool->n * n, u, n * sizeof(double));
    pool->deviance[pool->n++] = deviance;
}

/* A topology's best fit as a point of the full model: what it lacks is zero. */
static void add_topology(struct lp_profiles_work *run, const struct lp_topology *t, double u[])
{
    const struct lp_problem *problem = run->s->problem;

    if (!t->optimum || isnan(t->optimum->deviance))
        return;
    for (size_t j = 0; j < problem->n; j++) {
        size_t i = lp_problem_find(t->problem, problem->i_parameter[j]);
        if (i == LP_NONE && !(run->flows.is_between[j] || run->flows.is_contact[j]))
            return;
        u[j] = i == LP_NONE ? lp_transform_u(&problem->transform[j], 0.0) : t->optimum->u[i];
    }
    lp_profiles_pool_add(run, u, lp_topology_lifted_deviance(problem, t));
}

/* Fits from the best with strong exchange between the phases, and without any. */
static enum lp_status add_exchanges(struct lp_profiles_work *run)
{
    struct lp_profile_point points[LP_HOLD_EXCHANGES];
    enum lp_status status =
        lp_hold_exchanges(&run->workers[0], run->s->best->u, run->arena, points);

    for (size_t i = 0; i < LP_HOLD_EXCHANGES && status == LP_OK; i++)
        if (!isnan(points[i].deviance))
            lp_profiles_pool_add(run, points[i].u, points[i].deviance);
    return status;
}

enum lp_status lp_profiles_pool_fill(struct lp_profiles_work *run)
{
    const struct lp_solution *s = run->s;
    size_t n = s->problem->n;
    double *u = lp_arena_alloc(run->arena, n + 1, sizeof(double));

    run->pool.n_max =
        s->starts.n + 2 * n + s->topologies.n + 4 + LP_PROFILES_ROUNDS * 2 * run->n_items;
    run->pool.deviance = lp_arena_alloc(run->arena, run->pool.n_max, sizeof(double));
    run->pool.u = lp_arena_alloc(run->arena, run->pool.n_max, (n + 1) * sizeof(double));
    if (!u || !run->pool.deviance || !run->pool.u)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->starts.n; i++)
        if (!isnan(s->starts.starts[i]->deviance))
            lp_profiles_pool_add(run, s->starts.starts[i]->u, s->starts.starts[i]->deviance);
    for (size_t i = 0; i < 2 * n; i++)
        if (!isnan(s->identity[i / 2].rise[i % 2]))
            lp_profiles_pool_add(run, s->identity[i / 2].u_end[i % 2],
                                 s->best->deviance + s->identity[i / 2].rise[i % 2]);
    for (size_t i = 1; i < s->topologies.n; i++)
        add_topology(run, &s->topologies.items[i], u);
    return add_exchanges(run);
}
