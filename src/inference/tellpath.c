/* SPDX-License-Identifier: MIT
 *
 * Estimates are those of the full model's optimum; intervals and p_top come from the draws.
 */
#include "inference/tellpath.h"

#include "inference/activation.h"
#include "inference/agree.h"

#include <math.h>

#define CONTRIBUTES 0.01 /* of the resistance: not passed over in silence */

/* The interval of a profile; R has that of G, whose reciprocal it is but for a factor. */
static bool of_profile(const struct lp_solution *s, size_t i_number, struct lp_estimate *e)
{
    bool is_R = i_number == LP_SHARE_R;
    const struct lp_profiled *p =
        lp_profiles_number(&s->profiles, is_R ? (size_t)LP_SHARE_G : i_number);

    if (!p)
        return false;
    double RG = is_R ? s->numbers[LP_SHARE_R] * s->numbers[LP_SHARE_G] : NAN;
    e->low = is_R ? RG / p->high : p->low;
    e->high = is_R ? RG / p->low : p->high;
    return true;
}

struct lp_estimate lp_solution_estimate(const struct lp_solution *s, size_t i_number)
{
    struct lp_estimate e = {.value = s->numbers[i_number], .low = NAN, .high = NAN};
    bool is_profiled = of_profile(s, i_number, &e);

    if (is_profiled && s->n_sampled < 2)
        return e;
    for (size_t k = is_profiled ? 1 : 0; k < s->n_sampled; k++) {
        const struct lp_sampled *d = &s->sampled[k];
        struct lp_estimate own =
            lp_sample_interval(k == 0 ? e.value : d->best[i_number], d->sample.n_draws,
                               d->sample.numbers + i_number, d->sample.n_numbers, s->scratch);
        e.low = fmin(e.low, own.low); /* fmin and fmax pass over NaN */
        e.high = fmax(e.high, own.high);
    }
    lp_agree_widen(s->agreeing.n, s->agreeing.numbers + i_number, s->agreeing.n_numbers, &e);
    return e;
}

static struct lp_estimate of_compartment(const struct lp_solution *s, size_t i,
                                         enum lp_share_compartment what)
{
    return lp_solution_estimate(s, lp_shares_at_compartment(i, what));
}

static void tell_compartment(const struct lp_solution *s, size_t i,
                             struct lp_answer_compartment *out)
{
    const struct lp_compartment *c = &s->report->model->compartments[i];

    *out = (struct lp_answer_compartment){
        .name = c->name,
        .kind = c->kind == LP_ELECTRODE ? "electrode" : "phase",
        .role = c->role,
        .inventory_mol = s->numbers[lp_shares_at_compartment(i, LP_SHARE_INVENTORY)],
        .enrichment = s->numbers[lp_shares_at_compartment(i, LP_SHARE_ENRICHMENT)],
        .visited = of_compartment(s, i, LP_SHARE_VISITED),
        .carried = of_compartment(s, i, LP_SHARE_CARRIED),
        .without = of_compartment(s, i, LP_SHARE_WITHOUT),
        .increase_percent = of_compartment(s, i, LP_SHARE_INCREASE),
        .uptake_mol = of_compartment(s, i, LP_SHARE_UPTAKE),
        .uptake_share = of_compartment(s, i, LP_SHARE_UPTAKE_PART)};
    out->has_carried = !isnan(out->carried.value);
}

static void tell_edge(const struct lp_solution *s, size_t i, struct lp_answer_edge *out)
{
    const struct lp_model *m = s->report->model;
    const struct lp_edge *e = &m->edges[i];

    *out = (struct lp_answer_edge){
        .id = e->id,
        .between = {m->compartments[e->i_from].name, m->compartments[e->i_to].name},
        .net_share = lp_solution_estimate(s, lp_shares_at_edge(m, i, LP_SHARE_NET)),
        .resistance_share = lp_solution_estimate(s, lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)),
        .activation_eV =
            lp_solution_estimate(s, lp_shares_at_edge(m, i, LP_SHARE_EDGE_ACTIVATION))};
    out->is_significant = out->net_share.low > 0.0 || out->net_share.high < 0.0;
}

/* A path's interval over all draws; column LP_NONE is the rest. */
static struct lp_estimate path_estimate(const struct lp_solution *s, double value, size_t i_path)
{
    const struct lp_profiled *profile = lp_profiles_path(&s->profiles, i_path);
    struct lp_estimate e = {
        .value = value, .low = profile ? profile->low : NAN, .high = profile ? profile->high : NAN};

    if (profile && s->n_sampled < 2)
        return e;
    for (size_t k = profile ? 1 : 0; k < s->n_sampled; k++) {
        const struct lp_sample *d = &s->sampled[k].sample;
        struct lp_estimate own =
            i_path == LP_NONE ? lp_sample_interval(value, d->n_draws, d->rest, 1, s->scratch)
                              : lp_sample_interval(value, d->n_draws, d->probability + i_path,
                                                   d->n_paths, s->scratch);
        e.low = fmin(e.low, own.low);
        e.high = fmax(e.high, own.high);
    }
    if (i_path == LP_NONE)
        lp_agree_widen(s->agreeing.n, s->agreeing.rest, 1, &e);
    else
        lp_agree_widen(s->agreeing.n, s->agreeing.probability + i_path, s->agreeing.n_paths, &e);
    return e;
}

/* The part of the draws in which a path is the most probable; topologies count alike. */
static double path_top(const struct lp_solution *s, size_t i_path)
{
    double sum = 0.0;

    for (size_t k = 0; k < s->n_sampled; k++) {
        const struct lp_sample *d = &s->sampled[k].sample;
        size_t n = 0;
        for (size_t i = 0; i < d->n_draws; i++)
            n += d->top[i] == i_path;
        sum += (double)n / (double)d->n_draws;
    }
    return sum / (double)s->n_sampled;
}

static enum lp_status tell_paths(const struct lp_solution *s, struct lp_answer *answer,
                                 struct lp_answer_pathway *pathway)
{
    size_t i_followed = 0;

    pathway->paths = lp_arena_alloc(answer->arena, s->paths.n, sizeof(*pathway->paths));
    if (!pathway->paths)
        return LP_ENOMEM;
    pathway->n_paths = s->paths.n;
    for (size_t i = 0; i < s->paths.n; i++) {
        const struct lp_path *path = &s->paths.items[i];
        struct lp_answer_path *out = &pathway->paths[i];
        const char **names = lp_arena_alloc(answer->arena, path->n, sizeof(char *));
        if (!names)
            return LP_ENOMEM;
        for (size_t k = 0; k < path->n; k++)
            names[k] = s->report->model->compartments[path->compartments[k]].name;
        size_t column = path->n == 0 ? LP_NONE : i_followed++;
        *out = (struct lp_answer_path){.n = path->n,
                                       .compartments = names,
                                       .probability = path_estimate(s, path->probability, column),
                                       .p_top = column == LP_NONE ? 0.0 : path_top(s, column)};
    }
    return LP_OK;
}

enum lp_status lp_tellpath(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_model *m = s->report->model;
    struct lp_answer_pathway *pathway = lp_arena_alloc(answer->arena, 1, sizeof(*pathway));

    if (!pathway)
        return LP_ENOMEM;
    pathway->method = lp_profiles_number(&s->profiles, LP_SHARE_G) ? "profile" : "covariance";
    pathway->method_rest = s->profiles.is_costly ? "covariance" : NULL;
    pathway->conductance_mol_s = lp_solution_estimate(s, LP_SHARE_G);
    pathway->resistance_ohm = lp_solution_estimate(s, LP_SHARE_R);
    pathway->activation_eV = lp_solution_estimate(s, LP_SHARE_ACTIVATION);
    pathway->compartments =
        lp_arena_alloc(answer->arena, m->n_compartments, sizeof(*pathway->compartments));
    pathway->edges = lp_arena_alloc(answer->arena, m->n_edges, sizeof(*pathway->edges));
    if (!pathway->compartments || !pathway->edges)
        return LP_ENOMEM;
    for (size_t i = 0; i < m->n_compartments; i++)
        tell_compartment(s, i, &pathway->compartments[pathway->n_compartments++]);
    for (size_t i = 0; i < m->n_edges; i++)
        if (!m->edges[i].is_one_way)
            tell_edge(s, i, &pathway->edges[pathway->n_edges++]);
    answer->pathway = pathway;
    return tell_paths(s, answer, pathway);
}

/* "'left--a' (40 %), 'a--right' (8 %)": links without activation energy; NULL: no memory. */
static const char *list_athermal(const struct lp_solution *s, double *film)
{
    const struct lp_model *m = s->report->model;
    const char *list = "";

    *film = 1.0;
    for (size_t i = 0; i < m->n_edges && list; i++) {
        double part = s->numbers[lp_shares_at_edge(m, i, LP_SHARE_DISSIPATION)];
        *film -= part;
        if (part > CONTRIBUTES && !lp_activation_has(m->parameters, &m->edges[i].flow_mol_per_s))
            list = lp_arena_printf(s->arena, "%s%s'%s' (%.0f %%)", list, list[0] ? ", " : "",
                                   m->edges[i].id, 100.0 * part);
    }
    return list;
}

void lp_tellpath_warn(const struct lp_solution *s, struct lp_diag *diag)
{
    const struct lp_model *m = s->report->model;
    double film;
    const char *list = isnan(s->numbers[LP_SHARE_ACTIVATION]) ? NULL : list_athermal(s, &film);

    if (!list)
        return;
    for (size_t i = 0; i < m->n_compartments && film > CONTRIBUTES && m->n_layers > 0; i++) {
        const struct lp_value *diffusivity = &m->compartments[i].diffusivity_m2_per_s;
        if (list && diffusivity->is_given && !lp_activation_has(m->parameters, diffusivity))
            list = lp_arena_printf(s->arena, "%s%sthe diffusivity of '%s'", list,
                                   list[0] ? ", " : "", m->compartments[i].name);
    }
    if (list && list[0])
        lp_diag_warning(diag, lp_span_none(NULL),
                        "the activation energy of the path takes for independent of temperature "
                        "what has none (part of the resistance): %s",
                        list);
}
