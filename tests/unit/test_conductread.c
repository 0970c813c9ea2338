/* SPDX-License-Identifier: MIT
 *
 * Numbers of a conduct file in any unit, carriers by three ways, faults all at once.
 */
#include "conduct/conductread.h"
#include "tests/support/conductmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void units_do_not_matter(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "lipath: 1\nconductivity: 9e-3 S/cm\ntemperature: 25 degC\ncarriers: 2e28 1/m3\n",
        "lipath: 1\nconductivity: 0.9 S/m\ntemperature: 298.15 K\n"
        "carriers: {cell: 1 nm3, per_cell: 20}\n",
        "lipath: 1\nconductivity: 9 mS/cm\ntemperature: 298.15\n"
        "carriers: {density: 2 g/cm3, molar_mass: 602.214076 g/mol, per_formula: 10}\n"};
    for (size_t i = 0; i < 3; i++) {
        struct lp_conduct_input *input = NULL;
        assert_int_equal(conductmaker_read(texts[i], &input, NULL), LP_OK);
        assert_true(fabs(input->number[0].value - 0.9) < 1e-12);
        assert_true(fabs(input->temperature_K - 298.15) < 1e-9);
        assert_true(fabs(input->number[2].value / 2e28 - 1.0) < 1e-12);
        lp_conduct_input_free(input);
    }
}

static void faults_come_together(void **state)
{
    (void)state;
    struct lp_diag *diag = lp_diag_new();
    struct lp_conduct_input *input = NULL;
    assert_int_equal(
        conductmaker_read("lipath: 2\nhavn: 1\nhaven: -1\nat: [300 K]\n", &input, diag), LP_EINPUT);
    assert_null(input);
    assert_int_equal(lp_diag_n_errors(diag), 4);
    lp_diag_free(diag);
    lp_conduct_input_free(NULL);
}

/* `lipath check` asks which reader a file is for. */
static void conduct_files_are_known(void **state)
{
    (void)state;
    assert_true(lp_conductread_is_one("inputs/conduct/synthetic.yaml"));
    assert_true(lp_conductread_is_one("tests/cli/conduct/broken/broken.yaml"));
    assert_false(lp_conductread_is_one("inputs/lgps-peo-cycled/study.yaml"));
    assert_false(lp_conductread_is_one("models/polymer-ceramic.yaml"));
    assert_false(lp_conductread_is_one("inputs/conduct/synthetic-t1.csv"));
    assert_false(lp_conductread_is_one("no such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conduct_files_are_known),
                                       cmocka_unit_test(units_do_not_matter),
                                       cmocka_unit_test(faults_come_together)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
