/* SPDX-License-Identifier: MIT
 *
 * What the uptake so far can tell at all (science.md, "What is fitted", "Depth", "How sure"):
 *
 *     theta = (x - x0)/(x_el - x0)     early: uptake is linear in t and shows contacts' sums only
 *     Bi                                whether a phase is well mixed along the depth
 *     d = min ||x_I - x_j||/sigma       twin curves: the interface's and a neighbour's
 */
#include "checks/checks_impl.h"
#include "checks/regime.h"
#include "uncertainty/twin.h"

#include <math.h>

/* Undetermined in 70 % of synthetic experiments for d < 3, 29 % for 3-6, 6 % for 6-10, none above
 * (2052 of them; science.md, "How sure"). */
#define TWINS_FAIL 3.0

/* Well-mixed models: enrichments off by 0.1 and G 2.3-fold at 2.7 (regime.h). */
#define BIOT_FAIL 1.0

/* Of the largest: what each phase may have come, its interval by its enrichment's. */
static struct lp_estimate theta_estimate(const struct lp_solution *s)
{
    struct lp_estimate e = {lp_shares_theta(s->report, s->p, s->numbers), NAN, NAN};

    for (size_t i = 0; i < s->report->model->n_compartments; i++) {
        const struct lp_estimate x =
            s->intervals.numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)];
        const double one = lp_shares_phase_theta(s->report, s->p, i, x.low);
        const double other = lp_shares_phase_theta(s->report, s->p, i, x.high);
        e.low = fmax(e.low, fmin(one, other)); /* passes over NaN */
        e.high = fmax(e.high, fmax(one, other));
    }
    return e;
}

static void check_theta(struct lp_checks *checks)
{
    const struct lp_check check = {.name = LP_CHECK_THETA,
                                   .value = theta_estimate(checks->solution),
                                   .expected_low = LP_EARLY_THETA,
                                   .expected_high = 1.0};

    if (checks->solution->report->model->i_first != LP_NONE)
        lp_checks_judge(checks, check, (double)INFINITY);
}

/* A phase of the report experiment; its model without the absent edges is made once for each. */
struct phase {
    const struct lp_solution *solution;
    size_t i;
    const struct lp_edge_set *absent;
    struct lp_model model;
    bool is_set;
};

static bool leave_out(struct phase *phase, const struct lp_edge_set *absent)
{
    const struct lp_model *m = phase->solution->report->model;
    struct lp_edge *edges = lp_arena_alloc(phase->solution->arena, m->n_edges + 1, sizeof *edges);

    if (!edges)
        return false;
    phase->model = *m;
    phase->model.edges = edges;
    phase->model.n_edges = 0;
    for (size_t i = 0; i < m->n_edges; i++)
        if (!absent || !lp_edge_set_has(absent, m->edges[i].id))
            edges[phase->model.n_edges++] = m->edges[i];
    phase->absent = absent;
    return phase->is_set = true;
}

static double biot_of(void *context, const struct lp_interval_point *at)
{
    struct phase *phase = context;

    if ((!phase->is_set || phase->absent != at->absent) && !leave_out(phase, at->absent))
        return NAN;
    return lp_regime_biot(&phase->model, phase->i, at->p,
                          phase->solution->study->report_temperature_K);
}

static void check_biot(struct lp_checks *checks)
{
    const struct lp_solution *s = checks->solution;
    const struct lp_model *m = s->report->model;
    const bool has_layers = m->n_layers > 0;

    for (size_t i = 0; i < m->n_compartments; i++) {
        struct phase phase = {.solution = s, .i = i};
        const char *name = m->compartments[i].name;
        if (m->compartments[i].kind != LP_PHASE)
            continue;
        const struct lp_estimate biot = lp_intervals_function(s, biot_of, &phase, LP_DRAWS);
        if (isnan(biot.value))
            lp_checks_lack(checks, LP_LACK_DIFFUSIVITY_OR_SIZE, NULL, name);
        else
            lp_checks_judge(
                checks,
                (struct lp_check){.name = LP_CHECK_BIOT,
                                  .of = {NULL, name},
                                  .value = biot,
                                  .expected_low = 0.0,
                                  .expected_high = has_layers ? (double)NAN : LP_REGIME_WELL_MIXED,
                                  .facts.mixing = {biot.value < LP_REGIME_WELL_MIXED, has_layers}},
                BIOT_FAIL / LP_REGIME_WELL_MIXED);
    }
}

static void check_twins(struct lp_checks *checks)
{
    const struct lp_model *m = checks->solution->report->model;
    const struct lp_twins *twins = &checks->solution->twins;

    if (!twins->is_known || twins->i_interface == LP_NONE)
        return;
    lp_checks_judge(checks,
                    (struct lp_check){.name = LP_CHECK_TWIN_CURVES,
                                      .of = {NULL, m->compartments[twins->i_interface].name},
                                      .value = {twins->distance, NAN, NAN},
                                      .expected_low = LP_TWIN_DISTANCE,
                                      .expected_high = NAN,
                                      .facts.neighbour = m->compartments[twins->i_neighbour].name},
                    LP_TWIN_DISTANCE / TWINS_FAIL);
}

void lp_check_regime(struct lp_checks *checks)
{
    check_theta(checks);
    check_biot(checks);
    check_twins(checks);
}
