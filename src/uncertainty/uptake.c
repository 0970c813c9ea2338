/* SPDX-License-Identifier: MIT
 *
 * One evaluation of the pathway's numbers per topology.
 */
#include "uncertainty/uptake.h"

#include "uncertainty/solution.h"

#include <math.h>

size_t lp_uptake_most(const struct lp_model *m, const double numbers[])
{
    size_t i_most = LP_NONE;
    double most = NAN;

    for (size_t i = 0; i < m->n_compartments; i++) {
        const double part = numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE_PART)];
        if (isnan(part) || part <= most)
            continue;
        most = part;
        i_most = i;
    }
    return i_most;
}

/* p [parameters.n] and numbers [lp_shares_n] are scratch. */
static enum lp_status evaluate(const struct lp_solution *s, const struct lp_topology *t, double p[],
                               double numbers[], struct lp_uptake *out)
{
    const size_t n = s->report->model->n_compartments;
    double *part = lp_arena_alloc(s->arena, n, sizeof *part);
    struct lp_shares *shares = NULL;

    if (!part)
        return LP_ENOMEM;
    enum lp_status status = lp_shares_new(s->study, &t->absent, &s->options->engine, &shares, NULL);
    if (status == LP_OK) {
        lp_problem_values(t->problem, t->optimum->u, p);
        status = lp_shares_evaluate(shares, p, true, numbers, NULL, NULL);
    }
    lp_shares_free(shares);
    if (status != LP_OK)
        return status == LP_ENOMEM ? status : LP_OK;
    for (size_t i = 0; i < n; i++)
        part[i] = numbers[lp_shares_at_compartment(i, LP_SHARE_UPTAKE_PART)];
    *out = (struct lp_uptake){.is_known = true,
                              .share = numbers[LP_SHARE_INTERFACE],
                              .part = part,
                              .i_most = lp_uptake_most(s->report->model, numbers)};
    return LP_OK;
}

enum lp_status lp_uptake_run(struct lp_solution *s)
{
    struct lp_uptake *uptake = lp_arena_alloc(s->arena, s->topologies.n, sizeof *uptake);
    double *p = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof *p);
    double *numbers = lp_arena_alloc(s->arena, lp_shares_n(s->report->model), sizeof *numbers);
    enum lp_status status = lp_arena_status(s->arena, LP_OK);

    for (size_t i = 0; i < s->topologies.n && status == LP_OK; i++)
        if (s->topologies.items[i].optimum)
            status = evaluate(s, &s->topologies.items[i], p, numbers, &uptake[i]);
    s->uptake = uptake;
    return status;
}
