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
#include "uncertainty/verdict.h"

#include <math.h>
#include <string.h>

/* What is computed under the other assumption, until it is told. */
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

/* "a pool of 0.785 nmol of plated lithium on each electrode". */
static const char *assumption_text(const struct lp_solution *s, bool is_pool,
                                   struct lp_arena *arena)
{
    const struct lp_model *m = s->report->model;
    const char *but = "";

    if (!is_pool)
        return lp_arena_strdup(arena, "foils that give their own enrichment at once, without a "
                                      "pool of plated lithium");
    for (size_t i = 0; but && i < m->n_compartments; i++)
        if (m->compartments[i].kind == LP_ELECTRODE && feeds_growth(m, i))
            but = lp_arena_printf(arena, "%s (but '%s', which a phase grows from)", but,
                                  m->compartments[i].name);
    return but ? lp_arena_printf(arena, "a pool of %.3g nmol of plated lithium on each electrode%s",
                                 1e9 * pool_mol(s->report, s->p), but)
               : NULL;
}

/* Which of the two the data like better, by -2 ln L + priors. */
static const char *preference_text(double better, struct lp_arena *arena)
{
    if (!(fabs(better) > LP_TOPOLOGY_CHI2))
        return "the data do not tell the two apart";
    return lp_arena_printf(arena,
                           better > 0.0 ? "the data fit that better, by %.3g in -2 ln L"
                                        : "the data refuse that (-2 ln L higher by %.3g)",
                           fabs(better));
}

static const char *comparison_text(double better, const struct lp_answer_otherwise *o,
                                   const struct lp_answer *answer)
{
    const char *preference = preference_text(better, answer->arena);
    bool hangs = o->differs && better > -LP_TOPOLOGY_CHI2;

    if (!preference)
        return NULL;
    if (o->interface == LP_VERDICT_NULL && answer->verdict.interface == LP_VERDICT_NULL)
        return lp_arena_printf(answer->arena,
                               "With %s: conductance %.3g mol/s (95 %%: %.3g to %.3g); chi2 %.4g "
                               "instead of %.4g: %s.",
                               o->assumption, o->conductance_mol_s.value, o->conductance_mol_s.low,
                               o->conductance_mol_s.high, o->chi2, answer->objective.chi2,
                               preference);
    return lp_arena_printf(
        answer->arena,
        "%sith %s the verdict %s '%s': %.1f %% through the interface (95 %%: %.1f to %.1f %%); "
        "chi2 %.4g instead of %.4g: %s.",
        hangs ? "The verdict hangs on what the electrodes give: w" : "W", o->assumption,
        o->differs ? "would be" : "is the same,", lp_verdict_text(o->interface),
        100 * o->share.value, 100 * o->share.low, 100 * o->share.high, o->chi2,
        answer->objective.chi2, preference);
}

static enum lp_status tell(const struct other *o, const struct lp_solution *s,
                           struct lp_answer *answer, struct lp_answer_otherwise *out)
{
    const struct lp_optimum *best = o->starts.best;

    out->is_converged = lp_stop_is_optimum(best->stop);
    out->chi2 = best->likelihood.chi2;
    out->conductance_mol_s = estimate(o, LP_SHARE_G);
    out->share = estimate(o, LP_SHARE_INTERFACE);
    lp_agree_widen(s->averaged.n, s->averaged.numbers + LP_SHARE_INTERFACE, s->averaged.n_numbers,
                   &out->share);
    out->interface = lp_verdict_of(&out->share, s->study->threshold);
    out->differs = answer->has_verdict && out->interface != answer->verdict.interface;
    out->text = comparison_text(s->best->deviance - best->deviance, out, answer);
    return out->text ? LP_OK : LP_ENOMEM;
}

/* Where the verdict differs it is part of the verdict, and a warning. */
static enum lp_status say_difference(struct lp_answer *answer, struct lp_diag *diag)
{
    const struct lp_answer_otherwise *o = answer->otherwise;

    if (!o->differs)
        return LP_OK;
    lp_diag_warning(diag, lp_span_none(NULL), "%s", o->text);
    answer->verdict.text = lp_arena_printf(answer->arena, "%s\n%s", answer->verdict.text, o->text);
    return answer->verdict.text ? LP_OK : LP_ENOMEM;
}

static void clear(struct other *o)
{
    lp_sample_clear(&o->sample);
    lp_workers_clear(&o->workers);
    lp_problem_free(o->problem);
    lp_arena_free(o->arena);
}

enum lp_status lp_otherwise_tell(const struct lp_solution *s, struct lp_answer *answer,
                                 struct lp_diag *diag)
{
    if (!s->best || !s->is_joined || s->options->has_no_otherwise ||
        !lp_otherwise_applies(s->study))
        return LP_OK;
    const struct lp_estimate none = {NAN, NAN, NAN};
    struct other o = {.arena = lp_arena_new()};
    struct lp_answer_otherwise *out = lp_arena_alloc(answer->arena, 1, sizeof *out);
    enum lp_status status = LP_ENOMEM;

    if (!o.arena || !out)
        goto out;
    *out = (struct lp_answer_otherwise){.chi2 = NAN, .conductance_mol_s = none, .share = none};
    out->assumption = assumption_text(s, !has_pools(s->study), answer->arena);
    o.study = lp_otherwise_study(s->study, s->p, o.arena);
    if (!out->assumption || !o.study)
        goto out;
    if (s->options->progress)
        s->options->progress(s->options->progress_context, "other electrodes", 0, 1);
    status = fit_other(&o, s);
    if (status == LP_OK)
        status = sample_other(&o, s);
    if (status == LP_OK)
        status = tell(&o, s, answer, out);
    if (status == LP_EINPUT || status == LP_ENUMERIC) {
        out->text =
            lp_arena_printf(answer->arena, "With %s no fit could be computed.", out->assumption);
        status = out->text ? LP_OK : LP_ENOMEM;
    }
    if (status == LP_OK) {
        answer->otherwise = out;
        status = say_difference(answer, diag);
    }
out:
    clear(&o);
    return status;
}
