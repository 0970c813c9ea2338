/* SPDX-License-Identifier: MIT
 *
 * Steps: copy the study down to its compartments, change the electrodes, start where the study's
 * own fit ended (and from a few points around it), draw the shares, compare the two answers. Both
 * deviances are of the same data and noise model, so their difference tells which one the data like
 * better.
 */
#include "checks/otherwise.h"

#include "input/studycopy.h"
#include "uncertainty/agree.h"

#include <math.h>

/* What is computed under the other assumption. */
struct other {
    struct lp_arena *arena;
    struct lp_study *study;
    struct lp_problem *problem;
    struct lp_workers workers;
    struct lp_multistart starts;
    double *numbers; /* [lp_shares_n] at the best fit */
    struct lp_sample sample;
    double *scratch;
};

bool lp_otherwise_applies(const struct lp_study *study)
{
    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].n_rows > 0 &&
            lp_protocol_is_driven(&study->experiments[e].protocol))
            return true;
    return false;
}

static bool has_pools(const struct lp_study *study)
{
    for (size_t e = 0; e < study->n_experiments; e++) {
        const struct lp_model *m = study->experiments[e].model;
        for (size_t i = 0; i < m->n_compartments; i++)
            if (m->compartments[i].kind == LP_ELECTRODE && m->compartments[i].surface_mol.is_given)
                return true;
    }
    return false;
}

/* Size of the pool that an electrode without one is given. */
static double pool_mol(const struct lp_experiment *experiment, const double p[])
{
    const struct lp_model *m = experiment->model;
    double area = m->cell.area_m2.is_given
                      ? lp_value_at(m->parameters, &m->cell.area_m2, p, experiment->temperature_K)
                      : NAN;

    return area > 0.0 ? LP_OTHERWISE_MOL_PER_M2 * area : LP_OTHERWISE_MOL;
}

/* True if a phase grows from an electrode: that would eat up a pool at once, so it stays a foil. */
static bool feeds_growth(const struct lp_model *m, size_t i)
{
    for (size_t k = 0; k < m->n_compartments; k++)
        if (m->compartments[k].growth.is_given && m->compartments[k].growth.i_source == i)
            return true;
    return false;
}

static struct lp_model *other_model(const struct lp_experiment *experiment, bool had_pools,
                                    const double p[], struct lp_arena *arena)
{
    struct lp_model *copy = lp_model_copy(experiment->model, arena);

    for (size_t i = 0; copy && i < copy->n_compartments; i++) {
        struct lp_compartment *c = &copy->compartments[i];
        if (c->kind != LP_ELECTRODE)
            continue;
        if (had_pools) {
            c->surface_mol.is_given = false;
            continue;
        }
        if (feeds_growth(copy, i))
            continue;
        c->inventory_mol.is_given = false; /* a pool excludes it */
        c->surface_mol = (struct lp_value){.is_given = true,
                                           .i_parameter = LP_NONE,
                                           .constant = pool_mol(experiment, p),
                                           .span = c->span};
    }
    return copy;
}

struct lp_study *lp_otherwise_study(const struct lp_study *study, const double p[],
                                    struct lp_arena *arena)
{
    const bool had_pools = has_pools(study);
    struct lp_study *copy = lp_study_copy(study, 0, arena);

    if (!copy)
        return NULL;
    lp_study_set_start(copy, p);
    for (size_t e = 0; e < study->n_experiments; e++) {
        size_t first = 0; /* experiments may share a model */
        while (study->experiments[first].model != study->experiments[e].model)
            first++;
        struct lp_experiment *x = &copy->experiments[e];
        x->model = first < e ? copy->experiments[first].model
                             : other_model(&study->experiments[e], had_pools, p, arena);
        if (!x->model)
            return NULL;
        x->model->parameters = &copy->parameters;
    }
    return copy;
}

static enum lp_status fit_other(struct other *o, const struct lp_solution *s)
{
    struct lp_inference_options options = *s->options;

    if (options.n_starts > LP_OTHERWISE_STARTS)
        options.n_starts = LP_OTHERWISE_STARTS;
    enum lp_status status = lp_multistart_study(o->study, &options, o->arena, &o->problem,
                                                &o->workers, &o->starts, NULL);
    return status == LP_OK && !o->starts.best ? LP_ENUMERIC : status;
}

static enum lp_status sample_other(struct other *o, const struct lp_solution *s)
{
    const struct lp_path_list no_paths = {0, NULL};

    o->numbers = lp_arena_alloc(o->arena, lp_shares_n(s->report->model), sizeof(double));
    o->scratch = lp_arena_alloc(o->arena, LP_OTHERWISE_DRAWS, sizeof(double));
    if (!o->numbers || !o->scratch)
        return LP_ENOMEM;
    return lp_sample_around(o->problem, o->starts.best, s->options, &no_paths, LP_OTHERWISE_DRAWS,
                            0, o->numbers, &o->sample);
}

static struct lp_estimate estimate(const struct other *o, size_t i_number)
{
    return lp_sample_interval(o->numbers[i_number], o->sample.n_draws, o->sample.numbers + i_number,
                              o->sample.n_numbers, o->scratch);
}

/* What the other electrodes are, of the report experiment. */
static enum lp_status describe(const struct lp_solution *s, struct lp_otherwise *out)
{
    const struct lp_model *m = s->report->model;
    size_t *kept = lp_arena_alloc(s->arena, m->n_compartments, sizeof *kept);

    if (!kept)
        return LP_ENOMEM;
    out->are_pools = !has_pools(s->study);
    out->pool_mol = out->are_pools ? pool_mol(s->report, s->p) : NAN;
    out->kept = kept;
    for (size_t i = 0; out->are_pools && i < m->n_compartments; i++)
        if (m->compartments[i].kind == LP_ELECTRODE && feeds_growth(m, i))
            kept[out->n_kept++] = i;
    return LP_OK;
}

void lp_otherwise_judge(struct lp_otherwise *o)
{
    o->preference = o->better > LP_TOPOLOGY_CHI2    ? LP_PREFERS_OTHER
                    : o->better < -LP_TOPOLOGY_CHI2 ? LP_PREFERS_OWN
                                                    : LP_PREFERS_NEITHER;
    o->hangs = o->differs && o->better > -LP_TOPOLOGY_CHI2;
}

static void compare(const struct other *o, const struct lp_solution *s, struct lp_otherwise *out)
{
    const struct lp_optimum *best = o->starts.best;

    out->is_fitted = true;
    out->is_converged = lp_stop_is_optimum(best->stop);
    out->chi2 = best->likelihood.chi2;
    out->better = s->best->deviance - best->deviance;
    out->conductance_mol_s = estimate(o, LP_SHARE_G);
    out->share = estimate(o, LP_SHARE_INTERFACE);
    lp_agree_widen(s->averaged.n, s->averaged.numbers + LP_SHARE_INTERFACE, s->averaged.n_numbers,
                   &out->share);
    out->interface = lp_verdict_of(&out->share, s->study->threshold);
    out->differs = s->verdict.is_made && out->interface != s->verdict.interface;
    lp_otherwise_judge(out);
}

static void clear(struct other *o)
{
    lp_sample_clear(&o->sample);
    lp_workers_clear(&o->workers);
    lp_problem_free(o->problem);
    lp_arena_free(o->arena);
}

enum lp_status lp_otherwise_run(struct lp_solution *s)
{
    if (!s->best || !s->is_joined || s->options->has_no_otherwise ||
        !lp_otherwise_applies(s->study))
        return LP_OK;
    const struct lp_estimate none = {NAN, NAN, NAN};
    struct other o = {.arena = lp_arena_new()};
    struct lp_otherwise *out = lp_arena_alloc(s->arena, 1, sizeof *out);
    enum lp_status status = LP_ENOMEM;

    if (!o.arena || !out)
        goto out;
    *out =
        (struct lp_otherwise){.chi2 = NAN, .better = NAN, .conductance_mol_s = none, .share = none};
    status = describe(s, out);
    if (status != LP_OK)
        goto out;
    o.study = lp_otherwise_study(s->study, s->p, o.arena);
    if (s->options->progress)
        s->options->progress(s->options->progress_context, "other electrodes", 0, 1);
    status = o.study ? fit_other(&o, s) : LP_ENOMEM;
    if (status == LP_OK)
        status = sample_other(&o, s);
    if (status == LP_OK)
        compare(&o, s, out);
    if (status == LP_EINPUT || status == LP_ENUMERIC)
        status = LP_OK; /* is_fitted is false */
    if (status == LP_OK)
        s->otherwise = out;
out:
    clear(&o);
    return status;
}
