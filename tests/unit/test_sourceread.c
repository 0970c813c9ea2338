/* SPDX-License-Identifier: MIT
 *
 * Files and bytes read as text, or refused with the place of what is no text.
 */
#include "base/sourceread.h"
#include "tests/support/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void what_is_no_text_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *place;
    } bad[] = {
        {"ab\nc\xFFz", 6, "t:2:2: error: byte 0xFF"},
        {"\xC3", 1, "t:1:1: error: byte 0xC3"},         /* cut short */
        {"a\xC0\x80", 3, "t:1:2: error: byte 0xC0"},    /* overlong */
        {"\xE0\x80\x80", 3, "t:1:1: error"},            /* overlong */
        {"\xED\xA0\x80", 3, "t:1:1: error: byte 0xED"}, /* half a surrogate pair */
        {"\xF4\x90\x80\x80", 4, "t:1:1: error"},        /* above 10FFFF */
        {"\x80", 1, "t:1:1: error: byte 0x80"},         /* continuation alone */
        {"a\n\0b", 4, "t:2:1: error: a zero byte"},
        {"\xFF\xFE\x61\x00", 4, "t: error: the text is UTF-16"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct lp_source *source = NULL;
        lp_diag_clear(f->diag);
        assert_int_equal(
            lp_source_from_memory(f->arena, "t", bad[i].bytes, bad[i].n, &source, f->diag),
            LP_EINPUT);
        assert_null(source);
        char *text = lp_diag_render(f->diag, false);
        assert_memory_equal(text, bad[i].place, strlen(bad[i].place));
        free(text);
    }
}

static void a_file_is_read_whole(void **state)
{
    struct fixture *f = *state;
    char path[] = "/tmp/lipath-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    static char bytes[300000];
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 99; i < sizeof bytes; i += 100)
        bytes[i] = '\n';
    assert_int_equal(write(descriptor, bytes, sizeof bytes), sizeof bytes);
    close(descriptor);
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, path, &source, f->diag), LP_OK);
    unlink(path);
    assert_string_equal(source->name, path);
    assert_int_equal(source->n_bytes, sizeof bytes);
    assert_memory_equal(source->bytes, bytes, sizeof bytes);
    assert_int_equal(source->n_lines, 3001);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, "/no/such/file", &source, f->diag), LP_EIO);
    assert_int_equal(lp_source_load(f->arena, "/tmp", &source, f->diag), LP_EIO);
    assert_null(source);
    char *text = lp_diag_render(f->diag, false);
    assert_string_equal(text, "/no/such/file: error: cannot be opened: No such file or directory\n"
                              "/tmp: error: cannot be read: Is a directory\n");
    free(text);
}

static void endless_input_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_load(f->arena, "/dev/zero", &source, f->diag), LP_EINPUT);
    assert_string_equal(lp_diag_first_error(f->diag), "larger than 64 MiB");
}

/* Of what a study names: neither waited for nor read. */
static void a_named_pipe_or_device_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct lp_source *source = NULL;
    char folder[] = "/tmp/lipath-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *pipe_path = lp_arena_printf(f->arena, "%s/pipe", folder);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    alarm(20);
    const char *const paths[] = {pipe_path, "/dev/zero", "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        lp_diag_clear(f->diag);
        assert_int_equal(lp_source_load_named(f->arena, paths[i], i == 1, &source, f->diag),
                         LP_EIO);
        assert_string_equal(lp_diag_first_error(f->diag),
                            "a pipe or a device, no file; copy what it holds into one");
    }
    alarm(0);
    unlink(pipe_path);
    rmdir(folder);
    assert_null(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused_with_its_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_is_read_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_named_pipe_or_device_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(endless_input_is_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
