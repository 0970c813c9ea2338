/* SPDX-License-Identifier: MIT
 *
 * Chains of a study: mixed, named as Stan names them, the same on any number of threads.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "run/solve.h"
#include "tests/support/fitmaker.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

static void chains_mix_and_do_not_depend_on_threads(void **state)
{
    (void)state;
    struct lp_study *s = fitmaker_two_phase_study(0.003);
    struct lp_answer *one = fitmaker_answer(s, LP_METHOD_MCMC, 1),
                     *two = fitmaker_answer(s, LP_METHOD_MCMC, 2);
    const struct lp_chains *c = one->chains;
    assert_non_null(c);
    assert_int_equal(c->n_chains, 4);
    assert_string_equal(c->names[0], "lp__");
    assert_string_equal(c->names[1], "accept_stat__");
    assert_string_equal(c->names[2], one->parameters[0].name);
    assert_true(isnan(c->rhat[1]));
    for (size_t k = 2; k < c->n_columns; k++)
        assert_true(c->rhat[k] < 1.01 && c->ess_bulk[k] > 400.0 && c->ess_tail[k] > 400.0);
    /* only shares end at 0 or 1 (a conductance is a small number, not none) */
    const struct lp_estimate *G = &one->pathway->conductance_mol_s;
    assert_true(G->low > 0.8 * G->value && G->high < 1.2 * G->value);
    assert_memory_equal(c->values, two->chains->values,
                        c->n_chains * c->n_draws * c->n_columns * sizeof(double));
    lp_answer_free(one);
    lp_answer_free(two);
    lp_study_free(s);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(chains_mix_and_do_not_depend_on_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
