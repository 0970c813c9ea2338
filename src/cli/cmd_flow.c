/* SPDX-License-Identifier: MIT
 *
 * `lipath flow STUDY`: the pathway of a study or model at its start or fixed parameters.
 */
#include "cli/cli.h"

#include "output/result.h"
#include "run/given.h"

#include <stdlib.h>

enum lp_status lp_cmd_flow(const struct lp_settings *settings, int n_arguments,
                           char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    char *json = NULL;
    enum lp_status status = lp_study_read_for_pathway(arguments[0], &study, diag);

    if (!status)
        status = lp_given_pathway(study, &settings->engine, &answer, diag);
    if (status)
        goto out;
    json = lp_pathway_json(answer->pathway);
    status = json ? lp_cli_write(settings->output, json, diag) : LP_ENOMEM;
out:
    free(json);
    lp_answer_free(answer);
    lp_study_free(study);
    return status;
}
