/* SPDX-License-Identifier: MIT
 *
 * Plausibility: fitted diffusivities and activation energies against their class of material
 * (network/material.h), and the size of the tracer-exchange rate constants
 *
 *     k_i->j = phi_ij/N_i      1e-8..1e-6 1/s; jump rates of EXSY or relaxometry lie six decades
 *                              higher and are another thing
 */
#include "checks/checks.h"
#include "network/material.h"

#include "base/units.h"
#include "uncertainty/intervals.h"

#include <math.h>

#define EA_LOOK   1.5  /* outside the range by less than this factor: look */
#define K_LARGEST 1e-4 /* 1/s: two decades above the usual 1e-8..1e-6 */
#define K_JUMPS   1e-2 /* 1/s: six decades above them, where jump rates begin */

static enum lp_status check_diffusivity(struct lp_checks *checks, const struct lp_experiment *x,
                                        const struct lp_compartment *c)
{
    const struct lp_material_class *class = lp_material_class(c->material);
    struct lp_answer_check check = {.name = "diffusivity",
                                    .subject = c->name,
                                    .value =
                                        lp_checks_value(checks, x, &c->diffusivity_m2_per_s, 1.0),
                                    .unit = "m2/s",
                                    .expected_low = class->d_low_m2_per_s / LP_MATERIAL_NEAR,
                                    .expected_high = class->d_high_m2_per_s * LP_MATERIAL_NEAR};

    check.status = lp_checks_within(&check, LP_MATERIAL_NEAR);
    return lp_checks_add(checks, &check,
                         "D %.3g m2/s along the film, %s (a %s has %.0e to %.0e m2/s)",
                         check.value.value, lp_checks_where(&check), class->name,
                         check.expected_low, check.expected_high);
}

/* Whose range holds low..high; two classes: from one's least to the other's most. */
static enum lp_status check_energy(struct lp_checks *checks, const struct lp_value *activated,
                                   const char *subject, const struct lp_material_class *one,
                                   const struct lp_material_class *other)
{
    const struct lp_experiment *x = checks->solution->report;
    const struct lp_parameters *all = &checks->solution->study->parameters;
    const size_t i = activated->is_given ? activated->i_parameter : LP_NONE;

    if (!one || !other || i == LP_NONE || all->item[i].i_activation == LP_NONE)
        return LP_OK;
    struct lp_value energy = {.is_given = true, .i_parameter = all->item[i].i_activation};
    struct lp_answer_check check = {.name = "activation_energy",
                                    .subject = subject,
                                    .value =
                                        lp_checks_value(checks, x, &energy, LP_ELEMENTARY_CHARGE_C),
                                    .unit = "eV",
                                    .expected_low = fmin(one->ea_low_eV, other->ea_low_eV),
                                    .expected_high = fmax(one->ea_high_eV, other->ea_high_eV)};
    check.status = lp_checks_within(&check, EA_LOOK);
    return lp_checks_add(checks, &check, "Ea %.3g eV, %s (%s%s%s: %g to %g eV)", check.value.value,
                         lp_checks_where(&check), one->name, one == other ? "" : " or ",
                         one == other ? "" : other->name, check.expected_low, check.expected_high);
}

/* The largest k of an exchange between phases. */
static double largest_rate(void *context, const struct lp_interval_point *at)
{
    const struct lp_experiment *x = context;
    const struct lp_model *m = x->model;
    double largest = NAN;

    for (size_t i = 0; i < m->n_edges; i++) {
        const struct lp_edge *e = &m->edges[i];
        if (e->is_one_way || lp_edge_touches_electrode(m, e) ||
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

static enum lp_status check_rates(struct lp_checks *checks)
{
    struct lp_experiment x = *checks->solution->report;
    struct lp_answer_check check = {
        .name = "rate_constants",
        .subject = "",
        .value = lp_intervals_function(checks->solution, largest_rate, &x, LP_DRAWS),
        .unit = "1/s",
        .expected_low = NAN,
        .expected_high = K_LARGEST};

    if (isnan(check.value.value))
        return LP_OK;
    check.status = lp_checks_within(&check, K_JUMPS / K_LARGEST);
    return lp_checks_add(checks, &check,
                         "exchange between phases up to %.2g 1/s%s; tracer-exchange rate constants "
                         "(1e-8 to 1e-6 1/s) lie some six decades below EXSY or relaxometry jump "
                         "rates: never compare the two directly",
                         check.value.value,
                         check.status == LP_CHECK_OK     ? ""
                         : check.status == LP_CHECK_LOOK ? ", more than tracer exchange shows"
                                                         : ", as jump rates are");
}

/* A phase that moves along the film has a D; its class says which it may have. */
static enum lp_status check_phase(struct lp_checks *checks, const struct lp_experiment *x,
                                  const struct lp_compartment *c)
{
    const struct lp_material_class *class = lp_material_class(c->material);

    if (c->kind != LP_PHASE)
        return LP_OK;
    if (!class)
        return lp_checks_lack(checks,
                              "%s: diffusivity and activation_energy (give the phase `material`: "
                              "liquid, polymer or ceramic)",
                              c->name);
    if (!c->diffusivity_m2_per_s.is_given)
        return lp_checks_lack(checks, "%s: diffusivity (give the phase `diffusivity`)", c->name);
    enum lp_status status = check_diffusivity(checks, x, c);
    return status == LP_OK ? check_energy(checks, &c->diffusivity_m2_per_s, c->name, class, class)
                           : status;
}

enum lp_status lp_check_material(struct lp_checks *checks)
{
    const struct lp_model *m = checks->solution->report->model;
    enum lp_status status = LP_OK;

    for (size_t i = 0; i < m->n_compartments && status == LP_OK; i++)
        status = check_phase(checks, checks->solution->report, &m->compartments[i]);
    for (size_t i = 0; i < m->n_edges && status == LP_OK; i++)
        status = check_energy(checks, &m->edges[i].flow_mol_per_s, m->edges[i].id,
                              lp_material_class(m->compartments[m->edges[i].i_from].material),
                              lp_material_class(m->compartments[m->edges[i].i_to].material));
    return status == LP_OK ? check_rates(checks) : status;
}
