/* SPDX-License-Identifier: MIT
 *
 * `lipath conduct FILE [-o JSON]`: what follows from what is known of a conductor. The table goes
 * to standard output, JSON to -o (`-o -`: JSON instead of the table).
 */
#include "cli/cli.h"

#include "conduct/conduct.h"
#include "conduct/conductread.h"
#include "conduct/conducttell.h"
#include "output/picture.h"

#include <stdlib.h>
#include <string.h>

/* The picture lives on: its names stand in the answer's rows. */
static enum lp_status add_result(struct lp_conduct_answer *answer, const char *path,
                                 struct lp_picture **picture, struct lp_diag *diag)
{
    enum lp_status status = lp_picture_read(path, picture, diag);
    if (status)
        return status;
    const struct lp_picture_number G = (*picture)->conductance_mol_s;
    const struct lp_picture_number R = (*picture)->resistance_ohm;
    lp_conduct_add_tracer(answer, "G", "conductance of the film", "mol/s",
                          (struct lp_estimate){G.value, G.low, G.high}, path);
    lp_conduct_add_tracer(answer, "R", "its resistance, Li+ alone", "ohm",
                          (struct lp_estimate){R.value, R.low, R.high}, path);
    for (size_t i = 0; i < (*picture)->n_diffusivities; i++) {
        const struct lp_picture_diffusivity *D = &(*picture)->diffusivities[i];
        lp_conduct_add_tracer(
            answer, D->name, "fitted tracer diffusivity along the film, pores and detours in it",
            "m2/s", (struct lp_estimate){D->value.value, D->value.low, D->value.high}, path);
    }
    lp_conduct_warn_tracer(diag);
    return lp_arena_status(answer->arena, LP_OK);
}

enum lp_status lp_cmd_conduct(const struct lp_settings *settings, int n_arguments,
                              char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_conduct_input *input = NULL;
    struct lp_conduct_answer *answer = NULL;
    struct lp_picture *picture = NULL;
    char *table = NULL, *json = NULL;
    const bool is_json_alone = settings->output && strcmp(settings->output, "-") == 0;
    enum lp_status status = lp_conductread(arguments[0], &input, diag);

    if (!status)
        status = lp_conduct_solve(input, &answer, diag);
    if (!status && input->result_path)
        status = add_result(answer, input->result_path, &picture, diag);
    if (status)
        goto out;
    table = lp_conducttell_table(answer);
    json = lp_conducttell_json(answer, diag);
    status = table && json ? LP_OK : LP_ENOMEM;
    if (!status && settings->output)
        status = lp_cli_write(settings->output, json, diag);
    if (!status && !is_json_alone)
        status = lp_cli_print(table, diag);
out:
    free(table);
    free(json);
    lp_conduct_answer_free(answer);
    lp_picture_free(picture);
    lp_conduct_input_free(input);
    return status;
}
