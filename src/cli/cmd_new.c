/* SPDX-License-Identifier: MIT
 *
 * lipath new DIR: a folder with a study to start from and a copy of a bundled model. An existing
 * folder is never touched; a folder that could not be filled is taken away again.
 */
#include "base/sourceread.h"
#include "base/text.h"
#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_MODEL "polymer-ceramic"
#define MAX_MODELS    256

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The bundled models' names, without suffix, sorted. */
static size_t find_models(struct lp_arena *arena, const char *directory,
                          const char *names[MAX_MODELS])
{
    size_t n = 0;
    DIR *dir = directory ? opendir(directory) : NULL;
    const struct dirent *entry;
    while (dir && n < MAX_MODELS && (entry = readdir(dir))) {
        const char *dot = strrchr(entry->d_name, '.');
        if (dot && strcmp(dot, ".yaml") == 0)
            names[n++] = lp_arena_strndup(arena, entry->d_name, (size_t)(dot - entry->d_name));
    }
    if (dir)
        closedir(dir);
    qsort(names, n, sizeof names[0], compare_names);
    return n;
}

static enum lp_status list_models(struct lp_arena *arena, const char *directory,
                                  const char *const names[], size_t n, struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    for (size_t i = 0; i < n && !status; i++) {
        struct lp_study *study = NULL;
        const char *path = lp_arena_printf(arena, "%s/%s.yaml", directory, names[i]);
        const char *title = "";
        if (lp_study_read(path, &study, NULL) == LP_OK)
            title = study->title;
        status = lp_cli_print(lp_arena_printf(arena, "%-22s %s\n", names[i], title), diag);
        lp_study_free(study);
    }
    return status;
}

/* The first line of a data table: the components that the model's spectrum has. */
static const char *columns(struct lp_arena *arena, const char *model_path)
{
    struct lp_study *study = NULL;
    const char *text = "time_h";
    if (lp_study_read(model_path, &study, NULL) == LP_OK && study->n_experiments > 0) {
        const struct lp_model *model = study->experiments[0].model;
        for (size_t i = 0; i < model->n_components; i++)
            text = lp_arena_printf(arena, "%s,%s", text, model->components[i].name);
    }
    lp_study_free(study);
    return text;
}

static const char *study_text(struct lp_arena *arena, const char *model, const char *first_line)
{
    return lp_arena_printf(
        arena,
        "lipath: 1\n"
        "title: My 6Li | electrolyte | 6Li cell\n"
        "model: %s.yaml            # a copy of the bundled model: edit it freely\n"
        "\n"
        "experiments:\n"
        "  - name: cell-1\n"
        "    observable: enrichment      # enrichment (6Li atom fraction), increase (per cent) or "
        "area\n"
        "    # Your measurement, a column per component of the model (first line: %s),\n"
        "    # or tidy (time_h,component,value,sigma):\n"
        "    #   data: enrichment.csv\n"
        "    noise: {constant: 0.01}     # one sigma of a value that brings none of its own\n"
        "    times: [1 h, 2 h, 5 h, 10 h, 20 h, 50 h, 100 h]   # for `lipath simulate`, until "
        "there are data\n"
        "    # What was done to the cell (none: at rest between its electrodes):\n"
        "    #   protocol:\n"
        "    #     - {repeat: 120, steps: [{duration: 5 min, current: 7.2 uA}, {duration: 5 min, "
        "current: -7.2 uA}]}\n",
        model, first_line);
}

static enum lp_status fill(struct lp_arena *arena, const char *dir, const char *model_path,
                           const char *model, struct lp_diag *diag)
{
    const struct lp_source *source = NULL;
    enum lp_status status = lp_source_load(arena, model_path, &source, diag);
    if (status)
        return status;
    if (mkdir(dir, 0777) != 0) {
        lp_diag_error(diag, lp_span_none(NULL), "%s: %s%s", dir, strerror(errno),
                      errno == EEXIST ? "; nothing in it was touched, choose another name" : "");
        return LP_EIO;
    }
    const char *copy = lp_arena_printf(arena, "%s/%s.yaml", dir, model);
    const char *study = lp_arena_printf(arena, "%s/study.yaml", dir);
    const char *text = study_text(arena, model, columns(arena, model_path));
    status = lp_arena_status(arena, LP_OK);
    if (!status)
        status = lp_file_replace_entry(copy, source->bytes, source->n_bytes, diag);
    if (!status)
        status = lp_file_replace_entry(study, text, strlen(text), diag);
    if (status) {
        unlink(copy);
        rmdir(dir);
    }
    return status;
}

enum lp_status lp_cmd_new(const struct lp_settings *settings, int n_arguments,
                          char *const arguments[], struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    if (!arena)
        return LP_ENOMEM;
    enum lp_status status = LP_OK;
    const char *directory = lp_cli_find_own(arena, "models");
    const char *names[MAX_MODELS];
    size_t n = find_models(arena, directory, names);
    const char *model = settings->model ? settings->model : DEFAULT_MODEL;
    size_t i_model = 0;
    while (i_model < n && strcmp(names[i_model], model) != 0)
        i_model++;
    if (!directory) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "the folder of bundled models does not stand beside lipath");
        status = LP_EIO;
    } else if (settings->list) {
        status = list_models(arena, directory, names, n, diag);
    } else if (i_model == n) {
        const char *near = lp_text_nearest(model, names, n);
        lp_diag_error(diag, lp_span_none(NULL),
                      "no bundled model is called '%s'%s%s%s (see: lipath new --list)", model,
                      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        status = LP_EUSAGE;
    } else if (n_arguments == 0) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "usage: lipath new DIR [--model NAME] (see: lipath new --help)");
        status = LP_EUSAGE;
    } else {
        status = fill(arena, arguments[0], lp_arena_printf(arena, "%s/%s.yaml", directory, model),
                      model, diag);
        if (!status)
            lp_cli_say(settings,
                       "%s/study.yaml and %s/%s.yaml: edit them, then `lipath check %s/study.yaml`",
                       arguments[0], arguments[0], model, arguments[0]);
    }
    status = lp_arena_status(arena, status);
    lp_arena_free(arena);
    return status;
}
