/* SPDX-License-Identifier: MIT
 *
 * lipath simulate STUDY: the forward model at the start or fixed parameters, at exactly the data's
 * (time, component) pairs or, without data, every component at every one of `times`.
 */
#include "cli/cli.h"

#include "observe/observe.h"
#include "output/csvcell.h"
#include "output/page.h"

#include <stdio.h>
#include <stdlib.h>

/* The points of an experiment, in time, then model order; none is a fault of the study. */
static enum lp_status choose_points(const struct lp_study *study,
                                    const struct lp_experiment *experiment, struct lp_arena *arena,
                                    struct lp_point **points, size_t *n, struct lp_diag *diag)
{
    size_t n_components = experiment->model->n_components;
    bool from_rows = experiment->n_rows > 0;
    *n = from_rows ? experiment->n_rows : experiment->n_times * n_components;
    if (*n == 0) {
        lp_diag_error(
            diag, experiment->span,
            "experiment '%s' of %s has neither data nor `times`: nothing says when to simulate",
            experiment->name, study->path);
        return LP_EINPUT;
    }
    *points = lp_arena_alloc(arena, *n, sizeof **points);
    if (!*points)
        return LP_ENOMEM;
    for (size_t i = 0; i < *n; i++) {
        const struct lp_row *row = from_rows ? &experiment->rows[i] : NULL;
        (*points)[i] =
            row ? (struct lp_point){row->t_s, row->duration_s, row->i_component}
                : (struct lp_point){experiment->times_s[i / n_components], 0.0, i % n_components};
    }
    return LP_OK;
}

static enum lp_status simulate_experiment(const struct lp_study *study,
                                          const struct lp_experiment *experiment,
                                          const struct lp_settings *settings, const double p[],
                                          struct lp_arena *arena, FILE *csv, struct lp_diag *diag)
{
    struct lp_observer *observer = NULL;
    struct lp_observer_setup setup = {.experiment = experiment, .engine = settings->engine};
    struct lp_point *points = NULL;
    double *y = NULL;
    enum lp_status status = choose_points(study, experiment, arena, &points, &setup.n_points, diag);
    if (status)
        goto out;
    setup.points = points;
    status = lp_observer_new(&setup, &observer, diag);
    if (status)
        goto out;
    y = lp_arena_alloc(arena, setup.n_points, sizeof *y);
    status = y ? lp_observer_predict(observer, p, y, NULL, diag) : LP_ENOMEM;
    if (!status)
        status = lp_observer_doubt(observer, p, diag);
    if (status)
        goto out;
    for (size_t i = 0; i < setup.n_points; i++) {
        const struct lp_point *point = &points[i];
        /* Replicates of one (time, component) stand side by side and are one prediction. */
        if (i > 0 && point[-1].t_s == point->t_s && point[-1].i_component == point->i_component)
            continue;
        lp_csvcell_write(csv, experiment->name);
        fprintf(csv, ",%.17g,", point->t_s);
        lp_csvcell_write(csv, experiment->model->components[point->i_component].name);
        fprintf(csv, ",%.17g\n", y[i]);
    }
out:
    lp_observer_free(observer);
    return status;
}

enum lp_status lp_cmd_simulate(const struct lp_settings *settings, int n_arguments,
                               char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_page csv;
    char *text = NULL;
    double *p = NULL;
    enum lp_status status =
        lp_page_open(&csv) && arena ? lp_study_read(arguments[0], &study, diag) : LP_ENOMEM;
    if (status)
        goto out;
    p = lp_arena_alloc(arena, study->parameters.n, sizeof *p);
    if (!p) {
        status = LP_ENOMEM;
        goto out;
    }
    lp_study_start(study, p);
    fputs("experiment,time_s,component,value\n", csv.out);
    for (size_t i = 0; i < study->n_experiments && !status; i++)
        status =
            simulate_experiment(study, &study->experiments[i], settings, p, arena, csv.out, diag);
out:
    text = lp_page_take(&csv, !status);
    if (!status)
        status = text ? lp_cli_write(settings->output, text, diag) : LP_ENOMEM;
    free(text);
    lp_study_free(study);
    lp_arena_free(arena);
    return status;
}
