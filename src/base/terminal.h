/* SPDX-License-Identifier: MIT
 *
 * What people read on standard output and standard error, and what goes wrong with it: a full disk,
 * a stream that the caller has closed. Both programs write through here.
 */
#ifndef LP_BASE_TERMINAL_H
#define LP_BASE_TERMINAL_H

#include "base/diag.h"

#include <stdio.h>

/*
 * First thing in main: a standard stream that the caller has closed gets a descriptor on which
 * every access fails. Otherwise the next file opened would take its number, and what is meant for
 * the reader would be written into it.
 */
void lp_terminal_secure(void);

/*
 * Write text for a reader, characters that may not be shown as U+FFFD, lines kept; flushed.
 * name: "standard output", for the message; diag may be NULL.
 * Errors: LP_EIO (diag has the system's reason), LP_ENOMEM
 */
enum lp_status lp_terminal_print(FILE *stream, const char *name, const char *text,
                                 struct lp_diag *diag);

/* The same for data (JSON, CSV), which their writers have made fit: as they are. */
enum lp_status lp_terminal_pass(FILE *stream, const char *name, const char *bytes,
                                struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Close a stream; status is what the program would end with so far. What was lost and not reported
 * before makes LP_EIO of LP_OK.
 */
enum lp_status lp_terminal_close(FILE *stream, const char *name, enum lp_status status,
                                 struct lp_diag *diag) LP_MUST_CHECK;

#endif
