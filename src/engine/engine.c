/* SPDX-License-Identifier: MIT
 *
 * Chooses an engine for a problem, checks what all engines rely on, and writes NaN wherever a solve
 * failed, so that a failure can never pass for a perfect fit.
 */
#include "engine/engine_impl.h"

#include <math.h>

struct lp_engine_options lp_engine_options_default(void)
{
    return (struct lp_engine_options){
        .kind = LP_ENGINE_AUTO, .rtol = 1e-8, .atol = 1e-12, .max_steps = 200000};
}

static enum lp_status check_problem(const struct lp_engine_problem *problem,
                                    const struct lp_engine_options *options, struct lp_diag *diag)
{
    if (!(options->rtol > 0) || !(options->atol > 0) || options->max_steps == 0) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "tolerances and the number of steps must be above zero");
        return LP_EINPUT;
    }
    if (problem->network->n_states == 0) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': nothing changes in time: the model has no phase",
                      problem->experiment);
        return LP_EINPUT;
    }
    for (size_t i = 0; i < problem->n_times; i++) {
        double t = problem->times_s[i];
        if (isfinite(t) && t >= 0 && (i == 0 || t > problem->times_s[i - 1]))
            continue;
        lp_diag_error(diag, lp_span_none(NULL),
                      "experiment '%s': output times must be increasing and not negative",
                      problem->experiment);
        return LP_EINPUT;
    }
    double last_s = problem->n_times > 0 ? problem->times_s[problem->n_times - 1] : 0;
    enum lp_status status =
        lp_network_check_protocol(problem->network, problem->protocol, last_s, diag);
    if (status != LP_OK)
        lp_diag_note(diag, lp_span_none(NULL), "in experiment '%s'", problem->experiment);
    return status;
}

enum lp_status lp_engine_new(const struct lp_engine_problem *problem,
                             const struct lp_engine_options *options, struct lp_engine **engine,
                             struct lp_diag *diag)
{
    enum lp_status status = check_problem(problem, options, diag);
    if (status != LP_OK)
        return status;
    if (options->kind == LP_ENGINE_EXACT && !lp_engine_exact_applies(problem, diag))
        return LP_EINPUT;
    if (options->kind != LP_ENGINE_CVODES && lp_engine_exact_applies(problem, NULL))
        return lp_engine_exact_new(problem, options, engine);
    return lp_engine_cvodes_new(problem, options, engine, diag);
}

void lp_engine_free(struct lp_engine *engine)
{
    if (engine)
        engine->type->free(engine);
}

enum lp_engine_kind lp_engine_kind_of(const struct lp_engine *engine)
{
    return engine->type->kind;
}

const char *lp_engine_kind_text(enum lp_engine_kind kind)
{
    static const char *const texts[LP_N_ENGINE_KINDS] = {
        [LP_ENGINE_AUTO] = "auto", [LP_ENGINE_EXACT] = "exact", [LP_ENGINE_CVODES] = "cvodes"};
    return texts[kind];
}

static void fill(double values[], size_t n, double value)
{
    for (size_t i = 0; values && i < n; i++)
        values[i] = value;
}

static void fill_with_nan(const struct lp_engine *engine, struct lp_trajectory *out)
{
    const struct lp_network *net = engine->problem.network;
    size_t n = engine->problem.n_times * net->model->n_compartments;
    fill(out->x, n, NAN);
    fill(out->N, n, NAN);
    fill(out->dx, n * net->slots.n, NAN);
    fill(out->dN, n * net->slots.n, NAN);
    fill(out->li6_given_mol, 2 * engine->problem.n_times, NAN);
}

enum lp_status lp_engine_solve(struct lp_engine *engine, struct lp_trajectory *out,
                               struct lp_diag *diag)
{
    enum lp_status status = engine->type->solve(engine, out, diag);
    if (status != LP_OK)
        fill_with_nan(engine, out);
    return status;
}
