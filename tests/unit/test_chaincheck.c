/* SPDX-License-Identifier: MIT
 *
 * R-hat and ESS: AR(1) chains against the closed form, chains that have not mixed, constant ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "search/chaincheck.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

enum { N_CHAINS = 4, N_DRAWS = 5000 };

/* Stationary AR(1) with unit variance: tau = (1 + a)/(1 - a). */
static double *make_chains(double a, double apart, double wider)
{
    double *x = malloc(N_CHAINS * N_DRAWS * sizeof(double));
    for (size_t c = 0; c < N_CHAINS; c++) {
        struct lp_random stream = lp_random_stream(7, LP_RANDOM_TESTS, c);
        double at = lp_random_normal(&stream);
        for (size_t i = 0; i < N_DRAWS; i++) {
            at = a * at + sqrt(1.0 - a * a) * lp_random_normal(&stream);
            x[c * N_DRAWS + i] = at * (c == 0 ? wider : 1.0) + apart * (double)c;
        }
    }
    return x;
}

static struct lp_chaincheck check(double a, double apart, double wider)
{
    double *x = make_chains(a, apart, wider);
    struct lp_chaincheck c;
    assert_int_equal(lp_chaincheck(N_CHAINS, N_DRAWS, x, &c), LP_OK);
    free(x);
    return c;
}

static void ess_is_that_of_ar1(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        double a = (double[]){0.0, 0.5, 0.8}[k];
        double expected = N_CHAINS * N_DRAWS * (1.0 - a) / (1.0 + a);
        struct lp_chaincheck c = check(a, 0.0, 1.0);
        /* the estimate itself scatters by a few per cent */
        assert_true(fabs(c.ess_bulk / expected - 1.0) < 0.12);
        assert_true(c.ess_tail > 0.8 * expected); /* indicators forget sooner */
        assert_true(c.rhat < LP_RHAT_MOST);
    }
}

static void rhat_sees_chains_apart_and_of_other_widths(void **state)
{
    (void)state;
    assert_true(check(0.0, 0.5, 1.0).rhat > 1.05);
    assert_true(check(0.0, 0.0, 3.0).rhat > 1.05); /* one centre: only the folded one sees it */
    assert_true(check(0.0, 3.0, 1.0).ess_bulk < 50.0);
}

static void chains_that_stand_still_have_no_ess(void **state)
{
    (void)state;
    double x[8] = {1, 1, 1, 1, 2, 2, 2, 2}, same[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    struct lp_chaincheck c;
    assert_int_equal(lp_chaincheck(2, 4, x, &c), LP_OK);
    assert_true(isinf(c.rhat) && isnan(c.ess_bulk));
    assert_int_equal(lp_chaincheck(2, 4, same, &c), LP_OK);
    assert_true(isnan(c.rhat) && isnan(c.ess_bulk));
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {cmocka_unit_test(ess_is_that_of_ar1),
                                       cmocka_unit_test(rhat_sees_chains_apart_and_of_other_widths),
                                       cmocka_unit_test(chains_that_stand_still_have_no_ess)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
