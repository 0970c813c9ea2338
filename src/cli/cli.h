/* SPDX-License-Identifier: MIT
 *
 * The command line: one table of options and one of commands drive parsing, --help and the usage
 * errors. Commands are small: each cmd_*.c reads its input, calls the library and writes.
 * Results go to standard output, everything else to standard error.
 */
#ifndef LP_CLI_CLI_H
#define LP_CLI_CLI_H

#include "base/diag.h"
#include "engine/engine.h"
#include "estimate/options.h"
#include "input/study.h"

#include <stdbool.h>
#include <stdint.h>

/* What the options of a call said. */
struct lp_settings {
    const char *output; /* -o; NULL: not given; "-": standard output */
    size_t n_jobs;      /* -j; all cores by default */
    bool has_seed;
    uint64_t seed;
    size_t n_starts; /* 20 by default */
    struct lp_engine_options engine;
    enum lp_method method; /* profile by default */
    size_t n_draws;        /* 1000 by default */
    size_t n_chains;       /* 4 by default */
    int verbosity;         /* -1 quiet, 0, 1, 2 */
    bool color;            /* of the messages on standard error */
    bool progress;         /* standard error is a terminal and nobody said no */
    const char *model;     /* of `new` */
    bool list;             /* of `new` */
    const char *target;    /* of `design`: a parameter; NULL: the interface's share */
};

struct lp_command {
    const char *name;
    const char *group;     /* heading in `lipath help` */
    const char *arguments; /* as in the usage line */
    const char *summary;   /* one line */
    const char *options;   /* the option letters that it takes, besides those of every command */
    int n_min, n_max;      /* positional arguments */
    const char *text;      /* the rest of its --help */
    enum lp_status (*run)(const struct lp_settings *settings, int n_arguments,
                          char *const arguments[], struct lp_diag *diag);
};

/* All commands, ended by one without a name (main.c). */
extern const struct lp_command lp_commands[];

/*
 * Parse argv, run the command, print diag's messages to standard error.
 * Returns the exit code of the program (`lipath help`).
 */
int lp_cli_main(int argc, char *argv[]);

/* Write data, JSON or CSV, to the file `output`; NULL or "-": to standard output. */
enum lp_status lp_cli_write(const char *output, const char *data,
                            struct lp_diag *diag) LP_MUST_CHECK;

/* Print text for a reader, lines ended, on standard output: what may not be shown becomes U+FFFD.
 * LP_EIO where it cannot be written (diag says why). */
enum lp_status lp_cli_print(const char *text, struct lp_diag *diag) LP_MUST_CHECK;

/*
 * Print the messages so far to standard error, and forget the errors and warnings that were
 * printed. For commands that go on after them.
 */
void lp_cli_flush(const struct lp_settings *settings, struct lp_diag *diag);

/* A line for the reader on standard error, unless -q. */
void lp_cli_say(const struct lp_settings *settings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A progress line on a terminal: "fitting topologies 12/64". context is the settings.
 * n_done == n_all clears it.
 */
void lp_cli_progress(void *context, const char *what, size_t n_done, size_t n_all);

/* Path of a file that stands beside the running program or is installed with it; NULL: not found.
 * kind: "lipath-draw", or "models". In the arena. */
const char *lp_cli_find_own(struct lp_arena *arena, const char *kind);

/*
 * Run lipath-draw on a result: files [n] end in .svg, .pdf, ... Links among them are followed where
 * the user named them, else replaced. Errors: LP_EIO when it cannot be
 * started, else its own outcome; its messages go to standard error as they are.
 */
enum lp_status lp_cli_draw(const char *result_path, const char *const files[], size_t n_files,
                           bool is_named_by_user, struct lp_diag *diag) LP_MUST_CHECK;

#define LP_COMMAND(name)                                                                           \
    enum lp_status name(const struct lp_settings *settings, int n_arguments,                       \
                        char *const arguments[], struct lp_diag *diag)
LP_COMMAND(lp_cmd_new);
LP_COMMAND(lp_cmd_check);
LP_COMMAND(lp_cmd_simulate);
LP_COMMAND(lp_cmd_synth);
LP_COMMAND(lp_cmd_flow);
LP_COMMAND(lp_cmd_fit);
LP_COMMAND(lp_cmd_run);
LP_COMMAND(lp_cmd_map);
LP_COMMAND(lp_cmd_conduct);
LP_COMMAND(lp_cmd_design);
#undef LP_COMMAND

#endif
