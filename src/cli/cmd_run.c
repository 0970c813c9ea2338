/* SPDX-License-Identifier: MIT
 *
 * `lipath run STUDY -o DIR`, the main job: read the study, infer, write result.json, draw the
 * pathway and the fit, say the verdict. Only the files named here are written; others in DIR stay.
 */
#include "cli/cli.h"
#include "cli/infer.h"
#include "output/chain.h"
#include "output/plot.h"
#include "output/result.h"
#include "output/table.h"

#include <stdlib.h>
#include <string.h>

/* The pictures of the pathway, by lipath-draw from the result that was just written. */
static enum lp_status draw_pathway(const char *directory, const char *result_path,
                                   struct lp_arena *arena, struct lp_diag *diag)
{
    static const char *const names[] = {"pathway.svg", "pathway.pdf",     "pathway.png",
                                        "pathway.dot", "pathway.graphml", "pathway.json"};
    enum { N_NAMES = sizeof names / sizeof names[0] };
    const char *files[N_NAMES];

    for (size_t i = 0; i < N_NAMES; i++)
        files[i] = lp_file_join(arena, directory, names[i]);
    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    return lp_cli_draw(result_path, files, N_NAMES, false, diag);
}

/* The pictures; where one cannot be drawn, the others still are. The first failure counts. */
static enum lp_status draw_all(const struct lp_answer *answer, const char *directory,
                               const char *result_path, struct lp_arena *arena,
                               struct lp_diag *diag)
{
    const char *plot_path = lp_file_join(arena, directory, "fit.svg");
    enum lp_status fit = LP_OK, pathway = LP_OK;

    if (lp_arena_has_failed(arena))
        return LP_ENOMEM;
    if (answer->pathway)
        pathway = draw_pathway(directory, result_path, arena, diag);
    if (answer->n_series > 0)
        fit = lp_plot_fit(answer, plot_path, diag);
    return pathway ? pathway : fit;
}

/* result.json, before any picture: it is what they are drawn from, and worth having without. */
static enum lp_status write_result(const struct lp_answer *answer, const char *directory,
                                   const char *result_path, struct lp_diag *diag)
{
    char *json = lp_result_json(answer);
    enum lp_status status = json ? lp_file_make_directory(directory, diag) : LP_ENOMEM;

    if (!status)
        status = lp_file_replace_entry(result_path, json, strlen(json), diag);
    free(json);
    return status;
}

/* chain-1.csv, ... of --method mcmc. */
static enum lp_status write_chains(const struct lp_answer *answer, const char *directory,
                                   struct lp_arena *arena, struct lp_diag *diag)
{
    enum lp_status status = LP_OK;
    for (size_t i = 0; answer->chains && i < answer->chains->n_chains && !status; i++) {
        const char *name = lp_arena_printf(arena, "chain-%zu.csv", i + 1);
        const char *path = lp_file_join(arena, directory, name);
        char *csv = lp_arena_has_failed(arena) ? NULL : lp_chain_csv(answer, i);
        status = csv ? lp_file_replace_entry(path, csv, strlen(csv), diag) : LP_ENOMEM;
        free(csv);
    }
    return status;
}

/* The summary for the reader is a result: standard output. */
static enum lp_status say_answer(const struct lp_settings *settings, const struct lp_answer *answer,
                                 struct lp_diag *diag)
{
    if (settings->verbosity < 0)
        return LP_OK;
    char *table = lp_table_text(answer);
    lp_diag_clear(diag); /* its warnings stand in the table */
    enum lp_status status = table ? lp_cli_print(table, diag) : LP_ENOMEM;

    free(table);
    return status;
}

enum lp_status lp_cmd_run(const struct lp_settings *settings, int n_arguments,
                          char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    struct lp_arena *arena = lp_arena_new();
    struct lp_inference_options options = lp_infer_options(settings);
    const char *result_path = NULL;
    enum lp_status status = LP_EUSAGE;

    if (!settings->output || strcmp(settings->output, "-") == 0) {
        lp_diag_error(diag, lp_span_none(NULL), "run needs a directory for its results: -o DIR");
        goto out;
    }
    status = arena ? lp_study_read(arguments[0], &study, diag) : LP_ENOMEM;
    if (!status)
        status = lp_inference_run(study, &options, &answer, diag);
    if (!status) {
        lp_infer_say(settings, answer);
        result_path = lp_file_join(arena, settings->output, "result.json");
        status = lp_arena_status(arena, LP_OK);
        if (!status)
            status = write_result(answer, settings->output, result_path, diag);
        if (!status)
            status = write_chains(answer, settings->output, arena, diag);
    }
    if (!status) {
        const enum lp_status drawn = draw_all(answer, settings->output, result_path, arena, diag);
        if (drawn)
            lp_cli_flush(settings, diag); /* before the table takes the warnings' place */
        status = say_answer(settings, answer, diag);
        status = status ? status : drawn;
    }
    if (!status)
        lp_cli_say(settings, "result and pictures: %s", settings->output);
    if (!status && !answer->is_converged)
        status = LP_ENOFIT;
out:
    lp_answer_free(answer);
    lp_study_free(study);
    lp_arena_free(arena);
    return status;
}
