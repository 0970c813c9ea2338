/* SPDX-License-Identifier: MIT
 *
 * Names as cells of a table, read back by the reader of our own tables.
 */
#include "base/sourceread.h"
#include "input/csvtable.h"
#include "output/csvcell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check(const char *name, const char *expected)
{
    char *text = NULL;
    size_t n = 0;
    FILE *csv = open_memstream(&text, &n);
    fputs("first,second,third\nx,", csv);
    lp_csvcell_write(csv, name);
    fputs(",1\n", csv);
    fclose(csv);
    struct lp_arena *arena = lp_arena_new();
    const struct lp_source *source = NULL;
    const struct lp_csv *table = NULL;
    assert_int_equal(lp_source_from_memory(arena, "x.csv", text, n, &source, NULL), LP_OK);
    assert_int_equal(lp_csv_read(arena, source, &table, NULL), LP_OK);
    assert_int_equal(table->n_rows, 1);
    assert_string_equal(table->cells[1].text, expected);
    assert_string_equal(table->cells[2].text, "1");
    lp_arena_free(arena);
    free(text);
}

static void test_names_come_back(void **state)
{
    static const char *const names[] = {"LGPS",
                                        "",
                                        "a,b",
                                        "\"",
                                        "\"\"a\"\"",
                                        "# no comment",
                                        "a # b",
                                        " a blank before",
                                        "and one behind ",
                                        " ",
                                        "\\ \\\" ' ` $(x) %s <b> ]]> &amp;",
                                        "a;b\\,",
                                        "ünï → 界 𝛼"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check(names[i], names[i]);
}

/* Plain names stay plain: other readers split at commas. */
static void test_quotes_only_where_needed(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    FILE *csv = open_memstream(&text, &n);
    lp_csvcell_write(csv, "cell-1 'x' \\");
    fclose(csv);
    assert_string_equal(text, "cell-1 'x' \\");
    free(text);
}

static void test_unfit_characters_are_replaced(void **state)
{
    (void)state;
    check("a\033[31m\nb\tc\xC2\x9B\xE2\x80\xAE\xEF\xBF\xBF\xFF",
          "a\uFFFD[31m\uFFFDb\uFFFDc\uFFFD\uFFFD\uFFFD\uFFFD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_come_back),
        cmocka_unit_test(test_quotes_only_where_needed),
        cmocka_unit_test(test_unfit_characters_are_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
