/* SPDX-License-Identifier: MIT
 *
 * Reachability in the compartment graph, and the comparison of measured enrichments.
 */
#include "inference/refuse.h"

#include <math.h>

void lp_refuse_reach(const struct lp_model *model, const struct lp_edge_set *absent, size_t blocked,
                     bool exchange_only, bool reached[])
{
    bool has_grown = true;

    while (has_grown) {
        has_grown = false;
        for (size_t i = 0; i < model->n_edges; i++) {
            const struct lp_edge *e = &model->edges[i];
            if (lp_edge_set_has(absent, e->id) || (e->is_one_way && exchange_only))
                continue;
            bool forwards = reached[e->i_from] && !reached[e->i_to] && e->i_from != blocked;
            bool backwards =
                !e->is_one_way && reached[e->i_to] && !reached[e->i_from] && e->i_to != blocked;
            if (forwards)
                reached[e->i_to] = true;
            if (backwards)
                reached[e->i_from] = true;
            has_grown = has_grown || forwards || backwards;
        }
    }
}

/* True if some component with data weighs the compartment. */
static bool is_seen(const struct lp_model *model, size_t i_compartment)
{
    for (size_t c = 0; c < model->n_components; c++)
        for (size_t k = 0; k < model->components[c].n_parts; k++)
            if (model->components[c].parts[k].i_compartment == i_compartment)
                return true;
    return false;
}

static bool *from_electrodes(const struct lp_model *model, const struct lp_edge_set *absent,
                             size_t blocked, struct lp_arena *arena)
{
    bool *reached = lp_arena_alloc(arena, model->n_compartments, sizeof(bool));

    for (size_t i = 0; reached && i < model->n_compartments; i++)
        reached[i] = model->compartments[i].kind == LP_ELECTRODE;
    if (reached)
        lp_refuse_reach(model, absent, blocked, false, reached);
    return reached;
}

static const char *unfed(const struct lp_model *model, const struct lp_edge_set *absent,
                         struct lp_arena *arena)
{
    const bool *reached = from_electrodes(model, absent, LP_NONE, arena);

    for (size_t i = 0; reached && i < model->n_compartments; i++)
        if (!reached[i] && is_seen(model, i))
            return lp_arena_printf(arena, "not a candidate: nothing feeds '%s'",
                                   model->compartments[i].name);
    return NULL;
}

static const char *apart(const struct lp_model *model, const struct lp_edge_set *absent,
                         struct lp_arena *arena)
{
    bool *reached = lp_arena_alloc(arena, model->n_compartments, sizeof(bool));

    if (!reached || model->i_second == LP_NONE)
        return NULL;
    reached[model->i_first] = true;
    lp_refuse_reach(model, absent, LP_NONE, true, reached);
    if (reached[model->i_second])
        return NULL;
    return lp_arena_printf(arena, "not a candidate: nothing joins the electrodes '%s' and '%s'",
                           model->compartments[model->i_first].name,
                           model->compartments[model->i_second].name);
}

const char *lp_refuse_structure(const struct lp_study *study, const struct lp_edge_set *absent,
                                struct lp_arena *arena)
{
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        if (m->i_first == LP_NONE)
            continue;
        const char *reason = unfed(m, absent, arena);
        if (!reason)
            reason = apart(m, absent, arena);
        if (reason)
            return reason;
    }
    return NULL;
}

/* True where the falsifier holds: at rest, well mixed, phases start alike, electrodes stay put. */
static bool is_falsifiable(const struct lp_experiment *x, const double p[])
{
    const struct lp_model *m = x->model;
    double start = NAN;

    if (m->n_layers > 0 || m->i_first == LP_NONE || lp_protocol_is_driven(&x->protocol) ||
        lp_protocol_has_storage(&x->protocol) || x->observable == LP_OBSERVE_AREA)
        return false;
    for (size_t i = 0; i < m->n_edges; i++)
        if (m->edges[i].is_one_way)
            return false;
    for (size_t i = 0; i < m->n_compartments; i++) {
        const struct lp_compartment *c = &m->compartments[i];
        if (c->growth.is_given || (c->kind == LP_ELECTRODE && c->inventory_mol.is_given) ||
            c->surface_mol.is_given)
            return false;
        if (c->kind == LP_ELECTRODE)
            continue;
        double x0 = lp_value_at(m->parameters, &c->enrichment, p, x->temperature_K);
        if (!isnan(start) && fabs(x0 - start) > 1e-12)
            return false;
        start = x0;
    }
    return true;
}

/* A measured enrichment of one compartment. */
struct measured {
    double x, sigma;
    const struct lp_row *row;
};

/* Row i of the full problem as an enrichment of compartment i_compartment; false if it is not one.
 */
static bool measure(const struct lp_problem *full, const double factor[], size_t i,
                    size_t i_compartment, struct measured *out)
{
    const struct lp_problem_row *pr = &full->rows[i];
    const struct lp_experiment *x = &full->study->experiments[pr->i_experiment];
    const struct lp_row *row = &x->rows[pr->i_row];
    const struct lp_component *c = &x->model->components[row->i_component];

    if (c->n_parts != 1 || c->parts[0].i_compartment != i_compartment)
        return false;
    out->row = row;
    out->x = row->value;
    out->sigma = pr->sigma * (pr->i_group == LP_NONE ? 1.0 : factor[pr->i_group]);
    if (x->observable == LP_OBSERVE_INCREASE) {
        double x0 =
            lp_value_at(x->model->parameters, &x->model->compartments[i_compartment].enrichment,
                        full->fixed, x->temperature_K);
        double before =
            x->reference_sigma_percent ? x->reference_sigma_percent[row->i_component] : NAN;
        before = before > 0.0 ? before * (1.0 + row->value / 100.0) : 0.0;
        out->x = x0 * (1.0 + row->value / 100.0);
        out->sigma = x0 * hypot(out->sigma, before) / 100.0;
    }
    return true;
}

/*
 * The largest excess of `fed` over `link`, in joint sigmas, over the times at which both were
 * measured. Both rise with time at rest, so the same instant compares them fairly.
 */
static double largest_excess(const struct lp_problem *full, const double factor[], size_t e,
                             size_t link, size_t fed, struct measured *m_link,
                             struct measured *m_fed)
{
    double most = 0.0;

    for (size_t i = full->first_row[e]; i < full->first_row[e + 1]; i++) {
        struct measured a, b;
        if (!measure(full, factor, i, link, &a))
            continue;
        for (size_t k = full->first_row[e]; k < full->first_row[e + 1]; k++) {
            if (!measure(full, factor, k, fed, &b) || b.row->t_s != a.row->t_s ||
                b.row->duration_s != a.row->duration_s)
                continue;
            double excess = (b.x - a.x) / hypot(a.sigma, b.sigma);
            if (excess > most) {
                most = excess;
                *m_link = a;
                *m_fed = b;
            }
        }
    }
    return most;
}

/* The first compartment that `link` alone joins to the electrodes though it is more enriched. */
static const char *contradiction(const struct lp_problem *full, const double factor[], size_t e,
                                 const struct lp_edge_set *absent, size_t link,
                                 struct lp_arena *arena)
{
    const struct lp_model *m = full->study->experiments[e].model;
    const bool *with = from_electrodes(m, absent, LP_NONE, arena);
    const bool *without = from_electrodes(m, absent, link, arena);
    struct measured a, b;

    for (size_t fed = 0; with && without && fed < m->n_compartments; fed++) {
        if (fed == link || !with[fed] || without[fed])
            continue;
        double excess = largest_excess(full, factor, e, link, fed, &a, &b);
        if (excess < LP_FALSIFIED_SIGMAS)
            continue;
        return lp_arena_printf(
            arena,
            "physics: here '%s' would be the only link of '%s' to the electrodes, but at %.4g s "
            "'%s' is more enriched (%.4f) than '%s' (%.4f) by %.1f times their joint error; at "
            "rest "
            "a compartment never exceeds its most enriched source",
            m->compartments[link].name, m->compartments[fed].name, a.row->t_s,
            m->compartments[fed].name, b.x, m->compartments[link].name, a.x, excess);
    }
    return NULL;
}

const char *lp_refuse_physics(const struct lp_problem *full, const double factor[],
                              const struct lp_edge_set *absent, struct lp_arena *arena)
{
    for (size_t e = 0; e < full->study->n_experiments; e++) {
        const struct lp_model *m = full->study->experiments[e].model;
        if (!is_falsifiable(&full->study->experiments[e], full->fixed))
            continue;
        for (size_t link = 0; link < m->n_compartments; link++) {
            if (m->compartments[link].kind == LP_ELECTRODE)
                continue;
            const char *reason = contradiction(full, factor, e, absent, link, arena);
            if (reason)
                return reason;
        }
    }
    return NULL;
}
