/* SPDX-License-Identifier: MIT
 *
 * Comma-separated tables: cells, their places, quotes and comments, and all faults at once.
 */
#include "base/sourceread.h"
#include "input/csvtable.h"
#include "tests/support/fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum lp_status parse(struct fixture *f, const char *text, const struct lp_csv **table)
{
    const struct lp_source *source = NULL;
    assert_int_equal(lp_source_from_memory(f->arena, "t", text, strlen(text), &source, f->diag),
                     LP_OK);
    return lp_csv_read(f->arena, source, table, f->diag);
}

static const struct lp_csv *table_of(struct fixture *f, const char *text)
{
    const struct lp_csv *table = NULL;
    if (parse(f, text, &table) != LP_OK)
        fail_msg("%s", lp_diag_first_error(f->diag));
    return table;
}

static void assert_cell(const struct lp_csv_cell *cell, const char *text, size_t line,
                        size_t column, size_t length)
{
    assert_string_equal(cell->text, text);
    assert_int_equal(cell->span.line, line);
    assert_int_equal(cell->span.column, column);
    assert_int_equal(cell->span.length, length);
}

static void cells_keep_their_places(void **state)
{
    const struct lp_csv *t = table_of(*state, "# measured in May\n"
                                              "\n"
                                              "time [h], component ,value\r\n"
                                              "  # nothing yet\n"
                                              "0.5,\xC2\xB5-LGPS, 0.081 # an outlier?\n"
                                              ",,\n"
                                              "1,\t\"a \"\"b\"\", c#\" ,NA");
    assert_int_equal(t->n_columns, 3);
    assert_int_equal(t->n_rows, 3);
    assert_cell(&t->head[0], "time [h]", 3, 1, 8);
    assert_cell(&t->head[1], "component", 3, 11, 9);
    assert_cell(&t->head[2], "value", 3, 22, 5);
    assert_cell(&t->cells[1], "\xC2\xB5-LGPS", 5, 5, 6);
    assert_cell(&t->cells[2], "0.081", 5, 13, 5);
    assert_cell(&t->cells[3], "", 6, 1, 0);
    assert_cell(&t->cells[5], "", 6, 3, 0);
    assert_cell(&t->cells[7], "a \"b\", c#", 7, 4, 13);
    assert_cell(&t->cells[8], "NA", 7, 19, 2);
}

static void a_byte_order_mark_and_a_missing_line_end_do_not_matter(void **state)
{
    const struct lp_csv *t = table_of(*state, "\xEF\xBB\xBFtime_s,value\r\n1,2\r\n3,4");
    assert_int_equal(t->n_rows, 2);
    assert_cell(&t->head[0], "time_s", 1, 1, 6);
    assert_cell(&t->cells[3], "4", 3, 3, 1);
}

static void a_head_alone_is_a_table(void **state)
{
    const struct lp_csv *t = table_of(*state, "time_s");
    assert_int_equal(t->n_columns, 1);
    assert_int_equal(t->n_rows, 0);
}

static void faults_are_placed(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "t: error: there is no table in it"},
        {"# comment\n\n", "t: error: there is no table in it"},
        {"a,b\n1,2,3\n", "t:2:5: error: 3 cells in this row, expected 2 as in the head\n"
                         "    2 | 1,2,3\n      |     ^\n"},
        {"a,b\n1\n", "t:2:1: error: 1 cell in this row, expected 2"},
        {"a,b\n\"x,2\n", "t:2:1: error: this quote is not closed on its line"},
        {"a,\"b\n", "t:1:3: error: this quote is not closed on its line"},
        {"a,b\n\"x\"y,2\n", "t:2:4: error: text behind a closing quote"},
        {"a,,b\n", "t:1:3: error: column 2 has no name"},
        {"a,b,a\n", "t:1:5: error: column 'a' is there twice\n    1 | a,b,a\n      |     ^\n"
                    "t:1:1: note: 'a' first stands here\n"},
        {"a;b\n1;2\n", "separated by commas, not by semicolons"},
        {"a\tb\n1\t2\n", "separated by commas, not by tabs"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lp_csv *table = NULL;
        lp_diag_clear(f->diag);
        if (parse(f, cases[i].text, &table) != LP_EINPUT)
            fail_msg("accepted: %s", cases[i].text);
        assert_null(table);
        char *text = lp_diag_render(f->diag, false);
        if (!strstr(text, cases[i].message))
            fail_msg("'%s' gave:\n%sexpected: %s", cases[i].text, text, cases[i].message);
        free(text);
    }
}

static void all_faults_are_reported_at_once(void **state)
{
    struct fixture *f = *state;
    const struct lp_csv *table = NULL;
    assert_int_equal(parse(f, "a,,a\n1,2\n1,2,3\n\"x,2\n1,2,3,4\n", &table), LP_EINPUT);
    /* two in the head, three rows too short or long, one open quote */
    assert_int_equal(lp_diag_n_errors(f->diag), 6);
}

static void a_long_line_takes_no_quadratic_time(void **state)
{
    struct fixture *f = *state;
    enum { N = 400000 };
    char *text = malloc(5 * N + 1), *end = text + 5 * (size_t)N;
    for (size_t i = 0; i < N; i++)
        memcpy(text + 5 * i, "\"\"\"\",", 5);
    *end = '\0';
    const struct lp_csv *table = NULL;
    assert_int_equal(parse(f, text, &table), LP_EINPUT); /* all columns have one name */
    free(text);
    assert_int_equal(lp_diag_n_errors(f->diag), N);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(cells_keep_their_places),
        WITH_FIXTURE(a_byte_order_mark_and_a_missing_line_end_do_not_matter),
        WITH_FIXTURE(a_head_alone_is_a_table),
        WITH_FIXTURE(faults_are_placed),
        WITH_FIXTURE(all_faults_are_reported_at_once),
        WITH_FIXTURE(a_long_line_takes_no_quadratic_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
