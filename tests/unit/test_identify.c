/* SPDX-License-Identifier: MIT
 *
 * What is identified: open ends by their misfit, sides of the cell, priors that stand alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/fitmaker.h"
#include "uncertainty/identify.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <string.h>

#define N_MAX 6

/* Fit and identify; the caller clears. */
static struct fitmaker_fit identify(const struct fitmaker_series *series, struct lp_identity out[])
{
    struct fitmaker_fit fit = fitmaker_fit(series);
    struct lp_covariance *c = NULL;
    assert_true(fit.problem->n <= N_MAX);
    assert_int_equal(
        lp_covariance_new(fit.problem, fit.best->u, fit.n_residuals, fit.r, fit.jacobian, &c),
        LP_OK);
    memset(out, 0, N_MAX * sizeof(*out));
    assert_int_equal(lp_identify_run(fit.problem, &fit.workers, fit.best, c, fit.arena, out),
                     LP_OK);
    lp_covariance_free(c);
    return fit;
}

static void good_data_identify_all(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 12,
                                     .first_s = 1e3,
                                     .last_s = 2e5,
                                     .sigma = 0.003,
                                     .noise = 1.0,
                                     .seed = 2};
    struct lp_identity id[N_MAX];
    struct fitmaker_fit fit = identify(&series, id);
    for (size_t j = 0; j < fit.problem->n; j++) {
        assert_int_equal(id[j].kind, LP_IDENTIFIED);
        assert_int_equal(id[j].unknown, LP_UNKNOWN_ENDS);
        assert_true(!id[j].is_open[0] && !id[j].is_open[1]);
        assert_true(id[j].rise[0] > 3.84 && id[j].rise[1] > 3.84);
    }
    fitmaker_clear(&fit);
}

static void one_time_point_identifies_little(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 1,
                                     .first_s = 2e4,
                                     .last_s = 2e4,
                                     .sigma = 0.01,
                                     .seed = 2};
    struct lp_identity id[N_MAX];
    struct fitmaker_fit fit = identify(&series, id);
    size_t j = lp_problem_find(fit.problem, lp_parameters_find(&fit.study->parameters, "phi_ab"));
    assert_true(id[j].kind != LP_IDENTIFIED);
    assert_true(id[j].is_open[0]);
    assert_true(id[j].rise[0] < 3.84);
    fitmaker_clear(&fit);
}

static void sides_are_named_by_their_sum(void **state)
{
    (void)state;
    struct fitmaker_series series = {.model = fitmaker_sides,
                                     .components = "a b",
                                     .n_times = 12,
                                     .first_s = 1e3,
                                     .last_s = 2e5,
                                     .sigma = 0.003,
                                     .noise = 1.0,
                                     .seed = 2};
    struct lp_identity id[N_MAX];
    struct fitmaker_fit fit = identify(&series, id);
    for (size_t j = 0; j < 2; j++) {
        assert_int_equal(id[j].kind, LP_NOT_IDENTIFIED);
        assert_int_equal(id[j].unknown, LP_UNKNOWN_DIRECTION);
        assert_int_equal(id[j].i_null, 0);
        assert_true(isnan(id[j].prior_part));
        assert_true(id[j].is_structural);
    }
    assert_int_equal(id[2].kind, LP_IDENTIFIED);
    fitmaker_clear(&fit);
}

static void a_prior_alone_is_said_to_be_one(void **state)
{
    (void)state;
    static const char *const model =
        "  parameters:\n"
        "    phi: {start: 1e-11 mol/s}\n"
        "    n: {start: 1 umol, prior: {median: 1 umol, factor: 1.3}}\n"
        "  compartments:\n"
        "    left: {kind: electrode, enrichment: 0.95}\n"
        "    a: {inventory: n}\n"
        "  exchange:\n"
        "    - {between: [left, a], flow: phi}\n";
    struct fitmaker_series series = {.model = model,
                                     .components = "a",
                                     .n_times = 8,
                                     .first_s = 1e3,
                                     .last_s = 2e5,
                                     .sigma = 0.003,
                                     .noise = 1.0,
                                     .seed = 2};
    struct lp_identity id[N_MAX];
    struct fitmaker_fit fit = identify(&series, id);
    size_t n = lp_problem_find(fit.problem, lp_parameters_find(&fit.study->parameters, "n"));
    assert_int_equal(id[n].kind, LP_NOT_IDENTIFIED);
    assert_int_equal(id[n].unknown, LP_UNKNOWN_PRIOR);
    assert_true(id[n].prior_part > 0.99 && id[n].prior_part < 1.01); /* phi/n is all that shows */
    fitmaker_clear(&fit);
}

/* In truth the line of a sees all of b too: the fraction is known from below, not unknown. */
static void a_fraction_at_its_end_is_known_from_one_side(void **state)
{
    (void)state;
    static const char *const model = "  parameters:\n"
                                     "    phi: {start: 3e-11 mol/s}\n"
                                     "    w: {start: 1, min: 0, max: 1}\n"
                                     "  compartments:\n"
                                     "    left: {kind: electrode, enrichment: 0.95}\n"
                                     "    a: {inventory: 1 umol}\n"
                                     "    b: {inventory: 2 umol}\n"
                                     "  exchange:\n"
                                     "    - {between: [left, a], flow: phi}\n"
                                     "  components:\n"
                                     "    a: {a: 1, b: w}\n";
    struct fitmaker_series series = {.model = model,
                                     .components = "a",
                                     .n_times = 8,
                                     .first_s = 1e3,
                                     .last_s = 2e5,
                                     .sigma = 0.003,
                                     .seed = 2};
    struct lp_identity id[N_MAX];
    struct fitmaker_fit fit = identify(&series, id);
    size_t w = lp_problem_find(fit.problem, lp_parameters_find(&fit.study->parameters, "w"));
    assert_int_equal(id[w].kind, LP_LOWER_BOUND_ONLY);
    assert_true(id[w].rise[0] > 100.0);
    fitmaker_clear(&fit);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_data_identify_all),
        cmocka_unit_test(one_time_point_identifies_little),
        cmocka_unit_test(sides_are_named_by_their_sum),
        cmocka_unit_test(a_prior_alone_is_said_to_be_one),
        cmocka_unit_test(a_fraction_at_its_end_is_known_from_one_side)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
