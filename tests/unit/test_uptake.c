/* SPDX-License-Identifier: MIT
 *
 * Uptake at each topology's best fit: parts of the new 6Li add to one, and a phase that nothing
 * feeds takes none of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/quantify.h"
#include "uncertainty/uptake.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void parts_add_to_one(void **state)
{
    (void)state;
    struct lp_study *study = fitmaker_two_phase_study(0.01);
    struct lp_inference_options options = fitmaker_options();
    struct lp_arena *arena = lp_arena_new();
    struct lp_solution s = lp_quantify_begin(study, &options, arena);
    const struct lp_model *m = s.report->model;
    size_t n_known = 0;
    assert_int_equal(lp_quantify_fit(&s, NULL), LP_OK);
    assert_int_equal(lp_quantify_topologies(&s, NULL), LP_OK);
    assert_int_equal(lp_uptake_run(&s), LP_OK);
    for (size_t i = 0; i < s.topologies.n; i++) {
        const struct lp_uptake *u = &s.uptake[i];
        double sum = 0.0, most = 0.0;
        assert_true(u->is_known == (s.topologies.items[i].optimum != NULL));
        if (!u->is_known)
            continue;
        n_known++;
        for (size_t k = 0; k < m->n_compartments; k++) {
            assert_true(isnan(u->part[k]) == (m->compartments[k].kind == LP_ELECTRODE));
            sum += isnan(u->part[k]) ? 0.0 : u->part[k];
            most = fmax(most, u->part[k]);
        }
        assert_true(fabs(sum - 1.0) < 1e-9);
        assert_true(u->part[u->i_most] == most);
        assert_true(u->share >= 0.0 && u->share <= 1.0);
    }
    assert_true(n_known > 1);
    lp_quantify_clear(&s);
    lp_arena_free(arena);
    lp_study_free(study);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_add_to_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
