/* SPDX-License-Identifier: MIT
 *
 * A list of messages: errors, warnings and the notes that hang on them, each with the place it
 * speaks of. Messages copy what they need, so they outlive the sources. Printed in GNU order:
 *
 *     models/polymer-ceramic.yaml:14:38: error: flow 'phi_ci' has unit 1/h, not mol/s
 *        14 |   - {between: [ceramic, interface], flow: phi_ci}
 *           |                                           ^~~~~~
 *     models/polymer-ceramic.yaml:6:3: note: 'phi_ci' declared here
 *
 * Every function accepts diag == NULL and then does nothing, so workers may drop messages.
 * Not thread-safe: one diag per thread, joined with lp_diag_append.
 */
#ifndef LP_BASE_DIAG_H
#define LP_BASE_DIAG_H

#include "base/source.h"
#include "base/status.h"

#define LP_DIAG_MAX_ERRORS   20  /* further errors are counted, not kept */
#define LP_DIAG_MAX_WARNINGS 100 /* likewise */

enum lp_severity { LP_NOTE, LP_WARNING, LP_ERROR };

struct lp_diag;

struct lp_diag *lp_diag_new(void);
void lp_diag_free(struct lp_diag *diag);

/* An error or a warning. A warning whose text and place are already there is not added again. */
void lp_diag_error(struct lp_diag *diag, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void lp_diag_warning(struct lp_diag *diag, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The error of a system call on a file: "NAME: error: WHAT: the system's words for it". */
void lp_diag_system_error(struct lp_diag *diag, const char *name, const char *what,
                          int system_error);

/* A note under the latest error or warning (dropped if that one was dropped). */
void lp_diag_note(struct lp_diag *diag, struct lp_span span, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Errors so far, those beyond the cap included. */
size_t lp_diag_n_errors(const struct lp_diag *diag);

/* The kept warnings' plain texts without place, in order, for result.json. */
size_t lp_diag_n_warnings(const struct lp_diag *diag);
const char *lp_diag_warning_text(const struct lp_diag *diag, size_t i_warning);

/* The first error's plain text, or NULL: a worker's failure reported by its owner. */
const char *lp_diag_first_error(const struct lp_diag *diag);

/* Add all of from's messages to diag. */
void lp_diag_append(struct lp_diag *diag, const struct lp_diag *from);

/* Forget all messages. */
void lp_diag_clear(struct lp_diag *diag);

/*
 * All messages as text, errors and warnings in the order they were added, each followed by its
 * notes, then "... and N more errors" (or warnings) if a cap was passed. color: ANSI colours.
 * Owns: the caller frees. NULL when out of memory.
 */
char *lp_diag_render(const struct lp_diag *diag, bool color);

#endif
