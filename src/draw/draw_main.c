/* SPDX-License-Identifier: MIT
 *
 * lipath-draw RESULT FILE...: draws the pathway of a result.json into each FILE, by its suffix.
 * With --replace-links, for files that the user did not name (`lipath run` chooses their names in a
 * folder), no FILE is followed.
 * A program of its own since Graphviz's licence (EPL-1.0) and GSL's (GPL-3) cannot share a binary:
 * nothing of GSL, SUNDIALS or KLU is linked here. `lipath map` and `lipath run` start it.
 *
 * Exit codes as lipath's: 0 done, 2 usage, 3 bad input, 4 drawing failed, 5 a file cannot be
 * written.
 */
#include "base/file.h"
#include "base/terminal.h"
#include "draw/draw_file.h"
#include "output/versions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STANDARD_OUTPUT "standard output"
#define OPTION_ENTRIES  "--replace-links"

static const char usage[] =
    "Usage: lipath-draw [" OPTION_ENTRIES "] RESULT FILE...\n"
    "Draw the pathway of a result.json (- is standard input) into each FILE.\n"
    "The suffix of FILE is the format: .svg .pdf .png (pictures), .dot .graphml .json (the "
    "network\n"
    "with all numbers). Files are replaced whole or not at all.\n"
    "  " OPTION_ENTRIES "  a FILE that is a link or a pipe is replaced itself; otherwise what it "
    "leads to\n"
    "                   is written\n"
    "  --help           this text\n"
    "  --version        the version\n"
    "Exit codes: 0 done, 2 usage, 3 bad input, 4 drawing failed, 5 a file cannot be written.\n";

typedef enum lp_status write_file(const char *path, const void *bytes, size_t n_bytes,
                                  struct lp_diag *diag);

/* Every suffix is checked before anything is drawn. */
static enum lp_status check_formats(int n_files, char *const files[], struct lp_diag *diag)
{
    for (int i = 0; i < n_files; i++)
        if (!lp_draw_file_format(files[i])) {
            lp_diag_error(diag, lp_span_none(NULL),
                          "cannot tell a format from the name '%s'; known suffixes: %s", files[i],
                          lp_draw_file_formats());
            return LP_EUSAGE;
        }
    return LP_OK;
}

static enum lp_status draw_all(const char *result, int n_files, char *const files[],
                               write_file *write, struct lp_diag *diag)
{
    struct lp_picture *picture = NULL;
    struct lp_draw_graphviz *graphviz = NULL;
    enum lp_status status = check_formats(n_files, files, diag);
    if (status == LP_OK)
        status = lp_picture_read(result, &picture, diag);
    if (status == LP_OK) {
        graphviz = lp_draw_graphviz_new();
        status = graphviz ? LP_OK : LP_ENOMEM;
    }
    for (int i = 0; i < n_files && status == LP_OK; i++) {
        char *bytes = NULL;
        size_t n_bytes = 0;
        status = lp_draw_file_bytes(graphviz, picture, lp_draw_file_format(files[i]), &bytes,
                                    &n_bytes, diag);
        if (status == LP_OK)
            status = write(files[i], bytes, n_bytes, diag);
        free(bytes);
    }
    lp_draw_graphviz_free(graphviz);
    lp_picture_free(picture);
    return status;
}

static void print_messages(const struct lp_diag *diag, enum lp_status status)
{
    const bool has_color = isatty(STDERR_FILENO) && !getenv("NO_COLOR");
    char *text = diag ? lp_diag_render(diag, has_color) : NULL;
    if (text && *text)
        fputs(text, stderr); /* with its colours; what it quotes was made fit when it came */
    if (status != LP_OK && lp_diag_n_errors(diag) == 0)
        fprintf(stderr, "error: %s\n", lp_status_text(status));
    free(text);
}

static enum lp_status do_as_told(int n_arguments, char *arguments[], struct lp_diag *diag)
{
    const char *first = n_arguments > 1 ? arguments[1] : "";
    if (n_arguments == 2 && strcmp(first, "--help") == 0)
        return lp_terminal_print(stdout, STANDARD_OUTPUT, usage, diag);
    if (n_arguments == 2 && strcmp(first, "--version") == 0)
        return lp_terminal_print(stdout, STANDARD_OUTPUT, "lipath-draw " LP_VERSION "\n", diag);
    const bool is_entries = strcmp(first, OPTION_ENTRIES) == 0;
    if (is_entries) {
        n_arguments--;
        arguments++;
        first = n_arguments > 1 ? arguments[1] : "";
    }
    if (n_arguments < 3 || (first[0] == '-' && first[1] != '\0')) {
        lp_diag_error(diag, lp_span_none(NULL),
                      "usage: lipath-draw RESULT FILE... (see: lipath-draw --help)");
        return LP_EUSAGE;
    }
    return draw_all(first, n_arguments - 2, arguments + 2,
                    is_entries ? lp_file_replace_entry : lp_file_replace, diag);
}

int main(int n_arguments, char *arguments[])
{
    lp_terminal_secure();
    struct lp_diag *diag = lp_diag_new();
    enum lp_status status = do_as_told(n_arguments, arguments, diag);
    status = lp_terminal_close(stdout, STANDARD_OUTPUT, status, diag);
    print_messages(diag, status);
    lp_diag_free(diag);
    return lp_status_exit_code(status);
}
