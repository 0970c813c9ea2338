/* SPDX-License-Identifier: MIT
 *
 * Parsing by table (getopt_long), help from the same table, and the few things every command does
 * with its output: text to a file or standard output, messages to standard error.
 */
#include "cli/cli.h"

#include "base/file.h"
#include "base/jobs.h"
#include "base/terminal.h"
#include "base/text.h"
#include "cli/reference.h"
#include "output/page.h"
#include "output/versions.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STANDARD_OUTPUT "standard output"

struct option_row {
    int letter;             /* what getopt returns and lp_command.options names */
    const char *short_name; /* "-o", "" where there is none */
    const char *name;
    const char *value; /* what the value is called, NULL for a flag */
    const char *text;
    const char *wanted; /* what the value must be, for messages; NULL: any */
    size_t least, most; /* of a count; then `wanted` is made of them */
};

static const struct option_row option_rows[] = {
    {'o', "-o", "output", "FILE", .text = "where the result goes; - is standard output"},
    {'j', "-j", "jobs", "N",
     .text = "threads (default: all cores); the result does not depend on it", .least = 1,
     .most = 1024},
    {'s', "", "seed", "N", .text = "seed of all randomness (default: the study's, else 1)",
     .wanted = "a whole number, 0 or more"},
    {'S', "", "starts", "N", .text = "Latin-hypercube starts of a fit (default 20)", .least = 1,
     .most = 100000},
    {'e', "", "engine", "NAME",
     .text = "auto, exact or cvodes (default auto: exact where it applies)",
     .wanted = "auto, exact or cvodes"},
    {'r', "", "rtol", "X", .text = "relative tolerance of the integration (default 1e-8)",
     .wanted = "a number from 1e-13 to 1e-2"},
    {'m', "", "method", "NAME",
     .text = "of the intervals: profile, bootstrap, residual-bootstrap or mcmc (default profile)",
     .wanted = "profile, bootstrap, residual-bootstrap or mcmc"},
    {'d', "", "draws", "N", .text = "of the bootstrap, or kept of each chain (default 1000)",
     .least = 100, .most = 1000000},
    {'c', "", "chains", "N", .text = "of mcmc, 4 at least (default 4)", .least = LP_CHAINS,
     .most = 64},
    {'M', "", "model", "NAME", .text = "which bundled model (default polymer-ceramic)"},
    {'f', "", "for", "NAME",
     .text = "plan for a fitted parameter instead of the interface's share"},
    {'l', "", "list", NULL, .text = "list the bundled models"},
    {'q', "-q", "quiet", NULL, .text = "errors only"},
    {'v', "-v", "verbose", NULL, .text = "say more (-v -v: still more)"},
    {'C', "", "no-color", NULL, .text = "no colours (also: NO_COLOR in the environment)"},
    {'P', "", "no-progress", NULL, .text = "no progress line"},
    {'h', "-h", "help", NULL, .text = "this text"},
    {'V', "", "version", NULL, .text = "version of the program and its libraries"},
};
enum { N_OPTIONS = sizeof option_rows / sizeof option_rows[0] };

static const char every_command[] = "qvCPh";

static const struct lp_command *find_command(const char *name)
{
    for (const struct lp_command *c = lp_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static bool takes(const struct lp_command *command, int letter)
{
    if (strchr(every_command, letter))
        return true;
    return command && strchr(command->options, letter);
}

/* ---- help ---- */

static void write_options(FILE *out, const struct lp_command *command)
{
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const struct option_row *row = &option_rows[i];
        if (!takes(command, row->letter) && !(!command && row->letter == 'V'))
            continue;
        char names[64];
        snprintf(names, sizeof names, "%s%s--%s%s%s", row->short_name,
                 *row->short_name ? ", " : "    ", row->name, row->value ? " " : "",
                 row->value ? row->value : "");
        fprintf(out, "  %-20s %s\n", names, row->text);
    }
}

static void write_program_help(FILE *out)
{
    fprintf(out, "lipath: which phases of a solid electrolyte carry Li+, and how sure that is.\n\n"
                 "usage: lipath COMMAND [OPTIONS] ARGUMENTS\n");
    const char *group = "";
    for (const struct lp_command *c = lp_commands; c->name; c++) {
        if (strcmp(group, c->group) != 0)
            fprintf(out, "\n%s\n", c->group);
        group = c->group;
        fprintf(out, "  %-9s %-22s %s\n", c->name, c->arguments, c->summary);
    }
    fprintf(out, "\nOptions of every command\n");
    write_options(out, NULL);
    fprintf(
        out,
        "\nlipath COMMAND --help tells more, lipath help keys what may be written in the files.\n"
        "- as a file is standard input or output.\n"
        "Exit codes: 0 done (also: verdict undetermined), 1 no fit converged, 2 usage,\n"
        "3 bad input, 4 numerical or internal failure, 5 a file could not be read or written.\n");
}

static void write_command_help(FILE *out, const struct lp_command *command)
{
    fprintf(out, "usage: lipath %s %s\n\n%s.\n%s\n\nOptions\n", command->name, command->arguments,
            command->summary, command->text);
    write_options(out, command);
}

static void write_versions(FILE *out)
{
    fprintf(out, "lipath %s\n", LP_VERSION);
    for (size_t i = 0; i < LP_N_LIBRARIES; i++) {
        struct lp_library library = lp_library_version(i);
        fprintf(out, "%s %s\n", library.name, library.version);
    }
}

/* status: how the writing went. */
static enum lp_status print_page(struct lp_page *page, enum lp_status status, struct lp_diag *diag)
{
    char *text = lp_page_take(page, true);
    if (!text)
        status = LP_ENOMEM;
    if (!status)
        status = lp_cli_print(text, diag);
    free(text);
    return status;
}

/* The help of a command or, without one, of the program. */
static enum lp_status print_help(const struct lp_command *command, struct lp_diag *diag)
{
    struct lp_page page;
    if (!lp_page_open(&page))
        return LP_ENOMEM;
    if (command)
        write_command_help(page.out, command);
    else
        write_program_help(page.out);
    return print_page(&page, LP_OK, diag);
}

static enum lp_status print_keys(int n_words, char *const words[], struct lp_diag *diag)
{
    struct lp_page page;
    if (!lp_page_open(&page))
        return LP_ENOMEM;
    return print_page(&page, lp_reference_write(page.out, n_words, words, diag), diag);
}

static enum lp_status print_versions(struct lp_diag *diag)
{
    struct lp_page page;
    if (!lp_page_open(&page))
        return LP_ENOMEM;
    write_versions(page.out);
    return print_page(&page, LP_OK, diag);
}

/* ---- parsing ---- */

static enum lp_status usage_error(struct lp_diag *diag, const struct lp_command *command,
                                  const char *what, const char *word, const char *nearest)
{
    char hint[128] = "";
    if (nearest)
        snprintf(hint, sizeof hint, "; did you mean '%s'?", nearest);
    lp_diag_error(diag, lp_span_none(NULL), "%s '%s'%s (see: lipath %s%s--help)", what, word, hint,
                  command ? command->name : "", command ? " " : "");
    return LP_EUSAGE;
}

static const struct option_row *row_of(int letter)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (option_rows[i].letter == letter)
            return &option_rows[i];
    return NULL;
}

/* A count within the bounds of its option. */
static bool read_count(const char *text, int letter, size_t *value)
{
    const struct option_row *row = row_of(letter);
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    if (errno || end == text || *end || text[0] == '-' || n < row->least || n > row->most)
        return false;
    *value = (size_t)n;
    return true;
}

static bool read_engine(const char *text, enum lp_engine_kind *kind)
{
    for (int i = 0; i < LP_N_ENGINE_KINDS; i++)
        if (strcmp(text, lp_engine_kind_text((enum lp_engine_kind)i)) == 0) {
            *kind = (enum lp_engine_kind)i;
            return true;
        }
    return false;
}

static bool read_method(const char *text, enum lp_method *method)
{
    for (int i = 0; i < LP_N_METHODS; i++)
        if (strcmp(text, lp_method_text((enum lp_method)i)) == 0) {
            *method = (enum lp_method)i;
            return true;
        }
    return false;
}

static bool read_seed(const char *text, uint64_t *seed)
{
    char *end;
    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    *seed = n;
    return !errno && end != text && !*end && text[0] >= '0' && text[0] <= '9';
}

/* False: the value does not fit the option. */
static bool store_option(struct lp_settings *settings, int letter, const char *value)
{
    switch (letter) {
    case 'o':
        settings->output = value;
        return *value != '\0';
    case 'j':
        return read_count(value, letter, &settings->n_jobs);
    case 's':
        settings->has_seed = true;
        return read_seed(value, &settings->seed);
    case 'S':
        return read_count(value, letter, &settings->n_starts);
    case 'e':
        return read_engine(value, &settings->engine.kind);
    case 'r':
        return lp_text_number(value, strlen(value), &settings->engine.rtol) &&
               settings->engine.rtol >= 1e-13 && settings->engine.rtol <= 1e-2;
    case 'm':
        return read_method(value, &settings->method);
    case 'd':
        return read_count(value, letter, &settings->n_draws);
    case 'c':
        return read_count(value, letter, &settings->n_chains);
    case 'f':
        settings->target = value;
        return true;
    case 'M':
        settings->model = value;
        return *value != '\0';
    case 'l':
        settings->list = true;
        return true;
    case 'q':
        settings->verbosity = -1;
        return true;
    case 'v':
        settings->verbosity += settings->verbosity < 2;
        return true;
    case 'C':
        settings->color = false;
        return true;
    case 'P':
        settings->progress = false;
        return true;
    default:
        return true;
    }
}

/* What an option's value must be, for messages. */
static const char *value_wanted(int letter, char text[64])
{
    const struct option_row *row = row_of(letter);
    if (row->most == 0)
        return row->wanted ? row->wanted : "a value";
    snprintf(text, 64, "a whole number from %zu to %zu", row->least, row->most);
    return text;
}

static enum lp_status unknown_option(struct lp_diag *diag, const struct lp_command *command,
                                     const char *word)
{
    const char *names[N_OPTIONS];
    size_t n = 0;
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (takes(command, option_rows[i].letter))
            names[n++] = option_rows[i].name;
    char typed[64];
    snprintf(typed, sizeof typed, "%s", word[0] == '-' && word[1] == '-' ? word + 2 : "");
    typed[strcspn(typed, "=")] = '\0';
    const char *near = *typed ? lp_text_nearest(typed, names, n) : NULL;
    char nearest[64];
    snprintf(nearest, sizeof nearest, "--%s", near ? near : "");
    return usage_error(diag, command, "unknown option", word, near ? nearest : NULL);
}

/*
 * The options of one command; getopt_long permutes argv so that the positional arguments stand
 * last, from *first on. help: --help was asked for.
 */
static enum lp_status parse_options(const struct lp_command *command, int argc, char *argv[],
                                    struct lp_settings *settings, bool *help, int *first,
                                    struct lp_diag *diag)
{
    struct option longs[N_OPTIONS + 1];
    char wanted[64], shorts[4 * N_OPTIONS + 2] = ":";
    size_t n_long = 0;
    for (size_t i = 0; i < N_OPTIONS; i++) {
        const struct option_row *row = &option_rows[i];
        if (!takes(command, row->letter))
            continue;
        longs[n_long++] = (struct option){row->name, row->value ? required_argument : no_argument,
                                          NULL, row->letter};
        if (*row->short_name) {
            size_t n = strlen(shorts);
            snprintf(shorts + n, sizeof shorts - n, "%c%s", row->short_name[1],
                     row->value ? ":" : "");
        }
    }
    longs[n_long] = (struct option){NULL, 0, NULL, 0};
    opterr = 0;
    optind = 1;
    for (;;) {
        int at = optind;
        int letter = getopt_long(argc, argv, shorts, longs, NULL);
        if (letter == -1)
            break;
        const char *word = argv[at < argc && optind > at ? optind - 1 : at];
        if (letter == '?')
            return unknown_option(diag, command, word);
        if (letter == ':') {
            lp_diag_error(diag, lp_span_none(NULL), "option '%s' needs %s (see: lipath %s --help)",
                          word, value_wanted(optopt, wanted), command->name);
            return LP_EUSAGE;
        }
        *help |= letter == 'h';
        if (!store_option(settings, letter, optarg)) {
            lp_diag_error(diag, lp_span_none(NULL), "option --%s takes %s, not '%s'",
                          row_of(letter)->name, value_wanted(letter, wanted), optarg);
            return LP_EUSAGE;
        }
    }
    *first = optind;
    return LP_OK;
}

static enum lp_status check_arguments(const struct lp_command *command, int n,
                                      char *const arguments[], struct lp_diag *diag)
{
    if (n < command->n_min) {
        lp_diag_error(diag, lp_span_none(NULL), "usage: lipath %s %s (see: lipath %s --help)",
                      command->name, command->arguments, command->name);
        return LP_EUSAGE;
    }
    if (n > command->n_max)
        return usage_error(diag, command, "one argument too many:", arguments[command->n_max],
                           NULL);
    return LP_OK;
}

static struct lp_settings default_settings(void)
{
    const char *no_color = getenv("NO_COLOR");
    bool terminal = isatty(STDERR_FILENO) != 0;
    return (struct lp_settings){.n_jobs = lp_jobs_n_cores(),
                                .n_starts = 20,
                                .method = LP_METHOD_PROFILE,
                                .n_draws = LP_DRAWS,
                                .n_chains = LP_CHAINS,
                                .engine = lp_engine_options_default(),
                                .color = terminal && !(no_color && *no_color),
                                .progress = terminal};
}

static enum lp_status run_command(const struct lp_command *command, int argc, char *argv[],
                                  struct lp_settings *settings, struct lp_diag *diag)
{
    bool help = false;
    int first = argc;
    enum lp_status status = parse_options(command, argc, argv, settings, &help, &first, diag);
    if (status)
        return status;
    if (help)
        return print_help(command, diag);
    status = check_arguments(command, argc - first, argv + first, diag);
    if (status)
        return status;
    settings->progress = settings->progress && settings->verbosity >= 0;
    return command->run(settings, argc - first, argv + first, diag);
}

static enum lp_status dispatch(int argc, char *argv[], struct lp_settings *settings,
                               struct lp_diag *diag)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--version") == 0 || strcmp(word, "version") == 0)
        return print_versions(diag);
    bool wants_help =
        strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
    const struct lp_command *command = find_command(wants_help && argc > 2 ? argv[2] : word);
    if (wants_help && (argc == 2 || command))
        return print_help(argc > 2 ? command : NULL, diag);
    if (wants_help && strcmp(argv[2], "keys") == 0)
        return print_keys(argc - 3, argv + 3, diag);
    if (command)
        return run_command(command, argc - 1, argv + 1, settings, diag);
    if (*word == '\0') {
        lp_diag_error(diag, lp_span_none(NULL), "no command given (see: lipath help)");
        return LP_EUSAGE;
    }
    const char *names[32];
    size_t n = 0;
    for (const struct lp_command *c = lp_commands; c->name && n < 32; c++)
        names[n++] = c->name;
    if (wants_help)
        word = argv[2];
    return usage_error(diag, NULL, "unknown command", word, lp_text_nearest(word, names, n));
}

int lp_cli_main(int argc, char *argv[])
{
    lp_terminal_secure();
    struct lp_settings settings = default_settings();
    struct lp_diag *diag = lp_diag_new();
    if (!diag)
        return lp_status_exit_code(LP_ENOMEM);
    enum lp_status status = dispatch(argc, argv, &settings, diag);
    /* Faults of input and files were named where they were found. */
    bool is_named = status == LP_ENOFIT || status == LP_EINPUT || status == LP_EIO;
    if (status && lp_diag_n_errors(diag) == 0 && !is_named)
        lp_diag_error(diag, lp_span_none(NULL), "%s", lp_status_text(status));
    status = lp_terminal_close(stdout, STANDARD_OUTPUT, status, diag);
    lp_cli_flush(&settings, diag);
    lp_diag_free(diag);
    return lp_status_exit_code(status);
}

/* ---- what commands share ---- */

enum lp_status lp_cli_write(const char *output, const char *data, struct lp_diag *diag)
{
    if (output && strcmp(output, "-") != 0)
        return lp_file_replace(output, data, strlen(data), diag);
    return lp_terminal_pass(stdout, STANDARD_OUTPUT, data, diag);
}

enum lp_status lp_cli_print(const char *text, struct lp_diag *diag)
{
    return lp_terminal_print(stdout, STANDARD_OUTPUT, text, diag);
}

void lp_cli_flush(const struct lp_settings *settings, struct lp_diag *diag)
{
    if (settings->verbosity < 0 && lp_diag_n_errors(diag) == 0) {
        lp_diag_clear(diag);
        return;
    }
    char *text = lp_diag_render(diag, settings->color);
    if (text)
        fputs(text, stderr); /* colours and all: what messages hold was made fit when they came */
    free(text);
    lp_diag_clear(diag);
}

void lp_cli_say(const struct lp_settings *settings, const char *format, ...)
{
    if (settings->verbosity < 0)
        return;
    struct lp_arena *arena = lp_arena_new();
    va_list arguments;
    va_start(arguments, format);
    const char *line = lp_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    (void)lp_terminal_print(stderr, "standard error", lp_arena_printf(arena, "%s\n", line), NULL);
    lp_arena_free(arena);
}

void lp_cli_progress(void *context, const char *what, size_t n_done, size_t n_all)
{
    const struct lp_settings *settings = context;
    if (!settings->progress)
        return;
    if (n_done < n_all)
        fprintf(stderr, "\r\033[K%s %zu/%zu", what, n_done, n_all);
    else
        fprintf(stderr, "\r\033[K");
    fflush(stderr);
}
