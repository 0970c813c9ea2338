/* SPDX-License-Identifier: MIT
 *
 * `lipath fit STUDY [-o result.json]`: read the study, fit its full topology, write the result. A
 * result is written where no fit converged, too; the exit code then is 1.
 */
#include "cli/cli.h"
#include "cli/infer.h"
#include "output/result.h"

#include <stdlib.h>

enum lp_status lp_cmd_fit(const struct lp_settings *settings, int n_arguments,
                          char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_answer *answer = NULL;
    char *json = NULL;
    struct lp_inference_options options = lp_infer_options(settings);
    enum lp_status status = lp_study_read(arguments[0], &study, diag);
    if (status)
        goto out;
    status = lp_inference_fit(study, &options, &answer, diag);
    if (status)
        goto out;
    lp_infer_say(settings, answer);
    json = lp_result_json(answer);
    status = json ? lp_cli_write(settings->output, json, diag) : LP_ENOMEM;
    if (!status && !answer->is_converged)
        status = LP_ENOFIT;
out:
    free(json);
    lp_answer_free(answer);
    lp_study_free(study);
    return status;
}
