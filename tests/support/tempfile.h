/* SPDX-License-Identifier: MIT
 *
 * A text as a file, for what reads files only.
 */
#ifndef LP_TESTS_SUPPORT_TEMPFILE_H
#define LP_TESTS_SUPPORT_TEMPFILE_H

/*
 * Write a new file that holds the text; fails the test where it cannot.
 *
 * path  in: as in "/tmp/lipath-test-XXXXXX"; out: the file's name. To be removed by the caller.
 */
void tempfile_write(char path[], const char *text);

#endif
