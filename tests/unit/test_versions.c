/* SPDX-License-Identifier: MIT
 *
 * The libraries that a result names: those whose versions change numbers, each with a version that
 * a reader can look up.
 */
#include "output/versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

static void every_library_has_a_version(void **state)
{
    (void)state;
    for (size_t i = 0; i < LP_N_LIBRARIES; i++) {
        struct lp_library library = lp_library_version(i);
        assert_true(isdigit((unsigned char)library.version[0]));
        assert_non_null(strchr(library.version, '.'));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(library.name, lp_library_version(k).name);
    }
}

static void those_behind_the_numbers_are_named(void **state)
{
    (void)state;
    static const char *const wanted[] = {"SUNDIALS", "GSL"};
    for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++) {
        size_t n_found = 0;
        for (size_t i = 0; i < LP_N_LIBRARIES; i++)
            n_found += strcmp(lp_library_version(i).name, wanted[w]) == 0;
        assert_int_equal(n_found, 1);
    }
}

static void our_own_version_has_three_numbers(void **state)
{
    (void)state;
    size_t n_dots = 0;
    for (const char *c = LP_VERSION; *c; c++) {
        assert_true(isdigit((unsigned char)*c) || *c == '.');
        n_dots += *c == '.';
    }
    assert_int_equal(n_dots, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_library_has_a_version),
        cmocka_unit_test(those_behind_the_numbers_are_named),
        cmocka_unit_test(our_own_version_has_three_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
