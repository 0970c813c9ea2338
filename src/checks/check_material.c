/* SPDX-License-Identifier: MIT
 *
 * Plausibility: fitted diffusivities and activation energies against their class of material
 * (network/material.h), and the size of the tracer-exchange rate constants
 *
 *     k_i->j = phi_ij/N_i      1e-8..1e-6 1/s; jump rates of EXSY or relaxometry lie six decades
 *                              higher and are another thing
 */
#include "checks/checks_impl.h"
#include "network/material.h"

#include "base/units.h"

#include <math.h>

#define EA_LOOK   1.5  /* outside the range by less than this factor: look */
#define K_LARGEST 1e-4 /* 1/s: two decades above the usual 1e-8..1e-6 */
#define K_JUMPS   1e-2 /* 1/s: six decades above them, where jump rates begin */

static void check_diffusivity(struct lp_checks *checks, const struct lp_experiment *x,
                              const struct lp_compartment *c)
{
    const struct lp_material_class *class = lp_material_class(c->material);

    lp_checks_judge(
        checks,
        (struct lp_check){.name = LP_CHECK_DIFFUSIVITY,
                          .of = {NULL, c->name},
                          .value = lp_checks_value(checks, x, &c->diffusivity_m2_per_s, 1.0),
                          .expected_low = class->d_low_m2_per_s / LP_MATERIAL_NEAR,
                          .expected_high = class->d_high_m2_per_s * LP_MATERIAL_NEAR,
                          .facts.classes = {class, class}},
        LP_MATERIAL_NEAR);
}

/* Whose range holds low..high; two classes: from one's least to the other's most. */
static void check_energy(struct lp_checks *checks, const struct lp_value *activated,
                         const char *part, const struct lp_material_class *one,
                         const struct lp_material_class *other)
{
    const struct lp_experiment *x = checks->solution->report;
    const struct lp_parameters *all = &checks->solution->study->parameters;
    const size_t i = activated->is_given ? activated->i_parameter : LP_NONE;

    if (!one || !other || i == LP_NONE || all->item[i].i_activation == LP_NONE)
        return;
    struct lp_value energy = {.is_given = true, .i_parameter = all->item[i].i_activation};
    lp_checks_judge(
        checks,
        (struct lp_check){.name = LP_CHECK_ACTIVATION_ENERGY,
                          .of = {NULL, part},
                          .value = lp_checks_value(checks, x, &energy, LP_ELEMENTARY_CHARGE_C),
                          .expected_low = fmin(one->ea_low_eV, other->ea_low_eV),
                          .expected_high = fmax(one->ea_high_eV, other->ea_high_eV),
                          .facts.classes = {one, other}},
        EA_LOOK);
}

/* The largest k of an exchange between phases. */
static double largest_rate(void *context, const struct lp_interval_point *at)
{
    const struct lp_experiment *x = context;
    const struct lp_model *m = x->model;
    double largest = NAN;

    for (size_t i = 0; i < m->n_edges; i++) {
        const struct lp_edge *e = &m->edges[i];
        if (!lp_edge_conducts(e) || lp_edge_touches_electrode(m, e) ||
            (at->absent && lp_edge_set_has(at->absent, e->id)))
            continue;
        const double phi = lp_value_at(m->parameters, &e->flow_mol_per_s, at->p, x->temperature_K);
        const size_t ends[2] = {e->i_from, e->i_to};
        for (size_t k = 0; k < 2; k++)
            largest = fmax(largest,
                           phi / lp_value_at(m->parameters, &m->compartments[ends[k]].inventory_mol,
                                             at->p, x->temperature_K));
    }
    return largest;
}

static void check_rates(struct lp_checks *checks)
{
    struct lp_experiment x = *checks->solution->report;
    lp_checks_judge(checks,
                    (struct lp_check){.name = LP_CHECK_RATE_CONSTANTS,
                                      .value = lp_intervals_function(checks->solution, largest_rate,
                                                                     &x, LP_DRAWS),
                                      .expected_low = NAN,
                                      .expected_high = K_LARGEST},
                    K_JUMPS / K_LARGEST);
}

/* A phase that moves along the film has a D; its class says which it may have. */
static void check_phase(struct lp_checks *checks, const struct lp_experiment *x,
                        const struct lp_compartment *c)
{
    const struct lp_material_class *class = lp_material_class(c->material);

    if (c->kind != LP_PHASE)
        return;
    if (!class)
        lp_checks_lack(checks, LP_LACK_MATERIAL, NULL, c->name);
    else if (!c->diffusivity_m2_per_s.is_given)
        lp_checks_lack(checks, LP_LACK_DIFFUSIVITY, NULL, c->name);
    else {
        check_diffusivity(checks, x, c);
        check_energy(checks, &c->diffusivity_m2_per_s, c->name, class, class);
    }
}

void lp_check_material(struct lp_checks *checks)
{
    const struct lp_model *m = checks->solution->report->model;

    for (size_t i = 0; i < m->n_compartments; i++)
        check_phase(checks, checks->solution->report, &m->compartments[i]);
    for (size_t i = 0; i < m->n_edges; i++)
        check_energy(checks, &m->edges[i].flow_mol_per_s, m->edges[i].id,
                     lp_material_class(m->compartments[m->edges[i].i_from].material),
                     lp_material_class(m->compartments[m->edges[i].i_to].material));
    check_rates(checks);
}
