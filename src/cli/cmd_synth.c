/* SPDX-License-Identifier: MIT
 *
 * lipath synth STUDY -o CSV: synthetic data to rehearse an experiment with, in the form that a
 * study reads as its `data`.
 */
#include "cli/cli.h"

#include "base/clean.h"
#include "estimate/synth.h"
#include "output/csvcell.h"
#include "output/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns that only some studies need. */
struct columns {
    bool replicate, duration;
};

static struct columns columns_of(const struct lp_synth_row rows[], size_t n)
{
    struct columns columns = {false, false};
    for (size_t i = 0; i < n; i++) {
        columns.replicate = columns.replicate || rows[i].replicate[0] != '\0';
        columns.duration = columns.duration || rows[i].duration_s > 0.0;
    }
    return columns;
}

/* The first line makes every reader of the file say SYNTHETIC (lp_study.is_synthetic). */
static void write_head(FILE *csv, const char *path, uint64_t seed, struct columns columns)
{
    fprintf(csv, "# SYNTHETIC: made by `lipath synth`, not measured. %s, seed %llu\n", path,
            (unsigned long long)seed);
    fputs("experiment,time_s,component,value,sigma", csv);
    fputs(columns.replicate ? ",replicate" : "", csv);
    fputs(columns.duration ? ",duration_s\n" : "\n", csv);
}

static void write_row(FILE *csv, const struct lp_study *study, const struct lp_synth_row *row,
                      struct columns columns)
{
    const struct lp_experiment *experiment = &study->experiments[row->i_experiment];
    lp_csvcell_write(csv, experiment->name);
    fprintf(csv, ",%.17g,", row->t_s);
    lp_csvcell_write(csv, experiment->model->components[row->i_component].name);
    fprintf(csv, ",%.10g,", row->value);
    if (!row->is_estimated)
        fprintf(csv, "%.10g", row->sigma);
    if (columns.replicate) {
        fputc(',', csv);
        lp_csvcell_write(csv, row->replicate);
    }
    if (columns.duration)
        fprintf(csv, ",%.17g", row->duration_s);
    fputc('\n', csv);
}

enum lp_status lp_cmd_synth(const struct lp_settings *settings, int n_arguments,
                            char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_synth_row *rows = NULL;
    struct lp_page csv;
    char *text = NULL;
    size_t n_rows = 0;
    enum lp_status status =
        lp_page_open(&csv) && arena ? lp_study_read(arguments[0], &study, diag) : LP_ENOMEM;
    if (status)
        goto out;
    uint64_t seed = settings->has_seed ? settings->seed : study->seed;
    status = lp_synth(study, &settings->engine, seed, arena, &rows, &n_rows, diag);
    if (status)
        goto out;
    struct columns columns = columns_of(rows, n_rows);
    const char *path = lp_clean_copy(arena, study->path, strlen(study->path), LP_SPACE_BLANK);
    status = lp_arena_status(arena, LP_OK);
    if (status)
        goto out;
    write_head(csv.out, path, seed, columns);
    for (size_t i = 0; i < n_rows; i++)
        write_row(csv.out, study, &rows[i], columns);
out:
    text = lp_page_take(&csv, !status);
    if (!status)
        status = text ? lp_cli_write(settings->output, text, diag) : LP_ENOMEM;
    free(text);
    lp_study_free(study);
    lp_arena_free(arena);
    return status;
}
