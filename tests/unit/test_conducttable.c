/* SPDX-License-Identifier: MIT
 *
 * Measured tables of a conduct file: rows in their units, Larmor frequency from field or frequency.
 */
#include "conduct/conducttable.h"
#include "tests/support/conductmaker.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

static void rows_and_larmor(void **state)
{
    (void)state;
    struct lp_conduct_input *input = NULL;
    assert_int_equal(
        conductmaker_read("lipath: 1\nmeasured:\n"
                          "  T1: {rows: [[27 degC, 500 ms], [310 K, 1 s]], field: 10 T}\n"
                          "  rate: {rows: [[300 K, 1 kHz, 1 Hz], [310 K, 2 kHz, 1 Hz]]}\n",
                          &input, NULL),
        LP_OK);
    const struct lp_conduct_table *t1 = &input->table[LP_CONDUCT_T1];
    assert_int_equal(t1->n, 2);
    assert_true(fabs(t1->x[0] - 300.15) < 1e-9 && fabs(t1->y[0] - 0.5) < 1e-12);
    assert_true(fabs(t1->omega_rad_s / 10.3977013e8 - 1.0) < 1e-12 && isnan(t1->beta));
    assert_null(t1->error);
    assert_true(fabs(input->table[LP_CONDUCT_RATE].error[1] - 1.0) < 1e-12);
    assert_int_equal(input->table[LP_CONDUCT_CONDUCTIVITY].n, 0);
    lp_conduct_input_free(input);
}

/* `terms` of 1/T1: 2 by default, 1 or 2. */
static void terms_of_relaxation(void **state)
{
    (void)state;
    static const struct {
        const char *terms;
        enum lp_status status;
        unsigned n_terms;
    } cases[] = {{"", LP_OK, 2}, {", terms: 1", LP_OK, 1}, {", terms: 3", LP_EINPUT, 0}};
    for (size_t i = 0; i < 3; i++) {
        char text[200];
        struct lp_conduct_input *input = NULL;
        snprintf(
            text, sizeof text,
            "lipath: 1\nmeasured:\n  T1: {rows: [[300 K, 1 s], [310 K, 2 s]], field: 10 T%s}\n",
            cases[i].terms);
        assert_int_equal(conductmaker_read(text, &input, NULL), cases[i].status);
        if (input)
            assert_int_equal(input->table[LP_CONDUCT_T1].n_terms, cases[i].n_terms);
        lp_conduct_input_free(input);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rows_and_larmor),
                                       cmocka_unit_test(terms_of_relaxation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
