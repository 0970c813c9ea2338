/* SPDX-License-Identifier: MIT
 *
 * Files replaced whole or not at all: permissions, links, devices, failures without traces.
 */
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct lp_arena *arena;
    struct lp_diag *diag;
    char folder[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = lp_arena_new();
    f->diag = lp_diag_new();
    strcpy(f->folder, "/tmp/lipath-file-XXXXXX");
    *state = f;
    return mkdtemp(f->folder) ? 0 : -1;
}

/* Empty the folder; how many entries there were. */
static size_t clear_folder(const struct fixture *f)
{
    size_t n = 0;
    DIR *folder = opendir(f->folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] == '.' && (!entry->d_name[1] || entry->d_name[1] == '.'))
            continue;
        const char *path = lp_file_join(f->arena, f->folder, entry->d_name);
        if (unlink(path) != 0)
            rmdir(path);
        n++;
    }
    closedir(folder);
    return n;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    clear_folder(f);
    rmdir(f->folder);
    lp_arena_free(f->arena);
    lp_diag_free(f->diag);
    free(f);
    return 0;
}

static const char *path_of(struct fixture *f, const char *name)
{
    return lp_file_join(f->arena, f->folder, name);
}

static void write_text(struct fixture *f, const char *path, const char *text)
{
    if (lp_file_replace(path, text, strlen(text), f->diag) != LP_OK)
        fail_msg("%s", lp_diag_first_error(f->diag));
}

static void assert_holds(const char *path, const char *text)
{
    char bytes[256] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[n] = '\0';
    assert_string_equal(bytes, text);
}

static mode_t mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static void a_new_file_follows_the_umask(void **state)
{
    struct fixture *f = *state;
    const char *path = path_of(f, "result.json");
    mode_t before = umask(027);
    write_text(f, path, "new");
    umask(before);
    assert_holds(path, "new");
    assert_int_equal(mode_of(path), 0640);
    assert_int_equal(clear_folder(f), 1); /* nothing else is left beside it */
}

static void an_old_file_is_replaced_and_keeps_its_mode(void **state)
{
    struct fixture *f = *state;
    const char *path = path_of(f, "result.json");
    write_text(f, path, "the old text, which is longer");
    chmod(path, 0604);
    int reader = open(path, O_RDONLY);
    write_text(f, path, "new");
    assert_holds(path, "new");
    assert_int_equal(mode_of(path), 0604);
    char bytes[8] = "";
    assert_int_equal(read(reader, bytes, 7), 7); /* whoever has the old one open still reads it */
    assert_string_equal(bytes, "the old");
    close(reader);
}

static void a_link_stays_and_its_target_is_replaced(void **state)
{
    struct fixture *f = *state;
    const char *path = path_of(f, "real"), *link = path_of(f, "link"),
               *second = path_of(f, "second");
    write_text(f, path, "old");
    assert_int_equal(symlink("real", link), 0);
    assert_int_equal(symlink(link, second), 0);
    write_text(f, second, "new");
    struct stat info;
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_holds(path, "new");
    const char *dangling = path_of(f, "dangling");
    assert_int_equal(symlink("not-yet", dangling), 0);
    write_text(f, dangling, "made");
    assert_holds(path_of(f, "not-yet"), "made");
    assert_int_equal(symlink("loop", path_of(f, "loop")), 0);
    assert_int_equal(lp_file_replace(path_of(f, "loop"), "x", 1, f->diag), LP_EIO);
}

/* What stands in a folder of results was perhaps put there to lead astray. */
static void an_entry_is_replaced_and_never_followed(void **state)
{
    struct fixture *f = *state;
    struct stat info;
    const char *precious = path_of(f, "precious");
    write_text(f, precious, "mine");
    static const char *const names[] = {"link", "dangling", "pipe", "device", "file"};
    assert_int_equal(symlink("precious", path_of(f, "link")), 0);
    assert_int_equal(symlink("not-yet", path_of(f, "dangling")), 0);
    assert_int_equal(symlink("/dev/full", path_of(f, "device")), 0);
    assert_int_equal(mkfifo(path_of(f, "pipe"), 0600), 0);
    write_text(f, path_of(f, "file"), "old");
    chmod(path_of(f, "file"), 0604);
    alarm(20); /* a pipe that is opened would hold us up */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = path_of(f, names[i]);
        assert_int_equal(lp_file_replace_entry(path, "new", 3, f->diag), LP_OK);
        assert_int_equal(lstat(path, &info), 0);
        assert_true(S_ISREG(info.st_mode));
        assert_holds(path, "new");
    }
    alarm(0);
    assert_int_equal(mode_of(path_of(f, "file")), 0604);
    assert_holds(precious, "mine");
    assert_int_not_equal(access(path_of(f, "not-yet"), F_OK), 0);
    assert_int_equal(lp_file_replace_entry(f->folder, "x", 1, f->diag), LP_EIO);
}

static void devices_are_written_to(void **state)
{
    struct fixture *f = *state;
    struct stat info;
    write_text(f, "/dev/null", "gone");
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
    assert_int_equal(lp_file_replace("/dev/full", "x", 1, f->diag), LP_EIO);
    assert_string_equal(lp_diag_first_error(f->diag), "cannot be written: No space left on device");
}

static void a_descriptor_is_written_where_it_stands(void **state)
{
    struct fixture *f = *state;
    const char *path = path_of(f, "log");
    int descriptor = open(path, O_CREAT | O_RDWR, 0600);
    assert_int_equal(write(descriptor, "first ", 6), 6);
    const char *name = lp_arena_printf(f->arena, "/dev/fd/%d", descriptor);
    write_text(f, name, "second");
    assert_holds(path, "first second");
    const char *link = path_of(f, "link");
    assert_int_equal(symlink(name, link), 0);
    write_text(f, link, " third");
    assert_holds(path, "first second third");
    close(descriptor);
    assert_int_equal(lp_file_replace(name, "x", 1, f->diag), LP_EIO);
}

static void failure_leaves_no_trace(void **state)
{
    struct fixture *f = *state;
    const char *path = path_of(f, "no/such/folder/result.json");
    assert_int_equal(lp_file_replace(path, "x", 1, f->diag), LP_EIO);
    assert_string_equal(lp_diag_first_error(f->diag),
                        "cannot be written: No such file or directory");
    assert_int_equal(lp_file_replace(f->folder, "x", 1, f->diag), LP_EIO);
    assert_int_equal(lp_file_replace("", "x", 1, f->diag), LP_EIO);
    /* A name too long for the file, though not for the one beside it: the last step fails. */
    assert_int_equal(
        lp_file_replace(path_of(f, lp_arena_printf(f->arena, "%0300d", 1)), "x", 1, f->diag),
        LP_EIO);
    assert_int_equal(clear_folder(f), 0);
    char *text = lp_diag_render(f->diag, false);
    assert_non_null(strstr(text, path));
    free(text);
}

static void a_protected_file_is_left_alone(void **state)
{
    struct fixture *f = *state;
    if (geteuid() == 0)
        skip();
    const char *path = path_of(f, "result.json");
    write_text(f, path, "old");
    chmod(path, 0444);
    assert_int_equal(lp_file_replace(path, "new", 3, f->diag), LP_EIO);
    assert_holds(path, "old");
}

static void folders_are_made_with_their_parents(void **state)
{
    struct fixture *f = *state;
    const char *inner = path_of(f, "a//b/c/");
    for (int i = 0; i < 2; i++)
        assert_int_equal(lp_file_make_directory(inner, f->diag), LP_OK);
    assert_int_equal(lp_file_make_directory("/", f->diag), LP_OK);
    assert_int_equal(lp_file_make_directory("", f->diag), LP_EIO);
    write_text(f, path_of(f, "a/b/c/x"), "x");
    assert_int_equal(lp_file_make_directory(path_of(f, "a/b/c/x"), f->diag), LP_EIO);
    assert_int_equal(lp_file_make_directory(path_of(f, "a/b/c/x/y"), f->diag), LP_EIO);
    assert_int_equal(unlink(path_of(f, "a/b/c/x")), 0);
    assert_int_equal(rmdir(path_of(f, "a/b/c")), 0);
    assert_int_equal(rmdir(path_of(f, "a/b")), 0);
}

static void paths_are_joined(void **state)
{
    struct fixture *f = *state;
    assert_string_equal(lp_file_beside(f->arena, "inputs/a/study.yaml", "d.csv"), "inputs/a/d.csv");
    assert_string_equal(lp_file_beside(f->arena, "study.yaml", "d.csv"), "d.csv");
    assert_string_equal(lp_file_beside(f->arena, "/study.yaml", "d.csv"), "/d.csv");
    assert_string_equal(lp_file_beside(f->arena, "a/study.yaml", "/x/d.csv"), "/x/d.csv");
    assert_string_equal(lp_file_beside(f->arena, "a/s", "../m"), "a/../m");
    assert_string_equal(lp_file_join(f->arena, "out", "x"), "out/x");
    assert_string_equal(lp_file_join(f->arena, "out/", "x"), "out/x");
    assert_string_equal(lp_file_join(f->arena, "", "x"), "x");
    assert_string_equal(lp_file_join(f->arena, "out", "/x"), "/x");
}

static void digests_are_those_of_the_standard(void **state)
{
    (void)state;
    char text[LP_SHA256_TEXT]; /* the examples of FIPS 180-4 */
    lp_file_sha256("abc", 3, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    lp_file_sha256("", 0, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_new_file_follows_the_umask),
        WITH_FIXTURE(an_old_file_is_replaced_and_keeps_its_mode),
        WITH_FIXTURE(a_link_stays_and_its_target_is_replaced),
        WITH_FIXTURE(an_entry_is_replaced_and_never_followed),
        WITH_FIXTURE(devices_are_written_to),
        WITH_FIXTURE(a_descriptor_is_written_where_it_stands),
        WITH_FIXTURE(failure_leaves_no_trace),
        WITH_FIXTURE(a_protected_file_is_left_alone),
        WITH_FIXTURE(folders_are_made_with_their_parents),
        WITH_FIXTURE(paths_are_joined),
        cmocka_unit_test(digests_are_those_of_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
