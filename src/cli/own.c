/* SPDX-License-Identifier: MIT
 *
 * What belongs to the program itself: the bundled models, and lipath-draw, which runs as a program
 * of its own because GSL's licence and Graphviz's forbid one binary of both. Both are found from
 * where the running program stands: in a source tree (build/KIND/lipath) or installed (bin/lipath).
 */
#include "cli/cli.h"

#include "base/file.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char *program_directory(struct lp_arena *arena)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return NULL;
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    return lp_arena_strndup(arena, path, (size_t)(slash - path));
}

const char *lp_cli_find_own(struct lp_arena *arena, const char *kind)
{
    const char *directory = program_directory(arena);
    if (!directory)
        return NULL;
    const char *places[] = {
        lp_arena_printf(arena, "%s/%s", directory, kind),
        lp_arena_printf(arena, "%s/../../%s", directory, kind),
        lp_arena_printf(arena, "%s/../share/lipath/%s", directory, kind),
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], R_OK) == 0)
            return places[i];
    return NULL;
}

static enum lp_status status_of_exit(int wait_status)
{
    if (!WIFEXITED(wait_status))
        return LP_EINTERNAL;
    switch (WEXITSTATUS(wait_status)) {
    case 0:
        return LP_OK;
    case 2:
        return LP_EUSAGE;
    case 3:
        return LP_EINPUT;
    case 5:
        return LP_EIO;
    default:
        return LP_EINTERNAL;
    }
}

/* A path as an argument that no program takes for an option: -x becomes ./-x. */
static const char *as_path(struct lp_arena *arena, const char *path)
{
    const bool is_like_option = path[0] == '-' && path[1] != '\0';
    return lp_arena_printf(arena, "%s%s", is_like_option ? "./" : "", path);
}

enum lp_status lp_cli_draw(const char *result_path, const char *const files[], size_t n_files,
                           bool is_named_by_user, struct lp_diag *diag)
{
    enum lp_status status = LP_ENOMEM;
    struct lp_arena *arena = lp_arena_new();
    const char **argv = lp_arena_alloc(arena, n_files + 4, sizeof *argv);
    const char *program = lp_cli_find_own(arena, "lipath-draw");
    size_t n = 0;
    if (argv) {
        argv[n++] = program;
        if (!is_named_by_user)
            argv[n++] = "--replace-links";
        argv[n++] = as_path(arena, result_path);
        for (size_t i = 0; i < n_files; i++)
            argv[n++] = as_path(arena, files[i]);
    }
    if (lp_arena_has_failed(arena))
        goto out;
    status = LP_EIO;
    if (!program) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "lipath-draw does not stand beside lipath; build both with `make`");
        goto out;
    }
    pid_t child;
    int error = posix_spawn(&child, program, NULL, NULL, (char *const *)argv, environ);
    if (error) {
        lp_diag_error(diag, lp_span_none(NULL), "%s cannot be started: %s", program,
                      strerror(error));
        goto out;
    }
    int wait_status = 0;
    while (waitpid(child, &wait_status, 0) < 0)
        if (errno != EINTR)
            goto out;
    status = status_of_exit(wait_status);
    if (status)
        lp_diag_error(diag, lp_span_none(NULL), "the pathway was not drawn");
out:
    lp_arena_free(arena);
    return status;
}
