/* SPDX-License-Identifier: MIT
 *
 * Every write is flushed, so that it fails where its reason is known; once a stream has failed,
 * nothing more is said about it.
 */
#include "base/terminal.h"

#include "base/clean.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void lp_terminal_secure(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
            /* The lowest number that is free is this one; opened for the other direction. */
            const int opened = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            (void)opened;
        }
}

static enum lp_status lost(const char *name, struct lp_diag *diag)
{
    char reason[128] = "unknown reason";
    strerror_r(errno, reason, sizeof reason);
    lp_diag_error(diag, lp_span_none(NULL), "%s: %s", name, reason);
    return LP_EIO;
}

enum lp_status lp_terminal_pass(FILE *stream, const char *name, const char *bytes,
                                struct lp_diag *diag)
{
    if (ferror(stream))
        return LP_EIO;
    if (fputs(bytes, stream) < 0 || fflush(stream) != 0)
        return lost(name, diag);
    return LP_OK;
}

enum lp_status lp_terminal_print(FILE *stream, const char *name, const char *text,
                                 struct lp_diag *diag)
{
    const size_t n = strlen(text);
    char *shown = malloc(LP_CLEAN_ROOM(n));
    if (!shown)
        return LP_ENOMEM;
    lp_clean_write(shown, text, n, LP_SPACE_LINES);
    const enum lp_status status = lp_terminal_pass(stream, name, shown, diag);
    free(shown);
    return status;
}

enum lp_status lp_terminal_close(FILE *stream, const char *name, enum lp_status status,
                                 struct lp_diag *diag)
{
    const bool was_reported = ferror(stream) != 0;
    if (fclose(stream) == 0 || was_reported)
        return was_reported && !status ? LP_EIO : status;
    const enum lp_status closing = lost(name, diag);
    return status ? status : closing;
}
