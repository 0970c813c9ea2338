/* SPDX-License-Identifier: MIT
 *
 * Conduct files for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/conductmaker.h"
#include "tests/support/tempfile.h"

#include <stdio.h>

enum lp_status conductmaker_read(const char *text, struct lp_conduct_input **input,
                                 struct lp_diag *diag)
{
    char path[] = "/tmp/lipath-conduct-XXXXXX";
    tempfile_write(path, text);
    const enum lp_status status = lp_conductread(path, input, diag);
    remove(path);
    return status;
}

struct lp_conduct_answer *conductmaker_solve(const char *text, struct lp_conduct_input **input,
                                             struct lp_diag *diag)
{
    struct lp_conduct_answer *answer = NULL;
    assert_int_equal(conductmaker_read(text, input, diag), LP_OK);
    assert_int_equal(lp_conduct_solve(*input, &answer, diag), LP_OK);
    return answer;
}
