/* SPDX-License-Identifier: MIT
 *
 * lipath check FILE...: read everything that a study or model refers to and report every fault;
 * a file of `lipath conduct` is known by its keys.
 */
#include "cli/cli.h"

#include "conduct/conductread.h"
#include "observe/observe.h"

/* What the protocol asks of the cell is known before any fit. */
static enum lp_status check_experiments(const struct lp_study *study, struct lp_diag *diag)
{
    enum lp_status worst = LP_OK;
    for (size_t i = 0; i < study->n_experiments; i++) {
        enum lp_status status = lp_observer_check(&study->experiments[i], diag);
        worst = status ? status : worst;
    }
    return worst;
}

static enum lp_status check_study(const char *path, struct lp_diag *diag)
{
    struct lp_study *study = NULL;
    enum lp_status status = lp_study_read(path, &study, diag);
    if (!status)
        status = check_experiments(study, diag);
    lp_study_free(study);
    return status;
}

static enum lp_status check_conduct(const char *path, struct lp_diag *diag)
{
    struct lp_conduct_input *input = NULL;
    enum lp_status status = lp_conductread(path, &input, diag);
    lp_conduct_input_free(input);
    return status;
}

static enum lp_status say_ok(const char *path, struct lp_diag *diag)
{
    struct lp_arena *arena = lp_arena_new();
    enum lp_status status = lp_cli_print(lp_arena_printf(arena, "%s: ok\n", path), diag);
    status = lp_arena_status(arena, status);
    lp_arena_free(arena);
    return status;
}

enum lp_status lp_cmd_check(const struct lp_settings *settings, int n_arguments,
                            char *const arguments[], struct lp_diag *diag)
{
    enum lp_status worst = LP_OK;
    for (int i = 0; i < n_arguments; i++) {
        enum lp_status status = lp_conductread_is_one(arguments[i])
                                    ? check_conduct(arguments[i], diag)
                                    : check_study(arguments[i], diag);
        if (!status)
            status = say_ok(arguments[i], diag);
        if (status && worst != LP_EIO)
            worst = status;
        /* A file's messages stand together, and the cap on errors holds for each file. */
        lp_cli_flush(settings, diag);
    }
    return worst;
}
