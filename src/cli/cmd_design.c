/* SPDX-License-Identifier: MIT
 *
 * `lipath design STUDY [-o JSON] [--for NAME]`: which further measurement would narrow the verdict
 * (or a parameter) most. The table goes to standard output, the JSON to -o.
 */
#include "cli/cli.h"
#include "cli/infer.h"
#include "design/design.h"
#include "output/designtext.h"

#include <stdlib.h>
#include <string.h>

enum lp_status lp_cmd_design(const struct lp_settings *settings, int n_arguments,
                             char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    struct lp_study *study = NULL;
    struct lp_design *design = NULL;
    char *json = NULL, *table = NULL;
    struct lp_inference_options options = lp_infer_options(settings);
    enum lp_status status = lp_study_read(arguments[0], &study, diag);
    if (status)
        goto out;
    status = lp_design_run(study, settings->target, &options, &design, diag);
    if (status)
        goto out;
    json = lp_designtext_json(design, study->title);
    table = lp_designtext_table(design, study->title);
    status = json && table ? LP_OK : LP_ENOMEM;
    if (!status && settings->output)
        status = lp_cli_write(settings->output, json, diag);
    if (!status && !(settings->output && strcmp(settings->output, "-") == 0))
        status = lp_cli_print(table, diag);
out:
    free(json);
    free(table);
    lp_design_free(design);
    lp_study_free(study);
    return status;
}
