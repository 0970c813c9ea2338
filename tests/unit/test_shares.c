/* SPDX-License-Identifier: MIT
 *
 * The pathway's numbers at given parameters, against the closed form of two phases in parallel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pathway/shares.h"
#include "tests/support/fitmaker.h"

#include <math.h>
#include <stdlib.h>

static struct lp_study *two_phases(void)
{
    struct fitmaker_series series = {.model = fitmaker_two_phases,
                                     .components = "a b",
                                     .n_times = 3,
                                     .first_s = 1e3,
                                     .last_s = 1e5,
                                     .sigma = 0.01};
    return fitmaker_study(&series);
}

/* Both sides alike: a carries phi_a/(phi_a + phi_b), G = (phi_a + phi_b)/2, nothing crosses. */
static void two_phases_share_by_their_contacts(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double *out = calloc(lp_shares_n(m), sizeof(double)), p[8];
    bool joined = false;
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, NULL, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, true, out, &joined, NULL), LP_OK);
    assert_true(joined);
    assert_true(fabs(out[LP_SHARE_G] / 3.5e-11 - 1.0) < 1e-9);
    assert_true(fabs(out[LP_SHARE_INTERFACE] - 5.0 / 7.0) < 1e-9);
    size_t a = lp_model_find_compartment(m, "a"), b = lp_model_find_compartment(m, "b");
    assert_true(fabs(out[lp_shares_at_compartment(a, LP_SHARE_VISITED)] - 5.0 / 7.0) < 1e-9);
    assert_true(fabs(out[lp_shares_at_compartment(a, LP_SHARE_WITHOUT)] - 5.0 / 7.0) < 1e-9);
    assert_true(fabs(out[lp_shares_at_edge(m, 4, LP_SHARE_NET)]) < 1e-9);
    assert_true(isnan(out[lp_shares_at_compartment(0, LP_SHARE_VISITED)]));
    assert_true(isnan(out[lp_shares_at_compartment(a, LP_SHARE_CARRIED)]));
    double part_a = out[lp_shares_at_compartment(a, LP_SHARE_UPTAKE_PART)];
    double part_b = out[lp_shares_at_compartment(b, LP_SHARE_UPTAKE_PART)];
    assert_true(fabs(part_a + part_b - 1.0) < 1e-12);
    /* per cent and amount are the same thing twice: uptake = N x0 increase/100 */
    assert_true(
        fabs(out[lp_shares_at_compartment(a, LP_SHARE_UPTAKE)] /
                 (1.5e-6 * 0.0759 * out[lp_shares_at_compartment(a, LP_SHARE_INCREASE)] / 100.0) -
             1.0) < 1e-9);
    lp_shares_free(shares);
    lp_study_free(study);
    free(out);
}

static void what_is_apart_has_no_shares(void **state)
{
    (void)state;
    struct lp_study *study = two_phases();
    const char *ids[] = {"a--right", "b--right"};
    struct lp_edge_set absent = {.n = 2, .ids = ids};
    const struct lp_model *m = study->experiments[0].model;
    struct lp_inference_options options = fitmaker_options();
    struct lp_shares *shares = NULL;
    double *out = calloc(lp_shares_n(m), sizeof(double)), p[8];
    bool joined = true;
    lp_study_start(study, p);
    assert_int_equal(lp_shares_new(study, &absent, &options.engine, &shares, NULL), LP_OK);
    assert_int_equal(lp_shares_evaluate(shares, p, false, out, &joined, NULL), LP_OK);
    assert_false(joined);
    assert_true(out[LP_SHARE_G] == 0.0);
    assert_true(isnan(out[LP_SHARE_INTERFACE]));
    assert_true(isnan(out[lp_shares_at_compartment(2, LP_SHARE_ENRICHMENT)]));
    assert_true(lp_shares_last_time(study) == 1e5);
    lp_shares_free(shares);
    lp_study_free(study);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_phases_share_by_their_contacts),
                                       cmocka_unit_test(what_is_apart_has_no_shares)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
