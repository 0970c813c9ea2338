/* SPDX-License-Identifier: MIT
 *
 * lipath map RESULT -o FILE: draw a result's pathway. The suffix of FILE is the format.
 */
#include "cli/cli.h"

enum lp_status lp_cmd_map(const struct lp_settings *settings, int n_arguments,
                          char *const arguments[], struct lp_diag *diag)
{
    (void)n_arguments;
    if (!settings->output) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "map needs -o FILE.{svg,pdf,png,dot,graphml,json} (see: lipath map --help)");
        return LP_EUSAGE;
    }
    return lp_cli_draw(arguments[0], &settings->output, 1, true, diag);
}
