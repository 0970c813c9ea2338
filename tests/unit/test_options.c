/* SPDX-License-Identifier: MIT
 *
 * Defaults, the names of the methods, and whose seed counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "estimate/options.h"

static void defaults_and_names(void **state)
{
    (void)state;
    struct lp_inference_options o = lp_inference_options_default();
    struct lp_study study = {.seed = 7};
    assert_true(o.n_starts == 20 && o.n_jobs == 1 && o.n_draws == 1000 && o.n_chains == 4);
    assert_true(o.most_exhaustive == 16 && o.method == LP_METHOD_PROFILE && !o.progress);
    assert_string_equal(lp_method_text(LP_METHOD_PROFILE), "profile");
    assert_string_equal(lp_method_text(LP_METHOD_BOOTSTRAP), "bootstrap");
    assert_string_equal(lp_method_text(LP_METHOD_RESIDUAL), "residual-bootstrap");
    assert_string_equal(lp_method_text(LP_METHOD_MCMC), "mcmc");
    o.seed = 9;
    assert_int_equal(lp_inference_seed(&o, &study), 7);
    o.has_seed = true;
    assert_int_equal(lp_inference_seed(&o, &study), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(defaults_and_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
