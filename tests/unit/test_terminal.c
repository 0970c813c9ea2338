/* SPDX-License-Identifier: MIT
 *
 * What people read is clean and complete, or its loss is said, once. (That every command does so is
 * tests/cli/usage/lost-output.)
 */
#include "base/terminal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void test_text_is_cleaned_and_data_are_not(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    FILE *stream = open_memstream(&text, &n);
    assert_int_equal(lp_terminal_print(stream, "s", "a\033[2J\nb\xE2\x80\xAE\a %s\n", NULL), LP_OK);
    assert_string_equal(text, "a\uFFFD[2J\nb\uFFFD\uFFFD %s\n");
    assert_int_equal(lp_terminal_pass(stream, "s", "\033", NULL), LP_OK);
    assert_int_equal(lp_terminal_close(stream, "s", LP_OK, NULL), LP_OK);
    assert_string_equal(text + strlen("a\uFFFD[2J\nb\uFFFD\uFFFD %s\n"), "\033");
    free(text);
}

/* The first loss is told with its reason, later ones are not told again. */
static void test_a_full_disk(void **state)
{
    (void)state;
    FILE *stream = fopen("/dev/full", "w");
    struct lp_diag *diag = lp_diag_new();
    assert_non_null(stream);
    assert_int_equal(lp_terminal_print(stream, "standard output", "x\n", diag), LP_EIO);
    assert_string_equal(lp_diag_first_error(diag), "standard output: No space left on device");
    assert_int_equal(lp_terminal_pass(stream, "standard output", "y\n", diag), LP_EIO);
    assert_int_equal(lp_terminal_close(stream, "standard output", LP_OK, diag), LP_EIO);
    assert_int_equal(lp_diag_n_errors(diag), 1);
    lp_diag_free(diag);
}

/* What shows only at the end is told there, and does not hide what failed before. */
static void test_the_last_bytes(void **state)
{
    (void)state;
    static const enum lp_status before[] = {LP_OK, LP_EINPUT}, after[] = {LP_EIO, LP_EINPUT};
    for (size_t i = 0; i < 2; i++) {
        FILE *stream = fopen("/dev/full", "w");
        struct lp_diag *diag = lp_diag_new();
        fputs("x", stream);
        assert_int_equal(lp_terminal_close(stream, "s", before[i], diag), after[i]);
        assert_string_equal(lp_diag_first_error(diag), "s: No space left on device");
        lp_diag_free(diag);
    }
}

/* Closed standard streams: no file that is opened later gets their numbers, and writing fails. */
static void test_closed_streams(void **state)
{
    (void)state;
    int wait_status = 0;
    const pid_t child = fork();
    if (child == 0) {
        close(0);
        close(1);
        close(2);
        lp_terminal_secure();
        const int opened = open("/dev/null", O_RDWR);
        const bool is_right = opened > 2 && write(1, "x", 1) < 0 && write(2, "x", 1) < 0;
        _exit(is_right ? 7 : 1);
    }
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_true(WIFEXITED(wait_status));
    assert_int_equal(WEXITSTATUS(wait_status), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_cleaned_and_data_are_not),
        cmocka_unit_test(test_a_full_disk),
        cmocka_unit_test(test_the_last_bytes),
        cmocka_unit_test(test_closed_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
