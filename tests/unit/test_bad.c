/* SPDX-License-Identifier: MIT
 *
 * Every message of the input room as its reader sees it. tests/bad/NAME.yaml is broken in one way;
 * tests/bad/NAME.expected is what is printed, to the letter, with paths relative to the root of the
 * sources. A second test goes through src/input for errors and warnings that no case shows.
 */
#include "input/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PATH 512

/* A whole file as text, or NULL. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t n = 0, n_read;
    do {
        text = realloc(text, n + 4097);
        assert_non_null(text);
        n_read = fread(text + n, 1, 4096, file);
        n += n_read;
    } while (n_read);
    text[n] = '\0';
    fclose(file);
    return text;
}

static bool has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), n_suffix = strlen(suffix);
    return n > n_suffix && strcmp(name + n - n_suffix, suffix) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a directory that end in suffix, sorted; the caller frees them and the array. */
static size_t list_directory(const char *path, const char *suffix, char ***names)
{
    size_t n = 0;
    *names = NULL;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (!has_suffix(entry->d_name, suffix))
            continue;
        *names = realloc(*names, (n + 1) * sizeof **names);
        assert_non_null(*names);
        (*names)[n++] = strdup(entry->d_name);
    }
    closedir(directory);
    qsort(*names, n, sizeof **names, compare_names);
    return n;
}

static void free_names(size_t n, char **names)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* 1 if the case does not print what it should. */
static int run_case(const char *name)
{
    char path[MAX_PATH], expected_path[MAX_PATH];
    snprintf(path, sizeof path, "tests/bad/%s", name);
    snprintf(expected_path, sizeof expected_path, "tests/bad/%.*s.expected",
             (int)(strlen(name) - strlen(".yaml")), name);
    char *expected = read_file(expected_path);
    struct lp_diag *diag = lp_diag_new();
    struct lp_study *study = NULL;
    enum lp_status status = lp_study_read(path, &study, diag);
    char *rendered = lp_diag_render(diag, false);
    assert_non_null(rendered);
    bool is_right = expected && strcmp(expected, rendered) == 0;
    bool is_faulty = lp_diag_n_errors(diag) > 0;
    if (is_faulty != (status == LP_EINPUT) || is_faulty != (study == NULL))
        is_right = false;
    if (!is_right)
        print_error("--- %s: expected\n%s--- printed (%s)\n%s", name, expected ? expected : "",
                    lp_status_text(status), rendered);
    free(expected);
    free(rendered);
    lp_diag_free(diag);
    lp_study_free(study);
    return !is_right;
}

static void every_case_prints_what_it_should(void **state)
{
    (void)state;
    char **names;
    int n_wrong = 0;
    size_t n = list_directory("tests/bad", ".yaml", &names);
    for (size_t i = 0; i < n; i++)
        n_wrong += run_case(names[i]);
    free_names(n, names);
    assert_true(n > 100);
    assert_int_equal(n_wrong, 0);
}

/* All expected texts in one. */
static char *all_expected(void)
{
    char **names;
    size_t n_all = 0, n = list_directory("tests/bad", ".expected", &names);
    char *all = calloc(1, 1);
    for (size_t i = 0; i < n; i++) {
        char path[MAX_PATH];
        snprintf(path, sizeof path, "tests/bad/%s", names[i]);
        char *text = read_file(path);
        assert_non_null(text);
        all = realloc(all, n_all + strlen(text) + 1);
        assert_non_null(all);
        strcpy(all + n_all, text);
        n_all += strlen(text);
        free(text);
    }
    free_names(n, names);
    /* The faults of conduct files are cases of that command. */
    static const char *const golden[] = {"tests/cli/conduct/broken/stderr",
                                         "tests/cli/conduct/broken-table/stderr"};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        char *text = read_file(golden[i]);
        assert_non_null(text);
        all = realloc(all, n_all + strlen(text) + 1);
        assert_non_null(all);
        strcpy(all + n_all, text);
        n_all += strlen(text);
        free(text);
    }
    return all;
}

/* Copy the first string literal of a call (adjacent ones joined) without its quotes. */
static const char *copy_literal(const char *at, char *literal, size_t size)
{
    size_t n = 0;
    while (*at && *at != '"' && *at != ';')
        at++;
    while (*at == '"') {
        for (at++; *at && *at != '"'; at++) {
            if (*at == '\\')
                at++;
            if (n + 1 < size)
                literal[n++] = *at;
        }
        at += *at == '"';
        while (isspace((unsigned char)*at))
            at++;
    }
    literal[n] = '\0';
    return at;
}

/* The longest run of a format between its % directives, in place. */
static const char *longest_run(char *format)
{
    char *best = format, *run = format;
    size_t best_length = 0;
    for (char *c = format;; c++) {
        if (*c && *c != '%')
            continue;
        bool is_end = *c == '\0';
        *c = '\0';
        if (strlen(run) > best_length) {
            best = run;
            best_length = strlen(run);
        }
        if (is_end)
            return best;
        for (c++; *c && !isalpha((unsigned char)*c) && *c != '%';)
            c++;
        while (*c && strchr("zlh", *c))
            c++;
        if (!*c)
            return best;
        run = c + 1;
    }
}

/* A fault of the installation, which no file can show. */
static bool is_not_of_a_file(const char *run)
{
    return strcmp(run, "the unit database of UDUNITS-2 cannot be loaded") == 0;
}

static int n_unshown(const char *name, const char *expected)
{
    static const char *const calls[] = {"lp_reader_error(", "lp_diag_error(", "FAULT(",
                                        "lp_reader_warning("};
    char path[MAX_PATH], format[1024];
    int n = 0;
    snprintf(path, sizeof path, "src/input/%s", name);
    char *text = read_file(path);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        for (const char *at = text; (at = strstr(at, calls[i]));) {
            at = copy_literal(at + strlen(calls[i]), format, sizeof format);
            const char *run = longest_run(format);
            if (strlen(run) > 2 && !strstr(expected, run) && !is_not_of_a_file(run)) {
                print_error("%s: no case in tests/bad shows \"%s\"\n", path, run);
                n++;
            }
        }
    free(text);
    return n;
}

static void every_message_has_a_case(void **state)
{
    (void)state;
    char **names;
    int n_missing = 0;
    char *expected = all_expected();
    size_t n = list_directory("src/input", ".c", &names);
    for (size_t i = 0; i < n; i++)
        n_missing += n_unshown(names[i], expected);
    free_names(n, names);
    free(expected);
    assert_int_equal(n_missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_prints_what_it_should),
        cmocka_unit_test(every_message_has_a_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
