/* SPDX-License-Identifier: MIT
 *
 * Sorting of the fitted flows by the edges that use them.
 */
#include "uncertainty/flows.h"

#include <math.h>

#define STRONG 30.0 /* flows between phases over the largest contact's: phases all but one */

void lp_flows_find(const struct lp_problem *problem, struct lp_arena *arena, struct lp_flows *flows)
{
    const struct lp_study *study = problem->study;
    bool *between = lp_arena_alloc(arena, problem->n + 1, sizeof(bool));
    bool *contact = lp_arena_alloc(arena, problem->n + 1, sizeof(bool));

    if (lp_arena_has_failed(arena))
        return;
    *flows = (struct lp_flows){between, contact, false};
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        for (size_t i = 0; i < m->n_edges; i++) {
            size_t i_parameter = m->edges[i].flow_mol_per_s.i_parameter;
            size_t j = !lp_edge_conducts(&m->edges[i]) || i_parameter == LP_NONE
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
        flows->has_between = flows->has_between || between[j];
    }
}

bool lp_flows_strengthen(const struct lp_problem *problem, const struct lp_flows *flows,
                         double scratch[], double u[])
{
    double most = 0.0;

    if (!flows->has_between)
        return false;
    lp_problem_values(problem, u, scratch);
    for (size_t j = 0; j < problem->n; j++)
        if (flows->is_contact[j])
            most = fmax(most, scratch[problem->i_parameter[j]]);
    for (size_t j = 0; j < problem->n; j++)
        if (flows->is_between[j])
            u[j] = fmax(u[j], lp_transform_u(&problem->transform[j], STRONG * most));
    return true;
}
