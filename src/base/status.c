/* SPDX-License-Identifier: MIT
 *
 * Words and exit codes of the outcomes, expanded from the one list in status.h. Every function of
 * the library that can fail ends in one of these; the program turns the last one into its exit
 * code. A number that is not in the list can only come from a mistake of ours and is treated as
 * an internal failure.
 */
#include "base/status.h"

const char *lp_status_text(enum lp_status status)
{
    switch (status) {
#define TEXT_CASE(name, code, text)                                                                \
    case name:                                                                                     \
        return text;
        LP_STATUS_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return lp_status_text(LP_EINTERNAL);
}

int lp_status_exit_code(enum lp_status status)
{
    switch (status) {
#define CODE_CASE(name, code, text)                                                                \
    case name:                                                                                     \
        return code;
        LP_STATUS_LIST(CODE_CASE)
#undef CODE_CASE
    }
    return lp_status_exit_code(LP_EINTERNAL);
}
