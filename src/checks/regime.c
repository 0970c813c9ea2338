/* SPDX-License-Identifier: MIT
 *
 * Biot numbers are those of the experiment in which they are largest: a warning names each phase
 * once, however many experiments share it.
 */
#include "checks/regime.h"

#include "base/arena.h"

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

/* A phase with the largest Bi it has in any experiment. */
struct phase {
    const char *name;
    double biot;
    bool is_layered; /* there */
};

struct phases {
    size_t n;
    struct phase *items;
};

static void add_phase(struct phases *phases, const char *name, double biot, bool is_layered)
{
    size_t i = 0;
    while (i < phases->n &&
           (strcmp(phases->items[i].name, name) != 0 || phases->items[i].is_layered != is_layered))
        i++;
    if (i == phases->n)
        phases->items[phases->n++] = (struct phase){name, biot, is_layered};
    phases->items[i].biot = fmax(phases->items[i].biot, biot);
}

static void add_experiment(struct phases *phases, const struct lp_model *m, const double p[],
                           double temperature_K)
{
    for (size_t i = 0; i < m->n_compartments; i++) {
        double biot = lp_regime_biot(m, i, p, temperature_K);
        if (!isnan(biot))
            add_phase(phases, m->compartments[i].name, biot, m->n_layers > 0);
    }
}

static bool has_data(const struct lp_study *study)
{
    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].n_rows > 0)
            return true;
    return false;
}

static void warn_not_mixed(const struct phases *phases, struct lp_diag *diag)
{
    for (size_t i = 0; i < phases->n; i++)
        if (!phases->items[i].is_layered && phases->items[i].biot > LP_REGIME_WELL_MIXED)
            lp_diag_warning(diag, lp_span_none(NULL),
                            "'%s' is taken as well mixed along the depth, but by its diffusivity "
                            "it is not (Bi %.2g, above %g): a depth model is needed, as in "
                            "`depth: {layers: 64}`",
                            phases->items[i].name, phases->items[i].biot, LP_REGIME_WELL_MIXED);
}

/* Only where every layered phase that is known is below. */
static void warn_needless(const struct phases *phases, struct lp_diag *diag)
{
    const struct phase *largest = NULL;
    for (size_t i = 0; i < phases->n; i++)
        if (phases->items[i].is_layered && (!largest || phases->items[i].biot > largest->biot))
            largest = &phases->items[i];
    if (largest && largest->biot < LP_REGIME_WELL_MIXED)
        lp_diag_warning(
            diag, lp_span_none(NULL),
            "all phases are well mixed along the depth (largest Bi %.2g, of '%s', below "
            "%g): without `depth` enrichments and conductance would be much the same",
            largest->biot, largest->name, LP_REGIME_WELL_MIXED);
}

enum lp_status lp_regime_warn(const struct lp_study *study, const double p[], struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    struct phases phases = {.n = 0};
    size_t n = 0;
    bool any_data = has_data(study);
    for (size_t e = 0; e < study->n_experiments; e++)
        n += study->experiments[e].model->n_compartments;
    if (arena)
        phases.items = lp_arena_alloc(arena, n, sizeof *phases.items);
    if (!phases.items) {
        lp_arena_free(arena);
        return LP_ENOMEM;
    }
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        if (any_data ? x->n_rows > 0 : e == study->i_report)
            add_experiment(&phases, x->model, p, x->temperature_K);
    }
    warn_not_mixed(&phases, diag);
    warn_needless(&phases, diag);
    lp_arena_free(arena);
    return LP_OK;
}
