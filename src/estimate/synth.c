/* SPDX-License-Identifier: MIT
 *
 * For row i with prediction y_i
 *
 *     value_i = y_i + sigma_i e_i + sum_k l_ik z_k,     e, z ~ N(0,1)
 *
 * z_k is one number for all rows that share nuisance k. An `increase` whose "before" area a(0) came
 * out as a(0) (1 + s z) is measured as 100 ((1 + y/100)/(1 + s z) - 1): that is drawn as it is,
 * while the fit takes it to first order (problem.c).
 */
#include "estimate/synth.h"

#include "base/random.h"
#include "observe/observe.h"

#include <math.h>

/* Streams of LP_RANDOM_SYNTHETIC_NOISE: experiments from 0, nuisances and references far above. */
#define STREAM_NUISANCE  (UINT64_C(1) << 32)
#define STREAM_REFERENCE (UINT64_C(1) << 33)

struct synth {
    const struct lp_study *study;
    uint64_t seed;
    struct lp_arena *arena;
    struct lp_diag *diag;
};

static size_t count_rows(const struct lp_experiment *x)
{
    return x->n_rows > 0 ? x->n_rows : x->n_times * x->model->n_components;
}

static enum lp_status report_no_times(const struct synth *s, const struct lp_experiment *x)
{
    lp_diag_error(s->diag, x->span,
                  "experiment '%s' of %s has neither data nor `times`: nothing says when it is "
                  "measured",
                  x->name, s->study->path);
    return LP_EINPUT;
}

/* Where and when, without numbers of the model. */
static void lay_out(size_t i_experiment, const struct lp_experiment *x, struct lp_synth_row rows[],
                    struct lp_point points[])
{
    size_t n_components = x->model->n_components;
    for (size_t i = 0; i < count_rows(x); i++) {
        const struct lp_row *row = x->n_rows > 0 ? &x->rows[i] : NULL;
        rows[i] = (struct lp_synth_row){.i_experiment = i_experiment,
                                        .i_component = row ? row->i_component : i % n_components,
                                        .t_s = row ? row->t_s : x->times_s[i / n_components],
                                        .duration_s = row ? row->duration_s : 0.0,
                                        .replicate = row ? row->replicate : "",
                                        .is_estimated =
                                            x->noise.is_estimated && (!row || isnan(row->sigma))};
        points[i] = (struct lp_point){rows[i].t_s, rows[i].duration_s, rows[i].i_component};
    }
}

static enum lp_status predict(const struct synth *s, const struct lp_experiment *x,
                              const struct lp_engine_options *engine,
                              const struct lp_point points[], double y[])
{
    struct lp_observer *observer = NULL;
    struct lp_observer_setup setup = {
        .experiment = x, .engine = *engine, .n_points = count_rows(x), .points = points};
    double *p = lp_arena_alloc(s->arena, s->study->parameters.n, sizeof *p);
    enum lp_status status = p ? lp_observer_new(&setup, &observer, s->diag) : LP_ENOMEM;
    if (status == LP_OK) {
        lp_study_start(s->study, p);
        status = lp_observer_predict(observer, p, y, NULL, s->diag);
    }
    lp_observer_free(observer);
    return status;
}

/* sigma of a row from the prediction. */
static enum lp_status set_sigma(const struct synth *s, const struct lp_experiment *x, size_t i,
                                struct lp_synth_row *row)
{
    struct lp_row measured = {.value = row->truth, .sigma = NAN};
    if (x->n_rows > 0)
        measured.sigma = x->rows[i].sigma;
    row->sigma = lp_row_sigma(x, &measured);
    if (row->sigma > 0.0 && isfinite(row->sigma))
        return LP_OK;
    bool none = !(x->noise.constant > 0.0) && !(x->noise.relative > 0.0);
    if (none)
        lp_diag_error(s->diag, x->span,
                      "experiment '%s' of %s says nothing of its noise, so none can be made",
                      x->name, s->study->path);
    else
        lp_diag_error(s->diag, x->span,
                      "experiment '%s': '%s' is %g at %g s, where noise that is relative alone is "
                      "none",
                      x->name, x->model->components[row->i_component].name, row->truth, row->t_s);
    lp_diag_note(s->diag, lp_span_none(NULL),
                 "give it as in `noise: {constant: 0.01}`, in the observable's unit");
    return LP_EINPUT;
}

static double draw(const struct synth *s, uint64_t stream)
{
    struct lp_random random = lp_random_stream(s->seed, LP_RANDOM_SYNTHETIC_NOISE, stream);
    return lp_random_normal(&random);
}

/* Errors that rows share: the "before" spectra first, for they act on the area itself. */
static void add_shared(const struct synth *s, size_t i_experiment, struct lp_synth_row rows[])
{
    const struct lp_experiment *x = &s->study->experiments[i_experiment];
    for (size_t i = 0; x->reference_sigma_percent && i < count_rows(x); i++) {
        double percent = x->reference_sigma_percent[rows[i].i_component];
        uint64_t stream = STREAM_REFERENCE + ((uint64_t)i_experiment << 20) + rows[i].i_component;
        if (percent > 0.0)
            rows[i].value =
                100.0 *
                ((1.0 + rows[i].value / 100.0) / (1.0 + percent / 100.0 * draw(s, stream)) - 1.0);
    }
    for (size_t k = 0; k < x->n_loadings; k++)
        rows[x->loadings[k].i_row].value +=
            x->loadings[k].loading * draw(s, STREAM_NUISANCE + x->loadings[k].i_nuisance);
}

static enum lp_status make_experiment(const struct synth *s, size_t i_experiment,
                                      const struct lp_engine_options *engine,
                                      struct lp_synth_row rows[])
{
    const struct lp_experiment *x = &s->study->experiments[i_experiment];
    struct lp_random noise = lp_random_stream(s->seed, LP_RANDOM_SYNTHETIC_NOISE, i_experiment);
    size_t n = count_rows(x);
    struct lp_point *points = lp_arena_alloc(s->arena, n, sizeof *points);
    double *y = lp_arena_alloc(s->arena, n, sizeof *y);
    if (!points || !y)
        return LP_ENOMEM;
    lay_out(i_experiment, x, rows, points);
    enum lp_status status = predict(s, x, engine, points, y);
    for (size_t i = 0; i < n && status == LP_OK; i++) {
        rows[i].truth = rows[i].value = y[i];
        status = set_sigma(s, x, i, &rows[i]);
    }
    if (status != LP_OK)
        return status;
    add_shared(s, i_experiment, rows);
    for (size_t i = 0; i < n; i++)
        rows[i].value += rows[i].sigma * lp_random_normal(&noise);
    return LP_OK;
}

enum lp_status lp_synth(const struct lp_study *study, const struct lp_engine_options *engine,
                        uint64_t seed, struct lp_arena *arena, struct lp_synth_row **rows,
                        size_t *n_rows, struct lp_diag *diag)
{
    const struct synth s = {.study = study, .seed = seed, .arena = arena, .diag = diag};
    enum lp_status status = LP_OK;
    size_t n = 0, first = 0;
    for (size_t e = 0; e < study->n_experiments; e++) {
        if (count_rows(&study->experiments[e]) == 0)
            return report_no_times(&s, &study->experiments[e]);
        n += count_rows(&study->experiments[e]);
    }
    struct lp_synth_row *made = lp_arena_alloc(arena, n, sizeof *made);
    if (!made)
        return LP_ENOMEM;
    for (size_t e = 0; e < study->n_experiments && status == LP_OK; e++) {
        status = make_experiment(&s, e, engine, made + first);
        first += count_rows(&study->experiments[e]);
    }
    if (status != LP_OK)
        return status;
    *rows = made;
    *n_rows = n;
    return LP_OK;
}
