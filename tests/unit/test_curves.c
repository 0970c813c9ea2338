/* SPDX-License-Identifier: MIT
 *
 * Curves of a fit without draws of states: the data as they were, residuals that are those of chi2,
 * a grid from zero to the last time, dense on a logarithmic axis too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/curves.h"
#include "uncertainty/quantify.h"

#include <gsl/gsl_errno.h>
#include <math.h>

static void curves_pass_where_the_fit_does(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    double chi2 = 0.0;
    assert_int_equal(lp_quantify_without_topologies(&s, NULL), LP_OK);
    assert_int_equal(lp_curves_run(&s, NULL), LP_OK);
    assert_int_equal(s.n_curves, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct lp_curve *c = &s.curves[i];
        const size_t last = c->n_grid - 1;
        assert_ptr_equal(c->experiment, &study->experiments[0]);
        assert_int_equal(c->i_component, i);
        assert_int_equal(c->n_data, 10);
        for (size_t k = 0; k < c->n_data; k++) {
            assert_true(c->sigma[k] == 0.01);
            chi2 += pow((c->value[k] - c->fitted[k]) / c->sigma[k], 2);
        }
        /* the last datum is at the grid's end: the curve is the fit there */
        assert_true(fabs(c->grid_s[last] / c->t_s[9] - 1.0) < 1e-12 && c->grid_s[0] == 0.0);
        assert_true(fabs(c->curve[last] - c->fitted[9]) < 1e-9);
        assert_true(fabs(c->curve[0] - 0.0759) < 1e-9);
        assert_true(c->low[last] < c->curve[last] && c->curve[last] < c->high[last]);
        assert_true(c->grid_s[1] < c->t_s[0]); /* points before the first datum */
    }
    assert_true(fabs(chi2 / s.best->likelihood.chi2 - 1.0) < 1e-9);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(curves_pass_where_the_fit_does)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
