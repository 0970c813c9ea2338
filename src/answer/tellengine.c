/* SPDX-License-Identifier: MIT
 *
 * Both engines run at the data's times without derivatives. The fit's engine keeps its tolerances:
 * its error is what is asked for. CVODES as the other one runs at 1e-10, so that its own error
 * (some tens of its tolerance) stays far below the difference that is warned of.
 */
#include "answer/tellengine.h"

#include <math.h>

#define RTOL_OTHER 1e-10
#define ATOL_OTHER 1e-13

/* An experiment's trajectory to be repeated. */
struct repeat {
    const struct lp_experiment *experiment;
    struct lp_network *network;
    struct lp_engine_problem problem;
    double *x, *x_other, *N; /* [n_times][n_compartments] */
};

/* The times of the rows, each once: rows are in the order of time. */
static size_t collect_times(const struct lp_experiment *e, double times_s[])
{
    size_t n = 0;

    for (size_t i = 0; i < e->n_rows; i++)
        if (n == 0 || e->rows[i].t_s > times_s[n - 1])
            times_s[n++] = e->rows[i].t_s;
    return n;
}

static enum lp_status make(const struct lp_solution *s, const struct lp_experiment *e,
                           struct lp_arena *arena, struct repeat *repeat)
{
    size_t *i_slot = lp_arena_alloc(arena, s->study->parameters.n, sizeof(size_t));
    double *times_s = lp_arena_alloc(arena, e->n_rows, sizeof(double));

    if (!i_slot || !times_s)
        return LP_ENOMEM;
    for (size_t i = 0; i < s->study->parameters.n; i++)
        i_slot[i] = LP_NONE;
    struct lp_slots slots = {.n = 0, .i_slot = i_slot};
    size_t n_times = collect_times(e, times_s), n_x = n_times * e->model->n_compartments;
    repeat->experiment = e;
    repeat->x = lp_arena_alloc(arena, n_x, sizeof(double));
    repeat->x_other = lp_arena_alloc(arena, n_x, sizeof(double));
    repeat->N = lp_arena_alloc(arena, n_x, sizeof(double));
    if (!repeat->x || !repeat->x_other || !repeat->N)
        return LP_ENOMEM;
    enum lp_status status =
        lp_network_new(e->model, e->temperature_K, NULL, &slots, &repeat->network, NULL);
    repeat->problem = (struct lp_engine_problem){.network = repeat->network,
                                                 .protocol = &e->protocol,
                                                 .experiment = e->name,
                                                 .n_times = n_times,
                                                 .times_s = times_s};
    return status == LP_OK ? lp_network_set(repeat->network, s->p, NULL) : status;
}

/* x at the data's times; *kind: the engine that the options chose. */
static enum lp_status solve(const struct repeat *repeat, const struct lp_engine_options *options,
                            double x[], enum lp_engine_kind *kind, struct lp_diag *diag)
{
    struct lp_engine *engine = NULL;
    struct lp_trajectory out = {.x = x, .N = repeat->N};
    enum lp_status status = lp_engine_new(&repeat->problem, options, &engine, diag);

    if (status == LP_OK) {
        *kind = lp_engine_kind_of(engine);
        status = lp_engine_solve(engine, &out, diag);
    }
    lp_engine_free(engine);
    return status;
}

static double largest_difference(const struct repeat *repeat)
{
    size_t n = repeat->problem.n_times * repeat->experiment->model->n_compartments;
    double largest = 0;

    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(repeat->x[i] - repeat->x_other[i]));
    return largest;
}

/* The other engine's run and the difference; a failure is the reason why there is none. */
static enum lp_status compare(const struct repeat *repeat, const struct lp_engine_options *options,
                              enum lp_engine_kind kind, struct lp_arena *arena,
                              struct lp_answer_engine *out, struct lp_diag *diag)
{
    struct lp_engine_options other = *options;
    struct lp_diag *own = lp_diag_new();
    const char *reason = lp_obstacle_text(lp_engine_exact_obstacle(&repeat->problem));
    enum lp_status status = LP_OK;

    other.kind = kind == LP_ENGINE_EXACT ? LP_ENGINE_CVODES : LP_ENGINE_EXACT;
    out->engine = lp_engine_kind_text(kind);
    out->other = lp_engine_kind_text(other.kind);
    other.rtol = fmin(options->rtol, RTOL_OTHER);
    other.atol = fmin(options->atol, ATOL_OTHER);
    if (reason) {
        out->skipped = lp_arena_printf(arena, "the exact engine does not apply to %s", reason);
    } else if (solve(repeat, &other, repeat->x_other, &kind, own) == LP_OK) {
        out->difference = largest_difference(repeat);
    } else {
        reason = lp_diag_first_error(own);
        out->skipped = lp_arena_strdup(arena, reason ? reason : "out of memory");
        lp_diag_warning(diag, lp_span_none(NULL),
                        "experiment '%s': the best fit could not be repeated with engine %s: %s",
                        out->experiment, out->other, out->skipped ? out->skipped : "");
    }
    if (isnan(out->difference) && !out->skipped)
        status = LP_ENOMEM;
    if (out->difference > LP_ENGINE_DIFFERENCE)
        lp_diag_warning(diag, lp_span_none(NULL),
                        "experiment '%s': engines %s and %s differ by %.2g in an enrichment of the "
                        "best fit (above %g): run again with a smaller --rtol",
                        out->experiment, out->engine, out->other, out->difference,
                        LP_ENGINE_DIFFERENCE);
    lp_diag_free(own);
    return status;
}

static enum lp_status tell_experiment(const struct lp_solution *s, const struct lp_experiment *e,
                                      struct lp_arena *arena, struct lp_answer_engine *out,
                                      struct lp_diag *diag)
{
    struct repeat repeat = {.network = NULL};
    enum lp_engine_kind kind = LP_ENGINE_AUTO;
    struct lp_arena *scratch = lp_arena_new();
    enum lp_status status = scratch ? make(s, e, scratch, &repeat) : LP_ENOMEM;

    *out = (struct lp_answer_engine){.experiment = e->name, .difference = NAN};
    if (status == LP_OK)
        status = solve(&repeat, &s->options->engine, repeat.x, &kind, NULL);
    if (status == LP_OK)
        status = compare(&repeat, &s->options->engine, kind, arena, out, diag);
    lp_network_free(repeat.network);
    lp_arena_free(scratch);
    return status;
}

enum lp_status lp_tellengine(const struct lp_solution *s, struct lp_answer *answer,
                             struct lp_diag *diag)
{
    const struct lp_study *study = s->study;
    struct lp_answer_engine *engines =
        lp_arena_alloc(answer->arena, study->n_experiments, sizeof *engines);

    if (!engines)
        return LP_ENOMEM;
    answer->engines = engines;
    for (size_t e = 0; e < study->n_experiments; e++) {
        if (study->experiments[e].n_rows == 0)
            continue;
        enum lp_status status = tell_experiment(s, &study->experiments[e], answer->arena,
                                                &engines[answer->n_engines], diag);
        if (status == LP_ENOMEM)
            return status;
        answer->n_engines += status == LP_OK;
    }
    return LP_OK;
}
