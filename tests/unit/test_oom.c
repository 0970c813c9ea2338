/* SPDX-License-Identifier: MIT */
/* LINK: -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free -l:libyaml.a */
/*
 * Out of memory: a text is read and its messages are rendered again and again, with the k-th
 * allocation failing for k = 1, 2, ... until a run needs fewer than k. Each run must end with the
 * status it has with memory enough, or with LP_ENOMEM; with nothing left allocated; and, if it
 * says LP_OK, with the whole result. (libyaml is linked statically, so that its allocations fail
 * too. After SQLite's tests: "Out-Of-Memory Testing", sqlite.org/testing.html.)
 */
#include "base/file.h"
#include "base/jobs.h"
#include "base/sourceread.h"
#include "base/units.h"
#include "input/csvtable.h"
#include "input/yamltree.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* One run of a scenario; *is_whole: the result is there, as it should be. */
typedef enum lp_status scenario(struct lp_arena *arena, struct lp_diag *diag, const char *text,
                                bool *is_whole);

static enum lp_status run_once(scenario *run, const char *text, bool *is_whole, bool *has_rendered)
{
    enum lp_status status = LP_ENOMEM;
    *is_whole = *has_rendered = false;
    struct lp_arena *arena = lp_arena_new();
    struct lp_diag *diag = lp_diag_new();
    if (arena && diag) {
        status = run(arena, diag, text, is_whole);
        char *messages = lp_diag_render(diag, true);
        *has_rendered = messages != NULL;
        /* Faults are never forgotten, with or without the memory to word them. */
        assert_true(status != LP_EINPUT || lp_diag_n_errors(diag) > 0);
        free(messages);
    }
    lp_diag_free(diag);
    lp_arena_free(arena);
    return status;
}

static void fail_each_allocation(scenario *run, const char *text)
{
    bool is_whole, has_rendered;
    allocations.countdown = 0;
    enum lp_status expected = run_once(run, text, &is_whole, &has_rendered);
    assert_true(is_whole && has_rendered);
    long k = 0, n_refused = 0;
    for (bool has_failed = true; has_failed;) {
        allocations.n_live = 0;
        allocations.countdown = ++k;
        enum lp_status status = run_once(run, text, &is_whole, &has_rendered);
        has_failed = allocations.countdown == 0;
        allocations.countdown = 0;
        if (status != LP_ENOMEM && status != expected)
            fail_msg("allocation %ld: %s", k, lp_status_text(status));
        assert_true(status != LP_OK || is_whole);
        assert_int_equal(allocations.n_live, 0);
        n_refused += status == LP_ENOMEM;
    }
    /* The failures were felt: the test would be empty if nothing were wrapped. */
    assert_true(k > 3 && n_refused > 1);
}

static enum lp_status read_yaml(struct lp_arena *arena, struct lp_diag *diag, const char *text,
                                bool *is_whole)
{
    const struct lp_source *source = NULL;
    const struct lp_yaml *root = NULL;
    enum lp_status status = lp_source_from_memory(arena, "t", text, strlen(text), &source, diag);
    if (status == LP_OK)
        status = lp_yaml_read(arena, source, &root, diag);
    *is_whole = status != LP_OK || (root && root->n == 3 && root->pairs[2].value->n == 200 &&
                                    lp_yaml_merge(arena, root, root, 2));
    /* A merge has no status: NULL is its way to say that memory is out. */
    return status == LP_OK && !*is_whole ? LP_ENOMEM : status;
}

static enum lp_status read_csv(struct lp_arena *arena, struct lp_diag *diag, const char *text,
                               bool *is_whole)
{
    const struct lp_source *source = NULL;
    const struct lp_csv *table = NULL;
    enum lp_status status = lp_source_from_memory(arena, "t", text, strlen(text), &source, diag);
    if (status == LP_OK)
        status = lp_csv_read(arena, source, &table, diag);
    *is_whole = status != LP_OK || (table && table->n_rows == 200);
    return status;
}

static enum lp_status write_file(struct lp_arena *arena, struct lp_diag *diag, const char *text,
                                 bool *is_whole)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/lipath-oom-%ld", (long)getpid());
    const struct lp_source *source = NULL;
    enum lp_status status = lp_file_replace(path, text, strlen(text), diag);
    if (status == LP_OK)
        status = lp_source_load(arena, path, &source, diag);
    *is_whole = status != LP_OK || (source && source->n_bytes == strlen(text));
    remove(path);
    return status;
}

static enum lp_status add_one(void *context, size_t i_job, size_t i_worker)
{
    (void)i_worker;
    ((char *)context)[i_job]++;
    return LP_OK;
}

/* No memory for threads is no failure: the caller does the work. */
static enum lp_status run_jobs(struct lp_arena *arena, struct lp_diag *diag, const char *text,
                               bool *is_whole)
{
    char count[50] = {0};
    (void)diag;
    enum lp_status status = lp_jobs_run(sizeof count, 2, add_one, count);
    *is_whole = true;
    for (size_t i = 0; i < sizeof count; i++)
        *is_whole = *is_whole && count[i] == 1;
    return status == LP_OK && lp_arena_strdup(arena, text) ? LP_OK : LP_ENOMEM;
}

/* "head" and then a line or item 200 times over, to make the lists grow. */
static char *repeated(const char *head, const char *item)
{
    char *text = malloc(strlen(head) + 200 * strlen(item) + 2);
    char *end = text + sprintf(text, "%s", head);
    for (int i = 0; i < 200; i++)
        end += sprintf(end, "%s", item);
    return text;
}

static void yaml_without_memory(void **state)
{
    (void)state;
    char *text = repeated("a: &x {b: 1, c: 'd', e: [1, 2]}\nf: *x\ng:\n", "  - {h: *x, i: j}\n");
    fail_each_allocation(read_yaml, text);
    free(text);
}

static void broken_yaml_without_memory(void **state)
{
    (void)state;
    fail_each_allocation(read_yaml, "a: !t 1\na: 2\n? [b]\n: 3\nc: {d: 1, d: *no}\n");
    fail_each_allocation(read_yaml, "a: [1, {b: 'c'}, 2\nd: 3\n");
    fail_each_allocation(read_yaml, "a: \x01\n");
}

static void a_table_without_memory(void **state)
{
    (void)state;
    char *text = repeated("time_s,\"component\",value # c\n", "1,\"a \"\"b\"\"\",0.5\n");
    fail_each_allocation(read_csv, text);
    free(text);
}

static void a_broken_table_without_memory(void **state)
{
    (void)state;
    char *text = repeated("a,,a\n1,\"x\n", "1,2\n");
    fail_each_allocation(read_csv, text);
    free(text);
}

static void a_file_without_memory(void **state)
{
    (void)state;
    char *text = repeated("", "some text\n");
    fail_each_allocation(write_file, text);
    free(text);
}

static void jobs_without_memory(void **state)
{
    (void)state;
    char *text = repeated("", "a text that does not fit the first piece of an arena\n");
    fail_each_allocation(run_jobs, text);
    free(text);
}

static void units_without_memory(void **state)
{
    (void)state;
    allocations.countdown = 1;
    assert_null(lp_units_new());
    allocations.countdown = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yaml_without_memory),    cmocka_unit_test(broken_yaml_without_memory),
        cmocka_unit_test(a_table_without_memory), cmocka_unit_test(a_broken_table_without_memory),
        cmocka_unit_test(a_file_without_memory),  cmocka_unit_test(jobs_without_memory),
        cmocka_unit_test(units_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
