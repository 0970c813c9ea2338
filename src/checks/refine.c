/* SPDX-License-Identifier: MIT
 *
 * The study is copied with every depth model's layers doubled; predictions and pathway of both are
 * compared. Parameters and all else are shared with the original.
 */
#include "checks/refine.h"

#include "input/studycopy.h"
#include "pathway/shares.h"
#include "uncertainty/solution.h"

#include <math.h>
#include <string.h>

static size_t most_layers(const struct lp_study *study)
{
    size_t n = 0;
    for (size_t e = 0; e < study->n_experiments; e++)
        if (study->experiments[e].model->n_layers > n)
            n = study->experiments[e].model->n_layers;
    return n;
}

/* A copy with twice the layers, in the arena; NULL when out of memory. */
static struct lp_study *double_layers(const struct lp_study *study, struct lp_arena *arena)
{
    struct lp_study *finer = lp_study_copy(study, 0, arena);

    for (size_t e = 0; finer && e < finer->n_experiments; e++) {
        struct lp_model *model = lp_model_copy(study->experiments[e].model, arena);
        if (!model)
            return NULL;
        model->n_layers *= 2;
        finer->experiments[e].model = model;
    }
    return finer;
}

/* Predictions of an experiment's rows. */
static enum lp_status predict(const struct lp_experiment *x, const double p[],
                              const struct lp_engine_options *engine, struct lp_arena *arena,
                              double **y)
{
    *y = lp_arena_alloc(arena, x->n_rows, sizeof **y);
    return *y ? lp_observer_predict_rows(x, engine, x->n_rows, x->rows, p, *y) : LP_ENOMEM;
}

static enum lp_status compare_predictions(const struct lp_study *study,
                                          const struct lp_study *finer, const double p[],
                                          const double sigma[],
                                          const struct lp_engine_options *engine,
                                          struct lp_arena *arena, struct lp_refinement *out)
{
    enum lp_status status = LP_OK;
    out->sigma = 0.0;
    for (size_t e = 0; e < study->n_experiments && status == LP_OK; e++) {
        const struct lp_experiment *x = &study->experiments[e];
        double *coarse, *fine;
        if (x->n_rows == 0)
            continue;
        if (x->model->n_layers > 0) {
            status = predict(x, p, engine, arena, &coarse);
            if (status == LP_OK)
                status = predict(&finer->experiments[e], p, engine, arena, &fine);
            for (size_t i = 0; i < x->n_rows && status == LP_OK; i++) {
                double change = fabs(fine[i] - coarse[i]) / sigma[i];
                if (!(change > out->sigma))
                    continue;
                out->sigma = change;
                out->i_experiment = e;
                out->i_row = i;
            }
        }
        sigma += x->n_rows;
    }
    return status;
}

static void compare_share(double coarse, double fine, enum lp_refine_share which, size_t i,
                          struct lp_refinement *out)
{
    double change = fabs(fine - coarse);
    /* Equal ones (edges in series) differ by rounding; the first is named. */
    if (isnan(change) || (!isnan(out->share) && change <= out->share * (1 + 1e-6)))
        return;
    out->share = change;
    out->which = which;
    out->i_share = i;
}

static void compare_lists(const struct lp_model *m, const double coarse[], const double fine[],
                          struct lp_refinement *out)
{
    static const struct {
        enum lp_share_compartment share;
        enum lp_refine_share which;
    } shares[] = {{LP_SHARE_VISITED, LP_REFINE_VISITED},
                  {LP_SHARE_CARRIED, LP_REFINE_CARRIED},
                  {LP_SHARE_WITHOUT, LP_REFINE_WITHOUT}};
    for (size_t i = 0; i < m->n_compartments; i++)
        for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++) {
            size_t at = lp_shares_at_compartment(i, shares[k].share);
            compare_share(coarse[at], fine[at], shares[k].which, i, out);
        }
    for (size_t i = 0; i < m->n_edges; i++) {
        size_t at = lp_shares_at_edge(m, i, LP_SHARE_NET);
        compare_share(coarse[at], fine[at], LP_REFINE_NET, i, out);
    }
}

static enum lp_status shares_of(const struct lp_study *study, const double p[],
                                const struct lp_engine_options *engine, struct lp_arena *arena,
                                double **numbers)
{
    struct lp_shares *shares = NULL;
    *numbers = lp_arena_alloc(arena, lp_shares_n(lp_study_report(study)->model), sizeof **numbers);
    if (!*numbers)
        return LP_ENOMEM;
    enum lp_status status = lp_shares_new(study, NULL, engine, &shares, NULL);
    if (status == LP_OK)
        status = lp_shares_evaluate(shares, p, false, *numbers, NULL, NULL);
    lp_shares_free(shares);
    return status;
}

enum lp_status lp_refine_check(const struct lp_study *study, const double p[], const double sigma[],
                               const struct lp_engine_options *engine,
                               struct lp_refinement *refinement)
{
    struct lp_refinement out = {.n_layers = most_layers(study), .sigma = NAN, .share = NAN};
    const struct lp_model *m = lp_study_report(study)->model;
    struct lp_arena *scratch = lp_arena_new();
    struct lp_study *finer = NULL;
    double *coarse, *fine;
    enum lp_status status = scratch ? LP_OK : LP_ENOMEM;
    if (status == LP_OK && out.n_layers > 0)
        status = (finer = double_layers(study, scratch)) ? LP_OK : LP_ENOMEM;
    if (status == LP_OK && out.n_layers > 0 && sigma)
        status = compare_predictions(study, finer, p, sigma, engine, scratch, &out);
    if (status == LP_OK && m->n_layers > 0 && m->i_second != LP_NONE) {
        status = shares_of(study, p, engine, scratch, &coarse);
        if (status == LP_OK)
            status = shares_of(finer, p, engine, scratch, &fine);
        if (status == LP_OK)
            compare_lists(m, coarse, fine, &out);
    }
    out.is_checked = status == LP_OK && out.n_layers > 0;
    lp_arena_free(scratch);
    *refinement = out;
    return status == LP_ENOMEM ? status : LP_OK;
}

/* sigma of every row, noise factors included; NULL without a fit. */
static double *row_sigmas(const struct lp_solution *s)
{
    if (!s->problem || !s->best)
        return NULL;
    double *sigma = lp_arena_alloc(s->arena, s->problem->n_rows, sizeof *sigma);
    for (size_t i = 0; sigma && i < s->problem->n_rows; i++)
        sigma[i] = lp_problem_row_sigma(&s->problem->rows[i], s->best->factor);
    return sigma;
}

enum lp_status lp_refine_run(struct lp_solution *s, const struct lp_engine_options *engine)
{
    struct lp_refinement *refinement = lp_arena_alloc(s->arena, 1, sizeof *refinement);
    double *sigma = row_sigmas(s);
    enum lp_status status = lp_arena_status(s->arena, LP_OK);

    if (status == LP_OK)
        status = lp_refine_check(s->study, s->p, sigma, engine, refinement);
    if (status == LP_OK)
        s->refinement = refinement;
    return status;
}

size_t lp_refine_wanted(const struct lp_refinement *r)
{
    double excess = fmax(r->sigma / LP_REFINE_SIGMA, r->share / LP_REFINE_SHARE);

    if (!r->is_checked || !(r->sigma > LP_REFINE_SIGMA || r->share > LP_REFINE_SHARE))
        return 0;
    return (size_t)exp2(ceil(log2((double)r->n_layers * sqrt(excess))));
}
