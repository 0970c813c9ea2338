/* SPDX-License-Identifier: MIT
 *
 * The table speaks in S/cm, the JSON in SI.
 */
#include "conduct/conducttell.h"
#include "tests/support/conductmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static void both_ways_tell_the_same(void **state)
{
    (void)state;
    struct lp_conduct_input *input = NULL;
    struct lp_conduct_answer *answer =
        conductmaker_solve("lipath: 1\nconductivity: 9e-3 S/cm\n", &input, NULL);
    char *table = lp_conducttell_table(answer), *json = lp_conducttell_json(answer, NULL);
    assert_non_null(strstr(table, "0.009 S/cm"));
    assert_non_null(strstr(json, "\"estimate\": 0.9"));
    assert_non_null(strstr(json, "\"coherence\": \"undetermined\""));
    free(table);
    free(json);
    lp_conduct_answer_free(answer);
    lp_conduct_input_free(input);
}

/* No line is wider than 100 characters, whatever the source says. */
static void lines_wrap(void **state)
{
    (void)state;
    struct lp_conduct_input *input = NULL;
    struct lp_conduct_answer *answer = conductmaker_solve(
        "lipath: 1\nconductivity: 9e-3 S/cm\ncarriers: {density: 2 g/cm3, molar_mass: 589 "
        "g/mol, per_formula: 10}\ndiffusivity: 1e-12 m2/s\nhop: {distance: 0.2 nm, rate: "
        "{value: 1e9 1/s, error: 1e8 1/s}}\n",
        &input, NULL);
    char *table = lp_conducttell_table(answer);
    size_t n = 0;
    for (const char *c = table; *c; c++) {
        n = *c == '\n' ? 0 : n + (((unsigned char)*c & 0xC0) != 0x80);
        assert_true(n <= 100);
    }
    assert_non_null(strstr(table, "side by side"));
    free(table);
    lp_conduct_answer_free(answer);
    lp_conduct_input_free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways_tell_the_same),
                                       cmocka_unit_test(lines_wrap)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
