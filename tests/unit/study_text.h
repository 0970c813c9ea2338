/* SPDX-License-Identifier: MIT
 *
 * A study written in a test, read through a temporary file. Include after <cmocka.h>.
 */
#ifndef LP_TEST_STUDY_TEXT_H
#define LP_TEST_STUDY_TEXT_H

#include "input/study.h"
#include "tests/support/tempfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL if the text has faults; they are in diag (may be NULL). */
static struct lp_study *study_from_text(const char *text, struct lp_diag *diag)
{
    char path[] = "/tmp/lipath-test-XXXXXX";
    tempfile_write(path, text);
    struct lp_study *study = NULL;
    enum lp_status status = lp_study_read(path, &study, diag);
    assert_true((status == LP_OK) == (study != NULL));
    remove(path);
    return study;
}

#endif
