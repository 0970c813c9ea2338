/* SPDX-License-Identifier: MIT
 *
 * Temporary files for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/tempfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void tempfile_write(char path[], const char *text)
{
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
}
