/* SPDX-License-Identifier: MIT
 *
 * Estimates are those of the full model's optimum; intervals and p_top come from the draws.
 */
#include "answer/tellpath.h"

#include "pathway/activation.h"
#include "uncertainty/agree.h"

#include <math.h>

#define EDGE        1e-9 /* a share this near to 0 or 1 is there */
#define CONTRIBUTES 0.01 /* of the resistance: not passed over in silence */

enum lp_method lp_solution_method(const struct lp_solution *s)
{
    return s->options ? s->options->method : LP_METHOD_PROFILE;
}

const char *lp_solution_method_text(const struct lp_solution *s, bool is_profiled)
{
    enum lp_method method = lp_solution_method(s);

    if (method == LP_METHOD_PROFILE)
        return is_profiled ? "profile" : "covariance";
    return lp_method_text(method == LP_METHOD_RESIDUAL ? LP_METHOD_BOOTSTRAP : method);
}

/* True for parts of a whole, which cannot pass 1; not for amounts, conductance and energies. */
static bool is_part(const struct lp_solution *s, size_t i_number)
{
    struct lp_quantity_view view = {.problem = s->problem, .model = s->report->model};
    struct lp_quantity quantity = {LP_QUANTITY_NUMBER, i_number};
    double limit[2], snap;

    lp_quantity_limits(&view, &quantity, limit, &snap);
    return limit[1] == 1.0;
}

/* No draw of a posterior lies on the edge of a share's range. Where a point there agrees with the
 * data the interval ends exactly there (0 or 1). */
static void snap(size_t n, const double values[], size_t stride, struct lp_estimate *e)
{
    for (size_t i = 0; i < n; i++) {
        if (fabs(values[i * stride]) < EDGE)
            e->low = fmin(e->low, 0.0);
        if (fabs(values[i * stride] - 1.0) < EDGE)
            e->high = fmax(e->high, 1.0);
    }
}

/* The same by the profile, which finds points at the edge that nothing else met. */
static void snap_to_profile(const struct lp_profiled *p, struct lp_estimate *e)
{
    if (p && p->stop[0] == LP_PROFILE_LIMIT && fabs(p->low) < EDGE)
        e->low = fmin(e->low, 0.0);
    if (p && p->stop[1] == LP_PROFILE_LIMIT && fabs(p->high - 1.0) < EDGE)
        e->high = fmax(e->high, 1.0);
}

/* The interval of a profile; R has that of G, whose reciprocal it is but for a factor. */
static bool of_profile(const struct lp_solution *s, size_t i_number, struct lp_estimate *e)
{
    bool is_R = i_number == LP_SHARE_R;
    const struct lp_profiled *p =
        lp_profiles_number(&s->profiles, is_R ? (size_t)LP_SHARE_G : i_number);

    if (!p || lp_solution_method(s) != LP_METHOD_PROFILE)
        return false;
    double RG = is_R ? s->numbers[LP_SHARE_R] * s->numbers[LP_SHARE_G] : NAN;
    e->low = is_R ? RG / p->high : p->low;
    e->high = is_R ? RG / p->low : p->high;
    return true;
}

static struct lp_estimate from_data(const struct lp_solution *s, size_t i_number)
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
    if (lp_solution_method(s) == LP_METHOD_PROFILE)
        lp_agree_widen(s->agreeing.n, s->agreeing.numbers + i_number, s->agreeing.n_numbers, &e);
    if (lp_solution_method(s) == LP_METHOD_MCMC && is_part(s, i_number)) {
        snap(s->agreeing.n, s->agreeing.numbers + i_number, s->agreeing.n_numbers, &e);
        snap_to_profile(lp_profiles_number(&s->profiles, i_number), &e);
    }
    return e;
}

struct lp_estimate lp_solution_estimate(const struct lp_solution *s, size_t i_number)
{
    struct lp_estimate e = from_data(s, i_number);

    lp_agree_widen(s->averaged.n, s->averaged.numbers + i_number, s->averaged.n_numbers, &e);
    return e;
}

size_t lp_solution_most_draws(const struct lp_inference_options *options)
{
    size_t n = options->n_draws * (options->n_chains > 0 ? options->n_chains : 1);
    return n > LP_DRAWS ? n : LP_DRAWS;
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
        .activation_eV = lp_solution_estimate(s, lp_shares_at_edge(m, i, LP_SHARE_EDGE_ACTIVATION)),
        .inclusion = s->topologies.n > 1 && e->is_optional
                         ? lp_topologies_inclusion(&s->topologies, e->id)
                         : NAN};
    out->is_significant = out->net_share.low > 0.0 || out->net_share.high < 0.0;
}

/* A path's interval over all draws; column LP_NONE is the rest. */
static struct lp_estimate path_from_data(const struct lp_solution *s, double value, size_t i_path)
{
    enum lp_method method = lp_solution_method(s);
    const struct lp_profiled *own_profile = lp_profiles_path(&s->profiles, i_path);
    const struct lp_profiled *profile = method == LP_METHOD_PROFILE ? own_profile : NULL;
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
    if (method == LP_METHOD_MCMC)
        snap_to_profile(own_profile, &e);
    if (method != LP_METHOD_PROFILE)
        return e;
    if (i_path == LP_NONE)
        lp_agree_widen(s->agreeing.n, s->agreeing.rest, 1, &e);
    else
        lp_agree_widen(s->agreeing.n, s->agreeing.probability + i_path, s->agreeing.n_paths, &e);
    return e;
}

static struct lp_estimate path_estimate(const struct lp_solution *s, double value, size_t i_path)
{
    struct lp_estimate e = path_from_data(s, value, i_path);

    if (i_path != LP_NONE)
        lp_agree_widen(s->averaged.n, s->averaged.probability + i_path, s->averaged.n_paths, &e);
    return e;
}

/* A path's mean probability over the mixture of topologies; column LP_NONE is the rest. */
static double path_average(const struct lp_solution *s, size_t i_path)
{
    const struct lp_mixture *m = &s->mixture;
    size_t n_paths = s->followed.n, n = 0;
    double sum = 0.0;

    for (size_t i = 0; i < m->n; i++) {
        const double *probability = m->probability + i * n_paths;
        double own = i_path == LP_NONE ? 1.0 : probability[i_path];
        for (size_t k = 0; k < n_paths && i_path == LP_NONE; k++)
            own -= probability[k];
        if (!isnan(own)) {
            sum += own;
            n++;
        }
    }
    return n > 0 ? fmax(sum / (double)n, 0.0) : NAN;
}

/* The part of the draws in which a path is the most probable; topologies count alike. NaN where
 * nothing could be drawn. */
static double path_top(const struct lp_solution *s, size_t i_path)
{
    double sum = 0.0;
    size_t n_drawn = 0;

    if (s->mixture.n > 0) {
        for (size_t i = 0; i < s->mixture.n; i++)
            sum += s->mixture.top[i] == i_path;
        return sum / (double)s->mixture.n;
    }
    for (size_t k = 0; k < s->n_sampled; k++) {
        const struct lp_sample *d = &s->sampled[k].sample;
        size_t n = 0;
        for (size_t i = 0; i < d->n_draws; i++)
            n += d->top[i] == i_path;
        sum += d->n_draws > 0 ? (double)n / (double)d->n_draws : 0.0;
        n_drawn += d->n_draws > 0;
    }
    return n_drawn > 0 ? sum / (double)n_drawn : NAN;
}

static enum lp_status tell_paths(const struct lp_solution *s, struct lp_answer *answer,
                                 struct lp_answer_pathway *pathway)
{
    size_t i_followed = 0;
    double rest = 1.0;

    pathway->paths = lp_arena_alloc(answer->arena, s->paths.n, sizeof *pathway->paths);
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
                                       .p_top = column == LP_NONE ? 0.0 : path_top(s, column),
                                       .averaged = path_average(s, column)};
        rest -= column == LP_NONE ? 0.0 : path->probability;
    }
    pathway->rest = path_estimate(s, fmax(rest, 0.0), LP_NONE);
    return LP_OK;
}

enum lp_status lp_tellpath(const struct lp_solution *s, struct lp_answer *answer)
{
    const struct lp_model *m = s->report->model;
    struct lp_answer_pathway *pathway = lp_arena_alloc(answer->arena, 1, sizeof *pathway);

    if (!pathway)
        return LP_ENOMEM;
    if (s->options) /* flow (given.h) has no intervals */
        pathway->method =
            lp_solution_method_text(s, lp_profiles_number(&s->profiles, LP_SHARE_G) != NULL);
    pathway->method_rest =
        s->profiles.is_costly && lp_solution_method(s) == LP_METHOD_PROFILE ? "covariance" : NULL;
    pathway->conductance_mol_s = lp_solution_estimate(s, LP_SHARE_G);
    pathway->resistance_ohm = lp_solution_estimate(s, LP_SHARE_R);
    pathway->activation_eV = lp_solution_estimate(s, LP_SHARE_ACTIVATION);
    pathway->compartments =
        lp_arena_alloc(answer->arena, m->n_compartments, sizeof *pathway->compartments);
    pathway->edges = lp_arena_alloc(answer->arena, m->n_edges, sizeof *pathway->edges);
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
