/* SPDX-License-Identifier: MIT
 *
 * Both engines run at the data's times without derivatives. The fit's engine keeps its tolerances:
 * its error is what is asked for. CVODES as the other one runs at 1e-10, so that its own error
 * (some tens of its tolerance) stays far below the difference that is warned of.
 */
#include "checks/enginecheck.h"

#include "uncertainty/solution.h"

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
    const struct lp_slots no_slots = {.n = 0};
    double *times_s = lp_arena_alloc(arena, e->n_rows, sizeof(double));

    if (!times_s)
        return LP_ENOMEM;
    size_t n_times = collect_times(e, times_s), n_x = n_times * e->model->n_compartments;
    repeat->experiment = e;
    repeat->x = lp_arena_alloc(arena, n_x, sizeof(double));
    repeat->x_other = lp_arena_alloc(arena, n_x, sizeof(double));
    repeat->N = lp_arena_alloc(arena, n_x, sizeof(double));
    if (!repeat->x || !repeat->x_other || !repeat->N)
        return LP_ENOMEM;
    enum lp_status status =
        lp_network_new(e->model, e->temperature_K, NULL, &no_slots, &repeat->network, NULL);
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

/* The largest difference of any enrichment; LP_ENUMERIC with a message where one is no number. */
static enum lp_status largest_difference(const struct repeat *repeat, enum lp_engine_kind engine,
                                         enum lp_engine_kind other, double *largest,
                                         struct lp_diag *diag)
{
    const struct lp_model *m = repeat->experiment->model;

    *largest = 0;
    for (size_t k = 0; k < repeat->problem.n_times * m->n_compartments; k++) {
        const double difference = fabs(repeat->x[k] - repeat->x_other[k]);
        if (!isfinite(difference)) {
            lp_diag_error(diag, lp_span_none(NULL),
                          "by the %s engine the enrichment of '%s' at %g s is no number",
                          lp_engine_kind_text(isfinite(repeat->x[k]) ? other : engine),
                          m->compartments[k % m->n_compartments].name,
                          repeat->problem.times_s[k / m->n_compartments]);
            *largest = NAN;
            return LP_ENUMERIC;
        }
        *largest = fmax(*largest, difference);
    }
    return LP_OK;
}

/* The other engine's run and the difference; a failure is the reason why there is none. */
static enum lp_status compare(const struct repeat *repeat, const struct lp_engine_options *options,
                              struct lp_arena *arena, struct lp_engine_check *out)
{
    struct lp_engine_options other = *options;
    struct lp_diag *own = lp_diag_new();
    enum lp_status status = own ? LP_OK : LP_ENOMEM;

    out->other = out->engine == LP_ENGINE_EXACT ? LP_ENGINE_CVODES : LP_ENGINE_EXACT;
    other.kind = out->other;
    other.rtol = fmin(options->rtol, RTOL_OTHER);
    other.atol = fmin(options->atol, ATOL_OTHER);
    out->obstacle = lp_engine_exact_obstacle(&repeat->problem);
    if (status == LP_OK && out->obstacle == LP_OBSTACLE_NONE)
        status = solve(repeat, &other, repeat->x_other, &out->other, own);
    if (status == LP_OK && out->obstacle == LP_OBSTACLE_NONE)
        status = largest_difference(repeat, out->engine, out->other, &out->difference, own);
    if (status != LP_OK && status != LP_ENOMEM) {
        const char *reason = lp_diag_first_error(own);
        out->failure = lp_arena_strdup(arena, reason ? reason : "");
        status = LP_OK;
    }
    lp_diag_free(own);
    return status;
}

static enum lp_status repeat_experiment(const struct lp_solution *s, const struct lp_experiment *e,
                                        struct lp_engine_check *out)
{
    struct repeat repeat = {.network = NULL};
    struct lp_arena *scratch = lp_arena_new();
    enum lp_status status = scratch ? make(s, e, scratch, &repeat) : LP_ENOMEM;

    *out = (struct lp_engine_check){.experiment = e, .difference = NAN};
    if (status == LP_OK)
        status = solve(&repeat, &s->options->engine, repeat.x, &out->engine, NULL);
    if (status == LP_OK)
        status = compare(&repeat, &s->options->engine, s->arena, out);
    lp_network_free(repeat.network);
    lp_arena_free(scratch);
    return status;
}

enum lp_status lp_enginecheck_run(struct lp_solution *s)
{
    const struct lp_study *study = s->study;
    struct lp_engine_check *engines =
        lp_arena_alloc(s->arena, study->n_experiments, sizeof *engines);
    size_t n = 0;

    if (!engines)
        return LP_ENOMEM;
    for (size_t e = 0; e < study->n_experiments; e++) {
        if (study->experiments[e].n_rows == 0)
            continue;
        enum lp_status status = repeat_experiment(s, &study->experiments[e], &engines[n]);
        if (status == LP_ENOMEM)
            return status;
        n += status == LP_OK;
    }
    s->engines = engines;
    s->n_engines = n;
    return LP_OK;
}
