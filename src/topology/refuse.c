/* SPDX-License-Identifier: MIT
 *
 * What the compartment graph leaves unfed or apart, and the comparison of measured enrichments.
 */
#include "topology/refuse.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* reached [n_compartments], out: what some electrode feeds without passing `blocked`. */
static void reach_from_electrodes(const struct lp_model *model, const struct lp_edge_set *absent,
                                  size_t blocked, bool reached[])
{
    for (size_t i = 0; i < model->n_compartments; i++)
        reached[i] = model->compartments[i].kind == LP_ELECTRODE;
    lp_model_reach(model, absent, blocked, false, reached);
}

/* The first compartment that a row sees and nothing feeds; LP_NONE if all are fed. */
static size_t find_unfed(const struct lp_experiment *x, const struct lp_edge_set *absent,
                         bool reached[])
{
    reach_from_electrodes(x->model, absent, LP_NONE, reached);
    for (size_t i = 0; i < x->model->n_compartments; i++)
        if (!reached[i] && lp_experiment_sees(x, i))
            return i;
    return LP_NONE;
}

static bool is_apart(const struct lp_model *model, const struct lp_edge_set *absent, bool reached[])
{
    if (model->i_second == LP_NONE)
        return false;
    for (size_t i = 0; i < model->n_compartments; i++)
        reached[i] = i == model->i_first;
    lp_model_reach(model, absent, LP_NONE, true, reached);
    return !reached[model->i_second];
}

void lp_refuse_structure(const struct lp_study *study, const struct lp_edge_set *absent,
                         struct lp_arena *arena, struct lp_refusal *refusal)
{
    struct lp_refusal out = {.kind = LP_REFUSAL_NONE};

    for (size_t e = 0; e < study->n_experiments && out.kind == LP_REFUSAL_NONE; e++) {
        const struct lp_model *m = study->experiments[e].model;
        if (m->i_first == LP_NONE)
            continue;
        bool *reached = lp_arena_alloc(arena, m->n_compartments, sizeof *reached);
        if (!reached)
            break;
        out.model = m;
        out.i_unfed = find_unfed(&study->experiments[e], absent, reached);
        if (out.i_unfed != LP_NONE)
            out.kind = LP_REFUSAL_UNFED;
        else if (is_apart(m, absent, reached))
            out.kind = LP_REFUSAL_APART;
    }
    *refusal = out;
}

/* Which way enrichments move in an experiment that the falsifier holds for. */
enum way { NEITHER = 0, RISING = 1, FALLING = -1 };

/* At rest and well mixed, between reservoirs that do not change. */
static bool is_plain(const struct lp_experiment *x)
{
    const struct lp_model *m = x->model;

    if (m->n_layers > 0 || m->i_first == LP_NONE || lp_protocol_is_driven(&x->protocol) ||
        lp_protocol_has_storage(&x->protocol) || x->observable == LP_OBSERVE_AREA)
        return false;
    for (size_t i = 0; i < m->n_edges; i++)
        if (!lp_edge_conducts(&m->edges[i]))
            return false;
    for (size_t i = 0; i < m->n_compartments; i++) {
        const struct lp_compartment *c = &m->compartments[i];
        if (c->growth.is_given || c->surface_mol.is_given ||
            (c->kind == LP_ELECTRODE && c->inventory_mol.is_given))
            return false;
    }
    return true;
}

/* x(0) that all phases share; NaN if they do not, or need not at other values of the parameters. */
static double common_start(const struct lp_experiment *x, const double p[])
{
    const struct lp_model *m = x->model;
    const struct lp_value *first = NULL;
    double start = NAN;

    for (size_t i = 0; i < m->n_compartments; i++) {
        const struct lp_value *value = &m->compartments[i].enrichment;
        if (m->compartments[i].kind == LP_ELECTRODE)
            continue;
        double x0 = lp_value_at(m->parameters, value, p, x->temperature_K);
        bool is_free =
            value->i_parameter != LP_NONE && m->parameters->item[value->i_parameter].is_fitted;
        bool was_free = first && first->i_parameter != LP_NONE &&
                        m->parameters->item[first->i_parameter].is_fitted;
        if (first && (fabs(x0 - start) > 1e-12 ||
                      ((is_free || was_free) && value->i_parameter != first->i_parameter)))
            return NAN;
        first = value;
        start = x0;
    }
    return start;
}

/*
 * All phases start alike and no reservoir lies below them (above): dx/dt = A x + b, with A
 * non-negative off its diagonal, begins with no negative (positive) sign anywhere and keeps it, so
 * what is behind lags behind. Between a richer and a poorer reservoir a phase may turn back, and
 * nothing follows from one instant.
 */
static enum way find_way(const struct lp_experiment *x, const double p[])
{
    const struct lp_model *m = x->model;
    double start = is_plain(x) ? common_start(x, p) : NAN;
    bool any_above = false, any_below = false;

    if (isnan(start))
        return NEITHER;
    for (size_t i = 0; i < m->n_compartments; i++) {
        if (m->compartments[i].kind != LP_ELECTRODE)
            continue;
        double foil =
            lp_value_at(m->parameters, &m->compartments[i].enrichment, p, x->temperature_K);
        any_above = any_above || foil > start;
        any_below = any_below || foil < start;
    }
    if (any_above && any_below)
        return NEITHER;
    return any_below ? FALLING : RISING;
}

/* A measured enrichment of one compartment. */
struct measured {
    double x, sigma;
    double factor; /* dx by the row's own unit: 1 for an enrichment */
    size_t i;      /* row of the full problem */
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
    const double x0 =
        lp_value_at(x->model->parameters, &x->model->compartments[i_compartment].enrichment,
                    full->fixed, x->temperature_K);
    *out = (struct measured){.i = i, .row = row};
    switch (x->observable) {
    case LP_OBSERVE_ENRICHMENT:
        out->factor = 1.0;
        out->x = row->value;
        break;
    case LP_OBSERVE_INCREASE:
        out->factor = x0 / 100.0;
        out->x = x0 + out->factor * row->value;
        break;
    case LP_OBSERVE_AREA:
        return false; /* no number for one enrichment: the scale is not known */
    }
    out->sigma = out->factor * pr->sigma * (pr->i_group == LP_NONE ? 1.0 : factor[pr->i_group]);
    return true;
}

/* Error of the difference of two measured enrichments: errors that both rows share cancel in it as
 * far as they are alike, errors of their own (a "before" spectrum each) add up. */
static double joint_sigma(const struct lp_problem *full, const struct measured *a,
                          const struct measured *b)
{
    size_t n = full->n_nuisances;
    double variance = a->sigma * a->sigma + b->sigma * b->sigma;

    for (size_t k = 0; k < n; k++) {
        double d =
            a->factor * full->loadings[a->i * n + k] - b->factor * full->loadings[b->i * n + k];
        variance += d * d;
    }
    return sqrt(variance);
}

/*
 * The largest excess of `fed` over `link`, in joint sigmas, over the times at which both were
 * measured; where enrichments fall, of `link` over `fed`. All move one way with time, so the same
 * instant compares them fairly. n_compared: how many pairs there were.
 */
static double largest_excess(const struct lp_problem *full, const double factor[], size_t e,
                             enum way way, const size_t link_fed[2], size_t *n_compared,
                             struct measured best[2])
{
    double most = 0.0;

    *n_compared = 0;
    for (size_t i = full->first_row[e]; i < full->first_row[e + 1]; i++) {
        struct measured a, b;
        if (!measure(full, factor, i, link_fed[0], &a))
            continue;
        for (size_t k = full->first_row[e]; k < full->first_row[e + 1]; k++) {
            if (!measure(full, factor, k, link_fed[1], &b) || b.row->t_s != a.row->t_s ||
                b.row->duration_s != a.row->duration_s)
                continue;
            double excess = (double)way * (b.x - a.x) / joint_sigma(full, &a, &b);
            ++*n_compared;
            if (excess > most) {
                most = excess;
                best[0] = a;
                best[1] = b;
            }
        }
    }
    return most;
}

/* The excess that refuses: LP_FALSIFIED_SIGMAS for one comparison, and as improbable by chance for
 * the largest of n. */
static double limit_of(size_t n_compared)
{
    double q = gsl_cdf_ugaussian_Q(LP_FALSIFIED_SIGMAS);
    return n_compared > 1 ? gsl_cdf_ugaussian_Qinv(q / (double)n_compared) : LP_FALSIFIED_SIGMAS;
}

/* The first compartment that `link` alone joins to the electrodes though it is ahead of it, into
 * *refusal; reached [2 n_compartments] is work space. */
static void find_contradiction(const struct lp_problem *full, const double factor[], size_t e,
                               enum way way, const struct lp_edge_set *absent, size_t link,
                               bool reached[], struct lp_refusal *refusal)
{
    const struct lp_model *m = full->study->experiments[e].model;
    bool *with = reached, *without = reached + m->n_compartments;
    struct measured best[2] = {{0}};
    size_t n_compared;

    reach_from_electrodes(m, absent, LP_NONE, with);
    reach_from_electrodes(m, absent, link, without);
    for (size_t fed = 0; fed < m->n_compartments; fed++) {
        if (fed == link || !with[fed] || without[fed])
            continue;
        const size_t link_fed[2] = {link, fed};
        double excess = largest_excess(full, factor, e, way, link_fed, &n_compared, best);
        if (excess < limit_of(n_compared))
            continue;
        *refusal = (struct lp_refusal){.kind = LP_REFUSAL_PHYSICS,
                                       .model = m,
                                       .contradiction = {.i_link = link,
                                                         .i_fed = fed,
                                                         .t_s = best[0].row->t_s,
                                                         .x_link = best[0].x,
                                                         .x_fed = best[1].x,
                                                         .excess = excess,
                                                         .is_falling = way == FALLING}};
        return;
    }
}

void lp_refuse_physics(const struct lp_problem *full, const double factor[],
                       const struct lp_edge_set *absent, struct lp_arena *arena,
                       struct lp_refusal *refusal)
{
    struct lp_refusal out = {.kind = LP_REFUSAL_NONE};

    for (size_t e = 0; e < full->study->n_experiments && out.kind == LP_REFUSAL_NONE; e++) {
        const struct lp_model *m = full->study->experiments[e].model;
        const enum way way = find_way(&full->study->experiments[e], full->fixed);
        if (way == NEITHER)
            continue;
        bool *reached = lp_arena_alloc(arena, 2 * m->n_compartments, sizeof *reached);
        for (size_t i = 0; reached && i < m->n_compartments && out.kind == LP_REFUSAL_NONE; i++)
            if (m->compartments[i].kind != LP_ELECTRODE)
                find_contradiction(full, factor, e, way, absent, i, reached, &out);
    }
    *refusal = out;
}
