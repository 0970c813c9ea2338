/* SPDX-License-Identifier: MIT
 *
 * A phase is kept once, however many experiments share it, with its largest Biot number.
 */
#include "checks/regime.h"

#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

static double value_of(const struct lp_model *m, const struct lp_value *value, const double p[],
                       double temperature_K)
{
    return value->is_given ? lp_value_at(m->parameters, value, p, temperature_K) : NAN;
}

/* The largest flow between an electrode and a phase: 0 without contact, NaN if one is not known. */
static double largest_contact(const struct lp_model *m, size_t i_phase, const double p[],
                              double temperature_K)
{
    double largest = 0.0;
    for (size_t i = 0; i < m->n_edges; i++) {
        const struct lp_edge *e = &m->edges[i];
        if (!lp_edge_conducts(e) || (e->i_from != i_phase && e->i_to != i_phase) ||
            !lp_edge_touches_electrode(m, e))
            continue;
        double phi = value_of(m, &e->flow_mol_per_s, p, temperature_K);
        if (isnan(phi))
            return NAN;
        largest = fmax(largest, phi);
    }
    return largest;
}

double lp_regime_biot(const struct lp_model *m, size_t i_compartment, const double p[],
                      double temperature_K)
{
    const struct lp_compartment *c = &m->compartments[i_compartment];
    const struct lp_value *thickness =
        m->depth_thickness_m.is_given ? &m->depth_thickness_m : &m->cell.thickness_m;
    double diffusivity = value_of(m, &c->diffusivity_m2_per_s, p, temperature_K);
    double inventory = value_of(m, &c->inventory_mol, p, temperature_K);
    double length = value_of(m, thickness, p, temperature_K);
    if (c->kind != LP_PHASE || isnan(diffusivity) || isnan(inventory) || isnan(length))
        return NAN;
    double phi = largest_contact(m, i_compartment, p, temperature_K);
    return phi == 0.0 ? 0.0 : phi * length * length / (diffusivity * inventory);
}

/* The phase in its list, with the largest Bi it has there. */
static void add_phase(struct lp_mixing *mixing, const char *name, double biot, bool is_layered)
{
    size_t i = 0;
    while (i < mixing->n_phases && (strcmp(mixing->phases[i].name, name) != 0 ||
                                    mixing->phases[i].is_layered != is_layered))
        i++;
    if (i == mixing->n_phases)
        mixing->phases[mixing->n_phases++] = (struct lp_mixing_phase){name, biot, is_layered};
    mixing->phases[i].biot = fmax(mixing->phases[i].biot, biot);
}

static void add_experiment(struct lp_mixing *mixing, const struct lp_model *m, const double p[],
                           double temperature_K)
{
    for (size_t i = 0; i < m->n_compartments; i++) {
        double biot = lp_regime_biot(m, i, p, temperature_K);
        if (!isnan(biot))
            add_phase(mixing, m->compartments[i].name, biot, m->n_layers > 0);
    }
}

enum lp_status lp_regime_mixing(const struct lp_study *study, const double p[],
                                struct lp_arena *arena, struct lp_mixing *mixing)
{
    const struct lp_model *m = lp_study_report(study)->model;
    const bool any_data = lp_study_n_rows(study) > 0;
    size_t n = 0;

    for (size_t e = 0; e < study->n_experiments; e++)
        n += study->experiments[e].model->n_compartments;
    *mixing = (struct lp_mixing){.n_phases = 0};
    mixing->phases = lp_arena_alloc(arena, n, sizeof *mixing->phases);
    mixing->biot = lp_arena_alloc(arena, m->n_compartments, sizeof *mixing->biot);
    if (!mixing->phases || !mixing->biot)
        return LP_ENOMEM;
    for (size_t i = 0; i < m->n_compartments; i++)
        mixing->biot[i] = lp_regime_biot(m, i, p, study->report_temperature_K);
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        if (any_data ? x->n_rows > 0 : e == study->i_report)
            add_experiment(mixing, x->model, p, x->temperature_K);
    }
    return LP_OK;
}

bool lp_regime_needs_depth(const struct lp_mixing_phase *phase)
{
    return !phase->is_layered && phase->biot > LP_REGIME_WELL_MIXED;
}

const struct lp_mixing_phase *lp_regime_needless(const struct lp_mixing *mixing)
{
    const struct lp_mixing_phase *largest = NULL;

    for (size_t i = 0; i < mixing->n_phases; i++)
        if (mixing->phases[i].is_layered && (!largest || mixing->phases[i].biot > largest->biot))
            largest = &mixing->phases[i];
    return largest && largest->biot < LP_REGIME_WELL_MIXED ? largest : NULL;
}

enum lp_status lp_regime_run(struct lp_solution *s)
{
    struct lp_mixing *mixing = lp_arena_alloc(s->arena, 1, sizeof *mixing);
    enum lp_status status = mixing ? lp_regime_mixing(s->study, s->p, s->arena, mixing) : LP_ENOMEM;

    if (status == LP_OK)
        s->mixing = mixing;
    return status;
}
