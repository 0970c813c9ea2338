/* SPDX-License-Identifier: MIT
 *
 * Points of parameter space that agree with the data or nearly so, from all that was fitted before:
 * starts of the searches of profiles.c, where the nearest one in the number searched for is often
 * in another valley than the best.
 */
#include "inference/profiles_impl.h"

#include <math.h>
#include <string.h>

#define POOL_RISE 30.0 /* of the deviance: points above are no help as starts */
#define STRONG    30.0 /* flows between phases over the largest contact's: phases all but one */

/* Phases that exchange so fast that they are one, as far as flows between them can do it. */
bool lp_profiles_strengthen(const struct lp_profiles_work *run, struct lp_quantity_view *view,
                            double u[])
{
    const struct lp_problem *problem = run->s->problem;
    double most = 0.0;

    if (!run->has_between)
        return false;
    lp_problem_values(problem, u, view->p);
    for (size_t j = 0; j < problem->n; j++)
        if (run->is_contact[j])
            most = fmax(most, view->p[problem->i_parameter[j]]);
    for (size_t j = 0; j < problem->n; j++)
        if (run->is_between[j])
            u[j] = fmax(u[j], lp_transform_u(&problem->transform[j], STRONG * most));
    return true;
}

/* Flows between phases, and of contacts, over all experiments. */
enum lp_status lp_profiles_find_flows(struct lp_profiles_work *run)
{
    const struct lp_study *study = run->s->study;
    const struct lp_problem *problem = run->s->problem;
    bool *between = lp_arena_alloc(run->arena, problem->n + 1, sizeof(bool));
    bool *contact = lp_arena_alloc(run->arena, problem->n + 1, sizeof(bool));

    if (!between || !contact)
        return LP_ENOMEM;
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        for (size_t i = 0; i < m->n_edges; i++) {
            size_t i_parameter = m->edges[i].flow_mol_per_s.i_parameter;
            size_t j = m->edges[i].is_one_way || i_parameter == LP_NONE
                           ? LP_NONE
                           : lp_problem_find(problem, i_parameter);
            if (j == LP_NONE)
                continue;
            if (lp_edge_touches_electrode(m, &m->edges[i]))
                contact[j] = true;
            else
                between[j] = true;
        }
    }
    for (size_t j = 0; j < problem->n; j++) {
        between[j] = between[j] && !contact[j];
        run->has_between = run->has_between || between[j];
    }
    run->is_between = between;
    run->is_contact = contact;
    return LP_OK;
}

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
        if (i == LP_NONE && !(run->is_between[j] || run->is_contact[j]))
            return;
        u[j] = i == LP_NONE ? lp_transform_u(&problem->transform[j], 0.0) : t->optimum->u[i];
    }
    lp_profiles_pool_add(run, u, lp_topology_lifted_deviance(problem, t));
}

/* Fits from the best with strong exchange between the phases, and without any. */
static enum lp_status add_exchanges(struct lp_profiles_work *run, double u[])
{
    const struct lp_solution *s = run->s;
    struct lp_profiles_worker *w = &run->workers[0];
    struct lp_fit_options options = {
        .xtol = LP_PROFILES_XTOL, .gtol = LP_PROFILES_GTOL, .max_jacobians = LP_PROFILES_JACOBIANS};
    struct lp_optimum *o = lp_optimum_new(run->arena, s->problem);
    enum lp_status status = o ? LP_OK : LP_ENOMEM;

    for (size_t i = 0; i < 2 && run->has_between && status == LP_OK; i++) {
        memcpy(u, s->best->u, s->problem->n * sizeof(double));
        if (i == 0)
            lp_profiles_strengthen(run, &w->view, u);
        for (size_t j = 0; i == 1 && j < s->problem->n; j++)
            u[j] = run->is_between[j] ? s->problem->lo[j] : u[j];
        lp_optimum_copy(s->problem, o, s->best);
        memcpy(o->u, u, s->problem->n * sizeof(double));
        status = lp_optimum_fit(w->objective, s->problem, &options, NULL, run->arena, o);
        if (status == LP_OK && !isnan(o->deviance))
            lp_profiles_pool_add(run, o->u, o->deviance);
    }
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
    return run->is_costly ? LP_OK : add_exchanges(run, u);
}
