/* SPDX-License-Identifier: MIT
 *
 * Curves and bands: the data as they were, a dense grid from zero, bands that hold the curve.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/tellseries.h"
#include "tests/support/runmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>

static void curves_are_dense_and_inside_their_bands(void **state)
{
    (void)state;
    struct fitmaker_series made = fitmaker_ten_times(fitmaker_two_phases);
    struct runmaker run = runmaker_fit(&made);
    double chi2 = 0.0;
    assert_int_equal(run.answer->n_series, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct lp_answer_series *s = &run.answer->series[i];
        assert_string_equal(s->experiment, "cell");
        assert_string_equal(s->component, i == 0 ? "a" : "b");
        assert_string_equal(s->quantity, "6Li enrichment");
        assert_int_equal(s->n_data, 10);
        assert_true(s->n_grid > 100);
        assert_true(s->grid_s[0] == 0.0 && fabs(s->grid_s[s->n_grid - 1] - 1e5) < 1e-3);
        assert_true(fabs(s->curve[0] - 0.0759) < 1e-9);
        for (size_t k = 0; k < s->n_data; k++)
            chi2 += pow((s->value[k] - s->fitted[k]) / s->sigma[k], 2);
        for (size_t k = 0; k < s->n_grid; k++) {
            assert_true(s->low[k] <= s->curve[k] && s->curve[k] <= s->high[k]);
            assert_true(s->high[k] - s->low[k] < 0.1);
            assert_true(k == 0 || s->grid_s[k] > s->grid_s[k - 1]);
        }
    }
    assert_true(fabs(chi2 / run.answer->objective.chi2 - 1.0) < 1e-9);
    runmaker_clear(&run);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(curves_are_dense_and_inside_their_bands)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
